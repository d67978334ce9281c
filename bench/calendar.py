"""Claims a second of a calendar with many entries against one with few.

    python -m bench.calendar --mongo URI            # of a replica set; two databases of its own are made and dropped
    python -m bench.calendar --mongo URI --many 100000

Prints one line for each size: claims (entries handed out) a second, and the writes of claims where nothing is due.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from datetime import UTC, datetime, timedelta

from newscrawler.calendar import Entry
from newscrawler.storage import connect, prepare
from newscrawler.storage.calendar import Calendar

FEW = 10_000
OUTLETS = 200
CLAIMED = 3_000
"""Entries that are due and handed out, of both sizes the same."""
AT_ONCE = 50
IDLE = 200
"""Claims where nothing is due: as many as a worker makes in some minutes."""


def entries(number: int) -> list[Entry]:
    """Return entries of many outlets, of which the first are due and the others are not."""
    now = datetime.now(UTC)
    made = []
    for each in range(number):
        outlet = f"outlet-{each % OUTLETS}.example"
        at = now - timedelta(minutes=1) if each < CLAIMED else now + timedelta(days=1 + each % 30)
        made.append(Entry.for_copy(f"https://{outlet}/story-{each}", outlet=outlet, host=outlet, at=at))
    return made


def measure(uri: str, number: int) -> float:
    """Return the entries a second that are handed out of a calendar of some size."""
    client = connect(uri)
    database = client[f"bench-calendar-{secrets.token_hex(4)}"]
    try:
        prepare(database)
        calendar = Calendar(database)
        made = entries(number)
        for begin in range(0, number, 10_000):
            calendar.add(made[begin : begin + 10_000])
        outlets = [f"outlet-{each}.example" for each in range(OUTLETS)]
        taken, begun = 0, time.perf_counter()
        while claims := calendar.claim(outlets, {}, "bench", AT_ONCE):
            taken += len(claims)
        speed = taken / (time.perf_counter() - begun)
        before = client["local"]["oplog.rs"].count_documents({"ns": {"$regex": f"^{database.name}[.]"}})
        begun = time.perf_counter()
        for _ in range(IDLE):
            calendar.claim(outlets, {}, "bench", AT_ONCE)
        idle = (time.perf_counter() - begun) / IDLE * 1_000
        wrote = client["local"]["oplog.rs"].count_documents({"ns": {"$regex": f"^{database.name}[.]"}}) - before
        print(
            f"{number:>9,} entries: {speed:,.0f} claims a second ({taken:,}); "
            f"an idle claim {idle:.1f} ms, {wrote} writes"
        )
        return speed
    finally:
        client.drop_database(database.name)
        client.close()


def main() -> int:
    """Measure both sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mongo", required=True, metavar="URI")
    parser.add_argument("--many", type=int, default=1_000_000)
    options = parser.parse_args()
    few = measure(options.mongo, FEW)
    many = measure(options.mongo, options.many)
    print(f"{many / few:.2f} x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
