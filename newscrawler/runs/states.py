"""State of a run in one word, as ``scrapy crawls`` and the dashboard show it."""

from __future__ import annotations

from datetime import datetime, timedelta

from newscrawler.runs.verdict import ExitCode
from newscrawler.storage.runs import Run

__all__ = ["ENDS", "STATES", "end_of", "state_of"]

ENDS = {code.words: code for code in ExitCode if code is not ExitCode.USAGE}
"""Exit codes of crawls that began, by their words."""

STATES = ("running", "dead", *ENDS)
"""States that a run may be asked for by."""


def state_of(run: Run, now: datetime, dead_after: timedelta) -> str:
    """Return ``running``, ``dead``, or the meaning of the exit code.

    :param now: the server's time, see :func:`newscrawler.storage.clock.server_time`
    """
    state = run.state(now, dead_after)
    if state != "ended":
        return state
    return end_of(run.exitCode)


def end_of(exit_code: int | None) -> str:
    """Return the meaning of the exit code of a run that ended."""
    try:
        return ExitCode(exit_code or 0).words
    except ValueError:
        # A code of a newer version.
        return f"exit code {exit_code}"
