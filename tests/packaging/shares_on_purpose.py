"""Tests that share a fixture of their file, for ``test_side_by_side.py``; no run collects them by itself."""

import os
import time
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def shared() -> None:
    with Path(os.environ["MADE_FOR"]).open("a", encoding="utf-8") as made:
        made.write(f"{os.environ['PYTEST_XDIST_WORKER']}\n")


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("number", range(6))
def test_that_shares(number: int) -> None:
    time.sleep(0.1)
