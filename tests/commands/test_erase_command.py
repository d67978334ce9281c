"""``scrapy erase`` and ``scrapy hold``: what they print, and with which code they end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

Scrapy = Callable[..., Any]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawler.storage.erasure._PAUSE_S", 0.0)


@pytest.fixture
def one(filled: Database[Any]) -> dict[str, Any]:
    found: dict[str, Any] | None = filled.comments.find_one({"author.name": {"$type": "string"}, "text": {"$ne": None}})
    assert found is not None
    return found


def test_a_look_changes_nothing_and_says_where_it_is(
    scrapy: Scrapy, filled: Database[Any], one: dict[str, Any]
) -> None:
    name = one["author"]["name"]
    number = filled.comments.count_documents({"author.name": name})
    ran = scrapy("erase", "--author", name, "--dry-run", "--verify")
    assert ran.code == 1
    assert ran.lines[0] == f"would be erased: {number} comments"
    assert any(line.startswith("LEFT") and "comments.author.name" in line for line in ran.lines)
    assert filled.comments.count_documents({"author.name": name}) == number
    assert filled.suppressions.count_documents({}) == filled.erasures.count_documents({}) == 0


def test_an_erasure_is_told_and_verified(
    scrapy: Scrapy, filled: Database[Any], one: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "names").write_text(f"{one['author']['name']}\n\nSomebody Else\n")
    (tmp_path / "words").write_text(one["text"].split("\n")[0] + "\n")
    ran = scrapy("erase", "--authors-file", str(tmp_path / "names"), "--verify", "--words", str(tmp_path / "words"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("erased: ")
    assert ran.lines[1].startswith("suppression list: ")
    assert any(line.startswith("verified: 0 hits in ") for line in ran.lines)
    assert "not reached: backups" in ran.lines[-1]
    (record,) = filled.erasures.find()
    assert (record["remaining"], record["selectors"]["author"]) == (0, 2)
    again = scrapy("erase", "--authors-file", str(tmp_path / "names"))
    assert again.lines[:1] == ["erased: nothing found"]


def test_a_hold_stops_it_with_its_reason(scrapy: Scrapy, filled: Database[Any], one: dict[str, Any]) -> None:
    added = scrapy("hold", "add", "--comment", one["_id"], "--reason", "case 12/2026")
    assert added.code == 0
    ran = scrapy("erase", "--comment", one["_id"])
    assert ran.code == 1
    assert "case 12/2026" in ran.out
    assert filled.comments.find_one({"_id": one["_id"]}) == one
    listed = scrapy("hold", "list")
    assert one["_id"] in listed.out
    assert listed.lines[-1] == "1 legal holds"
    assert scrapy("hold", "remove", listed.lines[1].split()[0]).code == 0
    assert scrapy("erase", "--comment", one["_id"]).code == 0


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["erase"], "scrapy erase: select what to erase", 2),
        (["erase", "--author", " "], "scrapy erase: an empty name or id selects nothing", 2),
        (
            ["erase", "--thread", "t", "--outlet", "a.example"],
            "scrapy erase: --platform and --outlet restrict --author",
            2,
        ),
        (["erase", "--author", "x", "--expired"], "scrapy erase: select what to erase", 2),
        (["erase", "--authors-file", "/nowhere"], "scrapy erase: --authors-file /nowhere cannot be read", 2),
        (["erase", "--author", "x", "--words", "w"], "scrapy erase: --words is for --verify", 2),
        (
            ["erase", "--author", "x", "-s", "AUTHOR_NAMES=hashed"],
            "scrapy erase: AUTHOR_NAMES 'hashed' is not one of",
            1,
        ),
        (["hold", "add", "--author", "x"], "scrapy hold: add takes one of --author", 2),
        (["hold", "remove", "zz"], "scrapy hold: no hold is stored under 'zz'; list them with: scrapy hold list", 1),
        (["hold"], "scrapy hold: use add", 2),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str, code: int) -> None:
    ran = scrapy(*arguments)
    assert ran.err.startswith(said)
    assert (ran.err.count("\n"), ran.out, ran.code) == (1, "", code)
