"""Numbers that pages state go through one bounded parser."""

import json
from datetime import UTC, datetime

import pytest

from newscrawler.comments import PLATFORMS
from newscrawler.html.page import Page
from newscrawler.limits import COUNT_DIGITS, grouped_number, stated_number, whole_number
from newscrawler.textdumps.story import read_text_dump

_NINES = "9" * 5_000
_REFUSED = ["²", "٣" * 12, _NINES, "1" * (COUNT_DIGITS + 1)]
_COMMENT = """<li id="comment-{id}" class="comment" data-depth="{depth}"><a class="comment-author">Ann</a>
<time datetime="{time}">24 November</time><div class="comment-text"><p>words of a reader</p></div>
<span class="upvotes">{votes}</span></li>"""
_PAGE = """<html><head>{head}</head><body><h1>A story of the day</h1><p>A text that is a paragraph of the story.</p>{before}
<section id="comments"><h2>{heading}</h2><ol class="comment-list">{comments}</ol></section>{after}</body></html>"""


def _page(url: str = "https://outlet.example/story", *, comments: str = "", **parts: str) -> Page:
    html = _PAGE.format_map(
        {"head": "", "before": "", "after": "", "heading": "2 comments", "comments": comments or _two()} | parts
    )
    retrieved = datetime(2026, 11, 24, tzinfo=UTC)
    return Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=retrieved)


def _two(**fields: str) -> str:
    usual = {"id": "1", "depth": "0", "time": "2026-11-24T09:00:00Z", "votes": "3"}
    return _COMMENT.format_map(usual | fields) + _COMMENT.format_map(usual | {"id": "2"})


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), (" 7\n", 7), ("9" * COUNT_DIGITS, 999_999_999)])
def test_a_number_is_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", [None, "", *_REFUSED, "-1", "+1", "1_000", "1.5", "x"])
def test_anything_else_is_none(text: str | None) -> None:
    assert whole_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234 comments", 1234), ("−12 345", -12345), ("+7", 7), ("٣ تعليقات", 3), ("²", None), ("", None), (None, None), (_NINES, None)],
)  # fmt: skip
def test_a_line_with_a_number(text: str | None, number: int | None) -> None:
    assert grouped_number(text) == number


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), ("3", 3), (-5, -5), (10**30, None), (True, None), (1.5, None), (None, None), ("²", None)]
)  # fmt: skip
def test_a_number_of_json(value: object, number: int | None) -> None:
    assert stated_number(value) == number


@pytest.mark.parametrize("number", _REFUSED)
@pytest.mark.parametrize(
    "place",
    ["ld+json", "itemprop", "heading", "japantoday", "comment-page", "votes", "data-votes", "data-depth", "time", "id"],
)
def test_no_number_keeps_a_page_from_being_read(place: str, number: str) -> None:
    parts: dict[str, str] = {}
    match place:
        case "ld+json":
            stated = json.dumps({"@type": "NewsArticle", "commentCount": number, "comment": {"@type": "Comment",
                                 "text": "words", "upvoteCount": number}})  # fmt: skip
            parts["head"] = f'<script type="application/ld+json">{stated}</script>'
        case "itemprop":
            parts["before"] = f'<span itemprop="commentCount" content="{number}"></span>'
        case "heading":
            parts["heading"] = f"{number} comments"
        case "japantoday":
            parts["before"] = (
                f'<span itemprop="commentCount">{number}</span>'
                """<div id="comments-js" data-json='{"r":"/rest.api/article/1/comment"}'></div>"""
            )
        case "comment-page":
            parts["head"] = '<link rel="https://api.w.org/" href="/none/"><link rel="shortlink" href="/?p=7">'
            parts["after"] = (
                f'<a href="/story/comment-page-{number}/">Older comments</a><i class="page-numbers current">{number}</i>'
                f'<input id="comment_post_ID" value="{number}">'
            )
        case "votes":
            parts["comments"] = _two(votes=number)
        case "data-votes":
            parts["comments"] = _two(depth=f'0" data-upvotes="{number}')
        case "data-depth":
            parts["comments"] = _two(depth=number)
        case "time":
            parts["comments"] = _two(time=(number * 13)[:13])
        case "id":
            parts["comments"] = _two(id=number)
    page = _page("https://japantoday.com/category/national/story" if place == "japantoday" else "https://outlet.example/story", **parts)  # fmt: skip
    found = [section for platform in PLATFORMS.values() if (section := platform.detect(page, page.url)) is not None]
    assert found
    for section in found:
        for comment in section.result.comments:
            assert all(vote is None or vote < 10**COUNT_DIGITS for vote in (comment.upvoteCount, comment.score))
        assert section.result.declaredCount is None or section.result.declaredCount < 10**COUNT_DIGITS


@pytest.mark.parametrize("line", ["x5 points", "=9 points", "+" + "9" * 70 + " (+1/-1)", "+² points"])
def test_no_number_keeps_a_text_dump_from_being_read(line: str) -> None:
    dump = read_text_dump(f"A story\n\nBy Ann Lee\n\n{'A long sentence of prose. ' * 9}\n\nLogin to comment\n\nA remark.\n\n{line}\n\nAnother.\n\n3 points\n")  # fmt: skip
    assert dump.printing.headline == "A story"


def test_a_comment_with_a_long_number_is_still_read() -> None:
    page = _page(comments=_two(id=_NINES))
    section = PLATFORMS["hypertext"].detect(page, page.url)
    assert section is not None
    assert len(section.result.comments) == 2
    assert all(len(comment.nativeId) <= 200 for comment in section.result.comments)
