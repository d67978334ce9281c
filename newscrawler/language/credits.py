"""Which agency a story is from, and the words that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newscrawler.language.agencies import closing_credit, find_agency, is_agency, parse_credit_line
from newscrawler.language.bylines import Byline
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.rights import Rights

__all__ = ["Source", "find_source"]

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
