"""Limits on the markup of a page, checked before it is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PAGE_LIMITS", "MarkupLimits", "PageError", "refuse_excess"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupLimits:
    """Limits on markup. A page that exceeds a limit is refused before it is parsed."""

    few_tags: int
    """Up to this number no nesting costs time, and the tags need not be read one by one."""
    tags: int
    depth: int
    """Depth of nested elements. Lexbor's time is quadratic in it (measured: 20,000 ``div`` take 0.6 s,
    200,000 take 73 s)."""
    copies: int
    """Elements made by unclosed formatting: an unclosed ``<font>`` is opened again in every paragraph after it.
    Each takes some 100 bytes."""
    attributes: int
    """Attributes of one tag. Lexbor compares each with those before it (measured: 20,000 take 0.4 s, 200,000 more
    than a minute)."""
    read_from: int
    """Bytes of markup from which on tags are read attribute by attribute, 4 µs for each kB. In a smaller page a tag
    with ``>`` in its values is not seen."""


PAGE_LIMITS = MarkupLimits(
    few_tags=6_000, tags=500_000, depth=4_000, copies=10_000_000, attributes=20_000, read_from=500_000
)
"""Half a megabyte of attributes with ``>`` in their values takes 3 s, and few pages are larger. With fewer than
6,000 tags no nesting costs more than 0.1 s. Extraction takes some 10 µs for each tag. Of 2,751 real pages the
deepest has 1,364 levels, counting tags that were never closed; Chromium nests no deeper than 512."""

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that are opened again in each block while they are not closed.
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
# Elements without an end tag, or with one that may be left out.
_NOT_NESTING = frozenset(
    b"area base br col embed hr img input link meta source track wbr param p li dt dd td th tr tbody thead tfoot option"
    b" optgroup html head body".split()
)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = rb"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+"
_ATTRIBUTES = re.compile(rb"<[a-zA-Z][^\s/>]*+((?:[\s/]++|" + _ATTRIBUTE + rb")*+)")
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)


class PageError(ValueError):
    """The bytes are not a page that can be read; the message says why."""


def refuse_excess(body: bytes, limits: MarkupLimits = PAGE_LIMITS) -> None:
    """Refuse markup that would keep the parser busy for minutes.

    :raises PageError: names the figure and its limit
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
    # Neither limit can be exceeded by so few start tags: half of them unclosed formatting, the others after it.
    starts = tags - body.count(b"</")
    if starts <= limits.depth and starts * starts <= 4 * limits.copies:
        return
    deepest, copies = _nesting(body)
    if deepest > limits.depth:
        raise PageError(f"tags nested {deepest:,} deep; the limit is {limits.depth:,}")
    if copies > limits.copies:
        raise PageError(f"unclosed formatting that makes {copies:,} elements; the limit is {limits.copies:,}")


def _nesting(body: bytes) -> tuple[int, int]:
    """Return the depth of nested tags, and the number of elements that unclosed formatting makes.

    An end tag without a start tag is ignored.
    """
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
            if depth > deepest:
                deepest = depth
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


def _attributes(body: bytes, step: int) -> int:
    """Return the number of attributes of the largest long tag. A tag with ">" in its values is not seen.

    :param step: bytes after which a ">" is searched; a stretch without ">" of twice this length contains a whole step
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


def _attributes_read(body: bytes, limit: int) -> int:
    """Return the number of attributes of the first tag with more than the limit; 0 if there is no such tag."""
    for tag in _ATTRIBUTES.finditer(body):
        if tag.end(1) - tag.start(1) > 2 * limit and (count := len(_ONE_ATTRIBUTE.findall(tag[1]))) > limit:
            return count
    return 0
