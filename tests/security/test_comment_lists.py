"""Pages whose lists invite a search that compares all with all: each costs what its size costs."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime

import pytest

from newscrawler.comments.structure import read_structure
from newscrawler.html.outline import outline_of
from newscrawler.html.page import Page
from tests.security.measuring import cost_of

STORY = f"<html><body><h1>Ferry</h1><p>{'The ferry sails again from Saturday, said the council. ' * 5}</p><div><h3>Comments</h3>"
LISTS = {
    "terms and definitions": lambda count: "<dl>" + "".join(
        f"<dt>Una{n}, 1.3.2021</dt><dd>Words {n}</dd>" for n in range(count)
    ),
    "a class for each row": lambda count: "".join(
        f"<div class='c{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}'><b>Una{n}</b> <i>1.3.2021</i><p>Words {n}</p></div>"
        for n in range(count)
    ),
    "runs between rules": lambda count: "".join(
        f"<h4>Una{n}</h4><span>1.3.2021 08:15</span><p>Words {n}</p><hr>" for n in range(count)
    ),
    "dates alone": lambda count: "<div>" + "01.02.2021 08:15<br>" * count,
    "labels alone": lambda count: "<div>Comments (3)</div>" * count,
    "controls": lambda count: "".join(
        f"<div class='r'><b>Una{n}</b><i>1.3.2021</i><p>W {n}</p>{'<button>+1</button>3' * 20}</div>" for n in range(count)
    ),
}  # fmt: skip


MOST_ROUNDS = 8
"""Measurements of which the least counts. Neighbours on the same core stretch processor time, and stretch the short
measurement at other moments than the long one: the least of each is what the reading itself costs."""


def seconds(name: str, count: int) -> float:
    html = STORY + LISTS[name](count)
    page = Page("https://x.example/a", html.encode(), content_type="text/html", retrieved=datetime.now(UTC))
    outline_of(page)
    began = time.process_time()
    read_structure(page)
    return time.process_time() - began


def growth(name: str) -> tuple[float, float]:
    """Return the least seconds for 500 rows and for 2,000; measures until they fit, and not for ever."""
    seconds(name, 100)
    few = many = math.inf
    for _ in range(MOST_ROUNDS):
        few, many = min(few, seconds(name, 500)), min(many, seconds(name, 2_000))
        if fits(few, many):
            break
    return few, many


def fits(few: float, many: float) -> bool:
    return many < 12 * few + 0.1


@pytest.mark.parametrize("name", LISTS)
def test_a_list_four_times_as_long_costs_no_sixteen_times_as_much(name: str) -> None:
    # In a process of its own, because a search that compares all with all may take minutes.
    cost = cost_of(lambda: growth(name))
    assert isinstance(cost.said, tuple), cost.said
    assert fits(*cost.said), cost.said
