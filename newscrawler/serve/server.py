"""Server of the app: the address that it listens on, and how it starts and stops."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from types import FrameType

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from newscrawler.hosts import is_loopback
from newscrawler.serve.security.access import Access, OperatorLink

__all__ = ["Server", "access_for", "listen", "url_of"]

_CONNECTIONS = 1_000
"""Connections at once; further ones get 503. 200 long polls, some hundred browsers, and as many that hang."""

_WAITING = 128
"""Connections that the kernel keeps until they are accepted."""

_IDLE_S = 20
"""Seconds that an idle connection is kept: a dashboard asks every few seconds."""

_REQUEST_S = 20.0
"""Seconds from the opening of a connection, or the end of its last answer, to the end of its next request. uvicorn has
no such limit: a client that sends a byte a minute would keep a connection for ever."""

_UNREAD_S = 60.0
"""Seconds in which a client takes the next part of an answer, some 50 KB beside what the kernel keeps for it. uvicorn
waits for ever, and holds the rest of the answer in memory."""

_STOP_S = 10
"""Seconds for answers that are under way at SIGTERM. Kubernetes and systemd kill later."""

_LONGEST_HEAD = 32 * 1024
"""Bytes of a request line with its headers that are kept until all have come. Ours have 4 KB."""

_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})
"""Addresses that mean all of a machine; no client sends them as ``Host``. A socket for the empty one listens on all."""


def access_for(
    host: str, *, names: Iterable[str] = (), token_required: bool = False, https: bool = False, per_minute: int
) -> Access:
    """Return who may use an app that listens on an address.

    Reading needs no token only on loopback, under no other name, as long as none was issued.

    :param host: address that it listens on
    :param names: further names that browsers and programs reach it by, such as a proxy's
    :param token_required: whether reading needs a token in any case
    """
    listed = {name.strip().strip("[]").lower() for name in names} - {""}
    open_house = is_loopback(host) and host not in _EVERYWHERE and not listed and not token_required
    return Access(
        hosts=frozenset((listed | {host.strip("[]").lower()}) - _EVERYWHERE),
        token_required=not open_house,
        link=OperatorLink() if open_house else None,
        requests_per_minute=per_minute,
        https=https,
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    :raises OSError: the port is taken, or the address is not of this machine
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=_WAITING)
    # An answer is two packets, headers and body. Without this the second waits for the client's delayed acknowledgement
    # of the first, 40 ms; connections inherit it, and asyncio sets it only for sockets that it makes itself.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def url_of(listening: socket.socket) -> str:
    """Return the address to type into a browser on this machine."""
    host, port = listening.getsockname()[:2]
    if host in _EVERYWHERE:
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Connection(H11Protocol):
    """Connection that ends if its request does not come in time, or if its client does not read the answer."""

    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._expect_nothing()

    def on_response_complete(self) -> None:
        self._expect_nothing()
        self._expect_request()
        # It may go on with a request that has come meanwhile.
        super().on_response_complete()
        if self.conn.their_state is h11.DONE:
            self._expect_nothing()

    def pause_writing(self) -> None:
        super().pause_writing()
        # Closing would wait until all that is written has been read.
        self._unread = self.loop.call_later(_UNREAD_S, self.transport.abort)

    def resume_writing(self) -> None:
        self._expect_no_reading()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        self._expect_no_reading()
        super().connection_lost(exc)

    def _expect_request(self) -> None:
        if not self.transport.is_closing():
            self._deadline = self.loop.call_later(_REQUEST_S, self.transport.close)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _expect_no_reading(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


class Server(uvicorn.Server):
    """uvicorn with limits, without its own log lines for requests and its ``Server`` header.

    :param access: its ``stopping`` is set when the server begins to stop
    :param proxies: addresses whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed; nobody's by default
    :param started: called when requests are answered
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        *,
        proxies: Iterable[str] = (),
        started: Callable[[], None] = lambda: None,
    ) -> None:
        believed = list(proxies)
        super().__init__(
            uvicorn.Config(
                app,
                http=_Connection,
                ws="none",
                loop="asyncio",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(believed),
                forwarded_allow_ips=believed,
                limit_concurrency=_CONNECTIONS,
                backlog=_WAITING,
                timeout_keep_alive=_IDLE_S,
                timeout_graceful_shutdown=_STOP_S,
                h11_max_incomplete_event_size=_LONGEST_HEAD,
            )
        )
        self._access = access
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell it."""
        await super().startup(sockets)
        if self.started:
            self._tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; what waits is told first."""
        self._access.stopping.set()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self._access.stopping.set()
        super().handle_exit(sig, frame)
