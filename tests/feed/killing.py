"""Writers, sequencers, a consumer and a replica set, of which some are killed; and the server's own word of what was
changed, to which the feed and the consumer's file are compared event by event."""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.feed import Feed
from newscrawler.storage import connect, prepare
from newscrawler.storage.changes import FOLLOWED, changed_paths, classify
from newscrawler.storage.local import replica_set
from tests.support.forking import Forked
from tests.support.serving import Served, serving

Documents = dict[str, Any]
Happened = tuple[str, str, str, tuple[str, ...]]
"""Kind, collection, id and fields."""

ROOT = Path(__file__).parents[2]
DEADLINE_S = 120
END = "the end"

SEQUENCER = """
import sys, threading
from newscrawler.feed import Sequencer
from newscrawler.storage import connect
database = connect(sys.argv[1])[sys.argv[2]]
Sequencer(database, name=sys.argv[3], say=lambda line: print(line, file=sys.stderr, flush=True)).run(threading.Event())
"""


class Ground:
    """A replica set of three with a database, two sequencers, a server of the API and a consumer."""

    def __init__(self, var_dir: Path, uri: str, client: MongoClient[Documents], server: Served) -> None:
        self._var_dir = var_dir
        self._uri = uri
        self._log = (var_dir / "sequencers.log").open("ab")
        self.database = server.database
        self.path = var_dir / "consumed"
        self.server = server
        self.sequencers: dict[str, Forked] = {}
        for name in ("one", "two"):
            self.start_sequencer(name)
        self.consumer = self._start_consumer()

    @classmethod
    @contextmanager
    def prepared(cls) -> Iterator[Ground]:
        var_dir = Path(tempfile.mkdtemp(prefix="newscrawler-feed-"))
        ground = None
        try:
            uri = replica_set.ensure(var_dir)
            with connect(uri) as client:
                database = client[f"feed-{secrets.token_hex(4)}"]
                prepare(database)
                with serving(database) as server:
                    ground = cls(var_dir, uri, client, server)
                    yield ground
        finally:
            if ground is not None:
                processes: list[subprocess.Popen[Any]] = [*ground.sequencers.values(), ground.consumer]
                for process in processes:
                    process.kill()
                    process.wait()
            # Nothing here is kept: a clean end of three servers takes half a minute on a busy machine.
            for each in replica_set.statuses(var_dir):
                if each.pid is not None:
                    os.kill(each.pid, signal.SIGKILL)
            replica_set.stop(var_dir)
            shutil.rmtree(var_dir, ignore_errors=True)

    def start_sequencer(self, name: str) -> None:
        command = [sys.executable, "-c", SEQUENCER, self._uri, self.database.name, name]
        self.sequencers[name] = Forked(command, cwd=ROOT, stderr=self._log, text=True)

    def _start_consumer(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, ROOT / "tests/feed/consumer.py", self.server.url, self.path]
        return subprocess.Popen(command, cwd=ROOT)

    def kill_sequencer(self) -> str:
        """Kill the one that numbers; the other takes over. It is started again as the next candidate."""
        holder = Feed(self.database).state().holder or "one"
        self.sequencers[holder].kill()
        self.sequencers[holder].wait()
        self.start_sequencer(holder)
        return holder

    def kill_consumer(self) -> str:
        """Kill the consumer, and start it again."""
        self.consumer.kill()
        self.consumer.wait()
        self.consumer = self._start_consumer()
        return "consumer"

    def kill_primary(self) -> str:
        """Kill MongoDB's primary, and start it again when the others have chosen another."""
        (primary,) = [each for each in replica_set.statuses(self._var_dir) if each.primary]
        assert primary.pid is not None
        os.kill(primary.pid, signal.SIGKILL)
        until(lambda: any(each.primary for each in replica_set.statuses(self._var_dir)), "another primary")
        replica_set.ensure(self._var_dir)
        return "primary"

    def consumed(self) -> list[Documents]:
        """The events in the consumer's file, in its order."""
        return [json.loads(line) for line in self.path.read_bytes().splitlines()] if self.path.exists() else []

    def grown(self, seconds: float = DEADLINE_S) -> float:
        """Wait for an event that is not there yet; returns the seconds that it took."""
        began, last = time.monotonic(), patient(Feed(self.database).last)
        until(lambda: patient(Feed(self.database).last) > last, "the next event", seconds)
        return time.monotonic() - began


class Writers:
    """Threads that add, change, visit and remove documents, singly, in batches and in transactions."""

    def __init__(self, database: Database[Documents], seed: int, number: int = 2, pause_s: float = 0.004) -> None:
        self._stop = threading.Event()
        self._pause_s = pause_s
        self._threads = [
            threading.Thread(target=self._write, args=(database, random.Random(seed + each), each), daemon=True)
            for each in range(number)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(DEADLINE_S)

    def _write(self, database: Database[Documents], chance: random.Random, who: int) -> None:
        ids: list[tuple[str, str]] = []
        while not self._stop.wait(self._pause_s):
            # A kill makes writes fail; the server's word says which of them it took.
            try:
                self._one(database, chance, ids, who)
            except PyMongoError:
                time.sleep(0.05)

    def _one(self, database: Database[Documents], chance: random.Random, ids: list[Any], who: int) -> None:
        action = chance.random()
        if action < 0.4 or len(ids) < 10:
            name = chance.choice(FOLLOWED)
            made = [f"{who}-{chance.getrandbits(48):x}" for _ in range(chance.choice((1, 1, 3)))]
            documents = [{"_id": each, "text": "words", "lastSeen": now(), "lastChanged": now()} for each in made]
            ids += [(name, each) for each in made]
            database[name].insert_many(documents, bypass_document_validation=True)
        elif action < 0.5:
            with database.client.start_session() as session, session.start_transaction():
                for name, each in chance.sample(ids, 3):
                    change = {"$set": {"text": f"{chance.random()}", "lastChanged": now()}}
                    database[name].update_one({"_id": each}, change, bypass_document_validation=True, session=session)
        elif action < 0.7:
            name, each = chance.choice(ids)
            change = {"$set": {f"field{chance.randint(1, 3)}": chance.random(), "lastChanged": now()}}
            database[name].update_one({"_id": each}, change, bypass_document_validation=True)
        elif action < 0.85:
            name, each = chance.choice(ids)
            visit = {"$set": {"lastSeen": now()}}
            database[name].update_one({"_id": each}, visit, bypass_document_validation=True)
        else:
            name, each = ids.pop(chance.randrange(len(ids)))
            database[name].delete_one({"_id": each})


def the_servers_word(database: Database[Documents], token: Mapping[str, Any]) -> list[Happened]:
    """What the server says was changed after a token and before the mark of the end, read at once and undisturbed."""
    found: list[Happened] = []
    followed = [{"$match": {"ns.coll": {"$in": list(FOLLOWED)}}}]
    with database.watch(followed, start_after=token, max_await_time_ms=500) as stream:
        while True:
            event = stream.try_next()
            if event is None:
                continue
            classified = classify(event["operationType"], changed_paths(event))
            if event["documentKey"]["_id"] == END:
                return found
            if classified is not None and classified[0] != "seen":
                found.append((classified[0], event["ns"]["coll"], event["documentKey"]["_id"], classified[1]))


def happened(events: list[Documents]) -> list[Happened]:
    return [
        (each["kind"], each["collection"], each["id"], tuple(each.get("fields", ())))
        for each in events
        if each.get("id") not in (None, END)
    ]


def end(database: Database[Documents]) -> None:
    """Add the mark of the end, which is one event."""
    patient(lambda: database["comments"].insert_one({"_id": END}, bypass_document_validation=True))


def patient(work: Any) -> Any:
    """Return what a piece of work returns, tried again while MongoDB has no primary."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            return work()
        except PyMongoError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def until(true: Any, what: str, seconds: float = DEADLINE_S) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.02)


def now() -> datetime:
    return datetime.now(UTC)
