"""The newsroom as a server: one port for all hosts, which the ``Host`` header distinguishes.

It uses the standard library only, so that ``make crawl`` needs no more than the crawler's own requirements, and because
half of the faults of ``trouble.example`` are bytes that an HTTP server library refuses to write.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import unquote

from newsroom.edition import OUTLETS, Edition
from newsroom.harborlight import Harborlight
from newsroom.japantoday import JapanToday
from newsroom.morningtide import MorningTide
from newsroom.plainpress import PlainPress
from newsroom.site import Answer, Request, Resource, Site, redirect
from newsroom.trouble import TROUBLE, Trouble

__all__ = ["Newsroom", "Visit", "start"]

_MOST_VISITS = 100_000
"""Number of visits that are kept, enough for several complete crawls; older visits are dropped."""

_LONGEST_HEAD = 65_536
"""Largest request head in bytes: eight times the usual limit of servers."""

_CLIENT_GONE = 499
"""Status of a request whose client closed the connection before it was answered, as in nginx's log."""

_SITES: dict[str, Callable[[Edition], Site]] = {
    site.host: site for site in (JapanToday, Harborlight, PlainPress, MorningTide)
}


class Visit(NamedTuple):
    """One answered request."""

    at: float
    """``time.monotonic()`` when the request was read."""
    host: str
    method: str
    target: str
    status: int
    headers: Mapping[str, str]
    """Headers of the request, names in lower case."""
    ended: float
    """``time.monotonic()`` when its answer was written."""


@dataclass(slots=True)
class _Failure:
    status: int
    times: int
    headers: tuple[tuple[str, str], ...]


class Newsroom:
    """A running newsroom. Change :attr:`edition`, :attr:`latency` and the failures at any time, from any thread."""

    def __init__(self, rows: Path | None = None) -> None:
        self.edition = Edition(rows)
        self.trouble = Trouble()
        self.latency = 0.0
        """Delay of every answer, in seconds."""
        self.counts: Counter[tuple[str, str, int]] = Counter()
        """Number of answers by (host, decoded path without query, status)."""
        self.visits: deque[Visit] = deque(maxlen=_MOST_VISITS)
        self.port = 0
        self._failures: dict[tuple[str, str], _Failure] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event | None = None
        self._sites: dict[str, Site] = {self.trouble.host: self.trouble}
        self._rendered: dict[str, int] = {}
        """Version of the edition by the host whose site shows it."""

    @property
    def address(self) -> str:
        """``127.0.0.1:<port>``."""
        return f"127.0.0.1:{self.port}"

    @property
    def host_map(self) -> dict[str, str]:
        """Value for the crawler's HOST_MAP setting: host → address."""
        return dict.fromkeys((*OUTLETS, TROUBLE), self.address)

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables that the crawler reads: the host map, and the spiders of the fictional outlets."""
        return {
            "NEWSCRAWLER_HOST_MAP": ",".join(f"{host}={address}" for host, address in self.host_map.items()),
            "NEWSCRAWLER_SPIDER_MODULES": "newsroom.spiders",
        }

    def fail(self, host: str, path: str, status: int, *, times: int = 1, retry_after: int | None = None) -> None:
        """Answer the next ``times`` requests for that decoded path with ``status``, whatever their query."""
        headers = (("Retry-After", str(retry_after)),) if retry_after is not None else ()
        self._failures[host, path] = _Failure(status, times, headers)

    def forget(self) -> None:
        """Clear counts and visits, and cancel failures that have not happened yet."""
        self.counts.clear()
        self.visits.clear()
        self._failures.clear()
        self.trouble.reset()

    def start(self, port: int = 0) -> Self:
        """Serve on 127.0.0.1 in a thread of its own; port 0 means any free port.

        :raises OSError: the port is taken
        """
        started = threading.Event()
        failure: list[BaseException] = []

        def run() -> None:
            try:
                asyncio.run(self.serve(port, started))
            except OSError as error:
                failure.append(error)
                started.set()

        self._thread = threading.Thread(target=run, name="newsroom", daemon=True)
        self._thread.start()
        started.wait()
        if failure:
            raise failure[0]
        return self

    async def serve(self, port: int, started: threading.Event | None = None) -> None:
        """Serve in the running loop until :meth:`stop`."""
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        clients: set[_Client] = set()
        server = await self._loop.create_server(lambda: _Client(self, clients), "127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]
        if started is not None:
            started.set()
        await self._stopping.wait()
        server.close()
        for client in list(clients):
            client.abort()

    def stop(self) -> None:
        """Close all connections and end the thread; a stopped newsroom may be started again."""
        if self._loop is not None and self._stopping is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join()
        self._loop = self._thread = self._stopping = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def answer(self, request: Request) -> Answer:
        """Return the newsroom's answer to a request."""
        if (failure := self._failures.get((request.host, request.path))) and failure.times > 0:
            failure.times -= 1
            return Resource(b"out of order", status=failure.status, headers=failure.headers)
        if (site := self._site(request.host)) is not None:
            return site.answer(request)
        bare = request.host.removeprefix("www.")
        if bare != request.host and bare in self.host_map:
            return redirect(f"https://{bare}{request.target}")
        return self._front_desk(request)

    def note(self, request: Request, at: float, status: int) -> None:
        """Count an answered request."""
        self.counts[request.host, unquote(request.target.partition("?")[0]), status] += 1
        ended = time.monotonic()
        self.visits.append(Visit(at, request.host, request.method, request.target, status, request.headers, ended))

    def _site(self, host: str) -> Site | None:
        """Return the host's site as the present edition has it; None for a host of nobody."""
        make = _SITES.get(host)
        if make is not None and self._rendered.get(host) != self.edition.version:
            # Before the site is made: a change that comes meanwhile is then shown by the next answer.
            self._rendered[host] = self.edition.version
            self._sites[host] = make(self.edition)
        return self._sites.get(host)

    def _front_desk(self, request: Request) -> Resource:
        """Answer requests that name no outlet, such as those of a browser or curl."""
        if request.path == "/__counters":
            rows = [
                {"host": host, "path": path, "status": status, "count": count}
                for (host, path, status), count in sorted(self.counts.items())
            ]
            return Resource(json.dumps(rows).encode(), "application/json", validated=False)
        lines = [f"curl -H 'Host: {host}' http://{self.address}/" for host in self.host_map]
        return Resource("\n".join(["newsroom", *lines, "/__counters", ""]).encode(), "text/plain")


class _Client(asyncio.Protocol):
    """One connection; its requests are answered one after the other."""

    def __init__(self, newsroom: Newsroom, clients: set[_Client]) -> None:
        self._newsroom = newsroom
        self._clients = clients
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._performing: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._clients.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._clients.discard(self)
        self._transport = None
        if self._performing is not None:
            self._performing.cancel()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._performing is None:
            self._answer_buffered()

    async def send(self, data: bytes) -> None:
        """Send a part of a performance; waits while the client does not read."""
        if self._transport is not None:
            self._transport.write(data)
            await self._writable.wait()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _answer_buffered(self) -> None:
        for request in self._requests():
            at = time.monotonic()
            answer = self._newsroom.answer(request)
            if isinstance(answer, Resource) and not self._newsroom.latency:
                status, data = answer.written(request)
                self._newsroom.note(request, at, status)
                if self._transport is not None:
                    self._transport.write(data)
                self._close_if_asked(request)
                continue
            self._performing = asyncio.get_running_loop().create_task(self._perform(request, answer, at))
            return

    def _requests(self) -> Iterator[Request]:
        while self._transport is not None and not self._transport.is_closing():
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                if len(head) > _LONGEST_HEAD:
                    self._refuse()
                return
            request = _parsed(head)
            if request is None:
                self._refuse()
                return
            length = int(request.headers.get("content-length") or 0)
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            yield request

    async def _perform(self, request: Request, answer: Answer, at: float) -> None:
        status = _CLIENT_GONE
        try:
            if self._newsroom.latency:
                await asyncio.sleep(self._newsroom.latency)
            if isinstance(answer, Resource):
                status, data = answer.written(request)
                await self.send(data)
            else:
                status = await answer(request, self)
        finally:
            self._newsroom.note(request, at, status)
        self._close_if_asked(request)
        self._performing = None
        self._answer_buffered()

    def _close_if_asked(self, request: Request) -> None:
        if request.headers.get("connection", "").lower() == "close" and self._transport is not None:
            self._transport.close()

    def _refuse(self) -> None:
        if self._transport is not None:
            self._transport.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            self._transport.close()


def _parsed(head: bytes) -> Request | None:
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3:
        return None
    method, target, _ = parts
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if not headers.get("content-length", "0").isdecimal():
        return None
    host = headers.get("host", "").partition(":")[0].lower()
    if target.startswith("http://"):
        # The absolute form of a target, for proxies (RFC 9112, 3.2.2), contains the host.
        host, _, path = target.removeprefix("http://").partition("/")
        host, target = host.partition(":")[0].lower(), "/" + path
    if method not in {"GET", "HEAD", "POST"}:
        return None
    return Request(method=method, host=host, target=target, headers=headers)


def start(port: int = 0, *, rows: Path | None = None) -> Newsroom:
    """Return a newsroom that serves in a thread; use it as a context manager, or call :meth:`Newsroom.stop`."""
    return Newsroom(rows).start(port)
