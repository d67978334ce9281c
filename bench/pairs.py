"""Compare what the benchmark's crawl costs at two commits: ``python -m bench.pairs OLD NEW --pairs 7``.

Crawls of the two alternate, so that a busy machine slows both, and each pair gives a ratio. A machine with other work
moves single ratios by a tenth: the median of seven tells 3 %. OLD and NEW are commits, which are checked out beside the
repository's own files, or folders of a checkout, such as ``.`` with changes that are not committed.

Both crawl the same corpus, from one server into one mongod, and both begin with an empty database.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from bench.corpus import Corpus, prepare
from bench.crawl import Task
from bench.run import ROOT, private_mongod, served

__all__ = ["main"]

PAIRS = 7
"""The median of seven ratios is right with up to three disturbed pairs."""
PAGES = 1_000

_PARSER = argparse.ArgumentParser(prog="python -m bench.pairs", description=__doc__.split("\n")[0] if __doc__ else "")
_PARSER.add_argument("old")
_PARSER.add_argument("new")
_PARSER.add_argument("--pairs", type=int, default=PAIRS)
_PARSER.add_argument("--pages", type=int, default=PAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Costs of one crawl."""

    rate: float
    """Pages per second."""
    crawler: float
    """Processor seconds of the crawler, from the opening of the spider to its close."""
    linking: float
    """Processor seconds of the crawler's other process; 0 where a commit has none."""
    mongod: float
    """Processor seconds of mongod."""
    statements: float
    """Requests to mongod."""
    sent: float
    """Megabytes that mongod got."""
    received: float
    """Megabytes that mongod answered."""


_TITLES = {
    "rate": "pages/s",
    "crawler": "CPU s crawler",
    "linking": "CPU s linking",
    "mongod": "CPU s mongod",
    "statements": "statements",
    "sent": "MB to mongod",
    "received": "MB from mongod",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Resources that all crawls share."""

    corpus: Corpus
    address: str
    uri: str
    folder: Path


def main(arguments: Sequence[str]) -> None:
    """Run the pairs and print the table."""
    options = _PARSER.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        sides = (options.old, folder / "old"), (options.new, folder / "new")
        trees = [stack.enter_context(_tree(*side)) for side in sides]
        corpus = prepare(ROOT / "var" / "bench", options.pages)
        address, uri = stack.enter_context(served(corpus)), stack.enter_context(private_mongod(folder))
        ground = Ground(corpus, address, uri, folder)
        for tree in trees:
            # Compiles the modules of a fresh checkout.
            _crawled(ground, tree)
        print(f"bench: load {os.getloadavg()[0]:.1f}; {options.pairs} pairs of {options.pages:,} pages", flush=True)
        pairs: list[tuple[Figures, Figures]] = []
        for number in range(options.pairs):
            # The first of a pair is the other one each time.
            first, second = (_crawled(ground, tree) for tree in (trees if number % 2 == 0 else trees[::-1]))
            pairs.append((first, second) if number % 2 == 0 else (second, first))
            old, new = pairs[-1]
            print(
                f"bench: pair {number + 1}: crawler {old.crawler:.2f} -> {new.crawler:.2f} s, "
                f"{old.rate:.0f} -> {new.rate:.0f} pages/s; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    print("\n" + table(pairs))


def table(pairs: Sequence[tuple[Figures, Figures]]) -> str:
    """Return the medians (lowest to highest) of both sides and of the pairs' ratios, as Markdown."""
    lines = ["| | old | new | new : old | higher in |", "|---|---|---|---|---|"]
    for each in fields(Figures):
        old, new = ([float(getattr(side, each.name)) for side in sides] for sides in zip(*pairs, strict=True))
        ratios = [b / a for a, b in zip(old, new, strict=True) if a]
        higher = sum(b > a for a, b in zip(old, new, strict=True))
        form = ".2f" if max(new) < 100 else ",.0f"
        ratio = f"{_spread(ratios, '.3f')}" if ratios else "–"
        columns = (_TITLES[each.name], _spread(old, form), _spread(new, form), ratio, f"{higher} of {len(pairs)}")
        lines.append(f"| {' | '.join(columns)} |")
    return "\n".join(lines)


def _spread(values: Sequence[float], form: str) -> str:
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


@contextmanager
def _tree(name: str, folder: Path) -> Iterator[Path]:
    """Yield the folder that ``name`` is, or a checkout of the commit of that name."""
    if Path(name).is_dir():
        yield Path(name).resolve()
        return
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), name], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def _crawled(ground: Ground, tree: Path) -> Figures:
    """Crawl the corpus with the code of a tree into an empty database."""
    report = ground.folder / "report.json"
    task = Task(
        side="ingest",
        corpus=str(ground.corpus.folder),
        address=ground.address,
        report=str(report),
        mongodb_uri=ground.uri,
        database="bench",
        spool=str(ground.folder / "spool"),
    )
    with MongoClient[dict[str, Any]](ground.uri) as client:
        client.drop_database("bench")
        before = client.admin.command("serverStatus")
        subprocess.run([sys.executable, "-m", "bench.crawl", json.dumps(asdict(task))], cwd=tree, check=True)
        after = client.admin.command("serverStatus")
        stored = client["bench"]["copies"].estimated_document_count()
    if stored != len(ground.corpus.stories):
        raise SystemExit(f"bench: {tree} stored {stored:,} copies of {len(ground.corpus.stories):,}: see its log above")
    measured = json.loads(report.read_text())

    def spent(group: str, name: str) -> float:
        return float(after[group][name] - before[group][name])

    return Figures(
        rate=stored / measured["seconds"],
        crawler=measured["cpu"],
        linking=measured.get("linking", 0.0),
        mongod=(spent("extra_info", "user_time_us") + spent("extra_info", "system_time_us")) / 1e6,
        statements=spent("network", "numRequests"),
        sent=spent("network", "bytesIn") / 1e6,
        received=spent("network", "bytesOut") / 1e6,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
