"""Flat HTML holds what the parser's tree holds, whatever the page's author wrote."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawler.html.flat import FlatHtml
from tests.support.plain_html import NO_CONTENT, PlainHtml
from tests.support.soak import times

PAGES = Path(__file__).resolve().parents[3] / "shared" / "eval" / "comments" / "pages"

PIECES = st.sampled_from(
    [
        "<div>", "</div>", "<p class=a>", "</p>", "<span title='a > b'>", "</span>", "<b", ">", "<", "x < y", "&lt;b&gt;",
        '<a href="?a=1&b=2">', "</a>", "<br>", "<img alt='<'>", "<!-- note -->", "<!-- <b>old</b> -->", "<!--",
        "-->", "<script>if (a<b) {'</p>'}</script>", "<style>a>b{}</style>", "<template><i>t</i></template>",
        "<template><template>", "</template>", "<noscript><p>n</p></noscript>", "<textarea><b></textarea>", "<svg><path d='M0'/></svg>",
        "<table>", "<tr>", "<td>", "</table>", "<li>", "<ul>", "</ul>", "words", "\u00a0",
        '"', "=", "'", "<iframe src=x><b></iframe>", "<dd>", "<dt>", "<select>", "<option>", "</select>", "<xmp><b></xmp>",
    ]
)  # fmt: skip


UNTOLD = re.compile(r"<\w[^>]*<(?:!--|script|style|template|iframe|xmp)")
"""A tag that is never closed and runs into a comment or a script: what of it is a tag cannot be told."""


def flat_and_tree(inner: str) -> tuple[FlatHtml, LexborHTMLParser]:
    tree = LexborHTMLParser(f"<html><body><section>{inner}")
    body = tree.body
    assert body is not None
    return FlatHtml(body.html or ""), tree


def assert_same(root: LexborNode, choose: Random) -> None:
    """Compare flat HTML with the plain version: every element, and some pairs of elements."""
    flat, plain = FlatHtml(root.html or ""), PlainHtml(root)
    starts = flat.starts()
    assert [flat.tags[start].name for start in starts] == plain.names()
    number_of = {start: number for number, start in enumerate(starts)}
    for number, start in enumerate(starts):
        assert flat.text(start) == plain.text(number)
        parent = flat.parent_of(start)
        assert (None if parent is None else number_of[parent]) == plain.parent_of(number)
        if plain.nodes[number].tag not in NO_CONTENT:  # where one has brackets in it, it loses its attributes
            stated = plain.attributes(number)
            assert {name: flat.tags[start].attributes[name] for name in stated} == stated
        for other in choose.sample(range(len(starts)), min(5, len(starts))):
            assert flat.is_inside(start, starts[other]) == plain.is_inside(number, other)


@given(st.lists(PIECES, max_size=25).map("".join), st.randoms(use_true_random=False))
@example("<!--<style>a>b{}</style><!-- note -->", Random(1))
@example("<!----<style>a>b{}</style><!-- note -->", Random(1))
@example("<!-- --<style>a>b{}</style><!-- note -->", Random(1))
@settings(max_examples=times(100, 2_000), deadline=None)
def test_flat_html_is_as_the_plain_version(inner: str, choose: Random) -> None:
    assume(not UNTOLD.search(inner))
    tree = LexborHTMLParser(f"<html><body><section>{inner}")
    assert tree.body is not None
    assert_same(tree.body, choose)


@pytest.mark.skipif(not PAGES.is_dir(), reason=f"the evaluation pages are not here: {PAGES}")
def test_flat_html_of_real_pages_is_as_the_plain_version() -> None:
    """Small parts of the labelled pages: comments have some ten elements."""
    choose = Random(7)
    compared = 0
    for path in sorted(PAGES.glob("*.html")):
        tree = LexborHTMLParser(path.read_bytes().decode("utf-8", "replace"))
        nodes = [node for node in tree.css("li, article, div, section") if len(node.html or "") < 8_000]
        for node in choose.sample(nodes, min(20, len(nodes))):
            assert_same(node, choose)
            compared += 1
    assert compared > 1_000


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("a &amp; b &lt; c &gt; d &quot;", 'a & b < c > d "'),
        ("a&nbsp;b", "a\xa0b"),
        ("&amp;lt;", "&lt;"),
        ("one<!-- two > <b>three</b> -->four", "onefour"),
        ("one<script>two < three</script>four", "onefour"),
        ("one<template>two<template>three</template></template>four", "onefour"),
    ],
)
def test_text(inner: str, text: str) -> None:
    flat, _ = flat_and_tree(inner)
    assert flat.text(0) == text


def test_attributes_are_as_the_author_wrote_them() -> None:
    flat, _ = flat_and_tree("""<a href='?a=1&amp;b="2"' title="1 > 0 < 2" hidden class="x y">z</a>""")
    link = next(flat.tags[start] for start in flat.starts() if flat.tags[start].name == "a")
    assert link.attributes == {"href": '?a=1&b="2"', "title": "1 > 0 < 2", "hidden": "", "class": "x y"}


def test_a_long_tag_is_not_remembered() -> None:
    flat, _ = flat_and_tree(f'<img src="data:{"A" * 5000}"><img src="data:{"A" * 5000}">')
    first, second = [flat.tags[start] for start in flat.starts() if flat.tags[start].name == "img"]
    assert first is not second
