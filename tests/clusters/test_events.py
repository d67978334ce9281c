"""Kinds of events and what agencies print of each: which printings are one wire story, and which only share background.

The labels were written before the rules were tried on them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from newscrawler.clusters import Text, derive, link
from tests.clusters.stories import later, prose, text

BACKGROUND = prose(40, 6)
"""Paragraphs at the end of each story of an agency on one event."""
SAID = tuple(f"“{sentence}” the minister said." for sentence in prose(41, 4))

WRITERS = {"agency": "NWA", "byline": "Mara Quill"}


class Case(NamedTuple):
    name: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    fields: tuple[dict[str, Any], dict[str, Any]]
    together: bool


CASES = (
    Case(
        "court case: verdict, and a portrait of the defendant by the same writers with the same background",
        (*prose(50, 7), *BACKGROUND),
        (*prose(51, 7), *BACKGROUND),
        (WRITERS, WRITERS),
        False,
    ),
    Case(
        "court case: the same background in another order, and a quotation that both print high up",
        (*prose(52, 2), *SAID, *prose(53, 5), *BACKGROUND),
        (*prose(54, 3), *SAID, *prose(55, 4), *BACKGROUND[3:], *BACKGROUND[:3]),
        (WRITERS, WRITERS),
        False,
    ),
    Case(
        "storm: landfall, and cancelled flights, with ten sentences of background",
        (*prose(56, 10), *BACKGROUND, *prose(42, 5)),
        (*prose(57, 9), *BACKGROUND, *prose(42, 5)),
        ({"agency": "NWA"}, {"agency": "NWA"}),
        False,
    ),
    Case(
        "storm: a later version has new sentences above the whole earlier one",
        prose(58, 10),
        (*prose(59, 4), *prose(58, 10)),
        ({"agency": "NWA", "published": later(0)}, {"agency": "NWA", "published": later(3)}),
        True,
    ),
    Case(
        "election: the writers put the result above what they wrote while votes were counted",
        prose(60, 12),
        (*prose(61, 5), *prose(60, 12)[:6]),
        (WRITERS | {"published": later(0)}, WRITERS | {"published": later(4)}),
        True,
    ),
    Case(
        "election: next day's story with yesterday's background",
        (*prose(62, 8), *BACKGROUND),
        (*prose(63, 5), *BACKGROUND),
        (
            WRITERS | {"published": later(0), "precision": "exact"},
            WRITERS | {"published": later(23), "precision": "exact"},
        ),
        False,
    ),
    Case(
        "tournament: two matches of one day by one writer, with the same table and history below",
        (*prose(64, 6), *BACKGROUND),
        (*prose(65, 6), *BACKGROUND),
        (WRITERS, WRITERS),
        False,
    ),
    Case(
        "earnings: two agencies print the same quotations of a statement",
        (*prose(66, 4), *SAID),
        (*prose(67, 4), *SAID),
        ({"agency": "NWA"}, {"agency": "Reuters"}),
        False,
    ),
    Case(
        "obituary: a bulletin of two paragraphs, then the whole text, which begins with them",
        prose(68, 2),
        (*prose(68, 2), *prose(69, 14)),
        (WRITERS | {"published": later(0)}, WRITERS | {"published": later(1)}),
        True,
    ),
    Case(
        "obituary: the tribute of another writer repeats the life at its end",
        (*prose(70, 4), *prose(71, 8)),
        (*prose(72, 8), *prose(71, 8)[:4]),
        ({"agency": "NWA", "byline": "Mara Quill"}, {"agency": "NWA", "byline": "Ivo Brandt"}),
        False,
    ),
    Case(
        "earnings: an outlet cuts the agency's text at its end",
        prose(73, 12),
        prose(73, 12)[:7],
        (WRITERS, {}),
        True,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_printings_of_one_story_are_together_and_stories_that_share_background_are_not(case: Case) -> None:
    a, b = text("a", case.one, **case.fields[0]), text("b", case.other, **case.fields[1])
    assert bool(clusters(a, b)) == case.together, link(a, b)
    assert clusters(b, a) == clusters(a, b)


def clusters(*texts: Text) -> list[tuple[str, ...]]:
    found = link(*texts)
    return [cluster.stories for cluster in derive(texts, [found] if found else [])]
