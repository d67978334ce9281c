"""``scrapy backup``: what is restored is what was there, at one moment, or it is said."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage import COLLECTIONS, SCHEMA_VERSION, connect
from newscrawler.storage.backup import BackupError, back_up, restore, verify

Scrapy = Callable[..., Any]


@pytest.fixture
def elsewhere(mongo_uri: str, database: Database[Any]) -> Iterator[Database[Any]]:
    with connect(mongo_uri) as client:
        name = f"{database.name}-restored"
        yield client[name]
        client.drop_database(name)


def everything(database: Database[Any]) -> dict[str, list[Any]]:
    """Return all documents but the note of a backup, which is written when the backup is whole."""
    return {
        name: list(database[name].find({"_id": {"$ne": "backup"}}).sort("_id"))
        for name in database.list_collection_names()
        if database[name].find_one()
    }


def test_what_is_restored_is_what_was_there(
    scrapy: Scrapy, filled: Database[Any], elsewhere: Database[Any], tmp_path: Path
) -> None:
    made = scrapy("backup", "create", str(tmp_path / "b"))
    assert (made.code, made.err) == (0, "")
    assert scrapy("backup", "verify", str(tmp_path / "b")).code == 0
    restored = scrapy("backup", "restore", str(tmp_path / "b"), "-s", f"MONGODB_DATABASE={elsewhere.name}")
    assert (restored.code, restored.err) == (0, "")
    assert everything(elsewhere) == everything(filled)
    assert restored.lines[-1].startswith("restored and compared: ")
    # ... and ready to be crawled into.
    there = {each["name"]: each["options"] for each in elsewhere.list_collections()}
    for collection in COLLECTIONS:
        assert there[collection.name]["validator"] == collection.validator
        assert {index.name for index in collection.indexes} <= set(elsewhere[collection.name].index_information())


def test_all_collections_are_of_one_moment(database: Database[Any], elsewhere: Database[Any], tmp_path: Path) -> None:
    for name in ("first", "last"):
        database[name].insert_many({"_id": number} for number in range(3000))
    done = threading.Event()

    def write() -> None:
        number = 3000
        while not done.is_set():
            # In this order: a backup of several moments has more in the last collection than in the first.
            database["first"].insert_one({"_id": number})
            database["last"].insert_one({"_id": number})
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round in range(3):
            saved = {each.name: each.documents for each in back_up(database, tmp_path / f"b{round}")}
            assert 0 <= saved["first"] - saved["last"] <= 1
    finally:
        done.set()
        writer.join()
        database.drop_collection("first")
        database.drop_collection("last")
    assert saved["last"] > 3000


@pytest.mark.parametrize("where", ["cut", "changed", "missing"])
def test_a_damaged_backup_is_told_and_not_restored(
    filled: Database[Any], elsewhere: Database[Any], tmp_path: Path, where: str
) -> None:
    back_up(filled, tmp_path / "b")
    path = tmp_path / "b" / "comments.bson.gz"
    if where == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    elif where == "changed":
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Text of 1", b"Text of 9")))
    else:
        path.unlink()
    for use in (verify, lambda folder: restore(elsewhere, folder)):
        with pytest.raises(BackupError, match=r"comments\.bson\.gz is damaged"):
            use(tmp_path / "b")
    assert everything(elsewhere) == {}


def test_a_database_in_use_is_not_restored_into(scrapy: Scrapy, filled: Database[Any], tmp_path: Path) -> None:
    scrapy("backup", "create", str(tmp_path / "b"))
    before = everything(filled)
    ran = scrapy("backup", "restore", str(tmp_path / "b"))
    assert ran.code == 1
    assert f"the database {filled.name} is not empty (calendar, claims, comments, …): restore into a new one" in ran.err
    assert everything(filled) == before


def test_a_newer_backup_is_refused(filled: Database[Any], elsewhere: Database[Any], tmp_path: Path) -> None:
    back_up(filled, tmp_path / "b")
    manifest = json.loads((tmp_path / "b" / "backup.json").read_text())
    (tmp_path / "b" / "backup.json").write_text(json.dumps({**manifest, "schemaVersion": SCHEMA_VERSION + 1}))
    with pytest.raises(BackupError, match="update it"):
        restore(elsewhere, tmp_path / "b")


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        ([], "use create FOLDER | verify FOLDER | restore FOLDER", 2),
        (["burn", "x"], "use create FOLDER", 2),
        (["verify", "/nowhere"], "/nowhere is no backup: there is no backup.json in it", 1),
        (["create", "/"], "/ exists already; name a new folder", 1),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str, code: int) -> None:
    ran = scrapy("backup", *arguments)
    assert ran.err.startswith(f"scrapy backup: {said}")
    assert (ran.err.count("\n"), ran.out, ran.code) == (1, "", code)
