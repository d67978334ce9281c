"""Points in time as pages print them, parsed with what is known of their zone and precision."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

from newscrawler.extraction.zones import ABBREVIATIONS
from newscrawler.items import Precision
from newscrawler.page import fold

__all__ = ["Moment", "parse_moment"]

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|\d\s*[ap]\.?m\b", re.I)
_DAY = re.compile(r"\d{4}.*\d|\d.*\d{4}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A parsed time."""

    at: datetime
    """Aware; for precision ``day`` midnight of that day in the zone given or assumed."""
    precision: Precision
    raw: str


def parse_moment(raw: str | None, zone: TimeZone | None, *, now: datetime) -> Moment | None:
    """Parse a printed or attribute time; None when it is no date, or lies in the future.

    :param zone: the outlet's time zone, used where ``raw`` names none; UTC when None
    :param now: aware; a date more than a day after it is not a publication time
    """
    text = fold(raw)
    if not text or len(text) > 60:
        return None
    at = _parse(text)
    if at is None:
        return None
    precision: Precision = "day" if _ISO_DAY.match(text) or not (_ISO.match(text) or _CLOCK.search(text)) else "exact"
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone or UTC)
    try:
        if not at.year >= 1990 or at > now + timedelta(days=1):
            return None
    except (OverflowError, ValueError):
        # A year or an offset that no time can have shows only when it is compared.
        return None
    return Moment(at=at, precision=precision, raw=text)


def _parse(text: str) -> datetime | None:
    if text[:4].isdigit():
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    if not _DAY.search(text):
        return None
    try:
        if (text[:4].isalpha() and "," in text[:5]) or text[3:4] == ",":
            return parsedate_to_datetime(text)
    except (ValueError, IndexError):
        pass
    try:
        with warnings.catch_warnings():
            # A zone name that is not known leaves the time in the outlet's zone, as if none were printed.
            warnings.simplefilter("ignore", dateutil_parser.UnknownTimezoneWarning)
            return dateutil_parser.parse(text, tzinfos=ABBREVIATIONS, default=datetime(2000, 1, 1))  # noqa: DTZ001
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
