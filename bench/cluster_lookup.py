"""Rate at which the stories that share a text are looked up, with few and with many stories in the window.

    python -m bench.cluster_lookup                          # 10,000 and 1,000,000 stories
    python -m bench.cluster_lookup --stories 10000 100000

The keys of the stories are random, as hashes are; each asked story shares its keys with three stored ones. The look-up
is that of the writer, with as many new stories at once as the writer links. A private mongod is started and removed.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson.int64 import Int64
from pymongo.database import Database

from newscrawler.clusters import Text
from newscrawler.clusters.limits import WINDOW
from newscrawler.storage import SCHEMA_VERSION, connect, prepare
from newscrawler.storage._fingerprints import Fingerprinted, Furniture, candidates_of
from newscrawler.storage._linking import SLICE
from newscrawler.storage.local import mongod as local_mongod

__all__ = ["main"]

KEYS = 41
"""Keys of a story of the usual length (:data:`newscrawler.clusters.limits.SAMPLED`)."""
COPIES = 3
ASKED = 2_000
"""Stories that are looked up in a round."""
ROUNDS = 5
_BATCH = 5_000
_OUTLETS = 500

_PARSER = argparse.ArgumentParser(prog="python -m bench.cluster_lookup", description=(__doc__ or "").split("\n")[0])
_PARSER.add_argument("--stories", type=int, nargs="+", default=[10_000, 1_000_000], help="numbers of stories, rising")


def main(arguments: Sequence[str]) -> None:
    """Fill the window step by step, and print the rate at each step."""
    options = _PARSER.parse_args(arguments)
    chance = random.Random(1)
    with _database() as database:
        filled, first = 0, None
        print(f"{'stories':>10} {'look-ups/s':>11} {'of the first':>13} {'index bytes a story':>20} {'an entry':>9}")
        for number in sorted(options.stories):
            _fill(database, filled, number, chance)
            filled = number
            rate = statistics.median(_rate(database, filled, chance) for _ in range(ROUNDS))
            first = first or rate
            sizes = database.command("collStats", "fingerprints")["indexSizes"]
            bytes_ = sizes["keys_1"] / number
            print(
                f"{number:>10,} {rate:>11,.0f} {rate / first:>13.2f} {bytes_:>20,.0f} {bytes_ / KEYS:>9.1f}", flush=True
            )


@contextmanager
def _database() -> Iterator[Database[dict[str, Any]]]:
    with tempfile.TemporaryDirectory(prefix="lookup-") as folder:
        var = Path(folder)
        try:
            with connect(local_mongod.ensure(var)) as client:
                prepare(client["lookup"])
                yield client.get_database("lookup")
        finally:
            local_mongod.stop(var)


def _keys(story: int) -> list[int]:
    """Return the keys of a story; ``COPIES`` stories in a row share them."""
    chance = random.Random(story // COPIES)
    return sorted(chance.getrandbits(64) - (1 << 63) for _ in range(KEYS))


def _fill(database: Database[dict[str, Any]], start: int, end: int, chance: random.Random) -> None:
    now = datetime.now(UTC)
    for first in range(start, end, _BATCH):
        documents = [
            {
                "_id": f"{number:032x}.0",
                "schemaVersion": SCHEMA_VERSION,
                "keys": [Int64(key) for key in _keys(number)],
                "keysCount": KEYS,
                "outlet": f"outlet{chance.randrange(_OUTLETS)}.example",
                "at": now,
                "text": "0" * 32,
                "expires": now + WINDOW,
            }
            for number in range(first, min(first + _BATCH, end))
        ]
        database["fingerprints"].insert_many(documents, ordered=False)


def _rate(database: Database[dict[str, Any]], filled: int, chance: random.Random) -> float:
    """Return look-ups in a second. Others are asked each time, so that the server has not just read them."""
    asked = [
        {f"new{number}": _keys(chance.randrange(filled)) for number in range(start, start + SLICE)}
        for start in range(0, ASKED, SLICE)
    ]
    now = datetime.now(UTC)
    begun, found = time.perf_counter(), 0
    for keys in asked:
        texts = {id_: Text(id=id_, outlet="new.example", firstSeen=now) for id_ in keys}
        candidates, _ = candidates_of(
            database, Fingerprinted(keys=keys, texts=texts, counts=dict.fromkeys(keys, KEYS)), Furniture()
        )
        found += sum(map(len, candidates.values()))
    seconds = time.perf_counter() - begun
    if found < ASKED * (COPIES - 1):
        print(f"lookup: only {found} stories were found", file=sys.stderr)
    return ASKED / seconds


if __name__ == "__main__":
    main(sys.argv[1:])
