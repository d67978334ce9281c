"""One real mongod for the whole test session, a database of its own for each test, and the order of the tests.

Side by side (``-n``, ``--dist loadgroup``) each test goes to whichever process is free, but tests that share a
fixture of their file stay together, because each process would make it anew. What takes longest begins first.
"""

from __future__ import annotations

import gc
import os
import re
import secrets
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pymongo.database import Database

from newscrawler.storage import Item, connect, write_batch
from newscrawler.storage.local import mongod as local_mongod

# Tests crawl the demo newsroom, in this process and in others: its fictional outlets ship apart from newscrawler.
os.environ["NEWSCRAWLER_SPIDER_MODULES"] = "newsroom.spiders"
from tests.support.alone import FAILURES, note_failures
from tests.support.crawls import Crawls
from tests.support.prepared import PATIENT, PreparedDatabases
from tests.support.skips import note
from tests.support.soak import SOAK

EXAMPLES = 30
"""Random examples of a property in the gate, where no other number is given. They are always the same, so that more of
them are a longer wait for one answer; what a search may find beyond them is for ``make soak``, with 2,000 of others."""

# The gate tries the same examples at each run, keeps none for the next, and has no limit that a slow machine misses:
# a run that draws others fails by chance for changes that have nothing to do with it. ``make soak`` draws others.
settings.register_profile(
    "gate",
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "search", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("search" if SOAK else "gate")

# A shell that starts a test run in the background has it ignore Ctrl-C, and so would all that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


LONGEST = (
    "tests/frontier/test_chaos.py",
    "tests/crawl/test_mongod_killed.py",
    "tests/packaging/test_wheel.py",
    "tests/jobs/test_deployed_egg.py",
    "tests/deploy/test_operating.py",
    "tests/commands/test_adding_an_outlet.py",
    "tests/crawl/test_bad_input.py",
    "tests/deploy/test_cluster.py",
    "tests/commands/test_probe_command.py",
    "tests/crawl/test_kill.py",
    "tests/serve/test_dashboard.py",
    "tests/commands/test_savefixture_command.py",
    "tests/frontier/test_newsroom_shared.py",
    "tests/security/test_guard.py",
    "tests/serve/test_dashboard_work.py",
    "tests/feed/test_killed.py",
    "tests/commands/test_outlets_command.py",
    "tests/security/test_erased_at_scale.py",
    "tests/security/test_hostile_outlets.py",
    "tests/security/test_hostile_crawl.py",
    "tests/crawl/test_wordpress_server.py",
    "tests/crawl/test_mezzanine_server.py",
    "tests/crawl/test_isso_server.py",
    "tests/fuzz/test_fuzz.py",
    "tests/security/test_slow_inputs.py",
    "tests/jobs/test_shared_queue.py",
    "tests/frontier/test_workers.py",
    "tests/crawl/test_follow_alive.py",
    "tests/follow/test_followed.py",
    "tests/security/test_rendered_pages.py",
)
"""Files with a test, or with tests that stay together, that take half a minute or more, longest first: begun last, they
would run alone while the other processors wait."""

CRAWLING = {"crawls", "crawl", "new_crew", "cluster"}
"""Fixtures that start crawls or servers: a test that has one of them is a live test."""

MAY_BE_LIVE = re.compile(rf"\b(?:live|{'|'.join(CRAWLING)})\b")
"""Found in each file with a live test: its mark, or one of the fixtures."""


HISTORY_S = 30
"""Seconds for which the tests' mongod keeps what was removed, in place of five minutes. Each prepared database has some
120 files, which stay open until then: a worker that makes 160 databases in five minutes reached the 20,000 files that
a process may have open here, and its mongod aborted. The longest snapshot that a test reads takes a few seconds."""


MEMORY = Path("/dev/shm")
MEMORY_BYTES = 8 << 30
"""Folder that is memory, and the least free there, where the tests' mongod has its files: each durable write waits for
the disk else, 5 ms here where memory takes 3 µs. A run needs 0.4 GB for each of its processes."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Forget the width of the terminal, which pytest-xdist hands to its processes: commands print as into a file."""
    os.environ.pop("COLUMNS", None)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no file without live tests for a run of live tests: each of its processes would import all 300."""
    if config.option.markexpr != "live" or not collection_path.match("test_*.py"):
        return None
    return None if MAY_BE_LIVE.search(collection_path.read_text("utf-8")) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    place = {file: number for number, file in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.location[0], len(place)))
    for item in items:
        fixtures = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009 - not in pytest's typed API
        if not CRAWLING.isdisjoint(fixtures):
            item.add_marker("live")
        if item.get_closest_marker("live") and not MAY_BE_LIVE.search(item.path.read_text("utf-8")):
            raise pytest.UsageError(f"{item.path}: a run of live tests does not see that {item.name} is one of them")
        if any(each[-1].scope in ("module", "package") for each in fixtures.values() if each):
            _keep_in_one_process(config, item)


def _keep_in_one_process(config: pytest.Config, item: pytest.Item) -> None:
    """Let a test run where the others of its file run for which this is called too, with ``--dist loadgroup``.

    pytest-xdist reads a group behind the ``@`` of a test's id. Its mark ``xdist_group`` has no effect: xdist 3.8 changes
    ``_nodeid``, which pytest 9.2 does not read.
    """
    if getattr(config.option, "loadgroup", False):
        item._id = type(item.id).parse(f"{item.nodeid}@{item.location[0]}")


def pytest_collection_finish() -> None:
    """Leave what was collected out of later collections of garbage: it lives as long as the process.

    Each of them looked at the 12,000 tests and all modules, a tenth of the processor time of the fast tests, and so
    did each process that a test forks, which copies what it looks at.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Note for ``make test`` what was skipped, and why, and what failed."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    stats = terminalreporter.stats
    if file := os.environ.get("SKIPPED_TESTS"):
        note(Path(file), [str(report.longrepr[-1]).removeprefix("Skipped: ") for report in stats.get("skipped", [])])
    if file := os.environ.get(FAILURES):
        note_failures(Path(file), [report.nodeid for kind in ("failed", "error") for report in stats.get(kind, [])])


def _memory() -> Path | None:
    """Return the folder that is memory; None where there is none or too little of it."""
    try:
        known = re.search(r"MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text("ascii"))
        free = min(shutil.disk_usage(MEMORY).free, int(known[1]) * 1024 if known else 0)
    except OSError:
        return None
    return MEMORY if free >= MEMORY_BYTES and os.access(MEMORY, os.W_OK) else None


@pytest.fixture(scope="session")
def mongo_uri() -> Iterator[str]:
    # Not pytest's own directory: its path can be longer than a socket's may be.
    var_dir = Path(tempfile.mkdtemp(prefix="newscrawler-test-", dir=_memory()))
    try:
        uri = local_mongod.ensure(var_dir)
        with connect(uri) as client:
            client.admin.command("setParameter", 1, minSnapshotHistoryWindowInSeconds=HISTORY_S)
            # Figures of each second, for whoever would look into a mongod that failed.
            client.admin.command("setParameter", 1, diagnosticDataCollectionEnabled=False)
        yield uri
    finally:
        local_mongod.stop(var_dir)
        shutil.rmtree(var_dir, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared_databases(mongo_uri: str) -> Iterator[PreparedDatabases]:
    """For a test or a fixture of a module that needs more than one database, or keeps it longer than a test."""
    databases = PreparedDatabases(mongo_uri)
    yield databases
    databases.close()


@pytest.fixture
def database(prepared_databases: PreparedDatabases) -> Iterator[Database[dict[str, Any]]]:
    """Prepared, without documents."""
    with prepared_databases.lend() as database:
        yield database


@pytest.fixture
def write(database: Database[dict[str, Any]]) -> Callable[..., list[str]]:
    """Writes items as one batch; returns their outcomes."""

    def run(*items: Item) -> list[str]:
        return list(write_batch(database, items).outcomes)

    return run


@pytest.fixture
def unprepared(mongo_uri: str) -> Iterator[Database[dict[str, Any]]]:
    """A database that does not exist yet."""
    name = f"test-{secrets.token_hex(6)}"
    with connect(mongo_uri) as client:
        yield client[name]
    with connect(f"{mongo_uri}&{PATIENT}") as client:
        client.drop_database(name)


@pytest.fixture
def crawls(database: Database[dict[str, Any]], mongo_uri: str, tmp_path: Path) -> Crawls:
    """Whole crawls that store into the test's database."""
    return Crawls(database=database, mongo_uri=mongo_uri, var=tmp_path / "var")
