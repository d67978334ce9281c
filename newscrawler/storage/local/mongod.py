"""A real mongod for one machine: a one-node replica set under ``<VAR_DIR>/mongo/``, shared by every crawl there.

It listens on a Unix socket in a directory that only its owner can enter, and on no TCP port: other users of the
machine cannot connect, and no password has to be kept. It is started once, under a file lock, as a daemon in its own
session, so that it outlives the crawl that started it; ``scrapy mongo stop`` ends it.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from newscrawler.storage.local import process
from newscrawler.storage.local.process import (
    REPLICA_SET,
    START_S,
    LocalMongodError,
    Place,
    Status,
    binary,
    client,
    is_primary,
    last_error,
    locked,
    running_pid,
)

__all__ = ["LocalMongodError", "Status", "binary", "ensure", "status", "stop", "uri"]

_NOT_INITIATED = 94


def ensure(var_dir: Path) -> str:
    """Return the URI of this VAR_DIR's mongod, which is started unless it runs.

    :raises LocalMongodError: when there is no mongod to start, or it does not come up
    """
    place = Place.of(var_dir)
    if is_primary(place):
        return place.uri
    place.make()
    with locked(place):
        if not is_primary(place):
            if running_pid(place) is None:
                process.start(place)
            _make_primary(place)
    return place.uri


def stop(var_dir: Path) -> bool:
    """Shut this VAR_DIR's mongod down cleanly; returns False when none runs.

    :raises LocalMongodError: when it still runs after a minute
    """
    place = Place.of(var_dir)
    if not place.directory.is_dir():
        return False
    with locked(place):
        return process.stop(place)


def status(var_dir: Path) -> Status:
    """Return the state of this VAR_DIR's mongod; starts and changes nothing."""
    return process.status(Place.of(var_dir))


def uri(var_dir: Path) -> str:
    """Return the URI that :func:`ensure` returns, without starting anything."""
    return Place.of(var_dir).uri


def _make_primary(place: Place) -> None:
    """Initiate the replica set at the first start, correct the address where the directory was moved, and await the
    vote."""
    deadline = time.monotonic() + START_S
    member = {"_id": 0, "host": str(place.socket)}
    with client(place) as connected:
        while time.monotonic() < deadline:
            try:
                hello = connected.admin.command("hello")
                if hello.get("isWritablePrimary"):
                    return
                if hello.get("isreplicaset"):
                    _set_members(connected, member)
            except ConnectionFailure:
                if running_pid(place) is None:
                    break
            time.sleep(0.02)
    reason = last_error(place.log) or "no primary"
    raise LocalMongodError(f"mongod did not become usable within {START_S} s: {reason}; its log is {place.log}")


def _set_members(connected: MongoClient[dict[str, Any]], member: dict[str, Any]) -> None:
    """Initiate the set, or correct its address: ``hello`` has ``isreplicaset`` for a node in no set, in either case."""
    try:
        config = connected.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != _NOT_INITIATED:
            return  # still loading its configuration
        with contextlib.suppress(OperationFailure):
            connected.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
        return
    if config["members"][0]["host"] != member["host"]:
        config["members"] = [member]
        config["version"] += 1
        with contextlib.suppress(OperationFailure):
            connected.admin.command("replSetReconfig", config, force=True)
