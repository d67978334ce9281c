"""Datelines: ``WASHINGTON (AP) —``, ``TOKYO, Aug 17 (Reuters) -``, ``［東京　１７日　ロイター］``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawler.extraction.agency import AGENCIES, find_agency
from newscrawler.items import Dateline

__all__ = ["DatelineMatch", "parse_dateline"]

_ALIASES = "|".join(re.escape(a) for a in sorted((a for v in AGENCIES.values() for a in v), key=len, reverse=True))
_DATE = r"(?:\d{1,2}\.?\s+)?[A-Za-zÀ-ÿ]{3,9}\.?(?:\s+\d{1,2})?|\d{1,2}/\d{1,2}"
_PLACE = r"[^\W\d_][^()\[\]:;—–]{1,60}?"
# With an agency in brackets any capitalised place will do, without one only a place in capitals before a long dash.
_CREDITED = re.compile(
    rf"^(?P<place>{_PLACE})(?:,\s*(?P<date>{_DATE}))?\s*\((?P<agency>[^()]*?(?:{_ALIASES})[^()]*?)\)\s*[.:]?\s*[-–—−]{{1,2}}\s*"
)
_AGENCY_FIRST = re.compile(rf"^\((?P<agency>{_ALIASES})\)\s*[-–—−]+\s*")
_BARE = re.compile(rf"^(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ .,'’/-]{{2,40}}?)(?:,\s*(?P<date>{_DATE}))?\s+[–—]+\s+")
_CJK = re.compile(
    rf"^[［\[【](?P<place>[^\s　\d０-９=＝\]］】]{{1,20}})[\s　=＝]*(?P<date>[\d０-９]{{1,2}}日)?[\s　=＝]*(?P<agency>{_ALIASES})[^\]］】]*[\]］】]\s*[-–—]?\s*"
)


@dataclass(frozen=True, slots=True)
class DatelineMatch:
    """A dateline found at the start of a paragraph."""

    dateline: Dateline | None
    """None where only the agency is printed: ``(Reuters) -``."""
    agency: str | None
    end: int
    """Where the text proper begins."""


def parse_dateline(paragraph: str) -> DatelineMatch | None:
    """The dateline that a paragraph begins with, or None.

    >>> parse_dateline("TOKYO, Aug 17 (Reuters) - Shares rose").dateline
    Dateline(located='TOKYO', date='Aug 17')
    """
    start = paragraph[:160]
    for pattern in (_AGENCY_FIRST, _CREDITED, _CJK, _BARE):
        if not (match := pattern.match(start)):
            continue
        groups = match.groupdict()
        place = (groups.get("place") or "").strip(" ,")
        if place and not (place[0].isupper() or not place[0].isascii()):
            continue
        # "The minister (AP photo)": a sentence is not a place.
        if len(place.split()) > 6:
            continue
        dateline = Dateline(located=place, date=(groups.get("date") or "").strip() or None) if place else None
        return DatelineMatch(dateline=dateline, agency=find_agency(groups.get("agency")), end=match.end())
    return None
