"""A web of many small hosts that is never the bottleneck, and that records each request with its client and times.

    python -m bench.hosts HOSTS PAGES

prints its port and serves until its standard input is closed; :class:`Web` serves in a thread. Every page links to
its two children, to its parent and to the front page. Front pages link to other hosts' front pages, so that all pages
can be reached from the first front page.
"""

from __future__ import annotations

import asyncio
import re
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Self

from bench.connection import Connection

__all__ = ["Fetch", "Web", "name_of", "overlaps", "shortest_gaps"]

_TEXT = "<p>" + "The ferry left at noon with eleven crates of pears and one of them empty. " * 12 + "</p>\n"


class Fetch(NamedTuple):
    """One request and its answer."""

    host: str
    path: str
    client: str
    """The User-Agent header: every worker has its own."""
    began: float
    """``time.monotonic()`` when the request was read."""
    ended: float
    """When its answer was written."""
    status: int
    left: float
    """``time.monotonic()`` of the worker when the request left its slot (header ``X-Left``); 0 without that header."""


def name_of(number: int) -> str:
    """The name of a host."""
    return f"h{number:03}.example"


class Web:
    """The hosts, on one port. Latency and failures may be changed while it serves.

    :param hosts: how many
    :param pages: how many each has
    :param latency: seconds between a request and its answer
    """

    def __init__(self, hosts: int, pages: int, latency: float = 0.0) -> None:
        self.hosts = hosts
        self.pages = pages
        self.latency = latency
        self.fetches: deque[Fetch] = deque()
        """All answered requests, in the order of their answers."""
        self.failing: dict[tuple[str, str], tuple[int, int, str]] = {}
        """(host, path) → status, how many times more, further header lines."""
        self.robots = b"User-agent: *\nDisallow: /private/\n"
        self.port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bodies: dict[tuple[str, str], bytes] = {}

    @property
    def host_map(self) -> dict[str, str]:
        """Value for the crawler's HOST_MAP setting."""
        return {name_of(number): f"127.0.0.1:{self.port}" for number in range(self.hosts)}

    @property
    def urls(self) -> set[str]:
        """All pages."""
        return {f"http://{name_of(host)}{_path(page)}" for host in range(self.hosts) for page in range(self.pages)}

    def page_fetches(self) -> Counter[str]:
        """How often each page was answered with 200."""
        return Counter(
            f"http://{fetch.host}{fetch.path}"
            for fetch in list(self.fetches)
            if fetch.path != "/robots.txt" and fetch.status == 200
        )

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self.serve(started)), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *exc_info: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def serve(self, started: threading.Event | None = None) -> None:
        """Serve in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = await self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=256)
        self.port = server.sockets[0].getsockname()[1]
        if started is not None:
            started.set()
        await self._stop.wait()
        server.close()

    def answer(self, host: str, path: str) -> tuple[int, bytes]:
        """Status and whole answer."""
        if failing := self.failing.get((host, path)):
            status, times, lines = failing
            if times > 0:
                self.failing[host, path] = (status, times - 1, lines)
                return status, _answer(status, b"", lines)
        if path == "/robots.txt":
            return 200, _answer(200, self.robots, "Content-Type: text/plain\r\n")
        body = self._bodies.get((host, path))
        if body is None:
            page = _page(host, path, self.hosts, self.pages)
            if page is None:
                return 404, _answer(404, b"")
            body = self._bodies[host, path] = _answer(200, page, "Content-Type: text/html; charset=utf-8\r\n")
        return 200, body


class _Connection(Connection):
    def __init__(self, web: Web) -> None:
        super().__init__()
        self._web = web

    def asked(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        path = first.split(" ")[1]
        asked = Fetch(
            host=headers.get("host", "").partition(":")[0],
            path=path,
            client=headers.get("user-agent", ""),
            began=time.monotonic(),
            ended=0.0,
            status=0,
            left=float(headers.get("x-left", 0)),
        )
        if self._web.latency:
            asyncio.get_running_loop().call_later(self._web.latency, self._answer, asked)
        else:
            self._answer(asked)

    def _answer(self, asked: Fetch) -> None:
        status, answer = self._web.answer(asked.host, asked.path)
        self.transport.write(answer)
        self._web.fetches.append(asked._replace(ended=time.monotonic(), status=status))


def overlaps(fetches: list[Fetch]) -> list[tuple[Fetch, Fetch]]:
    """Return pairs of fetches from one host that overlap in time; empty when each host got one request at a time."""
    found = []
    for of_host in _by_host(fetches):
        found += [(one, other) for one, other in pairwise(of_host) if other.began < one.ended]
    return found


def shortest_gaps(fetches: list[Fetch]) -> list[tuple[float, Fetch, Fetch]]:
    """Return the seconds between consecutive requests to one host, by the times when they left; shortest first.

    The times when the site reads requests are not used: a busy machine may delay one of two requests on its way.
    """
    gaps = [(other.left - one.left, one, other) for of_host in _by_host(fetches) for one, other in pairwise(of_host)]
    return sorted(gaps, key=lambda gap: gap[0])


def _by_host(fetches: list[Fetch]) -> Iterator[list[Fetch]]:
    for host in sorted({fetch.host for fetch in fetches}):
        yield sorted((fetch for fetch in fetches if fetch.host == host), key=lambda fetch: fetch.began)


def _path(page: int) -> str:
    return "/" if page == 0 else f"/pages/{page}.html"


def _page(host: str, path: str, hosts: int, pages: int) -> bytes | None:
    number = int(host[1:4])
    known = re.fullmatch(r"/(?:pages/(\d+)\.html)?(?:\?.*)?", path)
    page = int(known[1] or 0) if known else pages
    if page >= pages:
        return None
    links = [_path(child) for child in (2 * page + 1, 2 * page + 2) if child < pages]
    links += ["/", _path((page - 1) // 2 if page else 0)]
    if page == 0:
        links += [f"http://{name_of(other)}/" for other in (2 * number + 1, 2 * number + 2) if other < hosts]
    anchors = "".join(f'<a href="{link}">{link}</a>\n' for link in links)
    title = f"Page {page} of {host}"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>\n{_TEXT}{anchors}</body></html>".encode()


def _answer(status: int, body: bytes, lines: str = "") -> bytes:
    head = f"HTTP/1.1 {status} Said\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _main(hosts: int, pages: int) -> None:
    with Web(hosts, pages) as web:
        print(web.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
