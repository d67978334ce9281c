"""Rules by which the time that a page states for machines and the time that it prints become one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.extraction.times.printed import PrintedTime
from newscrawler.extraction.times.stated import FURTHEST_ZONE, QUARTER
from newscrawler.language.dates.moment import Moment

__all__ = ["RULES", "Case", "Times", "reconcile"]

_REPUBLISHED = timedelta(days=30)
"""Wire stories are updated within hours or days. A page that prints nothing but a later update was published anew."""
_SAME_TIME = 60
"""Seconds between a time that is stated with seconds and the same time without them."""
_SUMMER_TIME = 3600 + _SAME_TIME
"""Seconds between a time and the same time in a zone printed as ``EST`` all year round."""
_HOURS_BEHIND_UTC = 10
"""Hours by which the Americas are behind UTC."""
_HOURS_AHEAD_OF_UTC = 13
"""Hours by which the far east is ahead of UTC."""


class Times:
    """Times of a page's story."""

    __slots__ = ("day", "modified", "published")

    def __init__(self, published: Moment | None, modified: Moment | None, day: date | None = None) -> None:
        self.published = published
        self.modified = modified
        self.day = day
        """The outlet's own calendar day, where the page prints one that differs from the instant's in UTC."""


class Case:
    """Facts that the rules decide by."""

    __slots__ = (
        "addressed",
        "ambiguous",
        "apart",
        "is_printed_publication",
        "is_utc",
        "modified",
        "same_day",
        "shown",
        "stated",
    )

    def __init__(
        self,
        stated: Moment,
        printed: PrintedTime | None,
        shown: Moment,
        modified: Moment | None,
        *,
        ambiguous: bool,
        is_utc: bool,
        url: Moment | None = None,
    ) -> None:
        self.stated = stated
        self.shown = shown
        """The printed time, else the day in the URL."""
        self.modified = modified
        self.addressed = url is not None and abs(url.at.date() - stated.at.date()) <= timedelta(days=1)
        """The page's address has the stated day."""
        self.ambiguous = ambiguous
        """The stated time may be that of the last change."""
        self.same_day = shown.at.date() == stated.at.date()
        self.is_printed_publication = printed is not None and _tells_publication(printed, stated)
        """The page prints at its headline that this is the publication."""
        self.apart = (shown.at.replace(tzinfo=UTC) - stated.at.replace(tzinfo=UTC)).total_seconds()
        """Seconds between the clocks of both times, whatever their zones."""
        self.is_utc = is_utc and not (
            # A printed zone makes it another instant, so the clocks do not tell the outlet's offset.
            shown.zoned and abs((shown.at - stated.at).total_seconds()) > _SUMMER_TIME
        )
        """The stated time is exact and in UTC, and the printed one may be the same instant in the outlet's unknown
        zone."""


def reconcile(
    stated: Moment,
    printed: PrintedTime | None,
    url: Moment | None,
    modified: Moment | None,
    zone: TimeZone | None,
    *,
    ambiguous: bool,
) -> Times:
    """Return the times of a story by the first rule of :data:`RULES` that applies.

    :param url: day in the page's address, for a page that prints no time
    :param zone: the outlet's, None where it is not known
    :param ambiguous: the stated time may be that of the last change
    """
    is_utc = stated.precision == "exact" and stated.at.utcoffset() == timedelta(0)
    if is_utc and zone is not None:
        stated = Moment(at=stated.at.astimezone(zone), precision="exact", raw=stated.raw, zoned=True)
    printed = _without_visit(printed, stated)
    shown = printed.moment if printed is not None else url
    if shown is None:
        return Times(stated, modified)
    case = Case(stated, printed, shown, modified, url=url, ambiguous=ambiguous, is_utc=is_utc and zone is None)
    return next(times for rule in RULES if (times := rule(case)) is not None)


def _without_visit(printed: PrintedTime | None, stated: Moment) -> PrintedTime | None:
    """Return the printed time, None where it may be that of the visit: a later one, above the headline."""
    return None if printed is not None and printed.is_visit and printed.moment.at > stated.at else printed


def _tells_publication(printed: PrintedTime, stated: Moment) -> bool:
    return printed.near and printed.visible and not (printed.is_update and printed.moment.at - stated.at < _REPUBLISHED)


def last_change_was_stated(case: Case) -> Times | None:
    """Take the printed day if the stated time is later and may be that of the last change."""
    if case.is_printed_publication and not case.same_day and case.ambiguous and case.shown.at < case.stated.at:
        return Times(case.shown, case.modified or case.stated)
    return None


def day_was_stated(case: Case) -> Times | None:
    """Replace a stated day by a later printed publication day, or by an exact printed time of the same day."""
    if case.stated.precision == "exact":
        return None
    later = case.is_printed_publication and not case.same_day and case.shown.at > case.stated.at
    finer = case.same_day and case.shown.precision == "exact"
    return Times(case.shown if later or finer else case.stated, case.modified)


def same_instant_in_local_time(case: Case) -> Times | None:
    """The same instant is stated in UTC and printed in the outlet's time, which tells the outlet's offset."""
    if not (case.is_utc and case.shown.precision == "exact" and abs(case.apart) <= FURTHEST_ZONE):
        return None
    offset = round(case.apart / QUARTER) * QUARTER
    if not offset or abs(case.apart - offset) > _SAME_TIME:
        return None
    at = case.stated.at.astimezone(timezone(timedelta(seconds=offset)))
    return Times(Moment(at=at, precision="exact", raw=case.stated.raw, zoned=True), case.modified)


def same_day(case: Case) -> Times | None:
    """Take the stated time where the days agree: it is more exact."""
    return Times(case.stated, case.modified) if case.same_day else None


def neighbouring_day(case: Case) -> Times | None:
    """Days apart by one are the same instant in another zone, where the hour in UTC allows it.

    West of Greenwich it is still the day before in the small hours of UTC, east of it already the next day at night.
    """
    printed_day, day = case.shown.at.date(), case.stated.at.date()
    if abs(printed_day - day) > timedelta(days=1):
        return None
    hour = case.stated.at.hour
    local = case.is_utc and (hour <= _HOURS_BEHIND_UTC if printed_day < day else hour >= 24 - _HOURS_AHEAD_OF_UTC)
    return Times(case.stated, case.modified, printed_day if local else None)


def published_anew(case: Case) -> Times | None:
    """Take the new date of an old page that was published again; its exact time may be that of the last change.

    An address that has the stated day was not given to the page anew.
    """
    if case.addressed or not (case.is_printed_publication and case.shown.at > case.stated.at):
        return None
    shown, modified = case.shown, case.modified
    if modified is not None and modified.precision == "exact" and modified.at.date() == shown.at.date():
        shown = modified
    return Times(shown, modified)


def stated_time(case: Case) -> Times:
    """Take the stated time in any other case: the printed one is another date."""
    return Times(case.stated, case.modified)


RULES: tuple[Callable[[Case], Times | None], ...] = (
    last_change_was_stated,
    day_was_stated,
    same_instant_in_local_time,
    same_day,
    neighbouring_day,
    published_anew,
    stated_time,
)
"""Rules in order; the first that returns times decides, and the last always does."""
