"""Times are the server's, whatever this machine's clock and zone say."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from newscrawler.frontier.clock import ServerClock
from newscrawler.frontier.store import FrontierStore
from newscrawler.storage.clock import elapsed


@pytest.fixture
def far_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_zone")
def test_the_servers_time_is_read_right_in_any_zone(store: FrontierStore) -> None:
    assert os.environ["TZ"] == "Asia/Tokyo"
    store.observe_clock()
    assert abs(store.clock.now() - datetime.now(UTC)) < timedelta(seconds=30)


def test_this_machines_clock_does_not_matter() -> None:
    clock = ServerClock(patience=60)
    server = datetime(2031, 1, 1, tzinfo=UTC)
    clock.observe(lambda: server)
    assert server <= clock.now() < server + timedelta(seconds=10)
    assert clock.now(60) - clock.now() > timedelta(seconds=59)
    assert not clock.is_wary


def test_a_slow_answer_makes_the_time_less_certain() -> None:
    """Two workers that read the server's clock by round trips of any length agree within their uncertainties."""
    server = datetime(2031, 1, 1, tzinfo=UTC)
    began = elapsed()

    def told_at_the_end() -> datetime:
        time.sleep(0.2)
        return server + timedelta(seconds=elapsed() - began)

    def told_at_the_beginning() -> datetime:
        told = server + timedelta(seconds=elapsed() - began)
        time.sleep(0.2)
        return told

    for ask in (told_at_the_end, told_at_the_beginning):
        clock = ServerClock(patience=60)
        clock.observe(ask)
        off, looked = 0.0, 1.0
        while looked > 0.01:  # a busy machine may put a pause between the two looks
            true = elapsed()
            now = clock.now()
            looked = elapsed() - true
            off = abs((now - server).total_seconds() - (true - began))
        assert 0.05 < off <= clock.uncertainty + looked


@pytest.mark.parametrize("jump", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_a_jump_of_the_servers_time_makes_it_wary(jump: timedelta) -> None:
    clock = ServerClock(patience=60)
    clock.observe(lambda: datetime.now(UTC))
    clock.observe(lambda: datetime.now(UTC))
    assert not clock.is_wary
    clock.observe(lambda: datetime.now(UTC) + jump)
    assert clock.is_wary
