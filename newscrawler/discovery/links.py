"""What every way of discovery gives: links to stories, with what the source says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from newscrawler.limits import MAX_URL_LENGTH

__all__ = ["MAX_ENTRIES", "DiscoveryError", "Feed", "Link", "parse_date", "resolve"]


MAX_ENTRIES = 50_000
"""Entries of one file that are read: the most that the sitemap protocol allows. Feeds have some 100."""


class DiscoveryError(ValueError):
    """The bytes are not the feed, sitemap or archive that they were taken for; the message says what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that probably is a story, with the hints of the source it was found in."""

    url: str
    """Absolute http(s) URL without fragment, otherwise as the source has it."""

    title: str | None = None
    """The headline as the source has it, without markup."""

    published: datetime | None = None
    """Aware. A hint, not a fact of the story: see :func:`parse_date` for what it makes of a day or a missing zone."""

    modified: datetime | None = None
    """Aware; when the source says that the story last changed."""

    via: str | None = None
    """URL of the feed, sitemap or page that the link stood in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A parsed feed or sitemap."""

    links: list[Link] = field(default_factory=list)
    """Stories in the order of the source, each URL once."""

    sitemaps: list[Link] = field(default_factory=list)
    """Of a sitemap index: the sitemaps that it names, ``modified`` where it says so."""

    next: str | None = None
    """The URL of the following page of this feed (RFC 5005, JSON Feed), if it names one."""

    skipped: int = 0
    """Entries without a usable http(s) link."""

    left: int = 0
    """Entries beyond the ``MAX_ENTRIES`` that are read of one file."""


# Zone names that RFC 822 does not define and that feeds print nevertheless; only those that mean one offset.
_ZONES = {
    "JST": "+0900", "KST": "+0900", "HKT": "+0800", "SGT": "+0800", "CET": "+0100", "CEST": "+0200",
    "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200",
    "NZDT": "+1300", "UTC": "+0000", "WET": "+0000", "WEST": "+0100",
}  # fmt: skip
_TRAILING_ZONE = re.compile(r"\b([A-Z]{3,4})\s*$")


def parse_date(text: str | None) -> datetime | None:
    """A feed's or sitemap's date (RFC 822 or W3C/ISO 8601) as an aware datetime, None when it is neither.

    As discovery needs no more than a hint, a date without a time is that day's midnight UTC and a time without a zone
    is read as UTC; with an unknown zone name it is None.
    """
    text = (text or "").strip()
    if not text or len(text) > 80:  # the longest legitimate form has 40 characters
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        zone = _TRAILING_ZONE.search(text)
        if zone and zone[1] in _ZONES:
            text = text[: zone.start()] + _ZONES[zone[1]]
        elif zone and zone[1] not in _RFC822_ZONES:
            return None
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        found.astimezone(UTC)
    except (OverflowError, ValueError):  # the year 1 or 9999, one zone away from not existing
        return None
    return found


_RFC822_ZONES = frozenset({"GMT", "UT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})


def resolve(base: str, href: str | None) -> str | None:
    """``href`` as an absolute http(s) URL without fragment; None when it is not one, or longer than ``MAX_URL_LENGTH``."""
    href = _LINE_ENDS.sub("", (href or "").strip())
    if not href or len(href) > MAX_URL_LENGTH:
        return None
    try:
        parts = urlsplit(urljoin(base, href))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        _ = parts.port
    except ValueError:
        return None
    # A name before the host is no part of an address that is stored, and looks like another host to people.
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


# Browsers drop tabs and line ends inside a URL and white space around it; a space inside is left to the normaliser.
_LINE_ENDS = re.compile(r"[\t\r\n]+")
