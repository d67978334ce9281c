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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run nothing but the cases that are written anew."""
    asked = config.getoption("--rewrite")
    if asked is None:
        return
    beginnings = tuple(f"test_outlet[{asked}{end}" for end in (("",) if not asked else ("]", "/")))
    left = [item for item in items if not item.name.startswith(beginnings)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item.name.startswith(beginnings)]
