"""XML of outlets: recovered where it is broken, and unable to expand, include or fetch anything."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from newscrawler.discovery.links import DiscoveryError
from newscrawler.html.charsets import resolve_encoding
from newscrawler.limits import MAX_PAGE_BYTES

__all__ = ["MAX_TEXT", "decode", "local_name", "parse_xml", "text_of"]

_MAX_TAGS = 600_000
"""Opening brackets: 50,000 entries of six elements each, which take 0.8 s and 120 MB as a tree."""

_MAX_ATTRIBUTES = 300_000
"""Values in quotes outside of CDATA. Each takes 220 bytes in a tree; a feed with pictures has some 5,000."""

_MAX_REFERENCES = 300_000
"""Ampersands outside of CDATA. Measured: this number takes 0.4 s if none is a reference. A feed of whole stories with
escaped markup has some 20,000."""

MAX_TEXT = 4_000
"""Characters that are read of an address, a headline or a date."""

_MAX_DECLARATION = 1_000
"""Bytes at the beginning in which an XML declaration is searched; it has some 50."""

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(rss|RDF|feed|urlset|sitemapindex)(?=[\s/>])")
_END = re.compile(r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|RDF|feed|urlset|sitemapindex)\s{0,20}>")
_END_WITHIN = 2_000
"""Characters at the end in which the root's end is looked for: comments and white space may follow it."""
_ENTRY = re.compile(r"<(/?)(?:[A-Za-z_][\w.-]{0,40}:)?(?:url|sitemap|item|entry)(?=[\s>])")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_AMPERSAND = re.compile(r"&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_VALUE = re.compile(r"""=[ \t\r\n]?["']""")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parse_xml(body: bytes) -> tuple[Any, bool]:
    """Return the root element of a feed or sitemap, and whether the file ends within an entry. That entry is left out.

    Everything before the root element is cut off, a DOCTYPE with its entities included. Only XML's own five
    entities and references to characters reach the parser. So there is nothing to expand and nothing to fetch.

    :raises DiscoveryError: when there is no such root, when it is part of an HTML page, or when it exceeds a limit
    """
    if len(body) > MAX_PAGE_BYTES:
        raise DiscoveryError(f"{len(body):,} bytes; the limit is {MAX_PAGE_BYTES:,} (MAX_PAGE_BYTES)")
    if (tags := body.count(b"<")) > _MAX_TAGS:
        raise DiscoveryError(f"{tags:,} tags; the limit for a feed or sitemap is {_MAX_TAGS:,}")
    text = decode(body)
    root = _ROOT.search(text)
    html = _HTML.search(text, 0, root.start() if root else 10_000)
    if html:
        raise DiscoveryError("an HTML page, not a feed or sitemap")
    if root is None:
        raise DiscoveryError("empty answer" if not text.strip() else "neither RSS, Atom, JSON Feed nor a sitemap")
    whole, is_cut = _without_cut_entry(_NOT_XML.sub("", text[root.start() :]))
    pieces = _split_at_cdata(whole)
    _refuse_floods(pieces[::2])
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
    return tree, is_cut


def _without_cut_entry(text: str) -> tuple[str, bool]:
    """Return the text without an entry that it does not end, and whether there is one.

    Entries that are never ended, as a broken template writes them, are left as they are.
    """
    if _END.search(text, max(0, len(text) - _END_WITHIN)):
        return text, False
    pieces = _split_at_cdata(text)
    pieces[1::2] = [" " * len(section) for section in pieces[1::2]]
    markup = "".join(pieces)
    opening = closing = -1
    for match in _ENTRY.finditer(markup):
        if match[1]:
            closing = match.start()
        else:
            opening = match.start()
    if opening > closing >= 0 or (opening >= 0 and len(_ENTRY.findall(markup)) == 1):
        return text[:opening], True
    return text, False


def _refuse_floods(markup: list[str]) -> None:
    references = sum(piece.count("&") for piece in markup)
    if references > _MAX_REFERENCES:
        raise DiscoveryError(f"{references:,} ampersands; the limit for a feed or sitemap is {_MAX_REFERENCES:,}")
    attributes = sum(piece.count('"') + piece.count("'") for piece in markup) // 2
    if attributes > _MAX_ATTRIBUTES:
        attributes = sum(len(_VALUE.findall(piece)) for piece in markup)
    if attributes > _MAX_ATTRIBUTES:
        raise DiscoveryError(f"{attributes:,} attributes; the limit for a feed or sitemap is {_MAX_ATTRIBUTES:,}")


def decode(body: bytes) -> str:
    """Decode by BOM, then the XML declaration, then UTF-8 if valid, else cp1252."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    declared = _ENCODING.match(body[:_MAX_DECLARATION])
    stated = resolve_encoding(declared[1].decode("ascii", "replace")) if declared else None
    for name in (stated, "utf-8"):
        try:
            if name is not None:
                return body.decode(name).removeprefix("\ufeff")
        except UnicodeError:
            continue
    return body.decode("cp1252", "replace")


def local_name(element: Any) -> str:
    """Return the element's name without namespace, even where its prefix was never declared."""
    tag: str = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2]


def text_of(element: Any, limit: int = MAX_TEXT) -> str:
    """Return at most ``limit`` characters of the text inside the element.

    Elements may be nested: the whole text of each would be read once for every element around it.
    """
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            break
    return "".join(pieces)[:limit]


def _split_at_cdata(text: str) -> list[str]:
    """Return text and CDATA sections in turn, text first. A section without an end is text."""
    pieces: list[str] = []
    at = 0
    while (begin := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        pieces += [text[at:begin], text[begin : end + 3]]
        at = end + 3
    pieces.append(text[at:])
    return pieces


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
