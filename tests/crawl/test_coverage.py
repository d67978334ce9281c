"""The coverage ledger of a crawl says what the newsroom printed and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import newsroom
from newscrawler.storage import Coverage, Reader, sum_by_outlet
from newsroom import HARBORLIGHT, Printed, truth
from tests.support.crawls import Crawls

NEW_FOR = timedelta(days=7)
"""Age at which a story that a list names for the first time gets no visits from the calendar."""


@pytest.fixture
def room() -> Iterator[newsroom.Newsroom]:
    """The newsroom with the printings of the last weeks: its own are of November 2026."""
    with newsroom.start() as running:
        latest = max(printed.touched for printed in running.edition.of(HARBORLIGHT))
        running.edition.print_later((datetime.now(UTC) - latest).days)
        yield running


def ledger(crawls: Crawls) -> Coverage:
    """All hours of the outlet together: a crawl may run over the end of an hour."""
    (found,) = sum_by_outlet(Reader(crawls.database).coverage(outlet=HARBORLIGHT))
    return found


def grown(before: Coverage, after: Coverage, *names: str) -> dict[str, int]:
    return {name: getattr(after, name) - getattr(before, name) for name in names}


def recent(printed: Sequence[Printed], now: datetime) -> int:
    """Stories that a list states to be new, by the feed's time of printing or the sitemap's of the last change."""
    return sum(now - max(each.published, each.touched) <= NEW_FOR for each in printed)


@pytest.mark.live
def test_the_ledger_is_the_newsrooms_truth(crawls: Crawls, room: newsroom.Newsroom) -> None:
    crawls.hosts = room.host_map
    printed = room.edition.of(HARBORLIGHT)
    failing, *others = sorted(printed, key=lambda each: each.published, reverse=True)
    room.fail(HARBORLIGHT, unquote(urlsplit(failing.url).path), 403, times=100)
    came = [truth.copy_of(each) for each in others]
    threads = [copy.thread for copy in came if copy.thread is not None]
    before = datetime.now(UTC)
    crawls.run("crawl", "harborlight")
    first = ledger(crawls)
    lists: dict[str, Any] = {
        # The feed, the index of sitemaps, and its sitemap; feed and sitemap name each story.
        "listsRead": 3, "listsUnchanged": 0, "listsFailed": 0, "listsDue": 0, "entries": 2 * len(printed), "gaps": 0,
    }  # fmt: skip
    assert {name: getattr(first, name) for name in lists} == lists
    assert recent(printed, datetime.now(UTC)) <= first.storiesNew <= recent(printed, before)
    assert set(first.leftOut) <= {"old"}
    assert (first.stored, first.failed, first.rejected, first.changed, first.unchanged) == (len(came), 1, 0, 0, 0)
    assert first.commentsExpected == sum(thread.declaredCount for thread in threads)
    assert first.commentsGot == sum(len(thread.comments) for thread in threads)
    assert sum(first.latency.values()) == len(came)

    room.forget()
    edited = others[0]
    room.edition.edit_story(HARBORLIGHT, edited.story, body=["The office has read its counters again.", "They agree."])
    crawls.run("crawl", "harborlight")
    second = ledger(crawls)
    assert grown(first, second, "stored", "changed", "unchanged", "failed", "rejected") == {
        "stored": 1, "changed": 1, "unchanged": len(printed) - 2, "failed": 0, "rejected": 0,
    }  # fmt: skip
    assert grown(first, second, "listsFailed", "gaps", "storiesNew") == {"listsFailed": 0, "gaps": 0, "storiesNew": 0}
    shown = crawls.run("coverage", "--outlet", HARBORLIGHT)
    assert f"{second.commentsGot:,}/{second.commentsExpected:,}" in shown or len(shown.splitlines()) > 2
