"""Run a command and fail when it leaves processes behind, so that a test's server never outlives the tests.

    python .ci/leftovers.py COMMAND…

Orphans of the command become children of this process (Linux ``PR_SET_CHILD_SUBREAPER``, daemons included); what is
still running when the command has ended is named, stopped, and turns success into exit status 1. On other systems the
command just runs.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
GRACE = 5.0
"""Seconds in which what was told to stop may end by itself: a mongod checkpoints before it exits."""


def main(command: list[str]) -> int:
    """Exit status of the command, or 1 when it succeeded and left something."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    if not sys.platform.startswith("linux"):
        return subprocess.call(command)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = subprocess.Popen(command)
    # A Ctrl-C reaches the child too, and it is the child that decides what to say about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = child.wait()
    status = status if status >= 0 else 128 - status
    left = wait_for_end(GRACE)
    if not left:
        return status
    for pid, words in left.items():
        print(f"left behind: process {pid}: {words}", file=sys.stderr)
    for each in (signal.SIGTERM, signal.SIGKILL):
        for pid in left:
            os.kill(pid, each)
        left = wait_for_end(GRACE)
    return status or 1


def wait_for_end(seconds: float) -> dict[int, str]:
    """Reap until no descendant is left or the time is over; returns what still runs."""
    deadline = time.monotonic() + seconds
    while True:
        reap()
        left = descendants()
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def reap() -> None:
    """Collect whatever has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def descendants() -> dict[int, str]:
    """Command lines of the running processes below this one, by process id."""
    parents: dict[int, list[int]] = {}
    words: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # The command name may hold blanks and parentheses: the fields that count stand after the last one.
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if state != "Z":
            pid = int(folder.name)
            parents.setdefault(int(parent), []).append(pid)
            words[pid] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    found: dict[int, str] = {}
    queue = [os.getpid()]
    while queue:
        for pid in parents.get(queue.pop(), []):
            found[pid] = words[pid]
            queue.append(pid)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
