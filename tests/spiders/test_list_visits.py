"""Every reading of a feed, sitemap or list page is told as an item: what it names, what the outlet wishes, or why not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, XmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler

from newscrawler.fixtures.replay import as_failure
from newscrawler.items import Listed, ListHints, ListRead, Rejection
from newscrawler.meta import LIST
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import SyndicationSpider

HOME = "https://quaypost.example"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class QuayPost(SyndicationSpider):
    name = "quaypost"
    outlet = "quaypost.example"
    feeds = (f"{HOME}/feed",)
    sitemaps = (f"{HOME}/maps.xml",)
    sections = (f"{HOME}/news",)
    story_selectors = ("h2 a",)
    story_url = r"/story/"


@pytest.fixture
def spider() -> Any:
    made = QuayPost.from_crawler(get_crawler(QuayPost))
    made.clock = lambda: NOON
    return made


def seeds(spider: Any) -> dict[str, Request]:
    async def asked() -> dict[str, Request]:
        return {request.url: request async for request in spider.start()}

    return asyncio.run(asked())


def answered(request: Request, body: str = "", status: int = 200, **headers: str) -> list[Any]:
    """What the callback of a request yields for an answer."""
    kind = HtmlResponse if "news" in request.url else XmlResponse
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    response = kind(request.url, status=status, body=body.encode(), headers=names, request=request)
    assert request.callback is not None
    return list(request.callback(response, **request.cb_kwargs))


def the_visit(results: list[Any]) -> ListRead:
    (visit,) = (each for each in results if isinstance(each, ListRead))
    return visit


FEED = f"""<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
<skipHours><hour>2</hour><hour>24</hour><hour>noon</hour></skipHours><skipDays><day>Sunday</day><day>Restday</day></skipDays>
<atom:link rel="hub" href="https://hub.example/"/>
<item><link>{HOME}/story/crane?utm_source=feed</link><pubDate>Mon, 02 Mar 2026 11:00:00 GMT</pubDate></item>
<item><title>Ferry late</title><link>{HOME}/story/ferry</link></item>
<item><link>{HOME}/story/ferry</link></item>
<item><link>{HOME}/about</link></item>
<item><link>https://elsewhere.example/story/1</link></item>
<item><title>No link</title></item>
</channel></rss>"""


def test_a_feed_names_its_stories_and_the_outlets_wishes(spider: Any) -> None:
    request = seeds(spider)[f"{HOME}/feed"]
    visit = the_visit(
        answered(request, FEED, ETag='"7"', Last_Modified="then", Cache_Control="public, max-age=120", Retry_After="60")
    )
    assert visit == ListRead(
        url=f"{HOME}/feed",
        outlet="quaypost.example",
        kind="feed",
        retrieved=NOON,
        outcome="read",
        status=200,
        links=[
            Listed(url=f"{HOME}/story/crane", published=datetime(2026, 3, 2, 11, tzinfo=UTC)),
            Listed(url=f"{HOME}/story/ferry", headline="Ferry late"),
        ],
        leftOut={"no_story": 1, "other_site": 1, "no_link": 1},
        hints=ListHints(ttl=1800, updatePeriod=900, skipHours=[0, 2], skipDays=[6], maxAge=120, retryAfter=60),
        hub="https://hub.example/",
        etag='"7"',
        lastModified="then",
    )


def test_stories_that_the_crawl_does_not_take_are_named_all_the_same() -> None:
    """Otherwise a crawl with a limit would see a gap in every feed."""
    spider = QuayPost.from_crawler(get_crawler(QuayPost), limit="1")
    results = answered(seeds(spider)[f"{HOME}/feed"], FEED)
    assert len([each for each in results if isinstance(each, Request)]) == 1
    assert len(the_visit(results).links) == 2


def test_wishes_beyond_a_month_and_nonsense_are_not_stated(spider: Any) -> None:
    feed = "<rss><channel><ttl>9999999</ttl><updatePeriod>yearly</updatePeriod><skipHours/></channel></rss>"
    visit = the_visit(answered(seeds(spider)[f"{HOME}/feed"], feed, Cache_Control="max-age=0"))
    assert visit.hints == ListHints()


def test_an_answer_304_is_an_unchanged_list(spider: Any) -> None:
    for request in seeds(spider).values():
        results = answered(request, status=304)
        assert [(each.url, each.outcome, each.links) for each in results] == [(request.url, "unchanged", [])]


def test_an_index_names_its_sitemaps_and_they_name_it(spider: Any) -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{HOME}/maps-1.xml</loc><lastmod>2026-03-01</lastmod></sitemap></sitemapindex>"
    )
    visit, request = answered(seeds(spider)[f"{HOME}/maps.xml"], index)
    assert visit.sitemaps == [Listed(url=f"{HOME}/maps-1.xml", modified=datetime(2026, 3, 1, tzinfo=UTC))]
    map_ = f"<urlset><url><loc>{HOME}/story/tide</loc><lastmod>2026-03-01T10:00:00Z</lastmod></url></urlset>"
    part = the_visit(answered(request, map_))
    assert (part.url, part.partOf, part.kind) == (f"{HOME}/maps-1.xml", f"{HOME}/maps.xml", "sitemap")
    assert part.links == [Listed(url=f"{HOME}/story/tide", modified=datetime(2026, 3, 1, 10, tzinfo=UTC))]


def test_further_pages_of_a_list_name_the_first(spider: Any) -> None:
    page = '<h2><a href="/story/{0}">A headline about {0}</a></h2><a rel="next" href="/news?page={1}">Next</a>'
    request = seeds(spider)[f"{HOME}/news"]
    for number in (1, 2, 3):
        results = answered(request, page.format(number, number + 1))
        visit = the_visit(results)
        assert [each.url for each in visit.links] == [f"{HOME}/story/{number}"]
        assert visit.partOf == (None if number == 1 else f"{HOME}/news")
        request = results[-1]


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/feed", "<html><body>We moved</body></html>", "not a feed"),
        ("/maps.xml", "soon", "not a sitemap"),
        ("/news", "<p>Nothing</p>", "no story links on this list page"),
    ],
)
def test_an_answer_that_is_not_the_list_is_a_failed_visit(spider: Any, path: str, body: str, reason: str) -> None:
    rejection, visit = answered(seeds(spider)[HOME + path], body)
    assert isinstance(rejection, Rejection)
    assert (visit.url, visit.outcome, visit.status) == (HOME + path, "failed", 200)
    assert visit.reason == rejection.reason
    assert reason in visit.reason


def test_a_list_that_does_not_come_is_a_failed_visit(spider: Any) -> None:
    request = seeds(spider)[f"{HOME}/feed"]
    refusal = Response(request.url, status=503, headers={"Retry-After": "600"}, request=request)
    for error, status, wait in ((HttpError(refusal), 503, 600), (OSError("no route"), None, None)):
        rejection, visit = spider.discovery_failed(as_failure(error, request))
        assert isinstance(rejection, Rejection)
        assert (visit.url, visit.kind, visit.outcome) == (request.url, "feed", "failed")
        assert (visit.status, visit.hints.retryAfter, visit.reason) == (status, wait, rejection.reason)


def test_a_list_keeps_its_declared_address_through_redirects(spider: Any) -> None:
    request = seeds(spider)[f"{HOME}/feed"]
    moved = request.replace(url=f"{HOME}/feeds/all.xml")
    assert the_visit(answered(moved, FEED)).url == f"{HOME}/feed"
    assert request.meta[LIST] == {"url": f"{HOME}/feed", "kind": "feed", "partOf": None}


def test_a_start_page_is_a_list_of_the_outlet() -> None:
    spider = OutletSpider.from_crawler(get_crawler(OutletSpider), url=f"{HOME}/news")
    links = "".join(
        f"<article><h2><a href='/2026/03/02/ferry-number-{n}-returns-to-quay'>Ferry number {n} returns to quay</a></h2></article>"
        for n in range(9)
    )
    visit = the_visit(answered(seeds(spider)[f"{HOME}/news"], f"<body><main>{links}</main></body>"))
    assert (visit.url, visit.outlet, visit.kind, len(visit.links)) == (f"{HOME}/news", "quaypost.example", "section", 9)
