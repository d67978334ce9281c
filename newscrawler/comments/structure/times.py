"""Time of a comment as its block states and prints it; :mod:`moments` decides which of the two is believed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newscrawler.comments.structure.scan import CommentScan
from newscrawler.comments.structure.votes import is_votes
from newscrawler.html.flat import Tag
from newscrawler.html.page import fold
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.words import WORDS

__all__ = ["FoundTimes", "find_times", "stated_time"]

_ATTRIBUTES = (
    "datetime",
    "content",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-datetime",
    "data-date",
    "data-created",
    "data-unixtime",
)
"""Attributes that hold a time, surest first."""

_TIME_NAME = re.compile(r"(?<!comment-)time|(?<!up)date|publish|creat|posted|epoch|(?<![a-z])ts(?![a-z])", re.I)
"""Parts of the names of other attributes that hold a time. Drupal's ``data-comment-timestamp`` is that of the last
change."""

_LONGEST_ELEMENT = 160
"""Characters of an element that prints a time."""

_LONGEST_RELATIVE = 40
"""Characters of a relative time in a text that nothing marks as a time; a longer text is a sentence."""

_OTHER_TIME = re.compile(WORDS.bounded("other_time"), re.I)
"""Label before the time of another event: "Joined:"."""

_SIGNS = " »›|·•—–,@"
"""Signs before a printed time."""

_DIGIT = re.compile(r"\d")
_DATED = re.compile(r"\d[./-]\d|\d{4}|\d:\d\d|\d\s?[^\W\d_]|年")
_RELATIVE_DAY = re.compile(
    r"\b(?:today|yesterday|heute|gestern|hier|ayer|ontem|ieri|hoy|hoje|oggi|ago|her|fa|vor|hace|il y a)\b", re.I
)


@dataclass(slots=True)
class FoundTimes:
    """Times of one comment."""

    stated: Moment | None = None
    """Time by an attribute."""
    shown: Moment | None = None
    """Time as printed."""
    printed: list[str] = field(default_factory=list)
    """Texts that may be a printed time, surest first."""
    element: int | None = None
    """The element of the time, or the tag before it."""

    @property
    def has_clock(self) -> bool:
        """Whether the attribute states a time of the day."""
        return self.stated is not None and self.stated.shows_clock


def find_times(scan: CommentScan, reader: TimeReader) -> FoundTimes:
    """Return the times of a comment: by attributes, by elements of times, else by any short text."""
    found = FoundTimes()
    for epoch in scan.epochs:
        found.stated = reader.attribute(epoch)
    if scan.times:
        _read_attributes(scan, found, reader)
        _read_elements(scan, found, reader)
    if found.shown is None and not found.has_clock:
        _read_loose_texts(scan, found, reader)
    return found


def _read_attributes(scan: CommentScan, found: FoundTimes, reader: TimeReader) -> None:
    for element in scan.times:
        stated = stated_time(scan.flat.tags[element], reader)
        if stated is not None:
            found.stated, found.element = found.stated or stated, element
            return


def stated_time(tag: Tag, reader: TimeReader) -> Moment | None:
    """Return the time that the attributes of an element state."""
    if tag.has_time or " data-" in tag.head or " content=" in tag.head:
        for name in _ATTRIBUTES:
            if (value := tag.value(name)) and (stated := reader.attribute(value)):
                return stated
    if " data-" in tag.head:
        for name, value in tag.attributes.items():
            if name[:5] == "data-" and _TIME_NAME.search(name) and (stated := reader.attribute(value)):
                return stated
    return _time_of_title(tag, reader)


def _time_of_title(tag: Tag, reader: TimeReader) -> Moment | None:
    title = tag.value("title")
    stated = reader.attribute(title) if title and _DIGIT.search(title) else None
    return stated if stated is not None and stated.precision != "relative" else None


def _read_elements(scan: CommentScan, found: FoundTimes, reader: TimeReader) -> None:
    flat, has_clock = scan.flat, found.has_clock
    for element in scan.times:
        text = fold(flat.text(element)) if flat.tags[element].name != "meta" else ""
        if not text or len(text) > _LONGEST_ELEMENT:
            continue
        found.printed.append(text)
        if has_clock:
            return  # print is read later, if the attributes of the thread turn out to be all the same
        if shown := reader.shown(text):
            found.shown = shown
            found.element = element if found.element is None else found.element
            return


def _read_loose_texts(scan: CommentScan, found: FoundTimes, reader: TimeReader) -> None:
    """Read times that have no element of their own. An exact time is better than a relative one or a day."""
    before = ""
    for place, words in scan.loose_texts():
        label, before = before, words
        if not _may_be_time(words, place, scan) or (len(label) < _LONGEST_RELATIVE and _OTHER_TIME.search(label)):
            continue
        text = fold(words).lstrip(_SIGNS)
        shown = _loose_time(text, reader)
        if shown is None:
            continue
        if found.shown is None or (found.shown.precision != "exact" and shown.precision == "exact"):
            found.shown = shown
            found.printed.insert(0, text)
            found.element = place if found.element is None else found.element
            if shown.precision == "exact":
                return


def _loose_time(text: str, reader: TimeReader) -> Moment | None:
    shown = reader.shown(text)
    if shown is not None and shown.precision == "relative" and len(text) >= _LONGEST_RELATIVE:
        return None
    return shown


def _may_be_time(words: str, place: int, scan: CommentScan) -> bool:
    if _DIGIT.search(words) is None:
        return (
            len(words) < _LONGEST_RELATIVE and _RELATIVE_DAY.search(words) is not None and not _is_in_text(place, scan)
        )
    return not is_votes(words) and _DATED.search(words) is not None


def _is_in_text(place: int, scan: CommentScan) -> bool:
    return any(scan.flat.is_inside(place, element) for element, _ in scan.texts)
