"""Results of discovery: links to stories, with the hints of their source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from newscrawler.html.page import Page
from newscrawler.items import ListHints
from newscrawler.language.dates.reader import TimeReader
from newscrawler.limits import MAX_URL_LENGTH

__all__ = ["MAX_ENTRIES", "DiscoveryError", "Feed", "Link", "base_of", "parse_date", "resolve"]


MAX_ENTRIES = 50_000
"""Entries of one file that are read: the most that the sitemap protocol allows. Feeds have some 100."""


_LONGEST_DATE = 80
"""Characters; the longest legitimate form has 40."""
_FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Later than every date: feeds announce stories to come."""
_EITHER_DAY = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])/(0?[1-9]|1[0-2])/\d{2,4}")
"""``3/4/2026``: a feed does not say which is the day."""
_CLOCK = re.compile(r"\d:\d\d")
# Browsers drop tabs and line ends inside a URL, and white space around it. The normaliser handles spaces inside.
_LINE_ENDS = re.compile(r"[\t\r\n]+")


class DiscoveryError(ValueError):
    """The bytes are not the feed, sitemap or archive that was expected; the message says what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that probably is a story, with the hints of the source it was found in."""

    url: str
    """Absolute http(s) URL without fragment, otherwise as written in the source."""

    others: tuple[str, ...] = ()
    """Further addresses that the source states for the story, absolute. A feed's link may lead over a host that counts
    readers, and its ``guid`` be the story's own address."""

    title: str | None = None
    """The headline as written in the source, without markup."""

    published: datetime | None = None
    """Aware. A hint, not a fact of the story: see :func:`parse_date` about days and missing zones."""

    modified: datetime | None = None
    """Aware; time of the story's last change as the source states it."""

    via: str | None = None
    """URL of the feed, sitemap or page that contains the link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A parsed feed or sitemap."""

    links: list[Link] = field(default_factory=list)
    """Stories in the order of the source, each URL once."""

    sitemaps: list[Link] = field(default_factory=list)
    """The sitemaps that a sitemap index names, with ``modified`` where it is stated."""

    next: str | None = None
    """The URL of the following page of this feed (RFC 5005, JSON Feed), if it names one."""

    skipped: int = 0
    """Entries without a usable http(s) link."""

    left: int = 0
    """Entries beyond the ``MAX_ENTRIES`` that are read of one file."""

    is_cut: bool = False
    """The file ends within an entry, as where a server stops at a time limit. That entry is left out, because its
    address may be cut."""

    hints: ListHints = field(default_factory=ListHints)
    """The feed's wishes about the next visit: ``ttl``, ``updatePeriod``, ``skipHours`` and ``skipDays``."""

    hub: str | None = None
    """Address of the WebSub hub that the feed names, absolute. None: it names no hub."""


def parse_date(text: str | None, zone: TimeZone | None = None, language: str | None = None) -> datetime | None:
    """Return a feed's or sitemap's date as an aware datetime, None when it is not understood.

    Dates are read as everywhere (:mod:`newscrawler.language.dates`): RFC 822, W3C/ISO 8601, and the forms that outlets
    print instead. A date without a time is that day's midnight, because discovery needs only a hint. A date whose clock
    or zone is not known, or whose day may be its month, is None: a wrong date would leave stories out.

    :param zone: the outlet's, for times that state none; UTC when None
    :param language: tag of the feed's language, for names of months that are another month elsewhere
    """
    text = (text or "").strip()
    if not text or len(text) > _LONGEST_DATE:
        return None
    moment = _reader(zone, language).stated(text)
    if moment is None or (moment.precision != "exact" and _CLOCK.search(text)):
        return None
    if (either := _EITHER_DAY.search(text)) is not None and int(either[1]) != int(either[2]):
        return None
    return moment.at


@lru_cache(maxsize=64)
def _reader(zone: TimeZone | None, language: str | None) -> TimeReader:
    # Without UTC the language would give a zone, although the caller says that there is none.
    return TimeReader(_FAR, zone or UTC, language=language, month_first=False)


def resolve(base: str, href: str | None) -> str | None:
    """Return ``href`` as an absolute http(s) URL without fragment and user name.

    :return: None when it cannot be one, or is longer than ``MAX_URL_LENGTH``
    """
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
    # A user name before the host is not stored, and looks like another host to people.
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def base_of(page: Page) -> str:
    """Return the URL against which the links of a page are resolved."""
    base = page.first("base[href]")
    return (resolve(page.url, base.attributes.get("href")) if base else None) or page.url
