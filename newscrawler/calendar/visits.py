"""Visits of lists, copies and threads: the facts that the calendar learns from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

__all__ = ["CopyVisit", "ListHints", "ListVisit", "Listed", "Mark", "ThreadVisit", "Visit"]

Mark = Literal["update", "developing", "live"]
"""Sign that a text will change. ``update``: a wire version ("UPDATE 1-"). ``developing``: the text says that it will
be added to. ``live``: a page that is written while something happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A story, or a sitemap of an index, as a list names it: of :class:`newscrawler.items.Listed` what decides when the
    list, or the story, is due."""

    id: str
    """URL of the story."""

    published: datetime | None = None
    """Aware. None: the list states no time."""

    modified: datetime | None = None
    """Aware. None: the list states no time of change."""

    headline: int = 0
    """Hash of the headline as the list shows it (:func:`newscrawler.calendar.lists.headline_number`); 0: it shows
    none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHints:
    """Bounds that an outlet states for reading a list. Each is a lower bound; None and empty: nothing is stated.

    One answer states some of them (:class:`newscrawler.items.ListHints`). These hold for the list, are remembered with
    it, and include what robots.txt states.
    """

    ttl: float | None = None
    """Seconds: ``ttl`` of RSS, which states minutes."""

    update: float | None = None
    """Seconds: ``sy:updatePeriod`` divided by ``sy:updateFrequency``."""

    skip_hours: tuple[int, ...] = ()
    """Hours of the day, 0 to 23 in UTC, in which the list is not read: ``skipHours``."""

    skip_days: tuple[int, ...] = ()
    """Days of the week, 0 (Monday) to 6 in UTC, on which the list is not read: ``skipDays``."""

    max_age: float | None = None
    """Seconds: ``max-age`` of ``Cache-Control``, or ``Expires`` minus ``Date``."""

    retry_after: float | None = None
    """Seconds: ``Retry-After``."""

    delay: float | None = None
    """Seconds: ``Crawl-delay`` of robots.txt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVisit:
    """A visit of a feed, sitemap or section page."""

    at: datetime
    """Time of the answer. Aware."""

    outcome: Literal["read", "unchanged", "failed"]
    """``read``: the whole list came. ``unchanged``: HTTP 304. ``failed``: anything else."""

    seen: tuple[Listed, ...] = ()
    """Entries in the order of the list."""

    fresh: int | None = None
    """Stories of ``seen`` that the store knew from nowhere. None: unknown; those that are new to the list count."""

    hints: ListHints | None = None
    """None: the answer states nothing about them (304, failures); what was stated before stays valid."""

    hub: str | None = None
    """URL of the WebSub hub that the list names. None: it names no hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyVisit:
    """A visit of a story's page."""

    at: datetime
    """Time of the answer. Aware."""

    outcome: Literal["new", "changed", "unchanged", "failed", "rejected", "gone", "killed"]
    """``new``: stored for the first time. ``rejected``: the page came and is no story. ``killed``: the page withdraws
    its text."""

    published: datetime | None = None
    """Aware. None: the page states no time, or did not come."""

    marks: tuple[Mark, ...] | None = None
    """Signs that the text will change. None: the text did not come; the signs of before stay."""

    retry_after: float | None = None
    """Seconds: ``Retry-After``. None: nothing is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadVisit:
    """A visit of a comment section."""

    at: datetime
    """Time of the answer. Aware."""

    outcome: Literal["read", "unchanged", "failed", "gone"]
    """``unchanged``: HTTP 304. ``gone``: the platform has no such thread any more."""

    got: int = 0
    """Comments of the thread that are stored, in all. Not read unless the outcome is ``read``."""

    times: tuple[datetime | None, ...] = ()
    """Times of the comments that this visit added, None where the platform states no time."""

    closed: bool | None = None
    """Whether new comments are refused. None: the page does not say."""

    complete: bool = True
    """Whether all that the platform offers was read."""

    retry_after: float | None = None
    """Seconds: ``Retry-After``. None: nothing is stated."""


Visit = ListVisit | CopyVisit | ThreadVisit
