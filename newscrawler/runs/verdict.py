"""Exit code of a crawl, for scripts (docs/runs.md has the table)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from newscrawler.runs.tally import BAD, READ
from newscrawler.storage.errors import STORE_UNUSABLE
from newscrawler.storage.runs import CRAWL_JOB_OVER

__all__ = ["ExitCode", "verdict"]


_AS_ASKED = ("closespider_",)
"""Reasons that begin so are limits that the operator set."""


class ExitCode(IntEnum):
    """Exit codes of ``scrapy crawl``."""

    OK = 0
    FAILED = 1
    """It could not start, or an exception broke it off."""
    USAGE = 2
    """The command line is wrong: unknown spider, unusable argument."""
    ERRORS = 3
    """It finished, and more stories went wrong than ``CRAWL_ERROR_SHARE``."""
    NO_STORIES = 4
    """It finished, and not one story was read, though none was left out for its age."""
    STORE_UNUSABLE = 5
    """MongoDB does not answer or has a newer schema; nothing was fetched."""
    SPOOLED = 6
    """Items wait in the spool on this machine: the next crawl here stores them."""
    LOST = 7
    """Neither MongoDB nor the spool took everything: these pages must be crawled again."""
    INTERRUPTED = 130
    """Stopped by a signal; everything that was reported as stored is stored."""

    @property
    def words(self) -> str:
        """``no stories``, for people."""
        return self.name.lower().replace("_", " ")


def verdict(
    reason: str,
    outcomes: Mapping[str, int],
    *,
    lost_items: int = 0,
    other_exceptions: int = 0,
    spool_waits: bool = False,
    error_share: float,
    idle_is_ok: bool = False,
) -> ExitCode:
    """Return the exit code of a run: that of the gravest finding.

    :param reason: with which the spider was closed
    :param outcomes: stories by outcome
    :param lost_items: items other than stories that were not stored
    :param other_exceptions: exceptions of ours in callbacks that are not a story's page
    :param spool_waits: whether items wait on this machine's disk
    :param error_share: the share of stories that may go wrong, between 0 and 1
    :param idle_is_ok: whether other workers may have had all the work
    """
    cut_short = (
        (bool(outcomes.get("lost") or lost_items), ExitCode.LOST),
        (reason == STORE_UNUSABLE, ExitCode.STORE_UNUSABLE),
        (spool_waits, ExitCode.SPOOLED),
        (reason == "shutdown", ExitCode.INTERRUPTED),
        (reason == CRAWL_JOB_OVER, ExitCode.OK),
        (reason != "finished" and not reason.startswith(_AS_ASKED), ExitCode.FAILED),
    )
    found = next((code for holds, code in cut_short if holds), None)
    return found if found is not None else _of_stories(outcomes, other_exceptions, error_share, idle_is_ok)


def _of_stories(outcomes: Mapping[str, int], other_exceptions: int, error_share: float, idle_is_ok: bool) -> ExitCode:
    read = sum(outcomes.get(outcome, 0) for outcome in READ)
    bad = sum(outcomes.get(outcome, 0) for outcome in BAD)
    if not read and not outcomes.get("older") and not (idle_is_ok and not bad):
        return ExitCode.NO_STORIES
    wrong = bad + other_exceptions
    if wrong and wrong > error_share * (read + bad + other_exceptions):
        return ExitCode.ERRORS
    return ExitCode.OK
