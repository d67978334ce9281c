"""Requests outlive the process that made them: as documents that any worker of the project can read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bson
import pytest
from bson.codec_options import CodecOptions
from scrapy import FormRequest, Request
from scrapy.http import HtmlResponse, JsonRequest
from scrapy.utils.request import RequestFingerprinter

from newscrawler.frontier.requests import RequestError, deserialise, identity, serialise, serialise_moved
from newscrawler.meta import LEASE
from newscrawler.spiders.japantoday import JapanTodaySpider
from newscrawler.spiders.syndication import SyndicationSpider
from newsroom.spiders.harborlight import HarborLightSpider


@pytest.fixture(scope="module")
def spider() -> SyndicationSpider:
    return JapanTodaySpider()


def through_the_store(request: Request, spider: SyndicationSpider) -> Request:
    """Written by one process and read by another."""
    aware = CodecOptions(tz_aware=True, tzinfo=UTC)
    return deserialise(bson.decode(serialise(request, spider).raw, codec_options=aware), spider)


def attributes(request: Request) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.attributes}


def test_everything_about_a_request_comes_back(spider: SyndicationSpider) -> None:
    request = Request(
        "https://japantoday.com/category/world/a?b=c",
        callback=spider.parse_story,
        errback=spider.story_failed,
        method="POST",
        headers={"Accept": ["text/html", "*/*"], "X-Ünï": "é".encode("latin-1")},
        body=b"\x00\xff binary",
        cookies=[{"name": "a", "value": "b"}],
        meta={"depth": 3, "when": datetime(2026, 11, 24, 9, 30, 0, 123000, UTC), "nested": {"list": [1, None, 2.5]}},
        cb_kwargs={"via": "feed"},
        priority=-7,
        dont_filter=True,
        flags=["x"],
        encoding="latin-1",
    )
    assert attributes(through_the_store(request, spider)) == attributes(request)


@pytest.mark.parametrize("kind", [JsonRequest, FormRequest])
def test_kinds_of_requests_stay_what_they_are(spider: SyndicationSpider, kind: type[Request]) -> None:
    extra: dict[str, Any] = {"data": {"a": 1}} if kind is JsonRequest else {"formdata": {"a": "1"}}
    request = kind("https://japantoday.com/", callback=spider.parse_story, **extra)
    back = through_the_store(request, spider)
    assert type(back) is kind
    assert attributes(back) == attributes(request)


def test_a_plain_link_is_small(spider: SyndicationSpider) -> None:
    request = Request(
        "https://japantoday.com/category/world/a",
        callback=spider.parse_story,
        errback=spider.story_failed,
        cb_kwargs={"via": None},
    )
    assert len(serialise(request, spider).raw) < 200


WORDPRESS_PAGE = Path(__file__).parents[1] / "outlets/fixtures/harborlight/japanese"


def test_a_comment_request_of_the_spiders_carries_its_thread(spider: SyndicationSpider) -> None:
    harborlight = HarborLightSpider()
    url = json.loads((WORDPRESS_PAGE / "request.json").read_text())["url"]
    response = HtmlResponse(url, body=(WORDPRESS_PAGE / "page.html").read_bytes(), encoding="utf-8")
    [request] = [each for each in harborlight.parse_story(response) if isinstance(each, Request)]
    assert request.dont_filter
    assert request.cb_kwargs["state"]["thread"]["platform"] == "wordpress"
    back = through_the_store(request, harborlight)
    assert attributes(back) == attributes(request)
    assert back.callback == harborlight.parse_answer


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"meta": {"when": datetime(2026, 11, 24)}}, "meta.when is a time without zone"),  # noqa: DTZ001
        ({"cb_kwargs": {"state": {"seen": {1, 2}}}}, "cb_kwargs.state.seen is a set"),
        ({"cb_kwargs": {"list": [object()]}}, r"cb_kwargs.list\[0\] is a object"),
        ({"meta": {"by": {1: "one"}}}, "meta.by has the key 1"),
        ({"meta": {"big": 2**70}}, "MongoDB can only handle up to 8-byte ints"),
        ({"callback": print}, "is not a method of the spider japantoday"),
        ({"body": b"x" * 16_000_000}, "bytes; the frontier takes"),
    ],
)
def test_what_would_not_come_back_is_refused_by_name(
    spider: SyndicationSpider, part: dict[str, Any], said: str
) -> None:
    with pytest.raises(RequestError, match=said) as told:
        serialise(Request("https://japantoday.com/x", **part), spider)
    assert "https://japantoday.com/x" in str(told.value)


def test_a_method_that_is_no_longer_there_is_told(spider: SyndicationSpider) -> None:
    with pytest.raises(RequestError, match="parse_gone"):
        deserialise({"url": "https://japantoday.com/x", "callback": "parse_gone"}, spider)


def test_what_speaks_of_one_process_is_left_out(spider: SyndicationSpider) -> None:
    request = Request("https://japantoday.com/x", meta={LEASE: "a:1", "download_slot": "japantoday.com", "depth": 1})
    assert through_the_store(request, spider).meta == {"depth": 1}


def test_a_redirect_that_moves_to_another_host_keeps_the_way_and_the_methods(spider: SyndicationSpider) -> None:
    first = serialise(
        Request(
            "https://japantoday.com/x",
            callback=spider.parse_story,
            errback=spider.story_failed,
            meta={"conditional": "https://japantoday.com/x"},
        ),
        spider,
    )
    # As it is after Scrapy and our middlewares have had it: with what cannot and need not be kept.
    redirected = Request(
        "https://www.japantoday.com/x",
        errback=lambda failure: None,
        meta={"stored_threads": (object(),), "redirect_urls": ["https://japantoday.com/x"], "redirect_times": 1},
    )
    moved = deserialise(bson.decode(serialise_moved(bson.decode(first.raw), redirected).raw), spider)
    assert moved.url == "https://www.japantoday.com/x"
    assert (moved.callback, moved.errback) == (spider.parse_story, spider.story_failed)
    assert moved.meta == {
        "conditional": "https://japantoday.com/x",
        "redirect_urls": ["https://japantoday.com/x"],
        "redirect_times": 1,
    }


def test_identity_is_the_fingerprint_within_a_job_and_the_parent_where_nothing_is_filtered() -> None:
    fingerprint = RequestFingerprinter().fingerprint(Request("https://japantoday.com/x"))
    plain = identity(b"job--one", fingerprint)
    assert plain[:8] == b"job--one"
    assert len(plain) == 24
    assert identity(b"job--two", fingerprint)[8:] == plain[8:]
    parents = [identity(b"job--one", fingerprint, parent, number) for parent in (b"a", b"b") for number in (0, 1)]
    assert len({plain, *parents}) == 5
    assert identity(b"job--one", fingerprint, b"a", 1) == parents[1]
