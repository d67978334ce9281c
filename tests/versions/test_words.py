"""Two texts word by word."""

from __future__ import annotations

import random

import pytest

from newscrawler.versions import words
from newscrawler.versions.worddiff import longest_rising


def test_only_the_words_that_differ_are_marked() -> None:
    assert words("The ferry left  late.", "The white ferry left early.") == [
        ("=", "The "),
        ("+", "white "),
        ("=", "ferry left"),
        ("-", "  late"),
        ("+", " early"),
        ("=", "."),
    ]


def test_letters_are_words_where_a_script_has_no_spaces() -> None:
    assert words("港で船が沈んだ。", "港で大きな船が沈んだ。") == [
        ("=", "港で"),
        ("+", "大きな"),
        ("=", "船が沈んだ。"),
    ]


@pytest.mark.parametrize("seed", range(60))
def test_the_parts_give_both_texts(seed: int) -> None:
    rng = random.Random(seed)
    tokens = ["a", "b", "the", "ferry", " ", "\n\n", "12", ".", "港", "é", "_x", "3.5"]
    before = "".join(rng.choice(tokens) for _ in range(rng.randrange(80)))
    after = "".join(rng.choice(tokens) for _ in range(rng.randrange(80)))
    parts = words(before, after)
    assert "".join(text for op, text in parts if op != "+") == before
    assert "".join(text for op, text in parts if op != "-") == after
    assert all(text for _, text in parts)


def test_equal_texts_have_one_part_and_empty_ones_none() -> None:
    assert words("Same.", "Same.") == [("=", "Same.")]
    assert words("", "") == []
    assert words("", "New.") == [("+", "New.")]


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_rising_part(seed: int) -> None:
    rng = random.Random(seed)
    values = [rng.randrange(12) for _ in range(9)]
    found = [values[at] for at in longest_rising(values)]
    assert found == sorted(set(found))
    best = [1] * len(values)
    for at in range(len(values)):
        best[at] += max((best[i] for i in range(at) if values[i] < values[at]), default=0)
    assert len(found) == max(best)
