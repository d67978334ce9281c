"""Credits of agencies: credit lines, and which agency a story is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from newscrawler.expressions import expression
from newscrawler.language.agencies import BRACKETED, BRACKETS, MEMBERS, find_agency, is_agency, whole_agency
from newscrawler.language.bylines import Byline
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.pictures import is_picture_credit
from newscrawler.language.rights import Rights
from newscrawler.language.tables import load

__all__ = ["Source", "closing_credit", "find_source", "parse_credit_line"]

_WORDS = load("credits")
_SOURCE = expression(rf"^\W{{0,3}}(?:{_WORDS.pattern('source')})\s*[:：]?\s*", re.I)
# What stands beside agencies in a credit: the desk's and the region's letters ("dpa/lby", "AFP/rud").
_DESK = expression(rf"(?:[a-zäöü]{{2,5}}|[A-Z]{{2,3}}|{_WORDS.pattern('desk')})$")
_CREDIT_MAX = 70
"""Characters of a line that is nothing but a credit. The longest agency's name in the data has 38; a word such as
"Source" and a second agency may be added. A longer line is a sentence."""
# Without brackets or a word like "Source" only a dash or a list makes a credit of a name.
_OPEN = expression(r"[-–—/]{1,2}\s?\S|[\w-]{2,12}/[\w-]{2,12}")
_CLOSING = expression(r"[.!?…。！？”\"»」’']\s*([(（\[［][^()（）\[\]［］]{2,30}[)）\]］])\W?$")

_HEAD = 3
"""Paragraphs that may begin with the dateline: a note or a summary may precede it."""

_BUTTON = 2
"""Letters of a line beside the text that is a button: "AA" enlarges the letters."""

_FOOT = 2
"""Last paragraphs that may be a credit: a note or a tagline may follow it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A wire agency and its evidence."""

    agency: str
    """Canonical name."""
    text: str
    """As printed."""


def find_source(
    body: Sequence[str],
    byline: Byline | None,
    rights: Iterable[Rights] = (),
    *,
    beside: Iterable[str] = (),
    stated: Iterable[str | None] = (),
) -> Source | None:
    """Return the agency of the first of these that names one: dateline, byline, credit line, rights line, stated names.

    :param beside: short lines between headline and text, and right below the text
    :param stated: names from structured data
    """
    lines = list(beside)
    candidates = (
        _of_datelines(body[:_HEAD]),
        _of_byline(byline),
        _of_lines([*body[-_FOOT:], *lines]),
        _of_names((line, line) for line in lines if len(line) > _BUTTON),
        _of_closings(body[-_FOOT:]),
        _of_names((notice.holder, notice.notice) for notice in rights if notice.holder),
        _of_names((name, name) for name in stated if name),
    )
    return next(chain.from_iterable(candidates), None)


def _of_datelines(paragraphs: Iterable[str]) -> Iterator[Source]:
    for paragraph in paragraphs:
        if (dateline := parse_dateline(paragraph)) and dateline.agency:
            yield Source(dateline.agency, paragraph[: dateline.end].strip(" -–—−"))


def _of_byline(byline: Byline | None) -> Iterator[Source]:
    if byline is not None and byline.agency:
        yield Source(byline.agency, byline.printed)


def _of_lines(lines: Iterable[str]) -> Iterator[Source]:
    for line in lines:
        if agency := parse_credit_line(line):
            yield Source(agency, line)


def _of_closings(paragraphs: Iterable[str]) -> Iterator[Source]:
    for paragraph in paragraphs:
        if closing := closing_credit(paragraph):
            yield Source(*closing)


def _of_names(names: Iterable[tuple[str, str]]) -> Iterator[Source]:
    """Yield the sources of names that are an agency's, each with the text that prints it."""
    for name, text in names:
        if is_agency(name) and (agency := find_agency(name)):
            yield Source(agency, text)


def parse_credit_line(line: str) -> str | None:
    """Return the agency of a line that is nothing but a credit: ``(AP)``, ``Quelle: dpa/AFP``, ``来源：新华社``.

    None for any other line, also for a sentence that names an agency.
    """
    text = " ".join(line.split())
    if not 2 <= len(text) <= _CREDIT_MAX or is_picture_credit(text):
        return None
    source = _SOURCE.match(text)
    rest = text[source.end() :] if source else text
    bracket = BRACKETS.match(rest)
    enclosed = bracket is not None and bracket.end() >= len(rest.rstrip(" ."))
    inner = bracket[1] if bracket is not None and enclosed else rest
    if enclosed and (lead := _SOURCE.match(inner)):
        inner = inner[lead.end() :]
    if not source and not enclosed and not _OPEN.match(text):
        return None
    return _only_agencies(inner.strip("()（） "))


def closing_credit(paragraph: str) -> tuple[str, str] | None:
    """Return the agency in brackets after a paragraph's last sentence, and the words: ``… said. (dpa/lby)``."""
    found = _CLOSING.search(paragraph[-60:])
    agency = parse_credit_line(found[1]) if found else None
    return (agency, found[1]) if found and agency else None


def _only_agencies(text: str) -> str | None:
    found: str | None = None
    for member in _members(text):
        agency = whole_agency(member) or BRACKETED.get(member)
        if agency is None and not _DESK.match(member):
            return None
        found = found or agency
    return found


def _members(text: str) -> Iterator[str]:
    whole = text.strip(" .,-–—/")
    if whole_agency(whole) or whole in BRACKETED:
        yield whole
        return
    for member in MEMBERS.split(whole):
        if member := member.strip(" .-–—"):
            yield member
