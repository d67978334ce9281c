"""Link stories in a process of its own, behind the crawl.

A thread would share the crawl's interpreter: comparing texts is Python, and a story costs 1 to 2 ms where a crawl has
some 10 ms for all its work on one. The process is started when it is first needed, is told the ids of slices of
stories line by line, and ends with its parent, however the parent ends. What it did not link stays marked in the store.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pymongo
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newscrawler.storage._fields import Document
from newscrawler.storage._fingerprints import Furniture
from newscrawler.storage._linking import Linked, link_stories
from newscrawler.storage._writes import CannotWriteError
from newscrawler.storage.connection import connect
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.trust import Trust

__all__ = ["LinkProcess", "ProcessDiedError", "main"]

_NICE = 5
"""The crawl comes first. Not more: the process locks stories while it writes links, and a crawl on a busy machine would
wait for a process that never gets its turn."""

_LINK_S = 40.0
"""Time for linking a slice in MongoDB: a second or two, on a busy machine ten times as long."""

_ANSWER_S = 60.0
"""Time for an answer, the start of the process among it (0.5 s of processor time). A process that hangs is killed."""

_LEAVE_S = 2.0
"""Time for the slice in progress when the parent has ended: a transaction that is cut short keeps its stories from
other workers for a minute."""

_STOPPED_S = 5.0
"""Time in which the process ends by itself when its parent wants no more."""

_PROGRAM = f"from {__name__} import main; main()"


class ProcessDiedError(Exception):
    """The process that links ended, hung or could not be started. The stories stay marked."""


class LinkProcess:
    """The parent's end. Its calls block: use it in one thread; only :meth:`close` may come from another. Close it.

    :param uri: of the replica set
    :param database: name of the database
    :param trust: which outlets may kill a story alone
    """

    def __init__(self, uri: str, database: str, trust: Trust) -> None:
        self._where = json.dumps({"uri": uri, "database": database, "trust": asdict(trust)})
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False

    @property
    def is_running(self) -> bool:
        """Whether the process was started, and has not been seen dead."""
        return self._process is not None

    def link(self, ids: Sequence[str]) -> Linked:
        """Link stories; starts the process unless it runs.

        :raises CannotWriteError: when MongoDB did not take it
        :raises ProcessDiedError: when the process did not answer; the next call starts another
        :raises RuntimeError: on a fault of ours, with the process's traceback
        """
        try:
            answer = self._asked(ids)
        except (OSError, ValueError) as error:
            raise ProcessDiedError(self._why_ended() or first_clause(error)) from None
        if "error" in answer:
            raise CannotWriteError(answer["error"])
        if "fault" in answer:
            raise RuntimeError(f"in the process that links: {answer['fault']}")
        return Linked(**answer)

    def _asked(self, ids: Sequence[str]) -> dict[str, Any]:
        process = self._process = self._process or self._started()
        if self._is_closed:
            process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        hangs = threading.Timer(_ANSWER_S, process.kill)
        hangs.daemon = True
        hangs.start()
        try:
            process.stdin.write(json.dumps(ids) + "\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
        finally:
            hangs.cancel()
        return answer

    def _started(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            # Not as "-m": the package imports this module before it could be run.
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A crawl's own output may be a pipe that somebody reads to its end.
            stderr=subprocess.PIPE,
            text=True,
            # Ctrl-C is for the crawl. A session of its own would have a share of the processor of its own, too.
            process_group=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
        )
        assert process.stdin is not None
        # Not an argument: others can read arguments, and the URI may hold a password.
        process.stdin.write(self._where + "\n")
        return process

    def _why_ended(self) -> str | None:
        """Forget a process that did not answer; returns what it said last, or how it ended."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.kill()
        with suppress(ValueError):  # closed by another thread
            said = process.communicate()[1].strip().splitlines()
            return f"exit status {process.returncode}" + (f": {said[-1]}" if said else "")
        return None

    def close(self, *, at_once: bool = False) -> None:
        """End the process.

        :param at_once: True where it is not to go on with what it does
        """
        self._is_closed = True
        process, self._process = self._process, None
        if process is None:
            return
        if at_once:
            process.kill()
        with suppress(OSError, ValueError):  # it has died, or another thread has closed it
            try:
                process.communicate(timeout=_STOPPED_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


def main() -> None:
    """Read from standard input where the store is, then slices of ids, line by line; answer each line with a line."""
    # They may be sent to all processes of a service. The crawl gets them too, and ends this process in its order.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    where = json.loads(sys.stdin.readline())
    work = _Work(where["uri"], where["database"], _trust(where["trust"]))
    with suppress(BrokenPipeError):
        for line in sys.stdin:
            print(json.dumps(work.answer(json.loads(line))), flush=True)
    work.close()


def _end_with_parent() -> None:
    """End the process soon after the other end of standard input is closed."""
    other_end = select.poll()
    other_end.register(sys.stdin, 0)  # a hang-up is always told
    other_end.poll()
    time.sleep(_LEAVE_S)
    os._exit(1)


def _trust(fields: dict[str, Any]) -> Trust:
    """Return what :class:`LinkProcess` was given: JSON has lists in place of tuples."""
    agencies = {name: tuple(hosts) for name, hosts in fields["agency_outlets"].items()}
    return Trust(lead_outlets=tuple(fields["lead_outlets"]), agency_outlets=agencies)


class _Work:
    """The process's own connection, and what it has learned of the database."""

    def __init__(self, uri: str, database: str, trust: Trust) -> None:
        self._uri = uri
        self._name = database
        self._trust = trust
        self._furniture = Furniture()
        self._client: MongoClient[Document] | None = None

    def answer(self, ids: list[str]) -> dict[str, Any]:
        """Link stories; returns the fields of :class:`Linked`, or ``error`` (of MongoDB) or ``fault`` (of ours)."""
        try:
            self._client = self._client or connect(self._uri)
            with pymongo.timeout(_LINK_S):
                return asdict(link_stories(self._client[self._name], ids, self._trust, self._furniture))
        except (PyMongoError, CannotWriteError, StorageError) as error:
            return {"error": first_clause(error)}
        except Exception:
            return {"fault": traceback.format_exc()}

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
