"""Counters of a run: each story exactly once, by its outcome, and the fields that its pages gave. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Literal, get_args

from newscrawler.items import Copy

__all__ = ["BAD", "COVERED", "READ", "StoryOutcome", "Tally", "outcome_of_rejection"]

StoryOutcome = Literal[
    "added",
    "changed",
    "spooled",
    "unchanged",
    "stale",
    "older",
    "error",
    "quarantined",
    "failed",
    "lost",
]
"""Outcome of a story of this run, the best first:

``added``, ``changed``, ``unchanged``, ``stale``
    as the store states (:data:`newscrawler.storage.Outcome`)
``spooled``
    on this machine's disk; in the store once MongoDB is back
``older``
    left out: older than the crawl was asked for
``error``
    an exception of ours; the page is quarantined with it
``quarantined``
    its page was read, and is not a story that can be stored
``failed``
    its page could not be fetched
``lost``
    neither MongoDB nor the disk took it
"""

READ: frozenset[StoryOutcome] = frozenset({"added", "changed", "spooled", "unchanged", "stale"})
BAD: frozenset[StoryOutcome] = frozenset({"quarantined", "failed", "error", "lost"})

COVERED = (
    "byline",
    "authors",
    "agency",
    "dateline",
    "body",
    "inLanguage",
    "datePublished",
    "section",
    "copyrightHolder",
    "commentPlatform",
)
"""Fields whose share shows whether the outlet's markup is still understood."""

_ORDER = {outcome: rank for rank, outcome in enumerate(get_args(StoryOutcome))}


class Tally:
    """Counts of one run.

    A story that is seen again (a second request for its page, a page that a shared frontier hands out twice) keeps the
    better of its outcomes, so that the outcomes always add up to the stories.
    """

    def __init__(self) -> None:
        # A hash of 64 bits and not the URL: a million stories take 100 MB instead of 250.
        self._outcome_of: dict[int, StoryOutcome] = {}
        self._covered: set[int] = set()
        self.outcomes: Counter[str] = Counter()
        self.coverage: Counter[str] = Counter()
        self.rejections: Counter[str] = Counter()
        self.incomplete_threads = 0
        self.lost_items = 0
        """Items other than stories that neither MongoDB nor the disk took."""

    @property
    def stories(self) -> int:
        """Number of stories that have an outcome."""
        return len(self._outcome_of)

    @property
    def copies(self) -> int:
        """Number of pages that were read whole; coverage is a share of it. An unchanged page is not read."""
        return len(self._covered)

    def story(self, url: str, outcome: StoryOutcome) -> None:
        """Note the outcome of a story."""
        story = hash(url)
        before = self._outcome_of.get(story)
        if before is not None:
            if _ORDER[before] <= _ORDER[outcome]:
                return
            self.outcomes[before] -= 1
        self._outcome_of[story] = outcome
        self.outcomes[outcome] += 1

    def copy(self, copy: Copy) -> None:
        """Note the fields that a story's page gave."""
        page = hash(copy.url)
        if page in self._covered:
            return
        self._covered.add(page)
        for name in COVERED:
            if getattr(copy, name):
                self.coverage[name] += 1


def outcome_of_rejection(stage: str, item_type: str | None) -> StoryOutcome | None:
    """Return the outcome of the story of a :class:`~newscrawler.items.Rejection`; None for a list or a comment."""
    if stage == "fetch":
        return "failed"
    if stage in ("extraction", "archive") or item_type == "Copy":
        return "quarantined"
    return None
