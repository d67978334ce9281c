"""A cluster of real scrapyd nodes for each test; see :mod:`tests.support.nodes`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from tests.support.nodes import Cluster


@pytest.fixture
def cluster(mongo_uri: str, database: Database[dict[str, Any]]) -> Iterator[Cluster]:
    # Not pytest's directory, which is inside none of ours: a node must not find this project's scrapy.cfg above it
    directory = Path(tempfile.mkdtemp(prefix="newscrawler-nodes-"))
    environment = {
        "MONGODB_URI": mongo_uri,
        "MONGODB_DATABASE": database.name,
        "NEWSCRAWLER_VAR": str(directory / "var"),
        "NEWSCRAWLER_CONTACT": "tests@plainpress.example",
    }
    cluster = Cluster(database, environment, directory)
    try:
        yield cluster
    finally:
        cluster.close()
        shutil.rmtree(directory, ignore_errors=True)
