"""The flat form holds what the parser's tree holds, whatever the page's author wrote."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newscrawler.html.flat import FlatHtml

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


@given(st.lists(PIECES, max_size=25).map("".join))
@example("<!--<style>a>b{}</style><!-- note -->")
@example("<!----<style>a>b{}</style><!-- note -->")
@example("<!-- --<style>a>b{}</style><!-- note -->")
@settings(max_examples=400, deadline=None)
def test_every_element_in_its_place(inner: str) -> None:
    assume(not UNTOLD.search(inner))
    flat, tree = flat_and_tree(inner)
    assert tree.body is not None
    nodes = tree.body.css("*")
    names = [(node.tag or "").replace("<", "") for node in nodes]
    assert [flat.tags[start].name for start in flat.starts()] == names
    place = {node.mem_id: start for node, start in zip(nodes, flat.starts(), strict=True)}
    for node in nodes[1:]:
        assert node.parent is not None
        assert flat.parent_of(place[node.mem_id]) == place[node.parent.mem_id]


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
