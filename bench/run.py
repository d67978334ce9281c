"""``make bench``: pages per second of the full ingest beside a bare download of the same URLs.

Rounds alternate (bare, ingest, bare, ingest, …), so that a busy machine slows both. Each ingest starts with an empty
database in a private mongod. A page is a story page together with the answer for its comments.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import textwrap
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from bench import profile
from bench.corpus import COUNT, Corpus, prepare
from bench.crawl import Measured, Side, Task
from bench.server import USAGE
from newscrawler.storage.local import mongod as local_mongod

__all__ = ["ROOT", "main", "private_mongod", "served"]

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
"""The median of five rounds is right with up to two disturbed rounds."""
_BUSY = 0.7
"""Load of the last minute above which a third process (crawler, mongod and this one) has to wait on two cores."""

_PARSER = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__.split("\n")[0] if __doc__ else "")
_PARSER.add_argument("--rounds", type=int, default=ROUNDS)
_PARSER.add_argument("--pages", type=int, default=COUNT)
_PARSER.add_argument("--bare", action="store_true", help="only the bare side")
_PARSER.add_argument(
    "--profile", action="store_true", help="one more ingest under cProfile, which slows it two to three times"
)
_PARSER.add_argument("--write", action="store_true", help="keep the table in docs/evaluation/benchmark.md")


@dataclass(frozen=True, slots=True)
class Round:
    """One crawl."""

    rate: float
    """Pages per second."""
    crawler: float
    """CPU seconds, like the next three."""
    linking: float
    server: float
    mongod: float
    requests: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Resources that all crawls of one run share."""

    corpus: Corpus
    address: str
    mongodb_uri: str
    folder: Path


def main(arguments: Sequence[str]) -> None:
    """Run the rounds and print the table."""
    options = _PARSER.parse_args(arguments)
    corpus = prepare(ROOT / "var" / "bench", options.pages)
    if hasattr(os, "getloadavg") and (load := os.getloadavg()[0]) > _BUSY:
        print(f"bench: the machine is busy (load {load:.1f}): what follows is lower than it could be", file=sys.stderr)
    sides: tuple[Side, ...] = ("bare",) if options.bare else ("bare", "ingest")
    rounds: dict[Side, list[Round]] = {side: [] for side in sides}
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        address, uri = stack.enter_context(served(corpus)), stack.enter_context(private_mongod(Path(name)))
        ground = Ground(corpus, address, uri, Path(name))
        for number in range(1, options.rounds + 1):
            for side in sides:
                done = _crawl(ground, side, f"bench{number}")
                rounds[side].append(done)
                print(f"bench: round {number} of {options.rounds}, {side}: {done.rate:.0f} pages/s", flush=True)
        table = _table(corpus, rounds)
        print("\n" + table)
        if options.profile:
            for side in sides:
                file = Path(name) / f"{side}.profile"
                _crawl(ground, side, "benchprofile", file)
                print("\n" + _profiled(side, file))
    if options.write:
        target = ROOT / "docs" / "evaluation" / "benchmark.md"
        target.write_text(f"# Benchmark\n\n`make bench WRITE=1` wrote this file.\n\n{table}")
        print(f"bench: written to {target.relative_to(ROOT)}")


# --- one crawl ------------------------------------------------------------------------------------------------------


def _crawl(ground: Ground, side: Side, database: str, profiled: Path | None = None) -> Round:
    report = ground.folder / "report.json"
    report.unlink(missing_ok=True)
    task = Task(
        side=side,
        corpus=str(ground.corpus.folder),
        address=ground.address,
        report=str(report),
        mongodb_uri=ground.mongodb_uri,
        database=database,
        spool=str(ground.folder / "spool"),
        profile=str(profiled or ""),
    )
    server, mongod = _server_usage(ground.address), _mongod_cpu(ground.mongodb_uri)
    subprocess.run([sys.executable, "-m", "bench.crawl", json.dumps(asdict(task))], cwd=ROOT, check=True)
    served = _server_usage(ground.address)
    cpu = _mongod_cpu(ground.mongodb_uri) - mongod
    if side == "ingest":
        _check_store(ground, database)
    if missing := served["missing"] - server["missing"]:
        print(f"bench: {side} asked for {missing:.0f} URLs that do not exist", file=sys.stderr)
    measured = Measured(**json.loads(report.read_text()))
    return Round(
        rate=len(ground.corpus.stories) / measured.seconds,
        crawler=measured.cpu,
        linking=measured.linking,
        server=served["cpu"] - server["cpu"],
        mongod=cpu,
        requests=int(served["requests"] - server["requests"]),
    )


def _check_store(ground: Ground, database: str) -> None:
    """Report collections whose number of documents is wrong, then clear the database for the next round."""
    stories = ground.corpus.stories
    expected = {"copies": len(stories), "comments": sum(story.comments for story in stories), "quarantine": 0}
    with MongoClient[dict[str, Any]](ground.mongodb_uri) as client:
        for collection, count in expected.items():
            if (found := client[database][collection].count_documents({})) != count:
                print(f"bench: {collection} holds {found:,} documents instead of {count:,}", file=sys.stderr)
        client.drop_database(database)


# --- servers --------------------------------------------------------------------------------------------------------


@contextmanager
def served(corpus: Corpus) -> Iterator[str]:
    """Serve the corpus; yields ``address:port``."""
    command = [sys.executable, "-m", "bench.server", str(corpus.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield f"127.0.0.1:{process.stdout.readline().strip()}"


def _server_usage(address: str) -> dict[str, float]:
    with urllib.request.urlopen(f"http://{address}{USAGE}") as answer:
        usage: dict[str, float] = json.load(answer)
        return usage


@contextmanager
def private_mongod(folder: Path) -> Iterator[str]:
    """Run a private mongod; yields its URI."""
    try:
        yield local_mongod.ensure(folder)
    finally:
        local_mongod.stop(folder)


def _mongod_cpu(uri: str) -> float:
    """Return the CPU seconds of the server's process until now."""
    with MongoClient[dict[str, Any]](uri) as client:
        info = client.admin.command("serverStatus")["extra_info"]
        return float(info["user_time_us"] + info["system_time_us"]) / 1e6


# --- what is printed ------------------------------------------------------------------------------------------------


def _table(corpus: Corpus, rounds: dict[Side, list[Round]]) -> str:
    """Return the table as Markdown."""
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in ("scrapy", "pymongo", "selectolax")),
        "",
        _filled(
            f"{len(corpus.stories):,} story pages of {corpus.kilobytes:.0f} KB on average, each with its comments' "
            f"answer; loopback; medians (lowest to highest) of {len(next(iter(rounds.values())))} alternating rounds, "
            "from the opening of the spider to its close, start-up of the interpreter left out."
        ),
        "",
        "| | pages/s | CPU s crawler | CPU s linking | CPU s server | CPU s mongod | requests |",
        "|---|---|---|---|---|---|---|",
    ]
    for side, done in rounds.items():
        columns = (
            _spread([r.rate for r in done], ".0f"),
            f"{statistics.median(r.crawler for r in done):.1f}",
            f"{statistics.median(r.linking for r in done):.1f}",
            f"{statistics.median(r.server for r in done):.1f}",
            f"{statistics.median(r.mongod for r in done):.1f}",
            f"{statistics.median(r.requests for r in done):,.0f}",
        )
        lines.append(f"| {side} | {' | '.join(columns)} |")
    if "ingest" in rounds:
        ratios = [ingest.rate / bare.rate for bare, ingest in zip(rounds["bare"], rounds["ingest"], strict=True)]
        costs = [bare.crawler / ingest.crawler for bare, ingest in zip(rounds["bare"], rounds["ingest"], strict=True)]
        lines += [
            "",
            _filled(
                f"**Ratio ingest : bare = {_spread(ratios, '.3f')}** in pages per second, of each round's pair; "
                f"{_spread(costs, '.3f')} by the crawler's processor time, which other work on the machine disturbs "
                "less."
            ),
        ]
    return "\n".join(lines) + "\n"


def _filled(paragraph: str) -> str:
    return textwrap.fill(paragraph, 116)


def _spread(values: list[float], form: str) -> str:
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def _machine() -> str:
    try:
        cpu = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
        model = cpu.partition(":")[2].strip()
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()} on {model}, {cores} cores"


def _profiled(side: Side, file: Path) -> str:
    parts = profile.gathered(file)
    busy = sum(seconds for part, seconds in parts.items() if part != profile.WAITING)
    lines = [f"{side} under cProfile: {busy:.1f} s busy, all threads"]
    lines += [f"  {seconds / busy:6.1%}  {part}" for part, seconds in parts.items() if part != profile.WAITING]
    lines += ["", "   own s      calls  function"]
    lines += [f"  {own:6.2f} {calls:10,}  {name}" for name, calls, own in profile.slowest(file)]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
