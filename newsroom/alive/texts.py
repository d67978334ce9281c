"""Wire stories without end, made from a number and a seed: each with words, names and figures of its own.

No two stories share a paragraph, and few share five words in a row, so that they are told apart as real ones are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from newsroom.wire import WireStory

__all__ = ["corrected", "killed", "remark_text", "updated", "wire_story"]

_PLACES = [
    "Lower Vessa", "Nether Tarn", "Otakawa", "Skerry Point", "Dunmarrow", "Awashima", "Vell", "Quillhaven",
    "Port Halden", "Sunomi", "Lanmere", "Karsova", "Elmsgate", "Brackwater", "Tolvane", "Ostrey", "Marrowby",
    "Pell Harbour", "Ishikawa Bay", "Corrin Vale", "Thistledown", "Upper Selm", "Orra", "Minato", "Hollin Cross",
    "Drumlow", "Faro Point", "Kestrel Rock",
]  # fmt: skip

_FIRST = [
    "Sunniva", "Tobias", "Ravna", "Henning", "Milica", "Rowan", "Agnes", "Théo", "Pavel", "Hattie", "Joost", "Ebbe",
    "Tamsin", "Winifred", "Marek", "Yuki", "Haruto", "Ines", "Callum", "Brigid", "Anselm", "Odile", "Farid",
    "Greta",
]  # fmt: skip

_LAST = [
    "Halloran", "Renn", "Castell", "Dahlke", "Quist", "Vale", "Aas", "Harkness", "Moon", "Underhill", "Ferrow",
    "Okabe", "Lindqvist", "Marchetti", "Dunne", "Prescott-Ray", "Zelenka", "Arkwright", "Brandvold", "Tremaine",
    "Sato", "Pell",
]  # fmt: skip

_ACTORS = [
    "ferry company", "harbour board", "town council", "water works", "tram operator", "lighthouse trust",
    "fishing co-operative", "county hospital", "slate museum", "school district", "wind-farm owner", "bakers guild",
    "bird observatory", "postal union", "glass factory", "salt works", "river police", "public library",
    "orchard growers", "bell foundry", "ski patrol", "brewery",
]  # fmt: skip

_DEEDS = [
    "closes", "repaints", "sells", "rebuilds", "inspects", "floods", "rents out", "raises", "moves", "shuts",
    "reopens", "measures", "insures", "lights", "fences off", "gives away", "counts", "dredges", "names", "drains",
    "tests", "lowers",
]  # fmt: skip

_THINGS = [
    "north pier", "swing bridge", "old customs house", "east quay", "number 4 boiler", "cable car",
    "fish market roof", "sea wall", "clock tower", "reservoir gate", "grain silo", "skating hall", "beacon",
    "tide gauge", "quarry lift", "railway viaduct", "botanic garden", "oyster beds", "signal box", "ice cellar",
    "weather mast", "toll road",
]  # fmt: skip

_CAUSES = [
    "a crack", "a storm", "a complaint", "a lost ledger", "an auction", "a swarm of bees", "a power cut",
    "a court order", "a survey", "a high tide", "a typing slip", "a strike", "a landslip", "a donation",
    "a dry summer", "a wager",
]  # fmt: skip

_OBJECTS = [
    "lanterns", "barrels", "invoices", "geese", "railings", "rowing boats", "blankets", "chairs", "turbines",
    "crates", "sheep", "ladders", "postcards", "anchors", "pumps", "umbrellas", "bricks", "tickets", "kettles",
    "violins",
]  # fmt: skip

_SECTIONS = ["national", "world", "politics", "business", "tech", "sports", "entertainment", "features"]

_AGENCIES = ["Reuters", "AP", "AFP", "Kyodo"]

_WITHDRAWN = "STORY WITHDRAWN."


def wire_story(number: int, seed: int, sent: datetime) -> WireStory:
    """Return the story that the agency sends as the ``number``-th.

    :param sent: when the agency sends it
    """
    draw = Random(f"wire {seed} {number}")
    actor, deed, thing, place = (draw.choice(each) for each in (_ACTORS, _DEEDS, _THINGS, _PLACES))
    cause, costs = draw.choice(_CAUSES), f"{draw.randint(11, 989)} {draw.choice(_OBJECTS)}"
    agency = draw.choice(_AGENCIES)
    authors = tuple(f"{draw.choice(_FIRST)} {draw.choice(_LAST)}" for _ in range(draw.choice((1, 1, 1, 2))))
    return WireStory(
        name=f"wire-{number:04d}",
        # The number keeps headlines apart, which the words alone do not in a long run.
        headline=f"{place} {actor} {deed} {thing} after {cause} costs {costs}, case {number:04d}",
        body=tuple(_paragraph(draw, place, actor, thing) for _ in range(draw.randint(5, 8))),
        section=draw.choice(_SECTIONS),
        published=sent,
        topic=f"the {thing}",
        place=place,
        authors=authors,
        agency=agency,
        dateline=f"{place.upper()}, {sent:%b} {sent.day}",
        rewritten=f"What the {actor} of {place} did with its {thing} ({draw.randint(2, 99)} {draw.choice(_OBJECTS)}), "
        f"part {number:04d}",
        kept=4,
    )


def updated(story: WireStory, version: int, seed: int) -> WireStory:
    """Return the next version of a story: its second paragraph says more, and a paragraph comes at the end."""
    draw = Random(f"update {seed} {story.name} {version}")
    body = list(story.body)
    body[1] = _sentence(draw, story.place)
    body.append(_paragraph(draw, story.place, draw.choice(_ACTORS), draw.choice(_THINGS)))
    return replace(story, body=tuple(body), version=version, wireprefix=f"UPDATE {version}-")


def corrected(story: WireStory, seed: int) -> WireStory:
    """Return the story with another figure in its first paragraph, and the agency's note about it."""
    draw = Random(f"correction {seed} {story.name} {len(story.body)}")
    wrong, right = draw.randint(12, 480), draw.randint(490, 980)
    body = (f"{story.body[0]} The count is {right}.", *story.body[1:])
    return replace(
        story,
        body=body,
        wireprefix="CORRECTED-",
        ednote=f"(Corrects count in first paragraph to {right}, not {wrong})",
    )


def killed(story: WireStory, gone_at: tuple[str, ...]) -> WireStory:
    """Return the withdrawal of a story.

    :param gone_at: outlets that take their page down instead of printing the withdrawal
    """
    agency = "Associated Press" if story.agency == "AP" else story.agency
    return replace(
        story,
        body=(
            f"The {agency} story about {story.topic} of {story.place} has been withdrawn. The person who was quoted "
            f"does not work there.",
            _WITHDRAWN,
            "There will be no substitute story.",
        ),
        canceled=True,
        gone_at=gone_at,
    )


def remark_text(story: WireStory, draw: Random) -> str:
    """Return what a reader says under the story, in one or two paragraphs."""
    return "\n\n".join(_sentence(draw, story.place) for _ in range(draw.choice((1, 2))))


def _paragraph(draw: Random, place: str, actor: str, thing: str) -> str:
    name = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
    opening = draw.choice(
        [
            f"{name}, who speaks for the {actor}, put the {thing} at {draw.randint(3, 98)} {draw.choice(_OBJECTS)}.",
            f"Some {draw.randint(100, 9_900)} {draw.choice(_OBJECTS)} lay near the {thing} when {name} arrived.",
            f'"We owe {draw.choice(_PLACES)} {draw.randint(20, 900)} {draw.choice(_OBJECTS)}," said {name}.',
        ]
    )
    return f"{opening} {_sentence(draw, place)}"


def _sentence(draw: Random, place: str) -> str:
    one, other = draw.sample(_OBJECTS, 2)
    actor, thing, town = draw.choice(_ACTORS), draw.choice(_THINGS), draw.choice(_PLACES)
    return draw.choice(
        [
            f"At {town} the {actor} {draw.choice(_DEEDS)} its {thing} for {draw.randint(2, 99)} {one} a day.",
            f"{draw.randint(2, 60)} {one} and {draw.randint(2, 60)} {other} went from {place} to the {actor}.",
            f"Neither {one} nor {other} reached {town} before {draw.randint(1, 11)} o'clock, the {actor} wrote.",
            f"{draw.choice(_FIRST)} {draw.choice(_LAST)} lent {draw.randint(30, 700)} {one} to mend a {thing}.",
        ]
    )
