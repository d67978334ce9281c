"""A story and its comments from plain text, where only the order of lines is left (WET records, saved dumps)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.html.page import fold
from newscrawler.items import Printing
from newscrawler.language.agencies import is_agency
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.bylines import parse_byline, starts_byline
from newscrawler.language.credits import find_source
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.printed import find_dates
from newscrawler.language.rights import Rights, parse_rights
from newscrawler.language.wiremarks import read_wire_marks
from newscrawler.textdumps.comments import DumpComment, closes, heads_section, read_comments

__all__ = ["DumpComment", "TextDump", "read_text_dump"]

_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", '"', "”", "」", "’", "'", ")", ":", "）")
# A line of prose is this long, or ends like a sentence and has at least a few words.
_PROSE = 60
_WORDS = 4


@dataclass(slots=True, kw_only=True)
class TextDump:
    """What a text dump holds."""

    printing: Printing
    publisher: str | None = None
    comments: list[DumpComment] = field(default_factory=list)
    leftover: str | None = None
    """Prose below the story that no rule calls boilerplate and that is not told from the rest: perhaps a comment."""


def read_text_dump(text: str, *, now: datetime | None = None, zone: TimeZone | None = None) -> TextDump:
    """Read a dump: headline, byline, date, paragraphs, rights lines, then comments.

    A comment section is told by vote counters, or by its heading; then each comment by what closes it (votes, buttons) or
    heads it (name and time). Lines before the headline and the outlet's furniture are left out. Never raises; what is not
    there is None or empty.

    :param now: when the page was saved: no date is later, and "3 hours ago" counts from it
    :param zone: the outlet's, for dates that name none
    """
    lines = [folded for line in text.split("\n") if (folded := fold(line))]
    story, thread, headed = _split(lines)
    start = _headline_index(story)
    headline = story[start] if start is not None else None
    rights: list[Rights] = [found for line in lines if (found := parse_rights(line))]
    rest = story[start + 1 :] if start is not None else story
    at = next((i for i, line in enumerate(rest[:_ABOVE]) if starts_byline(line)), None)
    byline = parse_byline(rest.pop(at)) if at is not None else None
    published = _published(rest, now, zone)
    body = [line for line in rest if _is_prose(line)]
    dateline = next((match for line in body[:2] if (match := parse_dateline(line))), None)
    source = find_source(body, byline, rights)
    story_rights = next((found for found in rights if is_agency(found.holder)), None)
    publisher = next((found.holder for found in rights if found.holder and not is_agency(found.holder)), None)
    marks = read_wire_marks(headline, body)
    comments, leftover = read_comments(thread, now=now, zone=zone, headed=headed)
    return TextDump(
        printing=Printing(
            headline=headline,
            byline=byline.printed if byline else None,
            authors=list(byline.authors) if byline else [],
            agency=source.agency if source else None,
            creditText=source.text if source else None,
            dateline=dateline.dateline if dateline else None,
            body=body,
            datePublished=published.at if published else None,
            datePublishedRaw=published.raw if published else None,
            datePublishedPrecision=published.precision if published else None,
            version=marks.version,
            pubStatus=marks.pubStatus,
            edNote=marks.edNote,
            copyrightHolder=story_rights.holder if story_rights else None,
            copyrightNotice=story_rights.notice if story_rights else None,
            copyrightYear=story_rights.year if story_rights else None,
        ),
        publisher=publisher,
        comments=comments,
        leftover=leftover,
    )


def _split(lines: Sequence[str]) -> tuple[list[str], list[str], bool]:
    """Story lines, comment lines, and whether a heading says that they are comments.

    Without a heading the border is the last rights or furniture line before the first counter.
    """
    first = next((index for index, line in enumerate(lines) if closes(line)), None)
    rights = next((i for i, line in enumerate(lines[:first]) if i > 1 and parse_rights(line)), None)
    prose = next((i for i, line in enumerate(lines) if len(line) >= 2 * _PROSE), len(lines))
    heading = next((i for i, line in enumerate(lines[:first]) if i > prose and heads_section(line)), None)
    if heading is not None:
        end = heading if rights is None else min(rights, heading)
        return list(lines[:end]), list(lines[heading + 1 :]), True
    if first is None:
        return list(lines[:rights]), [], False
    border = next((i for i in range(first - 1, -1, -1) if boilerplate_kind(lines[i]) or parse_rights(lines[i])), None)
    if border is None:
        # Without a border the lines before the first counter cannot be told from the story: keep them there.
        return list(lines[:first]), list(lines[first:]), False
    return list(lines[: border if rights is None else min(rights, border)]), list(lines[border + 1 :]), False


# Lines between a headline and its text: date, byline, section, buttons.
_ABOVE = 4


def _published(lines: Sequence[str], now: datetime | None, zone: TimeZone | None) -> Moment | None:
    """The date in a line of its own below the headline."""
    for line in lines[:_ABOVE]:
        dates = find_dates(line, zone, month_first=False, now=now or _FAR, limit=1) if _is_date_line(line) else []
        for date in dates:
            return replace(date, raw=date.raw.strip(" ,"))
        if len(line) >= 2 * _PROSE:
            break
    return None


_FAR = datetime(9000, 1, 1, tzinfo=UTC)
# "Published: ", "Updated " and a weekday beside the date itself.
_BESIDE_DATE = 35


def _is_date_line(line: str) -> bool:
    if len(line) > 2 * _PROSE:
        return False
    dates = find_dates(line, None, month_first=False, now=_FAR, limit=1)
    return bool(dates) and len(line) - (dates[0].end - dates[0].start) <= _BESIDE_DATE


def _headline_index(lines: Sequence[str]) -> int | None:
    """The line above byline and date, or the last line of some words above the first prose."""
    until = next((index for index, line in enumerate(lines) if index and starts_byline(line)), None)
    prose = next((index for index, line in enumerate(lines) if _is_prose(line) and len(line) >= 2 * _PROSE), None)
    if until is None or (prose is not None and until > prose):
        if prose is None:
            return 0 if lines else None
        above = [i for i in range(prose - 1, -1, -1) if _may_be_headline(lines[i])]
        return above[0] if above else (0 if prose else None)
    return next((i for i in range(until - 1, -1, -1) if not _is_date_line(lines[i])), None)


def _may_be_headline(line: str) -> bool:
    words = len(line.split()) >= _WORDS or (not line.isascii() and len(line) >= 2 * _WORDS)
    return words and not _is_date_line(line) and boilerplate_kind(line) is None and not parse_rights(line)


def _is_prose(line: str) -> bool:
    if boilerplate_kind(line) or parse_rights(line) or closes(line):
        return False
    if len(line) >= _PROSE:
        return True
    return line.endswith(_SENTENCE_END) and (len(line.split()) >= _WORDS or not line.isascii())
