"""A cluster of real scrapyd nodes for each test; see :mod:`tests.support.nodes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from tests.support.nodes import Cluster


@pytest.fixture
def cluster(mongo_uri: str, database: Database[dict[str, Any]]) -> Iterator[Cluster]:
    with Cluster.made(mongo_uri, database) as cluster:
        yield cluster
