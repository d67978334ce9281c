"""The second chance of a live test: alone, told, and only for few."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.skips import main

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
TESTS = "tests/packaging/fails_on_purpose.py"
BESIDE = f"{TESTS}::test_that_fails_beside_others"
ALWAYS = f"{TESTS}::test_that_fails_always"


def run(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.support.alone", "-q", "-n", "1", "--dist", "loadgroup", *tests]
    environment = os.environ | {"UNSTEADY_TESTS": str(folder / "unsteady")}
    environment.pop("PYTEST_XDIST_WORKER", None)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_a_test_that_passes_alone_is_named_at_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run(tmp_path, BESIDE)
    assert done.returncode == 0, done.stdout
    assert f"test: 1 failed; once more, alone: {BESIDE}" in done.stdout
    assert "1 failed" in done.stdout
    assert "1 passed" in done.stdout
    main([str(tmp_path / "skipped"), str(tmp_path / "unsteady")])
    told = capsys.readouterr().out
    assert told.startswith("skipped: nothing\nunsteady: 1 tests failed beside others")
    assert BESIDE in told


def test_a_test_that_fails_twice_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, BESIDE, f"{ALWAYS}[0]")
    assert done.returncode == 1
    assert f"once more, alone: {BESIDE}, {ALWAYS}[0]" in done.stdout
    assert not (tmp_path / "unsteady").exists()


def test_many_failures_are_not_tried_again(tmp_path: Path) -> None:
    done = run(tmp_path, ALWAYS)
    assert done.returncode == 1
    assert "once more" not in done.stdout


def test_a_run_that_does_not_begin_is_not_tried_again(tmp_path: Path) -> None:
    done = run(tmp_path, "tests/packaging/no_such_file.py")
    assert done.returncode == 5
    assert "once more" not in done.stdout
