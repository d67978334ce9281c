"""The alive newsroom is followed by workers that are killed: what was promised is stored, and the ledger is true.

A calendar whose day takes minutes is followed for some seconds in ``make test``, and for 20 minutes in ``make soak``.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import connect
from newscrawler.storage.local import replica_set
from newsroom import HARBORLIGHT, JAPANTODAY, PLAINPRESS
from newsroom.alive import Rhythm, Schedule
from newsroom.alive.comparison import Promise
from tests.support.following import following
from tests.support.soak import SOAK

pytestmark = pytest.mark.live

Documents = dict[str, Any]

SEED = int(os.environ.get("FOLLOW_SEED", "20261128"))
"""Of the news, and of the times at which something is killed."""

SHORT = Rhythm(
    minute=0.25,
    minutes=100.0,
    before=120.0,
    stories_an_hour=6.0,
    bursts=((80.0, PLAINPRESS),),
    outages=((60.0, 70.0, HARBORLIGHT),),
)
"""25 seconds, in which 100 minutes of the newsroom pass: 240 times as fast as the world."""

LONG = Rhythm(
    minute=0.25,
    minutes=3_600.0,
    before=240.0,
    stories_an_hour=2.0,
    bursts=((800.0, PLAINPRESS), (2_000.0, JAPANTODAY), (2_900.0, HARBORLIGHT)),
    outages=((1_200.0, 1_240.0, HARBORLIGHT), (2_500.0, 2_530.0, PLAINPRESS)),
)
"""15 minutes, in which two and a half days of the newsroom pass; five minutes more are for what came last."""

LONG_S = 20 * 60


@pytest.fixture
def members(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A replica set of three."""
    folder = Path(tempfile.mkdtemp(prefix="newscrawler-follow-"))
    try:
        yield folder, replica_set.ensure(folder)
    finally:
        replica_set.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_killed_worker_loses_nothing(database: Database[Documents], mongo_uri: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    schedule = Schedule.made(SEED, SHORT)
    with following(schedule, database, mongo_uri, tmp_path, workers=2) as here:
        here.until(schedule.seconds, (chance.uniform(12, 18), lambda: here.kill_one(chance)))
        here.wait_for(here.has_all_copies, "all that was printed")
        # How long a look takes is no matter here: what a worker was shown has to be stored.
        found = here.compared(Promise(scale=here.scale, slack=timedelta(days=1)))
    print(f"\n{found.table()}")
    assert found.problems == {}
    assert len(here.room.record.copies) > 30


@pytest.mark.skipif(not SOAK, reason="takes 20 minutes: make soak")
def test_twenty_minutes_with_two_workers_and_the_primary_killed(members: tuple[Path, str], tmp_path: Path) -> None:
    folder, uri = members
    chance = random.Random(SEED + 1)
    schedule = Schedule.made(SEED, LONG)

    def kill_the_primary() -> None:
        (primary,) = [each for each in replica_set.statuses(folder) if each.primary]
        assert primary.pid is not None
        os.kill(primary.pid, 9)

    with connect(uri) as client:
        database = client[f"follow-{secrets.token_hex(6)}"]
        with following(schedule, database, uri, tmp_path, workers=3) as here:
            primary = chance.uniform(200, 800)
            here.until(
                LONG_S,
                (chance.uniform(100, 800), lambda: here.kill_one(chance)),
                (chance.uniform(100, 800), lambda: here.kill_one(chance)),
                (primary, kill_the_primary),
                (primary + chance.uniform(3, 10), lambda: replica_set.ensure(folder)),
            )
            found = here.compared(Promise(scale=here.scale, slack=timedelta(seconds=45)), may_complain=True)
        print(f"\n{found.table()}")
        assert found.problems == {}
        assert sum(follower.is_killed for follower in here.followers) == 2
        assert len(here.room.record.copies) > 300
