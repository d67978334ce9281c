"""Workers, nodes, the primary, a disk and a clock go wrong: nothing is lost, nothing is stored twice, and no more is
fetched again than was leased. CI runs a round of each kind; ``make chaos`` runs thirty."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from tests.frontier.chaos import KINDS, Ground, NotHereError, Round, table

pytestmark = pytest.mark.live

SEED = int(os.environ.get("CHAOS_SEED", "20261124"))
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", len(KINDS)))


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with Ground.prepared() as ground:
        yield ground


@pytest.fixture(scope="module")
def rounds() -> Iterator[list[Round]]:
    rounds: list[Round] = []
    yield rounds
    print(f"\n{table(rounds)}")


@pytest.mark.parametrize(
    "number", range(1, ROUNDS + 1), ids=lambda number: f"{number}-{KINDS[(number - 1) % len(KINDS)]}"
)
def test_round(ground: Ground, rounds: list[Round], number: int) -> None:
    chance = random.Random(SEED + number)
    try:
        result = ground.run(number, KINDS[(number - 1) % len(KINDS)], chance)
    except NotHereError as error:
        pytest.skip(str(error))
    rounds.append(result)
    assert result.dead == [], result.said
    assert result.lost == [], result.said
    assert result.twice == []
    assert result.again <= result.leased
    assert result.at_once == []
