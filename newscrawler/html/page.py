"""A fetched page: bytes decoded once, one parsed tree that extraction and comments share."""

from __future__ import annotations

import re
from codecs import utf_8_decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import cached_property
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_to_unicode, http_content_type_encoding

from newscrawler.html.charsets import resolve_encoding
from newscrawler.jsontext import JsonLimitError, parse_json
from newscrawler.language.text import fold
from newscrawler.limits import MAX_PAGE_BYTES
from newscrawler.urls import linked_address

__all__ = ["PAGE_LIMITS", "Marked", "MarkupLimits", "Page", "PageError", "fold", "refuse_excess"]

_LINKED_DATA = "application/ld+json"
_STATING = f'meta,script[type="{_LINKED_DATA}"]'
Marked = tuple[LexborNode, dict[str, str | None]]
"""An element and its attributes."""
_COMMENT_WORDS = {
    # Words that do not contain "omment"; asking for all of them on every page would double the cost of a page without any.
    "es": "coment", "pt": "coment", "gl": "coment", "ca": "coment", "pl": "komentar", "id": "komentar", "cs": "komentar",
    "tr": "yorum", "nl": "reactie",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupLimits:
    """How much markup is parsed; what exceeds a limit is refused before the parser sees it."""

    few_tags: int
    """Below this no nesting costs time, and the tags need not be looked at one by one."""
    tags: int
    depth: int
    """Elements inside of elements: lexbor's time is quadratic in it (measured: 200,000 ``div`` take 73 s, 20,000 0.6 s)."""
    copies: int
    """An unclosed ``<font>`` is opened again in every paragraph after it: so many elements are made, of some 100 bytes
    each."""
    attributes: int
    """Of one tag: lexbor compares each with those before it (measured: 20,000 take 0.4 s, 200,000 more than a minute)."""
    read_from: int
    """Bytes of markup from which tags are read attribute by attribute, 4 µs for each kB; below it a tag that hides ``>`` in
    its values is not seen."""


PAGE_LIMITS = MarkupLimits(
    few_tags=6_000, tags=500_000, depth=4_000, copies=10_000_000, attributes=20_000, read_from=500_000
)
"""Half a megabyte of attributes with hidden ends takes 3 s, and few pages are larger. Below 6,000 tags no nesting costs more than 0.1 s. Extraction takes some 10 µs for each tag. Of 2,751 real pages one is
nested 1,364 deep, counting tags that were never closed; Chromium nests no deeper than 512."""


class PageError(ValueError):
    """The bytes are not a page that can be read; the message says why."""


class Page:
    """One fetched HTML page.

    :param url: final URL of the page, base of its links
    :param body: raw bytes, content encoding already undone
    :param content_type: the HTTP ``Content-Type`` header, for its charset
    :param retrieved: aware datetime of the fetch; relative times count from it
    :param zone: the outlet's time zone, for times that state none; None where it is not known
    :raises PageError: from :attr:`tree` when the bytes are empty, too large or such that parsing them would take minutes
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
        """The body as text. Charset by BOM, HTTP header, ``<meta>``; then UTF-8 if valid, else by the stated language.

        A charset that the bytes prove wrong is not believed, see :attr:`mislabelled`.
        """
        declared, text = self._as_declared
        proven = self._proven
        return text if proven == declared else self.body.decode(proven, "replace").removeprefix("\ufeff")

    @cached_property
    def mislabelled(self) -> str | None:
        """What a page with a wrong charset declares and what its bytes are: ``shift_jis, but is utf-8``; else None."""
        if self._is_valid_utf8_as_declared or self.body.isascii():
            return None
        declared, _ = self._as_declared
        return None if self._proven == declared else f"{declared}, but is {self._proven}"

    @cached_property
    def _proven(self) -> str:
        declared, _ = self._as_declared
        return _proven_encoding(self.body, declared)

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
        if len(self.body) > MAX_PAGE_BYTES:
            raise PageError(f"page of {len(self.body):,} bytes; the limit is {MAX_PAGE_BYTES:,}")
        refuse_excess(self.body)
        # lexbor reads UTF-8, so what declares it need not be encoded again.
        return LexborHTMLParser(self.body if self._is_valid_utf8_as_declared else self.text.encode("utf-8", "replace"))

    @cached_property
    def language(self) -> str | None:
        """Tag of the page's language as the page states it for the whole of itself; None where it does not."""
        root = self.tree.root
        stated = root.attributes.get("lang") if root is not None else None
        return stated or (self.meta.get("og:locale") or "").replace("_", "-") or None

    @cached_property
    def speaking(self) -> str:
        """The selector of :attr:`commenting`."""
        root = self.tree.root
        language = ((root.attributes.get("lang") if root is not None else None) or "")[:2].lower()
        words = ["omment", _COMMENT_WORDS[language]] if language in _COMMENT_WORDS else ["omment"]
        return ",".join(f"[class*={word}],[id*={word}]" for word in words)

    @cached_property
    def _marked(self) -> tuple[list[LexborNode], list[Marked]]:
        """What states something for machines, and what speaks of comments.

        Found in one pass: a query takes a tenth of the time of the parse, nearly all of it to go through the tree.
        """
        stated: list[LexborNode] = []
        commenting: list[Marked] = []
        last = 0
        for node in self.tree.css(f"{_STATING},{self.speaking}"):
            if node.mem_id == last:
                continue
            last = node.mem_id
            tag = node.tag
            if tag == "meta":
                stated.append(node)
                continue
            attributes = node.attributes
            if tag == "script":
                if (attributes.get("type") or "").lower() == _LINKED_DATA:
                    stated.append(node)
                continue
            commenting.append((node, attributes))
        return stated, commenting

    @property
    def _stated(self) -> list[LexborNode]:
        return self._marked[0]

    @property
    def commenting(self) -> list[Marked]:
        """Elements whose class or id speaks of comments, in document order."""
        return self._marked[1]

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """All JSON-LD objects of the page, ``@graph`` and lists flattened; blocks that are not JSON are skipped."""
        return [thing for node in self._stated if node.tag == "script" for thing in _json_objects(node.text())]

    @cached_property
    def meta(self) -> dict[str, str]:
        """First ``content`` of each ``<meta>`` by its lower-cased ``property``, ``name`` or ``itemprop``."""
        return {name: contents[0] for name, contents in self.metas.items()}

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Every ``content`` of each ``<meta>`` by its lower-cased ``property``, ``name`` or ``itemprop``.

        The date of a page that speaks for its server's header (``http-equiv="date"``) is there as ``date``. Some templates write ``value`` for ``content``.
        """
        found: dict[str, list[str]] = {}
        for node in self._stated:
            attributes = node.attributes
            content = (attributes.get("content") or attributes.get("value") or "").strip()
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if name is None and (attributes.get("http-equiv") or "").lower() == "date":
                name = "date"
            if name and content and node.tag == "meta":
                found.setdefault(name.lower(), []).append(content)
        return found

    def first(self, selector: str) -> LexborNode | None:
        """First node that the CSS selector matches."""
        return self.tree.css_first(selector, default=None)

    def link(self, href: str) -> str | None:
        """``href`` as an absolute URL; None where it cannot be one."""
        return linked_address(self.url, href)


def _guess_encoding(body: bytes) -> str:
    """For a page that declares nothing: UTF-8, or what pages in its language were written in before that."""
    if _decodes(body, "utf-8"):
        return "utf-8"
    language = _LANGUAGE.search(body, 0, 2048)
    for encoding in _LEGACY.get(language[1].lower(), ()) if language else ():
        if _decodes(body, encoding):
            return encoding
    return "cp1252"


_LANGUAGE = re.compile(rb"<html[^>]{0,400}?\slang=[\"']?([a-zA-Z]{2})(?![a-zA-Z])")
_CENTRAL = ("cp1250",)
_CYRILLIC = ("cp1251",)
_LEGACY: dict[bytes, tuple[str, ...]] = {
    b"ja": ("iso2022_jp", "euc_jp", "cp932"), b"ko": ("cp949",), b"zh": ("gb18030", "big5"), b"ru": _CYRILLIC, b"uk": _CYRILLIC,
    b"be": _CYRILLIC, b"bg": _CYRILLIC, b"sr": _CYRILLIC, b"mk": _CYRILLIC, b"pl": _CENTRAL, b"cs": _CENTRAL, b"sk": _CENTRAL,
    b"hu": _CENTRAL, b"hr": _CENTRAL, b"sl": _CENTRAL, b"ro": _CENTRAL, b"el": ("cp1253",), b"tr": ("cp1254",), b"he": ("cp1255",),
    b"ar": ("cp1256",), b"lt": ("cp1257",), b"lv": ("cp1257",), b"et": ("cp1257",), b"vi": ("cp1258",), b"th": ("cp874",),
}  # fmt: skip
# An encoding of several bytes a character has byte sequences that are none: text that decodes is in it.
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w-]{2,20})", re.I)


def _proven_encoding(body: bytes, declared: str) -> str:
    """The declared encoding, unless the bytes prove another.

    Text of another charset that happens to be valid UTF-8 beyond ASCII is as good as unknown; a page that declares UTF-8
    in its header and has not one valid sequence beyond ASCII comes from a server that adds the header to old files: their
    own ``<meta>`` tells.
    """
    if body.isascii() or declared.startswith(("utf-16", "utf-32")):
        return declared
    if _decodes(body, "utf-8"):
        return "utf-8"
    if declared != "utf-8" and _decodes(body, declared):
        return declared
    meta = _META_CHARSET.search(body, 0, 4096)
    own = resolve_encoding(meta[1].decode("ascii")) if meta else None
    if own and own != declared and not own.startswith(("utf-8", "utf-16")) and _decodes(body, own):
        return own
    if declared == "utf-8" and body.decode("utf-8", "ignore").isascii():
        return _guess_encoding(body)
    return declared


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        if encoding == "utf-8":
            _check_utf8(body)
        else:
            body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _check_utf8(body: bytes) -> None:
    """Decode piece by piece: the text of a whole page is memory that was never touched, which takes half as long again."""
    at, view = 0, memoryview(body)
    while at < len(body):
        end = at + _PIECE
        at += utf_8_decode(view[at:end], "strict", end >= len(body))[1]


_PIECE = 32_768


def refuse_excess(body: bytes, limits: MarkupLimits = PAGE_LIMITS) -> None:
    """Refuse what would keep the parser busy for minutes.

    :raises PageError: with the figure and its limit
    """
    if len(body) > 4 * limits.attributes:
        read = len(body) > limits.read_from
        count = _attributes_read(body, limits.attributes) if read else _attributes(body, 2 * limits.attributes)
        if count > limits.attributes:
            raise PageError(f"a tag with {count:,} attributes; the limit is {limits.attributes:,}")
    tags = body.count(b"<")
    if tags <= limits.few_tags:
        return
    if tags > limits.tags:
        raise PageError(f"{tags:,} tags; the limit is {limits.tags:,}")
    deepest, copies = _nesting(body)
    if deepest > limits.depth:
        raise PageError(f"tags nested {deepest:,} deep; the limit is {limits.depth:,}")
    if copies > limits.copies:
        raise PageError(f"unclosed formatting that makes {copies:,} elements; the limit is {limits.copies:,}")


def _nesting(body: bytes) -> tuple[int, int]:
    """Return how deep tags are nested, and how many elements unclosed formatting makes. An end without a start ends nothing."""
    opened: dict[bytes, int] = {}
    depth = deepest = formatting = copies = 0
    for closing, name in _TAG.findall(body):
        name = name.lower()
        if name in _NOT_NESTING:
            if not closing:
                copies += formatting
        elif not closing:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
            if name in _FORMATTING:
                formatting += 1
            else:
                copies += formatting
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
            if name in _FORMATTING:
                formatting -= 1
    return deepest, copies


_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Opened again in each block while they are not closed.
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
# Without an end tag, or with one that may be left out.
_NOT_NESTING = frozenset(
    b"area base br col embed hr img input link meta source track wbr param p li dt dd td th tr tbody thead tfoot option optgroup html head body".split()
)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")


def _attributes(body: bytes, step: int) -> int:
    """The attributes of the largest tag, where it is long. One that hides ">" in its values is not seen.

    :param step: a stretch without ">" of twice this length holds a whole step of it
    """
    largest = 0
    start = 0
    while start < len(body):
        if body.find(b">", start, start + step) >= 0:
            start += step
            continue
        begin, end = body.rfind(b">", 0, start) + 1, body.find(b">", start)
        stretch = body[begin : end if end >= 0 else len(body)]
        if tag := _TAG.search(stretch):
            largest = max(largest, len(_QUOTED.sub(b"", stretch[tag.end() :]).split()))
        start = begin + len(stretch) + 1
    return largest


_ATTRIBUTE = rb"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+"
_ATTRIBUTES = re.compile(rb"<[a-zA-Z][^\s/>]*+((?:[\s/]++|" + _ATTRIBUTE + rb")*+)")
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)


def _attributes_read(body: bytes, limit: int) -> int:
    """The attributes of the first tag that has more than the limit; 0 where none has."""
    for tag in _ATTRIBUTES.finditer(body):
        if tag.end(1) - tag.start(1) > 2 * limit and (count := len(_ONE_ATTRIBUTE.findall(tag[1]))) > limit:
            return count
    return 0


_TRAILING_COMMA = re.compile(r",\s*([\]}])")


def _json_objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        data = parse_json(text, strict=False)
    except JsonLimitError:
        return
    except ValueError:
        # What templates get wrong most: a comma after the last member, a semicolon after the whole.
        try:
            data = parse_json(_TRAILING_COMMA.sub(r"\1", text.strip().rstrip(";")), strict=False)
        except ValueError:
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
