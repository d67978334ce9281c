"""Pages that hold several stories or entries, recognised by their headlines: running files and digests."""

from __future__ import annotations

import re
from typing import Literal

from newscrawler.expressions import expression
from newscrawler.language.tables import load

__all__ = ["Form", "begins_running", "form_of_headline"]

Form = Literal["story", "running", "digest"]
"""``running``: a file that is added to through the day ("The Latest: …"). ``digest``: several stories in short."""

_WORDS = load("roundups")
_RUNNING_WORDS = _WORDS.pattern("running")
_BEHIND = r"(?=\s*(?:[:|,–—-]|\bon\b|$))"
_RUNNING = expression(rf"^\W*(?:{_RUNNING_WORDS}){_BEHIND}|(?:[:|–—]|\s-)\s*(?:{_RUNNING_WORDS})\W*$", re.I)
_DIGEST_WORDS = _WORDS.pattern("digest")
_DIGEST = expression(
    rf"^\W*(?:\w+\W+){{0,3}}?(?:{_DIGEST_WORDS})(?!\w)|[:|–—]\s*(?:\w+\s)?(?:{_DIGEST_WORDS})\W*$", re.I
)
_OPENING = expression(rf"(?:^|[-–—]\s)(?:{_RUNNING_WORDS})\s[^.!?]{{0,120}}[:：]\W*$", re.I)

_LONGEST = 300
"""Characters of a headline that are looked at."""


def form_of_headline(headline: str) -> Form:
    """Return the form of a text by its headline.

    >>> form_of_headline("The Latest: Ferry is free"), form_of_headline("NWA News in Brief at 6:04 a.m.")
    ('running', 'digest')
    """
    head = headline[:_LONGEST]
    if _RUNNING.search(head):
        return "running"
    return "digest" if _DIGEST.search(head) else "story"


def begins_running(paragraph: str) -> bool:
    """Return whether a paragraph opens a running file: ``HALVARD (NWA) - The Latest on a ferry (all times local):``."""
    return len(paragraph) < _LONGEST and _OPENING.search(paragraph) is not None
