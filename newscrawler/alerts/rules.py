"""The rules: what is found in the store → what somebody should look at. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newscrawler import settings as project
from newscrawler.runs.tally import BAD, COVERED
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage.runs import Run

__all__ = ["Alert", "Limits", "badly_ended", "coverage_fell", "dead_runs", "errors", "incomplete_threads", "silence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing that is wrong now."""

    rule: str
    subject: str
    """What it is wrong with: a spider, a run, a node. With the rule it identifies the alert for as long as it lasts."""
    message: str
    """One line for a person, with the numbers and where to look."""

    @property
    def id(self) -> str:
        return f"{self.rule}: {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when on it is wrong; the settings ``ALERT_…`` and their reasons are in settings.py."""

    silence: timedelta = timedelta(hours=project.ALERT_SILENCE_HOURS)
    error_share: float = project.ALERT_ERROR_SHARE
    incomplete_share: float = project.ALERT_INCOMPLETE_SHARE
    dead_after: timedelta = timedelta(seconds=project.CRAWL_DEAD_AFTER)


_LEAST = 10
"""Pages, stories or threads below which a share says nothing."""

_EARLIER = 10
"""Runs that the latest one is compared with: a week or two of a daily crawl, so that a slow change is a new normal."""

_CHANCE = 0.001
"""A field is said to be missing when so few pages would have it less than once in a thousand runs by chance."""

_WORTH_SAYING = 0.8
"""... and when its share is below this part of what it was: with thousands of pages a loss of 1 % is no chance either."""

_LOOK_BACK = timedelta(days=1)
"""A run that died longer ago than that is history: who did not look by then looks at the list."""


def coverage_fell(spider: str, ended: Sequence[Run]) -> Iterable[Alert]:
    """Fields that the latest run's pages lack, though the earlier runs' had them.

    :param ended: runs of one spider that are over, the latest first
    """
    enough = [run for run in ended if run.copies >= _LEAST]
    if len(enough) < 2:
        return
    latest, earlier = enough[0], enough[1 : 1 + _EARLIER]
    pages = sum(run.copies for run in earlier)
    for field in COVERED:
        had = sum(run.coverage.get(field, 0) for run in earlier)
        have = latest.coverage.get(field, 0)
        # With one page more that has it and one that has not, so that what always was is not taken for a law of nature.
        expected = (had + 1) / (pages + 2)
        if have / latest.copies < _WORTH_SAYING * had / pages and _at_most(have, latest.copies, expected) < _CHANCE:
            yield Alert(
                rule="coverage fell",
                subject=f"{spider} {field}",
                message=f"{spider}: {field} on {have} of {latest.copies} pages, before on {had / pages:.0%}; has the "
                f"outlet's markup changed? (run {latest.id})",
            )


def _at_most(found: int, tries: int, chance: float) -> float:
    """Probability of at most so many successes (binomial)."""
    log_p, log_q = math.log(chance), math.log1p(-chance)
    return sum(
        math.exp(
            math.lgamma(tries + 1) - math.lgamma(k + 1) - math.lgamma(tries - k + 1) + k * log_p + (tries - k) * log_q
        )
        for k in range(found + 1)
    )


def silence(
    spider: str, last_story: datetime | None, watched_since: datetime, now: datetime, limits: Limits
) -> Iterable[Alert]:
    """A scheduled spider that has brought no story for too long, whatever the reason.

    :param last_story: when a run of it that added or changed a story gave its last sign of life
    :param watched_since: its first run or, if it never ran, the first time that its schedule should have made one
    """
    since = last_story or watched_since
    if now - since > limits.silence:
        hours = (now - since) / timedelta(hours=1)
        brought = "has brought no new story" if last_story else "has never brought a story"
        yield Alert(
            rule="silence",
            subject=spider,
            message=f"{spider} {brought} for {hours:,.0f} hours; see scrapy crawls --spider {spider}",
        )


def errors(spider: str, ended: Sequence[Run], limits: Limits) -> Iterable[Alert]:
    """The latest run of a size that tells had too many stories that went wrong."""
    for run in ended:
        bad, read = run.count(*BAD), run.stories - run.count("older")
        if read >= _LEAST:
            if bad > limits.error_share * read:
                kinds = ", ".join(f"{run.count(kind)} {kind}" for kind in sorted(BAD) if run.count(kind))
                yield Alert(
                    rule="errors",
                    subject=spider,
                    message=f"{spider}: {bad} of {read} stories went wrong ({kinds}); see scrapy crawls {run.id}",
                )
            return


def badly_ended(spider: str, ended: Sequence[Run]) -> Iterable[Alert]:
    """The latest run broke off, lost items or left some on a node's disk."""
    told = {
        ExitCode.FAILED: "broke off",
        ExitCode.LOST: "lost items",
        ExitCode.SPOOLED: "left items in its node's spool",
    }
    if ended and ended[0].exitCode in told:
        run = ended[0]
        yield Alert(
            rule="ended badly",
            subject=spider,
            message=f"{spider} {told[ExitCode(run.exitCode or 0)]} on {run.node} ({run.reason}); see scrapy crawls {run.id}",
        )


def incomplete_threads(spider: str, ended: Sequence[Run], limits: Limits) -> Iterable[Alert]:
    """The latest run that met enough comment sections read too many of them in part only."""
    for run in ended:
        incomplete = run.threads.get("incomplete", 0)
        threads = sum(count for name, count in run.threads.items() if name != "incomplete")
        if threads >= _LEAST:
            if incomplete > limits.incomplete_share * threads:
                yield Alert(
                    rule="incomplete threads",
                    subject=spider,
                    message=f"{spider}: {incomplete} of {threads} comment sections were not read whole; their reasons: "
                    f"scrapy crawls {run.id}, and `reason` in threads",
                )
            return


def dead_runs(
    open_: Iterable[Run], latest_started: dict[str, datetime], now: datetime, limits: Limits
) -> Iterable[Alert]:
    """Runs that died, until a later run of the spider is over, or for a day.

    :param open_: runs without an end
    :param latest_started: start of the last run that is over, by spider
    """
    for run in open_:
        followed = run.spider in latest_started and latest_started[run.spider] > run.started
        if run.state(now, limits.dead_after) == "dead" and not followed and now - run.heartbeat < _LOOK_BACK:
            yield Alert(
                rule="dead run",
                subject=run.id,
                message=f"{run.spider} on {run.node} was last heard of at {run.heartbeat:%Y-%m-%d %H:%M} UTC, after "
                f"{run.stories} stories; see scrapy crawls {run.id}",
            )
