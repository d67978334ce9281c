"""A test that is skipped, for ``test_skips.py``; no run collects it by itself."""

import pytest


def test_skipped() -> None:
    pytest.skip("skipped on purpose: apt-get install nothing")
