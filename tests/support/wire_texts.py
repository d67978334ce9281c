"""Wire texts and their printings under other headlines, for tests of clusters."""

from __future__ import annotations

import random
import re
from datetime import datetime
from typing import Any

from newscrawler.items import Copy
from tests.support.wire_items import NOON, copy

__all__ = ["printing", "wire_text"]

_WORDS = re.findall(
    r"\w+",
    """
harbor council ferry bridge quarry glacier convoy envoy minister budget tender cargo winter storm engine pilot museum
statue archive vote border railway tunnel signal canal market barley copper turbine lantern orchard village mayor school
clinic doctor treaty summit cabinet deputy speaker ledger audit permit landing runway
""",
)
_VERBS = (
    "opened",
    "closed",
    "delayed",
    "reviewed",
    "approved",
    "rejected",
    "repaired",
    "inspected",
    "guarded",
    "shipped",
)


def wire_text(seed: int, paragraphs: int = 12) -> list[str]:
    """A text in which hardly five words in a row are those of another seed's text."""
    chance = random.Random(seed)

    def sentence() -> str:
        words = [chance.choice(_WORDS) for _ in range(9)]
        return (
            f"The {words[0]} {words[1]} {chance.choice(_VERBS)} " + " ".join(words[2:]) + f" {chance.randint(2, 999)}."
        )

    return [" ".join(sentence() for _ in range(3)) for _ in range(paragraphs)]


def printing(number: int, seed: int = 1, at: datetime = NOON, **fields: Any) -> Copy:
    """A copy of a wire text at an outlet of its own, under a headline of its own."""
    outlet = f"outlet{number}.example"
    values: dict[str, Any] = {
        "headline": f"Outlet {number} reports on matter {seed} {_WORDS[number % len(_WORDS)]}",
        "body": wire_text(seed),
        "retrieved": at,
        "datePublished": None,
        "datePublishedRaw": None,
        "datePublishedPrecision": None,
    }
    return copy(**{"url": f"https://{outlet}/{seed}-{number}", "outlet": outlet, **values, **fields})
