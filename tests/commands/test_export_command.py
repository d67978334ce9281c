"""``scrapy export``: what an operator sees, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage.pseudonyms import AUTHOR_KEY
from tests.support.forking import Forked, run

Scrapy = Callable[..., Any]


def test_each_day_is_told_and_then_the_whole(scrapy: Scrapy, filled: Database[Any], tmp_path: Path) -> None:
    ran = scrapy("export", "--out", str(tmp_path / "out"), "--comments")

    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("2026-11-")
    assert ran.lines[-1].startswith("exported 3 stories, 4 copies, 2 threads, ")
    again = scrapy("export", "--out", str(tmp_path / "out"), "--comments")
    assert again.lines == [ran.lines[-1].replace(" days: ", " days (3 of them by an earlier run): ")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--out FOLDER is missing: name the folder to write into"),
        (["--format", "xml"], "--format 'xml' is not one of jsonl.zst, parquet, csv, ninjs"),
        (
            ["--format", "ninjs", "--comments"],
            "--comments: ninjs has no comments; use --format jsonl.zst, parquet or csv",
        ),
        (["--pseudonymous"], "--pseudonymous is about commenters: it needs --comments"),
        (["--since", "soon"], "--since 'soon' is not a date"),
        (["--since", "0001-01-01T00:00+14:00"], "--since '0001-01-01T00:00+14:00' is not a date"),
        (["--since", "2026-02-01", "--until", "2026-01-01"], "--until '2026-01-01' is not after --since '2026-02-01'"),
    ],
)
def test_a_wrong_command_line_is_one_clear_line(
    scrapy: Scrapy, tmp_path: Path, arguments: list[str], message: str
) -> None:
    out = ["--out", str(tmp_path / "out")] if arguments else []

    ran = scrapy("export", *out, *arguments)

    assert ran.code == 2
    assert message in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_pseudonyms_need_a_key(
    scrapy: Scrapy, filled: Database[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(AUTHOR_KEY, raising=False)

    ran = scrapy("export", "--out", str(tmp_path / "out"), "--comments", "--pseudonymous")

    assert ran.code == 1
    assert AUTHOR_KEY in ran.err


@pytest.mark.live
def test_an_export_that_is_killed_goes_on(mongo_uri: str, filled: Database[Any], tmp_path: Path) -> None:
    environment = {**os.environ, "MONGODB_URI": mongo_uri, "MONGODB_DATABASE": filled.name}
    command = [sys.executable, "-m", "scrapy", "export", "--out", str(tmp_path / "out"), "--comments"]
    with Forked(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert told.startswith("2026-11-")

    ended = run(command[2:], env=environment, timeout=240)
    assert ended.returncode == 0, ended.stderr

    assert "exported 3 stories, 4 copies" in ended.stdout
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["rows"]["stories"] == 3
    assert manifest["finished"] is not None
