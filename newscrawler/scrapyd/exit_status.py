"""Result of a job's attempt, from the exit status of its crawl. Pure."""

from __future__ import annotations

import signal

from newscrawler.scrapyd.jobs import AttemptResult

__all__ = ["INTERRUPTED", "attempt_result"]

INTERRUPTED = 130
"""Exit code of a crawl that a signal stopped before its end."""

_DONE = {
    0: "finished",
    3: "finished; many stories went wrong (exit code 3)",
    4: "finished; not one story was read (exit code 4)",
    6: "finished; items wait in its node's spool (exit code 6)",
}
"""Exit codes of a crawl that ran to its end (docs/runs.md). Another try at once would end in the same way."""

_UNUSABLE = {2: "its spider or arguments cannot be used (exit code 2); see its log"}


def attempt_result(code: int | None, killed_by: int | None, *, node_stopping: bool) -> AttemptResult:
    """Return the result of an attempt.

    :param code: exit code of the process; None if a signal killed it
    :param killed_by: number of the signal that killed the process, or None
    :param node_stopping: whether the node had told the process to stop
    """
    if code in _DONE:
        return AttemptResult(kind="done", reason=_DONE[code], code=code)
    if node_stopping:
        return AttemptResult(kind="interrupted", reason="its node was stopped", code=code, signal=_name(killed_by))
    if killed_by is not None:
        return AttemptResult(kind="broken", reason=f"killed by {_name(killed_by)}", signal=_name(killed_by))
    if code in _UNUSABLE:
        return AttemptResult(kind="unusable", reason=_UNUSABLE[code], code=code)
    if code == INTERRUPTED:
        return AttemptResult(kind="broken", reason="stopped by a signal before it was done", code=code)
    return AttemptResult(kind="broken", reason=f"ended with exit code {code}; see its log", code=code)


def _name(number: int | None) -> str | None:
    if number is None:
        return None
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
