"""A story and its comments from plain text, where only the order of lines is left (WET records, saved dumps)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from newscrawler.extraction.agency import is_agency
from newscrawler.extraction.boilerplate import boilerplate_kind
from newscrawler.extraction.byline import parse_byline, starts_byline
from newscrawler.extraction.dateline import parse_dateline
from newscrawler.extraction.rights import Rights, parse_rights
from newscrawler.extraction.source import find_source
from newscrawler.extraction.wiremarks import read_wire_marks
from newscrawler.items import Printing
from newscrawler.page import fold

__all__ = ["DumpComment", "TextDump", "read_text_dump"]

_VOTES = re.compile(r"^(?P<score>[+-]?\d+)\s*\(\s*\+?(?P<up>\d+)\s*/\s*[-−](?P<down>\d+)\s*\)$")
"""Japan Today's counter: ``-1 ( +0 / -1 )``; the score is up minus down."""
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", '"', "”", "」", "’", "'", ")", ":", "）")
# A line of prose is this long, or ends like a sentence and has at least a few words.
_PROSE = 60
_WORDS = 4


@dataclass(frozen=True, slots=True)
class DumpComment:
    """A comment as far as plain text shows it: the author and the time are gone."""

    text: str
    """Paragraphs separated by a blank line."""
    upvoteCount: int
    downvoteCount: int
    score: int


@dataclass(slots=True, kw_only=True)
class TextDump:
    """What a text dump holds."""

    printing: Printing
    publisher: str | None = None
    comments: list[DumpComment] = field(default_factory=list)
    leftover: str | None = None
    """Prose after the last vote counter that no rule calls boilerplate: perhaps a comment that lost its counter."""


def read_text_dump(text: str) -> TextDump:
    """Read a dump: headline, byline, paragraphs, rights lines, then comments each closed by its vote counter.

    Lines before the headline and the outlet's furniture are left out. Never raises; what is not there is None or empty.
    """
    lines = [folded for line in text.split("\n") if (folded := fold(line))]
    story, thread = _split(lines)
    start = _headline_index(story)
    headline = story[start] if start is not None else None
    rights: list[Rights] = [found for line in lines if (found := parse_rights(line))]
    rest = story[start + 1 :] if start is not None else story
    byline = parse_byline(rest.pop(0)) if rest and starts_byline(rest[0]) else None
    body = [line for line in rest if _is_prose(line)]
    dateline = next((match for line in body[:2] if (match := parse_dateline(line))), None)
    source = find_source(body, byline, rights)
    story_rights = next((found for found in rights if is_agency(found.holder)), None)
    publisher = next((found.holder for found in rights if found.holder and not is_agency(found.holder)), None)
    marks = read_wire_marks(headline, body)
    comments, leftover = _comments(thread)
    return TextDump(
        printing=Printing(
            headline=headline,
            byline=byline.printed if byline else None,
            authors=list(byline.authors) if byline else [],
            agency=source.agency if source else None,
            creditText=source.text if source else None,
            dateline=dateline.dateline if dateline else None,
            body=body,
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


def _split(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Story lines and comment lines: the border is the last rights or furniture line before the first counter."""
    first = next((index for index, line in enumerate(lines) if _VOTES.match(line)), None)
    end = next((i for i, line in enumerate(lines[:first]) if i > 1 and parse_rights(line)), None)
    if first is None:
        return list(lines[:end]), []
    border = next((i for i in range(first - 1, -1, -1) if boilerplate_kind(lines[i]) or parse_rights(lines[i])), None)
    if border is None:
        # Without a border the lines before the first counter cannot be told from the story: keep them there.
        return list(lines[:first]), list(lines[first:])
    return list(lines[: border if end is None else min(end, border)]), list(lines[border + 1 :])


def _headline_index(lines: Sequence[str]) -> int | None:
    """The line above the byline, or the last short line above the first prose."""
    for index, line in enumerate(lines):
        if index and starts_byline(line):
            return index - 1
    prose = next((index for index, line in enumerate(lines) if _is_prose(line) and len(line) >= 2 * _PROSE), None)
    if prose is None:
        return 0 if lines else None
    return next((i for i in range(prose - 1, -1, -1) if len(lines[i].split()) >= _WORDS), 0 if prose else None)


def _is_prose(line: str) -> bool:
    if boilerplate_kind(line) or parse_rights(line) or _VOTES.match(line):
        return False
    if len(line) >= _PROSE:
        return True
    return line.endswith(_SENTENCE_END) and (len(line.split()) >= _WORDS or not line.isascii())


def _comments(lines: Sequence[str]) -> tuple[list[DumpComment], str | None]:
    comments: list[DumpComment] = []
    paragraphs: list[str] = []
    for line in lines:
        if match := _VOTES.match(line):
            comments.append(
                DumpComment(
                    text="\n\n".join(paragraphs),
                    upvoteCount=int(match["up"]),
                    downvoteCount=int(match["down"]),
                    score=int(match["score"]),
                )
            )
            paragraphs = []
        else:
            paragraphs.append(line)
    leftover = [line for line in paragraphs if _is_prose(line)]
    return comments, "\n\n".join(leftover) or None
