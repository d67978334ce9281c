"""One real mongod for the whole test session, and a database of its own for each test."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import connect
from newscrawler.storage.local import mongod as local_mongod

# Tests crawl the demo newsroom, in this process and in others: its fictional outlets ship apart from newscrawler.
os.environ["NEWSCRAWLER_SPIDER_MODULES"] = "newsroom.spiders"
from tests.support.crawls import Crawls

# A shell that starts a test run in the background has it ignore Ctrl-C, and so would all that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def mongo_uri() -> Iterator[str]:
    # Not pytest's own directory: its path can be longer than a socket's may be.
    var_dir = Path(tempfile.mkdtemp(prefix="newscrawler-test-"))
    try:
        yield local_mongod.ensure(var_dir)
    finally:
        local_mongod.stop(var_dir)
        shutil.rmtree(var_dir, ignore_errors=True)


@pytest.fixture
def database(mongo_uri: str) -> Iterator[Database[dict[str, Any]]]:
    """Empty; what uses it prepares it."""
    with connect(mongo_uri) as client:
        name = f"test-{secrets.token_hex(6)}"
        yield client[name]
        client.drop_database(name)


@pytest.fixture
def crawls(database: Database[dict[str, Any]], mongo_uri: str, tmp_path: Path) -> Crawls:
    """Whole crawls that store into the test's database."""
    return Crawls(database=database, mongo_uri=mongo_uri, var=tmp_path / "var")
