"""Run tests side by side, then each test that failed once more, alone.

    python -m tests.support.alone ARGUMENTS OF PYTEST…

Live tests start servers and kill processes, several tests at a time; some fast tests measure processor time. A test
that fails there and passes alone has found a machine that was too busy for it, or a race: it is *unsteady*. It is
named at the end of ``make test`` with the command that searches for the race, and it does not fail the run. A test
that fails twice does, and so do more than ``MOST`` failures.

The variable ``UNSTEADY_TESTS`` names the file in which the unsteady tests are noted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["note_failures", "noted", "summary"]

FAILURES = "FAILED_TESTS"
"""Variable with the file in which a run of pytest notes the tests that failed."""

MOST = 3
"""Failures that a busy machine may explain. Each of five full runs with an unsteady test had one; more are a fault."""

_SOME_TESTS_FAILED = 1
"""Exit status of pytest; any other means that it did not come to an end, or found no tests."""


def note_failures(file: Path, ids: Iterable[str]) -> None:
    """Append the ids of failed tests to the file.

    :param ids: as pytest-xdist reports them: with ``--dist loadgroup`` the group stands behind an ``@``
    """
    with file.open("a", encoding="utf-8") as out:
        out.writelines(json.dumps(_without_group(each)) + "\n" for each in ids)


def noted(file: Path) -> list[str]:
    """Return the notes of a file; none where there is no file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def summary(unsteady: Sequence[str]) -> str:
    """Return the unsteady tests and the command that repeats each; empty when there are none."""
    if not unsteady:
        return ""
    lines = [f"unsteady: {len(unsteady)} tests failed beside others and passed alone; please report them"]
    lines += [f"  for i in {{1..20}}; do .venv/bin/pytest -q -x '{each}' || break; done" for each in unsteady]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Exit status of the first run, or 0 when everything that failed in it passed alone."""
    with tempfile.TemporaryDirectory(prefix="newscrawler-failed-") as folder:
        status, failed = _run(arguments, Path(folder) / "first")
        if status != _SOME_TESTS_FAILED or not 0 < len(failed) <= MOST:
            return status
        print(f"test: {len(failed)} failed; once more, alone: {', '.join(failed)}", flush=True)
        for number, each in enumerate(failed):
            again, _ = _run(["-q", each], Path(folder) / str(number))
            if again:
                return again
    note = os.environ.get("UNSTEADY_TESTS")
    if note:
        note_failures(Path(note), failed)
    print(summary(failed), flush=True)
    return 0


def _run(arguments: list[str], failures: Path) -> tuple[int, list[str]]:
    command = [sys.executable, ".ci/leftovers.py", sys.executable, "-m", "pytest", *arguments]
    began, processors = time.monotonic(), _processor_seconds()
    status = subprocess.call(command, env=os.environ | {FAILURES: str(failures)})
    taken, used = time.monotonic() - began, _processor_seconds() - processors
    print(f"test: {taken:.0f} s; processor time of the tests and of all that they started: {used:.0f} s", flush=True)
    return status, list(dict.fromkeys(noted(failures)))


def _processor_seconds() -> float:
    """Return the processor time of what has ended; ``.ci/leftovers.py`` waits for the servers that tests start."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _without_group(test: str) -> str:
    name, _, group = test.rpartition("@")
    # pytest takes all behind the first bracket for parameters, and closes it once more in its reports.
    return name if name.partition("::")[0] == group.removesuffix("]") else test


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
