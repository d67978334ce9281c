from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import prepare
from tests.support.sequencing import Sequencing, sequencing


@pytest.fixture
def store(database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    prepare(database)
    return database


@pytest.fixture
def working(store: Database[dict[str, Any]]) -> Iterator[Sequencing]:
    """A sequencer at work over an empty store."""
    with sequencing(store) as working:
        yield working
