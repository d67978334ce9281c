"""Each rule by which a stated and a printed time become one, by its name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newscrawler.extraction.times.printed import PrintedTime
from newscrawler.extraction.times.reconcile import RULES, Case, reconcile
from newscrawler.language.dates.moment import Moment

_TOKYO = timezone(timedelta(hours=9))
_NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def _exact(at: datetime) -> Moment:
    return Moment(at=at, precision="exact", raw=at.isoformat())


def _day(at: datetime) -> Moment:
    return Moment(at=at.replace(hour=0, minute=0), precision="day", raw=at.date().isoformat())


def _printed(moment: Moment, *, near: bool = True, is_update: bool = False) -> PrintedTime:
    return PrintedTime(moment, near=near, visible=True, is_update=is_update)


_IN_TOKYO = _exact(_NOON.astimezone(_TOKYO).replace(tzinfo=UTC))
"""The clock of Tokyo, printed without its zone."""

CASES = {
    # rule: (stated, printed, ambiguous), (published, outlet's own day)
    "last_change_was_stated": (
        (_exact(_NOON), _printed(_day(_NOON - timedelta(days=3))), True),
        (_day(_NOON - timedelta(days=3)), None),
    ),
    "day_was_stated": ((_day(_NOON), _printed(_exact(_NOON)), False), (_exact(_NOON), None)),
    "same_instant_in_local_time": (
        (_exact(_NOON), _printed(_IN_TOKYO), False),
        (Moment(at=_NOON.astimezone(_TOKYO), precision="exact", raw=_NOON.isoformat(), zoned=True), None),
    ),
    "same_day": ((_exact(_NOON), _printed(_day(_NOON)), False), (_exact(_NOON), None)),
    "neighbouring_day": (
        (_exact(_NOON.replace(hour=22)), _printed(_day(_NOON + timedelta(days=1))), False),
        (_exact(_NOON.replace(hour=22)), (_NOON + timedelta(days=1)).date()),
    ),
    "published_anew": (
        (_exact(_NOON), _printed(_day(_NOON + timedelta(days=90))), False),
        (_day(_NOON + timedelta(days=90)), None),
    ),
    "stated_time": (
        (_exact(_NOON), _printed(_day(_NOON + timedelta(days=90)), near=False), False),
        (_exact(_NOON), None),
    ),
}


def test_every_rule_has_a_case() -> None:
    assert list(CASES) == [rule.__name__ for rule in RULES]


@pytest.mark.parametrize("name", CASES)
def test_the_rule_decides(name: str) -> None:
    (stated, printed, ambiguous), (published, day) = CASES[name]
    case = Case(stated, printed, printed.moment, None, ambiguous=ambiguous, is_utc=stated.precision == "exact")
    assert next(rule.__name__ for rule in RULES if rule(case) is not None) == name
    times = reconcile(stated, printed, None, None, None, ambiguous=ambiguous)
    assert (times.published, times.day) == (published, day)


def test_an_update_within_a_month_is_no_publication() -> None:
    update = _printed(_day(_NOON + timedelta(days=9)), is_update=True)
    assert reconcile(_exact(_NOON), update, None, None, None, ambiguous=False).published == _exact(_NOON)


def test_a_known_zone_leaves_no_second_calendar_day() -> None:
    late = _exact(_NOON.replace(hour=22))
    times = reconcile(late, _printed(_day(_NOON + timedelta(days=1))), None, None, _TOKYO, ambiguous=False)
    assert times.day is None
    assert times.published is not None
    assert times.published.at.utcoffset() == timedelta(hours=9)


def test_a_page_that_prints_nothing_keeps_what_it_states() -> None:
    assert reconcile(_exact(_NOON), None, None, None, None, ambiguous=False).published == _exact(_NOON)
