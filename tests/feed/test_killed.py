"""Sequencers, the consumer and MongoDB's primary are killed while others write: each change is told once, in order."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from newscrawler.feed import Feed
from newscrawler.feed._stream import token_of_now
from tests.feed.killing import END, Ground, Writers, end, happened, patient, the_servers_word, until
from tests.support.soak import SOAK, times

pytestmark = pytest.mark.live

SEED = 20_261_128
KILLS = times(4, 100)
"""In the gate: the sequencer, the consumer, the primary and the sequencer once more."""

PAUSE_S = 0.004 if SOAK else 0.012
"""Of each writer between two writes."""

ORDER = ("sequencer", "consumer", "primary", "sequencer")


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with Ground.prepared() as ground:
        yield ground


def test_nothing_is_missed_told_twice_or_out_of_order(ground: Ground) -> None:
    chance = random.Random(SEED)
    until(lambda: Feed(ground.database).last() > 0, "the first event")
    token = token_of_now(ground.database)
    writers = Writers(ground.database, SEED, pause_s=PAUSE_S)
    kills: Counter[str] = Counter()
    taken_over = []
    began = time.monotonic()
    for number in range(KILLS):
        ground.grown()
        time.sleep(chance.uniform(0.1, 0.8))
        what = ORDER[number] if number < len(ORDER) else chance.choice(("sequencer", "consumer", "primary"))
        {"sequencer": ground.kill_sequencer, "consumer": ground.kill_consumer, "primary": ground.kill_primary}[what]()
        kills[what] += 1
        if what == "sequencer":
            taken_over.append(ground.grown())
    writers.stop()
    end(ground.database)
    until(lambda: any(each.get("id") == END for each in ground.consumed()[-50:]), "the consumer to have everything")
    seconds = time.monotonic() - began

    consumed = ground.consumed()
    told = patient(lambda: Feed(ground.database).events(0, 10_000_000))
    word = the_servers_word(ground.database, token)
    numbers = [each["number"] for each in consumed]
    missed, twice = Counter(word) - Counter(happened(consumed)), Counter(happened(consumed)) - Counter(word)
    print(
        f"\n{sum(kills.values())} kills ({dict(kills)}) in {seconds:.0f} s, {len(word):,} changes: "
        f"{missed.total()} missed, {twice.total()} twice, "
        f"{sum(a >= b for a, b in pairwise(numbers))} out of order; "
        f"taken over in at most {max(taken_over):.1f} s"
    )
    assert (missed, twice) == (Counter(), Counter())
    assert happened(consumed) == word
    assert numbers == list(range(1, len(numbers) + 1))
    assert [each.number for each in told] == numbers
    assert [each["kind"] for each in consumed].count("resync") == 1
    assert len(word) >= KILLS
