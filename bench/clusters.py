"""Compare ways to find the printings of one wire text on labelled articles, and show how much each cut matters.

    python -m bench.clusters                       the table: exact key, signature, containment, ours
    python -m bench.clusters --rivals PYTHON       with MinHash-LSH and RETSim, run by that interpreter
    python -m bench.clusters --sensitivity         F1 with each of our cuts at 80, 90, 110 and 120 %
    python -m bench.clusters --candidates          recall of the candidates, keys and time of a story

``PYTHON`` is that of an environment with ``requirements-clusters.txt``. Articles and scorer are not part of this
repository: they are expected in ``../shared/eval``, or in the folder that ``EVAL_PAGES`` names.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import crc32

from bench.evaluation_clusters import clusters, text_of
from newscrawler.clusters import Text, digests, figures, is_candidate, keys_of, leads, links, reading
from newscrawler.clusters.runs import runs_of, words_of
from newscrawler.dedupe import body_signature, near_identical, story_key

ROOT = Path(__file__).resolve().parent.parent
PAGES = Path(os.environ.get("EVAL_PAGES", ROOT.parent / "shared" / "eval"))

Article = dict[str, Any]
Partition = dict[str, str]
Figures = dict[str, Any]

CONTAINMENTS = [cut / 100 for cut in range(30, 96, 5)]
SIMILARITIES = [cut / 100 for cut in range(80, 100)]
"""Cuts of which the best by pair F1 on these very articles is shown: it is an upper bound, not a result."""
FACTORS = (0.8, 0.9, 1.0, 1.1, 1.2)
CUTS: tuple[tuple[ModuleType, str], ...] = (
    (links, "_SAME"),
    (links, "_SAME_PROSE"),
    (links, "_HALF"),
    (links, "_VERSION_RUNS"),
    (links, "_OPENED"),
    (links, "_LONG_RUNS"),
    (links, "_LONG"),
    (links, "_NEWS"),
    (links, "_HEADLINE_RUNS"),
    (links, "_SAME_DAY"),
    (links, "_SAME_NIGHT"),
    (links, "_SENTENCE"),
    (links, "_NUMBERS"),
    (links, "_SAME_NUMBERS"),
    (links, "_ALIKE"),
    (links, "_LATER"),
    (digests, "_ITEM_RUNS"),
    (figures, "_OTHER_FIGURES"),
    (figures, "_SAME_FIGURES"),
    (reading, "_CAPTION_WORDS"),
    (reading, "_QUOTED_PART"),
    (leads, "_AS_COMPLETE"),
)
"""The cuts that decide what is joined, and where they are. ``_AS_COMPLETE`` chooses leads: it must change nothing."""


class Data:
    """Labelled articles, and the scorer that belongs to them."""

    def __init__(self, prefix: Path) -> None:
        spec = importlib.util.spec_from_file_location("score_clusters", PAGES / "score_clusters.py")
        if spec is None or spec.loader is None:
            raise SystemExit(
                f"{PAGES / 'score_clusters.py'} is missing: set EVAL_PAGES to the folder of the evaluation"
            )
        self.scorer = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.scorer)
        self.articles, self.gold, self.labels = self.scorer.load(str(prefix))

    def score(self, partition: Partition, ids: set[str] | None = None) -> Figures:
        """Return the scorer's figures of a partition, over all articles or those of ``ids``."""
        whole = self.scorer.complete(partition, self.gold)
        ids = set(self.gold) if ids is None else ids
        labels = {pair: label for pair, label in self.labels.items() if ids.issuperset(pair)}
        found: Figures = self.scorer.score({i: whole[i] for i in ids}, {i: self.gold[i] for i in ids}, labels)
        return found

    def ours(self) -> Partition:
        """Return our clusters, read afresh."""
        reading.read.cache_clear()
        return clusters(json.loads(json.dumps(self.articles)))

    def halves(self) -> list[set[str]]:
        """Return the articles in two halves; a story is in one of them, by a hash of its name."""
        parts: list[set[str]] = [set(), set()]
        for id_, story in self.gold.items():
            parts[crc32(story.encode()) % 2].add(id_)
        return parts

    def by_agency(self) -> dict[str, set[str]]:
        """Return the articles of stories that AP is named in, and all others."""
        texts = [text_of(article) for article in self.articles]
        named = {self.gold[text.id] for text in texts if text.agency == "AP"}
        of_ap = {id_ for id_, story in self.gold.items() if story in named}
        return {"AP": of_ap, "other": set(self.gold) - of_ap}


def joined(pairs: Iterable[tuple[str, str]]) -> Partition:
    """Return the partition of the stories that pairs connect."""
    root: Partition = {}

    def find(id_: str) -> str:
        while root.setdefault(id_, id_) != id_:
            id_ = root[id_]
        return id_

    for first, second in pairs:
        root[find(second)] = find(first)
    return {id_: find(id_) for id_ in list(root)}


def exact_key(articles: list[Article]) -> list[tuple[str, str]]:
    """Return the pairs of one headline and byline. Articles without a headline are alone."""
    keys = {each["id"]: story_key(each["headline"], each["byline"]) for each in articles if each["headline"]}
    return [(a, b) for a, b in combinations(keys, 2) if keys[a] == keys[b]]


def same_signature(articles: list[Article]) -> list[tuple[str, str]]:
    """Return the pairs whose bodies have near-identical signatures."""
    signatures = {each["id"]: body_signature(each["paragraphs"]) for each in articles}
    return [(a, b) for a, b in combinations(signatures, 2) if near_identical(signatures[a], signatures[b])]


def contained(articles: list[Article]) -> list[tuple[str, str, float]]:
    """Return all pairs with the part of the shorter text's runs that the longer has."""
    runs = {each["id"]: _runs(each["paragraphs"]) for each in articles}
    return [
        (a, b, len(runs[a] & runs[b]) / min(len(runs[a]), len(runs[b])))
        for a, b in combinations(runs, 2)
        if runs[a] and runs[b]
    ]


def _runs(paragraphs: Iterable[str]) -> set[str]:
    return set(runs_of(words_of(" ".join(paragraphs))))


def rival(python: str, name: str, articles: list[Article]) -> list[tuple[str, str, float]]:
    """Return the pairs of a library that another interpreter has.

    :raises SystemExit: it failed; the message says what to install
    """
    texts = json.dumps([(each["id"], "\n".join(each["paragraphs"])) for each in articles])
    command = [python, str(ROOT / "bench" / "cluster_rivals.py"), name]
    done = subprocess.run(command, input=texts, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr[-400:]}\ninstall requirements-clusters.txt for {python}")
    return [(a, b, similarity) for a, b, similarity in json.loads(done.stdout)]


def best(data: Data, pairs: list[tuple[str, str, float]], cuts: list[float]) -> tuple[float, Partition]:
    """Return the cut with the highest pair F1 on these articles, and its partition."""
    found = {cut: joined((a, b) for a, b, alike in pairs if alike >= cut) for cut in cuts}
    cut = max(cuts, key=lambda cut: data.score(found[cut])["pairs"]["f1"])
    return cut, found[cut]


def rows(data: Data, python: str | None) -> Iterator[tuple[str, Callable[[], tuple[str, Partition]]]]:
    """Yield each way by its name; the second part computes it and says more about it."""
    articles = data.articles
    yield "exact key: headline and byline", lambda: ("", joined(exact_key(articles)))
    yield "key or body signature", lambda: ("", joined([*exact_key(articles), *same_signature(articles)]))
    if python is not None:
        yield (
            "MinHash-LSH (datasketch)",
            lambda: (
                ", Jaccard .5, 128 permutations",
                joined((a, b) for a, b, _ in rival(python, "minhash", articles)),
            ),
        )
        yield (
            "RETSim (unisim)",
            lambda: _with_cut(", cosine", best(data, rival(python, "retsim", articles), SIMILARITIES)),
        )
    yield "containment", lambda: _with_cut("", best(data, contained(articles), CONTAINMENTS))
    yield "**ours**", lambda: ("", data.ours())


def _with_cut(text: str, found: tuple[float, Partition]) -> tuple[str, Partition]:
    cut, partition = found
    return f"{text} at its best cut, {_short(cut)}", partition


def print_table(data: Data, python: str | None) -> None:
    """Print a row for each way."""
    print("| | pair P | R | F1 | B-cubed F1 in stories | two stories joined | strangers joined | processor seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for name, compute in rows(data, python):
        start = time.process_time() + _children()
        more, partition = compute()
        seconds = time.process_time() + _children() - start
        figures = data.score(partition)
        pairs, joins = figures["pairs"], figures["false_joins"]
        cells = [_short(pairs[key]) for key in ("precision", "recall", "f1")]
        cells += [_short(figures["bcubed_in_stories"]["f1"]), str(joins["stories"]), str(joins["strangers"])]
        print(f"| {name}{more} | {' | '.join(cells)} | {seconds:.1f} |", flush=True)
    if python is None:
        print("\nMinHash-LSH and RETSim were not measured: pass --rivals PYTHON.")


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def print_sensitivity(data: Data) -> None:
    """Print pair F1 with each cut changed, over all articles; and which factors are best on each half and agency."""
    parts = {"half 1": data.halves()[0], "half 2": data.halves()[1], **data.by_agency()}
    print("| cut | value | " + " | ".join(f"× {factor}" for factor in FACTORS) + " | false joins at most |")
    print("|---|---|" + "---|" * (len(FACTORS) + 1))
    for module, name in CUTS:
        scores, joins = [], 0
        for factor in FACTORS:
            with changed(module, name, factor):
                partition = data.ours()
            figures = data.score(partition)
            joins = max(joins, sum(figures["false_joins"].values()))
            each = [data.score(partition, ids)["pairs"]["f1"] for ids in parts.values()]
            scores.append(f"{_short(figures['pairs']['f1'])} ({' '.join(map(_short, each))})")
        print(f"| {name[1:]} | {getattr(module, name)} | {' | '.join(scores)} | {joins} |", flush=True)
    print(f"\nIn brackets: {', '.join(f'{name}: {len(ids)} articles' for name, ids in parts.items())}.")


@contextmanager
def changed(module: ModuleType, name: str, factor: float) -> Iterator[None]:
    """Multiply a constant of a module for as long as the block runs."""
    value = getattr(module, name)
    setattr(module, name, round(value * factor) if isinstance(value, int) else value * factor)
    try:
        yield
    finally:
        setattr(module, name, value)


def print_candidates(data: Data) -> None:
    """Print the recall of the candidates by containment, and what keys and readings of a story cost."""
    texts = [text_of(article) for article in data.articles]
    keys = {text.id: set(keys_of(text)) for text in texts}
    for low, high in ((0.2, 0.35), (0.35, 0.5), (0.5, 1.01)):
        pairs = [(a, b) for a, b, part in contained(data.articles) if low <= part < high]
        found = sum(is_candidate(len(keys[a] & keys[b]), len(keys[a]), len(keys[b])) for a, b in pairs)
        print(f"containment {low} to {min(high, 1)}: {found} of {len(pairs)} are candidates ({found / len(pairs):.3f})")
    print(f"keys of a story: {sum(map(len, keys.values())) / len(texts):.1f}")
    print(
        f"processor time of a story: keys {_milliseconds(keys_of, texts):.2f} ms,"
        f" reading {_milliseconds(reading.read.__wrapped__, texts):.2f} ms"
    )


def _milliseconds(function: Callable[[Text], object], texts: list[Text]) -> float:
    start = time.process_time()
    for text in texts:
        function(text)
    return (time.process_time() - start) / len(texts) * 1000


def _short(figure: float) -> str:
    return f"{figure:.3f}".lstrip("0")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=PAGES / "clusters" / "dev", metavar="PREFIX")
    parser.add_argument("--rivals", metavar="PYTHON", help="interpreter that has requirements-clusters.txt")
    parser.add_argument("--sensitivity", action="store_true")
    parser.add_argument("--candidates", action="store_true")
    options = parser.parse_args()
    data = Data(options.data)
    if options.sensitivity:
        print_sensitivity(data)
    elif options.candidates:
        print_candidates(data)
    else:
        print_table(data, options.rivals)


if __name__ == "__main__":
    main()
