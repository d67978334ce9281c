"""A site as the server sees it: finished answers by request target, and a few answers that are computed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qsl, unquote

__all__ = ["Answer", "Connection", "Performance", "Request", "Resource", "Site", "Table", "redirect", "table_key"]


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed request. Header names are in lower case."""

    method: str
    host: str
    target: str
    """Path and query as sent, percent-encoded."""
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """Decoded path."""
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> dict[str, str]:
        """Decoded query; of equal names the last value is used."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))


@dataclass(slots=False)
class Resource:
    """A finished answer: rendered once, then sent without changes."""

    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    status: int = 200
    last_modified: datetime | None = None
    weak: bool = False
    """Whether the ETag is weak, as on servers that compress each answer."""
    validated: bool = True
    """False: the answer has no ETag, so it never becomes a 304."""
    headers: tuple[tuple[str, str], ...] = field(default=())
    lies: bool = False
    """Whether every conditional request is answered 304, whatever has changed, as some feeds do."""

    @cached_property
    def etag(self) -> str | None:
        if not self.validated or self.status != HTTPStatus.OK:
            return None
        tag = hashlib.blake2b(self.body, digest_size=9).hexdigest()
        return f'W/"{tag}"' if self.weak else f'"{tag}"'

    def written(self, request: Request) -> tuple[int, bytes]:
        """Return the status and the bytes of the whole HTTP/1.1 answer."""
        if self._unchanged(request):
            return HTTPStatus.NOT_MODIFIED, self._not_modified
        zipped = len(self.body) > _SMALLEST_ZIPPED and "gzip" in request.headers.get("accept-encoding", "")
        answer = self._zipped if zipped else self._plain
        if request.method == "HEAD":
            answer = answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        return self.status, answer

    def _unchanged(self, request: Request) -> bool:
        if self.status != HTTPStatus.OK:
            return False
        if self.lies and request.headers.keys() & {"if-none-match", "if-modified-since"}:
            return True
        # If-None-Match has priority over If-Modified-Since (RFC 9110, 13.1.3).
        if (wanted := request.headers.get("if-none-match")) is not None:
            tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
            return self.etag is not None and (self.etag.removeprefix("W/") in tags or "*" in tags)
        if self.last_modified and (since := request.headers.get("if-modified-since")):
            try:
                return self.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
            except ValueError:
                return False
        return False

    @cached_property
    def _plain(self) -> bytes:
        return self._head(len(self.body)) + self.body

    @cached_property
    def _zipped(self) -> bytes:
        # Servers use level 6; mtime 0 keeps the bytes the same in all runs.
        zipped = gzip.compress(self.body, 6, mtime=0)
        return self._head(len(zipped), ("Content-Encoding", "gzip")) + zipped

    @cached_property
    def _not_modified(self) -> bytes:
        return self._head(None, status=HTTPStatus.NOT_MODIFIED)

    def _head(self, length: int | None, *extra: tuple[str, str], status: int | None = None) -> bytes:
        status = status or self.status
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Server: newsroom", "Vary: Accept-Encoding"]
        if length is not None:
            lines += [f"Content-Type: {self.content_type}", f"Content-Length: {length}"]
        if self.etag:
            lines.append(f"ETag: {self.etag}")
        if self.last_modified:
            lines.append(f"Last-Modified: {format_datetime(self.last_modified.astimezone(UTC), usegmt=True)}")
        lines += [f"{name}: {value}" for name, value in (*self.headers, *extra)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


# Compression saves nothing below one packet. nginx's default is 20; Apache is usually set to about 1,000.
_SMALLEST_ZIPPED = 600


class Connection(Protocol):
    """Connection to a client, as a :data:`Performance` uses it."""

    async def send(self, data: bytes) -> None: ...

    def abort(self) -> None: ...


Performance = Callable[[Request, Connection], Awaitable[int]]
"""Function that writes an answer step by step: slow, endless or broken. Returns the status that it sent."""

Answer = Resource | Performance


class Site(Protocol):
    """One host."""

    host: str

    def answer(self, request: Request) -> Answer: ...


class Table:
    """Answers of a site by their keys (:func:`table_key`), each rendered at its first request.

    A newsroom that changes every second would spend its time on pages that nobody asks for.
    """

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[], Resource]] = {}
        self._made: dict[str, Resource] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._makers or key in self._made

    def __setitem__(self, key: str, answer: Resource) -> None:
        self._made[key] = answer

    def later(self, key: str, maker: Callable[[], Resource]) -> None:
        """Have ``maker`` render the answer when it is asked for."""
        self._makers[key] = maker

    def get(self, key: str) -> Resource | None:
        """Return the answer; None where the site has none."""
        if key not in self._made and (maker := self._makers.get(key)) is not None:
            self._made[key] = maker()
        return self._made.get(key)


def table_key(path: str, query: Mapping[str, str] | None = None) -> str:
    """Return the key of an answer in a site's table: the decoded path, and the query in order of names."""
    if not query:
        return path
    return path + "?" + "&".join(f"{name}={query[name]}" for name in sorted(query))


def redirect(location: str, status: int = HTTPStatus.MOVED_PERMANENTLY) -> Resource:
    """Return a redirect. A ``location`` that is relative to the host works on any port."""
    return Resource(b"", status=status, headers=(("Location", location),))
