"""Feeds to story links: RSS 2.0 and its ancestors, RSS 1.0, Atom, JSON Feed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache
from itertools import islice
from typing import Any

from newscrawler.discovery._xml import MAX_TEXT, decode, local_name, parse_xml, text_of
from newscrawler.discovery.feed_hints import feed_hints
from newscrawler.discovery.links import MAX_ENTRIES, DiscoveryError, Feed, Link, parse_date, resolve
from newscrawler.html.page import fold
from newscrawler.jsontext import JsonLimitError, parse_json

__all__ = ["feed_of", "parse_feed"]

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LONGEST_TAG = 35
"""Characters of a language tag (RFC 5646)."""
_MAX_CANDIDATES = 10
"""Addresses of an entry that are tried. Entries have up to three: a link, the original of a proxy, a permanent link."""

_ENTRY_DEPTH = 4
"""Elements around an entry whose ``xml:base`` counts. Feeds have two; each is joined again for every entry."""


# RSS does not state whether a title is text or HTML. Only tags that can be nothing else are taken for markup.
_INLINE_TAG = re.compile(r"</?(?:a|abbr|b|br|cite|em|font|i|img|small|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.I)


def parse_feed(body: bytes, url: str, zone: TimeZone | None = None) -> Feed:
    """Return the stories that a feed announces.

    :param body: the feed's bytes, content encoding undone; broken XML is recovered as far as it can be read
    :param url: the feed's own URL, base of its relative links
    :param zone: the outlet's, for dates that state none; UTC when None
    :raises DiscoveryError: when the bytes are not a feed (an HTML error page, a sitemap, nothing)
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url, zone)
    root, is_cut = parse_xml(body)
    return feed_of(root, url, zone, is_cut)


def feed_of(root: Any, url: str, zone: TimeZone | None = None, is_cut: bool = False) -> Feed:
    """Return the stories of a feed that is parsed already.

    :param is_cut: the file ends within an entry, which is left out
    :raises DiscoveryError: when the root is not a feed's
    """
    name = local_name(root)
    if name not in {"rss", "RDF", "feed"}:
        raise DiscoveryError(f"<{name}> is not the root of a feed")
    entries = list(root.iter("{*}item", "{*}entry"))
    language = _language(root)
    links: dict[str, Link] = {}
    skipped = 0
    for entry in entries[:MAX_ENTRIES]:
        link = _link(entry, url, zone, language)
        if link is None:
            skipped += 1
        else:
            links.setdefault(link.url, link)
    channel = _channel(root)
    return Feed(
        links=list(links.values()),
        next=_linked_to(channel, "next", url),
        skipped=skipped,
        left=max(0, len(entries) - MAX_ENTRIES),
        is_cut=is_cut,
        hints=feed_hints(channel),
        hub=_linked_to(channel, "hub", url),
    )


def _link(entry: Any, feed_url: str, zone: TimeZone | None, language: str | None) -> Link | None:
    fields = _fields(entry)
    urls = _story_urls(entry, fields, feed_url)
    if not urls:
        return None
    title = fields.get("title")
    return Link(
        url=urls[0],
        others=tuple(urls[1:]),
        title=_plain(text_of(title)) if title is not None else None,
        published=_date(fields, zone, language, "pubDate", "published", "issued", "date", "created"),
        modified=_date(fields, zone, language, "updated", "modified"),
        via=feed_url,
    )


def _fields(entry: Any) -> dict[str, Any]:
    """Return the first child of each local name; the entry's own namespace goes before extensions (``media:title``)."""
    home = _namespace(entry)
    found: dict[str, Any] = {}
    for child in sorted(entry, key=lambda child: _namespace(child) != home):
        found.setdefault(local_name(child), child)
    return found


def _namespace(element: Any) -> str:
    tag: str = element.tag
    # An undeclared prefix stays in the name; it belongs to an extension too.
    return tag[1:].partition("}")[0] if tag.startswith("{") else tag.rpartition(":")[0]


def _story_urls(entry: Any, fields: dict[str, Any], feed_url: str) -> list[str]:
    base = _base(entry, feed_url)
    candidates = islice(_candidates(entry, fields), _MAX_CANDIDATES)
    urls = list(dict.fromkeys(url for candidate in candidates if (url := resolve(base, candidate))))
    # A guid that is said to be no permanent link may still be the story's address, where the link is a redirector's.
    guid = _web_address(fields.get("guid"))
    return list(dict.fromkeys([*urls, *([guid] if guid else ())])) if urls else []


def _web_address(element: Any) -> str | None:
    text = text_of(element).strip() if element is not None else ""
    return resolve(text, text) if text.startswith(("http://", "https://")) else None


def _candidates(entry: Any, fields: dict[str, Any]) -> Iterator[str]:
    """Yield the addresses of an entry, most trusted first."""
    original = fields.get("origLink")
    if original is not None:
        # The address that a feed proxy has replaced by its own redirect.
        yield text_of(original)
    yield from _linked(entry)
    about = next((value for key, value in entry.attrib.items() if key.endswith("}about")), None)
    for name in ("guid", "id"):  # "id" is Atom's
        identity = fields.get(name)
        is_link = identity is not None and (identity.get("isPermaLink") or "true").lower() == "true"
        if is_link and (permalink := _web_address(identity)) is not None:
            yield permalink
    if about is not None:
        yield about


def _linked(entry: Any) -> Iterator[str]:
    """Yield the texts of ``link`` elements (RSS), then their addresses (Atom), those of HTML pages first."""
    links = [child for child in entry if local_name(child) == "link"]
    yield from (text_of(link) for link in links if link.get("href") is None)
    alternate = [link for link in links if (link.get("rel") or "alternate").lower() == "alternate"]
    alternate.sort(key=lambda link: link.get("type", "text/html") != "text/html")
    yield from (link.get("href") for link in alternate if link.get("href") is not None)


def _base(element: Any, url: str) -> str:
    around = (element, *islice(element.iterancestors(), _ENTRY_DEPTH))
    bases = tuple(value for value in (node.get(_XML_BASE) for node in around) if value)
    return _rebased(url, bases) if bases else url


@lru_cache(maxsize=64)
def _rebased(url: str, bases: tuple[str, ...]) -> str:
    """Return the base of an entry's links. As a rule all entries of a feed have the same base."""
    for base in reversed(bases):
        url = resolve(url, base) or url
    return url


def _date(fields: dict[str, Any], zone: TimeZone | None, language: str | None, *names: str) -> Any:
    found = (parse_date(text_of(fields[name]), zone, language) for name in names if name in fields)
    return next((date for date in found if date), None)


def _language(root: Any) -> str | None:
    """Return the tag of the language that a feed states for itself: RSS ``language``, ``xml:lang``."""
    channel = _channel(root)
    stated = next((text_of(child) for child in channel if local_name(child) == "language"), None)
    tag = (stated or channel.get(_XML_LANG) or root.get(_XML_LANG) or "").strip()
    return tag if 0 < len(tag) <= _LONGEST_TAG else None


def _channel(root: Any) -> Any:
    return next((child for child in root if local_name(child) == "channel"), root)


def _linked_to(channel: Any, relation: str, url: str) -> str | None:
    """Return the address of the first link of a feed with a relation: ``next``, ``hub``."""
    for child in channel:
        if local_name(child) == "link" and (child.get("rel") or "").lower() == relation:
            return resolve(_base(child, url), child.get("href"))
    return None


def _plain(title: str) -> str | None:
    return fold(_INLINE_TAG.sub("", html.unescape(title))) or None


def _json_feed(body: bytes, url: str, zone: TimeZone | None) -> Feed:
    data = _json_feed_data(body)
    items = data.get("items")
    if not isinstance(items, list):
        raise DiscoveryError("a JSON Feed without a list of items")
    links: dict[str, Link] = {}
    skipped = 0
    for item in items[:MAX_ENTRIES]:
        link = _json_link(item, url, zone)
        if link is None:
            skipped += 1
        else:
            links.setdefault(link.url, link)
    following = data.get("next_url")
    return Feed(
        links=list(links.values()),
        next=resolve(url, following) if isinstance(following, str) else None,
        skipped=skipped,
        left=max(0, len(items) - MAX_ENTRIES),
        hub=_json_hub(data.get("hubs"), url),
    )


def _json_hub(hubs: Any, url: str) -> str | None:
    """Return the first hub of a JSON Feed."""
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and isinstance(hub.get("url"), str):
            return resolve(url, hub["url"])
    return None


def _json_feed_data(body: bytes) -> dict[str, Any]:
    try:
        data = parse_json(decode(body), strict=False)
    except JsonLimitError as error:
        raise DiscoveryError(f"JSON beyond a limit: {error}") from None
    except ValueError:
        raise DiscoveryError("starts like JSON and is not") from None
    if not isinstance(data, dict) or "jsonfeed.org/version" not in str(data.get("version")):
        raise DiscoveryError("JSON, but not a JSON Feed: no version of https://jsonfeed.org/version/")
    return data


def _json_link(item: Any, url: str, zone: TimeZone | None) -> Link | None:
    fields = {key: value for key, value in item.items() if isinstance(value, str)} if isinstance(item, dict) else {}
    stated = (fields.get("url"), _absolute(fields.get("id")), fields.get("external_url"))
    stories = list(dict.fromkeys(story for each in stated if (story := resolve(url, each))))
    if not stories:
        return None
    return Link(
        url=stories[0],
        others=tuple(stories[1:]),
        title=fold((fields.get("title") or "")[:MAX_TEXT]) or None,
        published=parse_date(fields.get("date_published"), zone),
        modified=parse_date(fields.get("date_modified"), zone),
        via=url,
    )


def _absolute(text: str | None) -> str | None:
    return text if text and text.startswith(("http://", "https://")) else None
