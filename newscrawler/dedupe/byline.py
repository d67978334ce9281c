"""Bylines as the set of people that they name.

The connectives, roles and leads are the frozen ones of :mod:`newscrawler.language.frozen`, not those of extraction:
the keys of stored stories are made with them. A change needs a migration (docs/dedupe.md).
"""

from __future__ import annotations

import re

from newscrawler.dedupe.folding import UNSPACED, fold, is_mixed_case, unify
from newscrawler.dedupe.mastheads import is_agency, is_house
from newscrawler.dedupe.wordlist import words
from newscrawler.language.frozen import WORDS

__all__ = ["normalise_byline"]

_LEAD = re.compile(
    rf"^(?:{WORDS['lead']})\s*:?\s+(?=\S)|^(?:{WORDS['unspaced_lead']})\s*[:/]\s*",
    re.I,
)
# Prepositions that are also names ("Di Wu", "Von Miller"): a lead only before at least two more words.
_FOREIGN_LEAD = re.compile(rf"^(?:{WORDS['foreign_lead']})\s*:?\s+(?=\S+\s+\S)", re.I)
_CONTRIBUTION = re.compile(
    rf"[\s;.,(/|-]*\b{WORDS['contribution']}\b.*",
    re.I,
)
_WRITER = re.compile(rf"^{WORDS['writer']}\s+", re.I)
_REPORTING = re.compile(rf"^{WORDS['reporting']}\s+|[\s;.,]*\b{WORDS['reporting']}\b.*$", re.I)
_PAREN = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_JUNIOR = re.compile(rf",\s*(?=(?:{WORDS['suffix']})\b\.?\s*(?:$|[,;&/|]|and\b))", re.I)
_SEPARATOR = re.compile(
    rf"\s*(?:[,;/|•、+]|&|\s-\s|\b(?:{WORDS['connective']})\b(?=\s))\s*"
    rf"|(?<=[\u3400-\u9fff])[・•](?=[\u3400-\u9fff])|(?<=[{UNSPACED}])[{WORDS['unspaced_connective']}](?=[{UNSPACED}])",
    re.I,
)
# Conjunctions of one letter are also initials: they join people only where both sides have a full name.
_SHORT_CONJUNCTION = re.compile(rf"(?<=\S)\s+(?:{WORDS['short_connective']})\s+(?=\S)", re.I)
_PLACE = re.compile(rf"\s+(?:{WORDS['place']})\s+(?=[A-Z\u00c0-\u00de]).*$")
_CREDIT_LINK = re.compile(rf"^(?P<name>.+?)\s+(?:{WORDS['credit_link']})\s+(?P<house>.+)$", re.I)
_HOUSE_CREDIT = re.compile(rf"^(?:{WORDS['house_credit']})\b", re.I)
# "Harbor Light Staff Writers": people of the outlet, where no name is printed beside it.
_HOUSE_STAFF = re.compile(rf"^(?P<house>.+?)\s+{WORDS['house_staff']}$", re.I)
_HANDLE = re.compile(r"\S*@\S*|\bhttps?:\S+")
_ROLE_NOUNS = words(WORDS["role_nouns"])
_ROLE_ADJECTIVES = words(WORDS["role_adjectives"])
_UNSPACED_ROLE = re.compile(rf"(?<=.)(?:{WORDS['unspaced_role']})$")
_STAFF = re.compile(WORDS["staff"])
# A byline of 14 words is long. A rule would find no name in a text beyond this limit, so that it is used as it is.
_MOST_CHARACTERS = 1_000
_INITIALS = re.compile(r"\b([^\W\d_])\s(?=[^\W\d_]\b)")


def normalise_byline(byline: str) -> tuple[str, ...]:
    """Return the people of a byline, folded and in alphabetical order; empty for a staff byline.

    >>> normalise_byline("BY PHIL STEWART & DAVID BRUNNSTROM, REUTERS")
    ('david brunnstrom', 'phil stewart')
    """
    text = unify(byline)
    if len(text) > _MOST_CHARACTERS:
        return (fold(text),)
    text = _HANDLE.sub(" ", text).strip(" ,;|-•.:")
    while (rest := _FOREIGN_LEAD.sub("", _LEAD.sub("", text))) != text:
        text = rest
    text = _REPORTING.sub("", _CONTRIBUTION.sub("", _WRITER.sub("", text))) or text
    bare = _PAREN.sub(" ; ", text)
    people = _people(bare) or _people(re.sub(r"[()\[\]]", " ; ", text))
    return tuple(sorted(people))


def _people(text: str) -> set[str]:
    mixed = is_mixed_case(text)
    people: set[str] = set()
    for part in _SEPARATOR.split(_JUNIOR.sub(" ", text)):
        for name in _short_conjunctions(part or ""):
            if mixed:
                name = _PLACE.sub("", name)
            if folded := _person(name):
                people.add(folded)
    return people


def _short_conjunctions(part: str) -> list[str]:
    pieces = _SHORT_CONJUNCTION.split(part)
    if len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces):
        return pieces
    return [part]


def _person(name: str) -> str | None:
    """Return the folded name; None when the part names an agency, an outlet, a role or nobody."""
    name = _UNSPACED_ROLE.sub("", _without_credit(name.strip(" .-•:;\"'")))
    if not name or _names_nobody(name):
        return None
    words = [word for word in fold(name).replace("'", "").split() if word[0].isalnum()]
    while (shorter := _without_role(_without_agency(words))) != words:
        words = shorter
    folded = " ".join(words)
    return _INITIALS.sub(r"\1", folded) if any(map(str.isalpha, folded)) else None


def _without_credit(name: str) -> str:
    """Remove the outlet or agency from ``Ann Lee of the Harbor Light``."""
    linked = _CREDIT_LINK.match(name)
    if linked and (is_house(linked["house"]) or linked["house"].casefold().startswith("the ")):
        return linked["name"]
    return name


def _names_nobody(name: str) -> bool:
    if (staff := _HOUSE_STAFF.match(name)) and is_house(f"the {staff['house']}"):
        return True
    return bool(_STAFF.search(name)) or is_house(name) or bool(_HOUSE_CREDIT.match(name))


def _without_agency(words: list[str]) -> list[str]:
    for count in (3, 2, 1):
        if len(words) >= count and is_agency(" ".join(words[-count:])):
            return words[:-count]
    if words and len(words) > 1 and is_agency(words[0]) and words[-1] in _ROLE_NOUNS:
        return words[1:]
    return words


def _without_role(words: list[str]) -> list[str]:
    if not words or words[-1] not in _ROLE_NOUNS:
        return words
    words = words[:-1]
    while words and (words[-1] in _ROLE_ADJECTIVES or words[-1] in _ROLE_NOUNS):
        words = words[:-1]
    return words
