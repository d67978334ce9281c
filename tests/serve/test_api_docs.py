"""docs/api.md: its reference is that of the table, and its examples run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import newscrawler
from tests.support.demo_store import fill
from tests.support.prepared import PreparedDatabases
from tests.support.serving import Served, serving
from tools import make_api

PAGE = Path(newscrawler.__file__).parents[1] / "docs" / "api.md"
HERE = "http://127.0.0.1:8420"

EXAMPLES = [
    (language, code)
    for language, code in re.findall(r"^```(bash|python)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
]


@pytest.fixture(scope="module")
def server(prepared_databases: PreparedDatabases) -> Iterator[Served]:
    with prepared_databases.lend() as database:
        fill(database)
        with serving(database) as server:
            yield server


def test_the_reference_is_that_of_the_table() -> None:
    page = PAGE.read_text()
    assert make_api.with_reference(page) == page, "run python -m tools.make_api"


@pytest.mark.parametrize(("language", "code"), [each for each in EXAMPLES if "$TOKEN" not in each[1]])
def test_an_example_runs(server: Served, language: str, code: str) -> None:
    assert HERE in code
    database = server.database
    environment = {
        "STORY": database["stories"].find_one({"agency": "Reuters"})["key"][:12],
        "COPY": database["revisions"].find_one()["url"],
        "THREAD": database["comments"].find_one()["thread"],
    }
    done = run(server, language, code, environment)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 2


def test_a_token_is_sent_as_the_page_says(server: Served) -> None:
    ((language, code),) = [each for each in EXAMPLES if "$TOKEN" in each[1]]
    assert run(server, language, code, {"TOKEN": "ncr_wrong"}).returncode != 0
    assert run(server, language, code, {"TOKEN": server.token("read")}).returncode == 0


def run(served: Served, language: str, code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    program = ["bash", "-euc"] if language == "bash" else [sys.executable, "-c"]
    return subprocess.run(
        [*program, code.replace(HERE, served.url)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
