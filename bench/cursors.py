"""Walks over many stories by the API while others are written: how many are missed, and how many come twice.

    python -m bench.cursors --stories 100000 --writes 10000

A mongod of its own, the app under uvicorn, and two walks at once: by date of publication and by change. A third of the
writes adds a story in the middle of what is walked, a third adds the newest one, a third changes a story. The walk by
date must meet each story that was there from the beginning exactly once. The walk by change begins again some time
before the last change that it met, as docs/api.md says; it must end with the last content of each story.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3
from pymongo.database import Database

from newscrawler.items import Copy
from newscrawler.storage import connect
from newscrawler.storage._batch import write_batch
from newscrawler.storage.local import mongod as local_mongod
from tests.support.serving import serving
from tests.support.wire_items import copy, paragraphs

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_PRINTED = timedelta(seconds=30)
"""Time between two stories; four share one, so that pages end between them."""
_LATER = _BEGIN + timedelta(days=300)
_OVERLAP = timedelta(minutes=2)
"""Time by which a walk by change begins before the last change that it met: a batch is written in any order, and a
visit is stored after its time."""
_BATCH = 20
_MODELS = 200
"""Stories that the writer stores; the others are these again, under other ids and dates."""
_WORD = "rewritten"

_PARSER = argparse.ArgumentParser(prog="python -m bench.cursors", description=(__doc__ or "").split("\n")[0])
_PARSER.add_argument("--stories", type=int, default=100_000)
_PARSER.add_argument("--writes", type=int, default=10_000)
_PARSER.add_argument("--limit", type=int, default=100, help="stories of a page")


def main() -> int:
    """Run both walks, print what they met, and return 1 if a story was missed or came twice."""
    options = _PARSER.parse_args()
    with tempfile.TemporaryDirectory(prefix="newscrawler-cursors-") as var:
        uri = local_mongod.ensure(Path(var))
        try:
            with connect(uri) as client:
                found = _measure(client["cursors"], options)
        finally:
            local_mongod.stop(Path(var))
    print(json.dumps(found, indent=2))
    return int(any(found[name] for name in ("missed", "twice", "stale")))


def _measure(database: Database[dict[str, Any]], options: argparse.Namespace) -> dict[str, Any]:
    with serving(database) as server:
        ids = _fill(database, options.stories)
        done = threading.Event()
        with ThreadPoolExecutor(3) as pool:
            writing = pool.submit(_write, database, options, done)
            by_date = pool.submit(_walk, server.url, f"/api/stories?limit={options.limit}&fields=lastChanged", None)
            by_change = pool.submit(_walk, server.url, f"/api/stories?limit={options.limit}&fields=lastChanged", done)
            written, met, changes = writing.result(), by_date.result(), by_change.result()
        now = {
            each["_id"]: each["lastChanged"].isoformat() for each in database["stories"].find({}, {"lastChanged": 1})
        }
    times = Counter(id for id, _ in met["stories"])
    last = dict(changes["stories"])
    return {
        "stories": len(ids),
        "written meanwhile": written,
        "walk by date": {name: met[name] for name in ("pages", "seconds", "slowest page ms")},
        "walk by change": {name: changes[name] for name in ("pages", "seconds", "slowest page ms")},
        "missed": sum(id not in times for id in ids),
        "twice": sum(count > 1 for count in times.values()),
        "stale": sum(datetime.fromisoformat(last.get(id, "0001-01-01")[:19]) < _wall(at) for id, at in now.items()),
    }


def _wall(moment: str) -> datetime:
    return datetime.fromisoformat(moment[:19])


def _printed(number: int, **fields: Any) -> Copy:
    values = {
        "headline": f"Harbor notes, part {number}",
        "body": paragraphs(f"topic{number}", 2),
        "datePublished": _BEGIN + number // 4 * _PRINTED,
        "retrieved": _BEGIN + timedelta(seconds=number),
    }
    return copy(f"https://a.example/{number}", **values | fields)


def _fill(database: Database[dict[str, Any]], number: int) -> list[str]:
    """Store the stories and return their ids: a few by the writer, the others as documents like those."""
    write_batch(database, [_printed(each) for each in range(_MODELS)])
    models = list(database["stories"].find())
    ids = [model["_id"] for model in models]
    for begin in range(_MODELS, number, 1_000):
        documents = []
        for each in range(begin, min(begin + 1_000, number)):
            key = f"{each:032x}"
            seen = _BEGIN + timedelta(seconds=each)
            times = {"firstSeen": seen, "lastSeen": seen, "lastChanged": seen}
            printed = {"datePublished": _BEGIN + each // 4 * _PRINTED, "key": key, "_id": f"{key}.0"}
            documents.append({**models[each % _MODELS], **times, **printed, "cluster": None, "signatures": []})
        for document in documents:
            document.pop("cluster")
            document.pop("linkDue", None)
        database["stories"].insert_many(documents, ordered=False)
        ids += [document["_id"] for document in documents]
    return ids


def _write(database: Database[dict[str, Any]], options: argparse.Namespace, done: threading.Event) -> int:
    """Write in small batches, spread over the dates that are walked."""
    try:
        span = options.stories // 4 * _PRINTED
        for begin in range(0, options.writes, _BATCH):
            write_batch(database, list(_changes(begin, span, options)))
        return int(options.writes)
    finally:
        done.set()


def _changes(begin: int, span: timedelta, options: argparse.Namespace) -> Iterator[Copy]:
    for each in range(begin, begin + _BATCH):
        later = _LATER + timedelta(seconds=each)
        number = options.stories + each
        match each % 3:
            case 0:
                yield _printed(number, datePublished=_BEGIN + span * (1 - each / options.writes), retrieved=later)
            case 1:
                yield _printed(number, datePublished=later, retrieved=later)
            case _:
                yield _printed(each % _MODELS, body=paragraphs(f"{_WORD}{each}", 3), retrieved=later)


def _walk(url: str, path: str, until: threading.Event | None) -> dict[str, Any]:
    """Follow ``next`` to its end. With ``until``, begin again some time before the last change, as docs/api.md says,
    until nothing more is written."""
    pool = urllib3.PoolManager(retries=False)
    stories: list[tuple[str, str]] = []
    pages, slowest, began = 0, 0.0, time.perf_counter()
    following: str | None = url + path + ("" if until is None else f"&changed_since={quote(_BEGIN.isoformat())}")
    while following is not None:
        # Asked first: what is written after the answer would be missed by a client that stops.
        was_over = until is not None and until.is_set()
        asked = time.perf_counter()
        answer = pool.request("GET", following)
        slowest = max(slowest, time.perf_counter() - asked)
        assert answer.status == 200, answer.data
        page = json.loads(answer.data)
        stories += [(each["id"], each["lastChanged"]) for each in page["items"]]
        pages += 1
        following = page["next"]
        if following is None and until is not None and not was_over:
            time.sleep(0.05)
            again = datetime.fromisoformat(stories[-1][1]) - _OVERLAP
            following = f"{url}{path}&changed_since={quote(again.isoformat())}"
    seconds = time.perf_counter() - began
    return {"stories": stories, "pages": pages, "seconds": round(seconds, 1), "slowest page ms": round(slowest * 1e3)}


if __name__ == "__main__":
    raise SystemExit(main())
