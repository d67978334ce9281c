"""Any bytes give a result or a clear reason, in bounded time and memory."""

import itertools
import re
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.seeds import write_seeds
from newscrawler.comments import PLATFORMS
from newscrawler.extraction import ExtractedArticle, extract_html
from newscrawler.html.page import Page, PageError
from newscrawler.textdumps.story import read_text_dump
from tests.support.soak import times

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MANY = 200_000
SECONDS = 10.0
"""CPU time for each of these pages. Measured on one core of a busy machine: 1.2 s; docs/extraction.md has more."""
MEGABYTES = 300
"""Measured: 110."""

STORY = (
    b"<h1>Ferry leaves harbour</h1>"
    + b"<p>The ferry left the harbour on Monday, and nobody was there to see it leave.</p>" * 5
)

READ = {
    "colspan of a thousand million": b"<table><tr>" + b"<td colspan=1000000000 rowspan=1000000000>x" * 5_000 + STORY,
    "50,000 paragraphs that are not closed": b"<p>x" * 50_000,
    "50,000 list items that are not closed": b"<li>x" * 50_000,
    "200,000 end tags of nothing": b"</div>" * MANY + STORY,
    "20,000 times": b"<time datetime=2026-01-02T03:04:05Z>x</time> " * 20_000,
    "20,000 headlines": b"<h1>Ferry leaves harbour</h1>" * 20_000,
    "20,000 class names": b"".join(b"<div class='c%d d%d'>x</div>" % (n, n) for n in range(20_000)),
    "a text of 4 MB": b"<p>" + b"word " * 800_000,
    "a million entities": b"&amp;" * 1_000_000 + STORY,
    "5 MB of blanks": b"<p>" + b" " * 5_000_000 + STORY,
    "5 MB of NUL": b"\x00" * 5_000_000 + STORY,
    "NUL in every place": b"\x00".join(STORY[n : n + 7] for n in range(0, len(STORY), 7)),
    "lone surrogates": "<p>\ud800 \udfff and a ferry</p>".encode("utf-8", "surrogatepass") + STORY,
    "a comment that does not end": STORY + b"<!--" + b"-" * 1_000_000,
    "JSON-LD of 200,000 brackets": b'<script type="application/ld+json">' + b"[" * MANY + b"</script>" + STORY,
    "JSON-LD that refers to itself": b'<script type="application/ld+json">{"@id":"a","@type":"NewsArticle","author":{"@id":"a"}}</script>' + STORY,
    "a class attribute of 4 MB": b'<p class="' + b"x " * 2_000_000 + b'">' + STORY,
    "a processing instruction in a comment": STORY + b'<ol class="comment-list"><?ol ?><li class="comment"><?p ?>Ann: nice</li></ol>',
    "a tag cut short in a script in a comment": STORY + b"""<ol class="comment-list"><li class="comment" id="comment-1"><b>Ann</b><script>
        write('<span class="cat-<' + name + '" id="x<b>')</script><p>Nice ferry.</p></li></ol>""",
    "an offset that no time has": b'<meta property="article:published_time" content="2026-11-02T06:40:00+49:00">' + STORY,
    "a comment near the root, and one deep down": STORY
    + b"<div class=comment-content>Nice.</div>" + b"<div>" * 60 + b"<div class=comment-content>Not nice.</div>",
    "3,900 nested comments": STORY + b"<div class=comment><b class=author>Ann</b><p>x</p>" * 3_900,
    "comments by the thousand": STORY + b"<div class=comments>" + b"<div class=comment><b>Ann</b> 2 hours ago<p>Some text.</p></div>" * 2_000,
    "20,000 headings over comments": STORY + b"<h2>Comments</h2>" * 20_000,
    "20,000 teasers": b"<h3><a href=/a>A linked headline of another story</a></h3><p>A sentence of that story.</p>" * 20_000,
    "3,000 cards, each inside the one before": b"<div class=c><h3><a href=/a>A linked headline of a story</a></h3><p>A sentence of that story.</p>" * 3_000,
    "3,900 nested templates and no story": b"<template><p>x</p>" * 3_900,
    "20,000 hidden bodies": STORY + b"<div hidden itemprop=articleBody>The ferry left the harbour on Monday, and nobody was there to see it leave.</div>" * 20_000,
    "20,000 templates in scripts": b"<script type=text/template><p>The ferry left the harbour.</p></script>" * 20_000,
    "100 unclosed b before 20,000 paragraphs": b"<b>" * 100 + b"<p>x" * 20_000,
}  # fmt: skip
REFUSED = {
    "no bytes": (b"", "empty page"),
    "blanks alone": (b" \n\t", "empty page"),
    "50 MB": (b"word " * 10_000_000, "page of 50,000,000 bytes; the limit is 10,000,000"),
    "10,000 nested comments": (STORY + b"<div class=comment><b class=author>Ann</b><p>x</p>" * 10_000, "nested 10,00"),
    "200,000 nested div": (b"<div>" * MANY, "tags nested 200,000 deep"),
    "200,000 nested div, closed": (b"<div>" * MANY + b"</div>" * MANY, "tags nested 200,000 deep"),
    "50,000 nested tables": (b"<table><tr><td>" * 50_000, "tags nested 50,000 deep"),
    "200,000 nested b": (b"<b>" * MANY, "tags nested 200,000 deep"),
    "3,900 different fonts over 5,000 paragraphs": (
        b"".join(b"<font size=%d>x" % n for n in range(3_900)) + b"<p>x" * 5_000,
        "unclosed formatting that makes 19,500,000 elements",
    ),
    "200,000 attributes": (
        b"<div " + b" ".join(b"a%d=1" % n for n in range(MANY)) + b">",
        "a tag with 200,000 attributes",
    ),
    "5 million <": (b"<" * 5_000_000, "5,000,000 tags; the limit is 500,000"),
}


def _extract(body: bytes, content_type: str | None = None) -> ExtractedArticle | None:
    page = Page("https://outlet.example/1", body, content_type=content_type, retrieved=NOW)
    try:
        found = extract_html(page)
    except PageError as error:
        if len(str(error)) <= 5:
            pytest.fail(f"no reason: {error!r}")
        return None
    printing = found.printing
    for text in (printing.headline, printing.byline, printing.datePublishedRaw, *printing.authors, *printing.body):
        if text is not None:
            assert text == " ".join(text.split())
            assert "\x00" not in text
            text.encode("utf-8")
    for platform in PLATFORMS.values():
        platform.detect(page, page.url)
    return found


@pytest.mark.parametrize("name", READ)
def test_read_in_bounded_time_and_memory(name: str) -> None:
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert _extract(READ[name]) is not None
    assert time.process_time() - started < SECONDS
    # The peak of the process does not go down again: a page that needs less than one before it shows as nothing.
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000 < MEGABYTES


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_figure(name: str) -> None:
    body, reason = REFUSED[name]
    started = time.process_time()
    with pytest.raises(PageError) as refused:
        extract_html(Page("https://outlet.example/1", body, content_type=None, retrieved=NOW))
    assert reason in str(refused.value)
    assert time.process_time() - started < SECONDS


ADDRESSES = ["//[ this.selectedIndex ]/", "http://[::1", "//a\u2100b/", "http://a:port/", "\\\\["]


@pytest.mark.parametrize("first", range(times(1, len(ADDRESSES))))
def test_addresses_that_are_none(tmp_path: Path, first: int) -> None:
    """Every address on every page that the fuzzer starts from, in turn; in ``make soak`` each of them in every place."""
    value = re.compile(rb"""\b(href|src|content|cite|data-[a-z-]+)=(?:"[^"]*"|'[^']*')""")
    pages = [
        path.read_bytes() for kind in ("page", "comments") for path in sorted(write_seeds(tmp_path)[kind].iterdir())
    ]
    bad = itertools.cycle(address.encode() for address in (ADDRESSES[first:] + ADDRESSES[:first]))
    replaced = [value.subn(lambda found: b'%s="%s"' % (found[1], next(bad)), page) for page in pages]
    assert sum(count for _, count in replaced) > 50
    for page, _ in replaced:
        _extract(page)


def test_a_large_but_honest_page_is_read() -> None:
    body = STORY + b"<div><span><a href=/x>teaser</a></span><br><img src=a></div>" * 8_000
    found = _extract(body)
    assert found is not None
    assert found.printing.headline == "Ferry leaves harbour"


_FRAGMENTS = st.sampled_from(
    [
        b"<p>", b"</p>", b"<div class='comments'>", b"<div class='date'>", b"<h1>", b"</h1>", b"<li>", b"<time datetime='", b"'>", b"<table>",
        b"<td colspan=9>", b"<a href='//[::1'>", b"<template>", b"<svg>", b"<![CDATA[", b"<?x ?>", b"<!--", b"-->", b"<script type='application/ld+json'>",
        b'{"@type":"NewsArticle","author":', b'[{"name":null}]', b'"datePublished":7', b"}", b"</script>", b"<meta name=date content='", b"<base href='http://['>",
        b"By Mara Quill, Reuters", b"VESSA (AP) \xe2\x80\x94 The ferry", b"(Reuters) - ", b"\xc2\xa9 2026 AFP", b"UPDATE 99-", b"31.02.2026", b"99:99", b"3 hours ago",
        b"\xe4\xbb\xa4\xe5\x92\x8c999\xe5\xb9\xb41\xe6\x9c\x881\xe6\x97\xa5", b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:59+23:59", b"&#xD800;", b"&#0;", b"\x00", b"\xed\xa0\x80", b"\xff\xfe",
        b" words that make a sentence of some length, so that it counts as prose. ",
    ]
)  # fmt: skip
_TYPES = st.sampled_from(
    [
        None,
        "text/html",
        "text/html; charset=utf-8",
        "text/html; charset=shift_jis",
        "text/html; charset=utf-16",
        "x/y; charset=%",
    ]
)


@settings(max_examples=times(30, 2_000), deadline=None)
@given(body=st.lists(_FRAGMENTS | st.binary(max_size=40), max_size=40).map(b"".join), content_type=_TYPES)
def test_any_page_gives_a_result_or_a_reason(body: bytes, content_type: str | None) -> None:
    _extract(body, content_type)


@settings(max_examples=times(30, 2_000), deadline=None)
@given(
    text=st.lists(
        st.text(max_size=60)
        | st.sampled_from(["By Mara Quill", "6 ( +6 / -0 )", "© AFP", "Login to comment", "3 Comments"]),
        max_size=25,
    ).map("\n".join)
)
def test_any_text_is_a_dump(text: str) -> None:
    dump = read_text_dump(text)
    assert all(paragraph and paragraph == " ".join(paragraph.split()) for paragraph in dump.printing.body)
