"""A story and its comments from plain text, where only the order of lines is left (WET records, saved dumps)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.extraction.assemble import assemble, dateline_of
from newscrawler.extraction.body import typed
from newscrawler.extraction.rights import agency_rights, outlet_rights
from newscrawler.html.page import fold
from newscrawler.items import Printing
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.bylines import Byline, parse_byline, starts_byline
from newscrawler.language.credits import find_source
from newscrawler.language.dates.moment import Moment, in_zone
from newscrawler.language.dates.printed import find_dates
from newscrawler.language.rights import parse_rights
from newscrawler.textdumps.comments import DumpComment, closes, heads_section, read_comments

__all__ = ["DumpComment", "TextDump", "read_text_dump"]

_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", '"', "”", "」", "’", "'", ")", ":", "）")
_PROSE = 60
"""Characters of a line of prose. A shorter one is prose if it ends like a sentence and has a few words."""
_PARAGRAPH = 2 * _PROSE
"""Characters of a line that can only be a paragraph."""
_WORDS = 4
"""Words of a headline, and of a short line of prose."""
_ABOVE = 4
"""Lines between a headline and its text: date, byline, section, buttons."""
_BESIDE_DATE = 35
"""Characters beside the date in its line: ``Published:`` and a weekday."""
_DATELINE_LINES = 2
"""Paragraphs at the beginning of which one may begin with a dateline."""
_FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Time of saving where it is not known: later than every date."""


@dataclass(slots=True, kw_only=True)
class TextDump:
    """Content of a text dump."""

    printing: Printing
    publisher: str | None = None
    comments: list[DumpComment] = field(default_factory=list)
    leftover: str | None = None
    """Prose below the story that is not boilerplate and cannot be told from the rest: perhaps a comment."""


def read_text_dump(text: str, *, now: datetime | None = None, zone: TimeZone | None = None) -> TextDump:
    """Read a dump: headline, byline, date, paragraphs, rights lines, then comments.

    A comment section is recognised by vote counters or by its heading; each comment in it by what closes it (votes,
    buttons) or heads it (name and time). Lines before the headline and boilerplate are left out. Never raises; what is
    not there is None or empty.

    :param now: when the page was saved: no date is later, and "3 hours ago" counts from it
    :param zone: the outlet's, for dates that name none
    """
    lines = [folded for line in text.split("\n") if (folded := fold(line))]
    story, thread, headed = _split(lines)
    start = _headline_index(story)
    headline = story[start] if start is not None else None
    rest = story[start + 1 :] if start is not None else story
    rights = [found for line in lines if (found := parse_rights(line))]
    byline = _take_byline(rest)
    published = _published(rest, now, zone)
    body = [line for line in rest if _is_prose(line)]
    outlets = outlet_rights(rights)
    comments, leftover = read_comments(thread, now=now, zone=zone, headed=headed)
    return TextDump(
        printing=assemble(
            headline=headline,
            byline=byline,
            blocks=typed(body),
            source=find_source(body, byline, rights),
            dateline=dateline_of(body[:_DATELINE_LINES]),
            rights=agency_rights(rights),
            published=published,
        ),
        publisher=outlets.holder if outlets is not None else None,
        comments=comments,
        leftover=leftover,
    )


def _split(lines: list[str]) -> tuple[list[str], list[str], bool]:
    """Return story lines, comment lines, and whether a heading calls them comments.

    Without a heading the border is the last rights line or line of boilerplate before the first counter.
    """
    counter = _index(lines, closes)
    rights = _index(lines, _is_rights, 2, counter)
    paragraph = _index(lines, _is_paragraph)
    heading = _index(lines, heads_section, paragraph + 1, counter) if paragraph is not None else None
    if heading is not None:
        return lines[: _earlier(heading, rights)], lines[heading + 1 :], True
    if counter is None:
        return lines[:rights], [], False
    border = _last_index(lines, _is_furniture, counter)
    if border is None:
        # Without a border the lines before the first counter cannot be told from the story: they stay there.
        return lines[:counter], lines[counter:], False
    return lines[: _earlier(border, rights)], lines[border + 1 :], False


def _index(lines: list[str], is_wanted: Callable[[str], bool], start: int = 0, end: int | None = None) -> int | None:
    stop = len(lines) if end is None else end
    return next((index for index in range(start, stop) if is_wanted(lines[index])), None)


def _last_index(lines: list[str], is_wanted: Callable[[str], bool], end: int) -> int | None:
    return next((index for index in range(end - 1, -1, -1) if is_wanted(lines[index])), None)


def _earlier(one: int, other: int | None) -> int:
    return one if other is None else min(one, other)


def _take_byline(lines: list[str]) -> Byline | None:
    """Return the byline below the headline, and remove its line."""
    at = _index(lines[:_ABOVE], starts_byline)
    return parse_byline(lines.pop(at)) if at is not None else None


def _published(lines: list[str], now: datetime | None, zone: TimeZone | None) -> Moment | None:
    """Return the date in a line of its own below the headline."""
    for line in lines[:_ABOVE]:
        dates = find_dates(line, zone, month_first=False, now=now or _FAR, limit=1) if _is_date_line(line) else []
        for date in dates:
            return in_zone(replace(date, raw=date.raw.strip(" ,")), zone)
        if _is_paragraph(line):
            break
    return None


def _headline_index(lines: list[str]) -> int | None:
    """Return the line above byline and date, else the last line of some words above the first paragraph."""
    byline = _index(lines, starts_byline, 1)
    paragraph = _index(lines, lambda line: _is_paragraph(line) and _is_prose(line))
    if byline is not None and (paragraph is None or byline < paragraph):
        return _last_index(lines, lambda line: not _is_date_line(line), byline)
    if not paragraph:
        # No paragraph, or nothing above it.
        return 0 if paragraph is None and lines else None
    above = _last_index(lines, _may_be_headline, paragraph)
    return above if above is not None else 0


def _is_paragraph(line: str) -> bool:
    return len(line) >= _PARAGRAPH


def _is_rights(line: str) -> bool:
    return parse_rights(line) is not None


def _is_furniture(line: str) -> bool:
    return boilerplate_kind(line) is not None or _is_rights(line)


def _is_date_line(line: str) -> bool:
    if len(line) > _PARAGRAPH:
        return False
    dates = find_dates(line, None, month_first=False, now=_FAR, limit=1)
    return bool(dates) and len(line) - (dates[0].end - dates[0].start) <= _BESIDE_DATE


def _may_be_headline(line: str) -> bool:
    words = len(line.split()) >= _WORDS or (not line.isascii() and len(line) >= 2 * _WORDS)
    return words and not _is_date_line(line) and not _is_furniture(line)


def _is_prose(line: str) -> bool:
    if _is_furniture(line) or closes(line):
        return False
    if len(line) >= _PROSE:
        return True
    return line.endswith(_SENTENCE_END) and (len(line.split()) >= _WORDS or not line.isascii())
