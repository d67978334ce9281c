"""A fetched page: bytes decoded once, one parsed tree that extraction and comments share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_to_unicode, http_content_type_encoding

__all__ = ["Page", "PageError", "fold"]

_MAX_BYTES = 50_000_000
"""A news page is below 1 MB; lexbor takes about 25 bytes of memory per byte, so 50 MB is where a worker is at risk."""

_MAX_UNCLOSED = 20_000
"""lexbor's time is quadratic in nesting (measured: 200,000 nested ``div`` take 73 s, 20,000 take 0.6 s)."""

_VOID_TAGS = (
    b"<br",
    b"<img",
    b"<meta",
    b"<link",
    b"<input",
    b"<hr",
    b"<source",
    b"<p",
    b"<li",
    b"<td",
    b"<tr",
    b"<!--",
)


class PageError(ValueError):
    """The bytes are not a page that can be read; the message says why."""


class Page:
    """One fetched HTML page.

    :param url: final URL of the page, base of its links
    :param body: raw bytes, content encoding already undone
    :param content_type: the HTTP ``Content-Type`` header, for its charset
    :param retrieved: aware datetime of the fetch; relative times count from it
    :raises PageError: from :attr:`tree` when the bytes are empty, too large or nested too deep
    """

    def __init__(self, url: str, body: bytes, *, content_type: str | None, retrieved: datetime) -> None:
        self.url = url
        self.body = body
        self.content_type = content_type
        self.retrieved = retrieved

    @cached_property
    def text(self) -> str:
        """The body as text. Charset by BOM, then HTTP header, then ``<meta>``, then UTF-8 if valid, else cp1252.

        A charset that the bytes prove wrong is not believed, see :attr:`mislabelled`.
        """
        declared, text = self._as_declared
        proven = _proven_encoding(self.body, declared)
        return text if proven == declared else self.body.decode(proven, "replace")

    @cached_property
    def mislabelled(self) -> str | None:
        """What a page with a wrong charset declares and what its bytes are: ``shift_jis, but is utf-8``; else None."""
        if self._is_valid_utf8_as_declared or self.body.isascii():
            return None
        declared, _ = self._as_declared
        proven = _proven_encoding(self.body, declared)
        return None if proven == declared else f"{declared}, but is {proven}"

    @cached_property
    def _as_declared(self) -> tuple[str, str]:
        return html_to_unicode(self.content_type, self.body, auto_detect_fun=_guess_encoding)

    @cached_property
    def _is_valid_utf8_as_declared(self) -> bool:
        declared = http_content_type_encoding(self.content_type)
        return declared == "utf-8" and (self.body.isascii() or _guess_encoding(self.body) == "utf-8")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed document. Do not change it: extraction and comments share it."""
        if not self.body or self.body.isspace():
            raise PageError("empty page")
        if len(self.body) > _MAX_BYTES:
            raise PageError(f"page of {len(self.body):,} bytes; the limit is {_MAX_BYTES:,}")
        if _unclosed(self.body) > _MAX_UNCLOSED:
            raise PageError("tags nested too deep to be a news page")
        # lexbor reads UTF-8, so what declares it need not be encoded again.
        return LexborHTMLParser(self.body if self._is_valid_utf8_as_declared else self.text.encode("utf-8", "replace"))

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """All JSON-LD objects of the page, ``@graph`` and lists flattened; blocks that are not JSON are skipped."""
        return [
            thing
            for script in self.tree.css('script[type="application/ld+json"]')
            for thing in _json_objects(script.text())
        ]

    @cached_property
    def meta(self) -> dict[str, str]:
        """First ``content`` of each ``<meta>`` by its lower-cased ``property``, ``name`` or ``itemprop``."""
        return {name: contents[0] for name, contents in self.metas.items()}

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Every ``content`` of each ``<meta>`` by its lower-cased ``property``, ``name`` or ``itemprop``.

        Some templates write ``value`` for ``content``.
        """
        found: dict[str, list[str]] = {}
        for node in self.tree.css("meta"):
            attributes = node.attributes
            content = (attributes.get("content") or attributes.get("value") or "").strip()
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if name and content:
                found.setdefault(name.lower(), []).append(content)
        return found

    def first(self, selector: str) -> LexborNode | None:
        """First node that the CSS selector matches."""
        return self.tree.css_first(selector, default=None)

    def link(self, href: str) -> str:
        """``href`` as an absolute URL."""
        return urljoin(self.url, href.strip())


def fold(text: str | None) -> str:
    """Whitespace, NBSP included, folded to single spaces; zero-width spaces and soft hyphens gone.

    Zero-width joiners stay: Persian and Indic words and emoji need them.
    """
    text = text or ""
    if text.isascii():
        if "\x00" in text:
            text = text.replace("\x00", "")
    elif "\u00ad" in text or "\u200b" in text or "\u2060" in text or "\ufeff" in text or "\x00" in text:
        # Looking first is a quarter of the time: hardly any line has one.
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00]")


def _guess_encoding(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _proven_encoding(body: bytes, declared: str) -> str:
    """The declared encoding, unless the bytes prove another.

    Text of another charset that happens to be valid UTF-8 beyond ASCII is as good as unknown; a page that declares UTF-8
    and has not one valid sequence beyond ASCII comes from a server that adds the header to old files.
    """
    if body.isascii():
        return declared
    if _guess_encoding(body) == "utf-8":
        return "utf-8"
    if declared == "utf-8" and body.decode("utf-8", "ignore").isascii():
        return "cp1252"
    return declared


def _unclosed(body: bytes) -> int:
    opened = body.count(b"<") if len(body) > 3 * _MAX_UNCLOSED else 0
    if opened <= _MAX_UNCLOSED:
        return opened
    opened -= 2 * body.count(b"</")
    if opened <= _MAX_UNCLOSED:
        return opened
    lowered = body.lower()
    return opened - sum(lowered.count(tag) for tag in _VOID_TAGS)


_TRAILING_COMMA = re.compile(r",\s*([\]}])")


def _json_objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        data = json.loads(text, strict=False)
    except RecursionError:
        return
    except ValueError:
        # What templates get wrong most: a comma after the last member, a semicolon after the whole.
        try:
            data = json.loads(_TRAILING_COMMA.sub(r"\1", text.strip().rstrip(";")), strict=False)
        except (ValueError, RecursionError):
            return
    queue = [data]
    while queue:
        thing = queue.pop(0)
        if isinstance(thing, list):
            queue[:0] = thing
        elif isinstance(thing, dict):
            yield thing
            if isinstance(graph := thing.get("@graph"), list):
                queue[:0] = graph
