"""The pages under docs/collections name every field and every index, and none that is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import COLLECTIONS
from tests.support.collection_docs import DOCS, named, page
from tests.support.commands_store import VISIT, comments, copies, rejection
from tools.make_collections import PAGES, with_rows

OTHERS_WRITE = {"frontier", "hosts", "walks", "jobs", "schedules", "nodes", "eggs", "crawls", "alerts"} | {
    "erasures",
    "suppressions",
    "holds",
    *(
        "fingerprints",
        "links",
        "clusters",
        "backfills",
        "backfillparts",
        "gaps",
        "outlets",
        "budgets",
        "feed",
        "search",
    ),
    *("tokens", "sessions", "audit"),
}
"""Collections that the writer of stories does not fill."""

by_collection = pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.name)


def tabled(text: str, header: str) -> set[str]:
    """First cells of the rows under a header."""
    table = text.partition(header)[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE))


def fields(properties: Mapping[str, Any]) -> Iterator[str]:
    for name, rule in properties.items():
        yield name
        yield from fields(rule.get("properties", {}))
        yield from fields(rule.get("items", {}).get("properties", {}))


def all_named(name: str) -> set[str]:
    """A revision has the fields of a copy, and its page refers to them."""
    return named(page(name)) | (named(page("copies")) if name == "revisions" else set())


@by_collection
def test_every_field_of_the_validator_is_named(collection: Any) -> None:
    assert set(fields(collection.properties)) - all_named(collection.name) == set()


def test_rows_of_item_fields_are_those_of_the_items() -> None:
    assert {name: with_rows(page(name), item) == page(name) for name, item in PAGES.items()} == dict.fromkeys(
        PAGES, True
    ), "run tools/make_collections.py"


@by_collection
def test_no_field_is_described_that_is_not_there(collection: Any) -> None:
    if collection.name == "meta":
        return  # its two documents are told apart on the page
    described = tabled(page(collection.name), "| field | type | meaning | null or absent means |")
    assert described - set(collection.properties) == {"_id"}


@by_collection
def test_every_index_is_described_and_no_other(collection: Any) -> None:
    described = tabled(page(collection.name), "| index | answers |")
    there = {"_id_", *(index.name for index in collection.indexes)}
    assert described == (there if collection.indexes else set())


def test_what_the_writer_writes_is_named(filled: Database[dict[str, Any]], store: Callable[..., None]) -> None:
    changed = copies()[0]
    store(replace(changed, body=["Rewritten."], retrieved=VISIT + timedelta(hours=1)), rejection())
    store(replace(comments()[0], text="Edited.", state="edited", retrieved=VISIT + timedelta(hours=1)))
    for collection in COLLECTIONS:
        if collection.name in OTHERS_WRITE:
            continue  # see tests/jobs, tests/runs, tests/storage/test_clusters.py, tests/security, test_frontier_command.py
        written = {name for document in filled[collection.name].find() for name in document}
        assert written, collection.name
        assert written - all_named(collection.name) == set()


def test_every_page_is_linked_and_every_link_leads_somewhere() -> None:
    pages = {path.name for path in DOCS.glob("*.md")}
    assert pages == {"README.md", *(f"{collection.name}.md" for collection in COLLECTIONS)}
    for name in pages:
        for target in re.findall(r"\]\(([^)#]+)\)", (DOCS / name).read_text("utf-8")):
            assert (DOCS / target).exists(), f"{name} links {target}"
    assert pages - {"README.md"} <= set(re.findall(r"\]\(([^)]+)\)", page("README")))
