"""Numbers that decide which stories are compared at all, each with its reason."""

from __future__ import annotations

from datetime import timedelta

__all__ = [
    "HEADLINE_WORDS",
    "LEAST_KEYS",
    "LEAST_PART",
    "MOST_STORIES",
    "OPENING_KEYS",
    "OPENING_PARAGRAPHS",
    "OPENING_RUNS",
    "RUN_WORDS",
    "SAMPLED",
    "WINDOW",
]

WINDOW = timedelta(days=14)
"""Age of the stories that a new story is compared with. A wire text is printed within days; an archive of years costs
nothing."""

RUN_WORDS = 5
"""Words of a run. Shorter runs are phrases that independent stories share; longer ones do not survive local edits."""

SAMPLED = 16
"""One run of this many becomes a key. 41 keys for a story of the usual length; with every 32nd run the candidates
hold .95 of the pairs with containment ≥ .5 instead of .999 (measured on 612 articles)."""

LEAST_KEYS = 3
"""Keys that two stories have in common at least to be compared: one or two are a phrase, a caption or a quotation."""

LEAST_PART = 12
"""One key of this many is enough where a story has few. A teaser of 60 words has three or four, and of a half of them
one is often missing: without this rule .94 of the pairs with containment ≥ .5 are candidates instead of .99."""

HEADLINE_WORDS = 4
"""Words of a headline at least that is no label, such as "Morning briefing"."""

OPENING_PARAGRAPHS = 8
OPENING_RUNS = 40
OPENING_KEYS = 4
"""The runs with the smallest hashes among the first ones of a text are keys too. A teaser or a brief of 30 words has
one or two sampled runs or none, but it begins as the long text does."""

MOST_STORIES = 100
"""Stories of the window that may have a key. A key of more stories is boilerplate and finds no candidates."""
