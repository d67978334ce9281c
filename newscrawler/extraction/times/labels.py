"""Words beside a time that tell which time it is: of publication, of the last change, or another one."""

from __future__ import annotations

import re

from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.words import WORDS

__all__ = ["LABEL", "NAMED_WITHIN", "OF_CHANGE", "OF_PUBLICATION", "OTHER_TIME", "labelled_time"]

LABEL = re.compile(WORDS.bounded("published", "dated"), re.I)
OF_CHANGE = re.compile(WORDS.bounded("modified"), re.I)
OTHER_TIME = re.compile(WORDS.bounded("other_time"), re.I)
NAMED_WITHIN = 40
"""A word names the date of its line when it begins within this many characters."""

# These alone name the publication; "on" and "am" may follow "updated".
OF_PUBLICATION = re.compile(WORDS.bounded("published"), re.I)
# Events of a paper before its publication.
_BEFORE_PUBLICATION = re.compile(rf"{WORDS.bounded('before_publication')}\W{{0,3}}$", re.I)


def labelled_time(reader: TimeReader, line: str) -> tuple[Moment | None, bool]:
    """Return the time that a line prints, and whether it is called an update.

    Of several times the one that is called the publication is taken. None if the line calls its only time another one.
    """
    first = reader.text(line)
    if first is None:
        return None, False
    change = OF_CHANGE.search(line)
    if _is_before_labels(reader, line, first, change):
        return first, False
    published = _called_publication(reader, line)
    if published is not None:
        return published, False
    if change is None:
        return None, False
    return first, change.start() < NAMED_WITHIN


def _is_before_labels(reader: TimeReader, line: str, first: Moment, change: re.Match[str] | None) -> bool:
    """Return whether the first time of the line is not called an update, nor an event before the publication."""
    begin = line.find(first.raw)
    if change is None:
        return _BEFORE_PUBLICATION.search(line[:begin]) is None
    return begin + len(first.raw) <= change.start() and reader.text(line[change.start() :]) is not None


def _called_publication(reader: TimeReader, line: str) -> Moment | None:
    for label in OF_PUBLICATION.finditer(line):
        rest = line[label.end() :]
        moment = reader.text(rest)
        if moment is not None and not OF_CHANGE.search(rest[: rest.find(moment.raw)]):
            return moment
    return None
