"""Watching processes that kill a browser with too much memory, and a crawl that does not stop.

Run as a script: ``python -I -S watchdog.py memory <pid> <megabytes>`` or ``… stop <pid> <seconds>``. It needs only
the standard library. A page can take a gigabyte in less than a second, and it can keep the crawl's thread busy for
minutes in code that lets no other thread run. A separate process notices both in time.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["command", "descendants", "kill", "megabytes"]

_LOOK_SECONDS = 0.02
"""Seconds between two measurements, each of which takes 0.5 ms. Pages can take up to 2 GB a second: 40 MB in this
time."""

_DYING_SECONDS = 1.0
"""Seconds for a browser to end by itself after its crawl was killed."""

_PLACES = 4
"""Lines of code that are named when a crawl is killed: the innermost lines show where it was stuck."""


def descendants(pid: int) -> list[int]:
    """Return the ids of all descendants of a process."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below: list[int] = []
        # A process or thread may end between the two reads.
        with suppress(OSError):
            for task in Path(f"/proc/{waiting.pop()}/task").iterdir():
                with suppress(OSError):
                    below += map(int, (task / "children").read_text().split())
        found += below
        waiting += below
    return found


def command(pid: int) -> list[str]:
    """Return the command line of a process; empty if the process has ended."""
    with suppress(OSError):
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")[:-1]
    return []


def megabytes(pids: list[int]) -> float:
    """Return the memory of processes together. File pages count once, because most are the shared program."""
    own = files = 0
    for pid in pids:
        with suppress(OSError):
            sizes = _resident(pid)
            own += sizes.get("RssAnon", 0) + sizes.get("RssShmem", 0)
            files = max(files, sizes.get("RssFile", 0))
    return (own + files) / 1024


def _resident(pid: int) -> dict[str, int]:
    """Return the kilobytes of each ``Rss…`` line of a process's status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {
        name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines if line[:3] == "Rss")
    }


def kill(pids: list[int]) -> None:
    """Send SIGKILL to processes; ignore processes that have ended."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _watch_memory(driver: int, limit: float) -> None:
    """Kill the browser below ``driver`` at ``limit`` megabytes.

    It ends with the browser or with standard input, and then prints ``over`` or ``peak`` and the megabytes.
    """
    peak = 0.0
    while not select.select([0], [], [], _LOOK_SECONDS)[0]:
        pids = [driver, *descendants(driver)]
        used = megabytes(pids)
        if not used:
            break
        peak = max(peak, used)
        if used > limit:
            kill(pids[1:])
            # The driver removes the browser's files, unless the driver itself takes the memory.
            if megabytes([driver]) > limit / 2:
                kill([driver])
            print(f"over {peak:.0f}", flush=True)
            return
    print(f"peak {peak:.0f}", flush=True)


def _watch_stop(crawl: int, seconds: float) -> None:
    """Kill the crawl and its browser some seconds after the first byte on standard input; end with the crawl."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # the signal may be sent to the whole process group
    process = os.pidfd_open(crawl)
    told = os.read(0, 65_536)
    deadline = time.monotonic() + seconds
    while told and (left := deadline - time.monotonic()) > 0:
        ready = select.select([0, process], [], [], left)[0]
        if process in ready:
            return
        if 0 in ready:
            told += (more := os.read(0, 65_536))
            if not more:
                return
    if not told:
        return
    browsers = [
        each for pid in descendants(crawl) if command(pid)[-1:] == ["run-driver"] for each in (pid, *descendants(pid))
    ]
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, signal.SIGKILL)
        _say(f"crawl: told to stop, but did not end within {seconds:g} s; killed. It was {_places(told)}\n")
    deadline = time.monotonic() + _DYING_SECONDS
    while browsers and time.monotonic() < deadline:
        time.sleep(0.05)
        browsers = [pid for pid in browsers if command(pid)]
    kill(browsers)


def _places(told: bytes) -> str:
    """Return the innermost lines of the first traceback."""
    lines = [line.strip() for line in told.decode("utf-8", "replace").splitlines()]
    found = [line for line in lines if line.startswith("File ")][:_PLACES]
    return "in " + ", called from ".join(found) if found else "at an unknown place"


def _say(line: str) -> None:
    # The reader of standard error may be gone, or suspended with a full pipe.
    with suppress(OSError):
        if select.select([], [2], [], 0)[1]:
            os.write(2, line.encode())


if __name__ == "__main__":
    {"memory": _watch_memory, "stop": _watch_stop}[sys.argv[1]](int(sys.argv[2]), float(sys.argv[3]))
