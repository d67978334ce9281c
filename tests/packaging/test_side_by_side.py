"""Live tests run side by side, but what a file's tests share is made once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.alone import note_failures, noted

ROOT = Path(__file__).parents[2]


@pytest.mark.live
def test_tests_that_share_a_fixture_of_their_file_run_in_one_process(tmp_path: Path) -> None:
    made = tmp_path / "made"
    beside = ["-n", "2", "--dist", "loadgroup", "tests/packaging/shares_on_purpose.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *beside]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    done = subprocess.run(command, cwd=ROOT, env=environment | {"MADE_FOR": str(made)}, capture_output=True, text=True)
    assert "6 passed" in done.stdout, done.stdout
    assert len(made.read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize("test", ["tests/a/test_b.py::test_c", "tests/a/test_b.py::test_c[2-worker stopped]"])
def test_a_test_that_failed_beside_others_is_repeated_by_its_own_name(test: str, tmp_path: Path) -> None:
    closed = "]" if test.endswith("]") else ""
    note_failures(tmp_path / "failed", [f"{test}@tests/a/test_b.py{closed}", test])
    assert noted(tmp_path / "failed") == [test, test]
