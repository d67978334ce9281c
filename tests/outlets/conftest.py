"""``--rewrite``: see test_outlets.py."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite",
        nargs="?",
        const="",
        metavar="SPIDER[/CASE]",
        help="write expected.json of these cases of tests/outlets anew (without a name: of all); read the difference",
    )


def pytest_configure(config: pytest.Config) -> None:
    asked = config.getoption("--rewrite")
    if asked and not list((Path(__file__).parent / "fixtures" / asked).glob("**/request.json")):
        raise pytest.UsageError(f"--rewrite {asked}: there is no request.json in tests/outlets/fixtures/{asked}/")
