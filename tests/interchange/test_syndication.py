"""Stories as Atom and as JSON Feed, read by a reader of feeds that nobody here wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from xml.etree import ElementTree

import feedparser
import pytest

from newscrawler.interchange.syndication import Channel, atom, json_feed
from newscrawler.storage.reader import StoredStory
from tests.support.ninjs_rules import valid
from tests.support.story_shapes import stories

CHANNEL = Channel(
    title="newscrawler: stories",
    url="http://127.0.0.1:8420/api/stories.atom?q=a&limit=2",
    home="http://127.0.0.1:8420/",
    following="http://127.0.0.1:8420/api/stories.atom?q=a&limit=2&after=x",
)

_ATOM = "{http://www.w3.org/2005/Atom}"

_ITEM = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        "id": {"type": "string"},
        "url": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "content_html": {"type": "string"},
        "content_text": {"type": "string"},
        "summary": {"type": "string"},
        "date_published": {"type": "string", "format": "date-time"},
        "date_modified": {"type": "string", "format": "date-time"},
        "authors": {"type": "array", "items": {"type": "object", "minProperties": 1}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "language": {"type": "string"},
        "_newscrawler": {"type": "object"},
    },
    "additionalProperties": False,
}
_JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "next_url": {"type": "string", "format": "uri"},
        "items": {"type": "array", "items": _ITEM},
    },
    "additionalProperties": False,
}
"""Rules of https://www.jsonfeed.org/version/1.1/ for the members that we write."""


@pytest.fixture(scope="module")
def shapes() -> Sequence[StoredStory]:
    return [stored for stored, _ in islice(stories(500, seed=8), 500)]


def test_a_reader_of_feeds_finds_every_story_in_the_atom_feed(shapes: Sequence[StoredStory]) -> None:
    read = feedparser.parse(atom(CHANNEL, shapes))
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert [entry.id for entry in read.entries] == [f"urn:newscrawler:story:{each.id}" for each in shapes]
    assert {link.rel: link.href for link in read.feed.links} == {"self": CHANNEL.url, "next": CHANNEL.following}
    for stored, entry in zip(shapes, read.entries, strict=True):
        if stored.story.datePublishedPrecision == "exact":
            assert entry.published_parsed[:6] == stored.story.datePublished.utctimetuple()[:6]
        else:
            assert "published" not in entry
        assert entry.updated_parsed[:6] == stored.lastChanged.utctimetuple()[:6]


def test_each_entry_has_what_the_standard_demands(shapes: Sequence[StoredStory]) -> None:
    for entry in ElementTree.fromstring(atom(CHANNEL, shapes)).iter(f"{_ATOM}entry"):
        for name in ("id", "title", "updated"):
            assert len(entry.findall(_ATOM + name)) == 1, name
        assert [link.get("rel") for link in entry.findall(f"{_ATOM}link")].count("alternate") == 1
        assert len(entry.findall(f"{_ATOM}content")) <= 1
        assert len(entry.findall(f"{_ATOM}summary")) <= 1


def test_the_text_comes_whole_and_inert(shapes: Sequence[StoredStory]) -> None:
    stored = next(each for each in shapes if each.story.body and each.story.pubStatus == "usable")
    hostile = replace(stored.story, headline="<script>alert(1)</script>", body=["<img onerror=x> & more"], blocks=[])
    hostile.settle_blocks()
    (entry,) = feedparser.parse(atom(CHANNEL, [replace(stored, story=hostile)]), sanitize_html=False).entries
    assert entry.content[0].value == "<p>&lt;img onerror=x&gt; &amp; more</p>"
    assert "script" in entry.title


def test_the_json_feed_is_valid(shapes: Sequence[StoredStory]) -> None:
    document = json.loads(json.dumps(json_feed(CHANNEL, shapes), allow_nan=False))
    assert valid(_JSON_FEED, document)
    assert [item["id"] for item in document["items"]] == [f"urn:newscrawler:story:{each.id}" for each in shapes]


def test_a_story_that_was_withdrawn_is_told_without_its_text(shapes: Sequence[StoredStory]) -> None:
    stored = next(each for each in shapes if each.story.pubStatus == "canceled" and each.story.body)
    (entry,) = feedparser.parse(atom(CHANNEL, [stored])).entries
    assert "content" not in entry
    assert entry.summary
    assert "canceled" in [tag.term for tag in entry.tags]
    (item,) = json_feed(CHANNEL, [stored])["items"]
    assert item["content_text"] == item["content_html"] == ""
    assert item["_newscrawler"]["pubStatus"] == "canceled"


def test_an_empty_feed_is_valid_and_always_the_same() -> None:
    assert atom(CHANNEL, []) == atom(CHANNEL, [])
    assert not feedparser.parse(atom(CHANNEL, [])).bozo
    assert valid(_JSON_FEED, json_feed(replace(CHANNEL, following=None), []))
