"""A server whose log of changes has turned over while nobody numbered: what it forgot is read from the documents."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from newscrawler.feed import Feed
from newscrawler.storage import connect, prepare
from newscrawler.storage.changes import token_time
from newscrawler.storage.local.process import binary
from tests.support.sequencing import sequencing, until
from tests.support.soak import SOAK

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not SOAK, reason="mongod turns its log over after a minute: make soak runs it"),
]

LOG_MB = 1
"""The smallest log that mongod takes: it turns over after some 20 MB."""


@pytest.fixture
def forgetful() -> Iterator[Database[dict[str, Any]]]:
    """A database of a mongod with a tiny log of changes."""
    folder = Path(tempfile.mkdtemp(prefix="newscrawler-log-"))
    data, socket = folder / "data", folder / "m.sock"
    data.mkdir()
    options = {"--dbpath": data, "--bind_ip": socket, "--unixSocketPrefix": folder, "--replSet": "forgetful"}
    options |= {"--oplogSize": LOG_MB, "--wiredTigerCacheSizeGB": 0.25, "--logpath": folder / "log"}
    words = [str(word) for pair in options.items() for word in pair]
    process = subprocess.Popen([str(binary()), *words], stdout=subprocess.DEVNULL)
    uri = f"mongodb://{quote(str(socket), safe='')}/?directConnection=true"
    try:
        with MongoClient(uri, serverSelectionTimeoutMS=60_000) as client:
            client.admin.command("replSetInitiate", {"_id": "forgetful", "members": [{"_id": 0, "host": str(socket)}]})
            until(lambda: client.admin.command("hello").get("isWritablePrimary"))
        with connect(uri) as client:
            prepare(client["news"])
            yield client["news"]
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def test_what_the_server_forgot_is_read_from_the_documents(forgetful: Database[dict[str, Any]]) -> None:
    with sequencing(forgetful) as working:
        working.events()
    stored = forgetful["meta"].find_one({"_id": "feed"})
    assert stored is not None
    now = datetime.now(UTC)
    untold = {"_id": "untold", "thread": "t", "firstSeen": now, "lastSeen": now, "lastChanged": now}
    forgetful["comments"].insert_one(untold, bypass_document_validation=True)
    until(lambda: is_forgotten(forgetful, token_time(stored["token"])), 120)
    with sequencing(forgetful) as working:
        until(lambda: any(line.startswith("feed: everything") for line in working.said))
        events = working.events(stored["number"])
    assert "may no longer be in the oplog" in "".join(working.said)
    assert [(each.kind, each.id) for each in events] == [("resync", None), ("added", "untold")]
    assert Feed(forgetful).first() == 1


def is_forgotten(database: Database[dict[str, Any]], at: Any) -> bool:
    """Push the log on; returns whether it begins after a time."""
    try:
        # Not a followed collection. The log is cut at checkpoints only, which a flush makes.
        database["revisions"].insert_one({"x": "y" * 900_000}, bypass_document_validation=True)
        database["revisions"].delete_many({}, comment="keeps the data small")
        database.client.admin.command("fsync")
        time.sleep(0.1)
        first = database.client["local"]["oplog.rs"].find_one(sort=[("$natural", 1)])
    except PyMongoError:
        return False
    return first is not None and first["ts"] > at
