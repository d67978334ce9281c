"""Record of a scrapyd node, in the collection ``nodes``."""

from __future__ import annotations

import os
import socket
from typing import Any

from pymongo.database import Database

import newscrawler
from newscrawler.scrapyd.jobs import JOB_FORMAT
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["NodeRecord"]


class NodeRecord:
    """Document of this node, written with every heartbeat; times are the server's."""

    def __init__(self, database: Database[dict[str, Any]], id: str, name: str, *, slots: int) -> None:
        self._nodes = database["nodes"]
        self._id = id
        self._known = {
            "schemaVersion": SCHEMA_VERSION,
            "name": name,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "slots": slots,
            "version": newscrawler.__version__,
            "jobFormat": JOB_FORMAT,
            "stopped": None,
        }

    def beat(self, running: int) -> None:
        """Write a heartbeat with the number of running jobs."""
        constants = {name: {"$literal": value} for name, value in self._known.items()}
        self._nodes.update_one(
            {"_id": self._id},
            [
                {
                    "$set": {
                        **constants,
                        "running": running,
                        "started": {"$ifNull": ["$started", "$$NOW"]},
                        "heartbeat": "$$NOW",
                    }
                }
            ],
            upsert=True,
        )

    def stop(self) -> None:
        """Record that the node was stopped cleanly."""
        self._nodes.update_one({"_id": self._id}, [{"$set": {"stopped": "$$NOW", "running": 0}}])
