"""When somebody is told, and when not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawler.alerts import rules
from newscrawler.alerts.rules import Alert, Limits
from newscrawler.runs.verdict import ExitCode
from newscrawler.storage.runs import Run

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LIMITS = Limits()


def run(**known: Any) -> Run:
    at = NOW - timedelta(hours=1)
    base = {"_id": "r1", "spider": "s", "node": "n", "pid": 1, "version": "0", "started": at, "heartbeat": at}
    return Run.of({**base, **known})


def ended(**known: Any) -> Run:
    return run(ended=NOW, reason="finished", exitCode=0, **known)


def subjects(alerts: Iterable[Alert]) -> list[str]:
    return [alert.subject for alert in alerts]


def pages(copies: int, **coverage: int) -> Run:
    return ended(copies=copies, coverage=coverage)


class TestCoverage:
    @pytest.mark.parametrize(
        ("latest", "earlier", "fell"),
        [
            (pages(30, byline=0), [pages(30, byline=29)], True),  # a selector broke
            (pages(10, byline=0), [pages(20, byline=18)] * 5, True),
            (pages(30, byline=15), [pages(30, byline=29)] * 3, True),  # half of the pages have a new markup
            (pages(10, byline=8), [pages(30, byline=29)] * 3, False),  # two opinion pieces
            (pages(9, byline=0), [pages(30, byline=29)] * 3, False),  # too few to tell
            (pages(30, byline=0), [pages(9, byline=9)], False),  # nothing to compare with
            (pages(30, byline=0), [], False),
            (pages(30, byline=0), [pages(30, byline=1)] * 5, False),  # never had many
            (pages(10, agency=3), [pages(20, agency=10)] * 5, False),  # 50 % → 30 % of ten pages is chance
            (pages(200, agency=60), [pages(200, agency=100)] * 5, True),  # of two hundred it is not
            (pages(5000, byline=4800), [pages(5000, byline=4900)] * 5, False),  # no chance, and not worth a call
            (pages(30, byline=30), [pages(30, byline=3)] * 5, False),  # it rose
        ],
    )
    def test_a_field_that_pages_lack_and_had_before(self, latest: Run, earlier: list[Run], fell: bool) -> None:
        found = list(rules.coverage_fell("s", [latest, *earlier]))
        assert bool(found) is fell
        assert [alert.subject for alert in found] == (
            ["s byline"] if "byline" in latest.coverage and fell else subjects(found)
        )

    def test_small_runs_in_between_are_passed_over(self) -> None:
        small = pages(1)
        found = rules.coverage_fell("s", [small, pages(30, byline=0), small, pages(30, byline=30)])
        assert subjects(found) == ["s byline"]

    def test_runs_of_another_outlet_are_not_compared(self) -> None:
        bare = ended(outlet="a.example", copies=30, coverage={"byline": 0})
        signed = ended(outlet="b.example", copies=30, coverage={"byline": 30})
        assert not list(rules.coverage_fell("outlet", [bare, signed, signed]))
        before = ended(outlet="a.example", copies=30, coverage={"byline": 29})
        assert subjects(rules.coverage_fell("outlet", [bare, signed, before])) == ["outlet byline"]

    def test_only_the_runs_just_before_count(self) -> None:
        long_ago = [pages(30, byline=30)] * 20
        assert not list(rules.coverage_fell("s", [pages(30, byline=0), *[pages(30, byline=0)] * 10, *long_ago]))

    def test_the_message_has_the_numbers(self) -> None:
        (alert,) = rules.coverage_fell("s", [pages(30, byline=1), pages(40, byline=38)])
        assert alert.message.startswith("s: byline on 1 of 30 pages, before on 95%; has the outlet's markup changed?")


@pytest.mark.parametrize(
    ("outcomes", "wrong"),
    [
        ({"added": 8, "failed": 2}, False),
        ({"added": 7, "failed": 2, "quarantined": 1}, True),
        ({"failed": 9}, False),  # of nine nothing is said; silence or the exit code will
        ({"older": 500, "added": 7, "error": 3}, True),  # what was left out does not dilute
    ],
)
def test_errors(outcomes: dict[str, int], wrong: bool) -> None:
    latest = ended(outcomes=outcomes, stories=sum(outcomes.values()))
    assert bool(list(rules.errors("s", [latest], LIMITS))) is wrong


def test_a_good_run_ends_the_alert_of_a_bad_one() -> None:
    good, bad = ended(outcomes={"added": 20}, stories=20), ended(outcomes={"failed": 20}, stories=20)
    assert not list(rules.errors("s", [good, bad], LIMITS))
    assert list(rules.errors("s", [bad, good], LIMITS))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (ExitCode.OK, False), (ExitCode.ERRORS, False), (ExitCode.INTERRUPTED, False),
        (ExitCode.FAILED, True), (ExitCode.LOST, True), (ExitCode.SPOOLED, True),
    ],
)  # fmt: skip
def test_badly_ended(code: ExitCode, told: bool) -> None:
    assert bool(list(rules.badly_ended("s", [run(ended=NOW, exitCode=int(code), reason="x")]))) is told


def test_silence() -> None:
    day = timedelta(hours=24)
    assert not list(rules.silence("s", NOW - day, NOW, NOW, LIMITS))
    (late,) = rules.silence("s", NOW - day * 1.5, NOW, NOW, LIMITS)
    assert late.message.startswith("s has brought no new story for 36 hours")
    (never,) = rules.silence("s", None, NOW - day * 2, NOW, LIMITS)
    assert never.message.startswith("s has never brought a story for 48 hours")
    assert not list(rules.silence("s", None, NOW + day, NOW, LIMITS))


@pytest.mark.parametrize(
    ("threads", "told"),
    [
        ({"added": 10, "incomplete": 3}, False),
        ({"added": 5, "unchanged": 5, "incomplete": 4}, True),
        ({"added": 9, "incomplete": 9}, False),
    ],
)
def test_incomplete_threads(threads: dict[str, int], told: bool) -> None:
    assert bool(list(rules.incomplete_threads("s", [ended(threads=threads)], LIMITS))) is told


class TestDeadRuns:
    dead = run(heartbeat=NOW - timedelta(minutes=2), started=NOW - timedelta(hours=1))

    def test_one_that_is_silent(self) -> None:
        alive = run(_id="r2", heartbeat=NOW - timedelta(seconds=80))
        assert subjects(rules.dead_runs([self.dead, alive], {}, NOW, LIMITS)) == ["r1"]

    def test_is_forgotten_when_a_later_run_is_over(self) -> None:
        assert not list(rules.dead_runs([self.dead], {"s": NOW - timedelta(minutes=30)}, NOW, LIMITS))
        assert list(rules.dead_runs([self.dead], {"s": NOW - timedelta(hours=2)}, NOW, LIMITS))
        assert list(rules.dead_runs([self.dead], {"other": NOW}, NOW, LIMITS))

    def test_or_after_a_day(self) -> None:
        assert not list(rules.dead_runs([self.dead], {}, NOW + timedelta(days=1), LIMITS))
