"""Stories of own writing for the tests of clusters."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from newscrawler.clusters import Text

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)

FERRY = (
    "HALVARD (NWA) - A ferry with 212 people on board ran aground outside the harbour of Halvard on Wednesday, the coast guard said.",
    "Nobody was hurt, and tugs pulled the vessel free at high tide shortly before midnight, a spokeswoman told reporters on the pier.",
    "The ferry had left the island of Brenn two hours earlier and was carrying mostly commuters and a school class.",
    "An inquiry will look at why the pilot left the marked channel in clear weather, the transport ministry said in a statement.",
    "The company, which runs four ships on the route, cancelled all sailings until divers have examined the hull of the vessel.",
)
BUDGET = (
    "MERLOW (NWA) - Parliament in Merlow passed a budget on Wednesday that raises spending on schools and cuts the tax on diesel.",
    "The vote ended a dispute of three weeks between the two parties of the coalition over the price of fuel for farmers.",
    "The finance minister called the result a victory for reason and said that the deficit would fall for the fourth year.",
    "The opposition announced that it would take the law to the constitutional court before the summer recess begins.",
)


def text(id_: str, paragraphs: tuple[str, ...], **fields: Any) -> Text:
    """Return a text; each id has an outlet of its own."""
    defaults = {"outlet": f"{id_}.example", "headline": f"Headline of {id_}", "firstSeen": NOON}
    return Text(id=id_, paragraphs=paragraphs, **(defaults | fields))


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


WORDS = """harbour captain ferry reef night council pact river steel tariff valley truce school bridge storm lamp island
mayor court appeal union strike port diesel fleet village bees orchard train festival doctor measles coast quake tremor
shelter budget vote minister envoy summit rebel army aid convoy market yen dollar chip index pilot hull pier tug crew
said told met left won lost cut raised passed ended began closed opened fell rose grew""".split()  # noqa: SIM905


def prose(seed: int, paragraphs: int, words: int = 30) -> tuple[str, ...]:
    """Return paragraphs of one sentence each; those of two seeds share no run of five words."""
    rng = random.Random(seed)
    return tuple(" ".join(rng.choices(WORDS, k=words)).capitalize() + "." for _ in range(paragraphs))
