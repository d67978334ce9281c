"""The app over real HTTP: uvicorn in a thread, on a loopback port."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import urllib3
from pymongo.database import Database
from scrapy.settings import Settings
from starlette.routing import BaseRoute

from newscrawler.serve.app import build
from newscrawler.serve.security import Access
from newscrawler.serve.server import Server, listen, url_of
from newscrawler.storage import tokens
from newscrawler.storage.schema import prepare

__all__ = ["Served", "serving"]

_START_S = 30.0


@dataclass
class Served:
    """A running app."""

    url: str
    database: Database[dict[str, Any]]
    access: Access
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=60))
    _tokens: dict[str, str] = field(default_factory=dict)

    def token(self, role: tokens.Role = "read") -> str:
        """Return the secret of a token of the role; the first call issues it, and reading needs one from then on."""
        if role not in self._tokens:
            self._tokens[role] = tokens.issue(self.database, f"test-{role}", role, by="tests")[1]
        return self._tokens[role]

    def request(
        self, method: str, path: str, *, token: str | None = None, headers: Mapping[str, str] | None = None, **more: Any
    ) -> urllib3.BaseHTTPResponse:
        """Send one request. Redirects are not followed. ``token``: a secret, sent as a bearer token."""
        sent = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        return self.pool.request(method, self.url + path, headers=sent, redirect=False, **more)

    def get(self, path: str, **more: Any) -> urllib3.BaseHTTPResponse:
        """Send a GET; see :meth:`request`."""
        return self.request("GET", path, **more)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **more: Any) -> urllib3.BaseHTTPResponse:
        """Send a form as a program does; see :meth:`request`."""
        return self.request("POST", path, fields=dict(fields or {}), encode_multipart=False, **more)

    def json(self, path: str, **more: Any) -> Any:
        """Return the document of a GET that is answered with 200."""
        answer = self.get(path, **more)
        assert answer.status == 200, (answer.status, answer.data)
        return json.loads(answer.data)


@contextmanager
def serving(
    database: Database[dict[str, Any]],
    *,
    access: Access | None = None,
    settings: Mapping[str, Any] | None = None,
    routes: Sequence[BaseRoute] = (),
    tasks: bool = False,
    prepared: bool = False,
) -> Iterator[Served]:
    """Serve a database, which is prepared first, until the block ends.

    :param access: by default as on loopback, without a limit that a test could meet
    :param settings: beside those of newscrawler
    :param routes: further routes, before those of the app
    :param tasks: whether the app runs its tasks (the sequencer of the change feed, the indexer of the search)
    :param prepared: whether the database is prepared already, or does not answer
    """
    if not prepared:
        prepare(database)
    access = access or Access(requests_per_minute=1_000_000)
    chosen = Settings()
    chosen.setmodule("newscrawler.settings")
    chosen.update(dict(settings or {}))
    with listen("127.0.0.1", 0) as listening:
        ready = threading.Event()
        app = build(database, chosen, access, tasks=tasks)
        app.router.routes[:0] = routes
        server = Server(app, access, started=ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            assert ready.wait(_START_S), "the app does not start"
            yield Served(url_of(listening), database, access)
        finally:
            access.stopping.set()
            server.should_exit = True
            thread.join(_START_S)
            assert not thread.is_alive(), "the app does not stop"
