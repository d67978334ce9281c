"""``scrapy clusters`` and ``scrapy stories --cluster``: who printed a wire text, and links that are cut by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.commands._terminal import width
from newscrawler.items import Copy, Gone
from newscrawler.storage import Reader
from newscrawler.storage.clusters import link_due
from tests.support.commands_store import VISIT, at

Scrapy = Callable[..., Any]
Db = Database[dict[str, Any]]

WIRE = [
    "The last lighthouse of Otter Bay will be switched off in March, 131 years after a baker lit it for her brother, "
    "the harbour trust said on Thursday.",
    "Ships have found their way by satellite for a generation, and the lamp has cost the trust 40,000 crowns a year.",
    '"I shall miss the moths," said keeper Ansel Quarry, who has lived below the lamp since he was nine years old.',
    "The tower is to become a library of tide tables, with beds for two guests who do not mind the stairs.",
    "A petition to keep the light was signed by 611 people, which is 90 more than live in the bay.",
    "The trust will decide in April whether the foghorn goes as well, chairwoman Dagny Ferro told reporters.",
]
LATER = "A buyer for the lens was found in the evening: a hotel that wants to hang it above its swimming pool."
AGENCY = {"agency": "Reuters", "byline": "Pell Marrow", "headline": "Otter Bay to switch off its last lighthouse"}
FIRST = "https://granitepost.example/otter-bay"
SECOND = "https://saltgazette.example/news/otter-bay"
THIRD = "https://tidewatch.example/lamp"
OTHER = "https://granitepost.example/goats"


def copies() -> list[Copy]:
    wire = {**AGENCY, "datePublishedPrecision": "exact", "retrieved": VISIT}
    return [
        Copy(url=FIRST, outlet="granitepost.example", body=WIRE, datePublished=at(7), **wire),
        Copy(url=SECOND, outlet="saltgazette.example", body=WIRE, datePublished=at(7, 30), **wire),
        Copy(
            url=THIRD, outlet="tidewatch.example", body=WIRE[:4],
            datePublished=at(8), **{**wire, "headline": "Goodnight, moths: a lamp goes out", "byline": None,
                                    "retrieved": VISIT + timedelta(minutes=10)},
        ),
        Copy(
            url=OTHER, outlet="granitepost.example", datePublished=at(6), datePublishedPrecision="exact", retrieved=VISIT,
            headline="Goats return to the quarry", body=["Nine goats walked back into the old quarry on Wednesday."],
        ),
    ]  # fmt: skip


@pytest.fixture
def linked(database: Db, store: Callable[..., None]) -> Callable[..., None]:
    def write(*items: Any) -> None:
        store(*items)
        link_due(database)

    write(*copies())
    # The wire goes on, and one outlet prints it.
    write(replace(copies()[0], body=[*WIRE, LATER], retrieved=VISIT + timedelta(hours=1)))
    return write


def story(database: Db, url: str) -> str:
    return Reader(database).copy(url).story


def short(database: Db, url: str) -> str:
    key, _, occurrence = story(database, url).partition(".")
    return f"{key[:8]}.{occurrence}"


@pytest.mark.usefixtures("linked")
def test_who_printed_it_when_how_much_and_which_version(
    scrapy: Scrapy, database: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    ran = scrapy("stories", "--cluster", THIRD)
    cluster = Reader(database).cluster(THIRD)
    assert (
        ran.out
        == f"""\
Otter Bay to switch off its last lighthouse
Reuters · 3 outlets · 2 stories · 3 copies
cluster {cluster.id}

2026-11-20 07:00 · granitepost.example · 100% of the wire, version 2 of 2 · taken as the original
  "Otter Bay to switch off its last lighthouse"
  {FIRST}
  story {short(database, FIRST)}

2026-11-20 07:30 · saltgazette.example · 100% of the wire, version 1 of 2
  "Otter Bay to switch off its last lighthouse"
  {SECOND}
  story {short(database, FIRST)}

2026-11-20 08:00 · tidewatch.example · 61% of the wire, version 1 to 2 of 2 · own headline · 3
paragraphs cut
  "Goodnight, moths: a lamp goes out"
  {THIRD}
  story {short(database, THIRD)}

"""
    )


@pytest.mark.usefixtures("linked")
def test_every_story_of_a_cluster_finds_it(scrapy: Scrapy, database: Db) -> None:
    shown = {scrapy("stories", "--cluster", name).out for name in (FIRST, THIRD, short(database, THIRD))}
    assert len(shown) == 1


@pytest.mark.usefixtures("linked")
def test_json_holds_the_copies(scrapy: Scrapy, database: Db) -> None:
    (line,) = scrapy("stories", "--cluster", FIRST, "--json").lines
    cluster = json.loads(line)
    assert [copy["url"] for copy in cluster["copies"]] == [FIRST, SECOND, THIRD]
    assert [copy["isLead"] for copy in cluster["copies"]] == [True, False, False]
    assert [copy["headlineRewritten"] for copy in cluster["copies"]] == [False, False, True]
    assert cluster["headline"] == AGENCY["headline"]
    assert cluster["lead"] == story(database, FIRST)


def test_a_page_that_is_gone_is_marked(scrapy: Scrapy, linked: Callable[..., None]) -> None:
    linked(Gone(url=THIRD, status=404, retrieved=VISIT + timedelta(hours=2)))
    shown = scrapy("stories", "--cluster", FIRST).out
    assert "· gone since 2026-11-20 11:00" in " ".join(shown.split())


def test_a_page_that_withdraws_is_marked_and_the_others_are_still_measured(
    scrapy: Scrapy, linked: Callable[..., None]
) -> None:
    withdrawn = ["The story about the lighthouse of Otter Bay has been withdrawn."]
    linked(replace(copies()[1], body=withdrawn, pubStatus="canceled", retrieved=VISIT + timedelta(hours=2)))
    shown = scrapy("stories", "--cluster", FIRST).out
    assert "2026-11-20 07:30 · saltgazette.example · withdrawn\n" in shown
    assert "2026-11-20 07:00 · granitepost.example · 100% of the wire" in shown


@pytest.mark.usefixtures("linked")
def test_the_limit_says_how_many_copies_there_are(scrapy: Scrapy) -> None:
    ran = scrapy("stories", "--cluster", FIRST, "--limit", "1")
    assert SECOND not in ran.out
    assert ran.err == "scrapy stories: 1 of 3 copies; see --limit\n"


@pytest.mark.usefixtures("linked")
def test_clusters_are_listed_as_an_aligned_table(scrapy: Scrapy, database: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    header, line = scrapy("clusters").lines
    assert header.split()[:2] == ["CLUSTER", "FIRST"]
    assert line.split()[3:6] == ["Reuters", "3", "2"]
    assert line.split()[0] == f"{Reader(database).cluster(FIRST).id[:8]}.0"
    assert width(line) <= 80
    assert scrapy("clusters", "list").lines == [header, line]
    assert [scrapy("clusters", "--sort", order).lines for order in ("newest", "changed")] == [[header, line]] * 2
    assert json.loads(scrapy("clusters", "--json").out)["spread"] == 3


@pytest.mark.usefixtures("linked")
def test_a_link_that_is_cut_stays_cut_until_it_is_taken_back(scrapy: Scrapy, database: Db) -> None:
    a, b = short(database, FIRST), short(database, THIRD)
    ran = scrapy("clusters", "cut", a, THIRD, "--reason", "two lighthouses")
    assert ran.out == f"cut: {a} and {b} are in no cluster together; 1 cluster changed\n"
    assert scrapy("clusters").err.startswith("scrapy clusters: no two stories print one wire text yet")
    link_due(database)
    assert scrapy("stories", "--cluster", FIRST).code == 1
    listed = scrapy("clusters", "cuts").lines[1]
    assert {a, b} == set(listed.split()[:2])
    assert listed.endswith("two lighthouses")
    assert scrapy("clusters", "uncut", b, a).out.startswith(f"taken back: {b} and {a} may be in one cluster; ")
    assert scrapy("clusters", "cuts").err == "scrapy clusters: no link was cut\n"
    assert scrapy("stories", "--cluster", FIRST).code == 0


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["clusters", "--sort", "size"], "--sort 'size' is not one of spread, newest, changed", 2),
        (["clusters", "--limit", "0"], "--limit '0' is not a whole number of at least 1", 2),
        (["clusters", "show"], "'show' is not an action; use [list] | cut STORY STORY --reason TEXT", 2),
        (["clusters", "list", "x"], "'x' is not an argument of this command; see -h", 2),
        (["clusters", "cut", FIRST], "cut takes two stories, as `scrapy stories` prints them", 2),
        (["clusters", "cut", FIRST, THIRD], "cut takes --reason, which is kept with the cut", 2),
        (["clusters", "cut", FIRST, "ffff", "--reason", "x"], "no story is stored under 'ffff'; list them with:", 1),
        (["clusters", "cut", FIRST, SECOND, "--reason", "x"], "", 1),
        (["clusters", "uncut", FIRST, THIRD], "there is no cut between", 1),
        (["stories", "--cluster", "ffff"], "no story is stored under 'ffff'; list them with: scrapy stories", 1),
        (["stories", "--cluster", FIRST, "--diff", FIRST], "--diff and --cluster exclude each other", 2),
    ],
)
def test_an_error_is_one_line_that_names_the_input(scrapy: Scrapy, arguments: list[str], said: str, code: int) -> None:
    ran = scrapy(*arguments)
    assert ran.err.startswith(f"scrapy {arguments[0]}: {said}")
    assert ran.err.count("\n") == 1
    assert (ran.out, ran.code) == ("", code)


@pytest.mark.usefixtures("linked")
def test_a_story_that_nobody_else_prints_says_so(scrapy: Scrapy) -> None:
    ran = scrapy("stories", "--cluster", OTHER)
    assert "is in no cluster: no other story is known to print its text" in ran.err
    assert ran.code == 1


@pytest.mark.usefixtures("linked")
def test_an_agency_without_clusters_lists_those_that_there_are(scrapy: Scrapy) -> None:
    assert (
        scrapy("clusters", "--agency", "AP").err == "scrapy clusters: no story has --agency 'AP'; there are: Reuters\n"
    )


def test_the_copies_that_still_run_a_killed_story(scrapy: Scrapy, linked: Callable[..., None]) -> None:
    assert "no stored copy still runs a killed story" in scrapy("stories", "--after-kill").err
    killed = {"body": ["This story has been withdrawn."], "pubStatus": "canceled"}
    linked(*(replace(each, **killed, retrieved=VISIT + timedelta(hours=2)) for each in copies()[:2]))
    (line,) = scrapy("stories", "--after-kill", "--json").lines
    found = json.loads(line)
    assert (found["url"], found["by"], found["seenAfter"]) == (
        THIRD, ["granitepost.example", "saltgazette.example"], False,
    )  # fmt: skip
    shown = scrapy("stories", "--after-kill").out
    assert THIRD in shown
    assert OTHER not in shown
