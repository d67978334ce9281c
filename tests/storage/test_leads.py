"""Ranks of a story's copies: the one that leads and the reasons, from the evidence that the story keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pymongo.database import Database

from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage.leads import ranks
from newscrawler.storage.reader import Reader
from newscrawler.storage.trust import NO_TRUST, Trust
from tests.support.commands_store import BUSES, BUSES_THERE, STOCKS, VISIT, copies

ALONE = "https://millrace.example/buses"
OTHER_WORDS = [
    "The night buses of the capital need nobody at the wheel from Monday, and riders may sleep on board."
] * 3


def test_a_text_that_two_sites_print_leads_one_that_nobody_else_prints(write: Any, database: Database[Any]) -> None:
    first, second = copies()[:2]
    alone = replace(first, url=ALONE, outlet="millrace.example", body=OTHER_WORDS, retrieved=VISIT - timedelta(hours=1))
    write(*map(DedupePipeline().process_item, (alone, first, second)))
    reader = Reader(database)
    found = ranks(database, reader.story_id(BUSES), NO_TRUST)
    assert [(each.place, url, each.tier, each.otherSites) for url, each in found.items()] == [
        (1, BUSES, "confirmed", 1),
        (2, BUSES_THERE, "confirmed", 1),
        (3, ALONE, "alone", 0),
    ]
    assert next(reader.stories()).lead == BUSES


def test_a_declared_outlet_leads_whatever_others_print(write: Any, database: Database[Any]) -> None:
    first, second = copies()[:2]
    alone = replace(first, url=ALONE, outlet="millrace.example", body=OTHER_WORDS)
    write(*map(DedupePipeline().process_item, (alone, first, second)))
    found = ranks(database, Reader(database).story_id(BUSES), Trust(lead_outlets=("millrace.example",)))
    assert next(iter(found)) == ALONE
    assert found[ALONE].tier == "declared"


def test_a_copy_from_an_archive_comes_after_those_that_were_fetched(write: Any, database: Database[Any]) -> None:
    first, second = copies()[:2]
    old = replace(second, discoveredVia="archive:old.warc.gz")
    write(*map(DedupePipeline().process_item, (first, old)))
    found = ranks(database, Reader(database).story_id(BUSES), NO_TRUST)
    assert [each.tier for each in found.values()] == ["alone", "archive"]


def test_one_copy_is_the_first_and_nothing_is_known_of_no_story(write: Any, database: Database[Any]) -> None:
    write(DedupePipeline().process_item(copies()[2]))
    assert ranks(database, Reader(database).story_id(STOCKS), NO_TRUST)[STOCKS].place == 1
    assert ranks(database, "0" * 32 + ".0", NO_TRUST) == {}
