"""The key at work: every variant of one story merges, no two stories do."""

from collections import Counter
from collections.abc import Iterable

import pytest

from newscrawler.dedupe import story_key
from tests.support.soak import times
from tests.support.syndicated_pairs import Pair, differing, merging

SEEDS = (1, 2026)[: times(1, 2)]
LEAST_PER_CLASS = 50
LEAST_PAIRS = 1000


def judged(pairs: Iterable[Pair], *, same: bool) -> tuple[Counter[str], list[Pair]]:
    sizes: Counter[str] = Counter()
    wrong: list[Pair] = []
    for pair in pairs:
        sizes[pair.kind] += 1
        if (story_key(*pair.one) == story_key(*pair.other)) is not same:
            wrong.append(pair)
    return sizes, wrong


def table(title: str, sizes: Counter[str], wrong: list[Pair]) -> str:
    missed = Counter(pair.kind for pair in wrong)
    rows = [f"{kind:<34} {size:>6} {missed[kind]:>6}" for kind, size in sizes.items()]
    total = f"{'all':<34} {sizes.total():>6} {len(wrong):>6}"
    return "\n".join([f"\n{title:<34} {'pairs':>6} {'wrong':>6}", *rows, total])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("title", "generate", "same"), [("must merge", merging, True), ("must not merge", differing, False)]
)
def test_no_pair_is_judged_wrongly(title, generate, same, seed) -> None:
    sizes, wrong = judged(generate(seed), same=same)
    print(table(title, sizes, wrong))
    assert sizes.total() >= LEAST_PAIRS
    assert min(sizes.values()) >= LEAST_PER_CLASS
    assert not wrong, "\n".join(f"{p.kind}: {p.one} / {p.other}" for p in wrong[:20])


def test_every_hard_pair_differs_as_printed() -> None:
    assert all(pair.one != pair.other for pair in differing(1))


def test_the_pairs_do_not_depend_on_the_run() -> None:
    assert list(merging(7)) == list(merging(7))
    assert list(differing(7)) == list(differing(7))
