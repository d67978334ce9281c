"""Titles of a page, and how the outlet's name is removed from them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from newscrawler.html.outline import Outline, TextBlock
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, letters

__all__ = [
    "SEPARATOR",
    "SHORTEST",
    "headline_in_title",
    "plain",
    "shared_title",
    "short_enough",
    "title_for_sharing",
    "title_of",
    "without_outlet",
    "words_of",
]

SEPARATOR = re.compile(r"\s+(?:[-–—|·•:»«/~>]|::|\|\|)\s+|\s*[|｜ㅣ]\s*")
"""Signs between a headline and the name of the outlet or section."""
SHORTEST = 4
"""Letters of a headline; a shorter one is the name of a section."""

_WORD_LETTERS = 4
"""Letters of a word that two wordings of one headline may have in common; articles and prepositions have less."""
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 1_000
"""Characters of a title, stated or shown; a longer text is no title. The longest real headline has 213, validation
ends at 400."""
_ESCAPED = 2
"""Times that a publisher escapes what the page escapes already."""
# Signs that a separator leaves at the end. A guillemet there may also close a quotation.
_TRAILING = frozenset("|·☆★–—-")
_GUILLEMETS = {"»": "«", "«": "»"}
_MARKUP = re.compile(r"</?(?:em|i|b|strong|span|sup|sub|q|u|br|mark|a|p)\b[^<>]*>", re.I)


def words_of(text: str) -> set[str]:
    """Return the words of a text that two wordings of one headline, or a headline and its text, have in common."""
    return {word for word in _WORD.findall(text.casefold()) if len(word) >= _WORD_LETTERS or not word.isascii()}


def title_of(page: Page) -> str | None:
    """Return the text of ``<title>``."""
    node = page.first("title")
    return short_enough(fold(node.text())) or None if node is not None else None


def shared_title(page: Page, outline: Outline) -> str:
    """Return the title for sharing, empty if there is none. Of several the one that a heading prints is taken."""
    stated = [
        text for text in page.metas.get("og:title") or page.metas.get("twitter:title") or () if short_enough(text)
    ]
    stated = stated or [""]
    if len(stated) > 1:
        printed = {letters(block.text) for block in outline.blocks if block.tag in ("h1", "h2")}
        stated = [text for text in stated if letters(plain(text)) in printed] or stated
    return plain(stated[0])


def title_for_sharing(page: Page) -> str | None:
    """Return the first title for sharing as it is stated; None where there is none, or a text too long for a title."""
    title: str | None = short_enough(page.meta.get("og:title"))
    return title


def short_enough(text: Any) -> Any:
    """Return the value, or None where it is a text too long for a title."""
    return None if isinstance(text, str) and len(text) > _LONGEST else text


def plain(text: str | None) -> str:
    """Return a text without markup and references: some publishers escape what the page escapes already."""
    text = fold(text)
    for _ in range(_ESCAPED):
        if "&" not in text:
            break
        text = fold(unescape(text))
    return fold(_MARKUP.sub("", text)) if "<" in text else text


def headline_in_title(title: str | None, structured: Structured) -> str | None:
    """Return the headline that ``<title>`` contains."""
    cleaned = without_outlet(title, structured, None)
    if cleaned is None:
        return None
    # A short last part after a bar is a section, or a name of the outlet that nothing else states.
    head, bar, last = cleaned.rpartition("|")
    return head.rstrip() if bar and len(head) > 2 * len(last) else cleaned


def without_outlet(text: str | None, structured: Structured, printed: TextBlock | None) -> str | None:
    """Return a title without the outlet's name before or after it; None when nothing else is left.

    :param printed: the block that prints the headline; a title that repeats it is complete
    """
    if not text:
        return None
    whole = letters(printed.text) if printed is not None else ""
    while True:
        name = letters(text)
        if not name or name in structured.own_names:
            return None
        if name == whole:
            return text
        text = _trimmed(text)
        shorter = _without_one_name(text, structured)
        if shorter is None:
            return text
        text = shorter


def _without_one_name(text: str, structured: Structured) -> str | None:
    """Return the title without one name of the outlet, None where there is none at its ends."""
    site = structured.site
    # The outlet's name may itself have several parts.
    if site and text.endswith(site):
        head = text[: -len(site)]
        if (rest := _trimmed(head)) != head.rstrip():
            return rest
    before, colon, after = text.partition(": ")
    if colon and structured.is_site(before):
        return after
    cuts = list(SEPARATOR.finditer(text))
    if not cuts:
        return None
    first, last = cuts[0], cuts[-1]
    if structured.names_site(text[last.end() :]) and len(letters(text[: last.start()])) >= SHORTEST:
        return text[: last.start()].rstrip()
    if structured.is_site(text[: first.start()]):
        return text[first.end() :].lstrip()
    return None


def _trimmed(text: str) -> str:
    text = text.rstrip()
    return text if _ends_in_quotation(text) else text[: _end_without_separator(text)]


def _ends_in_quotation(text: str) -> bool:
    """Return whether the guillemet at the end closes a quotation."""
    closing = text[-1:]
    opening = _GUILLEMETS.get(closing)
    return opening is not None and text.rfind(opening, 0, -1) > text.rfind(closing, 0, -1)


def _end_without_separator(text: str) -> int:
    """Return where the signs begin that a separator has left at the end."""
    end = len(text)
    while end:
        last = text[end - 1]
        if not (last in _TRAILING or last.isspace() or (last in _GUILLEMETS and text[end - 2 : end - 1].isspace())):
            break
        end -= 1
    return end
