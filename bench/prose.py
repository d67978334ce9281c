"""News prose from a small grammar: invented headlines, paragraphs, names and comments.

Every function takes a :class:`random.Random`, so that the same seed gives the same words.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

__all__ = ["CITIES", "TOPICS", "comment_html", "handle", "headline", "paragraph", "person", "sentence"]

_WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_GIVEN = _WORDS["given"]
_FAMILY = _WORDS["family"]
CITIES = _WORDS["cities"]
TOPICS = _WORDS["topics"]
_BODIES = _WORDS["bodies"]
_DID = _WORDS["did"]
_THINGS = _WORDS["things"]
_WHEN = _WORDS["when"]
_WHY = _WORDS["why"]
_QUOTES = _WORDS["quotes"]
_ROLES = _WORDS["roles"]
_HEADLINE_DID = _WORDS["headline_did"]
_HEADLINE_WHO = _WORDS["headline_who"]
_HEADLINE_END = _WORDS["headline_end"]
_OPINIONS = _WORDS["opinions"]


def person(rng: Random) -> str:
    """Return a given and a family name."""
    return f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"


def headline(rng: Random) -> str:
    """Return one of several million headlines. Repeats are possible: a caller that needs unique headlines checks."""
    choose = rng.choice
    who, did, end = choose(_HEADLINE_WHO), choose(_HEADLINE_DID), choose(_HEADLINE_END)
    topic, city = choose(TOPICS), choose(CITIES)
    match rng.randrange(4):
        case 0:
            return f"{city} {who} {did} {topic} plan {end}"
        case 1:
            return f"{topic.capitalize()}: {city} {who} {did} new limits {end}"
        case 2:
            return f"'{choose(_QUOTES)}': {who} in {city} {did} {topic} deal"
        case _:
            return (
                f"{city}'s {rng.randrange(2, 90)}-billion-yen bet on {topic} "
                f"{choose(('falters', 'pays off', 'divides voters'))} {end}"
            )


def sentence(rng: Random) -> str:
    """Return a sentence of 15 to 35 words with a full stop."""
    choose = rng.choice
    match rng.randrange(6):
        case 0:
            words = (
                f"{choose(_BODIES)} in {choose(CITIES)} {choose(_DID)} {choose(_THINGS)} on {choose(TOPICS)} "
                f"{choose(_WHEN)}, {choose(_WHY)}"
            )
        case 1:
            words = (
                f"“{choose(_QUOTES)},” said {person(rng)}, {choose(_ROLES)}, who spoke {choose(_WHEN)} about "
                f"{choose(TOPICS)}"
            )
        case 2:
            words = (
                f"{choose(_WHEN)}, {choose(_BODIES)} {choose(_DID)} {choose(_THINGS)}, and {choose(_BODIES)} "
                f"{choose(_DID)} {choose(_THINGS)} {choose(_WHY)}"
            )
        case 3:
            words = (
                f"spending on {choose(TOPICS)} rose {rng.randrange(1, 60)}.{rng.randrange(10)} percent to "
                f"{rng.randrange(2, 900)} billion yen, {choose(_BODIES)} said {choose(_WHEN)}"
            )
        case 4:
            words = (
                f"of {rng.randrange(200, 9000):,} households asked in {choose(CITIES)}, {rng.randrange(11, 89)} "
                f"percent said that {choose(TOPICS)} mattered more to them than {choose(TOPICS)}, {choose(_WHY)}"
            )
        case _:
            words = (
                f"{person(rng)}, {choose(_ROLES)} in {choose(CITIES)}, told reporters that {choose(_BODIES)} had "
                f"{choose(_DID)} {choose(_THINGS)} {choose(_WHY)}"
            )
    return words[0].upper() + words[1:] + "."


def paragraph(rng: Random) -> str:
    """Return a paragraph of one to three sentences, as agencies write them."""
    return " ".join(sentence(rng) for _ in range(rng.choice((1, 1, 2, 2, 3))))


def handle(rng: Random) -> str:
    """Return a commenter's name."""
    match rng.randrange(3):
        case 0:
            return f"{rng.choice(_GIVEN)}{rng.randrange(1950, 2010)}"
        case 1:
            return f"{rng.choice(CITIES)} {rng.choice(_FAMILY)}"
        case _:
            return f"{rng.choice(_FAMILY).lower()}_{rng.choice(TOPICS).split()[-1]}"


def comment_html(rng: Random) -> str:
    """Return the body of a comment: one to four ``<p>``, sometimes with a quoted line, emphasis or a link."""
    parts: list[str] = []
    if rng.random() < 0.2:
        parts.append(f"<blockquote><p>{rng.choice(_OPINIONS)}.</p></blockquote>")
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        text = ". ".join(rng.choice(_OPINIONS) for _ in range(rng.choice((1, 2, 2, 3)))) + rng.choice(".!?")
        if rng.random() < 0.3:
            text += f" Look at {rng.choice(TOPICS)} in {rng.choice(CITIES)}: {rng.randrange(3, 97)} percent."
        if rng.random() < 0.1:
            text = f"<em>{text}</em>"
        parts.append(f"<p>{text}</p>")
    return "".join(parts)
