"""Typed blocks in the store: written beside the body, read back, and no reason by themselves for a revision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import WriteError

from newscrawler.items import Block, Copy, body_of
from newscrawler.storage import Reader
from newscrawler.storage._erasing import erase_copies
from newscrawler.storage.suppression import Entry
from tests.support.wire_items import LATER, copy, paragraphs

Db = Database[dict[str, Any]]
Write = Any

BLOCKS = [
    Block(kind="lead", text="Boats sail again."),
    *(Block(text=text) for text in paragraphs("ferry")),
    Block(kind="note", text="This story was first printed on Monday."),
    Block(kind="credit", text="(Reporting by Ada Harbor)"),
]


def printed(visit: int = 0, blocks: list[Block] = BLOCKS, **fields: Any) -> Copy:
    made = [replace(block) for block in blocks]
    return replace(copy(blocks=made, body=body_of(made), **fields), retrieved=copy().retrieved + visit * LATER)


def stored_without_blocks(database: Db, write: Write, before: Copy) -> None:
    """Store a copy as a version without blocks did."""
    write(replace(before, blocks=[Block(text=text) for text in before.body]))
    for name in ("copies", "stories"):
        database[name].update_many({}, {"$unset": {"blocks": ""}, "$set": {"schemaVersion": 2}})


def numbers(database: Db) -> tuple[int, int]:
    (found,) = database["copies"].find()
    return found["revision"], database["revisions"].count_documents({})


def test_blocks_are_stored_beside_the_body_that_they_give(prepared: Db, write: Write) -> None:
    assert write(printed()) == ["added"]
    stored = Reader(prepared).story("https://a.example/ferry")
    for shown in (stored.stored.story, stored.copies[0].stored.copy):
        assert shown.blocks == BLOCKS
        assert shown.body == ["Boats sail again.", *paragraphs("ferry")]


def test_a_store_of_before_gets_blocks_without_a_revision(prepared: Db, write: Write) -> None:
    stored_without_blocks(prepared, write, printed())
    assert Reader(prepared).story("https://a.example/ferry").stored.story.blocks == [
        Block(text=text) for text in body_of(BLOCKS)
    ]
    changed = prepared["stories"].distinct("lastChanged")
    assert write(printed(1)) == ["unchanged"]
    assert numbers(prepared) == (0, 0)
    stored = Reader(prepared).story("https://a.example/ferry")
    assert stored.stored.story.blocks == stored.copies[0].stored.copy.blocks == BLOCKS
    assert prepared["stories"].distinct("lastChanged") == changed
    # With its hash of today, the next visit compares notes too.
    assert write(printed(2)) == ["unchanged"]
    assert numbers(prepared) == (0, 0)


def test_another_kind_of_the_same_words_is_no_revision(prepared: Db, write: Write) -> None:
    """The words are the outlet's, the kind is our reading."""
    write(printed())
    quoted = [replace(BLOCKS[0]), replace(BLOCKS[1], kind="quote"), *BLOCKS[2:]]
    assert write(printed(1, quoted)) == ["unchanged"]
    assert numbers(prepared) == (0, 0)
    stored = Reader(prepared).story("https://a.example/ferry")
    assert stored.copies[0].stored.copy.blocks[1].kind == stored.stored.story.blocks[1].kind == "quote"


@pytest.mark.parametrize("late", [-1, -2], ids=["credit", "note"])
def test_another_note_or_credit_is_a_revision(prepared: Db, write: Write, late: int) -> None:
    write(printed())
    other = list(BLOCKS)
    other[late] = replace(other[late], text="This story was first printed on Tuesday.")
    assert write(printed(1, other)) == ["changed"]
    assert numbers(prepared) == (1, 1)
    (before,) = Reader(prepared).revisions("https://a.example/ferry")
    assert before.copy.blocks == BLOCKS


def test_an_older_visit_does_not_bring_its_kinds_back(prepared: Db, write: Write) -> None:
    write(printed(2))
    older = [replace(block, kind="paragraph") if block.kind == "lead" else block for block in BLOCKS]
    write(printed(1, older))
    (found,) = prepared["copies"].find()
    assert found["blocks"][0]["kind"] == "lead"


def test_blocks_that_another_worker_left_of_a_former_text_are_not_shown(prepared: Db, write: Write) -> None:
    """A worker of schema version 2 replaces the body and leaves the blocks."""
    write(printed())
    prepared["copies"].update_many({}, {"$set": {"body": ["Other text."]}})
    shown = Reader(prepared).story("https://a.example/ferry").copies[0].stored.copy
    assert shown.blocks == [Block(text="Other text.")]


def test_the_server_refuses_an_unknown_kind(prepared: Db, write: Write) -> None:
    write(printed())
    with pytest.raises(WriteError):
        prepared["copies"].update_one({}, {"$set": {"blocks.0.kind": "headline"}})
    with pytest.raises(WriteError):
        prepared["copies"].update_one({}, {"$unset": {"blocks.0.text": ""}})


def test_an_item_whose_body_was_changed_has_blocks_of_that_body() -> None:
    item = replace(printed(), body=["Shorter."])
    assert item.blocks == [Block(text="Shorter.")]
    item.body = ["Changed by a pipeline."]
    item.settle_blocks()
    assert item.blocks == [Block(text="Changed by a pipeline.")]


def test_an_erased_copy_has_no_blocks_and_neither_has_its_story(prepared: Db, write: Write) -> None:
    write(printed())
    erase_copies(prepared, ["https://a.example/ferry"], Entry("erased", copy().retrieved, "url"))
    for name in ("copies", "stories"):
        (found,) = prepared[name].find()
        assert (found["body"], found["blocks"]) == ([], [])
