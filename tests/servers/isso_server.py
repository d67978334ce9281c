"""A real Isso server on loopback, written by nobody here: installed from PyPI into an environment of its own.

The environment is made once, under ``var/servers/`` of the project; a server lives in a directory that the test gives.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.servers.starting import HOME, python_environment, started
from tests.support.ports import free_port

__all__ = ["Isso", "running"]

_REQUIREMENTS = Path(__file__).with_name("isso-requirements.txt")
_CONFIG = """\
[general]
dbpath = {directory}/comments.db
host = {site}
max-age = 1h
[server]
listen = http://127.0.0.1:{port}
[markup]
renderer = mistune
[guard]
enabled = false
reply-to-self = true
[hash]
algorithm = none
"""


@dataclass
class Isso:
    """The server through its HTTP API, and its database."""

    port: int
    database: Path
    log: Path
    cookies: dict[int, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    """How many operations of each kind were answered with success."""

    def post(self, uri: str, text: str, *, author: str | None = None, parent: int | None = None, voice: int = 1) -> int:
        """A comment; returns its id."""
        # With a title Isso does not fetch the page that the thread is about.
        body = {"text": text, "author": author, "parent": parent, "title": "A story"}
        answer = self._call("POST", f"/new?{urlencode({'uri': uri})}", body, voice=voice)
        self.done["replied" if parent else "posted"] += 1
        return int(answer["id"])

    def edit(self, comment: int, text: str) -> None:
        self._call("PUT", f"/id/{comment}", {"text": text, "author": "Second Thoughts"}, cookie=comment)
        self.done["edited"] += 1

    def delete(self, comment: int) -> None:
        left = self._call("DELETE", f"/id/{comment}", None, cookie=comment)
        self.done["deleted, with replies below" if left else "deleted"] += 1

    def vote(self, comment: int, up: bool, voice: int) -> None:
        """One vote of one network: Isso counts an address of a /24 once."""
        self._call("POST", f"/id/{comment}/{'like' if up else 'dislike'}", {}, voice=voice)
        self.done["voted up" if up else "voted down"] += 1

    def rows(self, uri: str) -> dict[str, dict[str, Any]]:
        """Return the rows of a thread in the server's own database, by id."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute(
                "SELECT comments.* FROM comments JOIN threads ON comments.tid = threads.id WHERE threads.uri = ?",
                (uri,),
            )
            rows = {str(row["id"]): dict(row) for row in found}
        connection.close()
        return rows

    def _call(self, method: str, path: str, body: Any, *, cookie: int | None = None, voice: int = 1) -> Any:
        source = (f"127.0.{voice}.1", 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=source)
        headers = {"Content-Type": "application/json"}
        if cookie is not None:
            headers["Cookie"] = f"{cookie}={self.cookies[cookie]}"
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status in (200, 201), (method, path, answer.status, text, self.log.read_text()[-2000:])
            for value in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = value.partition("=")
                if name.isdigit():
                    self.cookies[int(name)] = rest.split(";")[0]
            return json.loads(text)
        finally:
            connection.close()


@contextmanager
def running(directory: Path, site: str) -> Iterator[Isso]:
    """An Isso for one site, with an empty database in ``directory``."""
    # Without what they depend on: see the requirements.
    programs = python_environment(HOME / "isso", _REQUIREMENTS, "--no-deps")
    directory.mkdir(parents=True, exist_ok=True)
    port, config = free_port(), directory / "isso.cfg"
    config.write_text(_CONFIG.format(directory=directory, site=site, port=port), encoding="utf-8")
    isso = Isso(port=port, database=directory / "comments.db", log=directory / "isso.log")
    with started([programs / "isso", "-c", config, "run"], isso.log, port):
        yield isso
