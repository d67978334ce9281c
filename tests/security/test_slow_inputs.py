"""Every text of a page, feed, header or archive that meets an expression, made of one token: ``fuzz.slow`` in CI."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz import slow

_ROOT = Path(__file__).resolve().parents[2]
_CELLS = 300
_SEED = 20_261_124
"""Of a grid of 280,000 inputs the same 300 at each run, because a run that draws others fails by chance for changes
that have nothing to do with it. ``make fuzz`` draws others, ``make soak`` measures them all."""


def test_the_grid_is_large_enough() -> None:
    assert len(slow.SLOTS) >= 150
    assert len(set(slow.TOKENS)) >= 150
    assert all(form("ab", 6_000)[:2] for form in slow.FORMS.values())


@pytest.mark.parametrize("slot", slow.SLOTS)
def test_every_slot_is_read(slot: str) -> None:
    slow.SLOTS[slot]("plain words ")


def test_what_is_slow_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGPROF, slow._stop)
    size = 8_000
    monkeypatch.setattr(slow, "_STOP", 0.4)
    try:
        monkeypatch.setitem(slow.SLOTS, "exponential", lambda text: re.search("(a+)+$", text))
        monkeypatch.setitem(slow.SLOTS, "quadratic", lambda text: re.search("a+b", text))
        monkeypatch.setitem(slow.SLOTS, "linear", lambda text: [letter.upper() for letter in text * 20])
        for slot, is_slow in (("exponential", True), ("quadratic", True), ("linear", False)):
            found = slow._measure(slot, "a", "between", size)
            assert slow._is_slow(*found, size) is is_slow, (slot, found)
            # The quadratic one is found by how it grows: it is far from taking too long.
            assert (found[1] > slow.LIMIT * size / slow.SIZE) is (slot == "exponential"), (slot, found)
    finally:
        signal.signal(signal.SIGPROF, before)


@pytest.mark.live
def test_a_part_of_the_grid_without_a_slow_input() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "fuzz.slow", "--cells", str(_CELLS), "--seed", str(_SEED)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    measured = re.search(r"([\d,]+) of [\d,]+ inputs measured", ended.stdout)
    assert measured is not None
    assert int(measured[1].replace(",", "")) == _CELLS
