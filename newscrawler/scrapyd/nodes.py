"""What is known of a scrapyd node, in ``nodes``."""

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
    """A node's own entry: written with every heartbeat, by the server's clock."""

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
        """It lives, and runs so many jobs."""
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
        """It was stopped cleanly."""
        self._nodes.update_one({"_id": self._id}, [{"$set": {"stopped": "$$NOW", "running": 0}}])
