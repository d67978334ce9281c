"""What following costs an outlet, stated before it begins: found by the calendar's own rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newscrawler.calendar.costs import Cost, cost

DAY_MINUTES = 1_440


def test_more_stories_are_read_for_more_often_and_never_more_than_once_a_minute() -> None:
    reads = [cost(1, stories).lists for stories in (0, 10, 100, 2_000)]
    assert reads == sorted(reads)
    assert reads[0] >= 1
    assert reads[-1] <= DAY_MINUTES


def test_lists_without_a_story_cost_something_each() -> None:
    assert cost(9, 0).lists > cost(1, 0).lists > 0


def test_a_day_is_lists_and_all_looks_at_its_stories() -> None:
    told = Cost(lists=100.4, looks=20, visits=6)
    assert told.a_day(0) == 101
    assert told.a_day(10) == 361


@pytest.mark.parametrize("part", ["looks", "visits"])
def test_a_story_and_its_thread_are_looked_at_several_times_and_come_to_an_end(part: str) -> None:
    assert 3 <= getattr(cost(1, 10), part) <= 60


def test_the_guide_states_what_the_rules_cost() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "following.md").read_text("utf-8")
    rows = re.findall(r"^\|" + r" ([\d,]+) \|" * 6 + "$", guide, re.MULTILINE)
    assert len(rows) >= 4
    for row in rows:
        lists, stories, *stated = (int(each.replace(",", "")) for each in row)
        told = cost(lists, stories)
        assert stated == [round(told.lists), told.looks, told.visits, told.a_day(stories)]
