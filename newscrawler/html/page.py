"""A fetched page: bytes decoded once, one parsed tree that extraction and comments share."""

from __future__ import annotations

import re
from datetime import datetime
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import cached_property
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_to_unicode, http_content_type_encoding

from newscrawler.html.encoding import guess_encoding, has_escapes, is_utf8, proven_encoding
from newscrawler.html.linked_data import linked_objects
from newscrawler.html.markup_limits import PAGE_LIMITS, MarkupLimits, PageError, refuse_excess
from newscrawler.language.text import collapse, fold
from newscrawler.limits import MAX_PAGE_BYTES
from newscrawler.urls import linked_address

__all__ = ["PAGE_LIMITS", "ElementWithAttributes", "MarkupLimits", "Page", "PageError", "fold", "refuse_excess"]

_LINKED_DATA = "application/ld+json"
_METADATA = "meta,script"
_COMMENT_WORDS = {
    **dict.fromkeys(("es", "pt", "gl", "ca"), "coment"),
    **dict.fromkeys(("pl", "id", "cs"), "komentar"),
    "tr": "yorum",
    "nl": "reactie",
}
"""Parts of words in names of comment sections that do not contain "omment", by language. Asking for all of them on
every page would double the cost of a page without comments."""

_SHADOW = re.compile(rb"<template(?=[^>]*\bshadowroot(?:mode)?=)([^>]*)>(.*?)</template>", re.S | re.I)
"""The content of an element of the page's own, which a browser shows; other templates are shown by scripts only."""

_OF_SERVER = frozenset(("date", "content-language"))
"""Names of ``http-equiv`` of which the values are read."""

ElementWithAttributes = tuple[LexborNode, dict[str, str | None]]


class Page:
    """One fetched HTML page.

    :param url: final URL of the page, base of its links
    :param body: raw bytes, content encoding already undone
    :param content_type: the HTTP ``Content-Type`` header, for its charset
    :param retrieved: aware datetime of the fetch; relative times count from it
    :param zone: the outlet's time zone, for times that state none; None where it is not known
    :raises PageError: from :attr:`tree` when the bytes are empty, too large or such that parsing them would
        take minutes
    """

    def __init__(
        self, url: str, body: bytes, *, content_type: str | None, retrieved: datetime, zone: TimeZone | None = None
    ) -> None:
        self.zone = zone
        self.url = url
        self.body = body
        self.content_type = content_type
        self.retrieved = retrieved

    @cached_property
    def text(self) -> str:
        """Body as text. Charset by BOM, HTTP header, ``<meta>``; then by the bytes (:mod:`newscrawler.html.encoding`).

        A charset that the bytes disprove is not used, see :attr:`mislabelled`.
        """
        declared, text = self._as_declared
        proven = self._proven
        return text if proven == declared else self.body.decode(proven, "replace").removeprefix("\ufeff")

    @cached_property
    def mislabelled(self) -> str | None:
        """Declared and real charset of a page that declares a wrong one: ``shift_jis, but is utf-8``; else None."""
        if self._is_valid_utf8_as_declared or (self.body.isascii() and not has_escapes(self.body)):
            return None
        declared, _ = self._as_declared
        return None if self._proven == declared else f"{declared}, but is {self._proven}"

    @cached_property
    def _proven(self) -> str:
        declared, _ = self._as_declared
        return proven_encoding(self.body, declared)

    @cached_property
    def _as_declared(self) -> tuple[str, str]:
        return html_to_unicode(self.content_type, self.body, auto_detect_fun=guess_encoding)

    @cached_property
    def _is_valid_utf8_as_declared(self) -> bool:
        declared = http_content_type_encoding(self.content_type)
        return declared == "utf-8" and not has_escapes(self.body) and is_utf8(self.body)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """Parsed document. Do not change it: extraction and comments share it.

        :raises PageError: when the bytes are empty, too large, or would take minutes to parse
        """
        if not self.body or self.body.isspace():
            raise PageError("empty page")
        if len(self.body) > MAX_PAGE_BYTES:
            raise PageError(f"page of {len(self.body):,} bytes; the limit is {MAX_PAGE_BYTES:,}")
        refuse_excess(self.body)
        # Lexbor reads UTF-8, so a page in UTF-8 need not be encoded again.
        utf8 = self.body if self._is_valid_utf8_as_declared else self.text.encode("utf-8", "replace")
        return LexborHTMLParser(_SHADOW.sub(rb"<div\1>\2</div>", utf8) if b"shadowroot" in utf8 else utf8)

    @cached_property
    def language(self) -> str | None:
        """Tag of the language that the page states for its whole text; None where it states none."""
        root = self.tree.root
        attributes = root.attributes if root is not None else {}
        stated = attributes.get("lang") or attributes.get("xml:lang") or self._served_language
        return stated or (self.meta.get("og:locale") or "").replace("_", "-") or None

    @property
    def _served_language(self) -> str | None:
        """Tag of the language that is stated in the server's place; None where it states several."""
        stated = self.meta.get("content-language") or ""
        return stated if stated.replace("-", "").replace("_", "").isalpha() else None

    @cached_property
    def comment_selector(self) -> str:
        """CSS selector of :attr:`comment_candidates`."""
        root = self.tree.root
        language = ((root.attributes.get("lang") if root is not None else None) or "")[:2].lower()
        words = ["omment", _COMMENT_WORDS[language]] if language in _COMMENT_WORDS else ["omment"]
        return ",".join(f"[class*={word}],[id*={word}]" for word in words)

    @cached_property
    def _single_pass_query(
        self,
    ) -> tuple[list[LexborNode], list[ElementWithAttributes], list[ElementWithAttributes]]:
        """Metadata nodes, elements whose names mention comments, and other scripts that are in the page itself.

        One combined query, because a query takes a tenth of the time of the parse, almost all of it to walk the tree.
        """
        metadata: list[LexborNode] = []
        commenting: list[ElementWithAttributes] = []
        scripts: list[ElementWithAttributes] = []
        last = 0
        for node in self.tree.css(f"{_METADATA},{self.comment_selector}"):
            if node.mem_id == last:
                continue
            last = node.mem_id
            tag = node.tag
            if tag == "meta":
                metadata.append(node)
                continue
            attributes = node.attributes
            if tag == "script":
                if (attributes.get("type") or "").lower() == _LINKED_DATA:
                    metadata.append(node)
                elif "src" not in attributes:
                    scripts.append((node, attributes))
                continue
            commenting.append((node, attributes))
        return metadata, commenting, scripts

    @property
    def _metadata_nodes(self) -> list[LexborNode]:
        return self._single_pass_query[0]

    @property
    def comment_candidates(self) -> list[ElementWithAttributes]:
        """Elements whose class or id mentions comments, in document order."""
        return self._single_pass_query[1]

    @property
    def inline_scripts(self) -> list[ElementWithAttributes]:
        """Scripts that are in the page itself, and data in such elements, without JSON-LD."""
        return self._single_pass_query[2]

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """JSON-LD objects of the page, ``@graph`` and lists flattened; scripts that are not JSON are skipped."""
        scripts = (node for node in self._metadata_nodes if node.tag == "script")
        return [thing for script in scripts for thing in linked_objects(script.text())]

    @cached_property
    def meta(self) -> dict[str, str]:
        """First ``content`` of each ``<meta>`` by its lower-cased ``property``, ``name`` or ``itemprop``."""
        return {name: contents[0] for name, contents in self.metas.items()}

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Every ``content`` of each ``<meta>`` by its lower-cased ``property``, ``name`` or ``itemprop``.

        Runs of white space are single spaces: the time of many expressions grows with the square of a run's length.
        What a page states in its server's place (``http-equiv="date"``) has that name: ``date``. Some templates write
        ``value`` for ``content``.
        """
        found: dict[str, list[str]] = {}
        for node in self._metadata_nodes:
            if node.tag != "meta":
                continue
            attributes = node.attributes
            content = collapse(attributes.get("content") or attributes.get("value") or "")
            name = _name_of_meta(attributes)
            if name and content:
                found.setdefault(name.lower(), []).append(content)
        return found

    def first(self, selector: str) -> LexborNode | None:
        """Return the first node that the CSS selector matches."""
        return self.tree.css_first(selector, default=None)

    def link(self, href: str) -> str | None:
        """Return ``href`` as an absolute URL; None where it cannot be one."""
        return linked_address(self.url, href)


def _name_of_meta(attributes: dict[str, str | None]) -> str | None:
    name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    if name is None and (equivalent := (attributes.get("http-equiv") or "").lower()) in _OF_SERVER:
        return equivalent
    return name
