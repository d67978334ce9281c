"""A real Isso server on loopback, written by nobody here: installed from PyPI into an environment of its own.

The environment is made once, under ``var/servers/`` of the project; a server lives in a directory that the test gives.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

__all__ = ["Isso", "installed", "running"]

_REQUIREMENTS = Path(__file__).with_name("isso-requirements.txt")
_HOME = Path(__file__).parents[2] / "var" / "servers" / "isso"
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


def installed() -> Path:
    """Path of the ``isso`` command."""
    _HOME.mkdir(parents=True, exist_ok=True)
    done, wanted = _HOME / "installed.txt", _REQUIREMENTS.read_text(encoding="utf-8")
    with (_HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text(encoding="utf-8") != wanted:
            done.unlink(missing_ok=True)
            environment = _HOME / "environment"
            subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
            pip = [environment / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--no-deps", "-r", _REQUIREMENTS], check=True, stdout=subprocess.DEVNULL)
            done.write_text(wanted, encoding="utf-8")
    return _HOME / "environment/bin/isso"


@dataclass
class Isso:
    """The server through its HTTP API, and its database."""

    port: int
    database: Path
    log: Path
    cookies: dict[int, str] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    """How many operations of each kind were answered with success."""

    def post(self, uri: str, text: str, *, author: str | None = None, parent: int | None = None, voice: int = 1) -> int:
        """A comment; returns its id."""
        # With a title Isso does not fetch the page that the thread is about.
        body = {"text": text, "author": author, "parent": parent, "title": "A story"}
        answer = self._call("POST", f"/new?{urlencode({'uri': uri})}", body, voice=voice)
        self._count("replied" if parent else "posted")
        return int(answer["id"])

    def edit(self, comment: int, text: str) -> None:
        self._call("PUT", f"/id/{comment}", {"text": text, "author": "Second Thoughts"}, cookie=comment)
        self._count("edited")

    def delete(self, comment: int) -> None:
        left = self._call("DELETE", f"/id/{comment}", None, cookie=comment)
        self._count("deleted, with replies below" if left else "deleted")

    def vote(self, comment: int, up: bool, voice: int) -> None:
        """One vote of one network: Isso counts an address of a /24 once."""
        self._call("POST", f"/id/{comment}/{'like' if up else 'dislike'}", {}, voice=voice)
        self._count("voted up" if up else "voted down")

    def rows(self, uri: str) -> dict[str, dict[str, Any]]:
        """What its own database holds of a thread, by id."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute(
                "SELECT comments.* FROM comments JOIN threads ON comments.tid = threads.id WHERE threads.uri = ?",
                (uri,),
            )
            rows = {str(row["id"]): dict(row) for row in found}
        connection.close()
        return rows

    def _count(self, kind: str) -> None:
        self.done[kind] = self.done.get(kind, 0) + 1

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
    command = installed()
    directory.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = directory / "isso.cfg"
    config.write_text(_CONFIG.format(directory=directory, site=site, port=port), encoding="utf-8")
    isso = Isso(port=port, database=directory / "comments.db", log=directory / "isso.log")
    with isso.log.open("wb") as log:
        server = subprocess.Popen([command, "-c", config, "run"], stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(server, isso)
            yield isso
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: subprocess.Popen[bytes], isso: Isso) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", isso.port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"Isso does not answer:\n{isso.log.read_text()}")
