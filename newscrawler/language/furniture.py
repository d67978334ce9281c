"""Lines of a page that change without its story: counters, times of the page, references to other stories,
advertisements.

They are asked only of lines in which two visits of one page differ. Each rule matches a whole short line: a sentence of
a story that holds a number or names an advertisement is none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

from newscrawler.expressions import expression
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.counts import COUNT
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.tables import load
from newscrawler.language.text import fold
from newscrawler.language.words import WORDS

__all__ = ["FurnitureKind", "furniture_kind", "is_title"]

FurnitureKind = Literal["counter", "time", "related", "advertising", "page"]
"""``page``: a line that :mod:`newscrawler.language.boilerplate` knows."""

_TABLES = load("furniture")
_COUNTED = _TABLES.pattern("counted")
_UNIT = rf"(?:\s?(?:min\.?|{_TABLES.pattern('counter_word')}))?"
_PART = rf"(?:(?:{_COUNTED})\s?[:：]?\s?[(\[]?{COUNT}{_UNIT}[)\]]?\+?|{COUNT}\+?\s?(?:{_COUNTED}))"
_COUNTERS = expression(rf"\W{{0,3}}{_PART}(?:[\s·•|,/–—-]{{1,5}}{_PART}){{0,4}}\W{{0,3}}", re.I)
_TIME_LABEL = expression(
    rf"\W{{0,3}}(?:{_TABLES.pattern('time_label')}|{WORDS.pattern('published', 'modified')})\s?[:：\-–|]?\s*", re.I
)
_RELATED = expression(
    rf"[\W\d]{{0,4}}(?:{_TABLES.pattern('related')})(?:\s?[:：»›>→|•–—―／/]|\s-\s|[】\]」]|\W{{0,3}}$)", re.I
)
_ADVERTISING = expression(
    rf"\W{{0,4}}(?:(?:{_TABLES.pattern('advertising')})\W{{0,3}}$"
    rf"|(?:{_TABLES.pattern('sponsored')})(?:\s?[:：»›>→|•–—―／/]|\s-\s|[】\]」)]))",
    re.I,
)
_DIGIT = expression(r"\d")
_COUNTER_MAX = 80
"""Characters of a line of counters: five of them with their words."""
_TIME_MAX = 90
"""Characters of a line that shows a time with its label."""
_LINE_MAX = 240
"""Characters of a line that names another story or an advertiser."""
_TITLE_MAX = 140
"""Characters of a title; real headlines have at most 213, and titles of boxes are shorter."""
_SENTENCE_ENDS = ".!?…。！？؟।"
_NOW = datetime(2100, 1, 1, tzinfo=UTC)
"""No printed time is later. Which time it is does not matter."""
_READER = TimeReader(_NOW)


def furniture_kind(line: str) -> FurnitureKind | None:
    """Return the kind of furniture that a line is; None for a line that may be of the story.

    >>> furniture_kind("1,234 shares · 56 comments")
    'counter'
    >>> furniture_kind("Updated 5 minutes ago")
    'time'
    """
    line = fold(line)
    if not line or len(line) > _LINE_MAX:
        return None
    if len(line) <= _COUNTER_MAX and _DIGIT.search(line) and _COUNTERS.fullmatch(line):
        return "counter"
    if len(line) <= _TIME_MAX and _is_time(line):
        return "time"
    if _RELATED.match(line):
        return "related"
    if _ADVERTISING.match(line):
        return "advertising"
    return "page" if boilerplate_kind(line) is not None else None


def is_title(line: str) -> bool:
    """Return whether a line may be the title of another story or an advertiser's words: short, and not a sentence by
    its full stop.
    """
    return len(line) <= _TITLE_MAX and line.rstrip("'\"’”»）」)")[-1:] not in _SENTENCE_ENDS


def _is_time(line: str) -> bool:
    """Return whether a line shows a time, with or without a label, and nothing else."""
    label = _TIME_LABEL.match(line)
    rest = line[label.end() :] if label else line
    if rest.strip(" .:·|") and _READER.shown(rest.strip(" .:·|")) is not None:
        return True
    # Some labels belong to the phrase that counts back: "il y a", "vor", "hace".
    return label is not None and _READER.shown(line) is not None
