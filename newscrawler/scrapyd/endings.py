"""What a crawl's exit status means for its job. Pure."""

from __future__ import annotations

import signal

from newscrawler.scrapyd.jobs import Ending

__all__ = ["INTERRUPTED", "of_process"]

INTERRUPTED = 130
"""Exit code of a crawl that a signal stopped before it was done."""

_DONE = {
    0: "finished",
    3: "finished; many stories went wrong (exit code 3)",
    4: "finished; not one story was read (exit code 4)",
    6: "finished; items wait in its node's spool (exit code 6)",
}
"""Exit codes of a crawl that ran to its end (docs/runs.md): at once again it would find the same."""

_UNUSABLE = {2: "its spider or arguments cannot be used (exit code 2); see its log"}


def of_process(code: int | None, killed_by: int | None, *, node_stopping: bool) -> Ending:
    """The ending of a process.

    :param code: exit code; None when a signal killed it
    :param node_stopping: whether its node had told it to stop
    """
    if code in _DONE:
        return Ending(kind="done", reason=_DONE[code], code=code)
    if node_stopping:
        return Ending(kind="interrupted", reason="its node was stopped", code=code, signal=_name(killed_by))
    if killed_by is not None:
        return Ending(kind="broken", reason=f"killed by {_name(killed_by)}", signal=_name(killed_by))
    if code in _UNUSABLE:
        return Ending(kind="unusable", reason=_UNUSABLE[code], code=code)
    if code == INTERRUPTED:
        return Ending(kind="broken", reason="stopped by a signal before it was done", code=code)
    return Ending(kind="broken", reason=f"ended with exit code {code}; see its log", code=code)


def _name(number: int | None) -> str | None:
    if number is None:
        return None
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
