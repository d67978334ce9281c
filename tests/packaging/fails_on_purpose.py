"""Tests that fail, for ``test_alone.py``; no run collects them by itself."""

import os

import pytest


@pytest.fixture(scope="module")
def shared() -> None:
    """Keeps the tests that have it in one process, so that their ids have a group."""


def test_that_fails_beside_others() -> None:
    assert "PYTEST_XDIST_WORKER" not in os.environ


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("number", range(4))
def test_that_fails_always(number: int) -> None:
    assert number < 0
