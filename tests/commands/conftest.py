"""The small store, written by the real writer, and the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from scrapy.cmdline import execute

from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage._batch import write_batch
from tests.support.commands_store import comments, copies, threads


@pytest.fixture(autouse=True)
def piped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output as wide as into a pipe, however wide the terminal is from which the tests are run."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def store(database: Database[dict[str, Any]]) -> Callable[..., None]:
    """Writes items as a crawl does."""

    def write(*items: Any) -> None:
        written = write_batch(database, [DedupePipeline().process_item(deepcopy(item)) for item in items])
        assert len(written.outcomes) == len(items)

    return write


@pytest.fixture
def filled(database: Database[dict[str, Any]], store: Callable[..., None]) -> Database[dict[str, Any]]:
    store(*copies(), *threads(), *comments())
    return database


@dataclass
class Ran:
    out: str
    err: str
    code: int

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def scrapy(
    mongo_uri: str, database: Database[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """``scrapy COMMAND …`` on the test's database; settings can be overridden with ``-s`` as on any command line."""

    def run(*args: str) -> Ran:
        own = {"MONGODB_URI": mongo_uri, "MONGODB_DATABASE": database.name, "VAR_DIR": str(tmp_path)}
        argv = ["scrapy", args[0], *(part for name, value in own.items() for part in ("-s", f"{name}={value}"))]
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            execute([*argv, *args[1:]])
        captured = capsys.readouterr()
        return Ran(captured.out, captured.err, int(ended.value.code or 0))

    return run
