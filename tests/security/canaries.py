"""Servers that nobody may connect to, and that count who does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

__all__ = ["Canary", "canary"]


@dataclass
class Canary:
    host: str
    port: int
    heard: list[bytes] = field(default_factory=list)
    """The first bytes of each connection and of each request on it."""
    connections: int = 0


@contextmanager
def canary(host: str = "127.0.0.1", scope: int = 0) -> Iterator[Canary]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind((host, 0, 0, scope) if family == socket.AF_INET6 else (host, 0))
        listener.listen(100)
        found = Canary(host, listener.getsockname()[1])

        def serve(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                while data := connection.recv(4096):
                    found.heard.append(data)
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nCANARY"
                    )

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    found.connections += 1
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield found
        listener.shutdown(socket.SHUT_RDWR)
