"""The search of a server that runs alone, as after ``make crawl`` and ``make serve``: no other process indexes."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from newscrawler.storage._batch import write_batch
from tests.support.sequencing import until
from tests.support.serving import serving
from tests.support.wire_items import page


def test_what_was_stored_before_the_server_began_is_found_by_its_words(database: Database[dict[str, Any]]) -> None:
    write_batch(database, page())
    with serving(database, tasks=True) as server:
        until(lambda: server.json("/api/stories?q=harbor")["items"])
        (found,) = server.json("/api/stories?q=harbor%20ferry&fields=headline")["items"]
    assert found["headline"] == "Ferry returns to harbor"
