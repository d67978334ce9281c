"""Until when a crawl may run, over a real pipe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from newscrawler.scrapyd.deadline import DeadlinePipe, DeadlineWatch
from newscrawler.scrapyd.jobs import clock

LEASE = 3.0
Watched = Callable[[float], tuple[list[str], threading.Thread]]


@pytest.fixture
def pipe() -> Iterator[DeadlinePipe]:
    pipe = DeadlinePipe(LEASE)
    yield pipe
    pipe.close()


@pytest.fixture
def watched(pipe: DeadlinePipe) -> Watched:
    """Starts a watch; what it did, in order, and its thread."""

    def start(until: float) -> tuple[list[str], threading.Thread]:
        done: list[str] = []
        watch = DeadlineWatch(
            pipe.reading,
            LEASE,
            until,
            stop=lambda why: done.append(f"stop: {why}"),
            kill=lambda why: done.append(f"kill: {why}"),
        )
        thread = threading.Thread(target=watch.run, daemon=True)
        thread.start()
        return done, thread

    return start


def test_an_unrenewed_lease_stops_the_crawl_and_then_kills_it(watched: Watched) -> None:
    until = clock() + LEASE
    done, thread = watched(until)
    thread.join(LEASE * 10)
    assert [each.partition(":")[0] for each in done] == ["stop", "kill"]
    assert "not renewed" in done[0]


def test_the_crawl_is_killed_before_the_lease_ends_and_not_long_before(watched: Watched) -> None:
    until = clock() + 0.4
    _, thread = watched(until)
    thread.join(60)
    assert clock() > until - LEASE / 3


def test_renewals_that_waited_while_the_crawl_started_are_read_first(pipe: DeadlinePipe, watched: Watched) -> None:
    for n in range(5):
        pipe.renew(clock() + 1000 + n)
    done, thread = watched(clock() - 100)  # the lease that it was started with is long over
    thread.join(0.5)
    assert thread.is_alive()
    assert done == []
    pipe.renew(0)
    thread.join(60)
    assert [each.partition(":")[0] for each in done] == ["kill"]


def test_a_lost_lease_kills_at_once(pipe: DeadlinePipe, watched: Watched) -> None:
    done, thread = watched(clock() + 1000)
    pipe.renew(0)
    thread.join(60)
    assert [each.partition(":")[0] for each in done] == ["kill"]


def test_a_dead_scrapyd_stops_the_crawl_at_once_and_kills_it_at_the_lease_s_end() -> None:
    pipe = DeadlinePipe(LEASE)
    done: list[str] = []
    stopped = threading.Event()

    def stop(why: str) -> None:
        done.append(why)
        stopped.set()

    until = clock() + LEASE
    watch = DeadlineWatch(pipe.reading, LEASE, until, stop=stop, kill=done.append)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    pipe.close()
    assert stopped.wait(60)
    thread.join(60)
    assert "scrapyd is gone" in done[0]
    assert len(done) == 2
    assert clock() >= until - LEASE / 6


def test_a_full_or_broken_pipe_does_not_stop_scrapyd(pipe: DeadlinePipe) -> None:
    for _ in range(20_000):  # nobody reads: 64 KB are full long before
        pipe.renew(clock())
    pipe.spawned()  # the reader is gone
    pipe.renew(clock())
