"""``scrapy stories --diff``: how a copy changed, word by word."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.commands._terminal import width
from newscrawler.items import Gone
from newscrawler.versions.paragraphs import paragraphs
from tests.support.commands_store import BUSES, STOCKS, VISIT, copies

pytestmark = pytest.mark.usefixtures("filled")
Scrapy = Callable[..., Any]

FIRST, BUS, TRIAL, LAST = copies()[0].body
LINES = "The city will run driverless buses on three lines between midnight and five, the transport office said."
NOTE = "(Corrects number of lines in first paragraph)"


@pytest.fixture
def changed(store: Callable[..., None]) -> None:
    """The copy at two later visits: a sentence more, then another number, with a note."""
    copy = copies()[0]
    more = [FIRST, BUS, "Nobody has named the buses yet.", TRIAL, LAST]
    store(replace(copy, body=more, retrieved=VISIT + timedelta(hours=1)))
    later = VISIT + timedelta(hours=2)
    store(replace(copy, body=[LINES, *more[1:]], edNote=NOTE, dateModified=later, retrieved=later))


@pytest.mark.usefixtures("changed")
def test_each_change_with_its_time_its_kind_and_the_words(scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = scrapy("stories", "--diff", BUSES)
    assert (
        ran.out
        == f"""\
Tokyo to test driverless night buses
japantoday.com
{BUSES}

2026-11-20 10:00 UTC  update, silent
sentences: 1 added · words: 7 added, 0 removed
  … 2 unchanged paragraphs (--full)
  {{+Nobody has named the buses yet.+}}
  … 2 unchanged paragraphs (--full)

2026-11-20 11:00 UTC  correction
sentences: 1 edited · words: 1 added, 1 removed
note:     {{+(Corrects number of lines in first paragraph)+}}
modified: – → 2026-11-20 11:00
  The city will run driverless buses on [-two-]{{+three+}} lines between midnight
  and five, the transport office said.
  … 4 unchanged paragraphs (--full)

"""
    )
    assert (ran.err, ran.code) == ("", 0)


@pytest.mark.usefixtures("changed")
def test_unchanged_paragraphs_are_shown_in_full_on_demand(scrapy: Scrapy) -> None:
    shown = scrapy("stories", "--diff", BUSES, "--full").out
    assert shown.count(TRIAL) == 2
    assert "unchanged paragraph" not in shown


@pytest.mark.usefixtures("changed")
def test_json_has_a_change_a_line_with_every_word(scrapy: Scrapy) -> None:
    update, correction = [json.loads(line) for line in scrapy("stories", "--diff", BUSES, "--json").lines]
    assert (update["change"]["kind"], update["change"]["silent"]) == ("update", True)
    assert (correction["change"]["kind"], correction["change"]["silent"]) == ("correction", False)
    assert (update["before"], update["after"]) == (VISIT.isoformat(), (VISIT + timedelta(hours=1)).isoformat())
    assert next("".join(text for op, text in block if op != "+") for block in correction["body"]) == FIRST
    assert next("".join(text for op, text in block if op != "-") for block in correction["body"]) == LINES
    assert correction["headline"] == [["=", "Tokyo to test driverless night buses"]]


@pytest.mark.usefixtures("changed")
def test_the_limit_keeps_the_latest_changes_and_says_so(scrapy: Scrapy) -> None:
    ran = scrapy("stories", "--diff", BUSES, "--limit", "1")
    assert "correction" in ran.out
    assert "update" not in ran.out
    assert ran.err == "scrapy stories: the latest 1 of 2 changes; see --limit\n"


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colours_on_a_terminal_only_and_not_where_nobody_wants_them(
    mongo_uri: str, database: Database[Any], environment: dict[str, str], coloured: bool
) -> None:
    plain = {name: value for name, value in os.environ.items() if name not in {"TERM", "NO_COLOR", "COLUMNS"}}
    here, there = pty.openpty()
    command = [sys.executable, "-m", "scrapy", "stories", "--diff", BUSES]
    known = {"MONGODB_URI": mongo_uri, "MONGODB_DATABASE": database.name, "COLUMNS": "100"}
    with subprocess.Popen(command, env=plain | environment | known, stdout=there, stderr=there) as process:
        os.close(there)
        shown = b""
        # At the end of the terminal Linux raises instead of returning nothing.
        try:
            while piece := os.read(here, 65536):
                shown += piece
        except OSError:
            pass
        os.close(here)
    assert process.returncode == 0, shown
    text = shown.decode()
    assert ("\x1b[9;31mtwo\x1b[0m\x1b[1;32mthree\x1b[0m" in text) is coloured
    assert ("[-two-]{+three+}" in text) is not coloured
    assert ("\x1b" in text) is coloured


def test_what_a_page_prints_drives_no_terminal_and_keeps_to_its_width(
    scrapy: Scrapy, store: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    hostile = "It \x1b[2Jcleared \u202ethe screen \ue000of all who came to look at the tables of the tide."
    store(replace(copies()[0], body=[FIRST, hostile], retrieved=VISIT + timedelta(hours=1)))
    ran = scrapy("stories", "--diff", BUSES)
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert all(width(line) <= 50 or "://" in line for line in ran.lines)


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--diff", "https://japantoday.com/none"], "no copy is stored under the URL https://japantoday.com/none", 1),
        (["--diff", "ffff"], "no copy is stored under the URL ffff; list them with: scrapy stories", 1),
        (["--diff", BUSES, "--story", "ffff"], "--story and --diff exclude each other; give one of them", 2),
        (["--diff", BUSES, "--limit", "0"], "--limit '0' is not a whole number of at least 1", 2),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str, code: int) -> None:
    ran = scrapy("stories", *arguments)
    assert ran.err.startswith(f"scrapy stories: {said}")
    assert ran.err.count("\n") == 1
    assert (ran.out, ran.code) == ("", code)


def test_a_page_that_is_gone_says_so(scrapy: Scrapy, store: Callable[..., None]) -> None:
    store(Gone(url=STOCKS, status=410, retrieved=VISIT + timedelta(hours=3)))
    assert scrapy("stories", "--diff", STOCKS).lines[-1] == "The page is gone since 2026-11-20 12:00 UTC (HTTP 410)."


def test_a_copy_that_never_changed_says_so(scrapy: Scrapy) -> None:
    ran = scrapy("stories", "--diff", STOCKS)
    assert (ran.out, ran.code) == ("", 0)
    assert ran.err == f"scrapy stories: {STOCKS} never changed since it was first stored\n"


class TestParagraphs:
    """Paragraphs of two texts side by side."""

    LONG = "The ferry to the island leaves at seven and comes back at nine, the harbour office said."

    def test_one_that_keeps_words_in_a_row_was_edited(self) -> None:
        (found,) = paragraphs([self.LONG], [self.LONG.replace("seven", "eight")])
        assert ("-", "seven") in found
        assert ("+", "eight") in found

    def test_others_are_removed_and_added_whole_the_removed_first(self) -> None:
        other = "Nobody knows how the goat came aboard."
        assert paragraphs([self.LONG], [other]) == [[("-", self.LONG)], [("+", other)]]

    def test_a_new_one_between_two_is_added(self) -> None:
        assert paragraphs(["One stays.", "Two stays."], ["One stays.", "Between them.", "Two stays."]) == [
            [("=", "One stays.")], [("+", "Between them.")], [("=", "Two stays.")],
        ]  # fmt: skip

    def test_words_that_two_changes_have_in_common_by_chance_belong_to_the_change(self) -> None:
        (found,) = paragraphs(
            ["The mayor of the town opened the new pier with scissors on a Monday morning."],
            ["The mayor of the town closed it because boards of oak floated to the old quay."],
        )
        assert [op for op, _ in found] == ["=", "-", "+", "="]

    @pytest.mark.parametrize(("before", "after"), [([], []), ([], ["New."]), (["Old."], []), ([""], ["New."])])
    def test_every_word_of_both_is_there(self, before: list[str], after: list[str]) -> None:
        found = paragraphs(before, after)
        for text, hidden in ((before, "+"), (after, "-")):
            shown = ["".join(piece for op, piece in block if op != hidden) for block in found]
            assert [line for line in shown if line] == [line for line in text if line]
