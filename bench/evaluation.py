"""Adapters for the article scorer, which passes text: ``bench.evaluation:extract``, and ``extract_SET`` for each set.

``extract`` gives the product's own ``body``. Public gold sets contradict each other on leads, lists, quoted posts,
tables and notes, so that one body cannot be right in all of them. :data:`CONVENTIONS` states for each set which kinds
of blocks it counts as text, and why; ``extract_aed`` gives the body of the kinds of ``aed``. A convention is a fact
about the labels of a set. The product never reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page
from newscrawler.items import APART, BlockKind, Printing

__all__ = ["CONVENTIONS", "OURS", "Convention", "extract"]

ALL: frozenset[BlockKind] = frozenset(get_args(BlockKind))
"""Every kind of block."""


@dataclass(frozen=True, slots=True)
class Convention:
    """What a set counts as text."""

    kinds: frozenset[BlockKind]
    reason: str


OURS = Convention(ALL - APART, "the product's own rule: all kinds except notes and credits (newscrawler.items.body_of)")
"""The convention of ``body``, and of every set without one of its own."""

CONVENTIONS: dict[str, Convention] = {
    "fundus_fixtures": Convention(
        ALL - APART - {"quote", "post", "table"},
        "Fundus's parsers select the summary, subheads, paragraphs and list items; a pull quote repeats a sentence of "
        "the text, embeds and tables are not selected",
    ),
    "traf_eval": OURS,
    "postlight": OURS,
    "htmldate": OURS,
    "aed": Convention(
        ALL - {"post", "table"},
        "labelled by hand from the page as it reads: key points, notes and credits are in, embeds and tables are not",
    ),
    "irdata": Convention(ALL - APART - {"table"}, "paragraphs were copied; cells of tables are not in it"),
    "gn1": OURS,
    "dragnet": OURS,
    "wcxb": Convention(ALL, "labelled by a model as the main content: boxes of key takeaways and notes are in"),
    "newspaper": Convention(ALL, "texts that a library's tests expect: they keep the notes and credits at the end"),
    "cleaneval": Convention(ALL - APART - {"table"}, "pages of 2006, whose remaining cells are the frame of the page"),
    "chinese": Convention(ALL - APART - {"table"}, "pages of 2004, whose remaining cells are the frame of the page"),
    "readers": OURS,
    "fixtures": OURS,
    "aeb": Convention(
        ALL - APART - {"lead"},
        "article-extraction-benchmark, whose pages are not in ../shared/eval: a standfirst is not part of its text, a "
        "quoted post is (measured: exact .33 with the lead, .50 without)",
    ),
}
"""For each set the kinds that its labels count; stated once, here."""


def extract(html: str, url: str) -> dict[str, Any]:
    """Return the scorer's fields of one page, and its ``blocks``; a date without a time is returned as a date."""
    return _fields(html, url, None)


def _fields(html: str, url: str, convention: Convention | None) -> dict[str, Any]:
    data = html.encode("utf-8", "replace")
    page = Page(url, data, content_type="text/html; charset=utf-8", retrieved=datetime.now(UTC))
    found = extract_html(page)
    printing = found.printing
    published = printing.datePublished
    return {
        "headline": printing.headline,
        "authors": found.credited,
        "date": (found.day or published).isoformat() if published else None,
        "body": printing.body if convention is None else _body_by(convention, printing),
        "blocks": [{"kind": block.kind, "text": block.text} for block in printing.blocks],
    }


def _body_by(convention: Convention, printing: Printing) -> list[str]:
    return [block.text for block in printing.blocks if block.kind in convention.kinds]


def __getattr__(name: str) -> Callable[[str, str], dict[str, Any]]:
    """Return the adapter of a set, ``extract_SET``.

    :raises AttributeError: there is no set of that name
    """
    convention = CONVENTIONS.get(name.removeprefix("extract_"))
    if convention is None or not name.startswith("extract_"):
        raise AttributeError(
            f"{__name__} has no {name}: the adapters are extract and extract_SET for {list(CONVENTIONS)}"
        )
    return partial(_fields, convention=convention)
