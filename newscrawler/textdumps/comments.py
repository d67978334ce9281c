"""Comments from plain text.

Each comment is recognised by what closes it (votes, buttons) or by what heads it (name and time).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.items import Precision
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.dates.moment import in_zone
from newscrawler.language.dates.printed import find_dates
from newscrawler.language.dates.relative import read_relative
from newscrawler.language.rights import parse_rights
from newscrawler.language.words import WORDS
from newscrawler.limits import grouped_number

__all__ = ["DumpComment", "closes", "heads_section", "read_comments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpComment:
    """A comment as far as plain text shows it. The comment that it answers is not known."""

    text: str
    """Paragraphs separated by a blank line; empty where no text stands above the counter."""
    author: str | None = None
    date: datetime | None = None
    dateRaw: str | None = None
    datePrecision: Precision | None = None
    upvoteCount: int | None = None
    downvoteCount: int | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class _Votes:
    up: int | None = None
    down: int | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    author: str | None
    date: datetime | None
    raw: str
    precision: Precision | None


_UP = rf"(?:👍🏻?|▲|△|⬆️?|↑|\+1?|(?:{WORDS.pattern('like')})s?)"
_DOWN = rf"(?:👎🏻?|▼|▽|⬇️?|↓|[-−]1?|(?:{WORDS.pattern('dislike')})s?)"
_N = r"(\d{1,6})"
_VOTES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), kinds)
    for pattern, kinds in (
        # -1 ( +0 / -1 ): the score is up minus down.
        (rf"^([+-]?\d{{1,9}})\s*\(\s*\+?{_N}\s*/\s*[-−]{_N}\s*\)$", "sud"),
        (rf"^{_UP}\s*[:(]?\s*{_N}\)?\W{{0,3}}\s*{_DOWN}\s*[:(]?\s*{_N}\)?$", "ud"),
        (rf"^{_N}\s*{_UP}\W{{0,3}}\s*{_N}\s*{_DOWN}$", "ud"),
        (rf"^\+{_N}\s*/?\s*[-−]{_N}$", "ud"),
        (rf"^{_UP}\s*[:(]?\s*{_N}\)?$", "u"),
        (rf"^{_N}\s*(?:{_UP}|{WORDS.pattern('people_like')})$", "u"),
        (rf"^([+\-−]?\d{{1,6}})\s*(?:{WORDS.pattern('point')})$", "s"),
    )
)
_BUTTON = rf"(?:{WORDS.pattern('button', 'common_button')})"
_BUTTONS = re.compile(rf"^\W*{_BUTTON}(?:[\s|·•,/]+{_BUTTON})*(?:\s*\(\d+\))?\W*$", re.I)
_SECTION = re.compile(
    rf"^(?:(?:{WORDS.pattern('all_comments')}) )?"
    rf"(?:(?:{WORDS.pattern('comments', 'discussion', 'answers')})\s*[:(（]?\s*\d{{0,6}}\s*[)）件条]?"
    rf"|\d{{1,6}}\s*(?:{WORDS.pattern('comments', 'comment', 'answers', 'answer', 'reaction', 'thought')})"
    rf"(?: (?:{WORDS.pattern('comments_on')}) .{{1,120}})?)$",
    re.I,
)
_SAYS = re.compile(
    rf"^\W+|(?:{WORDS.bounded('say', 'said_at', 'sent_by', 'answer', 'beside_time')}|[\s:·•|,()（）–—-])+$", re.I
)
_COUNTED = re.compile(
    rf"(?:{WORDS.pattern('before_count')})\s+\d+\s+\S+|\d+\s*(?:[^\W\d_]+\s+){{1,2}}(?:{WORDS.pattern('after_count')})"
    rf"|\d+\s*(?:{WORDS.pattern('counted')})",
    re.I,
)
_HEAD_MAX = 90
"""Characters of a name and a time."""
_NAME_MAX = 40
_NAME_WORDS = 5
_INITIALS = 2
"""Words of a name that ends with a full stop: "Jens O." is a name, "It left." might be a sentence."""
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？")
_RELATIVE_MAX = 30
"""Characters beside a counted-back time; in a longer line it is a part of a sentence."""
_PROSE = 60
"""Characters of a line of prose; a shorter one is prose if it ends like a sentence and has a few words."""
_WORDS = 4
_FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Time of saving where it is not known: later than every date."""


def closes(line: str) -> bool:
    """Return whether a line is a vote counter, which closes a comment."""
    return _votes(line) is not None


def heads_section(line: str) -> bool:
    """Return whether a line is the heading of a comment section: ``3 Comments``, ``Kommentare (2)``."""
    return bool(_SECTION.match(line))


def read_comments(
    lines: Sequence[str], *, now: datetime | None, zone: TimeZone | None, headed: bool
) -> tuple[list[DumpComment], str | None]:
    """Return the comments in the lines below a story, and prose that may be a comment but cannot be told from the rest.

    :param now: when the page was saved; None: times that count back keep their string alone
    :param headed: a heading says that these lines are comments; without it only vote counters are believed
    """
    closers = [index for index, line in enumerate(lines) if closes(line) or (headed and _BUTTONS.match(line))]
    if not headed:
        return _by_closers(lines, set(closers), {}) if closers else ([], None)
    heads = {index: head for index, line in enumerate(lines) if (head := _head(lines, index, line, now, zone))}
    if heads and len(heads) >= max(1, _runs(closers)):
        return _by_heads(lines, heads)
    if closers:
        return _by_closers(lines, set(closers), heads)
    return [], _leftover(_until_furniture(lines))


def _runs(closers: Sequence[int]) -> int:
    """Return the number of runs of successive lines."""
    return sum(1 for before, index in zip([-2, *closers], closers, strict=False) if index != before + 1)


def _leftover(lines: Iterable[str]) -> str | None:
    return "\n\n".join(line for line in lines if _is_text(line)) or None


def _by_heads(lines: Sequence[str], heads: dict[int, _Head]) -> tuple[list[DumpComment], str | None]:
    """Begin a comment at each name and time; the last one ends at the outlet's boilerplate."""
    starts = sorted(heads)
    comments: list[DumpComment] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        part = list(lines[start + 1 : end])
        if end < len(lines) and _named_above(lines, end, heads[end]):
            part.pop()
        votes, texts = _Votes(), []
        for line in _until_furniture(part):
            found = _votes(line)
            votes = found or votes
            if found is None and not _BUTTONS.match(line):
                texts.append(line)
        comments.append(_comment(texts, votes, heads[start]))
    return comments, None


def _by_closers(
    lines: Sequence[str], closers: set[int], heads: dict[int, _Head]
) -> tuple[list[DumpComment], str | None]:
    """End a comment at each counter or row of buttons."""
    comments: list[DumpComment] = []
    texts: list[str] = []
    head: _Head | None = None
    for index, line in enumerate(lines):
        if index in heads and index not in closers:
            head = heads[index]
            if _named_above(lines, index, head) and texts:
                texts.pop()
        elif index not in closers:
            texts.append(line)
        elif index - 1 in closers and comments and not texts:
            comments[-1] = _with_votes(comments[-1], _votes(line))
        else:
            comments.append(_comment(texts, _votes(line) or _Votes(), head))
            texts, head = [], None
    return comments, _leftover(texts)


def _with_votes(comment: DumpComment, votes: _Votes | None) -> DumpComment:
    """Return the comment with the votes of a second closing line, where that line has any."""
    if votes is None:
        return comment
    return replace(comment, upvoteCount=votes.up, downvoteCount=votes.down, score=votes.score)


def _comment(texts: Sequence[str], votes: _Votes, head: _Head | None) -> DumpComment:
    return DumpComment(
        text="\n\n".join(texts),
        author=head.author if head else None,
        date=head.date if head else None,
        dateRaw=head.raw if head else None,
        datePrecision=head.precision if head else None,
        upvoteCount=votes.up,
        downvoteCount=votes.down,
        score=votes.score,
    )


def _votes(line: str) -> _Votes | None:
    if len(line) > _NAME_MAX or not any(character.isdigit() for character in line):
        return None
    for pattern, kinds in _VOTES:
        if match := pattern.match(line):
            numbers = dict(zip(kinds, map(grouped_number, match.groups()), strict=True))
            up, down = numbers.get("u"), numbers.get("d")
            score = numbers.get("s", up - down if up is not None and down is not None else None)
            return _Votes(up, down, score)
    return None


def _head(lines: Sequence[str], index: int, line: str, now: datetime | None, zone: TimeZone | None) -> _Head | None:
    """Return a name and a time, or a time below a name."""
    if len(line) > _HEAD_MAX or line.endswith(_SENTENCE_END[1:]):
        return None
    found = _time_in(line, now, zone)
    if found is None:
        return None
    head, rest = found
    name = _SAYS.sub("", _SAYS.sub("", rest.strip())).strip()
    if len(name) > _NAME_MAX or name.endswith(_SENTENCE_END[1:]):
        return None
    if not name and index and _is_name(lines[index - 1]):
        name = lines[index - 1]
    return replace(head, author=name or None)


def _time_in(line: str, now: datetime | None, zone: TimeZone | None) -> tuple[_Head, str] | None:
    """Return the time of a line, still without a name, and the rest of the line."""
    if dates := find_dates(line, zone, month_first=False, now=now or _FAR, limit=1):
        date = dates[0]
        precision = (in_zone(date, zone) or date).precision
        head = _Head(None, date.at, date.raw.strip(" ,"), precision)
        return head, line[: date.start] + " " + line[date.end :]
    counted = _counted(line)
    if counted is None:
        return None
    at = read_relative(counted, now, zone) if now is not None else None
    return _Head(None, at, counted, "relative" if at is not None else None), line.replace(counted, " ", 1)


def _counted(line: str) -> str | None:
    match = _COUNTED.search(line)
    return match[0] if match and len(line) - len(match[0]) <= _RELATIVE_MAX else None


def _named_above(lines: Sequence[str], index: int, head: _Head) -> bool:
    return bool(head.author and index and lines[index - 1] == head.author)


def _is_name(line: str) -> bool:
    return (
        0 < len(line) <= _NAME_MAX
        and len(line.split()) <= _NAME_WORDS
        and not line.endswith(_SENTENCE_END[1:])
        and not (line.endswith(".") and len(line.split()) > _INITIALS)
        and not _BUTTONS.match(line)
        and _votes(line) is None
        and not heads_section(line)
        and boilerplate_kind(line) is None
    )


def _until_furniture(lines: Sequence[str]) -> list[str]:
    """Return the lines above the first line of boilerplate or rights."""
    end = next((i for i, line in enumerate(lines) if boilerplate_kind(line) or parse_rights(line)), len(lines))
    return list(lines[:end])


def _is_text(line: str) -> bool:
    return (
        boilerplate_kind(line) is None
        and parse_rights(line) is None
        and (
            len(line) >= _PROSE
            or (line.endswith((*_SENTENCE_END, '"', "”", "」")) and (len(line.split()) >= _WORDS or not line.isascii()))
        )
    )
