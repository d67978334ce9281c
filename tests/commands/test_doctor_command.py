"""``scrapy doctor``: findings with their remedies."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.commands import doctor
from newscrawler.scrapyd.credentials import kept_or_made
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.migrations import SCHEMA_VERSION
from tests.support.coverage_store import LIGHT, a_day, note_gap
from tests.support.nodes import CREDENTIALS, Node
from tests.support.ports import free_port

Scrapy = Callable[..., Any]
CONTACT = ("-s", "CONTACT=desk@example.com", "-s", "USER_AGENT=newscrawler (+desk@example.com)")


def lines_about(ran: Any, what: str) -> list[str]:
    return [line for line in ran.lines if line[6:].startswith(what)]


def test_a_machine_that_can_crawl_has_nothing_that_fails(scrapy: Scrapy) -> None:
    ran = scrapy("doctor", *CONTACT)
    assert (ran.code, ran.err) == (0, "")
    assert {line.split()[0] for line in ran.lines} <= {"ok", "warn"}
    assert lines_about(ran, "writes")[0].startswith("ok    writes        acknowledged by the majority in ")
    assert "newscrawler (+desk@example.com)" in lines_about(ran, "contact")[0]


def test_the_majority_really_took_a_write(scrapy: Scrapy, database: Database[Any]) -> None:
    scrapy("doctor")
    assert database["meta"].find_one({"_id": "doctor"})


def test_a_finding_that_needs_something_done_says_what(scrapy: Scrapy) -> None:
    (contact,) = lines_about(scrapy("doctor"), "contact")
    assert contact == (
        "warn  contact       outlets cannot contact the operator of this crawl"
        " — set NEWSCRAWLER_CONTACT to a mail address or a page"
    )


@pytest.mark.parametrize(
    ("override", "finding"),
    [
        ("TELNETCONSOLE_ENABLED=True", "FAIL  settings      TELNETCONSOLE_ENABLED is True: runs code"),
        ("ROBOTSTXT_OBEY=False", "FAIL  settings      ROBOTSTXT_OBEY is False: outlets' robots.txt is not obeyed"),
        ("DOWNLOAD_VERIFY_CERTIFICATES=False", "warn  settings      DOWNLOAD_VERIFY_CERTIFICATES is False"),
        ("FETCH_ALLOW=10.0.0.1/8", "FAIL  settings      FETCH_ALLOW: '10.0.0.1/8' is no host, host:port or network"),
        (
            "FETCH_ALLOW=paper.corp:8080",
            "warn  settings      FETCH_ALLOW lets any page send requests to paper.corp:8080",
        ),
        (
            'HOST_MAP={"japantoday.com": "127.0.0.1:1"}',
            "warn  settings      HOST_MAP serves japantoday.com from elsewhere",
        ),
    ],
)
def test_settings_that_matter(scrapy: Scrapy, override: str, finding: str) -> None:
    ran = scrapy("doctor", "-s", override)
    (line,) = [line for line in ran.lines if line.startswith(finding)]
    assert " — " in line
    assert ran.code == (1 if finding.startswith("FAIL") else 0)


def test_a_remote_control_that_is_loaded_and_on_fails(scrapy: Scrapy) -> None:
    on, loaded = "REMOTE_CONTROL_ENABLED=True", 'EXTENSIONS={"scrapy.extensions.remote_control.RemoteControl": 0}'

    def found(*settings: str) -> tuple[int, list[str]]:
        ran = scrapy("doctor", *(part for setting in settings for part in ("-s", setting)))
        return ran.code, [line for line in ran.lines if "remote control" in line]

    assert found(on) == (0, ["ok    settings      Scrapy's remote control is not loaded"])
    assert found(loaded) == (0, ["ok    settings      Scrapy's remote control is loaded, and is off"])
    code, (line,) = found(on, loaded)
    assert code == 1
    assert line.startswith("FAIL  settings      Scrapy's remote control is on: it runs code sent over HTTP — set ")


def test_a_server_that_does_not_answer(scrapy: Scrapy) -> None:
    ran = scrapy("doctor", "-s", "MONGODB_URI=mongodb://user:secret@127.0.0.1:1/?serverSelectionTimeoutMS=200")
    (line,) = lines_about(ran, "mongodb")
    assert line.startswith("FAIL  mongodb       MongoDB at mongodb://user:***@127.0.0.1:1/")
    assert "secret" not in ran.out
    assert (ran.code, ran.err) == (1, "")


def test_a_newer_schema_fails(scrapy: Scrapy, database: Database[Any]) -> None:
    database["meta"].replace_one({"_id": "schema"}, {"_id": "schema", "version": SCHEMA_VERSION + 1}, upsert=True)
    ran = scrapy("doctor")
    (line,) = lines_about(ran, "schema")
    assert line.startswith(
        f"FAIL  schema        version {SCHEMA_VERSION + 1} in {database.name} — this newscrawler knows"
    )
    assert ran.code == 1


def test_a_newer_schema_that_this_version_may_write_to_is_a_warning(scrapy: Scrapy, database: Database[Any]) -> None:
    newer = {"_id": "schema", "version": SCHEMA_VERSION + 1, "writers": SCHEMA_VERSION}
    database["meta"].replace_one({"_id": "schema"}, newer, upsert=True)
    ran = scrapy("doctor")
    (line,) = lines_about(ran, "schema")
    assert line.startswith("warn")
    assert "may still write" in line
    assert ran.code == 0


def test_a_place_for_data_that_cannot_be_written(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = scrapy("doctor", "-s", f"VAR_DIR={tmp_path / 'file' / 'var'}")
    (line,) = lines_about(ran, "disk")
    assert line.startswith("FAIL  disk")
    assert line.endswith("set NEWSCRAWLER_VAR to another directory")


def test_what_fires_is_told(scrapy: Scrapy, database: Database[Any]) -> None:
    assert lines_about(scrapy("doctor"), "alerts")[0].startswith("ok    alerts        no alert about crawls")
    node = {"name": "crawler-9", "host": "h", "heartbeat": datetime(2026, 1, 1, tzinfo=UTC), "stopped": None}
    database["nodes"].insert_one({"_id": "crawler-9:1:a", **node}, bypass_document_validation=True)
    (line,) = lines_about(scrapy("doctor"), "alerts")
    assert line.startswith("warn  alerts        firing: scrapyd node crawler-9 on h was last heard of at 2026-01-01")
    assert line.endswith("run: scrapy alerts")


def test_items_that_wait_for_mongodb(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "1-ab.spool").write_bytes(b"")
    (line,) = lines_about(scrapy("doctor"), "spool")
    assert line.startswith(f"warn  spool         1 file in {tmp_path / 'spool'}: items that MongoDB did not accept yet")


def test_a_missing_browser_is_no_failure_but_named_with_its_remedy(scrapy: Scrapy) -> None:
    ran = scrapy("doctor", "-s", "CHROMIUM=/nowhere/chromium")
    (line,) = lines_about(ran, "chromium")
    assert line == (
        "warn  chromium      /nowhere/chromium does not exist; threads that need a browser will be incomplete"
        " — run: apt-get install chromium, or set NEWSCRAWLER_CHROMIUM to its path"
    )
    assert ran.code == 0


@pytest.mark.live
def test_without_a_uri_the_local_mongod_is_started_and_named(scrapy: Scrapy) -> None:
    # A short path: a socket's may not be long
    with tempfile.TemporaryDirectory(prefix="newscrawler-doctor-") as directory:
        try:
            first = scrapy("doctor", "-s", "MONGODB_URI=", "-s", f"VAR_DIR={directory}")
            again = scrapy("doctor", "-s", "MONGODB_URI=", "-s", f"VAR_DIR={directory}")
        finally:
            local_mongod.stop(Path(directory))
    assert lines_about(first, "mongodb")[0].endswith(f"the local mongod under {directory}, started by this check")
    assert lines_about(again, "mongodb")[0].endswith(f"the local mongod under {directory}")
    assert lines_about(first, "mongod ")[0].endswith("/mongod")
    assert (first.code, again.code) == (0, 0)


def test_requirements_that_are_missing_or_of_another_version(tmp_path: Path) -> None:
    pinned = tmp_path / "requirements.txt"
    pinned.write_text(
        "# a comment\nscrapy==1.0\nno-such-package-anywhere==1\nno-such==1; sys_platform == 'none'\n-r more.txt\n"
    )
    found = [(finding.level, finding.found) for finding in doctor._packages(pinned)]
    assert ("FAIL", "no-such-package-anywhere==1 is not installed") in found
    assert [level for level, text in found if text.startswith("scrapy ")] == ["warn"]
    assert len(found) == 2


def test_json_is_a_document_per_finding(scrapy: Scrapy) -> None:
    findings = [json.loads(line) for line in scrapy("doctor", "--json").lines]
    assert {"level", "what", "found", "remedy", "mend"} == set(findings[0])
    assert {finding["what"] for finding in findings} >= {"python", "packages", "disk", "mongodb", "writes", "schema"}


def test_refuses_what_it_does_not_know(scrapy: Scrapy) -> None:
    ran = scrapy("doctor", "now")
    assert (ran.code, ran.err) == (2, "scrapy doctor: 'now' is not an argument of this command; see -h\n")


@pytest.fixture
def plain_scrapyd(tmp_path: Path) -> Iterator[Node]:
    """scrapyd as its own package starts it: without a password, and with nothing of ours."""
    options = {"application": "scrapyd.app.application"}
    node = Node("plain", tmp_path / "plain", dict.fromkeys(CREDENTIALS, ""), options)
    yield node.start()
    node.stop()


@pytest.mark.live
def test_a_scrapyd_that_asks_for_no_password_fails(
    scrapy: Scrapy, plain_scrapyd: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRAPYD_HTTP_PORT", str(plain_scrapyd.port))
    ran = scrapy("doctor")
    address = f"http://127.0.0.1:{plain_scrapyd.port}"
    (line,) = [line for line in lines_about(ran, "scrapyd") if address in line]
    assert line.startswith(f"FAIL  scrapyd       the scrapyd at {address} answers without a password")
    assert ran.code == 1


def test_whether_scrapyd_would_ask_for_a_password(
    scrapy: Scrapy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRAPYD_HTTP_PORT", str(free_port()))
    for name in CREDENTIALS:
        monkeypatch.delenv(name, raising=False)

    def said() -> str:
        return lines_about(scrapy("doctor"), "scrapyd")[0]

    kept = tmp_path / "scrapyd" / "credentials"
    assert said() == f"ok    scrapyd       generates a password at its first start, in {kept}"
    assert any("nothing answers at http://127.0.0.1:" in line for line in lines_about(scrapy("doctor"), "scrapyd"))
    kept_or_made(tmp_path)
    assert said() == f"ok    scrapyd       requires the password in {kept}"
    kept.chmod(0o644)
    assert said().startswith(f"FAIL  scrapyd       {kept}: other users may have read")
    monkeypatch.setenv("SCRAPYD_USERNAME", "ops")
    assert said().startswith("FAIL  scrapyd       SCRAPYD_PASSWORD is not set")
    monkeypatch.setenv("SCRAPYD_PASSWORD", "pw")
    assert said() == "ok    scrapyd       requires the password of its environment or scrapyd.conf"


def test_gaps_of_the_last_day_are_a_warning(scrapy: Scrapy, database: Database[Any]) -> None:
    now = a_day(database)
    assert lines_about(scrapy("doctor"), "coverage") == [
        "ok    coverage      outlets visited in the last day: 2; gaps in their lists: 0"
    ]
    note_gap(database, LIGHT, now)
    (line,) = lines_about(scrapy("doctor"), "coverage")
    assert line.startswith("warn  coverage")
    assert line.endswith("gaps in their lists: 1 — run: scrapy coverage --gaps")
