"""Two readings of a list: whether they prove that nothing came and went between them."""

from __future__ import annotations

import pytest

from newscrawler.calendar.lists import overlaps

FORTY = list(range(40, 0, -1))


@pytest.mark.parametrize(
    ("before", "now", "proves"),
    [
        pytest.param([3, 2, 1], [4, 3, 2], True, id="the list moved on by one"),
        pytest.param([3, 2, 1], [3, 2, 1], True, id="nothing came"),
        pytest.param([3, 2, 1], [6, 5, 4], False, id="all entries are new"),
        pytest.param([3, 2, 1], [5, 4, 3], True, id="the newest of before is the oldest now"),
        pytest.param([3, 2, 1], [3, 2], True, id="the list became shorter"),
        pytest.param([9, 3, 2, 1], [9, 6, 5, 4], False, id="an entry pinned to the head, the rest is new"),
        pytest.param([4, 3, 2, 1], [1, 8, 7, 6], False, id="the oldest entry was pinned to the head, the rest is new"),
        pytest.param([9, 3, 2, 1], [9, 4, 3, 2], True, id="an entry pinned to the head, the rest moved on"),
        pytest.param([3, 2, 1], [6, 2, 5, 4], False, id="an entry that was changed and moved up, the rest is new"),
        pytest.param([3, 2, 1], [2, 4, 3], True, id="an entry that was changed and moved up, the rest moved on"),
        pytest.param([4, 3, 2, 1], [7, 6, 5, 2], False, id="an entry that was changed and has become the oldest"),
        pytest.param([4, 3, 2, 1], [6, 5, 4, 2], True, id="an entry was removed, the rest moved on"),
        pytest.param([2, 1], [3, 1], True, id="an entry of a short list was removed, and one came"),
        pytest.param([1, 2, 3], [2, 3, 4], True, id="a list with the newest at its end"),
        pytest.param([1, 2, 3], [4, 5, 6], False, id="a list with the newest at its end, all new"),
        pytest.param(FORTY, [*FORTY[20:], *range(41, 61)], True, id="a list without order that keeps half"),
        pytest.param(FORTY, [99, *FORTY[:3], *range(41, 77)], False, id="a list without order that keeps three"),
    ],
)
def test_two_readings_prove_that_nothing_was_missed(before, now, proves) -> None:
    assert overlaps(before, now) is proves


def test_what_was_pinned_before_was_not_newer_than_what_stood_below_it() -> None:
    before, now = [9, 4, 3, 2], [8, 7, 6, 5, 4]
    assert not overlaps(before, now)
    assert overlaps(before, now, pinned=9)
