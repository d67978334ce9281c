"""A field is listed once, in newscrawler/items.py: rules, documents, read API and tables of the docs derive from it."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pymongo.database import Database

import newscrawler
from newscrawler.items import Author, Block, Comment, Copy, Dateline, Stored, Thread, WireVersion
from newscrawler.storage._documents import COMMENT, COPY, THREAD, comment_document, copy_content, thread_document
from newscrawler.storage._fields import Fields, fields_of, listed_items, nested_items
from tests.support.wire_items import comment, copy, thread

ROOT = Path(newscrawler.__file__).parents[1]

ADDED = {
    "Printing": '    keywords: list[str] = field(default_factory=list)\n    """Keywords of the page. Empty: it has no keywords."""\n',
    "Copy": '    edition: str | None = None\n    """Edition of the outlet. None: the outlet has one edition."""\n',
    "Thread": '    pages: Annotated[int | None, _COUNT] = None\n    """Number of pages of comments. None: unknown."""\n',
    "Comment": '    pinned: bool = False\n    """True: the outlet shows the comment first."""\n',
}
"""One attribute for each class: the edit that somebody makes who adds a field."""

SCRIPT = """
import json, os, sys
from datetime import UTC, datetime
from pathlib import Path
from pymongo import MongoClient
from pymongo.errors import WriteError
from newscrawler.items import Comment, Copy, Printing, Thread
from newscrawler.storage import Reader, prepare, write_batch

database = MongoClient(os.environ["URI"], tz_aware=True)[os.environ["NAME"]]
prepare(database)
at = datetime(2026, 3, 1, 12, tzinfo=UTC)
url = "https://a.example/ferry"
printing = Printing(headline="Ferry returns", body=["It did."], keywords=["ferry"])
copy = Copy.printed(printing, url=url, outlet="a.example", retrieved=at, key="0" * 32, edition="Asia")
thread = Thread(platform="isso", nativeId="a.example/1", copyUrl=url, retrieved=at, complete=True, collectedCount=1, pages=3)
comment = Comment(platform="isso", thread=thread.id, nativeId="1", retrieved=at, text="Good.", pinned=True)
outcomes = write_batch(database, [copy, thread, comment]).outcomes
tree = Reader(database).story("0" * 32)
node = tree.copies[0]
try:
    database["comments"].update_one({}, {"$set": {"pinned": "yes"}})
    refused = False
except WriteError:
    refused = True
rules = {each["name"]: each["options"]["validator"]["$jsonSchema"]["properties"] for each in database.list_collections()}
print(json.dumps({
    "outcomes": outcomes,
    "rules": [rules["stories"].get("keywords"), rules["revisions"].get("edition"), rules["threads"].get("pages"),
              rules["comments"].get("pinned")],
    "documents": [database["stories"].find_one()["keywords"], database["copies"].find_one()["edition"],
                  database["threads"].find_one()["pages"], database["comments"].find_one()["pinned"]],
    "read": [tree.stored.story.keywords, node.stored.copy.edition, node.threads[0].stored.thread.pages,
             node.threads[0].comments[0].stored.comment.pinned],
    "refused": refused,
}))
"""


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the package and of the docs, with one attribute more in four classes, and no other edit."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("newscrawler", "tools", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    path = tmp_path / "newscrawler" / "items.py"
    source = path.read_text("utf-8")
    for name, attribute in ADDED.items():
        before, header, body = source.partition(f"class {name}")
        # Above the first method, or above the next class where there is no method
        end = min(place for mark in ("\n    @", "\n    def ", "\n\n\n@") if (place := body.find(mark)) >= 0)
        source = before + header + body[:end].rstrip() + "\n\n" + attribute + body[end:]
    path.write_text(source, "utf-8")
    return tmp_path


def run(root: Path, *arguments: str, **environment: str) -> str:
    variables = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=root, env=variables, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.live
def test_one_edit_adds_a_field_everywhere(edited: Path, database: Database[dict[str, Any]], mongo_uri: str) -> None:
    found = json.loads(run(edited, "-c", SCRIPT, URI=mongo_uri, NAME=database.name))
    assert found["outcomes"] == ["added"] * 3
    assert found["rules"] == [
        {"bsonType": "array", "items": {"bsonType": "string"}},
        {"bsonType": ["string", "null"]},
        {"bsonType": ["int", "long", "null"], "minimum": 0},
        {"bsonType": "bool"},
    ]
    assert found["documents"] == [["ferry"], "Asia", 3, True]
    assert found["read"] == [["ferry"], "Asia", 3, True]
    assert found["refused"]

    run(edited, "tools/make_collections.py")
    rows = {name: (edited / "docs" / "collections" / f"{name}.md").read_text("utf-8") for name in ("stories", "copies")}
    keywords = "| `keywords` | array of strings | Keywords of the page. | empty: it has no keywords |"
    assert all(keywords in page for page in rows.values())
    assert "| `edition` | string or null | Edition of the outlet. | the outlet has one edition |" in rows["copies"]
    threads = (edited / "docs" / "collections" / "threads.md").read_text("utf-8")
    assert "| `pages` | int or null | Number of pages of comments. | unknown |" in threads
    comments = (edited / "docs" / "collections" / "comments.md").read_text("utf-8")
    assert "| `pinned` | bool | True: the outlet shows the comment first. | – |" in comments


@pytest.mark.live
def test_what_was_stored_before_a_field_was_added_is_unchanged(
    edited: Path, database: Database[dict[str, Any]], mongo_uri: str, write: Any
) -> None:
    """Unchanged content without a value for the new field keeps its hash, so an update makes no revision."""
    first = copy(keywordless := "https://a.example/ferry")
    write(first, thread(first), comment(thread(first), 1))
    script = textwrap.dedent(f"""
        import os
        from dataclasses import replace
        from datetime import timedelta
        from pymongo import MongoClient
        from newscrawler.storage import Reader, write_batch
        database = MongoClient(os.environ["URI"], tz_aware=True)[os.environ["NAME"]]
        copy = Reader(database).story({keywordless!r}).copies[0]
        items = [copy.stored.copy, copy.threads[0].stored.thread, copy.threads[0].comments[0].stored.comment]
        assert items[0].keywords == [] and items[2].pinned is False
        later = [replace(item, retrieved=item.retrieved + timedelta(hours=1)) for item in items]
        print(write_batch(database, later).outcomes)
        print(write_batch(database, [replace(later[0], keywords=["sea"], retrieved=later[0].retrieved + timedelta(hours=1))]).outcomes)
    """)
    printed = run(edited, "-c", script, URI=mongo_uri, NAME=database.name)
    assert printed.splitlines() == ["['unchanged', 'unchanged', 'unchanged']", "['changed']"]


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_hashes_of_stored_contents_are_frozen() -> None:
    """Hashes that the first version stored. Another one makes every copy, thread and comment look changed."""
    printed = Copy(
        url="https://a.example/1",
        outlet="a.example",
        retrieved=NOON,
        headline="Ferry returns",
        byline="Ada Harbor",
        authors=["Ada Harbor"],
        dateline=Dateline(located="TOKYO", date="Mar 1"),
        body=["It did."],
        datePublished=NOON,
        datePublishedPrecision="exact",
        copyrightYear=2026,
    )
    section = Thread(
        platform="isso", nativeId="1", copyUrl=printed.url, retrieved=NOON, complete=False, reason="HTTP 500"
    )
    said = Comment(
        platform="isso",
        thread="isso:1",
        nativeId="7",
        retrieved=NOON,
        text="Good.",
        author=Author(name="Ann"),
        score=-2,
    )
    relative = dataclasses.replace(said, dateCreated=NOON, dateCreatedPrecision="relative")
    assert [
        copy_content(printed)[1],
        thread_document(section)["contentHash"],
        comment_document(said)["contentHash"],
        comment_document(relative)["contentHash"],
    ] == HASHES


HASHES = [
    "b5a0d624071a5ea489237ae9a2b6414a",
    "9e08d82958b99378a687b67e23e46b9e",
    "93f5b53d17371c55fe6abf7c9bde5788",
    "cd2e3888131788dae94561a13982d38b",
]


@dataclass(slots=True, kw_only=True)
class Sample:
    """An item with a field of each kind."""

    id: Annotated[str, Stored(filled=True, content=False)]
    name: Annotated[str | None, Stored(filled=True)] = None
    votes: Annotated[int | None, Stored(minimum=0)] = None
    tags: list[str] = field(default_factory=list)
    state: Literal["a", "b"] | None = None
    where: Dateline | None = None
    places: list[Dateline] = field(default_factory=list)
    extra: dict[str, Any] | None = None
    on_the_way: Annotated[str | None, Stored(kept=False)] = None


def test_rules_say_what_type_and_annotation_say() -> None:
    assert fields_of(Sample).rules == {
        "id": {"bsonType": "string", "minLength": 1},
        "name": {"bsonType": "string", "minLength": 1},
        "votes": {"bsonType": ["int", "long", "null"], "minimum": 0},
        "tags": {"bsonType": "array", "items": {"bsonType": "string"}},
        "state": {"enum": ["a", "b", None]},
        "where": {
            "bsonType": ["object", "null"],
            "required": ["located"],
            "properties": {"located": {"bsonType": "string"}, "date": {"bsonType": ["string", "null"]}},
        },
        "places": {
            "bsonType": "array",
            "items": {
                "bsonType": "object",
                "required": ["located"],
                "properties": {"located": {"bsonType": "string"}, "date": {"bsonType": ["string", "null"]}},
            },
        },
        "extra": {"bsonType": ["object", "null"]},
    }


def test_documents_are_those_of_the_plain_version() -> None:
    """The compiled makers give what :func:`dataclasses.asdict` gives."""
    for where in (None, Dateline(located="TOKYO", date=None)):
        places = [Dateline(located="OSAKA"), Dateline(located="VELL", date="Mar 1")]
        item = Sample(id="1", name="n", tags=["x"], where=where, places=places, extra={"a": [1]})
        made = {**fields_of(Sample).document(item), **fields_of(Sample).document_beside(item)}
        plain = dataclasses.asdict(item)
        del plain["on_the_way"]
        assert made == plain
    stored: list[tuple[Any, Any]] = [(COPY, copy()), (THREAD, thread(copy())), (COMMENT, comment(thread(copy()), 1))]
    for kind, each in stored:
        plain = dataclasses.asdict(each)
        plain.pop("copyUrl" if isinstance(each, Comment) else "asked", None)
        assert {**kind.document(each), **kind.document_beside(each)} == plain


def test_a_field_that_is_not_frozen_joins_the_hash_where_it_has_a_value() -> None:
    kind = Fields(Sample, ("votes", "name"))
    content = kind.document(Sample(id="1", name="n", votes=2))
    assert list(kind.hashed(content).items()) == [("votes", 2), ("name", "n")]
    assert list(kind.hashed({**content, "tags": ["x"]})) == ["votes", "name", "tags"]


def test_nested_items_are_known_by_their_types() -> None:
    assert nested_items(Copy) == {"dateline": Dateline, "wireVersion": WireVersion}
    assert nested_items(Comment) == {"author": Author}
    assert nested_items(Thread) == {}
    assert listed_items(Copy) == {"blocks": Block}
    assert listed_items(Comment) == {}


def test_a_type_without_a_rule_is_refused() -> None:
    @dataclass
    class Odd:
        value: int | str

    @dataclass
    class Odder:
        value: complex

    with pytest.raises(TypeError, match=r"value: the store has no rule for int \| str"):
        fields_of(Odd)
    with pytest.raises(TypeError, match=r"value: the store has no rule for .*complex"):
        _ = fields_of(Odder).rules
