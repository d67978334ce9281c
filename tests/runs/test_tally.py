"""Each story of a run is counted once, by its outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.items import Copy
from newscrawler.runs.tally import BAD, READ, StoryOutcome, Tally, outcome_of_rejection

OUTCOMES: tuple[StoryOutcome, ...] = get_args(StoryOutcome)


def copy(url: str, **known: Any) -> Copy:
    return Copy(url=url, outlet="o.example", headline="H", retrieved=datetime(2026, 11, 24, tzinfo=UTC), **known)


@settings(deadline=None)  # a loaded machine is no finding
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(OUTCOMES))))
def test_the_outcomes_add_up_to_the_stories(met: list[tuple[str, StoryOutcome]]) -> None:
    tally = Tally()
    for url, outcome in met:
        tally.story(url, outcome)
    assert sum(tally.outcomes.values()) == tally.stories == len({url for url, _ in met})


@pytest.mark.parametrize(
    ("met", "kept"),
    [
        (("failed", "added"), "added"),  # a retry that succeeded
        (("added", "unchanged"), "added"),  # handed out twice
        (("changed", "failed"), "changed"),
        (("spooled", "unchanged"), "spooled"),
        (("lost", "quarantined"), "quarantined"),
    ],
)
def test_a_story_met_again_keeps_its_better_outcome(met: tuple[StoryOutcome, ...], kept: str) -> None:
    for order in permutations(met):
        tally = Tally()
        for outcome in order:
            tally.story("https://o.example/1", outcome)
        assert {name: count for name, count in tally.outcomes.items() if count} == {kept: 1}


def test_every_outcome_is_read_or_bad_or_left_out() -> None:
    assert READ | BAD | {"older"} == set(OUTCOMES)
    assert not READ & BAD


def test_the_coverage_counts_pages_once_and_empty_fields_not_at_all() -> None:
    tally = Tally()
    for page in (copy("1", byline="Mari Sato", body=["Text."]), copy("2", byline="", body=[]), copy("1", byline="x")):
        tally.copy(page)
    assert tally.copies == 2
    assert tally.coverage == {"byline": 1, "body": 1}


@pytest.mark.parametrize(
    ("stage", "item", "outcome"),
    [
        ("fetch", None, "failed"),
        ("extraction", None, "quarantined"),
        ("archive", None, "quarantined"),
        ("validation", "Copy", "quarantined"),
        ("storage", "Copy", "quarantined"),
        ("validation", "Comment", None),
        ("validation", "Thread", None),
        ("comments", None, None),
        ("discovery", None, None),
    ],
)
def test_a_rejection_speaks_of_a_story_or_not(stage: str, item: str | None, outcome: str | None) -> None:
    assert outcome_of_rejection(stage, item) == outcome
