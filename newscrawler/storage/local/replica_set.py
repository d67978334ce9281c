"""A real replica set of several mongods on one machine, under ``<VAR_DIR>/mongo-1/``, ``mongo-2/`` …: a cluster to
try out and to test on. It survives the death of its primary, as one mongod does not; it does not survive the
machine.

Like the single :mod:`~newscrawler.storage.local.mongod` its members listen on Unix sockets that only their owner can
reach, each is a daemon of its own session, and what was killed is started again by :func:`ensure`.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo.errors import OperationFailure, PyMongoError

from newscrawler.storage.local import process
from newscrawler.storage.local.process import REPLICA_SET, LocalMongodError, Place, Status, client, locked, running_pid

__all__ = ["ensure", "statuses", "stop", "uri"]

MEMBERS = 3
"""The smallest number that still has a majority when one member is dead."""

_VOTE_S = 60
"""An election takes a second or two when the members start together, and ten more when a primary has to be missed."""

_ELECTION_MS = 2_000
"""Time that a dead primary is missed before the others vote. MongoDB's 10 s are for networks; here it is one
machine."""


def ensure(var_dir: Path, members: int = MEMBERS) -> str:
    """Start the members that do not run, form the set at the first start, and wait for a primary.

    :returns: the URI of the set
    :raises LocalMongodError: when there is no mongod to start, or no primary within a minute
    """
    places = _places(var_dir, members)
    for place in places:
        place.make()
    with locked(places[0]):
        for place in places:
            if running_pid(place) is None:
                process.start(place)
        _await_primary(places)
    return uri(var_dir, members)


def stop(var_dir: Path, members: int = MEMBERS) -> int:
    """Shut all members down cleanly; returns the number of those that ran.

    :raises LocalMongodError: when a member still runs after a minute
    """
    places = [place for place in _places(var_dir, members) if place.directory.is_dir()]
    if not places:
        return 0
    with locked(places[0]):
        # In reverse: otherwise the majority's primary would step down and be elected again, twice.
        return sum(process.stop(place) for place in reversed(places))


def statuses(var_dir: Path, members: int = MEMBERS) -> list[Status]:
    """Return the state of each member; starts and changes nothing."""
    return [process.status(place) for place in _places(var_dir, members)]


def uri(var_dir: Path, members: int = MEMBERS) -> str:
    """Return the URI of the set, without starting anything."""
    sockets = ",".join(quote(str(place.socket), safe="") for place in _places(var_dir, members))
    return f"mongodb://{sockets}/?replicaSet={REPLICA_SET}"


def _places(var_dir: Path, members: int) -> list[Place]:
    return [Place.of(var_dir, f"mongo-{number}") for number in range(1, members + 1)]


def _await_primary(places: list[Place]) -> None:
    config = {
        "_id": REPLICA_SET,
        "members": [{"_id": number, "host": str(place.socket)} for number, place in enumerate(places)],
        "settings": {"electionTimeoutMillis": _ELECTION_MS, "heartbeatIntervalMillis": _ELECTION_MS // 4},
    }
    deadline = time.monotonic() + _VOTE_S
    while time.monotonic() < deadline:
        answers = [_hello(place) for place in places]
        if any(answer.get("isWritablePrimary") for answer in answers):
            return
        if all(answer.get("isreplicaset") for answer in answers):
            # No member has ever been in a set.
            with contextlib.suppress(OperationFailure), client(places[0]) as connected:
                connected.admin.command("replSetInitiate", config)
        time.sleep(0.05)
    raise LocalMongodError(
        f"the {len(places)} mongods of {places[0].directory.parent} have no primary after {_VOTE_S} s; "
        f"their logs are {places[0].directory.parent}/mongo-*/mongod.log"
    )


def _hello(place: Place) -> dict[str, Any]:
    try:
        with client(place) as connected:
            return connected.admin.command("hello")
    except PyMongoError:
        return {}
