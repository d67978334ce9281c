"""A real replica set of several mongods on one machine, under ``<VAR_DIR>/mongo-1/``, ``mongo-2/`` …: a cluster to try out
and to test on. It survives the death of its primary, as one mongod does not; it does not survive the machine.

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

from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.local.mongod import LocalMongodError, Status

__all__ = ["ensure", "statuses", "stop", "uri"]

MEMBERS = 3
"""The fewest that still have a majority when one is dead."""

_VOTE_S = 60
"""An election takes a second or two when the members start together, and ten more when a primary has to be missed."""

_ELECTION_MS = 2_000
"""How long a dead primary is missed before the others vote. MongoDB's 10 s are for networks; here it is one machine."""


def ensure(var_dir: Path, members: int = MEMBERS) -> str:
    """Start the members that do not run, form the set at the first start, and wait for a primary.

    :returns: the URI of the set
    :raises LocalMongodError: when there is no mongod to start, or no primary within a minute
    """
    places = _places(var_dir, members)
    for place in places:
        place.make()
    with local_mongod._locked(places[0]):
        for place in places:
            if local_mongod._running_pid(place) is None:
                local_mongod._start(place)
        _await_primary(places)
    return uri(var_dir, members)


def stop(var_dir: Path, members: int = MEMBERS) -> int:
    """Shut all members down cleanly; how many ran.

    :raises LocalMongodError: when one runs on after a minute
    """
    places = [place for place in _places(var_dir, members) if place.directory.is_dir()]
    if not places:
        return 0
    with local_mongod._locked(places[0]):
        # The last one first: the majority's primary would otherwise step down and be voted for again, twice.
        return sum(local_mongod._stop(place) for place in reversed(places))


def statuses(var_dir: Path, members: int = MEMBERS) -> list[Status]:
    """What runs, member by member; starts and changes nothing."""
    return [local_mongod._status(place) for place in _places(var_dir, members)]


def uri(var_dir: Path, members: int = MEMBERS) -> str:
    """The URI of the set, without starting anything."""
    sockets = ",".join(quote(str(place.socket), safe="") for place in _places(var_dir, members))
    return f"mongodb://{sockets}/?replicaSet={local_mongod._REPLICA_SET}"


def _places(var_dir: Path, members: int) -> list[local_mongod._Place]:
    return [local_mongod._Place.of(var_dir, f"mongo-{number}") for number in range(1, members + 1)]


def _await_primary(places: list[local_mongod._Place]) -> None:
    config = {
        "_id": local_mongod._REPLICA_SET,
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
            with contextlib.suppress(OperationFailure), local_mongod._client(places[0]) as client:
                client.admin.command("replSetInitiate", config)
        time.sleep(0.05)
    raise LocalMongodError(
        f"the {len(places)} mongods of {places[0].directory.parent} have no primary after {_VOTE_S} s; "
        f"their logs are {places[0].directory.parent}/mongo-*/mongod.log"
    )


def _hello(place: local_mongod._Place) -> dict[str, Any]:
    try:
        with local_mongod._client(place) as client:
            return client.admin.command("hello")
    except PyMongoError:
        return {}
