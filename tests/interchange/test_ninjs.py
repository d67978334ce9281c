"""A story as IPTC ninjs 3.1."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest

from newscrawler.interchange.exchange import html_of, uri
from newscrawler.interchange.ninjs import ninjs
from newscrawler.items import Block
from tests.support.ninjs_rules import problems
from tests.support.story_shapes import stories


def test_ten_thousand_stories_of_many_shapes_are_valid() -> None:
    for stored, copies in stories(10_000, seed=15):
        document = json.loads(json.dumps(ninjs(stored, copies), allow_nan=False))
        assert problems(document) == [], document


def test_the_rules_find_what_they_forbid() -> None:
    stored, copies = next(found for found in stories(100, seed=15) if found[1])
    document = ninjs(stored, copies)
    assert problems(document | {"firstCreated": "2026-03-01"})
    assert problems(document | {"uri": "no address"})
    assert problems(document | {"headline": "of ninjs 1"})
    assert problems({name: value for name, value in document.items() if name != "uri"})
    assert problems(document | {"associations": [{"uri": "https://a.example/"}]})


def test_a_story_says_what_is_known_and_nothing_else() -> None:
    stored, copies = next(found for found in stories(1_000, seed=1) if found[1] and found[0].story.body)
    story = stored.story
    document = ninjs(stored, copies)
    assert document["uri"] == f"urn:newscrawler:story:{stored.id}"
    assert document["headlines"] == [{"role": "main", "contentType": "text/plain", "value": story.headline}]
    assert [body["value"] for body in document["bodies"] if body["contentType"] == "text/html"] == [
        html_of(story.blocks)
    ]
    assert document["bodies"][0]["value"] == "\n\n".join(story.body)
    assert document["representationType"] == copies[0].copy.representation
    assert [copy["name"] for copy in document["associations"]] == [copy.copy.outlet for copy in copies]
    without = ninjs(stored)
    assert without.keys().isdisjoint({"representationType", "rightsInfo", "associations"})


@pytest.mark.parametrize("precision", ["day", "local", "relative"])
def test_a_time_that_is_not_exact_is_told_in_its_own_words_alone(precision: str) -> None:
    stored = next(stored for stored, _ in stories(1_000, seed=2) if stored.story.datePublishedPrecision == precision)
    document = ninjs(stored)
    assert "contentCreated" not in document
    told = {each["role"]: each["value"] for each in document["descriptions"]}
    assert told["datePublished"] == stored.story.datePublishedRaw


@pytest.mark.parametrize("status", ["usable", "withheld", "canceled"])
def test_the_status_of_a_story_is_that_of_ninjs(status: str) -> None:
    stored = next(stored for stored, _ in stories(1_000, seed=3) if stored.story.pubStatus == status)
    assert ninjs(stored)["pubStatus"] == status


def test_notes_and_credits_are_bodies_of_their_own() -> None:
    stored, _ = next(stories(1, seed=4))
    blocks = [Block(kind="lead", text="Why"), Block(text="It <sank>"), Block(kind="note", text="Corrected: the name")]
    story = replace(stored.story, body=[], blocks=blocks)
    bodies = ninjs(replace(stored, story=story))["bodies"]
    assert [(body["role"], body["value"]) for body in bodies] == [
        ("main", "Why\n\nIt <sank>"),
        ("main", '<p class="lead">Why</p><p>It &lt;sank&gt;</p>'),
        ("note", "Corrected: the name"),
    ]


def test_items_of_a_list_that_follow_each_other_are_one_list() -> None:
    blocks = [Block(kind="list", text=text) for text in ("one", "two")] + [Block(kind="quote", text="three")]
    assert html_of(blocks) == "<ul><li>one</li><li>two</li></ul><blockquote>three</blockquote>"


def test_an_address_is_a_uri_whatever_its_outlet_writes() -> None:
    assert uri("https://a.example/100%") == "https://a.example/100%25"
    assert uri("https://a.example/%C3%A9?x=[1]#a#b") == "https://a.example/%C3%A9?x=%5B1%5D#a%23b"
    assert uri("http://[::1]:80/é") == "http://[::1]:80/%C3%A9"
    for begin, odd in product(("https://a.example/", "http://[::1]/"), '<>"{}|\\^` \t\n'):
        assert odd not in uri(begin + odd)
