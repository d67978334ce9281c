"""``/metrics``, read by Prometheus' own parser."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pymongo.database import Database

import newscrawler.alerts
from newscrawler.serve import metrics
from newscrawler.serve.exposition import Metric, Sample, text_of
from newscrawler.storage import SCHEMA_VERSION
from newscrawler.storage.clock import server_time
from tests.support.demo_store import fill
from tests.support.serving import Served, serving

ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)
Db = Database[dict[str, Any]]


@pytest.fixture
def served(database: Db) -> Iterator[Served]:
    with serving(database, prepared=True) as server:
        yield server


def scraped(server: Served) -> dict[str, dict[tuple[str, ...], float]]:
    """Return the values of each metric by the values of its labels."""
    answer = server.get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.data.decode()):
        for sample in family.samples:
            labels = tuple(sample.labels.values())
            assert labels not in found.setdefault(sample.name, {}), f"{sample.name} {labels} twice"
            found[sample.name][labels] = sample.value
    return found


def note_hour(database: Db, outlet: str, hour: datetime, **counts: Any) -> None:
    database["coverage"].insert_one(
        {"_id": {"outlet": outlet, "hour": hour}, "schemaVersion": SCHEMA_VERSION, **counts}
    )


def this_hour(database: Db) -> datetime:
    return server_time(database).replace(minute=0, second=0, microsecond=0)


def note_run(database: Db, id: str, heartbeat: datetime, **more: Any) -> None:
    database["crawls"].insert_one(
        {
            **{"_id": id, "schemaVersion": SCHEMA_VERSION, "spider": "s", "node": "n", "pid": 1, "version": "1"},
            **{"started": heartbeat - HOUR, "heartbeat": heartbeat, "ended": None},
            **more,
        }
    )


def test_a_demo_newsroom_is_told_in_prometheus_conventions(database: Db, served: Served) -> None:
    fill(database, outlets=12)
    text = served.get("/metrics").data.decode()
    known = {metric.name: metric for metric in metrics.METRICS}
    families = list(text_string_to_metric_families(text))
    found = {sample.name for family in families for sample in family.samples}
    absent = {"newscrawler_feed_events_total", "newscrawler_feed_position_timestamp_seconds", "newscrawler_spool_files"}
    assert found == set(known) - absent
    for family in families:
        # The parser names a counter without its ending.
        name = family.name + ("_total" if family.type == "counter" else "")
        assert family.type == known[name].kind
        assert family.documentation == known[name].help
        assert all(tuple(sample.labels) == known[name].labels for sample in family.samples)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="apt-get install prometheus")
def test_promtool_finds_nothing_to_complain_of(database: Db, served: Served) -> None:
    fill(database, outlets=12)
    text = served.get("/metrics").data
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, timeout=240, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


def test_names_follow_the_conventions() -> None:
    for metric in metrics.METRICS:
        assert re.fullmatch(r"newscrawler_[a-z]+(_[a-z]+)*", metric.name)
        assert metric.name.endswith("_total") == (metric.kind == "counter"), metric.name
        assert not re.search(r"_(ms|milliseconds|minutes?|hours?|days?|kb|mb|percent)(_|$)", metric.name), metric.name
        assert metric.help.endswith(".")
    assert len({metric.name for metric in metrics.METRICS}) == len(metrics.METRICS)


def test_the_page_on_serving_names_every_metric_with_its_labels() -> None:
    text = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"`(newscrawler_[a-z_]+)(?:\{([a-z,]+)\})?`", text))
    assert {metric.name: ",".join(metric.labels) for metric in metrics.METRICS} == told


def test_counters_are_sums_over_the_whole_ledger(database: Db, served: Served) -> None:
    hour = this_hour(database)
    for ago, stored in ((0, 1), (1, 2), (30, 4), (400 * 24, 8)):
        note_hour(
            database, "a.example", hour - ago * HOUR, stored=stored, killed=1, gone=2, latency={"300": 1, "more": 1}
        )
    note_hour(database, "b.example", hour, stored=16, listsRead=3, listsFailed=1, commentsExpected=9, commentsGot=7)
    found = scraped(served)
    assert found["newscrawler_copies_stored_total"] == {("a.example",): 15, ("b.example",): 16}
    assert found["newscrawler_copies_withdrawn_total"][("a.example",)] == 12
    assert found["newscrawler_list_visits_total"][("b.example", "read")] == 3
    assert found["newscrawler_list_visits_total"][("b.example", "failed")] == 1
    assert found["newscrawler_comments_declared_total"][("b.example",)] == 9
    assert found["newscrawler_comments_collected_total"][("b.example",)] == 7
    within = found["newscrawler_copies_stored_within_total"]
    assert (within["120",], within["300",], within["604800",], within["+Inf",]) == (0, 4, 4, 8)


def test_what_is_stored_later_is_counted_at_the_next_scrape(database: Db, served: Served) -> None:
    hour = this_hour(database)
    note_hour(database, "a.example", hour - HOUR, stored=1)
    assert scraped(served)["newscrawler_copies_stored_total"] == {("a.example",): 1}
    note_hour(database, "a.example", hour, stored=5)
    assert scraped(served)["newscrawler_copies_stored_total"] == {("a.example",): 6}


def test_days_that_are_over_are_added_up_once_and_no_sum_changes_by_it(database: Db) -> None:
    hour = this_hour(database)
    for ago in range(0, 24 * 6, 5):
        note_hour(database, f"{ago % 3}.example", hour - ago * HOUR, stored=ago, latency={"60": 1})
    ledger, afresh = metrics._Ledger(database), metrics._Ledger(database)
    assert ledger.read() is None
    for days in (3, 2, 0):
        ledger.settle(hour - timedelta(days=days))
        read = ledger.read()
        assert read is not None
        assert sum(each.stored for each in read) == sum(range(0, 24 * 6, 5))
    afresh.settle(hour)
    assert [(each.outlet, each.stored, dict(each.latency)) for each in ledger.read() or ()] == [
        (each.outlet, each.stored, dict(each.latency)) for each in afresh.read() or ()
    ]


def test_outlets_beyond_the_first_are_other_and_a_new_one_takes_nobody_s_place(
    database: Db, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "_MOST_OUTLETS", 2)
    hour = this_hour(database)
    for ago, outlet in ((5, "old.example"), (4, "older.example"), (3, "c.example"), (2, "b.example")):
        note_hour(database, outlet, hour - ago * HOUR, stored=1)
    stored = "newscrawler_copies_stored_total"
    assert scraped(served)[stored] == {("old.example",): 1, ("older.example",): 1, ("other",): 2}
    note_hour(database, "a.example", hour, stored=100)
    assert scraped(served)[stored] == {("old.example",): 1, ("older.example",): 1, ("other",): 102}


def test_a_dead_run_shows(database: Db, served: Served) -> None:
    now = server_time(database)
    note_run(database, "alive", now, pagesPerMinute=90)
    note_run(database, "dead", now - timedelta(minutes=10), pagesPerMinute=50)
    note_run(database, "forgotten", now - timedelta(days=3))
    note_run(database, "fine", now - HOUR, ended=now - HOUR, exitCode=0)
    note_run(database, "bad", now - HOUR, ended=now - HOUR, exitCode=3)
    note_run(database, "new code", now - HOUR, ended=now - HOUR, exitCode=77)
    found = scraped(served)
    states = {state: count for (state,), count in found["newscrawler_runs"].items() if count}
    assert states == {"running": 1, "dead": 1, "ok": 1, "errors": 1, "other": 1}
    assert found["newscrawler_pages_per_second"] == {(): 1.5}
    assert abs(found["newscrawler_run_last_heartbeat_timestamp_seconds"][()] - now.timestamp()) < 1
    assert found["newscrawler_alerts"]["dead run",] == 1


def test_the_change_feed_is_absent_until_it_has_begun(database: Db, served: Served) -> None:
    assert "newscrawler_feed_events_total" not in scraped(served)
    at = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    database["meta"].update_one({"_id": "feed"}, {"$set": {"number": 42, "at": at}}, upsert=True)
    found = scraped(served)
    assert found["newscrawler_feed_events_total"] == {(): 42}
    assert found["newscrawler_feed_position_timestamp_seconds"] == {(): at.timestamp()}
    database["meta"].delete_one({"_id": "feed"})


def test_the_spool_is_told_where_there_is_one(database: Db, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "1.spool").touch()
    with serving(database, settings={"VAR_DIR": str(tmp_path)}, prepared=True) as server:
        assert scraped(server)["newscrawler_spool_files"] == {(): 1}


def test_an_empty_store_has_zeros_where_zero_is_known(served: Served) -> None:
    found = scraped(served)
    assert set(found["newscrawler_frontier_requests"]) == {("waiting",), ("leased",), ("dead",)}
    assert set(found["newscrawler_frontier_requests"].values()) == {0}
    assert "newscrawler_run_last_heartbeat_timestamp_seconds" not in found
    assert "newscrawler_copies_stored_total" not in found


def test_the_names_of_the_rules_are_those_of_the_alerts() -> None:
    names = set()
    for path in Path(newscrawler.alerts.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
                names.add(node.value.value)
    assert names == set(metrics._RULES)


def test_a_scrape_needs_a_token_where_one_was_issued(served: Served) -> None:
    token = served.token("read")
    assert served.get("/metrics").status == 401
    assert served.get("/metrics", token=token).status == 200


def test_any_label_value_comes_through_the_text() -> None:
    metric = Metric("newscrawler_x", "gauge", "Help with \\ and \n.", ("outlet",))
    values = ["a.example", 'q"uote', "back\\slash", "line\nend", "日本.example", "\\n", '\\\\"\n', ""]
    text = text_of([metric], [Sample(metric, n + 0.5, (value,)) for n, value in enumerate(values)])
    (family,) = text_string_to_metric_families(text)
    assert [sample.labels["outlet"] for sample in family.samples] == values
    assert [sample.value for sample in family.samples] == [n + 0.5 for n in range(len(values))]
    with pytest.raises(ValueError, match="zip"):
        text_of([metric], [Sample(metric, 1, ("a", "b"))])


@pytest.mark.parametrize("value", [0, 1, 1.5, 1e18, 1795432443.25, float("inf"), float("-inf")])
def test_numbers_come_through_the_text(value: float) -> None:
    metric = Metric("newscrawler_x", "gauge", "Help.")
    (family,) = text_string_to_metric_families(text_of([metric], [Sample(metric, value)]))
    assert family.samples[0].value == value
