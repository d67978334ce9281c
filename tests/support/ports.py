"""Ports of loopback for servers that choose none themselves."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import IO

__all__ = ["free_port"]

_PORTS = range(20_000, 30_000)
"""Below those that Linux gives to whoever asks for any port: none of them is taken between the choice and its use."""

_LOCKS = Path(tempfile.gettempdir()) / f"newscrawler-test-ports-{os.getuid()}"

_held: list[IO[str]] = []


def free_port() -> int:
    """Return a port that nobody listens on, and that no other process of tests gets while this one lives."""
    _LOCKS.mkdir(exist_ok=True)
    first = os.getpid() * 37 % len(_PORTS)
    for port in (*_PORTS[first:], *_PORTS[:first]):
        lock = (_LOCKS / str(port)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.create_server(("127.0.0.1", port)):
                pass
        except OSError:
            lock.close()
            continue
        _held.append(lock)
        return port
    raise AssertionError(f"no port of {_PORTS} is free")
