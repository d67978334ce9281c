from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, WriteError

from newscrawler.storage import COLLECTIONS, SCHEMA_VERSION, SchemaError, connect, prepare
from newscrawler.storage.migrations import Migration, migrate
from tests.support.wire_items import LATER, page

Db = Database[dict[str, Any]]


def test_every_collection_has_its_validator_and_its_indexes(prepared: Db) -> None:
    found = {each["name"]: each["options"] for each in prepared.list_collections()}
    for collection in COLLECTIONS:
        assert found[collection.name]["validator"] == collection.validator
        assert {index.name for index in collection.indexes} <= set(prepared[collection.name].index_information())


def test_every_index_says_which_question_it_answers() -> None:
    for collection in COLLECTIONS:
        for index in collection.indexes:
            assert index.question.endswith(("?", "."))


def test_preparing_again_changes_nothing(prepared: Db) -> None:
    before = list(prepared.list_collections()), prepared["meta"].find_one()
    prepare(prepared)
    assert (list(prepared.list_collections()), prepared["meta"].find_one()) == before


def test_several_workers_may_prepare_at_once(unprepared: Db, mongo_uri: str) -> None:
    def start(_: int) -> None:
        with connect(mongo_uri) as client:
            prepare(client[unprepared.name])

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(start, range(8)))
    assert {each.name for each in COLLECTIONS} == set(unprepared.list_collection_names())


def test_an_outdated_validator_is_replaced(prepared: Db) -> None:
    prepared.command("collMod", "stories", validator={})
    prepare(prepared)
    with pytest.raises(WriteError):
        prepared["stories"].insert_one({"_id": "x"})


@pytest.mark.parametrize(
    ("collection", "field", "nonsense"),
    [
        ("copies", "url", None),
        ("copies", "url", ""),
        ("copies", "headline", ""),
        ("copies", "body", "one string"),
        ("copies", "body", [1]),
        ("copies", "retrieved", "2026-03-01"),
        ("copies", "datePublished", "yesterday"),
        ("copies", "datePublishedPrecision", "sometimes"),
        ("copies", "representation", "half"),
        ("copies", "revision", -1),
        ("copies", "copyrightYear", "2019"),
        ("copies", "dateline", {"date": "Aug 17"}),
        ("stories", "key", None),
        ("stories", "copies", []),
        ("stories", "pubStatus", "lost"),
        ("threads", "complete", "yes"),
        ("threads", "copyUrl", None),
        ("threads", "collectedCount", -1),
        ("comments", "thread", None),
        ("comments", "downvoteCount", -1),
        ("comments", "score", "2"),
        ("comments", "state", "hidden"),
        ("comments", "observations", []),
        ("comments", "lastSeen", 0),
    ],
)
def test_validators_reject_nonsense(prepared: Db, write: Any, collection: str, field: str, nonsense: Any) -> None:
    write(*page())
    identity = prepared[collection].find_one()["_id"]  # type: ignore[index]
    with pytest.raises(WriteError, match="failed validation"):
        prepared[collection].update_one({"_id": identity}, {"$set": {field: nonsense}})


@pytest.mark.parametrize("collection", ["stories", "copies", "threads", "comments"])
def test_validators_let_a_newer_workers_fields_pass(prepared: Db, write: Any, collection: str) -> None:
    write(*page())
    newer = {"$set": {"sentiment": 0.5, "schemaVersion": SCHEMA_VERSION + 1}}
    assert prepared[collection].update_many({}, newer).modified_count > 0


def test_a_printing_is_unique_by_key_and_occurrence(prepared: Db, write: Any) -> None:
    write(*page())
    story = prepared["stories"].find_one()
    with pytest.raises(DuplicateKeyError):
        prepared["stories"].insert_one({**story, "_id": "another"})  # type: ignore[dict-item]


def newer_worker_prepares(database: Db, *, writers: int) -> dict[str, Any]:
    """Prepare the database like a worker of the next version: its version, and a validator with one more state."""
    migrate(database, (Migration(SCHEMA_VERSION + 1, "the next version", writers, lambda _: None),))
    options = next(each for each in database.list_collections() if each["name"] == "comments")["options"]
    validator = options["validator"]
    validator["$jsonSchema"]["properties"]["state"]["enum"].append("pinned")
    database.command("collMod", "comments", validator=validator)
    return dict(validator)


def test_an_older_worker_writes_beside_a_newer_one_and_leaves_its_work_alone(prepared: Db, write: Any) -> None:
    write(*page())
    validator = newer_worker_prepares(prepared, writers=SCHEMA_VERSION)
    newer = {"schemaVersion": SCHEMA_VERSION + 1, "sentiment": 0.5}
    for name in ("stories", "copies", "threads", "comments"):
        prepared[name].update_many({}, {"$set": newer})

    prepare(prepared)  # a crawl of the older version starts
    options = next(each for each in prepared.list_collections() if each["name"] == "comments")["options"]
    assert options["validator"] == validator
    seen_again = [replace(item, retrieved=item.retrieved + LATER) for item in page()]
    assert set(write(*seen_again)) == {"unchanged"}
    changed = [replace(item, retrieved=item.retrieved + 2 * LATER) for item in page()]
    changed[0] = replace(changed[0], body=["Rewritten by the outlet."])
    assert "changed" in write(*changed)
    for name in ("stories", "copies", "threads", "comments"):
        documents = list(prepared[name].find())
        assert documents
        assert all(document["sentiment"] == 0.5 for document in documents), name
        assert prepared["quarantine"].count_documents({}) == 0


def test_an_older_worker_that_would_do_harm_is_refused(prepared: Db) -> None:
    newer_worker_prepares(prepared, writers=SCHEMA_VERSION + 1)
    with pytest.raises(SchemaError, match="update newscrawler"):
        prepare(prepared)


def test_migrations_run_in_order_once_and_are_recorded(prepared: Db) -> None:
    ran: list[int] = []
    steps = tuple(
        Migration(SCHEMA_VERSION + n, f"step {n}", SCHEMA_VERSION, lambda database, n=n: ran.append(n))  # type: ignore[misc]
        for n in (1, 2)
    )
    migrate(prepared, steps[:1])
    migrate(prepared, steps)
    migrate(prepared, steps)
    assert ran == [1, 2]
    recorded = prepared["meta"].find_one({"_id": "schema"})
    assert recorded is not None
    assert [step["title"] for step in recorded["migrations"]] == ["step 1", "step 2"]
    assert recorded["version"] == SCHEMA_VERSION + 2
