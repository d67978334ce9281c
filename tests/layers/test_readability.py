"""Figures of readability that CONTRIBUTING names, measured by ``tools/figures.py``.

ruff holds each function to a complexity of 15 and each line to 120 characters.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import newscrawler
from tools import figures

ROOT = Path(newscrawler.__file__).parent


MOST_ABOVE_10 = 0.05
"""Share of functions with a complexity above 10, by radon's count. Scrapy has 1.6 %, w3lib 9.7 %."""

WORST = 20


@pytest.fixture(scope="module")
def total() -> figures.Figures:
    total = figures.Figures()
    for path in sorted(ROOT.rglob("*.py")):
        total.add(figures.of_file(path))
    return total


def test_a_function_decides_one_thing(total: figures.Figures) -> None:
    counts = [count for count, _ in total.complexities]
    assert len(counts) > 2_000
    above = sorted((count, place) for count, place in total.complexities if count > 10)
    assert len(above) <= MOST_ABOVE_10 * len(counts), f"{len(above)} of {len(counts)}, e.g. {above[-5:]}"
    assert max(counts) <= WORST, above[-1]


def test_no_docstring_begins_with_a_clause(total: figures.Figures) -> None:
    assert total.clauses == []


def test_no_line_is_longer_than_120_characters(total: figures.Figures) -> None:
    assert total.long_lines == []


def test_the_figures_find_what_they_count(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    branches = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(12))
    module.write_text(f'"""What a module has."""\n\n\ndef f(x):\n{branches}    return 0\n\n\nLATE = 1  #{"x" * 120}\n')
    found = figures.of_file(module)
    assert [count for count, _ in found.complexities] == [13]
    assert len(found.clauses) == 1
    assert len(found.long_lines) == 1
    assert len(found.late_constants) == 1
