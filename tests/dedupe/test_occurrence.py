"""Which printing of a recurring headline a copy joins."""

import itertools
import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from newscrawler.dedupe import Occurrence, choose_occurrence
from newscrawler.items import Copy

JST = timezone(timedelta(hours=9))
NEW_YORK = timezone(timedelta(hours=-5))
MONDAY = datetime(2031, 3, 3, 15, tzinfo=JST)
HOUR = timedelta(hours=1)
TEXT, SAME_TEXT, OTHER_TEXT = 0x0F0F_1234_5678_9ABC, 0x0F0F_1234_5678_9ABF, ~0x0F0F_1234_5678_9ABC


def copy(at: datetime | None = MONDAY, precision="exact", signature: int | None = None) -> Copy:
    return Copy(
        url="https://harborlight.example/1",
        outlet="harborlight.example",
        retrieved=MONDAY,
        datePublished=at,
        datePublishedPrecision=precision if at else None,
        signature=signature,
    )


def known(number: int = 0, at: datetime | None = MONDAY, precision="exact", *signatures: int) -> Occurrence:
    return Occurrence(number, at, precision if at else None, list(signatures))


def joins(one: Copy, *occurrences: Occurrence) -> int | None:
    chosen = {choose_occurrence(one, order) for order in itertools.permutations(occurrences)}
    assert len(chosen) == 1, "the order of the candidates decides"
    return chosen.pop()


def test_the_first_copy_starts_an_occurrence() -> None:
    assert joins(copy()) is None


@pytest.mark.parametrize("hours", [0, 1, 9, 12, -12])
def test_exact_times_within_twelve_hours_are_one_printing(hours) -> None:
    assert joins(copy(MONDAY + hours * HOUR), known(0)) == 0


@pytest.mark.parametrize("hours", [12.1, 23, 24, -24, 25, 168])
def test_exact_times_further_apart_are_two(hours) -> None:
    assert joins(copy(MONDAY + hours * HOUR), known(0)) is None


@pytest.mark.parametrize(("hours", "number"), [(24, 0), (36, 0), (-36, 0), (36.1, None), (168, None)])
def test_the_same_text_may_be_reprinted_within_36_hours(hours, number) -> None:
    assert (
        joins(copy(MONDAY + hours * HOUR, signature=SAME_TEXT), known(0, MONDAY, "exact", OTHER_TEXT, TEXT)) == number
    )


def test_another_text_is_no_bar_within_the_window() -> None:
    assert joins(copy(MONDAY + HOUR, signature=OTHER_TEXT), known(0, MONDAY, "exact", TEXT)) == 0


def test_midnight_and_time_zones_do_not_part_a_story() -> None:
    just_before_midnight = datetime(2031, 3, 3, 23, 50, tzinfo=JST)
    same_moment_elsewhere = just_before_midnight.astimezone(NEW_YORK) + timedelta(minutes=20)
    assert same_moment_elsewhere.date() != (just_before_midnight + timedelta(minutes=20)).date()
    assert joins(copy(same_moment_elsewhere), known(0, just_before_midnight)) == 0


def test_wall_clocks_that_agree_in_other_zones_are_not_one_moment() -> None:
    assert (
        joins(copy(datetime(2031, 3, 3, 15, tzinfo=NEW_YORK)), known(0, datetime(2031, 3, 3, 15, tzinfo=JST))) is None
    )


@pytest.mark.parametrize("day", range(3, 10))
def test_a_daily_headline_never_merges_with_its_neighbours(day) -> None:
    closes = [known(n, datetime(2031, 3, 3 + n, 15, tzinfo=JST)) for n in range(7)]
    assert joins(copy(datetime(2031, 3, day, 15, 4, tzinfo=JST)), *closes[:5]) == (day - 3 if day < 8 else None)
    without_own = [one for one in closes[:5] if one.occurrence != day - 3]
    assert joins(copy(datetime(2031, 3, day, 15, 4, tzinfo=JST)), *without_own) is None


def test_a_day_is_an_interval_in_the_outlets_zone() -> None:
    tokyo_day = copy(datetime(2031, 3, 3, tzinfo=JST), "day")
    assert joins(tokyo_day, known(0, datetime(2031, 3, 3, 0, 5, tzinfo=JST))) == 0
    assert joins(tokyo_day, known(0, datetime(2031, 3, 3, 23, 55, tzinfo=JST))) == 0
    assert joins(tokyo_day, known(0, datetime(2031, 3, 3, 8, tzinfo=NEW_YORK))) == 0
    assert joins(tokyo_day, known(0, datetime(2031, 3, 3, 12, tzinfo=NEW_YORK))) is None
    assert joins(tokyo_day, known(0, datetime(2031, 3, 4, 15, tzinfo=JST))) is None


def test_days_of_one_zone_do_not_touch() -> None:
    monday, tuesday = datetime(2031, 3, 3, tzinfo=JST), datetime(2031, 3, 4, tzinfo=JST)
    assert joins(copy(tuesday, "day"), known(0, monday, "day")) is None
    assert joins(copy(tuesday, "day"), known(0, monday, "day"), known(1, tuesday, "day")) == 1
    assert joins(copy(tuesday, "day", TEXT), known(0, monday, "day", SAME_TEXT)) == 0


def test_an_exact_copy_joins_the_day_that_holds_it() -> None:
    days = [known(n, datetime(2031, 3, 3 + n, tzinfo=JST), "day") for n in range(3)]
    assert joins(copy(datetime(2031, 3, 4, 15, tzinfo=JST)), *days) == 1


def test_a_relative_time_is_the_day_before_it() -> None:
    assert joins(copy(MONDAY + 3 * HOUR, "relative"), known(0)) == 0
    assert joins(copy(MONDAY + 30 * HOUR, "relative"), known(0)) is None


def test_undated_copies_join_only_the_same_text() -> None:
    assert joins(copy(None), known(0)) is None
    assert joins(copy(None, signature=OTHER_TEXT), known(0, MONDAY, "exact", TEXT)) is None
    assert (
        joins(copy(None, signature=SAME_TEXT), known(0, MONDAY, "exact", OTHER_TEXT), known(1, MONDAY, "exact", TEXT))
        == 1
    )


def test_an_undated_occurrence_takes_only_the_same_text() -> None:
    assert joins(copy(signature=SAME_TEXT), known(0, None, None, TEXT)) == 0
    assert joins(copy(signature=OTHER_TEXT), known(0, None, None, TEXT)) is None
    assert joins(copy(), known(0, None, None)) is None


def test_the_nearest_wins_then_the_text_then_the_lowest_number() -> None:
    early, late = known(0, MONDAY, "exact", TEXT), known(1, MONDAY + 14 * HOUR, "exact", OTHER_TEXT)
    assert joins(copy(MONDAY + 6 * HOUR), early, late) == 0
    assert joins(copy(MONDAY + 8 * HOUR, signature=SAME_TEXT), early, late) == 1
    assert joins(copy(MONDAY + 7 * HOUR, signature=OTHER_TEXT), early, late) == 1
    assert joins(copy(MONDAY + 7 * HOUR), early, late) == 0


def test_a_dated_fit_goes_before_an_undated_one() -> None:
    assert joins(copy(signature=TEXT), known(0, None, None, TEXT), known(1, MONDAY, "exact", TEXT)) == 1


def arrive(copies: list[Copy]) -> dict[int, set[str]]:
    """Write copies one after the other, as the store does; what joined what."""
    stories: list[Occurrence] = []
    members: dict[int, set[str]] = {}
    for one in copies:
        number = choose_occurrence(one, stories)
        if number is None:
            number = len(stories)
            stories.append(Occurrence(number, None, None, []))
        story = stories[number]
        if one.signature is not None:
            story.signatures.append(one.signature)
        if one.datePublishedPrecision == "exact" and one.datePublished:
            earlier = story.datePublished if story.precision == "exact" else None
            story.datePublished = min(filter(None, [earlier, one.datePublished]))
            story.precision = "exact"
        elif story.precision is None:
            story.datePublished, story.precision = one.datePublished, one.datePublishedPrecision
        members.setdefault(number, set()).add(one.url)
    return members


@pytest.mark.parametrize("seed", range(60))
def test_a_week_of_a_daily_headline_comes_out_the_same_in_any_order(seed) -> None:
    rng = random.Random(seed)
    week: list[Copy] = []
    for day in range(7):
        close = MONDAY + timedelta(days=day)
        text = rng.getrandbits(64) - (1 << 63)
        for outlet in range(rng.randint(1, 6)):
            zone = rng.choice([UTC, JST, NEW_YORK])
            at = (close + timedelta(minutes=rng.randint(0, 5 * 60 if outlet else 20))).astimezone(zone)
            one = copy(at, signature=text ^ (1 << rng.randrange(8)))
            one.url = f"https://{outlet}.example/{day}"
            week.append(one)
    expected = {frozenset(one.url for one in week if one.url.endswith(f"/{day}")) for day in range(7)}
    for _ in range(5):
        rng.shuffle(week)
        assert {frozenset(urls) for urls in arrive(week).values()} == expected


def test_where_order_independence_ends() -> None:
    """Printings at 0, 10 and 20 h: no rule with a window can be independent of their order; the docstring says so."""
    chain = [copy(MONDAY + hours * HOUR) for hours in (0, 10, 20)]
    for number, one in enumerate(chain):
        one.url = str(number)
    assert len(arrive(chain)) == 2
    assert len(arrive(chain[::-1])) == 1


@pytest.mark.parametrize(
    ("hours", "number"), [(0, 0), (9, 0), (14, 0), (-11.9, 0), (14.1, None), (-12.1, None), (24, None)]
)
def test_a_clock_of_an_unknown_zone_fits_the_exact_times_that_any_zone_would_make_it(hours, number) -> None:
    assert joins(copy(MONDAY + hours * HOUR, "local"), known(0)) == number


@pytest.mark.parametrize(("hours", "number"), [(0, 0), (12, 0), (12.1, None), (24, None), (-24, None)])
def test_two_clocks_of_unknown_zones_are_compared_as_printed(hours, number) -> None:
    """Otherwise the same headline at the same time of the next day would be the same story."""
    assert joins(copy(MONDAY + hours * HOUR, "local"), known(0, MONDAY, "local")) == number
