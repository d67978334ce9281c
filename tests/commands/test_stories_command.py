"""``scrapy stories``: for a person, and for a pipe."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.commands._terminal import width
from newscrawler.items import Block, body_of
from newscrawler.storage._search_index import index_stories
from newscrawler.storage.reader import Reader
from newscrawler.storage.search import Work
from tests.support.commands_store import BUSES, STOCKS, UNDATED, VISIT, comments, copies, threads

pytestmark = pytest.mark.usefixtures("filled")
Scrapy = Callable[..., Any]


def test_lists_stories_newest_first_as_an_aligned_table(scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = scrapy("stories")
    header, buses, stocks, lighthouse = ran.lines
    assert header.split() == ["STORY", "DATE", "AGENCY", "COPIES", "COMMENTS", "HEADLINE"]
    assert buses.split()[1:5] == ["2026-11-20", "Kyodo", "2", "8"]
    assert stocks.split()[1:5] == ["2026-11-19", "Reuters", "1", "0"]
    assert lighthouse.split()[1:5] == ["–", "–", "1", "0"]
    assert all(width(line) <= 80 for line in ran.lines)
    assert (
        len({width(line[: line.index(word)]) for line, word in ((header, "HEADLINE"), (lighthouse, "Lighthouse"))}) == 1
    )
    assert stocks.endswith("…")
    assert ran.code == 0


def test_a_piped_table_is_not_cut(scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    stocks = scrapy("stories", "--agency", "Reuters").lines[1]
    assert stocks.endswith("投資家の期待が高まる")
    assert "2026-11-19" in stocks


@pytest.mark.parametrize(
    ("filters", "urls"),
    [
        (["--outlet", "japantoday.com"], [BUSES, STOCKS]),
        (["--agency", "Kyodo"], [BUSES]),
        (["--since", "2026-11-20"], [BUSES]),
        (["--since", "2026-11-20T17:00+09:00"], [BUSES]),
        (["--changed-since", "2026-11-20T09:00Z", "--agency", "Reuters"], [STOCKS]),
        (["--changed-since", "2026-11-21"], []),
        (["--until", "2026-11-20"], [STOCKS]),
        (["--limit", "1"], [BUSES]),
    ],
)
def test_filters(scrapy: Scrapy, filters: list[str], urls: list[str]) -> None:
    listed = [json.loads(line) for line in scrapy("stories", "--json", *filters).lines]
    assert [story["lead"] for story in listed] == urls


@pytest.mark.parametrize(
    ("filters", "urls"),
    [
        (["--search", "bus"], [BUSES]),
        (["--search", '"driverless BUSES" midnight'], [BUSES]),
        (["--search", '"buses driverless"'], []),
        (["--search", "株式市場"], [STOCKS]),
        (["--search", "after", "--since", "2026-11-20"], []),
        (["--search", "keeper", "--outlet", "harborlight.example"], [UNDATED]),
    ],
)
def test_stories_are_found_by_their_words(
    scrapy: Scrapy, database: Database[Any], filters: list[str], urls: list[str]
) -> None:
    database["stories"].update_many({"headline": {"$regex": "^[A-Z]"}}, {"$set": {"inLanguage": "en"}})
    index_stories(database, [story["_id"] for story in database["stories"].find({}, {"_id": 1})])
    listed = [json.loads(line) for line in scrapy("stories", "--json", *filters).lines]
    assert [story["lead"] for story in listed] == urls


def test_a_search_that_finds_nothing_says_why(scrapy: Scrapy, database: Database[Any]) -> None:
    def said() -> str:
        ran = scrapy("stories", "--search", "zeppelin")
        assert (ran.out, ran.code) == ("", 0)
        return str(ran.err)

    assert said() == (
        "scrapy stories: no words are indexed yet; `scrapy serve` and scrapyd nodes index them as they run\n"
    )
    work = Work(database, "here")
    assert work.claim(last=0, seconds=60)
    assert said() == (
        "scrapy stories: no story with these words is among the 0 that are indexed so far, the newest first\n"
    )
    assert work.walk() == 3
    assert said() == "scrapy stories: no story has these words and matches the other options\n"


def test_says_when_there_are_more(scrapy: Scrapy) -> None:
    assert scrapy("stories", "--limit", "2").err == "scrapy stories: 2 shown, there are more; see --limit\n"
    assert scrapy("stories", "--limit", "3").err == ""


def test_json_holds_every_field_a_document_a_line(scrapy: Scrapy) -> None:
    first = json.loads(scrapy("stories", "--json").lines[0])
    assert first["id"] == f"{first['key']}.{first['occurrence']}"
    assert first["headline"].casefold() == "tokyo to test driverless night buses"
    assert datetime.fromisoformat(first["firstSeen"]) == VISIT
    assert datetime.fromisoformat(first["datePublished"]).isoformat() == "2026-11-20T08:30:00+00:00"
    assert (first["commentCount"], first["edNote"]) == (8, None)


def test_one_story_as_a_tree(scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    key = scrapy("stories", "--agency", "Kyodo").lines[1].split()[0]
    ran = scrapy("stories", "--story", key)
    assert ran.code == 0
    id = next(line for line in ran.lines if line.startswith("story ")).split()[1]
    assert (
        ran.out
        == f"""\
Tokyo to test driverless night buses
By Mari Sato · Kyodo · 2026-11-20 08:30 UTC
© KYODO
story {id}
first seen 2026-11-20 09:00, last changed 2026-11-20 09:00 UTC

  The city will run driverless buses on two lines between midnight and five, the
  transport office said.

  Each bus carries eleven passengers and one attendant, who may stop it but does
  not steer.

  The trial lasts until March and costs riders nothing.

  … 1 more paragraph (--full)

japantoday.com (GPlusMedia Inc.)
  "Tokyo to test driverless night buses"
  https://japantoday.com/category/national/driverless-buses
  2026-11-20 08:30 · national
  japantoday: 3 of 3 comments, complete
    reader 1 · 2026-11-20 10:00 · ▲6 ▼0
      Text of 1.
    reader 2 · – · score -2
      Text of 2.
    – · – · score – · removed

harborlight.example
  "TOKYO TO TEST DRIVERLESS NIGHT BUSES"
  https://harborlight.example/2026/11/20/driverless-buses/
  2026-11-20 08:45
  wordpress: 5 of 9 comments, INCOMPLETE: page 2: HTTP 500
    reader a · 2026-11-20 11:00 · score –
      Text of a.
      reader b · – · score –
        Text of b.
        reader c · – · ▲1 ▼–
          Text of c.
    reader d · – · score –
      An answer.
      To [2Jnobody.
    reader e · – · score – · reply to gone, which is not stored
      Text of e.

"""
    )


def test_what_vanished_is_shown_as_such(scrapy: Scrapy, store: Callable[..., None]) -> None:
    later = VISIT + timedelta(hours=3)
    second, third = (replace(item, retrieved=later) for item in comments()[1:3])
    store(second, third, replace(threads()[0], retrieved=later, declaredCount=2, collectedCount=2))
    shown = scrapy("stories", "--story", BUSES).lines
    assert "  japantoday: 2 of 2 comments, complete, 1 vanished" in shown
    at = shown.index("    reader 1 · 2026-11-20 10:00 · ▲6 ▼0 · vanished, last seen 2026-11-20 09:00")
    assert shown[at + 1].strip() == "Text of 1."


def test_the_whole_body_when_asked(scrapy: Scrapy) -> None:
    assert "A paragraph that only --full shows." in scrapy("stories", "--story", BUSES, "--full").out


def test_kinds_are_named_and_what_speaks_about_the_text_is_shown_when_asked(
    scrapy: Scrapy, store: Callable[..., None]
) -> None:
    stored = copies()[0]
    first, *others = stored.body
    blocks = [
        Block(kind="note", text="Corrects the number of buses."),
        Block(kind="lead", text=first),
        *(Block(text=text) for text in others),
    ]
    later = stored.retrieved + timedelta(hours=1)
    store(replace(stored, blocks=blocks, body=body_of(blocks), retrieved=later))
    shown = scrapy("stories", "--story", BUSES).out
    assert f"  [lead] {first[:40]}" in shown
    assert f"  {others[0][:40]}" in shown
    assert "Corrects the number" not in shown
    assert "  [note] Corrects the number of buses." in scrapy("stories", "--story", BUSES, "--full").out


def test_a_narrow_terminal_is_kept_to(scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    for line in scrapy("stories", "--story", STOCKS, "--full").lines:
        assert width(line) <= 50 or "://" in line


def test_one_story_as_json_with_all_under_it(scrapy: Scrapy) -> None:
    (line,) = scrapy("stories", "--story", BUSES, "--json").lines
    tree = json.loads(line)
    assert [copy["url"] for copy in tree["copies"]] == [copy.url for copy in copies()[:2]]
    comments = tree["copies"][1]["threads"][0]["comments"]
    assert [comment["nativeId"] for comment in comments] == ["a", "b", "c", "d", "e"]
    assert comments[1]["parentItem"] == "a"
    assert comments[0]["observations"][0]["at"] == VISIT.isoformat()


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--story", "ffffffff"], "no story is stored under 'ffffffff'; list them with: scrapy stories", 1),
        (["--story", "https://japantoday.com/none"], "no copy is stored under the URL https://japantoday.com/none", 1),
        (["--since", "yesterday"], "--since 'yesterday' is not a date; write it as 2019-08-17", 2),
        (["--changed-since", "17.08.2019"], "--changed-since '17.08.2019' is not a date", 2),
        (["--limit", "0"], "--limit '0' is not a whole number of at least 1", 2),
        (["--limit", "many"], "--limit 'many' is not a whole number of at least 1", 2),
        (["--search", "?"], "--search: the query '?' has no word", 2),
        (["--search", "bus", "--changed-since", "2026-11-20"], "--search and --changed-since exclude each other", 2),
        (["--limt", "5"], "'--limt' is not an argument of this command; see -h", 2),
        (["-s", "MONGODB_URI=http://localhost"], "MONGODB_URI http://localhost cannot be used", 1),
        (
            ["-s", "MONGODB_URI=mongodb://user:secret@127.0.0.1:1/?serverSelectionTimeoutMS=200"],
            "MongoDB at mongodb://user:***@127.0.0.1:1/?serverSelectionTimeoutMS=200 does not answer",
            1,
        ),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str, code: int) -> None:
    ran = scrapy("stories", *arguments)
    assert ran.err.startswith(f"scrapy stories: {said}")
    assert ran.err.count("\n") == 1
    assert (ran.out, ran.code) == ("", code)
    assert "secret" not in ran.err


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (
            ["--outlet", "www.japantoday.com"],
            "no story has --outlet 'www.japantoday.com'; there are: harborlight.example, japantoday.com",
        ),
        (["--agency", "reuters"], "no story has --agency 'reuters'; there are: Kyodo, Reuters"),
        (["--since", "2030-01-01"], "no story matches the options"),
    ],
)
def test_an_empty_list_says_why(scrapy: Scrapy, filters: list[str], said: str) -> None:
    ran = scrapy("stories", *filters)
    assert (ran.out, ran.err, ran.code) == ("", f"scrapy stories: {said}\n", 0)


def test_an_empty_store_says_how_to_fill_it(scrapy: Scrapy, database: Database[Any]) -> None:
    database["stories"].delete_many({})
    assert (
        scrapy("stories").err
        == "scrapy stories: nothing is stored yet; start a crawl, for example: scrapy crawl japantoday\n"
    )


def test_a_key_with_two_printings_lists_them(scrapy: Scrapy, database: Database[Any]) -> None:
    tree = Reader(database).story(BUSES)
    twin = database["stories"].find_one({"_id": tree.stored.id})
    assert twin is not None
    database["stories"].insert_one({**twin, "_id": f"{tree.stored.story.key}.1", "occurrence": 1})
    ran = scrapy("stories", "--story", tree.stored.story.key)
    assert f"is the beginning of several: {tree.stored.story.key}.0, {tree.stored.story.key}.1" in ran.err
    assert ran.code == 1


def test_a_reader_that_has_seen_enough_is_no_error(mongo_uri: str, database: Database[Any]) -> None:
    command = [sys.executable, "-m", "scrapy", "stories", "-s", f"MONGODB_URI={mongo_uri}"]
    command += ["-s", f"MONGODB_DATABASE={database.name}", "--story", BUSES]
    piped = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert piped.stdout is not None
    assert piped.stderr is not None
    piped.stdout.close()
    assert piped.stderr.read() == b""
    assert piped.wait() == 0
