"""The line right above the text, for pages whose titles name the outlet or the section instead of the story."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawler.extraction.body.blocks import HEADINGS
from newscrawler.extraction.headline.titled import names_headline
from newscrawler.extraction.headline.titles import title_for_sharing, title_of, words_of
from newscrawler.extraction.times.labels import LABEL, OF_CHANGE
from newscrawler.html.outline import Outline, Role, TextBlock
from newscrawler.html.page import Page
from newscrawler.html.structured import Structured, letters
from newscrawler.language.bylines import starts_byline
from newscrawler.language.dates.spans import is_date, without_date_at_end

__all__ = ["headline_above_text"]

_ABOVE = 12
"""Blocks above the text in which its headline stands: byline, time, buttons and a caption may stand between."""
_WITHIN = 5
"""Blocks of the text of which one may be its headline: what stands above it was taken for text."""
_NEAR = 5
"""Blocks between the text and a short ``h1`` that is its headline."""
_LONGEST = 160
"""Characters of a headline."""
_FEW_WORDS = 3
_WIDE_LETTERS = 8
"""Letters of a headline in a script without spaces."""
_LABEL_LETTERS = 20
"""Letters of one or two words that name a section: ``Latest News``."""
_OPENING = 1500
"""Characters of the text that repeat the words of its headline."""
_PROSE = 100
"""Characters of a paragraph; a shorter first line of the text may be its headline."""
_REPEATED = 0.4
"""Share of its words that the text repeats, where neither tag nor class calls a line a headline."""
_CALLED = 0.5
"""Share of its words that the tag or the class of a line outweighs."""
_MORE = 0.25
"""Share of words by which the text repeats a line more than it repeats the title of the page."""

_NEVER = (
    Role.ASIDE
    | Role.COMMENTS
    | Role.FOOTER
    | Role.HIDDEN
    | Role.CAPTION
    | Role.TAGS
    | Role.LINK
    | Role.AUTHOR
    | Role.DATE
)
_SENTENCE_ENDS = (".", "。", ":", "：", "|", ",", "»", ".“", ".”", '."', "。」", "。”")
# Class or id of a line above or below the headline.
_BESIDE = re.compile(r"sub|over|kick|dec?k|teaser", re.I)
_WIDE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def _is_label(text: str) -> bool:
    """Return whether a text is so short that it may name a section instead of a story."""
    return not _WIDE.search(text) and len(text.split()) < _FEW_WORDS and len(letters(text)) <= _LABEL_LETTERS


def headline_above_text(
    page: Page,
    outline: Outline,
    structured: Structured,
    body: list[TextBlock],
    headline: str | None,
    printed: TextBlock | None,
) -> TextBlock | None:
    """Return the block that prints the headline; None where no line above the text is more likely one.

    :param headline: what the titles name; None where they name nothing
    :param printed: the block that prints it
    """
    if not body or not _is_doubtful(page, structured, headline, printed, body[0].number):
        return None
    opening = words_of(" ".join(block.text for block in body if len(block.text) >= _PROSE)[:_OPENING])
    known = _repeated(headline, opening) if headline is not None else None
    best, most = None, 0.0
    for block in _lines(outline, body, printed):
        weight = _weight(block, opening, known)
        if weight > most:
            best, most = block, weight
    return best


def _weight(block: TextBlock, opening: set[str], known: float | None) -> float:
    """Return how well a line fits as the headline, 0 where it is none.

    :param opening: words of the beginning of the text
    :param known: share of the words of the page's title that the text repeats; None where there is no title
    """
    text = without_date_at_end(block.text)
    if not _may_be_headline(block, text):
        return 0.0
    repeated = _repeated(text, opening)
    called = block.tag in HEADINGS or (names_headline(block) and not _BESIDE.search(block.box.names))
    if repeated < _REPEATED and not called:
        return 0.0
    if known is None or repeated >= known + _MORE or (called and not known):
        return repeated + _CALLED * called
    return 0.0


def _is_doubtful(
    page: Page, structured: Structured, headline: str | None, printed: TextBlock | None, start: int
) -> bool:
    """Return whether the headline is the page's title alone, which no block prints, or the name of a section.

    :param start: number of the block with which the text begins
    """
    stated = structured.article.get("headline")
    shared = [text for text in (title_for_sharing(page), stated) if isinstance(text, str)]
    if printed is None:
        wanted = letters(headline or "")
        return not wanted or not any(wanted in letters(text) for text in shared)
    if not _is_label(printed.text) or _is_h1_of_text(printed, start):
        return False
    return not _begins_title(printed, [title_of(page) or "", *shared])


def _is_h1_of_text(printed: TextBlock, start: int) -> bool:
    """Return whether a block is an ``h1`` without a link, right above the text."""
    return printed.tag == "h1" and printed.linked < len(printed.text) and 0 <= start - printed.number <= _NEAR


def _begins_title(printed: TextBlock, titles: list[str]) -> bool:
    """Return whether a title begins with what a block prints, or ends with what a heading prints."""
    name = letters(printed.text)
    if any(letters(title).startswith(name) for title in titles):
        return True
    return printed.tag in HEADINGS and any(letters(title).endswith(name) for title in titles)


def _lines(outline: Outline, body: list[TextBlock], printed: TextBlock | None) -> Iterator[TextBlock]:
    """Yield the lines above the text, the nearest first, then the first lines of the text."""
    start = body[0].number
    top = printed.number + 1 if printed is not None and printed.number < start else 0
    yield from reversed(outline.blocks[max(top, start - _ABOVE) : start])
    yield from outline.blocks[start : start + _WITHIN]


def _may_be_headline(block: TextBlock, text: str) -> bool:
    """Return whether a line has the form of a headline.

    :param text: of the line, without a date at its end
    """
    if block.box.roles & _NEVER or 2 * block.linked >= len(block.text) or len(text) > _LONGEST:
        return False
    if len(text.split()) < _FEW_WORDS and len(_WIDE.findall(text)) < _WIDE_LETTERS:
        return False
    return not text.endswith(_SENTENCE_ENDS) and not _is_byline_or_date(block.text, text)


def _is_byline_or_date(line: str, text: str) -> bool:
    if text != line and (LABEL.search(text) or OF_CHANGE.search(text)):
        return True
    return is_date(line) or starts_byline(text)


def _repeated(text: str, opening: set[str]) -> float:
    words = words_of(text)
    return len(words & opening) / len(words) if words else 0.0
