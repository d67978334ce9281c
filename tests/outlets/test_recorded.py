"""Recording of a page and its answers, and reading them again unchanged."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newscrawler.fixtures.record import (
    Exchange,
    case_name,
    check_case_name,
    kept_headers,
    kind_of,
    record,
    write_case,
)
from newscrawler.fixtures.replay import FixtureError, as_failure, replay
from newscrawler.meta import RENDER, RENDERED
from newscrawler.spiders.japantoday import JapanTodaySpider
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import SyndicationSpider

AT = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
PROSE = "<p>The harbour master said that the quay would stay closed until the crane had been lifted.</p>" * 5
URL = "https://granitepost.example/2026/11/quay-closed-after-crane-falls"
ISSO = f"""<html><head><title>Crane</title></head><body><article><h1>Crane blocks the old quay</h1>
<p class="byline">By Mara Quill</p>{PROSE}</article>
<script data-isso="https://talk.granitepost.example/" src="https://talk.granitepost.example/js/embed.min.js"></script>
<section id="isso-thread" data-isso-id="/quay"></section></body></html>"""
FEED = b"""<rss version="2.0"><channel><title>The Granite Post</title><link>https://granitepost.example/</link>
<item><title>Crane</title><link>https://granitepost.example/2026/11/quay/</link></item></channel></rss>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://granitepost.example/2026/11/quay/</loc></url></urlset>"""
LIST = "".join(
    f"<article><h2><a href='/2026/11/crane-number-{n}-falls-down'>Crane number {n} falls down on quay</a></h2></article>"
    for n in range(5)
)


class GranitePost(SyndicationSpider):
    name = "granitepost"
    outlet = "granitepost.example"


def spider(kind: type[SyndicationSpider] = GranitePost, **arguments: str) -> SyndicationSpider:
    made = kind.from_crawler(get_crawler(kind), **arguments)
    made.clock = lambda: AT
    return made


def page(text: str | bytes, url: str = URL, **headers: str) -> HtmlResponse:
    body = text.encode() if isinstance(text, str) else text
    return HtmlResponse(url, body=body, headers={"Content-Type": "text/html; charset=utf-8", **headers})


def recorded(text: str, *outcomes: Any) -> list[Exchange]:
    """Return the exchanges that a visit records when its requests get these outcomes in turn."""
    left = list(outcomes)

    async def ask(request: Request) -> Response | Failure:
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            return as_failure(outcome, request)
        return TextResponse(request.url, body=json.dumps(outcome).encode(), request=request)

    exchanges = asyncio.run(record(spider(), "story", page(text), ask))
    assert not left
    return exchanges


def isso(number: int) -> dict[str, Any]:
    return {
        "id": number, "parent": None, "text": f"<p>Word {number}</p>", "author": "Ann", "mode": 1, "created": 1_700_000_000.0,
        "modified": None, "likes": 2, "dislikes": 1, "hidden_replies": 0, "replies": [], "total_replies": 0,
    }  # fmt: skip


class TestHeaders:
    def test_secrets_of_the_visit_are_not_kept(self) -> None:
        secret = {
            "Set-Cookie": "a=b", "Authorization": "Bearer c", "X-CSRF-Token": "d", "X-Session-Id": "e", "X-Api-Key": "f",
            "X-Forwarded-For": "g", "CF-Connecting-IP": "h", "WWW-Authenticate": "Negotiate i", "X-Real-IP": "j",
        }  # fmt: skip
        kept = kept_headers(page("", **secret, ETag='"1"', **{"X-WP-Total": "3"}))
        assert {name.lower(): value for name, value in kept.items()} == {
            "content-type": "text/html; charset=utf-8",
            "etag": '"1"',
            "x-wp-total": "3",
        }

    def test_headers_of_the_transfer_are_not_kept_because_the_body_is_unpacked(self) -> None:
        assert list(kept_headers(page("", **{"Content-Encoding": "gzip", "Content-Length": "4"}))) == ["Content-Type"]

    def test_a_header_that_came_twice_is_one_list(self) -> None:
        response = Response(URL, headers={"Link": ["<a>; rel=x", "<b>; rel=y"]})
        assert kept_headers(response) == {"Link": "<a>; rel=x, <b>; rel=y"}


class TestNames:
    @pytest.mark.parametrize(
        ("path", "kind", "name"),
        [
            ("/2026/11/quay-closed-after-crane-falls", "story", "quay-closed-after-crane-falls"),
            ("/2026/11/Quay_Closed.html", "story", "quay-closed"),
            ("/", "section", "section"),
            ("/category/world", "section", "section-world"),
            ("/feed/", "feed", "feed"),
            ("/rss.xml", "feed", "feed-rss"),
            ("/sitemap-1.xml.gz", "sitemap", "sitemap-sitemap-1"),
            ("/st.-orra-ferry-1.2-million", "story", "st-orra-ferry-1-2-million"),
            ("/2026/%E6%BD%AE", "story", "story"),
            ("/" + "word-" * 30, "story", "word-" * 11 + "word"),
        ],
    )
    def test_a_case_is_named_by_its_address(self, path: str, kind: str, name: str) -> None:
        assert case_name(f"https://granitepost.example{path}", kind) == name
        check_case_name(name)

    @pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "Ünder", "-a", "A", "a" * 81])
    def test_what_is_no_folder_everywhere_is_refused(self, name: str) -> None:
        with pytest.raises(FixtureError, match="small letters"):
            check_case_name(name)


class TestKinds:
    @pytest.mark.parametrize(
        ("text", "url", "kind"),
        [
            (FEED, "https://granitepost.example/feed", "feed"),
            (SITEMAP, "https://granitepost.example/news.xml", "sitemap"),
            (ISSO, URL, "story"),
            (LIST, "https://granitepost.example/world", "section"),
            (f'<meta property="og:type" content="article">{LIST}', URL, "story"),
        ],
    )
    def test_a_page_is_recognised(self, text: str | bytes, url: str, kind: str) -> None:
        assert kind_of(page(text, url), spider()) == kind

    def test_what_the_outlet_declares_comes_before_the_markup(self) -> None:
        declared = spider(JapanTodaySpider)
        assert kind_of(page(ISSO, "https://japantoday.com/category/world"), declared) == "section"
        assert kind_of(page(LIST, "https://japantoday.com/category/world/some-story"), declared) == "story"


class TestWrittenAndReadAgain:
    def test_answers_errors_and_refusals(self, tmp_path: Path) -> None:
        good = {"id": None, "total_replies": 1, "hidden_replies": 0, "replies": [isso(1)]}
        for number, outcome in enumerate(
            (
                good,
                HttpError(Response("https://a.example", status=503, body=b"busy")),
                IgnoreRequest("Forbidden by robots.txt"),
            )
        ):
            case = tmp_path / f"case{number}"
            exchanges = recorded(ISSO, outcome)
            assert [exchange.request.url.partition("?")[0] for exchange in exchanges] == [
                "https://talk.granitepost.example/"
            ]
            replayed = write_case(case, GranitePost, "story", page(ISSO), AT, exchanges)
            assert replay(case, GranitePost) == replayed
            assert json.loads((case / "expected.json").read_text()) == replayed.results
            thread = next(result for result in replayed.results if result["_type"] == "Thread")
            assert thread["complete"] is (outcome is good)
            if outcome is not good:
                assert ("503" if number == 1 else "robots.txt") in thread["reason"]
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    def test_what_the_browser_told_is_part_of_a_rendered_answer(self, tmp_path: Path) -> None:
        class Rendered(GranitePost):
            render_comments = True

        shown = f"""<article><h1>Crane</h1>{PROSE}</article><ol class="commentlist"><li class="comment" id="comment-1">
        <b class="author">Bo</b> <span class="date">20 November 2026, 9:30</span><p>Again?</p></li></ol>"""
        plain = page(f"<article><h1>Crane</h1>{PROSE}</article>")

        async def ask(request: Request) -> Response | Failure:
            assert request.meta[RENDER]
            request.meta[RENDERED] = {"cut": "RENDER_PRESSES reached", "refused": None}
            return HtmlResponse(request.url, body=shown.encode(), request=request)

        exchanges = asyncio.run(record(spider(Rendered), "story", plain, ask))
        replayed = write_case(tmp_path / "case", Rendered, "story", plain, AT, exchanges)
        [answer] = json.loads((tmp_path / "case/answers.json").read_text()).values()
        assert answer[RENDERED] == {"cut": "RENDER_PRESSES reached", "refused": None}
        [thread] = [result for result in replayed.results if result["_type"] == "Thread"]
        assert (thread["complete"], thread["collectedCount"]) == (False, 1)
        assert "RENDER_PRESSES reached" in thread["reason"]

    def test_answers_of_one_address_come_in_the_order_in_which_they_were_asked(self, tmp_path: Path) -> None:
        url = "https://talk.granitepost.example/api"
        exchanges = [
            Exchange(request, TextResponse(url, body=f'{{"page": {number}}}'.encode(), request=request))
            for number in (1, 2)
            for request in [Request(url, method="POST", body=f"page={number}")]
        ]
        case = tmp_path / "posted"
        write_case(case, GranitePost, "story", page(f"<article><h1>Crane</h1>{PROSE}</article>"), AT, exchanges)
        answers = json.loads((case / "answers.json").read_text())
        assert [answer["body"] for answer in answers[url]] == ["page=1", "page=2"]
        assert (case / answers[url][1]["file"]).read_text() == '{"page": 2}'

    def test_a_case_is_replaced_as_a_whole(self, tmp_path: Path) -> None:
        case = tmp_path / "case"
        case.mkdir()
        (case / "answer9.json").write_text("old")
        write_case(case, GranitePost, "feed", XmlResponse("https://granitepost.example/feed", body=FEED), AT, [])
        assert sorted(path.name for path in case.iterdir()) == ["expected.json", "page.xml", "request.json"]

    def test_a_case_that_leads_elsewhere_is_not_written(self, tmp_path: Path) -> None:
        with pytest.raises(FixtureError, match="asks for https://talk"):
            write_case(tmp_path / "case", GranitePost, "story", page(ISSO), AT, [])
        assert list(tmp_path.iterdir()) == []

    def test_relative_times_do_not_depend_on_when_it_is_read(self, tmp_path: Path) -> None:
        text = f"""<article><h1>Crane</h1>{PROSE}</article><ol class="commentlist"><li class="comment" id="comment-1">
        <b class="author">Bo</b> <span class="date">3 hours ago</span><p>Again?</p></li></ol>"""
        replayed = write_case(tmp_path / "case", OutletSpider, "story", page(text), AT, [])
        [comment] = [result for result in replayed.results if result["_type"] == "Comment"]
        assert comment["dateCreated"] == "2026-11-20T00:30:00+00:00"
