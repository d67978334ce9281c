"""Comments whose markup or JSON would take minutes or gigabytes: that row alone is refused, with the limit."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from newscrawler.comments import PLATFORMS, detect
from newscrawler.comments.json_object import JsonObject, read_json
from newscrawler.comments.markup import read_part, safe_html, text_of_html
from newscrawler.comments.protocol import ParseResult, PlatformRequest, PlatformResponse, ResponseError
from newscrawler.html.flat import FlatHtml
from newscrawler.html.markup_limits import MarkupLimits, _nesting
from newscrawler.html.page import Page, PageError, refuse_excess
from newscrawler.items import Author, Thread
from newscrawler.jsontext import MAX_DEPTH, JsonLimitError, parse_json
from newscrawler.limits import MAX_COMMENT_CHARACTERS
from newscrawler.pipelines.validation import problem_of
from tests.security.measuring import cost_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUOTES = "<blockquote>" * 9_000 + "<p>y" * 6_000
MARKUP: dict[str, str] = {
    "div": "<div>" * 40_000,
    "b": "<b>" * 66_000,
    "font around paragraphs": "<font>" * 1_000 + "<p>x" * 18_000,
    "formatting around paragraphs": "<b><i><u><s>" * 3_000 + "<p>x" * 7_000,
    "a in table": "<table><a>" * 9_000,
    "attributes": "<p " + " ".join(f"a{number}" for number in range(30_000)) + ">x",
    "attributes that hide ends": "<p " + " ".join(f'a{number}=">"' for number in range(30_000)) + ">x",
    "attributes that hide tags": "<p " + " ".join(f"a{number}='><i>'" for number in range(18_000)) + ">x",
    "blockquote": QUOTES,
    "list": "<ul><li>" * 9_000 + "x",
    "depth behind ends that end nothing": "<div></b>" * 9_000,
    "definition lists": "<dl><dd>" * 9_000,
    "size": "x<br>" * 2_000_000,
}


def wordpress_answer(rows: list[Any], total: int | None = None) -> tuple[Thread, PlatformRequest, PlatformResponse]:
    thread = Thread(
        platform="wordpress", nativeId="x/7", copyUrl="https://x.example/story", retrieved=NOW, complete=False
    )
    state = {"api": "https://x.example/wp-json/", "post": "7", "offset": 0, "depths": {}, "shown": 0}
    headers = {"x-wp-total": str(len(rows) if total is None else total)}
    body = json.dumps(rows).encode()
    return thread, PlatformRequest(url="https://x.example/c", state=state), PlatformResponse(
        url="https://x.example/c", body=body, headers=headers, retrieved=NOW
    )  # fmt: skip


def wordpress_row(number: int, markup: str) -> dict[str, Any]:
    content = {"rendered": markup}
    return {"id": number, "content": content, "author_name": "ann", "date_gmt": "2026-11-24T09:00:00", "parent": 0}


@pytest.mark.parametrize("read", [text_of_html, safe_html])
@pytest.mark.parametrize("name", MARKUP)
def test_markup_beyond_a_limit_is_refused_at_once(name: str, read: Callable[[str], str | None]) -> None:
    cost = cost_of(lambda: read(MARKUP[name]))
    assert "ResponseError: a comment" in str(cost.said)
    assert "limit is " in cost.said
    assert cost.seconds < 0.3, cost
    assert cost.megabytes < 30, cost


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 190 + "x" * 5_000 + "<p>y" * 19_000,
        "<blockquote>" * 190 + "<p>y" * 19_000,
        "<b>" * 50 + "<p>y" * 350,
        "&amp;" * 79_000,
    ],
)
def test_markup_within_the_limits_costs_little(markup: str) -> None:
    cost = cost_of(lambda: (len(text_of_html(markup) or ""), len(safe_html(markup) or "")))
    assert cost.seconds < 1, cost
    assert cost.megabytes < 60, cost
    assert cost.said[0] <= MAX_COMMENT_CHARACTERS + 1_000, cost


def test_sixty_comments_of_nested_quotes() -> None:
    rows = [wordpress_row(number, QUOTES if number % 20 else "<p>words</p>") for number in range(1, 61)]
    asked = wordpress_answer(rows)

    def read() -> tuple[int, str | None]:
        batch = PLATFORMS["wordpress"].parse(*asked)
        return len(batch.comments), batch.problem

    cost = cost_of(read)
    assert cost.said[0] == 3, cost
    assert "57 of 60 comments cannot be read, the first because" in cost.said[1]
    assert "tags nested 9,000 deep; the limit is 200" in cost.said[1]
    assert cost.seconds < 1, cost
    assert cost.megabytes < 100, cost


def test_quotes_are_marked_ten_levels_deep() -> None:
    assert text_of_html("<blockquote>" * 12 + "<p>y") == "> " * 10 + "y"
    assert text_of_html("<blockquote>" * 3 + "<p>y") == "> " * 3 + "y"


def test_quotes_on_a_page_cost_no_more() -> None:
    flat = FlatHtml("<div>" + "<blockquote>" * 5_000 + "<p>y</p>" * 90_000 + "</blockquote>" * 5_000 + "</div>")
    cost = cost_of(lambda: [len(part or "") for part in read_part(flat, [0])])
    assert cost.said[0] <= MAX_COMMENT_CHARACTERS + 1_000
    assert cost.megabytes < 60, cost


def test_a_text_beyond_the_limit_is_refused_by_validation() -> None:
    from newscrawler.items import Comment

    text, _ = read_part(FlatHtml("<div>" + "<p>some words</p>" * 90_000 + "</div>"), [0])
    comment = Comment(platform="hypertext", thread="t", nativeId="1", retrieved=NOW, text=text)
    assert (problem_of(comment) or "").endswith("the limit is 200,000")


def test_ends_that_end_nothing_do_not_hide_how_deep_a_page_is() -> None:
    with pytest.raises(PageError, match="nested 25,000 deep; the limit is 4,000"):
        refuse_excess(b"<div></b>" * 25_000)


@pytest.mark.parametrize("depth", [1, 3, 5])
@pytest.mark.parametrize("copies", [0, 2, 5])
def test_few_start_tags_pass_unread_only_where_reading_them_finds_no_excess(depth: int, copies: int) -> None:
    limits = MarkupLimits(few_tags=0, tags=100, depth=depth, copies=copies, attributes=100, read_from=10_000)
    for tokens in product((b"<b>", b"<p>", b"<div>", b"</b>", b"</i>", b"<!-- -->"), repeat=5):
        page = b"".join(tokens)
        deepest, copied = _nesting(page)
        assert _is_refused(page, limits) == (deepest > depth or copied > copies), page


def _is_refused(page: bytes, limits: MarkupLimits) -> bool:
    try:
        refuse_excess(page, limits)
    except PageError:
        return True
    return False


def test_attributes_of_a_page_are_seen_though_they_hide_ends() -> None:
    page = b"<p " + b" ".join(b'a%d="><i>"' % number for number in range(50_000)) + b">x"
    cost = cost_of(lambda: refuse_excess(page))
    assert "PageError: a tag with 50,000 attributes; the limit is 20,000" in str(cost.said)
    assert cost.seconds < 1, cost


@pytest.mark.parametrize("token", [b"<a ", b"<a x='", b'<a x="', b"<a =", b"<a", b'<p a=">" ', b"< ", b"'", b'"'])
def test_attributes_are_counted_in_linear_time(token: bytes) -> None:
    cost = cost_of(lambda: refuse_excess(token * (9_000_000 // len(token))))
    assert cost.seconds < 2, cost


# --- JSON ------------------------------------------------------------------------------------------------------------

JSON_BOMBS: dict[str, str] = {
    "objects": "[" + "{}," * 3_000_000 + "{}]",
    "lists": "[" + "[]," * 3_000_000 + "[]]",
    "depth": "[" * 2_000_000,
    "depth, closed": "[" * 900 + "]" * 900,
    "depth of objects": '{"a":' * 900 + "1" + "}" * 900,
    "numbers": "[" + "1," * 4_500_000 + "1]",
    "a number of 400,000 digits": '{"a":' + "9" * 400_000 + "}",
    "size": '"' + "x" * 17_000_000 + '"',
}


@pytest.mark.parametrize("name", JSON_BOMBS)
def test_json_beyond_a_limit_is_refused_at_once(name: str) -> None:
    body = JSON_BOMBS[name].encode()
    cost = cost_of(
        lambda: read_json(PlatformResponse(url="https://x.example/", body=body, headers={}, retrieved=NOW), "posts")
    )
    assert "ResponseError: expected posts as JSON" in str(cost.said)
    assert cost.seconds < 0.5, cost
    assert cost.megabytes < 60, cost


@pytest.mark.parametrize("name", [name for name in JSON_BOMBS if "digits" not in name])
def test_the_error_names_the_limit(name: str) -> None:
    with pytest.raises(JsonLimitError, match=r"limit is [\d,]+ \(MAX_[A-Z_]+\)"):
        parse_json(JSON_BOMBS[name])


def test_json_within_the_limits_is_read() -> None:
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_json(deep) == json.loads(deep)
    assert parse_json('{"a": 1, "a": 2}') == {"a": 2}
    assert parse_json(b'{"a": "\xc3\xa9"}') == {"a": "\u00e9"}


@pytest.mark.parametrize("value", [10**9, -(10**9), 10**4_000, 1e400, float("nan"), True])
def test_numbers_that_cannot_be_counts_or_times_are_errors(value: Any) -> None:
    row = JsonObject({"n": value}, "row")
    with pytest.raises(ResponseError):
        row.count("n")
    if value not in (10**9, -(10**9)):
        with pytest.raises(ResponseError):
            row.number("n")


def test_an_answer_of_too_many_comments_is_read_in_part_and_says_so() -> None:
    rows = [wordpress_row(number, "<p>words</p>") for number in range(1, 10_003)]
    batch = PLATFORMS["wordpress"].parse(*wordpress_answer(rows))
    assert len(batch.comments) == 10_000
    assert batch.problem == "an answer of 10,002 comments; the limit is 10,000 (MAX_ROWS)"


def test_an_isso_answer_of_too_many_comments_is_read_in_part_and_says_so() -> None:
    row = {"parent": None, "text": "words", "mode": 1, "author": "ann", "created": 1.7e9, "modified": None}
    rows = [
        {**row, "id": number, "likes": 0, "dislikes": 0, "hidden_replies": 0, "total_replies": 0, "replies": []}
        for number in range(1, 10_008)
    ]
    body = json.dumps({"total_replies": len(rows), "hidden_replies": 0, "replies": rows}).encode()
    thread = Thread(platform="isso", nativeId="x/", copyUrl="https://x.example/", retrieved=NOW, complete=False)
    ask = PlatformRequest(
        url="https://x.example/i/", state={"endpoint": "https://x.example/i", "uri": "/", "parent": None}
    )
    batch: ParseResult = PLATFORMS["isso"].parse(
        thread, ask, PlatformResponse(url="https://x.example/i/", body=body, headers={}, retrieved=NOW)
    )
    assert len(batch.comments) == 10_000
    assert batch.problem == "an answer of 10,007 comments; the limit is 10,000 (MAX_ROWS)"


def test_a_long_name_or_id_refuses_its_row_alone() -> None:
    rows = [wordpress_row(1, "<p>a</p>"), {**wordpress_row(2, "<p>b</p>"), "author_name": "n" * 5_000}]
    batch = PLATFORMS["wordpress"].parse(*wordpress_answer(rows))
    assert [comment.nativeId for comment in batch.comments] == ["1"]
    assert "author's name of comment 2 has more than 500 characters" in (batch.problem or "")


def test_half_a_character_in_linked_data_loses_no_comment() -> None:
    """No encoding takes half a surrogate pair, which JSON can spell: it raised, and the story was lost with it."""
    comments = [
        {"@type": "Comment", "text": "cut inside an emoji \ud83d", "author": {"name": "An\udfffn"}},
        {"@type": "Comment", "text": "the second one", "author": {"name": "Ben"}},
    ]
    data = json.dumps({"@type": "NewsArticle", "headline": "x", "comment": comments})
    body = f'<html><head><script type="application/ld+json">{data}</script></head><body><h1>x</h1></body></html>'
    page = Page(
        "https://x.example/a", body.encode(), content_type="text/html", retrieved=datetime(2026, 11, 27, tzinfo=UTC)
    )
    found = detect(page, page.url)
    assert found is not None
    assert [comment.text for comment in found.result.comments] == ["cut inside an emoji \ufffd", "the second one"]
    assert found.result.comments[0].author == Author(name="An\ufffdn")
