"""Tests that fail, for ``test_alone.py``; no run collects them by itself."""

import os

import pytest


def test_that_fails_beside_others() -> None:
    assert "PYTEST_XDIST_WORKER" not in os.environ


@pytest.mark.xdist_group("tests/packaging/fails_on_purpose.py")
@pytest.mark.parametrize("number", range(4))
def test_that_fails_always(number: int) -> None:
    assert number < 0
