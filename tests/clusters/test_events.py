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


def lottery(draw: str, day: str, won: str) -> tuple[str, ...]:
    first, second, bonus, jackpot = draw.split("/")
    return (
        f"MERLOW (NWA) - These numbers were drawn in the state lottery of Merlow on {day} evening:",
        f"Five of forty: {first}. Bonus ball: {bonus}. Evening draw: {second}.",
        f"{won} The jackpot of the next drawing is estimated at {jackpot} million marks.",
        "Tickets cost two marks and are sold until an hour before the drawing at all kiosks and post offices of the state.",
        "Players must be adults. Prizes are paid out at the offices of the lottery in Merlow, Halvard and Brenn for a year.",
        "Half of what is left after the prizes goes to schools, a quarter to sports clubs and the rest to the upkeep of piers.",
    )


def weather(sky: str, high: int, low: int, wind: int) -> tuple[str, ...]:
    return (
        sky,
        f"Temperatures in the valley reach {high} degrees, on the coast {low} degrees, with gusts of {wind} kilometres an hour.",
        "The forecast is made by the weather office in Merlow from the readings of its stations on the piers and in the hills.",
        "Skippers should ask the harbour master before they leave the inlet, and walkers should keep to the marked paths.",
        "Warnings are read out on the hour by the public radio, and are posted at the town halls of all villages in the valley.",
    )


def quake(place: str, size: str, depth: int, clock: str) -> tuple[str, ...]:
    return (
        f"An earthquake of magnitude {size} was measured near {place} at {clock} on Wednesday, the office of geology said.",
        f"The quake was at a depth of {depth} kilometres. There was no danger of a wave, and no damage was reported at first.",
        "The figures come from the automatic evaluation of the stations of the office, and may be corrected by its experts later.",
        "Whoever felt the quake is asked to fill in the form on the pages of the office, which helps to map its effects.",
    )


def rates(*figures: str) -> tuple[str, ...]:
    return (
        "MERLOW (NWA) - The central bank in Merlow fixed the following middle rates of the mark for the day:",
        *(f"{name} {rate}" for name, rate in zip(("Dollar", "Yen", "Pound", "Crown", "Franc"), figures, strict=True)),
        "The rates are fixed each day at noon from the quotes of eight banks and hold for settlements among authorities.",
        "Bureaus of exchange may ask for other rates, and must show their charges at the counter in letters that can be read.",
    )


NOBODY = "Nobody had all five numbers."
DAILY = (
    Case(
        "lottery: the drawings of two days, seen at two times by pages without a date",
        lottery("3, 11, 24, 31, 40/17, 22, 25, 29, 38/7/12", "Tuesday", NOBODY),
        lottery("1, 9, 18, 27, 33/2, 6, 13, 21, 36/4/15", "Wednesday", NOBODY),
        ({"headline": "Winning numbers drawn in Merlow"}, {"headline": "Lottery: nobody has all five"}),
        False,
    ),
    Case(
        "lottery: an outlet leaves out where prizes are paid",
        lottery("3, 11, 24, 31, 40/17, 22, 25, 29, 38/7/12", "Tuesday", NOBODY),
        lottery("3, 11, 24, 31, 40/17, 22, 25, 29, 38/7/12", "Tuesday", NOBODY)[:4],
        ({}, {}),
        True,
    ),
    Case(
        "weather: two days with three numbers",
        weather("A ridge keeps the valley dry, with fog in the river bottoms.", 23, 17, 20),
        weather("Showers come in from the sea after lunch and stay past supper.", 19, 14, 45),
        ({}, {}),
        False,
    ),
    Case(
        "quakes: an automatic bulletin of each of two quakes of one day",
        quake("Brenn", "3.4", 12, "04:12"),
        quake("Upper Halvard", "4.1", 33, "16:50"),
        ({"agency": "NWA"}, {"agency": "NWA"}),
        False,
    ),
    Case(
        "quakes: the magnitude is corrected and a sentence added",
        quake("Brenn", "3.4", 12, "04:12"),
        (*quake("Brenn", "3.6", 12, "04:12"), *prose(80, 1)),
        ({"agency": "NWA"}, {"agency": "NWA"}),
        True,
    ),
    Case(
        "rates: a table in short lines, on two days",
        rates("1.6312", "0.0148", "2.1004", "0.1553", "1.7420"),
        rates("1.6190", "0.0151", "2.0871", "0.1549", "1.7388"),
        ({}, {}),
        False,
    ),
    Case(
        "the page of one outlet was seen a day before the other's text was published",
        (*prose(81, 3), *prose(82, 8)),
        (*prose(82, 8), *prose(83, 4)),
        ({"firstSeen": later(0)}, {"firstSeen": later(30), "published": later(28), "precision": "exact"}),
        False,
    ),
)
"""Reports that come each day in the words of the day before, and their true copies."""

ONE_EVENT = (
    Case(
        "strike: two stories of the same writers, whose news is two fifths of their texts and the background the rest",
        (*prose(90, 6), *prose(91, 9)),
        (*prose(92, 6), *prose(91, 9)),
        (WRITERS, WRITERS),
        False,
    ),
    Case(
        "strike: the third sentence of both says when it began, and the background is the same",
        (*prose(93, 2), *prose(94, 1), *prose(95, 7), *BACKGROUND),
        (*prose(96, 2), *prose(94, 1), *prose(97, 7), *BACKGROUND),
        ({"agency": "NWA"}, {"agency": "NWA"}),
        False,
    ),
    Case(
        "strike: a later version keeps the first sentence and half of the rest",
        prose(98, 10),
        (*prose(98, 10)[:1], *prose(99, 3), *prose(98, 10)[3:8]),
        ({"agency": "NWA"}, {"agency": "NWA"}),
        True,
    ),
    Case(
        "storm: a version counts more dead and injured, and has no other numbers",
        ("The storm killed 12 people and injured at least 40 others in the valley of Merlow.", *prose(107, 9)),
        ("The storm killed 31 people and injured at least 95 others in the valley of Merlow.", *prose(107, 9)[:8]),
        ({"agency": "NWA"}, {"agency": "NWA"}),
        True,
    ),
    Case(
        "prize: the writers write the first third anew and keep the rest",
        (*prose(104, 4), *prose(105, 6)),
        (*prose(106, 3), *prose(105, 6)),
        (WRITERS, WRITERS),
        True,
    ),
    Case(
        "flood: the story of the day after, in which the day before is the lower half; pages print no date",
        ("The river rose above the wall of Merlow on Tuesday and drove 800 people from their homes.", *prose(100, 12)),
        (
            "Crews closed the gap in the wall of Merlow on Thursday, and most people went home.",
            *prose(101, 6),
            *prose(100, 12)[1:9],
        ),
        (WRITERS, WRITERS | {"firstSeen": later(14)}),
        False,
    ),
    Case(
        "flood: a version of the night by pages without a date, visited three hours later",
        ("The river rose above the wall of Merlow on Tuesday and drove 800 people from their homes.", *prose(108, 12)),
        ("Crews closed the gap in the wall of Merlow early on Wednesday.", *prose(109, 3), *prose(108, 12)[1:9]),
        (WRITERS, WRITERS | {"firstSeen": later(3)}),
        True,
    ),
    Case(
        "flood: a version of the night, nine hours later by the times that the pages print, says the next day",
        ("The river rose above the wall of Merlow on Tuesday and drove 800 people from their homes.", *prose(102, 12)),
        ("Crews closed the gap in the wall of Merlow early on Wednesday.", *prose(103, 3), *prose(102, 12)[1:9]),
        (
            WRITERS | {"published": later(8), "precision": "exact"},
            WRITERS | {"published": later(17), "precision": "exact"},
        ),
        True,
    ),
)
"""Stories of one agency on one event, and versions of one of them."""


@pytest.mark.parametrize("case", [*CASES, *DAILY, *ONE_EVENT], ids=lambda case: case.name)
def test_printings_of_one_story_are_together_and_stories_that_share_background_are_not(case: Case) -> None:
    a, b = text("a", case.one, **case.fields[0]), text("b", case.other, **case.fields[1])
    assert bool(clusters(a, b)) == case.together, link(a, b)
    assert clusters(b, a) == clusters(a, b)


def clusters(*texts: Text) -> list[tuple[str, ...]]:
    found = link(*texts)
    return [cluster.stories for cluster in derive(texts, [found] if found else [])]
