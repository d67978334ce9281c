"""Comment sections, made of a fixed stock of sentences and the same in each run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from newsroom.wire import WireStory

__all__ = ["Remark", "remarks_of"]

RemarkState = Literal["visible", "removed", "trashed"]
"""A ``removed`` comment leaves a placeholder. A ``trashed`` comment leaves nothing; its replies remain in REST only."""

_READERS = {
    "japantoday.com": [
        "Sotobori Walker", "kumo_no_ue", "BrineAndBramble", "Third Platform", "Yuzu Merchant", "oldtimer77",
        "Ms. Pelican", "katabira", "T. Underhill", "naïve reader", "ゆうひ", "Left-handed Baker", "nogi&co",
    ],
    "harborlight.example": [
        "Agnes P.", "Dock Nine", "Rowan O’Hare", "Milica Đurić", "gravel & tar", "A Reader in Vell", "Théo",
        "Old Mainsail", "P. Quist", "Sunniva", "the_second_tuesday", "Joost van der Velde", "Łucja",
    ],
    "plainpress.example": [
        "Hattie Moon", "no cookies please", "Ebbe", "Winifred", "clerk of works", "Søren K.", "Two Left Boots",
        "Marigold", "Dr. Tamsin Vale", "lighthouse cat", "Zoë", "Pavel", "Anonymous Otter",
    ],
}  # fmt: skip

_OPENINGS = [
    "I have followed {topic} since the beginning, and nothing in this piece surprises me.",
    "Honestly, {topic} deserved more than a few paragraphs.",
    "My brother-in-law lives in {place} and tells it rather differently.",
    "Good reporting, for once.",
    "So they noticed {topic} at last.",
    "Every few years we read the same about {place}.",
    "Can anyone explain why {topic} takes so long?",
    "This is the first sensible thing I have read about {topic} all week.",
    "People who have never been to {place} should be slower to judge.",
    "I do not buy it.",
    "Not a word about who pays for {topic}.",
    "Three cheers for the people of {place}!",
    "The headline promises more than the story holds.",
    "We had exactly this discussion in {place} ten years ago.",
    "Reading about {topic} over breakfast was a mistake.",
    "With respect, that is only half of it.",
    "What a waste of everybody's time.",
    "I laughed, and then I read it again.",
    "As someone who worked in {place} for years, I can confirm most of this.",
    "They will say that {topic} could not have been foreseen.",
    "Thank you for printing the names, it is rarer than it should be.",
    "If you think {topic} is bad, wait for the sequel.",
]

_MIDDLES = [
    "The numbers do not add up, and nobody in the room asked.",
    "When I was young we would have walked there and looked for ourselves.",
    "A committee will be formed, and then a committee to watch the committee.",
    "It costs less than one kilometre of motorway.",
    "Half of the comments here were clearly written before reading the article.",
    "I asked my neighbour, who is 84, and she just shrugged.",
    "The same officials said the opposite in March.",
    "Somebody should ask the people who have to clean up afterwards.",
    "There is a map of it in the town library, first floor, on the left.",
    "You can see it from the train if you sit on the right-hand side.",
    "I would rather they took their time and got it right.",
    "What matters is what happens in winter, and no one mentions winter.",
    "It is easy to be clever from far away.",
    "The fishermen knew, of course; they always do.",
    "I counted four experts and not one person who carries anything.",
    "In other places they managed it with half the fuss.",
    "Read paragraph six again, slowly.",
    "My daughter says I am too old to have an opinion, so here it is.",
    "That said, the engineers deserve some credit.",
    "There were 200 of us at the meeting and one microphone.",
]

_CLOSINGS = [
    "We shall see.",
    "Mark my words.",
    "That is all I have to say about {topic}.",
    "Greetings from {place}.",
    "I hope to be wrong.",
    "And the rents keep rising.",
    "Perhaps next year.",
    "Please keep following this one.",
    "Somebody had to say it.",
    "Now, where is my tea?",
    "No further questions.",
    "But then nobody listens to accountants.",
    "I would vote for that.",
    "Do not hold your breath.",
    "Still, a nice photograph.",
    "Bring a coat.",
]

_ODD = [
    "👏👏👏 for {place} — finally!",
    "1 < 2 && 2 > 1, that is all the “logic” there is in {topic}.",
    'Fish & chips in {place}: "the best" <3',
    "なるほど。{place}のことは知りませんでした。",
    "Ça alors… on en reparlera.",
    "See page 12 of the report: 100 % agreed, 0 % done.",
    "+1",
    "What about the café? ☕ Nobody thinks of the café.",
]

_STOCK = {
    "ja": [
        "{place}には毎年行っています。今年も楽しみです。",
        "{topic}の記事、もっと読みたいです。",
        "駐車場がもう少し広いといいのですが。",
        "朝五時に家を出るのはすごいですね。",
        "写真を見ただけでお腹が空きました。",
        "来週は電車で行くことにします。",
        "昨年は中止だったので、本当によかった。",
        "値段も書いてほしかったです。",
    ],
    "de": [
        "Endlich einmal gute Nachrichten aus {place}.",
        "Ich glaube es erst, wenn sie fährt.",
        "Und wer bezahlt das am Ende? Richtig, wir.",
        "Mein Großvater hat dort noch Nieten geschlagen.",
        "Über {topic} wird seit Jahren geredet, jetzt passiert etwas.",
        "Der Lotse hat recht: Flaute bleibt Flaute.",
        "„Endlich“ wäre ein großartiger Name.",
        "Schöner Artikel, danke dafür!",
    ],
    "fr": [
        "Bravo aux habitants de {place} !",
        "On attend la première meule avec impatience.",
        "Cinq heures pour une étiquette… rien d'étonnant.",
        "Voilà comment il faudrait faire partout.",
        "Et le prix au kilo, on en parle ?",
        "J'ai pris ma part dès le premier jour.",
        "Pour {topic}, je ferais bien le détour.",
        "Belle histoire, bien racontée.",
    ],
    "es": [
        "¡Qué alegría volver a ver {topic} encendido!",
        "Mi abuelo fue farero allí, se habría emocionado.",
        "¿Y quién se comió el queso?",
        "Las cortinas gruesas son un detalle precioso.",
        "En {place} sabemos esperar.",
        "Ojalá cunda el ejemplo en otros puertos.",
        "Yo también habría elegido a la soprano.",
        "Doce años son muchos años.",
    ],
}


@dataclass(slots=True)
class Remark:
    """One reader's comment under one printing."""

    id: int
    author: str | None
    paragraphs: list[str]
    """Plain text; the outlets escape it."""
    at: datetime
    up: int | None = None
    down: int | None = None
    rating: int | None = None
    """Up minus down; the only figure where the platform states no others."""
    parent: int | None = None
    quote: str | None = None
    """First words of another comment, shown as a block quote above the text."""
    state: RemarkState = "visible"


def remarks_of(story: WireStory, outlet: str, count: int, first_id: int, printed: datetime) -> Iterator[Remark]:
    """Return ``count`` remarks in order of time; a parent always comes before its replies."""
    draw = Random(f"{outlet} {story.name}")
    readers = _READERS[outlet]
    earlier: list[Remark] = []
    at = printed
    for number in range(count):
        at += timedelta(minutes=draw.randint(2, 25), seconds=draw.randint(0, 59))
        answered = draw.choice(earlier) if earlier and draw.random() < 0.4 else None
        text = _paragraphs(draw, story, number)
        up, down = _votes(draw)
        remark = Remark(
            id=first_id + number * 3 + draw.randint(0, 2),
            author=draw.choice(readers),
            paragraphs=text,
            at=at,
            up=up,
            down=down,
            rating=up - down,
            parent=answered.id if answered else None,
            quote=answered.paragraphs[0] if answered and draw.random() < 0.3 else None,
        )
        earlier.append(remark)
        yield remark


def _paragraphs(draw: Random, story: WireStory, number: int) -> list[str]:
    stock = _STOCK.get(story.language)
    if stock:
        return [sentence.format(topic=story.topic, place=story.place) for sentence in draw.sample(stock, 2)]
    if number % 11 == 7:
        return [draw.choice(_ODD).format(topic=story.topic, place=story.place)]
    opening = draw.choice(_OPENINGS).format(topic=story.topic, place=story.place)
    going_on = [draw.choice(_MIDDLES).format(topic=story.topic, place=story.place) for _ in range(draw.randint(1, 2))]
    closing = draw.choice(_CLOSINGS).format(topic=story.topic, place=story.place)
    if draw.random() < 0.5:
        return [" ".join([opening, *going_on]), closing]
    return [" ".join([opening, *going_on, closing])]


def _votes(draw: Random) -> tuple[int, int]:
    kind = draw.random()
    if kind < 0.15:
        return 0, 0
    if kind < 0.35:
        return draw.randint(0, 3), draw.randint(2, 14)
    return draw.randint(1, 19), draw.randint(0, 4)
