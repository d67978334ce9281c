"""One line of an error of MongoDB, and one place for each default."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

import newscrawler
from newscrawler import settings as project
from newscrawler.alerts.rules import Limits
from newscrawler.storage.errors import first_clause

PACKAGE = Path(newscrawler.__file__).parent


def test_the_first_clause_names_the_host_and_the_reason() -> None:
    client: MongoClient[dict[str, object]] = MongoClient("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
    with client, pytest.raises(ServerSelectionTimeoutError) as error:
        client.admin.command("ping")
    assert "Topology" in str(error.value)
    assert first_clause(error.value).startswith("127.0.0.1:1: ")
    assert not re.search("Topology|configured|Timeout:", first_clause(error.value))


def test_what_the_server_answered_in_full_is_left_out() -> None:
    assert first_clause(OperationFailure("not\nauthorised", 13, {"ok": 0})) == "not authorised"
    assert len(first_clause(ValueError("x" * 10_000))) == 500


def test_no_module_cuts_such_messages_by_itself() -> None:
    cutting = {path.name for path in PACKAGE.rglob("*.py") if "(configured" in path.read_text(encoding="utf-8")}
    assert cutting == {"errors.py"}


def test_a_default_of_a_setting_stands_in_settings_only() -> None:
    typed = re.compile(r"\.get(?:float|int|bool)?\(\s*\"[A-Z_]+\",\s*(?:[\d._]+|_[A-Z_]+)\s*\)")
    found = {
        f"{path.name}: {match[0]}"
        for path in PACKAGE.rglob("*.py")
        for match in typed.finditer(path.read_text("utf-8"))
    }
    assert found == set()


def test_alerts_take_their_limits_from_the_settings() -> None:
    limits = Limits()
    assert limits.error_share == project.ALERT_ERROR_SHARE == project.CRAWL_ERROR_SHARE
    assert limits.dead_after.total_seconds() == project.CRAWL_DEAD_AFTER
    assert limits.silence.total_seconds() == project.ALERT_SILENCE_HOURS * 3600


def test_outlets_are_told_the_version_that_runs() -> None:
    assert project.USER_AGENT.startswith(f"newscrawler/{newscrawler.__version__} (")
