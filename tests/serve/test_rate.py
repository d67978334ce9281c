"""Requests of each client per minute."""

from __future__ import annotations

import pytest

from newscrawler.serve.security import rate
from newscrawler.serve.security.rate import Rates


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_of_ten_seconds_is_let_through_and_then_the_rate() -> None:
    clock = Clock()
    rates = Rates(60, clock)
    assert [rates.wait("a") for _ in range(12)] == [0] * 10 + [1, 1]
    assert rates.wait("b") == 0
    clock.now += 1
    assert [rates.wait("a") for _ in range(2)] == [0, 1]
    clock.now += 1_000
    assert [rates.wait("a") for _ in range(11)] == [0] * 10 + [1]


def test_a_slow_rate_says_how_long_to_wait() -> None:
    clock = Clock()
    rates = Rates(1, clock)
    assert rates.wait("a") == 0
    assert rates.wait("a") == 60
    clock.now += 30
    assert rates.wait("a") == 30
    clock.now += 30
    assert rates.wait("a") == 0


def test_of_too_many_clients_those_that_asked_most_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "_MOST", 10)
    rates = Rates(60, Clock())
    while not rates.wait("busy"):
        pass
    for n in range(100):
        assert rates.wait(str(n)) == 0
    assert rates.wait("busy") == 1
