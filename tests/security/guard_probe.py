"""Every way in × every spelling, through the real download handler, in a process of its own: prints a summary as JSON.

Reads ``{"seed": …, "hosts": [[address, port], …], …}`` or ``{"urls": [...], …}`` from stdin. The ways are the
product's own code: middlewares, feeds, sitemaps, lists, comment platforms. What they give is downloaded; what is
connected to is counted at the reactor, before a packet leaves.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from ipaddress import ip_address
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import HtmlResponse, Response
from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")

from twisted.internet import defer, reactor  # noqa: E402
from twisted.internet.error import ConnectionRefusedError as Refused  # noqa: E402
from twisted.python.failure import Failure  # noqa: E402

from newscrawler.comments import PlatformRequest, RequestError, ThreadProgress, detect  # noqa: E402
from newscrawler.discovery.canonical import normalise_url  # noqa: E402
from newscrawler.discovery.feeds import parse_feed  # noqa: E402
from newscrawler.discovery.links import DiscoveryError  # noqa: E402
from newscrawler.discovery.sections import feed_links, next_page, section_links, story_links  # noqa: E402
from newscrawler.discovery.sitemaps import parse_sitemap  # noqa: E402
from newscrawler.downloader.guard import AddressRefused, WebAddresses  # noqa: E402
from newscrawler.downloader.rendering import RenderingDownloadHandler  # noqa: E402
from newscrawler.html.page import Page  # noqa: E402
from newscrawler.items import Thread  # noqa: E402
from newscrawler.settings import DOWNLOAD_MAXSIZE  # noqa: E402
from newscrawler.urls import joined  # noqa: E402
from tests.security.spellings import NAMES, hosts_of, urls_of  # noqa: E402

HOME = "https://hostile.example/2026/11/27/a-story-of-the-day"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
LIST = (
    '<h2>9 comments</h2><ol class="comment-list"><li id="comment-1" class="comment"><a class="comment-author">Ann</a> '
    '<time datetime="2026-11-24T09:00:00Z">24 November</time><div class="comment-text"><p>First again, as ever.</p></div></li>'
    '<li id="comment-2" class="comment"><a class="comment-author">Ben</a> <time datetime="2026-11-24T09:05:00Z">24 November'
    '</time><div class="comment-text"><p>Not for long, I think.</p></div></li></ol>'
)


class Probe(Spider):
    name = "probe"
    own_addresses: list[str]


def page(html: str) -> Page:
    whole = f"<html><head><title>x</title></head><body><article><h1>A story</h1></article>{html}</body></html>"
    return Page(HOME, whole.encode("utf-8", "replace"), content_type="text/html; charset=utf-8", retrieved=NOW)


def asked(html: str) -> Iterator[str]:
    section = detect(page(html), HOME)
    for found in [section, *section.alternatives] if section else []:
        yield from (ask.url for ask in found.result.requests)


def ways(crawler: Crawler) -> dict[str, Callable[[str], Iterator[str]]]:
    """The addresses that each way in asks for, for an address that a page or answer names."""
    redirects, refreshes = RedirectMiddleware(crawler.settings), MetaRefreshMiddleware(crawler.settings)
    redirects.crawler = refreshes.crawler = crawler

    def redirect(url: str) -> Iterator[str]:
        location = url.strip().replace("\n", "").encode("utf-8", "replace")
        found = redirects.process_response(Request(HOME), Response(HOME, 302, {"Location": location}))
        if isinstance(found, Request):
            yield found.url

    def refresh(url: str) -> Iterator[str]:
        body = f"<html><head><meta http-equiv=refresh content={quoteattr('0;url=' + url)}></head></html>"
        found = refreshes.process_response(Request(HOME), HtmlResponse(HOME, body=body.encode("utf-8", "replace")))
        if isinstance(found, Request):
            yield found.url

    def feed(url: str) -> Iterator[str]:
        body = f"<rss version='2.0'><channel><item><title>x</title><link>{escape(url)}</link></item></channel></rss>"
        yield from (normalise_url(link.url) for link in parse_feed(body.encode("utf-8", "replace"), HOME).links)

    def sitemap(url: str) -> Iterator[str]:
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        body = f"<urlset xmlns='{space}'><url><loc>{escape(url)}</loc></url></urlset>"
        yield from (normalise_url(link.url) for link in parse_sitemap(body.encode("utf-8", "replace"), HOME).links)
        body = f"<sitemapindex xmlns='{space}'><sitemap><loc>{escape(url)}</loc></sitemap></sitemapindex>"
        yield from (link.url for link in parse_sitemap(body.encode("utf-8", "replace"), HOME).sitemaps)

    def section(url: str) -> Iterator[str]:
        links = f"<nav><a href={quoteattr(url)}>World</a></nav><h2><a href={quoteattr(url)}>A headline of some length here</a></h2>"
        found = page(
            links
            + f"<a rel=next href={quoteattr(url)}>Next</a><link rel=alternate type=application/rss+xml href={quoteattr(url)}>"
        )
        yield from (normalise_url(link.url) for link in story_links(found))
        yield from (*section_links(found), *feed_links(found), *filter(None, [next_page(found)]))

    def cursor(url: str) -> Iterator[str]:
        kept = {**asdict(PlatformRequest(url=HOME)), "url": url}
        thread = Thread(platform="isso", nativeId="1", copyUrl=HOME, retrieved=NOW, complete=True, cursor=kept)
        yield from (ask.url for ask in ThreadProgress.revisit(thread, NOW).pending)

    def frame(url: str) -> Iterator[str]:
        yield from filter(None, [joined(HOME, url)])

    return {
        "start": lambda url: iter([url]),
        "redirect": redirect,
        "refresh": refresh,
        "feed": feed,
        "sitemap": sitemap,
        "section": section,
        "cursor": cursor,
        "browser": frame,
        "wordpress": lambda url: asked(
            f'<link rel="https://api.w.org/" href={quoteattr(url)}><link rel=shortlink href="/?p=7">'
        ),
        "isso": lambda url: asked(
            f"<section id=isso-thread></section><script data-isso={quoteattr(url)} src=/js/embed.min.js></script>"
        ),
        "coral": lambda url: asked(f"<iframe src={quoteattr(url + '/embed/stream?storyURL=1')}></iframe>"),
        "embedded": lambda url: asked(
            f"<script>Coral.createStreamEmbed({{rootURL: {json.dumps(url)}, storyID: '1'}})</script>"
        ),
        "next": lambda url: asked(LIST + f"<a rel=next href={quoteattr(url + '#comments')}>Older comments</a>"),
        "route": lambda url: asked(
            f"<div id=comments-js data-json={quoteattr(json.dumps({'r': url + '/rest.api/article/5/comment'}))}></div>"
        ),
        "proxy": lambda url: iter([url]),
    }


class Connections:
    """Where the reactor was told to connect to. What is public is refused at once, so that nothing leaves the
    machine; all else is connected to, so that a guard that fails is seen by the canaries too."""

    def __init__(self) -> None:
        self.hosts: Counter[str] = Counter()
        self._connect = reactor.connectTCP
        reactor.connectTCP = self._noted  # type: ignore[assignment]

    def _noted(self, host: str, port: int, factory: Any, *others: Any, **named: Any) -> Any:
        self.hosts[f"{host} {port}"] += 1
        if not ip_address(host.partition("%")[0]).is_global:
            return self._connect(host, port, factory, *others, **named)
        factory.clientConnectionFailed(None, Failure(Refused()))
        return None


def names(answers: dict[str, list[list[str]]]) -> None:
    """Resolve the names of the test, and no others: nothing asks the network."""
    left = {name: list(each) for name, each in answers.items()}
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *others: Any, **named: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else host
        with suppress(ValueError):
            ip_address(name)
            return real(host, port, *others, **named)
        if name not in left:
            raise socket.gaierror(-2, "Name or service not known")
        found = left[name].pop(0) if len(left[name]) > 1 else left[name][0]
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, kind, 6, "", (one, port or 0)) for one in found]

    socket.getaddrinfo = getaddrinfo


def spelled(job: dict[str, Any], way: str, random: Random) -> Iterator[str]:
    for address, port in job.get("hosts", ()):
        if job.get("plain"):
            yield f"http://{address}:{port}/2026/11/27/by-{way}-to-a-service"
            continue
        for host in hosts_of(address, random) if ":" in address or address[0].isdigit() else [address]:
            yield from urls_of(host, port, random)


async def main(job: dict[str, Any]) -> dict[str, Any]:
    settings = {
        "FETCH_ALLOW": job.get("allow", []),
        "HOST_MAP": job.get("map", {}),
        "DOWNLOAD_MAXSIZE": DOWNLOAD_MAXSIZE,
    }
    crawler = Crawler(Probe, {**settings, "DOWNLOAD_TIMEOUT": 5, "DNSCACHE_ENABLED": job.get("cache", True)})
    crawler._apply_settings()
    crawler.spider = spider = Probe()
    spider.own_addresses = job.get("own", [])
    handler, first = RenderingDownloadHandler(crawler), WebAddresses(crawler)
    connections = Connections()
    names({**NAMES, **job.get("names", {})})
    random = Random(job["seed"])
    outcome: Counter[str] = Counter()
    generated, answers = 0, []

    async def go(url: str, meta: dict[str, Any], way: str = "start") -> None:
        try:
            request = Request(url, meta=meta)
            first.process_request(request)
            response = await handler.download_request(request)
        except AddressRefused as error:
            outcome["refused"] += 1
            answers.append(str(error))
        except ValueError as error:
            outcome[f"no request: {type(error).__name__}"] += 1
            answers.append(repr(error))
        except Exception as error:
            outcome[type(error).__name__] += 1
            answers.append(repr(error))
        else:
            outcome[f"answered by {way}"] += 1
            answers.append(f"{response.status} {len(response.body)}")

    for url in job.get("urls", []):
        await go(url, {})
    for way, found in ways(crawler).items():
        for url in spelled(job, way, random):
            generated += 1
            try:
                asked_for = list(dict.fromkeys(found(url)))
            except (RequestError, DiscoveryError, ValueError) as error:
                outcome[f"left out: {type(error).__name__}"] += 1
                continue
            outcome["left out"] += not asked_for
            for each in asked_for:
                outcome[f"asked by {way}"] += 1
                await go(each, {"proxy": job["proxy"]} if way == "proxy" else {}, way)
    await handler.close()
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, int)}
    return {
        "generated": generated,
        "outcome": outcome,
        "connections": connections.hosts,
        "answers": answers[: job.get("answers", 200)],
        "stats": stats,
    }


if __name__ == "__main__":
    job = json.load(sys.stdin)
    running = defer.Deferred.fromFuture(asyncio.ensure_future(main(job)))
    running.addCallback(lambda summary: print(json.dumps(summary)))
    running.addErrback(lambda failure: print(failure.getTraceback(), file=sys.stderr))
    running.addBoth(lambda _: reactor.callFromThread(reactor.stop))  # type: ignore[call-overload]
    reactor.run()
