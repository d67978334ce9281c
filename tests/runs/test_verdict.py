"""The exit code of a run: its gravest finding."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawler.runs.verdict import ExitCode, verdict


@pytest.mark.parametrize(
    ("reason", "outcomes", "more", "code"),
    [
        ("finished", {"added": 5}, {}, ExitCode.OK),
        ("finished", {"unchanged": 5}, {}, ExitCode.OK),
        ("closespider_itemcount", {"added": 5}, {}, ExitCode.OK),
        ("finished", {"added": 8, "failed": 2}, {}, ExitCode.OK),  # just the limit
        ("finished", {"added": 79, "failed": 20, "quarantined": 1}, {}, ExitCode.ERRORS),
        ("finished", {"added": 3}, {"other_exceptions": 1}, ExitCode.ERRORS),
        ("finished", {}, {}, ExitCode.NO_STORIES),
        ("finished", {"failed": 9}, {}, ExitCode.NO_STORIES),
        ("finished", {"older": 9}, {}, ExitCode.OK),  # a quiet night: all are older than `since`
        ("finished", {}, {"idle_is_ok": True}, ExitCode.OK),
        ("finished", {"failed": 9}, {"idle_is_ok": True}, ExitCode.NO_STORIES),
        ("finished", {"spooled": 5}, {"spool_waits": True}, ExitCode.SPOOLED),
        ("finished", {"spooled": 5}, {}, ExitCode.OK),  # replayed since
        ("shutdown", {"added": 5}, {}, ExitCode.INTERRUPTED),
        ("shutdown", {"spooled": 5}, {"spool_waits": True}, ExitCode.SPOOLED),
        ("store_unusable", {}, {}, ExitCode.STORE_UNUSABLE),
        ("crawl_job_over", {}, {"idle_is_ok": True}, ExitCode.OK),
        ("crawl_job_over", {"spooled": 5}, {"spool_waits": True}, ExitCode.SPOOLED),
        ("start_error", {"added": 5}, {}, ExitCode.FAILED),
        ("memusage_exceeded", {"added": 5}, {}, ExitCode.FAILED),
        ("finished", {"added": 5, "lost": 1}, {}, ExitCode.LOST),
        ("shutdown", {"added": 5}, {"lost_items": 1, "spool_waits": True}, ExitCode.LOST),
    ],
)
def test_verdict(reason: str, outcomes: dict[str, int], more: dict[str, Any], code: ExitCode) -> None:
    assert verdict(reason, outcomes, error_share=0.2, **more) is code
