"""Dead letters of the shared frontier: queued again, or removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo.database import Database
from scrapy.settings import BaseSettings

from newscrawler.frontier import inspection
from newscrawler.frontier.store import FrontierStore

__all__ = ["requeue"]


def requeue(
    database: Database[dict[str, Any]], settings: BaseSettings, ids: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Make dead letters due again; arguments, result and errors are those of
    :func:`newscrawler.frontier.inspection.requeue`.

    :param settings: of the project: the lease and the tries of the frontier
    """
    store = FrontierStore(database, lease=settings.getfloat("FRONTIER_LEASE"), tries=settings.getint("FRONTIER_TRIES"))
    store.observe_clock()
    return inspection.requeue(store, database, ids)
