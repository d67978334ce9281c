from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import Item
from newscrawler.storage._batch import write_batch

Write = Callable[..., list[str]]


@pytest.fixture
def prepared(database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    return database


@pytest.fixture
def write(prepared: Database[dict[str, Any]]) -> Write:
    """Writes items as one batch; returns their outcomes."""

    def run(*items: Item) -> list[str]:
        return list(write_batch(prepared, items).outcomes)

    return run
