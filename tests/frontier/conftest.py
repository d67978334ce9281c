"""Workers as processes of their own, on a web of many hosts that writes down who asked what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from bench.hosts import Web
from newscrawler.frontier.store import FrontierStore
from tests.support.workers import Crew, Documents


@pytest.fixture
def store(database: Database[Documents]) -> FrontierStore:
    store = FrontierStore(database, lease=60, tries=3)
    store.observe_clock()
    return store


@pytest.fixture
def new_crew(database: Database[Documents], mongo_uri: str, tmp_path: Path) -> Iterator[Callable[[Web], Crew]]:
    crews: list[Crew] = []

    def make(web: Web, **settings: Any) -> Crew:
        crews.append(Crew(database, mongo_uri, tmp_path, web, settings=settings))
        return crews[-1]

    yield make
    for each in crews:
        each.kill_all()
