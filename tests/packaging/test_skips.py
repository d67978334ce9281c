"""The last lines of ``make test``: what was skipped, and what to do about it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.skips import note, summary

ROOT = Path(__file__).parents[2]


def test_nothing_skipped_is_said_too() -> None:
    assert summary([]) == "skipped: nothing"


def test_reasons_are_counted_and_one_command_brings_all_that_is_missing() -> None:
    reasons = [
        "needs Chromium: apt-get install chromium",
        "needs Chromium: apt-get install chromium",
        "needs libfaketime: apt-get install faketime",
        "the user's sample is not here: /srv/shared/samples/japantoday/a.txt",
    ]
    assert summary(reasons).splitlines() == [
        "skipped: 4 tests",
        "     2 needs Chromium: apt-get install chromium",
        "     1 needs libfaketime: apt-get install faketime",
        "     1 the user's sample is not here: /srv/shared/samples/japantoday/a.txt",
        "To run them too: apt-get install chromium faketime && ln -s FOLDER_OF_THE_SAMPLES /srv/shared/samples && make test",
    ]


def test_what_only_root_can_try_names_root() -> None:
    assert summary(["only root can give a file away"]).endswith("To run them too: sudo make test")


def test_both_runs_of_pytest_are_told_of(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "skipped"
    note(file, ["needs Chromium: apt-get install chromium"])
    note(file, ["only root can give a file away", "a reason\nof two lines"])
    command = [sys.executable, "-m", "tests.support.skips", str(file), str(file) + ".unsteady"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "skipped: 3 tests" in told
    assert told.endswith("apt-get install chromium && sudo make test\n")


@pytest.mark.live
def test_a_run_of_pytest_notes_what_it_skips(tmp_path: Path) -> None:
    """With xdist too, where the reasons come from other processes."""
    file = tmp_path / "skipped"
    test = "tests/packaging/skipped_on_purpose.py"
    for more in ([], ["-n", "1"]):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *more, test]
        environment = {"PATH": "/usr/bin:/bin", "SKIPPED_TESTS": str(file)}
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert (
        summary_of(file)
        == "skipped: 2 tests\n     2 skipped on purpose: apt-get install nothing\nTo run them too: apt-get install nothing && make test"
    )


def summary_of(file: Path) -> str:
    command = [sys.executable, "-m", "tests.support.skips", str(file), str(file) + ".unsteady"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
