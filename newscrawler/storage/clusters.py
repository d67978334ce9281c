"""Clusters by hand: cut a link that is wrong, take a cut back, link what is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bson.codec_options import CodecOptions
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.storage._clusters import regroup
from newscrawler.storage._documents import moment
from newscrawler.storage._fields import Document
from newscrawler.storage._linking import SLICE, Linked, due_stories, link_id, link_stories
from newscrawler.storage._writes import in_transaction
from newscrawler.storage.errors import StorageError
from newscrawler.storage.kills import leave_kills
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["cut_link", "link_due", "uncut_link"]

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)


def cut_link(database: Database[Document], a: str, b: str, by: str, reason: str | None = None) -> int:
    """Keep two stories out of one cluster, also where they are linked again, or by way of others.

    :param a: id of a story
    :param b: id of the other, in any order
    :param by: the person who cuts, e.g. :func:`newscrawler.storage.erasure.operator`
    :returns: number of clusters that changed
    :raises StorageError: when one of the stories is not stored, or both are one
    """
    database = database.with_options(codec_options=_AWARE)
    first, second = sorted((a, b))
    if first == second:
        raise StorageError(f"{a} cannot be cut from itself: name two stories")
    stored = {each["_id"] for each in database["stories"].find({"_id": {"$in": [first, second]}}, {"_id": 1})}
    for id_ in (first, second):
        if id_ not in stored:
            raise StorageError(f"no story is stored under {id_}: name a story by its whole id, as `stories` prints it")
    now = moment(datetime.now(UTC))
    change = {
        "$set": {"a": first, "b": second, "cut": {"at": now, "by": by, "reason": reason}},
        "$setOnInsert": {"schemaVersion": SCHEMA_VERSION, "at": now},
    }

    def run(session: ClientSession) -> int:
        database["links"].update_one({"_id": link_id(first, second)}, change, upsert=True, session=session)
        return _regroup(database, {first, second}, session)

    return in_transaction(database, run)


def uncut_link(database: Database[Document], a: str, b: str) -> int:
    """Take a cut back; returns the number of clusters that changed.

    :raises StorageError: when there is no cut between the two stories
    """
    database = database.with_options(codec_options=_AWARE)
    id_ = link_id(a, b)

    def run(session: ClientSession) -> int:
        found = database["links"].find_one_and_update(
            {"_id": id_, "cut": {"$exists": True}}, {"$unset": {"cut": ""}}, session=session
        )
        if found is None:
            raise StorageError(f"there is no cut between {a} and {b}")
        if "kind" not in found:
            database["links"].delete_one({"_id": id_}, session=session)
        return _regroup(database, {a, b}, session)

    return in_transaction(database, run)


def _regroup(database: Database[Document], stories: set[str], session: ClientSession) -> int:
    changed, concerned = regroup(database, stories, session)
    leave_kills(database, concerned, session)
    return changed


def link_due(database: Database[Document], trust: Trust = NO_TRUST) -> Linked:
    """Link all stories that are marked as due, without waiting for a crawl: after an update from an older version, a
    restore or a replay.

    :param trust: as the crawls have it
    :raises CannotWriteError: when other workers keep overtaking
    """
    done = Linked()
    seen: set[str] = set()
    while ids := [id_ for id_ in due_stories(database, timedelta(0), SLICE * 20) if id_ not in seen]:
        seen |= set(ids)
        part = link_stories(database, ids, trust)
        done.links += part.links
        done.clusters += part.clusters
        done.left_out += part.left_out
    return done
