"""Compare our extraction with two libraries on the same pages in one run: quality by the scorer, speed by CPU time.

    make eval                     quality, speed, and the table in docs/evaluation/extraction.md
    make eval ARGS="--no-speed"   quality alone

The pages and the scorer are not part of this repository. They are expected in ``../shared/eval``, or in the folder
that ``EVAL_PAGES`` names.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import importlib
import os
import random
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
PAGES = Path(os.environ.get("EVAL_PAGES", ROOT.parent / "shared" / "eval"))
TABLE = ROOT / "docs" / "evaluation" / "extraction.md"
MARKS = ("<!-- measured by make eval -->", "<!-- end of what make eval measured -->")

Row = dict[str, Any]
Engine = Callable[[str, str], Row]

AIMS = (
    ("fundus_fixtures", "body", "F1", 0.975),
    ("fundus_fixtures", "headline", "exact", 0.95),
    ("fundus_fixtures", "authors", "set_exact", 0.90),
    ("fundus_fixtures", "date", "day", 0.99),
    ("fundus_fixtures", "date", "instant", 0.93),
    ("traf_eval", "segments", "F1", 0.945),
    ("traf_eval", "headline", "exact", 0.85),
    ("traf_eval", "authors", "set_exact", 0.72),
    ("traf_eval", "date", "day", 0.94),
    ("postlight", "headline", "exact", 0.92),
    ("postlight", "authors", "set_exact", 0.72),
    ("postlight", "date", "day", 0.90),
    ("htmldate", "date", "day", 0.94),
)
"""Set, field, measure and goal."""

LARGER_AIMS = (
    ("body", "F1", 0.978),
    ("segments", "F1", None),
    ("headline", "exact", 0.94),
    ("authors", "set_exact", 0.90),
    ("date", "day", 0.975),
)
"""Field, measure and goal over all larger sets together; each set has a row for what its labels hold."""

FEWEST = 20
"""Labels of a field that a row needs: of fewer, one page decides."""

SAMPLE = 150
"""Pages that each round measures: about 25 MB, half a minute for the slowest library."""

ROUNDS = 3
"""Number of rounds. The median is reported, so that a busy moment of the machine does not count."""


def main() -> int:
    """Score, time, print, and write the table."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__.partition("\n")[0])
    parser.add_argument("--no-speed", action="store_true", help="quality alone")
    parser.add_argument("--no-quality", action="store_true", help="speed alone")
    parser.add_argument("--memory", action="store_true", help="RSS over 100,000 extractions instead (some minutes)")
    parser.add_argument("--write", action="store_true", help="write the table into docs/evaluation/extraction.md")
    arguments = parser.parse_args()
    if not (PAGES / "score_articles.py").exists():
        print(f"eval: no pages under {PAGES}; set EVAL_PAGES to the folder with score_articles.py", file=sys.stderr)
        return 1
    sys.path.insert(0, str(PAGES))
    warnings.simplefilter("ignore")
    pages = _load()
    if arguments.memory:
        return _memory(pages)
    engines = _engines()
    lines: list[str] = []
    if not arguments.no_quality:
        lines += _quality(pages, engines)
    if not arguments.no_speed:
        lines += ["", *_speed(pages, engines)]
    print("\n".join(lines))
    if arguments.write:
        _write(lines)
    return 0


# --- engines ------------------------------------------------------------------------------------------------------


def _engines() -> dict[str, Engine]:
    from bench.evaluation import extract

    engines: dict[str, Engine] = {"newscrawler": extract}
    others: dict[str, Callable[[], Engine]] = {
        "trafilatura 2.3.1": _trafilatura,
        "its precision mode": partial(_trafilatura, precise=True),
        "newspaper4k 0.9.6": _newspaper,
    }
    for name, make in others.items():
        try:
            engines[name] = make()
        except ImportError:
            print(f"eval: {name} is not installed here; `make eval` installs it into .venv-eval", file=sys.stderr)
    return engines


def _trafilatura(*, precise: bool = False) -> Engine:
    trafilatura = importlib.import_module("trafilatura")

    def extract(html: str, url: str) -> Row:
        found = trafilatura.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, favor_precision=precise
        )
        if found is None:
            return {}
        authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
        return {"headline": found.title, "authors": authors, "date": found.date, "body": found.text}

    return extract


def _newspaper() -> Engine:
    newspaper = importlib.import_module("newspaper")

    def extract(html: str, url: str) -> Row:
        # It would fetch the page's pictures to choose one.
        article = newspaper.Article(url or "https://host.example/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        day = article.publish_date
        return {"headline": article.title, "authors": article.authors, "date": day, "body": article.text}

    return extract


# --- quality ------------------------------------------------------------------------------------------------------


def _load() -> dict[str, list[Row]]:
    datasets = importlib.import_module("datasets")
    return {name: datasets.load(name) for name in (*datasets.DATASETS, *datasets.LARGER)}


def held_aside(row: Row) -> bool:
    """Return whether a host is in the third that was held out in the third round, by a salted hash of the host.

    The rounds before held out other thirds.
    """
    host = (urlsplit(row["url"] or "").hostname or row["id"]).removeprefix("www.")
    return int(hashlib.sha256(f"issue12 {host}".encode()).hexdigest(), 16) % 3 == 0


class _Scores:
    """Predictions of all engines on all pages, and their scores over any part of a set."""

    def __init__(self, pages: dict[str, list[Row]], engines: dict[str, Engine]) -> None:
        self._scorer = importlib.import_module("score_articles")
        metrics: Any = importlib.import_module("metrics")
        metrics.bootstrap = lambda *_, **__: 0.0
        self.pages = pages
        self._found = {
            (name, each): self._scorer.run(extract, rows)[0]
            for name, extract in engines.items()
            for each, rows in pages.items()
        }
        self._known: dict[tuple[str, str, str], dict[str, Any]] = {}

    def of(self, engine: str, each: str, part: str = "all") -> dict[str, Any]:
        """Return the measures of an engine on a set.

        :param part: ``tuned on``, ``held aside`` or ``all``
        """
        at = engine, each, part
        if at not in self._known:
            wanted = {"tuned on": (False,), "held aside": (True,), "all": (False, True)}[part]
            pairs = [
                pair
                for pair in zip(self.pages[each], self._found[engine, each], strict=True)
                if held_aside(pair[0]) in wanted
            ]
            score: dict[str, Any] = self._scorer.score(each, [row for row, _ in pairs], [got for _, got in pairs])
            self._known[at] = score
        return self._known[at]

    def over(self, engine: str, sets: list[str], field: str, measure: str, part: str = "all") -> float | None:
        """Return a measure over sets, weighted by the number of labels; None where no set has any."""
        found = [score[field] for each in sets if field in (score := self.of(engine, each, part))]
        total = sum(each["n"] for each in found)
        return sum(each["n"] * each[measure] for each in found) / total if total else None


def _quality(pages: dict[str, list[Row]], engines: dict[str, Engine]) -> list[str]:
    from bench import evaluation

    conventional = {f"of {each}": getattr(evaluation, f"extract_{each}") for each in pages}
    scores = _Scores(pages, engines)
    counted = {each: _Scores({each: pages[each]}, {"c": conventional[f"of {each}"]}) for each in pages}
    larger = [each for each in pages if each not in {name for name, *_ in AIMS}]
    others = [name for name in engines if name != "newscrawler"]
    head = ["set", "measure", "aim", "tuned on", "held aside", "**all**", "its own kinds", *others]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for each, field, measure, aim in _rows(scores, larger):
        sets = larger if each == "all larger sets" else [each]
        ours = [scores.over("newscrawler", sets, field, measure, part) for part in ("tuned on", "held aside", "all")]
        own = [counted[one].over("c", [one], field, measure) for one in sets] if field in ("body", "segments") else []
        weights = [scores.of("newscrawler", one).get(field, {"n": 0})["n"] for one in sets]
        kinds = sum(n * (value or 0) for n, value in zip(weights, own, strict=True)) / sum(weights) if own else None
        cells = [_cell(value) for value in ours]
        cells[-1] = f"**{cells[-1]}**"
        cells += [_cell(kinds), *(_cell(scores.over(name, sets, field, measure)) for name in others)]
        lines.append(f"| {each} ({sum(weights)}) | {field} {measure} | {_cell(aim)} | " + " | ".join(cells) + " |")
    return lines


def _rows(scores: _Scores, larger: list[str]) -> Iterator[tuple[str, str, str, float | None]]:
    yield from AIMS
    for field, measure, aim in LARGER_AIMS:
        yield "all larger sets", field, measure, aim
    for each in larger:
        measured = scores.of("newscrawler", each)
        for field, measure, _ in LARGER_AIMS:
            if field in measured and measured[field]["n"] >= FEWEST:
                yield each, field, measure, None


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


# --- speed --------------------------------------------------------------------------------------------------------


def _speed(pages: dict[str, list[Row]], engines: dict[str, Engine]) -> list[str]:
    """Measure CPU time on one core; the engines take turns on each page."""
    lxml_html = importlib.import_module("lxml.html")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rows = [row for each in pages.values() for row in each if row["html"].strip()]
    random.Random(1).shuffle(rows)
    rows = rows[:SAMPLE]
    timed: dict[str, Engine] = {
        "bare lxml parse": lambda html, _: lxml_html.document_fromstring(html.encode("utf-8", "replace"))
    }
    timed.update(engines)
    rounds: dict[str, list[float]] = {name: [] for name in timed}
    slowest: list[float] = []
    for _ in range(ROUNDS):
        spent = dict.fromkeys(timed, 0.0)
        for row in rows:
            for name, extract in timed.items():
                start = time.process_time()
                with contextlib.suppress(Exception):
                    extract(row["html"], row["url"])
                took = time.process_time() - start
                spent[name] += took
                if name == "newscrawler":
                    slowest.append(took)
        for name, total in spent.items():
            rounds[name].append(total / len(rows))
    each = {name: statistics.median(totals) for name, totals in rounds.items()}
    slowest.sort()
    kilobytes = sum(len(row["html"]) for row in rows) / len(rows) / 1000
    bare = each["bare lxml parse"]
    lines = [
        f"{len(rows)} pages of {kilobytes:.0f} KB, median of {ROUNDS} rounds, CPU of one core, engines in turn on "
        "each page:",
        "",
        "| engine | ms a page | pages/s | of a bare lxml parse |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {seconds * 1000:.2f} | {1 / seconds:.0f} | {seconds / bare:.2f} × |"
        for name, seconds in each.items()
    ]
    lines += ["", f"Ours: p99 {slowest[int(len(slowest) * 0.99)] * 1000:.1f} ms, slowest {slowest[-1] * 1000:.1f} ms."]
    if "trafilatura 2.3.1" in each:
        lines.append(f"{each['trafilatura 2.3.1'] / each['newscrawler']:.1f} × trafilatura's pages per second.")
    return lines


def _memory(pages: dict[str, list[Row]]) -> int:
    """Measure RSS after 5,000 and after 100,000 extractions, all pages in turn."""
    from bench.evaluation import extract

    rows = [row for each in pages.values() for row in each]
    marks: dict[int, float] = {}
    for number in range(1, 100_001):
        row = rows[number % len(rows)]
        with contextlib.suppress(ValueError):
            extract(row["html"], row["url"])
        if number in (5_000, 25_000, 50_000, 100_000):
            gc.collect()
            marks[number] = _resident()
            print(f"{number:>7,} extractions of {len(rows):,} pages: RSS {marks[number]:.1f} MB", flush=True)
    return 0 if marks[100_000] <= 1.05 * marks[5_000] else 1


def _resident() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _write(lines: list[str]) -> None:
    text = TABLE.read_text(encoding="utf-8")
    head, _, rest = text.partition(MARKS[0])
    TABLE.write_text(
        head + MARKS[0] + "\n" + "\n".join(lines) + "\n" + MARKS[1] + rest.partition(MARKS[1])[2], encoding="utf-8"
    )
    print(f"eval: wrote the table into {TABLE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
