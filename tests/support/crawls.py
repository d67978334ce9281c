"""Whole crawls: `scrapy crawl` in a process of its own, against a real mongod and real HTTP on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo.database import Database

from newscrawler import settings as project
from tests.support.forking import Forked

ROOT = Path(__file__).parents[2]

LONGEST_S = 240
"""Seconds of a crawl: many times what any here takes on a busy machine."""


@dataclass
class Crawls:
    """Starts crawls that store into one database of the session's mongod."""

    database: Database[dict[str, Any]]
    mongo_uri: str
    var: Path
    hosts: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str, **settings: Any) -> list[str]:
        """A ``scrapy`` command line; the delays are off because the server is ours."""
        fast = {"AUTOTHROTTLE_ENABLED": 0, "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, **settings}
        options = [part for name, value in fast.items() for part in ("-s", f"{name}={value}")]
        return [sys.executable, "-m", "scrapy", *arguments, *(options if arguments[0] == "crawl" else ())]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MONGODB_URI": self.mongo_uri,
            "MONGODB_DATABASE": self.database.name,
            "NEWSCRAWLER_VAR": str(self.var),
            "NEWSCRAWLER_HOST_MAP": ",".join(f"{host}={address}" for host, address in self.hosts.items()),
            "NEWSCRAWLER_CONTACT": "tests@plainpress.example",
        }

    def start(self, *arguments: str, **settings: Any) -> subprocess.Popen[str]:
        return Forked(
            self.command(*arguments, **settings),
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, code: int = 0, **settings: Any) -> str:
        """The log of a crawl that ended by itself, with that exit code (docs/runs.md) and without an error of ours."""
        with self.start(*arguments, **settings) as process:
            try:
                log, _ = process.communicate(timeout=LONGEST_S)
            except BaseException:
                process.kill()
                raise
        assert process.returncode == code, log
        assert "Traceback" not in log, log
        return log

    def end_transactions(self) -> None:
        """Have the server end the transactions of killed processes now, as it does after a minute.

        Until then they hold documents, and a crawl that changes these keeps what it cannot write for its end.
        """
        self.database.client.admin.command("killAllSessions", [])

    def noting(self, acknowledgements: Path) -> dict[str, str]:
        """Settings of a crawl that writes down what it reports as stored; read it with :func:`acknowledged`."""
        extensions = {**project.EXTENSIONS, "tests.crawl.acknowledgements.Acknowledgements": 900}
        return {"EXTENSIONS": json.dumps(extensions), "ACKNOWLEDGEMENTS": str(acknowledgements)}

    def counts(self) -> dict[str, int]:
        names = ("stories", "copies", "threads", "comments", "revisions", "quarantine")
        return {name: self.database[name].count_documents({}) for name in names}

    def everything(self) -> dict[str, dict[Any, dict[str, Any]]]:
        """All documents by collection and id."""
        names = ("stories", "copies", "threads", "comments", "revisions", "quarantine")
        return {name: {document["_id"]: document for document in self.database[name].find()} for name in names}


def acknowledged(path: Path) -> dict[str, set[str]]:
    """Ids by collection of what a crawl reported as stored before it died."""
    found: dict[str, set[str]] = {"copies": set(), "threads": set(), "comments": set()}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        collection, _, identity = line.partition(" ")
        found[collection].add(identity)
    return found
