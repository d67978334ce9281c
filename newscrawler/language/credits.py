"""Credits of agencies: credit lines, and which agency a story is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newscrawler.language.agencies import BRACKETED, BRACKETS, MEMBERS, find_agency, is_agency, whole_agency
from newscrawler.language.bylines import Byline
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.pictures import is_picture_credit
from newscrawler.language.rights import Rights
from newscrawler.language.tables import load

__all__ = ["Source", "closing_credit", "find_source", "parse_credit_line"]

_WORDS = load("credits")
_SOURCE = re.compile(rf"^\W{{0,3}}(?:{_WORDS.pattern('source')})\s*[:：]?\s*", re.I)
# What stands beside agencies in a credit: the desk's and the region's letters ("dpa/lby", "AFP/rud").
_DESK = re.compile(rf"(?:[a-zäöü]{{2,5}}|[A-Z]{{2,3}}|{_WORDS.pattern('desk')})$")
_CREDIT_MAX = 70
# Without brackets or a word like "Source" only a dash or a list makes a credit of a name.
_OPEN = re.compile(r"[-–—/]{1,2}\s?\S|[\w-]{2,12}/[\w-]{2,12}")
_CLOSING = re.compile(r"[.!?…。！？”\"»」’']\s*([(（\[［][^()（）\[\]［］]{2,30}[)）\]］])\W?$")

# A note or a summary may stand above the paragraph that has the dateline.
_HEAD = 3
_BUTTON = 2
# A credit is the last line, or has a note or a tagline below it.
_FOOT = 2


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
    """The agency by the first that names one: dateline, byline, credit line, rights line, structured data.

    :param beside: short lines between headline and text, and right below the text
    :param stated: names from structured data
    """
    for paragraph in body[:_HEAD]:
        if (dateline := parse_dateline(paragraph)) and dateline.agency:
            return Source(dateline.agency, paragraph[: dateline.end].strip(" -–—−"))
    if byline is not None and byline.agency:
        return Source(byline.agency, byline.printed)
    beside = list(beside)
    for line in (*body[-_FOOT:], *beside):
        if agency := parse_credit_line(line):
            return Source(agency, line)
    for line in beside:
        # "AA" alone is a button for larger letters.
        if len(line) > _BUTTON and is_agency(line) and (agency := find_agency(line)):
            return Source(agency, line)
    for paragraph in body[-_FOOT:]:
        if closing := closing_credit(paragraph):
            return Source(*closing)
    for notice in rights:
        if is_agency(notice.holder) and (agency := find_agency(notice.holder)):
            return Source(agency, notice.notice)
    for name in stated:
        if name and is_agency(name) and (agency := find_agency(name)):
            return Source(agency, name)
    return None


def parse_credit_line(line: str) -> str | None:
    """The agency of a line that is nothing but a credit: ``(AP)``, ``Quelle: dpa/AFP``, ``来源：新华社``; else None.

    A sentence that names an agency is none.
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
    """The agency in brackets after a paragraph's last sentence, and those words: ``… said. (dpa/lby)``."""
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
