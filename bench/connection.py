"""The part of HTTP/1.1 that the servers of the benchmark need: keep-alive, GET without body, pipelining."""

from __future__ import annotations

import asyncio
from typing import cast

__all__ = ["Connection"]


class Connection(asyncio.Protocol):
    """One connection of a client; :meth:`asked` writes the answer to ``transport``, at once or later."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self.asked(head)

    def asked(self, head: bytes) -> None:
        """Handle a request, given its first line and its headers."""
        raise NotImplementedError
