"""A comment's HTML: a safe subset to keep, and readable text."""

from __future__ import annotations

import html as _entities
import re
from collections.abc import Container, Sequence

import nh3
from selectolax.lexbor import LexborHTMLParser

from newscrawler.comments.protocol import ResponseError
from newscrawler.html.flat import (
    BREAK,
    DROPPED,
    IDLE,
    KEPT,
    LINE,
    PICTURE,
    SAFE,
    FlatHtml,
    Tag,
    unescaped,
    without_notes,
)
from newscrawler.html.page import MarkupLimits, PageError, refuse_excess
from newscrawler.language.text import collapse
from newscrawler.limits import MAX_COMMENT_CHARACTERS, MAX_URL_LENGTH
from newscrawler.urls import linked_address, web_address

__all__ = ["clean_html", "linked", "read_part", "safe_html", "text_of_html"]

# Without an entry for "*", nh3 keeps `title` and `lang` of every tag.
_CLEANER = nh3.Cleaner(
    tags=set(SAFE), attributes={"a": {"href"}, "*": set()}, link_rel=None, url_schemes={"http", "https"}
)
_PLAIN = frozenset(["p", "br", "em", "strong", "i", "b", "blockquote"])
"""Tags that the sanitiser returns as they are. Comments with no other tags, three in four, need no sanitising."""
_PLAIN_LINK = re.compile(r"https?://[!#$%&()*+,./0-9:;=?@A-Z_a-z~-]*")
"""Links that the sanitiser returns as they are."""

_LINK = re.compile(r'<a href="([^"]*)"(?: rel="[^"]*")?>')
"""A link as the sanitiser writes it. Nothing else in its output looks like this."""

_REL = "nofollow ugc noopener"
"""``rel`` of a commenter's link: the outlet does not vouch for it, and the linked page cannot reach this page."""

_LONG = 8_000
"""Characters of markup from which on its texts are cut for the sanitiser. Shorter markup takes at most 1 ms."""

_PIECE = 4_000
"""Characters of a text that the sanitiser gets in one piece. For each ``&``, ``<``, ``>`` and no-break space, nh3 0.3.8
(html5ever 0.40) searches the rest of the text: 240,000 of them took 0.7 s in one piece, and take 0.03 s in pieces."""

_LONG_TEXT = re.compile(rf"(?<=>)[^<>]{{{_PIECE},}}")
# An atomic group: a remainder that is no whole piece is not tried again letter by letter.
_PIECE_OF_TEXT = re.compile(rf"(?>&[a-z]+;|.){{{_PIECE // 2}}}", re.DOTALL)
_UNCUT = re.compile(r"</?textarea(?: [^<>]*)?>")
"""A tag that the sanitiser removes, inside which an HTML comment would be text."""
_LONG_HREF = re.compile(rf'(<a(?: [^<>]*)?) href="([^"<>]{{{MAX_URL_LENGTH},}})"')

_MAX_MARKUP = 2 * MAX_COMMENT_CHARACTERS
"""Characters of a comment's markup: twice the limit of its text."""

_LIMITS = MarkupLimits(few_tags=64, tags=20_000, depth=200, copies=20_000, attributes=500, read_from=0)
"""A comment has some ten tags; the deepest quotes of forums have 30 levels. A comment at the limits takes 0.1 s."""

_MAX_QUOTES = 10
"""Levels of a quote that its text shows. Each level adds a mark to every line: 9,000 levels add 100 MB of marks."""


def safe_html(markup: str | None, base: str | None = None) -> str | None:
    """Return the markup with formatting, links and quotes only; None when nothing is left.

    Links are as :func:`linked` makes them.

    :param base: address of the page or response that contains the markup
    :raises ResponseError: when the markup is longer, or nested deeper, than a comment can be
    """
    return linked(clean_html(markup), base)


def linked(html: str | None, base: str | None) -> str | None:
    """Return clean markup. Each link is absolute, http or https, without a user name, and marked as a commenter's.

    Other links lose their address and keep their words.

    :param html: result of :func:`clean_html` or :func:`read_part`
    :param base: address that relative links are relative to; None where it is not known
    """
    if html is None or "<a href=" not in html:
        return html

    def link(found: re.Match[str]) -> str:
        href = _entities.unescape(found[1])
        absolute = web_address(href if base is None else linked_address(base, href))
        return "<a>" if absolute is None else f'<a href="{_entities.escape(absolute)}" rel="{_REL}">'

    return _LINK.sub(link, html)


def clean_html(markup: str | None) -> str | None:
    """Return the markup with formatting, links and quotes only; None when nothing is left.

    Links are http, https or relative. :func:`linked` makes them absolute, where the page's address is known.

    :raises ResponseError: when the markup is longer, or nested deeper, than a comment can be
    """
    if not markup:
        return None
    _refuse_excess(markup)
    return _CLEANER.clean(_in_pieces(markup) if len(markup) > _LONG else markup).strip() or None


def _in_pieces(markup: str) -> str:
    """Return equivalent markup that the sanitiser reads in linear time."""
    body = LexborHTMLParser("<body>" + markup).body
    # In the parser's output each bracket belongs to a tag. An HTML comment, which the sanitiser removes, ends a piece.
    html = _UNCUT.sub("", without_notes(body.html or "") if body is not None else "")
    html = _LONG_TEXT.sub(lambda text: _PIECE_OF_TEXT.sub(r"\g<0><!---->", text[0]), html)
    return _LONG_HREF.sub(_short_href, html)


def _short_href(found: re.Match[str]) -> str:
    """Return the tag without white space around its address, and without the address if it is too long to be one."""
    address = unescaped(found[2]).strip()
    return found[1] if len(address) > MAX_URL_LENGTH else f'{found[1]} href="{_entities.escape(address)}"'


def text_of_html(markup: str | None) -> str | None:
    """Return readable text: paragraphs and line breaks kept, white space collapsed, quotes marked with ``> ``.

    None when the markup holds no text. Text beyond ``MAX_COMMENT_CHARACTERS`` is not read to its end, because it is
    too long for a comment anyway.

    :raises ResponseError: when the markup is longer, or nested deeper, than a comment can be
    """
    if not markup:
        return None
    _refuse_excess(markup)
    if "<" not in markup:
        return collapse(_entities.unescape(markup))[: MAX_COMMENT_CHARACTERS + 1] or None
    body = LexborHTMLParser(markup).body
    if body is None:
        return None
    flat = FlatHtml(body.html or "")
    reader = _MarkupReader(flat, passed=DROPPED)
    reader.read_inside(0, ())
    return reader.text()


def read_part(
    flat: FlatHtml,
    elements: Sequence[int],
    left_out: Container[int] = (),
    *,
    inside: bool = False,
    unnamed: bool = False,
) -> tuple[str | None, str | None]:
    """Return text and clean HTML of elements, without buttons, votes and other parts that are no text of a comment.

    :param left_out: elements that are left out
    :param inside: read the content of the elements, without their own tags
    :param unnamed: believe no class that says that an element is no text
    """
    reader = _MarkupReader(flat, passed=DROPPED if unnamed else DROPPED | IDLE)
    for element in elements:
        if inside:
            reader.read_inside(element, left_out)
        else:
            reader.read(element, flat.close[element], left_out)
    text = reader.text()
    if text is None:
        return None, None
    markup = reader.markup()
    try:
        return text, markup if reader.is_clean else clean_html(markup)
    except ResponseError:
        return text, None


class _MarkupReader:
    """Traversal of flat HTML that collects readable text and the markup of the safe tags.

    :param passed: effects of the tags whose elements are skipped
    """

    __slots__ = ("_blocks", "_flat", "_kept", "_line", "_passed", "_quotes", "_size", "is_clean")

    def __init__(self, flat: FlatHtml, passed: int) -> None:
        self._flat = flat
        self._passed = passed
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._kept: list[str] = []
        self._quotes = 0
        self._size = 0
        self.is_clean = True
        """Whether the sanitiser would return :meth:`markup` unchanged."""

    def text(self) -> str | None:
        """Return the text read, one block a paragraph; None when there is none."""
        self._end_line()
        return "\n\n".join(self._blocks) or None

    def markup(self) -> str:
        """Return the text read with its safe tags."""
        return "".join(self._kept).strip()

    def read_inside(self, element: int, left_out: Container[int]) -> None:
        """Read the content of an element."""
        text = self._flat.text_after[element]
        self._line.append(text)
        self._kept.append(text)
        end = self._flat.close[element]
        self.read(element + 1, end - 1, left_out, end)

    def read(self, number: int, last: int, left_out: Container[int], end: int | None = None) -> None:
        """Read the tags from ``number`` to ``last``.

        :param end: the tag from which on text is not read; None for ``last``
        """
        tags, after, close = self._flat.tags, self._flat.text_after, self._flat.close
        line, kept, passed = self._line, self._kept, self._passed
        if end is None:
            end = last
        while number <= last and self._size <= MAX_COMMENT_CHARACTERS:
            if number in left_out:
                number = close[number]
            elif effect := tags[number].effect:
                if effect & passed:
                    number = close[number]
                elif line or effect != BREAK:  # most tags are boxes, and end no line
                    self._apply(effect, tags[number])
            if number < end and (text := after[number]):
                if line or not text.isspace():  # most white space is between blocks
                    line.append(text)
                kept.append(text)
            number += 1

    def _apply(self, effect: int, tag: Tag) -> None:
        if effect & LINE:
            if self._line:
                self._end_line()
            self._kept.append("<br>")
        elif effect & PICTURE:
            self._add_picture(tag)
        else:
            if effect & BREAK:
                if self._line:
                    self._end_line()
                if tag.name == "blockquote":
                    self._quotes += -1 if tag.is_end else 1
            if effect & KEPT:
                self._kept.append(tag.stripped)
                if tag.name not in _PLAIN and not tag.is_end:
                    self._check_clean(tag)

    def _add_picture(self, tag: Tag) -> None:
        """Add the word for an emoji that the site draws as a picture: it is part of the commenter's words."""
        names = tag.value("class") or ""
        if "smil" in names or "emoji" in names:
            word = _entities.escape(tag.value("alt") or "", quote=False)
            self._line.append(word)
            self._kept.append(word)

    def _check_clean(self, tag: Tag) -> None:
        href = tag.value("href") if tag.name == "a" else None
        self.is_clean = self.is_clean and href is not None and _PLAIN_LINK.fullmatch(href) is not None

    def _end_line(self) -> None:
        line = self._line
        text = line[0] if len(line) == 1 else "".join(line)
        line.clear()
        if "&" in text:
            text = unescaped(text)
        # As a browser does; nothing else of a commenter's words is changed.
        if text := collapse(text):
            if len(text) > MAX_COMMENT_CHARACTERS:
                text = text[: MAX_COMMENT_CHARACTERS + 1]
            if self._quotes > 0:
                text = "> " * min(self._quotes, _MAX_QUOTES) + text
            self._size += len(text) + (2 if self._blocks else 0)
            self._blocks.append(text)


def _refuse_excess(markup: str) -> None:
    if len(markup) > _MAX_MARKUP:
        raise ResponseError(f"a comment of {len(markup):,} characters with its markup; the limit is {_MAX_MARKUP:,}")
    if len(markup) > 4 * _LIMITS.attributes or markup.count("<") > _LIMITS.few_tags:
        try:
            refuse_excess(markup.encode("utf-8", "replace"), _LIMITS)
        except PageError as error:
            raise ResponseError(f"a comment's markup: {error}") from None
