"""Pages of the dashboard over real HTTP: they say what the commands say, escape strangers, and refuse what they do not
know."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.serve.pages.figures import Kept
from newscrawler.serve.pages.outlets import field_shares
from newscrawler.serve.pages.strips import strip_of
from newscrawler.storage.backup import back_up
from newscrawler.storage.coverage import COUNTERS, HOUR, coverage, stored_by_hour, sum_by_outlet, totals
from newscrawler.storage.runs import runs, runs_page
from tests.support.demo_store import HOSTILE, Demo, fill
from tests.support.serving import Served, serving

Db = Database[dict[str, Any]]


@pytest.fixture(scope="module")
def demo_database(mongo_uri: str) -> Iterator[Db]:
    from newscrawler.storage import connect

    with connect(mongo_uri) as client:
        yield client["test-demo-pages"]
        client.drop_database("test-demo-pages")


@pytest.fixture(scope="module")
def demo(demo_database: Db) -> Demo:
    return fill(demo_database)


@pytest.fixture(scope="module")
def server(demo_database: Db, demo: Demo) -> Iterator[Served]:
    with serving(demo_database) as server:
        yield server


def text(server: Served, path: str, status: int = 200, **more: Any) -> str:
    answer = server.get(path, **more)
    assert answer.status == status, (path, answer.status, answer.data[:500])
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return answer.data.decode()


def every_page(demo: Demo) -> list[str]:
    return [
        *("/", "/outlets", "/outlets?span=7d", "/outlets?sort=-gaps", "/outlets?sort=p90&show=gaps", "/runs", "/store"),
        *(f"/outlets/{outlet}" for outlet in (demo.outlets[0], demo.outlets[10])),
        *(f"/runs/{run}" for run in (demo.run, demo.running, demo.dead)),
    ]


# --- all pages --------------------------------------------------------------------------------------------------------


def test_every_page_is_whole_and_lets_nothing_inline_in(server: Served, demo: Demo) -> None:
    for path in every_page(demo):
        page = text(server, path)
        assert page.rstrip().endswith("</html>"), path
        assert not re.search(r"<script(?! defer src=)|<style| style=| on[a-z]+=\"", page), path
        assert "<h1>" in page, path


def test_strangers_are_text(server: Served, demo: Demo) -> None:
    page = text(server, f"/outlets/{demo.outlets[0]}") + text(server, f"/runs/{demo.run}") + text(server, "/")
    assert "&lt;script&gt;" in page
    for hostile in HOSTILE[:6]:
        assert hostile not in page
    # A direction mark is shown, not obeyed.
    assert "\u202e" not in page
    assert r"\u202e" in page


def test_every_table_has_a_caption_and_every_heading_a_scope(server: Served, demo: Demo) -> None:
    for path in every_page(demo):
        page = text(server, path)
        assert page.count("<table") == page.count("<caption"), path
        assert "<th>" not in page, path


def test_an_unknown_parameter_or_value_is_refused_with_the_remedy(server: Served) -> None:
    assert "is not one of" in text(server, "/outlets?sort=moon", 400)
    assert "it takes" in text(server, "/outlets?when=now", 400)
    for page in ("0", "-1", "100001", "0000001" + "9" * 20, "9" * 5_000):
        assert "page=" in text(server, f"/outlets?page={page}", 400), page[:30]
    assert "no place in this list" in text(server, "/runs?after=yesterday", 400)


def test_what_is_not_there_is_a_page_that_says_where_to_look(server: Served) -> None:
    assert "/outlets lists all outlets" in text(server, "/outlets/nowhere.example", 404)
    assert "/runs lists all runs" in text(server, "/runs/ffffffffffff", 404)


def test_an_empty_store_says_what_to_run(database: Db) -> None:
    with serving(database) as server:
        assert "crawl follow" in text(server, "/")
        assert "crawl japantoday" in text(server, "/outlets")
        assert "crawl japantoday" in text(server, "/runs")
        assert "backup create" in text(server, "/store")


# --- live parts -------------------------------------------------------------------------------------------------------


def test_a_live_part_is_the_same_block_of_the_page_alone(server: Served) -> None:
    part = text(server, "/runs", headers={"HX-Request": "true", "HX-Target": "live"})
    assert "<html" not in part
    assert part.strip()[:200] in text(server, "/runs")


def test_a_block_that_the_page_does_not_have_gives_the_page(server: Served) -> None:
    assert "<html" in text(server, "/runs", headers={"HX-Request": "true", "HX-Target": "nothing"})


def test_no_cache_keeps_a_part_in_the_place_of_its_page(server: Served) -> None:
    headers = server.get("/runs").headers
    assert "no-store" in headers["Cache-Control"]
    assert "HX-Request" in headers["Vary"]


# --- figures ----------------------------------------------------------------------------------------------------------


def test_sums_of_the_server_are_those_of_the_command(demo_database: Db, demo: Demo) -> None:
    since = demo.now - timedelta(days=1)
    plain = sum_by_outlet(coverage(demo_database, since=since))
    summed = totals(demo_database, since=since, names=COUNTERS, latency=True)
    assert [each.outlet for each in summed] == [each.outlet for each in plain]
    for one, other in zip(summed, plain, strict=True):
        assert [getattr(one, name) for name in COUNTERS] == [getattr(other, name) for name in COUNTERS]
        assert one.latency == {bound: count for bound, count in other.latency.items() if count}
        assert (one.lastStory, one.since, one.until) == (other.lastStory, other.since, other.until)


def test_hours_add_up_over_the_outlets(demo_database: Db, demo: Demo) -> None:
    since = demo.now - timedelta(days=1)
    by_hour: dict[Any, int] = {}
    for hour in coverage(demo_database, since=since):
        by_hour[hour.since] = by_hour.get(hour.since, 0) + hour.stored
    assert stored_by_hour(demo_database, since=since) == by_hour


def test_the_row_of_an_outlet_has_its_ledger(server: Served, demo_database: Db, demo: Demo) -> None:
    name = demo.outlets[0]
    since = demo.now.replace(minute=0, second=0) - 23 * HOUR
    (total,) = sum_by_outlet(coverage(demo_database, outlet=name, since=since))
    row = re.search(rf'<th scope="row"><a href="/outlets/{name}">.*?</tr>', text(server, "/outlets"), re.DOTALL)
    assert row is not None
    cells = [re.sub(r"<[^>]+>|\s+", "", cell) for cell in re.findall(r'<td class="num">(.*?)</td>', row[0], re.DOTALL)]
    assert cells[:4] == [
        f"{total.stored:,}",
        f"{total.looks}/{total.listsDue}",
        f"{total.failed + total.rejected}",
        f"{total.gaps}",
    ]


def test_outlets_are_sorted_by_a_figure_with_those_that_were_not_visited_last(server: Served, demo: Demo) -> None:
    page = text(server, "/outlets?sort=-stored")
    stored = [
        int(found.replace(",", "")) for found in re.findall(r'</svg>\s*</td>\s*<td class="num">([\d,]+)</td>', page)
    ]
    assert len(stored) == len(demo.outlets)
    assert stored == sorted(stored, reverse=True)


def test_a_strip_says_what_it_draws(demo_database: Db, demo: Demo) -> None:
    since = demo.now.replace(minute=0, second=0) - 23 * HOUR
    hours = list(coverage(demo_database, outlet=demo.outlets[5], since=since))
    strip = strip_of(hours, since, 24)
    visited = {hour.since for hour in hours}
    assert f"{24 - len(visited)} not visited" in strip.words
    assert sum(mark.kind == "stories" for mark in strip.marks) == sum(1 for hour in hours if hour.stored)
    ground = [mark for mark in strip.marks if mark.kind in ("looked", "blind")]
    assert sum(mark.width for mark in ground if mark.kind == "looked") == pytest.approx(strip.width / 24 * len(visited))


def test_shares_of_fields_are_those_of_the_latest_copies(demo_database: Db, demo: Demo) -> None:
    names = [demo.outlets[0], "nowhere.example"]
    found = field_shares(demo_database, names, ("body", "byline", "dateline"), 500)
    assert list(found) == [demo.outlets[0]]
    shares = found[demo.outlets[0]]
    copies = list(demo_database["copies"].find({"outlet": demo.outlets[0]}))
    assert shares["body"] == 1
    assert shares["byline"] == sum(bool(copy["byline"]) for copy in copies) / len(copies)
    assert shares["dateline"] == 0


def test_runs_come_page_by_page_and_each_once(demo_database: Db) -> None:
    listed, after = [], None
    while True:
        part = runs_page(demo_database, {}, after=after, limit=7)
        listed += [run.id for run in part.runs]
        after = part.later
        if after is None:
            break
    assert listed == [run.id for run in runs(demo_database)]


@pytest.mark.parametrize("state", ["running", "dead", "errors", "no stories", "interrupted"])
def test_runs_of_one_state_are_those_that_the_page_of_all_shows_in_it(server: Served, demo: Demo, state: str) -> None:
    asked = text(server, f"/runs?state={state.replace(' ', '%20')}")
    rows = re.findall(r'href="/runs/([0-9a-f]+)".*?class="badge \w+">([^<]+)<', asked, re.DOTALL)
    assert rows
    assert {shown for _, shown in rows} == {state}


def test_a_run_is_found_by_its_first_digits(server: Served, demo: Demo) -> None:
    answer = server.get(f"/runs/{demo.run[:10]}")
    assert (answer.status, answer.headers["Location"]) == (303, f"/runs/{demo.run}")


def test_a_backup_is_known_to_the_store(database: Db, tmp_path: Any) -> None:
    with serving(database) as server:
        assert "none known" in text(server, "/store")
        back_up(database, tmp_path / "saved")
        page = text(server, "/store")
    assert str(tmp_path / "saved") in page
    assert "none known" not in page


def test_the_spool_of_this_machine_is_shown(database: Db, tmp_path: Any) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    (spool / "12-ab.spool").write_bytes(b"x" * 2_000)
    with serving(database, settings={"VAR_DIR": str(tmp_path)}) as server:
        page = text(server, "/store")
    assert "12-ab.spool" in page
    assert "2.0 kB" in page


# --- figures that take long -------------------------------------------------------------------------------------------


def test_a_figure_is_computed_once_for_all_who_ask() -> None:
    figures, computed, go = Kept(), [], threading.Event()

    def compute() -> int:
        go.wait(30)
        computed.append(1)
        return 7

    assert figures.get("sum", compute, seconds=60, patience=0) is None
    assert figures.get("sum", compute, seconds=60, patience=0) is None
    go.set()
    assert figures.get("sum", compute, seconds=60, patience=30) == 7
    assert figures.get("sum", compute, seconds=60, patience=0) == 7
    assert len(computed) == 1


def test_a_figure_that_failed_is_tried_again() -> None:
    figures, tries = Kept(), []

    def compute() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not yet")
        return "there"

    assert figures.get("word", compute, seconds=60, patience=30) is None
    assert figures.get("word", compute, seconds=60, patience=30) == "there"


def test_an_old_figure_is_shown_while_a_newer_one_is_computed() -> None:
    figures, go = Kept(), threading.Event()
    assert figures.get("n", lambda: 1, seconds=0, patience=30) == 1

    def later() -> int:
        go.wait(30)
        return 2

    # It took no time at all, so it is old at once.
    while figures.start("n", later, seconds=0) is None:
        pass
    assert figures.get("n", later, seconds=0, patience=0) == 1
    go.set()
