"""The app: routes, errors and the gate in front of them. It opens no socket: tests and the command share it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pymongo.database import Database
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newscrawler.feed import number_and_index
from newscrawler.serve import api, metrics, pages
from newscrawler.serve.context import Store
from newscrawler.serve.errors import HANDLERS
from newscrawler.serve.pages.rendering import environment
from newscrawler.serve.security.access import Access
from newscrawler.serve.security.gate import LARGEST_BODY, Gate
from newscrawler.serve.security.known import Known
from newscrawler.storage.connection import Settings
from newscrawler.storage.reader import Reader

__all__ = ["TASKS", "Task", "build"]

Task = Callable[[Database[dict[str, Any]], threading.Event], None]
"""Work beside the requests, in a thread of its own until the event is set."""

TASKS: list[Task] = [number_and_index]
"""Tasks that ``newscrawler serve`` runs."""

_STATIC = Path(__file__).with_name("static")

_SMALLEST_COMPRESSED = 1_000
"""Bytes of an answer from which compression pays: smaller ones fit into one packet anyway."""

_LONGEST_STOP_S = 5.0
"""Seconds that the end of the process waits for a task: a lease that is not given back runs out by itself."""


def build(database: Database[dict[str, Any]], settings: Settings, access: Access, *, tasks: bool = False) -> Starlette:
    """Return the app over a prepared database.

    :param access: who may do what
    :param tasks: whether the app also runs :data:`TASKS`
    """
    known = Known(database, access)
    environment()
    app = Starlette(
        routes=[
            Route("/healthz", _healthy),
            *api.ROUTES,
            *pages.ROUTES,
            *metrics.ROUTES,
            Mount("/static", StaticFiles(directory=_STATIC, check_dir=False), name="static"),
        ],
        middleware=[
            Middleware(Gate, known=known, access=access),
            Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_BODY),
            Middleware(GZipMiddleware, minimum_size=_SMALLEST_COMPRESSED),
        ],
        exception_handlers=HANDLERS,
        lifespan=_running(database, list(TASKS) if tasks else []),
    )
    app.state.store = Store(database, Reader(database), settings)
    app.state.access = access
    app.state.known = known
    return app


def _healthy(request: Request) -> Response:
    """Answer that the process lives. Whether MongoDB does is a question to its own probe."""
    return PlainTextResponse("ok\n")


def _running(database: Database[dict[str, Any]], tasks: list[Task]) -> Any:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        stop = threading.Event()
        threads = [
            threading.Thread(target=task, args=(database, stop), name=task.__qualname__, daemon=True) for task in tasks
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                await run_in_threadpool(thread.join, _LONGEST_STOP_S)

    return lifespan
