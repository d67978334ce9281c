"""``/api/feed``: the numbered change feed by long poll and as server-sent events (docs/change-feed.md)."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, cast

import anyio
import anyio.to_thread
from pymongo.errors import PyMongoError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from newscrawler.feed import Event, Feed, FeedGoneError, FeedPage, Watch
from newscrawler.serve.api.answering import list_answer, page_address
from newscrawler.serve.api.asking import Asked, asked, bad
from newscrawler.serve.api.table import operation
from newscrawler.serve.context import Store, store
from newscrawler.serve.errors import ProblemError
from newscrawler.storage.changes import Collection
from newscrawler.storage.plain import as_json, stored_fields
from newscrawler.storage.reader import Reader

__all__ = ["ROUTES"]

_READING = 8
"""Reads of the feed at once. Those that wait at the same number share one read, so that an event which wakes hundreds
of requests costs a few reads and no threads of their own."""

_LOOK_S = 1.0
"""Seconds between two looks of a waiting request at whether the process is to end."""

_STREAM_S = 60.0
"""Seconds after which a stream ends, and the client comes again by itself with ``Last-Event-ID``: a token that was
revoked reads no longer than this."""

_SILENCE_S = 15.0
"""Seconds after which a silent stream sends a comment, so that no proxy takes the connection for dead."""

_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Key = tuple[int, int, tuple[str, ...], str | None]
"""``after``, ``limit``, ``kinds`` and ``feed`` of a read."""


class Waiting:
    """The requests of one app that wait for the feed, and the one thread that sees it grow for all of them."""

    def __init__(self, of: Store) -> None:
        self._feed = Feed(of.database)
        self._loop = asyncio.get_running_loop()
        self._limiter = anyio.CapacityLimiter(_READING)
        self._last = 0
        self._grown = asyncio.Event()
        self._reads: dict[Key, asyncio.Task[FeedPage]] = {}
        self._watch = Watch(of.database, self._tell)
        self._watch.start()

    async def run(self, function: Callable[[], Any]) -> Any:
        """Return what a function returns in one of the few threads that read."""
        return await anyio.to_thread.run_sync(function, limiter=self._limiter)

    async def page(self, key: Key) -> FeedPage:
        """Return a page, shared by all requests that ask for it meanwhile.

        :raises ProblemError: 410 where the events are not kept any more
        """
        task = self._reads.get(key)
        if task is None:
            task = self._reads[key] = asyncio.create_task(self._read(key))
            task.add_done_callback(lambda _: self._reads.pop(key, None))
        try:
            # A client that goes away takes nothing from the others.
            return await asyncio.shield(task)
        except FeedGoneError as gone:
            detail = f"{str(gone)[:1].upper()}{str(gone)[1:]}. Read the documents anew, then follow from `last`."
            raise ProblemError(410, "Not kept", detail, first=gone.first, last=gone.last) from None

    async def beyond(self, number: int, seconds: float) -> bool:
        """Wait until the feed has grown beyond a number; returns False where it has not within some seconds."""
        if self._last <= number:
            try:
                async with asyncio.timeout(seconds):
                    while self._last <= number:
                        await self._grown.wait()
            except TimeoutError:
                return False
        return True

    async def _read(self, key: Key) -> FeedPage:
        after, limit, kinds, feed = key
        page = await self.run(partial(self._feed.page, after, limit, kinds or None, feed=feed))
        return cast(FeedPage, page)

    def _tell(self, last: int) -> None:
        if self._loop.is_closed():
            self._watch.close()
            return
        # It may be closed between the question and the call: at the end of the process, when nobody waits.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._grow, last)

    def _grow(self, last: int) -> None:
        self._last = last
        self._grown.set()
        self._grown = asyncio.Event()


def _waiting(request: Request) -> Waiting:
    """Return the waiting requests of this app and event loop; the first one starts the thread."""
    state = request.app.state
    if not hasattr(state, "feed_waiting"):
        state.feed_waiting = Waiting(store(request))
    return cast(Waiting, state.feed_waiting)


async def _begin(request: Request, waiting: Waiting, values: Asked, after: int | None) -> Key:
    """Return the first read of a request. Without a number it begins with the first event that is kept."""
    if after is None:
        first = await waiting.run(Feed(store(request).database).first)
        after = max(0, (first or 1) - 1)
    return after, values["limit"], tuple(values["kinds"]), values["feed"]


async def _events(request: Request) -> Response:
    values = asked(request, operation("feed"))
    waiting = _waiting(request)
    until = time.monotonic() + (0 if request.method == "HEAD" else values["wait"])
    key = await _begin(request, waiting, values, values["after"])
    page = await waiting.page(key)
    # The number that the client is given must lead on from what it has seen, whatever was read in between.
    while not page.events and (left := until - time.monotonic()) > 0 and not await _is_of_no_use(request):
        if await waiting.beyond(page.last, min(left, _LOOK_S)):
            page = await waiting.page((page.next, *key[1:]))
    documents = await waiting.run(
        partial(_documents, store(request).reader, page.events, "document" in values["include"])
    )
    link = page_address(request, after=page.next, **({"feed": page.feed} if page.feed else {}))
    answered = list_answer(request, documents, next=link, last=page.last, feed=page.feed)
    answered.headers["Link"] = f'<{link}>; rel="next"'
    return answered


async def _stream(request: Request) -> Response:
    values = asked(request, operation("feed.stream"))
    waiting = _waiting(request)
    key = await _begin(request, waiting, values, _resumed(request, values["after"]))
    # Before the answer begins: what is not kept any more is a problem, not a stream.
    page = await waiting.page(key)
    return StreamingResponse(
        _lines(request, waiting, key, page, "document" in values["include"]),
        headers=_STREAM_HEADERS,
        media_type="text/event-stream",
    )


async def _lines(
    request: Request, waiting: Waiting, key: Key, page: FeedPage, with_documents: bool
) -> AsyncIterator[str]:
    """Yield the lines of a stream, until it has lasted a minute or the process is to end."""
    until = time.monotonic() + _STREAM_S
    reader, silent = store(request).reader, time.monotonic()
    yield "retry: 1000\n\n"
    while time.monotonic() < until and not _is_over(request):
        for document in await waiting.run(partial(_documents, reader, page.events, with_documents)):
            yield f"id: {document['number']}\ndata: {as_json(document)}\n\n"
            silent = time.monotonic()
        if not page.events:
            if time.monotonic() - silent > _SILENCE_S:
                # A number without data moves the client's place and reports no event.
                yield f"id: {page.next}\n\n"
                silent = time.monotonic()
            await waiting.beyond(page.last, _LOOK_S)
        try:
            page = await waiting.page((page.next, *key[1:]))
        except (ProblemError, PyMongoError):
            # The client comes again, and is told the problem as the status of an answer.
            return


def _resumed(request: Request, after: int | None) -> int | None:
    """Return the number after which a stream goes on: a client that comes again states it in a header."""
    given = request.headers.get("Last-Event-ID")
    if given is None:
        return after
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise bad("Last-Event-ID", f"Last-Event-ID {given[:50]!r} is not the number of an event.")
    return int(given)


def _is_over(request: Request) -> bool:
    return bool(request.app.state.access.stopping.is_set())


async def _is_of_no_use(request: Request) -> bool:
    """Return whether nobody waits any more. A request counts as one of the server's connections until it is answered,
    so that clients that give up and ask again would shut out all others."""
    return _is_over(request) or await request.is_disconnected()


def _documents(reader: Reader, events: Iterable[Event], with_documents: bool) -> list[Mapping[str, Any]]:
    """Return the events as they are answered; what is not known is left out."""
    told: list[Mapping[str, Any]] = [_fields(each) for each in events]
    if not with_documents:
        return told
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for each in told:
        if "id" in each:
            wanted[each["collection"]].append(each["id"])
    found = {name: reader.documents(cast(Collection, name), ids) for name, ids in wanted.items()}
    return [
        {
            **each,
            "document": None
            if (stored := found[each["collection"]].get(each["id"])) is None
            else stored_fields(stored),
        }
        if "id" in each
        else each
        for each in told
    ]


def _fields(event: Event) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if value is not None and value != ()}


def _route(id: str, endpoint: Callable[[Request], Any]) -> Route:
    return Route(operation(id).path, endpoint, methods=["GET"], name=f"api.{id}")


ROUTES: list[BaseRoute] = [_route("feed", _events), _route("feed.stream", _stream)]
