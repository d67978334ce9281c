"""A coverage ledger of two outlets, as documents."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from newscrawler.storage import SCHEMA_VERSION
from newscrawler.storage.runs import server_time

LIGHT = "harborlight.example"
PLAIN = "plainpress.example"


def this_hour(database: Database[Any]) -> datetime:
    return server_time(database).replace(minute=0, second=0, microsecond=0)


def note(database: Database[Any], outlet: str, at: datetime, **counted: Any) -> None:
    """Write the ledger of one hour."""
    own = {"_id": {"outlet": outlet, "hour": at}, "schemaVersion": SCHEMA_VERSION}
    database["coverage"].insert_one({**own, **counted})


def note_gap(database: Database[Any], outlet: str, at: datetime, **known: Any) -> None:
    """Write a gap of a list that was read two hours before."""
    url = f"https://{outlet}/feed"
    own = {"_id": f"{url}@{at.isoformat()}", "schemaVersion": SCHEMA_VERSION, "entry": f"list:{url}", "url": url}
    base = {"since": at - timedelta(hours=2), "seen": 20, "missed": None, "walk": [], "closed": None, "found": 0}
    database["gaps"].insert_one({**own, **base, "outlet": outlet, "at": at, **known})


def keep_calendar(database: Database[Any], outlet: str) -> None:
    """Give an outlet a list in the calendar: it is one of those that are crawled."""
    entry = {"_id": f"list:https://{outlet}/feed", "outlet": outlet, "kind": "list"}
    database["calendar"].insert_one(entry, bypass_document_validation=True)


def a_day(database: Database[Any]) -> datetime:
    """Write a busy hour, a quiet one, and one that two visits failed; return the hour that is now."""
    now = this_hour(database)
    note(
        database, LIGHT, now - timedelta(hours=3),
        listsDue=12, listsRead=10, listsUnchanged=2, entries=200, storiesNew=9, stored=8, changed=3, unchanged=4,
        failed=1, rejected=1, leftOut={"other_site": 2, "limit": 30}, gaps=1, commentsExpected=50, commentsGot=48,
        latency={"300": 6, "900": 1, "more": 1},
    )  # fmt: skip
    note(database, LIGHT, now - timedelta(hours=1), listsDue=12, listsUnchanged=12, leftOut={"other_site": 1})
    note(database, PLAIN, now, listsFailed=2)
    return now
