"""Common parts of all servers: download into ``var/servers/`` once, start on loopback, wait, end with all children."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["HOME", "made_once", "python_environment", "started"]

HOME = Path(__file__).parents[2] / "var" / "servers"


@contextmanager
def made_once(home: Path, wanted: str) -> Iterator[bool]:
    """Whether the body has to make what is ``wanted``; only one process of the machine is in it at a time."""
    home.mkdir(parents=True, exist_ok=True)
    done = home / "installed.txt"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = not done.exists() or done.read_text(encoding="utf-8") != wanted
        if missing:
            done.unlink(missing_ok=True)
        yield missing
        if missing:
            done.write_text(wanted, encoding="utf-8")


def python_environment(home: Path, requirements: Path, *options: str) -> Path:
    """The ``bin`` of an environment with those packages from PyPI, and nothing of ours.

    :param options: for pip
    """
    environment = home / "environment"
    with made_once(home, requirements.read_text(encoding="utf-8")) as missing:
        if missing:
            subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
            pip = [environment / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            done = subprocess.run([*pip, *options, "-r", requirements], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-3000:]
    return environment / "bin"


@contextmanager
def started(
    command: Sequence[str | Path],
    log: Path,
    address: int | Path,
    *,
    directory: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """The server answers within the body.

    :param address: a port of loopback, or a socket's path
    """
    with log.open("wb") as output:
        options: dict[str, Any] = {"cwd": directory, "env": environment, "stdout": output, "stderr": output}
        # A group of its own: what the server starts ends with it.
        server = subprocess.Popen(command, start_new_session=True, **options)
    try:
        _wait(server, _connection(address), log)
        yield
    finally:
        _end(server)


def _connection(address: int | Path) -> Callable[[], None]:
    def connect() -> None:
        with socket.socket(socket.AF_INET if isinstance(address, int) else socket.AF_UNIX) as connection:
            connection.connect(("127.0.0.1", address) if isinstance(address, int) else str(address))

    return connect


def _wait(server: subprocess.Popen[bytes], connect: Callable[[], None], log: Path) -> None:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        try:
            connect()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{server.args!r} does not answer:\n{log.read_text(errors='replace')[-3000:]}")


def _end(server: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, number)
            server.wait(20)
        except ProcessLookupError:
            server.wait()
        except subprocess.TimeoutExpired:
            continue
        return
