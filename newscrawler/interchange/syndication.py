"""Stories as an Atom feed (RFC 4287, paged by RFC 5005) and as a JSON Feed 1.1. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from newscrawler.interchange.exchange import exact_time, html_of, rfc3339, story_urn, text_of, uri
from newscrawler.items import Story
from newscrawler.storage.reader import StoredStory
from newscrawler.urls import web_address

__all__ = ["ATOM", "JSON_FEED", "Channel", "atom", "json_feed"]

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"

_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no XML document may contain, in whatever form."""

_NEVER = "1970-01-01T00:00:00Z"
"""Time of the last change of a feed without entries, which has none: the time of the request would change its ETag at
each request."""

_WITHDRAWN = "This story was withdrawn."


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Facts of a feed of stories beside its entries."""

    title: str
    url: str
    """Its own address."""
    home: str
    """Address of the server, with ``/`` at the end."""
    following: str | None
    """Address of the next page. None: there is no further one."""

    def story_url(self, id: str) -> str:
        return f"{self.home}api/stories/{quote(id)}"


def atom(channel: Channel, stories: Sequence[StoredStory]) -> bytes:
    """Return an Atom feed with the whole text of each story as HTML.

    The text of a story that was withdrawn is left out: after a kill nobody serves it.
    """
    feed = ElementTree.Element("feed", {"xmlns": _NAMESPACE})
    _add(feed, "id", channel.url)
    _add(feed, "title", channel.title)
    _add(feed, "updated", max((rfc3339(each.lastChanged) for each in stories), default=_NEVER))
    _add(_sub(feed, "author"), "name", "newscrawler")
    _link(feed, "self", channel.url, ATOM)
    if channel.following is not None:
        _link(feed, "next", channel.following, ATOM)
    for stored in stories:
        _entry(_sub(feed, "entry"), channel, stored)
    document: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def json_feed(channel: Channel, stories: Sequence[StoredStory]) -> dict[str, Any]:
    """Return a JSON Feed 1.1, ready for :func:`json.dumps`. What no member of the standard holds is under
    ``_newscrawler``."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.url,
        "items": [_item(channel, stored) for stored in stories],
    }
    return document if channel.following is None else {**document, "next_url": channel.following}


def _address(channel: Channel, stored: StoredStory) -> str:
    """Return where people read the story: its lead, or what the API says of a story that is no page."""
    lead = stored.lead if stored.lead is not None and web_address(stored.lead) else None
    return channel.story_url(stored.id) if lead is None else uri(lead)


def _is_withdrawn(story: Story) -> bool:
    return story.pubStatus == "canceled"


def _names(stored: StoredStory) -> list[str]:
    story = stored.story
    return story.authors or [name for name in (story.agency, *stored.outlets) if name is not None][:1]


def _entry(entry: ElementTree.Element, channel: Channel, stored: StoredStory) -> None:
    story = stored.story
    if story.inLanguage:
        entry.set(_LANGUAGE, _xml(story.inLanguage))
    _add(entry, "id", story_urn(stored.id))
    _add(entry, "title", story.headline or "")
    _add(entry, "updated", rfc3339(stored.lastChanged))
    if (published := exact_time(story.datePublished, story.datePublishedPrecision)) is not None:
        _add(entry, "published", published)
    for name in _names(stored):
        _add(_sub(entry, "author"), "name", name)
    _link(entry, "alternate", _address(channel, stored))
    for url in stored.copies:
        if url != stored.lead and web_address(url):
            _link(entry, "related", uri(url))
    for term in _terms(stored):
        _sub(entry, "category").set("term", _xml(term))
    _add_text(entry, story)


def _add_text(entry: ElementTree.Element, story: Story) -> None:
    """Add rights, note and text of a story to its entry."""
    if rights := story.copyrightNotice or story.copyrightHolder:
        _add(entry, "rights", rights)
    if story.edNote or _is_withdrawn(story):
        _add(entry, "summary", story.edNote or _WITHDRAWN)
    if story.blocks and not _is_withdrawn(story):
        _add(entry, "content", html_of(story.blocks)).set("type", "html")


def _terms(stored: StoredStory) -> Iterator[str]:
    """Yield agency, outlets and a status that is not the usual one."""
    if stored.story.agency:
        yield stored.story.agency
    yield from stored.outlets
    if stored.story.pubStatus != "usable":
        yield stored.story.pubStatus


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = _sub(parent, name)
    element.text = _xml(text)
    return element


def _sub(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, name)


def _link(parent: ElementTree.Element, relation: str, address: str, media_type: str = "") -> None:
    link = ElementTree.SubElement(parent, "link", {"rel": relation, "href": _xml(address)})
    if media_type:
        link.set("type", media_type)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _item(channel: Channel, stored: StoredStory) -> dict[str, Any]:
    story = stored.story
    withdrawn = _is_withdrawn(story)
    fields = {
        "id": story_urn(stored.id),
        "url": _address(channel, stored),
        "title": story.headline,
        "content_html": "" if withdrawn else html_of(story.blocks),
        "content_text": "" if withdrawn else text_of(story.body),
        "summary": story.edNote or (_WITHDRAWN if withdrawn else None),
        "date_published": exact_time(story.datePublished, story.datePublishedPrecision),
        "date_modified": rfc3339(stored.lastChanged),
        "authors": [{"name": name} for name in _names(stored)],
        "tags": list(_terms(stored)),
        "language": story.inLanguage,
        "_newscrawler": {
            "about": channel.story_url(stored.id),
            "agency": story.agency,
            "byline": story.byline,
            "cluster": story.cluster,
            "copies": list(stored.copies),
            "copyrightNotice": story.copyrightNotice,
            "datePublishedRaw": story.datePublishedRaw,
            "outlets": list(stored.outlets),
            "pubStatus": story.pubStatus,
        },
    }
    return {name: value for name, value in fields.items() if value is not None}
