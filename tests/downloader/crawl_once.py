"""One crawl in a process of its own (a reactor runs once): reads a job as JSON from stdin, prints what came as JSON."""

import json
import sys
from time import monotonic

import scrapy
from scrapy.crawler import AsyncCrawlerProcess


class Probe(scrapy.Spider):
    name = "probe"
    requests: list
    answers: list

    async def start(self):
        for number, asked in enumerate(self.requests):
            yield scrapy.Request(
                asked["url"],
                callback=self.answered,
                errback=self.failed,
                meta=asked.get("meta", {}),
                headers=asked.get("headers", {}),
                cb_kwargs={"number": number},
                dont_filter=True,
                priority=-number,
            )

    def answered(self, response, number):
        headers = {}
        for name in response.headers:
            headers[name.decode()] = response.headers.get(name).decode("latin-1")
        self.answers.append(
            {
                "number": number,
                "url": response.url,
                "status": response.status,
                "body": response.body.decode("utf-8", "replace"),
                "headers": headers,
                "latency": response.meta.get("download_latency"),
                "slot": response.meta.get("download_slot"),
                "redirects": response.meta.get("redirect_urls", []),
                "at": monotonic(),
            }
        )
        slot = self.crawler.engine.downloader.slots.get(response.meta.get("download_slot"))
        self.answers[-1]["delay"] = slot.delay if slot else None

    def failed(self, failure):
        self.answers.append(
            {
                "number": failure.request.cb_kwargs["number"],
                "url": failure.request.url,
                "error": f"{type(failure.value).__name__}: {failure.value}",
                "status": getattr(getattr(failure.value, "response", None), "status", None),
            }
        )


def main():
    job = json.load(sys.stdin)
    answers = []
    process = AsyncCrawlerProcess({"LOG_LEVEL": "INFO", "TELNETCONSOLE_ENABLED": False, **job["settings"]})
    crawler = process.create_crawler(Probe)
    process.crawl(crawler, requests=job["requests"], answers=answers)
    process.start()
    answers.sort(key=lambda answer: answer["number"])
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, (int, float, str))}
    json.dump({"answers": answers, "stats": stats}, sys.stdout)


if __name__ == "__main__":
    main()
