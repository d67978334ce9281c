"""A comment's HTML: a safe subset to keep, and readable text."""

from __future__ import annotations

import html as _entities
import re
from collections.abc import Container, Sequence

import nh3
from selectolax.lexbor import LexborHTMLParser

from newscrawler.comments.protocol import ResponseError
from newscrawler.html.flat import BREAK, DROPPED, IDLE, KEPT, LINE, PICTURE, SAFE, Flat, unescaped, without_notes
from newscrawler.html.page import MarkupLimits, PageError, refuse_excess
from newscrawler.limits import MAX_COMMENT_CHARACTERS, MAX_URL_LENGTH
from newscrawler.urls import linked_address, web_address

__all__ = ["clean_html", "linked", "read_part", "safe_html", "text_of_html"]

# nh3 keeps `title` and `lang` of every tag unless it is told of "*"
_CLEANER = nh3.Cleaner(
    tags=set(SAFE), attributes={"a": {"href"}, "*": set()}, link_rel=None, url_schemes={"http", "https"}
)
_PLAIN = frozenset(["p", "br", "em", "strong", "i", "b", "blockquote"])
"""Tags that the sanitiser returns as they are. Comments with no others, three in four, need not be given to it."""
_PLAIN_LINK = re.compile(r"https?://[!#$%&()*+,./0-9:;=?@A-Z_a-z~-]*")
"""Links that it returns as they are."""

_LINK = re.compile(r'<a href="([^"]*)"(?: rel="[^"]*")?>')
"""A link as the sanitiser writes it out: no other bracket of its answer begins one."""

_REL = "nofollow ugc noopener"
"""Says of a reader's link that the outlet does not vouch for it, and that what it opens has no hold on the page."""

_LONG = 8_000
"""Characters of markup from which its texts are cut for the sanitiser: shorter ones take it at most 1 ms."""

_PIECE = 4_000
"""Characters of a text that the sanitiser gets in one piece. For each ``&``, ``<``, ``>`` and no-break space of a text nh3 0.3.8
(html5ever 0.40) looks through the rest of that text: 240,000 of them took 0.7 s in one piece, and take 0.03 s in pieces."""

_LONG_TEXT = re.compile(rf"(?<=>)[^<>]{{{_PIECE},}}")
# An atomic group: what is no whole piece is not tried again, letter by letter.
_PIECE_OF_TEXT = re.compile(rf"(?>&[a-z]+;|.){{{_PIECE // 2}}}", re.DOTALL)
_UNCUT = re.compile(r"</?textarea(?: [^<>]*)?>")
"""A tag that the sanitiser removes, inside which a comment would be text."""
_LONG_HREF = re.compile(rf'(<a(?: [^<>]*)?) href="([^"<>]{{{MAX_URL_LENGTH},}})"')

_MAX_MARKUP = 2 * MAX_COMMENT_CHARACTERS
"""Characters of a comment's markup: as much again as of its text."""

_LIMITS = MarkupLimits(few_tags=64, tags=20_000, depth=200, copies=20_000, attributes=500, read_from=0)
"""A comment has some ten tags; the deepest quotes of forums are 30. One comment at the limits takes 0.1 s to read."""

_MAX_QUOTES = 10
"""Levels of a quote that its text shows. The marks of each level repeat in every line: of 9,000 levels they are 100 MB."""


def safe_html(markup: str | None, base: str | None = None) -> str | None:
    """Return the markup with formatting, links and quotes only; None when nothing is left.

    Links are as :func:`linked` makes them.

    :param base: address of the page or answer that the markup is part of
    :raises ResponseError: when there is more of it, or nested deeper, than a comment can be
    """
    return linked(clean_html(markup), base)


def linked(html: str | None, base: str | None) -> str | None:
    """Return clean markup with every link absolute, http or https, without a user's name, and marked as a reader's.

    A link that cannot be made so loses its address and keeps its words.

    :param html: what :func:`clean_html` or :func:`read_part` returned
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

    Links are http, https or relative, and not final: :func:`linked` makes them so where the page's address is known.

    :raises ResponseError: when there is more of it, or nested deeper, than a comment can be
    """
    if not markup:
        return None
    _refuse_excess(markup)
    return _CLEANER.clean(_in_pieces(markup) if len(markup) > _LONG else markup).strip() or None


def _in_pieces(markup: str) -> str:
    """Return markup of which the sanitiser makes the same, in time that grows no faster than its length."""
    body = LexborHTMLParser("<body>" + markup).body
    # Written out, each bracket is a tag's; a comment, which the sanitiser removes, ends a piece.
    html = _UNCUT.sub("", without_notes(body.html or "") if body is not None else "")
    html = _LONG_TEXT.sub(lambda text: _PIECE_OF_TEXT.sub(r"\g<0><!---->", text[0]), html)
    return _LONG_HREF.sub(_short_href, html)


def _short_href(found: re.Match[str]) -> str:
    """Return the tag without the white space around its address, or without the address where that is too long to be one."""
    address = unescaped(found[2]).strip()
    return found[1] if len(address) > MAX_URL_LENGTH else f'{found[1]} href="{_entities.escape(address)}"'


def text_of_html(markup: str | None) -> str | None:
    """Readable text: paragraphs and line breaks kept, whitespace folded, quotes marked with ``> ``.

    None when the markup holds no text. Text beyond ``MAX_COMMENT_CHARACTERS`` is not read to its end: it is too long anyway.

    :raises ResponseError: when there is more markup, or nested deeper, than a comment can be
    """
    if not markup:
        return None
    _refuse_excess(markup)
    if "<" not in markup:
        return _spaced(_entities.unescape(markup))[: MAX_COMMENT_CHARACTERS + 1] or None
    body = LexborHTMLParser(markup).body
    if body is None:
        return None
    flat = Flat(body.html or "")
    return _read(flat, [0], (), inside=True, fields=False)[0]


def read_part(
    flat: Flat, elements: Sequence[int], left_out: Container[int] = (), *, inside: bool = False
) -> tuple[str | None, str | None]:
    """Return text and clean HTML of elements, without buttons, votes and whatever else is no text of a comment.

    :param left_out: elements that are passed over
    :param inside: read what the elements hold, but not the elements themselves
    """
    text, markup, plain = _read(flat, elements, left_out, inside=inside, fields=True)
    if text is None:
        return None, None
    try:
        return text, markup if plain else clean_html(markup)
    except ResponseError:
        return text, None


def _refuse_excess(markup: str) -> None:
    if len(markup) > _MAX_MARKUP:
        raise ResponseError(f"a comment of {len(markup):,} characters with its markup; the limit is {_MAX_MARKUP:,}")
    if len(markup) > 4 * _LIMITS.attributes or markup.count("<") > _LIMITS.few_tags:
        try:
            refuse_excess(markup.encode("utf-8", "replace"), _LIMITS)
        except PageError as error:
            raise ResponseError(f"a comment's markup: {error}") from None


def _read(
    flat: Flat, elements: Sequence[int], left_out: Container[int], *, inside: bool, fields: bool
) -> tuple[str | None, str, bool]:
    """Text, markup of the safe tags, and whether the sanitiser would return that as it is.

    :param fields: whether tags that name no text (buttons, votes) are passed over
    """
    tags, after, close = flat.tags, flat.after, flat.close
    passed = DROPPED | IDLE if fields else DROPPED
    blocks: list[str] = []
    line: list[str] = []
    kept: list[str] = []
    quote = size = 0
    plain = True

    def flush() -> None:
        nonlocal size
        text = "".join(line)
        if "&" in text:
            text = unescaped(text)
        if text := _spaced(text):
            blocks.append("> " * min(quote, _MAX_QUOTES) + text[: MAX_COMMENT_CHARACTERS + 1])
            size += len(blocks[-1]) + (2 if size else 0)
        line.clear()

    for element in elements:
        number = last = element
        end = close[element]
        if inside:
            text = after[element]
            line.append(text)
            kept.append(text)
            number, last = element + 1, end - 1
        else:
            last = end
        while number <= last and size <= MAX_COMMENT_CHARACTERS:
            if number in left_out:
                number = close[number]
            elif does := tags[number].does:
                tag = tags[number]
                if does & passed:
                    number = close[number]
                elif does & LINE:
                    if line:
                        flush()
                    kept.append("<br>")
                elif does & PICTURE:
                    # An emoji that the site draws as a picture is a word of its reader.
                    names = tag.value("class") or ""
                    if "smil" in names or "emoji" in names:
                        word = _entities.escape(tag.value("alt") or "", quote=False)
                        line.append(word)
                        kept.append(word)
                else:
                    if does & BREAK:
                        if line:
                            flush()
                        if tag.name == "blockquote":
                            quote += -1 if tag.ends else 1
                    if does & KEPT:
                        kept.append(tag.bare)
                        if tag.name not in _PLAIN and not tag.ends:
                            href = tag.value("href") if tag.name == "a" else None
                            plain = plain and href is not None and _PLAIN_LINK.fullmatch(href) is not None
            if number < end and (text := after[number]):
                if line or not text.isspace():  # most white space stands between blocks
                    line.append(text)
                kept.append(text)
            number += 1
    flush()
    return "\n\n".join(blocks) or None, "".join(kept).strip(), plain


def _spaced(text: str) -> str:
    """What a browser shows: runs of white space as one space. Nothing else of a reader's words is touched."""
    return " ".join(text.split())
