"""Text of a comment: the element that holds it, or the rest of the block without the other fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from newscrawler.comments.markup import clean_html, read_part
from newscrawler.comments.structure.author import author_in_text
from newscrawler.comments.structure.scan import HEADINGS, CommentScan
from newscrawler.comments.structure.votes import is_votes
from newscrawler.html.flat import IDLE, FlatHtml
from newscrawler.html.page import fold

__all__ = ["FoundText", "find_body", "is_teaser", "picture_in", "read_text"]

_BETWEEN = " \n\t|·•"
"""Characters that separate a permalink from buttons, and stay behind the text."""

_WITHOUT_NAME = re.compile(r"^.{0,200}?\b(?:\w+)\s*:\s*", re.S)
_HEAD_CLIMB = 6
"""Levels above the author in which the head of a comment is looked for."""

_HEAD_WORDS = 60
"""Characters that a head has beside author and time: "wrote on", "Permalink"."""


@dataclass(slots=True)
class FoundText:
    """Text of a comment."""

    text: str | None = None
    html: str | None = None
    is_link: bool = False
    """Whether the text is little more than a link to another page."""
    author: str | None = None
    """The author, where the text begins with the name: ``Una says: …``"""


def find_body(scan: CommentScan) -> int | None:
    """Return the element of the text: the longest of several, then inwards while it holds exactly one other."""
    flat = scan.flat
    outer = [element for element, around in scan.texts if around is None]
    if not outer:
        return None
    body = outer[0] if len(outer) == 1 else max(outer, key=lambda element: len(flat.text(element)))
    while True:
        inner = [element for element, around in scan.texts if around == body]
        if not inner:
            return body
        fields = _field_elements(scan, with_votes=len(inner) > 1)
        if len(inner) > 1:
            inner = [element for element in inner if not _holds_any(flat, element, fields)]
        if len(inner) != 1:
            return body
        around, body = body, inner[0]
        if _holds_any_between(flat, around, body, fields):
            continue  # ``around`` is a wrapper of the whole comment
        if len(flat.text(body).strip()) * 2 < len(flat.text(around).strip()):
            return around  # ``body`` is a part of the text, such as a quoted card


def _field_elements(scan: CommentScan, *, with_votes: bool) -> list[int]:
    fields = [*scan.names, *scan.authors, *scan.times, *scan.heads]
    if with_votes:
        fields += [place for place, words in scan.loose_texts() if is_votes(words)]
    return fields


def _holds_any_between(flat: FlatHtml, outer: int, inner: int, fields: Sequence[int]) -> bool:
    """Return whether a field is in ``outer`` and not in ``inner``."""
    return any(flat.is_inside(field, outer) and not flat.is_inside(field, inner) for field in fields)


def _holds_any(flat: FlatHtml, element: int, fields: Sequence[int]) -> bool:
    return any(flat.is_inside(field, element) for field in fields)


def read_text(
    scan: CommentScan, body: int | None, author: int | None, time: int | None, *, has_author: bool
) -> FoundText:
    """Return the text of a comment.

    :param body: the element that :func:`find_body` returned
    :param author: element of the author
    :param time: element of the time, or the tag before it
    :param has_author: whether an author was found, with or without an element
    """
    flat, block = scan.flat, scan.block
    scope: Sequence[int] = block.elements
    if body is not None:
        if _is_text_alone(flat, body, author, time):
            text, html = read_part(flat, [body], block.nested)
            if text:
                return FoundText(text, html, _is_link(flat, body, text, html))
        else:
            scope = [body]
    # The text has no element of its own: it is the rest of the block without the other fields.
    text, html = _rest(scan, scope, author, time)
    if text is None and scope is not block.elements and read_part(flat, scope, block.nested)[0] is None:
        scope = block.elements
        text, html = _rest(scan, scope, author, time)
    name = None
    if author is None and not has_author and text and (split := author_in_text(text)):
        name, text = split
        html = clean_html(_WITHOUT_NAME.sub("", html or "", count=1)) if text else None
    return FoundText(text, html, _is_link(flat, scope[0], text, html), name)


def _is_text_alone(flat: FlatHtml, body: int, author: int | None, time: int | None) -> bool:
    """Return whether neither author nor time is in the element of the text, or it is never read as text."""
    if flat.tags[body].effect & IDLE:
        return True
    if author is not None and flat.is_inside(author, body):
        return False
    return time is None or not flat.is_inside(time, body)


def _rest(
    scan: CommentScan, scope: Sequence[int], author: int | None, time: int | None
) -> tuple[str | None, str | None]:
    """Return text and HTML of elements without the fields of the comment."""
    flat = scan.flat
    omitted = {*scan.heads, *scan.times}
    if author is not None:
        omitted.add(author)
        omitted.update(element for element in scan.authors if flat.is_inside(author, element))
        if time is not None and not flat.is_inside(time, author):
            head = _head(flat, author, time, scope[0])
            omitted.update(() if head is None else (head,))
    omitted.difference_update(scope)
    text, html = read_part(flat, scope, omitted | scan.block.nested, inside=True)
    if text is None:
        return None, html
    return text.rstrip(_BETWEEN) or None, (html or "").rstrip(_BETWEEN) or None


def _head(flat: FlatHtml, author: int, time: int, limit: int) -> int | None:
    """Return the smallest element with author and time, if it has little else: ``von <b>x</b> am <i>date</i>``.

    :param limit: the element below which it is looked for
    """
    element = flat.parent_of(author)
    for _ in range(_HEAD_CLIMB):
        if element is None or element == limit:
            return None
        if flat.is_inside(time, element):
            room = len(fold(flat.text(author))) + len(fold(flat.text(time))) + _HEAD_WORDS
            return element if len(fold(flat.text(element))) <= room else None
        element = flat.parent_of(element)
    return None


def picture_in(scan: CommentScan, body: int) -> str | None:
    """Return a link to the first picture in the element of a text that has no words; None without a picture."""
    flat = scan.flat
    for tag in flat.tags[body : flat.close[body]]:
        if tag.name == "img" and not tag.is_end and (source := tag.value("src")) and not source.startswith("data:"):
            name = fold(tag.value("alt")) or source.rpartition("/")[2]
            return clean_html(f'<a href="{escape(source)}">{escape(name)}</a>')
    return None


def _is_link(flat: FlatHtml, body: int, text: str | None, html: str | None) -> bool:
    if not html or "<a " not in html or not text:
        return False
    linked = 0
    for number in range(body, flat.close[body]):
        tag = flat.tags[number]
        if tag.name == "a" and not tag.is_end and ' href="' in tag.head:
            linked += len(fold(flat.text(number)))
    return linked * 10 > len(text) * 9


def is_teaser(scan: CommentScan, author: int | None) -> bool:
    """Return whether a heading of the block, other than the author's name, links to another page."""
    return any(_has_linked_heading(scan.flat, root, author) for root in scan.block.elements)


def _has_linked_heading(flat: FlatHtml, root: int, author: int | None) -> bool:
    heading_to = -1
    for number in range(root, flat.close[root]):
        tag = flat.tags[number]
        if tag.is_end or number == author:
            continue
        if tag.name in HEADINGS:
            heading_to = flat.close[number]
        elif tag.name == "a" and number <= heading_to:
            href = tag.value("href")
            if href and "#" not in href:
                return True
    return False
