"""XML as outlets print it: recovered where it is broken, and unable to expand, include or fetch anything."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from newscrawler.discovery.links import DiscoveryError

__all__ = ["MAX_BYTES", "local_name", "parse_xml", "text_of"]

MAX_BYTES = 50 * 1024 * 1024
"""The sitemap protocol's limit for one file, uncompressed; no feed comes near it."""

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(rss|RDF|feed|urlset|sitemapindex)(?=[\s/>])")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_AMPERSAND = re.compile(r"&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parse_xml(body: bytes) -> Any:
    """The root element of a feed or sitemap.

    Everything before the root element is cut off, a DOCTYPE with its entities included, and of entity references only
    XML's own five and characters reach the parser; so there is nothing to expand and nothing to fetch.

    :raises DiscoveryError: when there is no such root, or an HTML page around it
    """
    if len(body) > MAX_BYTES:
        raise DiscoveryError(f"{len(body):,} bytes; the limit for a feed or sitemap is {MAX_BYTES:,}")
    text = decode(body)
    root = _ROOT.search(text)
    html = _HTML.search(text, 0, root.start() if root else 10_000)
    if html:
        raise DiscoveryError("an HTML page, not a feed or sitemap")
    if root is None:
        raise DiscoveryError("empty answer" if not text.strip() else "neither RSS, Atom, JSON Feed nor a sitemap")
    pieces = _CDATA.split(_NOT_XML.sub("", text[root.start() :]))
    pieces[::2] = [_AMPERSAND.sub(_known_entity, piece) for piece in pieces[::2]]
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8", remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        tree = etree.fromstring("".join(pieces).encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DiscoveryError(f"XML beyond repair: {error}") from None
    if tree is None:
        raise DiscoveryError("XML beyond repair")
    return tree


def decode(body: bytes) -> str:
    """Text by BOM, then the XML declaration, then UTF-8 if valid, else cp1252."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    declared = _ENCODING.match(body)
    for name in (declared[1].decode("ascii", "replace") if declared else "utf-8", "utf-8"):
        try:
            return body.decode(name).removeprefix("\ufeff")
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def local_name(element: Any) -> str:
    """The element's name without namespace, even where its prefix was never declared."""
    tag: str = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2]


def text_of(element: Any) -> str:
    """All text inside the element."""
    return "".join(element.itertext())


def _known_entity(match: re.Match[str]) -> str:
    number, name = match.groups()
    if number:
        return match[0] if _is_character(number) else ""
    if name in _XML_ENTITIES:
        return match[0]
    if name in name2codepoint:
        return f"&#{name2codepoint[name]};"
    return "&amp;" + match[0][1:]


def _is_character(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
