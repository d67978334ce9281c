"""Statements that all collections share: insert documents that may exist, move ``lastSeen``, and classify errors."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar

import pymongo
from pymongo import MongoClient, UpdateMany, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

__all__ = [
    "DUPLICATE",
    "NOT_NOW",
    "ROUNDS",
    "CannotWriteError",
    "Outcome",
    "Refused",
    "Round",
    "in_transaction",
    "insert_new",
    "reason_of",
    "touch",
    "update",
    "waves",
    "write_in_rounds",
]

Document = dict[str, Any]
_Item = TypeVar("_Item")

Round = Callable[[list[tuple[int, _Item]], bool], list[tuple[int, _Item]]]
"""Function that writes items, which come with their positions, and returns those that other workers overtook. The
second argument says whether they were tried before."""

Outcome = Literal["added", "changed", "unchanged", "stale", "quarantined", "spooled"]
"""Outcome of an item: ``stale`` is older than the stored one, ``spooled`` waits on this machine's disk."""

DUPLICATE = 11000

NOT_NOW = frozenset(
    {
        6,  # HostUnreachable
        7,  # HostNotFound
        13,  # Unauthorized: the operator's to grant
        18,  # AuthenticationFailed
        24,  # LockTimeout
        26,  # NamespaceNotFound: dropped, or not restored yet
        50,  # MaxTimeMSExpired
        63,  # StaleShardVersion
        64,  # WriteConcernFailed
        79,  # UnknownReplWriteConcern
        89,  # NetworkTimeout
        90,  # CallbackCanceled
        91,  # ShutdownInProgress
        100,  # UnsatisfiableWriteConcern
        112,  # WriteConflict
        117,  # ConflictingOperationInProgress
        133,  # FailedToSatisfyReadPreference
        134,  # ReadConcernMajorityNotAvailableYet
        150,  # StaleEpoch
        166,  # CommandNotSupportedOnView: something else is in the collection's place
        189,  # PrimarySteppedDown
        202,  # NetworkInterfaceExceededTimeLimit
        244,  # TransactionAborted
        246,  # SnapshotUnavailable
        251,  # NoSuchTransaction
        262,  # ExceededTimeLimit
        279,  # ClientDisconnect
        290,  # TransactionExceededLifetimeLimitSeconds
        317,  # ConnectionPoolExpired
        8000,  # AtlasError: a quota
        9001,  # SocketException
        10107,  # NotWritablePrimary
        11600,  # InterruptedAtShutdown
        11601,  # Interrupted
        11602,  # InterruptedDueToReplStateChange
        12586,  # BackgroundOperationInProgressForDatabase
        12587,  # BackgroundOperationInProgressForNamespace
        13388,  # StaleConfig
        13435,  # NotPrimaryNoSecondaryOk
        13436,  # NotPrimaryOrSecondary
        14031,  # OutOfDiskSpace
    }
)
"""Errors of the server, not of the document: the same write may succeed later. Every other error of a server that
answers is an error of the data, and the item is quarantined. The opposite list, of all faults of a document, would
have no end, and an item with a fault that is missing from it would wait in the spool for ever."""

ROUNDS = 20
"""Number of times that a write is tried which others keep overtaking: in each round another worker's write
succeeded."""


_TRANSACTION_S = 20
"""A transaction of five statements takes 3 ms; beyond an election it goes to the spool instead."""

_LEAST_TRANSACTION_S = 3
"""On a busy machine a transaction that a server is at work on was seen to take a second."""

_RELEASE_S = 5
"""Time for ending a transaction that was given up."""

_Result = TypeVar("_Result")


class CannotWriteError(Exception):
    """MongoDB did not take the write, which may succeed later."""


@dataclass(slots=True)
class Refused:
    """The server will never take this document."""

    reason: str


@dataclass(slots=True)
class _Inserted:
    existing: set[Any] = field(default_factory=set)
    refused: dict[Any, Refused] = field(default_factory=dict)


def insert_new(collection: Collection[Document], documents: Sequence[Document]) -> _Inserted:
    """Insert documents; returns by ``_id`` those that another worker had already inserted, and those that were
    refused."""
    result = _Inserted()
    if not documents:
        return result
    try:
        collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        for failed in _write_errors(error):
            identity = documents[failed["index"]]["_id"]
            if failed["code"] == DUPLICATE:
                result.existing.add(identity)
            else:
                result.refused[identity] = Refused(reason_of(failed))
    return result


def update(
    collection: Collection[Document], operations: Sequence[UpdateOne | UpdateMany]
) -> tuple[int, dict[int, Refused]]:
    """Run the updates; returns the number of documents that matched, and the refused operations. Duplicate keys of
    upserts are no refusal."""
    if not operations:
        return 0, {}
    try:
        return collection.bulk_write(operations, ordered=False).matched_count, {}
    except BulkWriteError as error:
        refused = {
            failed["index"]: Refused(reason_of(failed))
            for failed in _write_errors(error)
            if failed["code"] != DUPLICATE
        }
        return int(error.details["nMatched"]), refused


def touch(
    collection: Collection[Document], visits: Iterable[tuple[str, datetime]], those: Mapping[str, Any] | None = None
) -> int:
    """Move ``lastSeen`` of unchanged documents, with one statement for each time of a visit; returns how many there
    were.

    :param those: only documents that match
    """
    by_time: defaultdict[datetime, list[str]] = defaultdict(list)
    for identity, at in visits:
        by_time[at].append(identity)
    matched, _ = update(
        collection,
        [
            UpdateMany(
                {"_id": {"$in": identities}, **(those or {})}, {"$max": {"lastSeen": at}, "$min": {"firstSeen": at}}
            )
            for at, identities in by_time.items()
        ],
    )
    return matched


def waves(identities: Sequence[str]) -> list[list[int]]:
    """Return the positions in groups in which no identity occurs twice, so that the second sighting finds the first
    stored."""
    groups: list[list[int]] = []
    met: defaultdict[str, int] = defaultdict(int)
    for position, identity in enumerate(identities):
        wave = met[identity]
        met[identity] = wave + 1
        if wave == len(groups):
            groups.append([])
        groups[wave].append(position)
    return groups


def write_in_rounds(
    items: Sequence[_Item], identity: Callable[[_Item], str], begin: Callable[[], Round[_Item]]
) -> None:
    """Write items in waves in which no identity occurs twice, each until no other worker has overtaken it.

    :param begin: returns the round of a new wave
    :raises CannotWriteError: when other workers keep overtaking an item
    """
    for wave in waves([identity(item) for item in items]):
        write, pending = begin(), [(position, items[position]) for position in wave]
        for number in range(ROUNDS):
            pending = write(pending, number > 0)
            if not pending:
                break
        else:
            raise CannotWriteError(f"overtaken {ROUNDS} times by other workers at {identity(pending[0][1])}")


def reason_of(failed: Mapping[str, Any]) -> str:
    """Return one line for a person: the rules of the validator that a document breaks."""
    said = str(failed.get("errmsg", failed))
    broken = _broken_rules((failed.get("errInfo") or {}).get("details") or {})
    return f"{said}: {'; '.join(broken)}" if broken else said


def _broken_rules(details: Mapping[str, Any], path: str = "") -> list[str]:
    found: list[str] = []
    missing = details.get("missingProperties")
    if missing:
        found.append(f"{path or 'document'} lacks {', '.join(missing)}")
    for rule in details.get("schemaRulesNotSatisfied", ()):
        found += _broken_rules(rule, path)
    for wrong in details.get("propertiesNotSatisfied", ()):
        name = f"{path}.{wrong['propertyName']}" if path else wrong["propertyName"]
        for rule in wrong["details"]:
            if "operatorName" in rule and "propertiesNotSatisfied" not in rule:
                value = repr(rule.get("consideredValue", rule.get("details", "")))[:100]
                found.append(f"{name} breaks {rule['operatorName']}: {value}")
            found += _broken_rules(rule, name)
    return found


def _write_errors(error: BulkWriteError) -> list[dict[str, Any]]:
    details: Mapping[str, Any] = error.details
    if details.get("writeConcernErrors"):
        raise CannotWriteError(f"not acknowledged by the majority: {details['writeConcernErrors'][0].get('errmsg')}")
    errors: list[dict[str, Any]] = details.get("writeErrors", [])
    for failed in errors:
        if failed["code"] != DUPLICATE and failed["code"] in NOT_NOW:
            raise CannotWriteError(f"{failed.get('errmsg')} (code {failed['code']})")
    return errors


def transaction_time(client: MongoClient[Document]) -> float:
    """Return the seconds that a transaction may take.

    Within them pymongo waits for a server that does not answer, whatever the client's own timeout says. An operator who
    shortens that timeout wants items in the spool sooner.
    """
    return min(_TRANSACTION_S, max(_LEAST_TRANSACTION_S, client.options.server_selection_timeout))


def in_transaction(database: Database[Document], run: Callable[[ClientSession], _Result]) -> _Result:
    """Run a function in a transaction; it is run again where another worker was faster.

    :raises PyMongoError: when it is not committed in time
    """
    with database.client.start_session() as session:
        try:
            with pymongo.timeout(transaction_time(database.client)):
                return session.with_transaction(run)
        except PyMongoError:
            # A server that died or stepped down has ended its transactions.
            if database.client.topology_description.has_writable_server():
                _release(database, session)
            raise


def _release(database: Database[Document], session: ClientSession) -> None:
    """Have the server end a transaction whose time was over: pymongo then does not ask for it, and the documents would
    be kept from others for a minute. The next transaction of a session ends the one before."""
    with contextlib.suppress(PyMongoError), pymongo.timeout(_RELEASE_S), session.start_transaction():
        database["meta"].find_one({"_id": "schema"}, {"_id": 1}, session=session)
