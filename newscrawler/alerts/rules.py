"""Alert rules: functions from run records to alerts. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newscrawler import settings as project
from newscrawler.alerts.rhythm import Rhythm
from newscrawler.runs.tally import BAD, COVERED
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage.coverage import Coverage, Gap
from newscrawler.storage.kills import AfterKill
from newscrawler.storage.runs import Run

__all__ = [
    "Alert",
    "Limits",
    "after_kill",
    "badly_ended",
    "coverage_fell",
    "dead_runs",
    "errors",
    "gaps",
    "incomplete_threads",
    "silence",
    "unusual_silence",
]


_LEAST = 10
"""Fewest pages, stories or threads for which a share is meaningful."""

_EARLIER = 10
"""Earlier runs that the latest run is compared with: a week or two of a daily crawl."""

_CHANCE = 0.001
"""Probability below which a fall of coverage is not chance: once in a thousand runs."""

_WORTH_SAYING = 0.8
"""A fall is reported only below this part of the earlier share: with thousands of pages even a loss of 1 % is not
chance."""

_LOOK_BACK = timedelta(days=1)
"""Dead runs are reported for this time; after it they are only listed by ``scrapy crawls``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Current problem for an operator."""

    rule: str
    subject: str
    """Object of the alert: a spider, a run or a node. Rule and subject identify the alert as long as it lasts."""
    message: str
    """One line with the numbers and the command that shows more."""

    @property
    def id(self) -> str:
        return f"{self.rule}: {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of the rules: the settings ``ALERT_…``, whose reasons are in settings.py."""

    silence: timedelta = timedelta(hours=project.ALERT_SILENCE_HOURS)
    error_share: float = project.ALERT_ERROR_SHARE
    incomplete_share: float = project.ALERT_INCOMPLETE_SHARE
    dead_after: timedelta = timedelta(seconds=project.CRAWL_DEAD_AFTER)


def coverage_fell(spider: str, ended: Sequence[Run]) -> Iterable[Alert]:
    """Report fields that fewer pages have in the latest run than in earlier runs.

    :param ended: ended runs of one spider, the latest first
    """
    # A spider that takes any outlet is compared with itself on the same one.
    enough = [run for run in ended if run.copies >= _LEAST and run.outlet in {ended[0].outlet, None}]
    if len(enough) < 2:
        return
    latest, earlier = enough[0], enough[1 : 1 + _EARLIER]
    pages = sum(run.copies for run in earlier)
    for field in COVERED:
        had = sum(run.coverage.get(field, 0) for run in earlier)
        have = latest.coverage.get(field, 0)
        # With one more page that has the field and one that has not (Laplace), so that the estimate is never 0 or 1.
        expected = (had + 1) / (pages + 2)
        if have / latest.copies < _WORTH_SAYING * had / pages and _at_most(have, latest.copies, expected) < _CHANCE:
            yield Alert(
                rule="coverage fell",
                subject=f"{spider} {field}",
                message=f"{spider}: {field} on {have} of {latest.copies} pages, before on {had / pages:.0%}; has the "
                f"outlet's markup changed? (run {latest.id})",
            )


def _at_most(found: int, tries: int, chance: float) -> float:
    """Return the binomial probability of at most ``found`` successes."""
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
    """Report a scheduled spider that has stored no story for too long, for any reason.

    :param last_story: last heartbeat of a run that added or changed a story, or None
    :param watched_since: start of its first run or, if it never ran, the first time of its schedule
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


def unusual_silence(
    outlet: str, rhythm: Rhythm, last_story: datetime, after: Coverage | None, now: datetime
) -> Iterable[Alert]:
    """Report an outlet that has brought no new story for longer than its rhythm explains.

    :param last_story: beginning of the last hour in which a new story was stored
    :param after: the ledger of the hours after it, summed; None: it was not visited
    """
    if not rhythm.is_silent(last_story, now):
        return
    silent_since = last_story + timedelta(hours=1)
    hours = (now - silent_since) // timedelta(hours=1)
    yield Alert(
        rule="silence",
        subject=outlet,
        message=f"{outlet} has brought no new story for {hours:,} hours, in which "
        f"{rhythm.expected(silent_since, now):,.0f} are usual: {_cause(after)}; see scrapy coverage --outlet {outlet}",
    )


def _cause(after: Coverage | None) -> str:
    """Return the first step on the way from list to store that fails."""
    if after is None or not (after.looks or after.listsFailed):
        return "its lists were not visited"
    if not after.looks:
        return f"none of {after.listsFailed:,} visits could read a list"
    if after.failed or after.rejected:
        return f"{after.failed + after.rejected:,} pages of stories went wrong"
    if after.storiesNew:
        return f"its lists named {after.storiesNew:,} new stories, none of which was stored"
    return f"its lists were read {after.looks:,} times and named no new story"


def gaps(found: Iterable[Gap]) -> Iterable[Alert]:
    """Report the outlets with gaps in their lists, one alert for each outlet."""
    by_outlet: dict[str, list[Gap]] = {}
    for gap in found:
        by_outlet.setdefault(gap.outlet, []).append(gap)
    for outlet, each in by_outlet.items():
        latest = max(each, key=lambda gap: gap.at)
        more = f" and {len(each) - 1} more in the last day" if len(each) > 1 else ""
        yield Alert(
            rule="gaps",
            subject=outlet,
            message=f"{outlet}: stories may have been missed that {latest.url} named between "
            f"{latest.since:%Y-%m-%d %H:%M} and {latest.at:%Y-%m-%d %H:%M} UTC{more}; {_walked(each)}; "
            f"see scrapy coverage --gaps --outlet {outlet}",
        )


def _walked(found: Sequence[Gap]) -> str:
    """Return what the reading of the outlet's other lists has brought."""
    if any(gap.walk for gap in found):
        return "its other lists are still to be read"
    if all(gap.closed is None for gap in found):
        return "it has no other list"
    return f"its other lists, read since, named {sum(gap.found for gap in found):,} new stories"


def errors(spider: str, ended: Sequence[Run], limits: Limits) -> Iterable[Alert]:
    """Report too many failed stories in the latest run with enough stories."""
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
    """Report a latest run that broke off, lost items or left items in a node's spool."""
    told = {
        ExitCode.FAILED: "broke off",
        ExitCode.LOST: "lost items",
        ExitCode.SPOOLED: "left items in its node's spool",
    }
    if ended and ended[0].exitCode in told:
        run = ended[0]
        what = told[ExitCode(run.exitCode or 0)]
        yield Alert(
            rule="ended badly",
            subject=spider,
            message=f"{spider} {what} on {run.node} ({run.reason}); see scrapy crawls {run.id}",
        )


def incomplete_threads(spider: str, ended: Sequence[Run], limits: Limits) -> Iterable[Alert]:
    """Report too many incomplete threads in the latest run with enough threads."""
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
    """Report dead runs, until a later run of the spider has ended, for at most a day.

    :param open_: runs without an end
    :param latest_started: start of the last ended run, by spider
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


def after_kill(running: Iterable[AfterKill]) -> Iterable[Alert]:
    """Report each copy that still runs a killed story."""
    for copy in running:
        seen = "was seen after it" if copy.seenAfter else "was not visited since"
        yield Alert(
            rule="copies that still run a killed story",
            subject=copy.url,
            message=f"{copy.outlet}: {copy.url} still runs a story that was killed at {copy.since:%Y-%m-%d %H:%M} UTC "
            f"by {', '.join(copy.by)}; the page {seen}; see scrapy stories --after-kill",
        )
