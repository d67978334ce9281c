"""Wire agencies under one canonical name each, found where a page credits them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded, caseless
from newscrawler.language.connectives import BY_WORDS, CONNECTIVES
from newscrawler.language.pictures import is_picture_credit
from newscrawler.language.tables import load

__all__ = [
    "AGENCIES",
    "BRACKETED",
    "BRACKETS",
    "MEMBERS",
    "AgencyNames",
    "find_agency",
    "is_agency",
    "whole_agency",
]


@dataclass(frozen=True, slots=True)
class AgencyNames:
    """Names by which an agency is credited, by how much each name proves."""

    full: tuple[str, ...]
    """Mean the agency wherever they stand in a credit, in any case: ``Associated Press``."""
    short: tuple[str, ...] = ()
    """Abbreviations, as printed: the whole of a credit or a member of its list (``AFP/dpa``, ``Ann Lee, AP``)."""
    bracketed: tuple[str, ...] = ()
    """Words that mean other things too: only in brackets or a dateline (``AMMAN (Petra) -``)."""


AGENCIES: dict[str, AgencyNames] = {
    agency: AgencyNames(**{kind: tuple(names) for kind, names in kinds.items()})
    for agency, kinds in load("agencies").by_language.items()
}
"""Canonical name → how it is credited."""

_FULL = {name.casefold(): agency for agency, names in AGENCIES.items() for name in names.full}
_SHORT = {name.rstrip("."): agency for agency, names in AGENCIES.items() for name in names.short}
BRACKETED: dict[str, str] = {name: agency for agency, names in AGENCIES.items() for name in names.bracketed}

# Longest first, so that "Thomson Reuters" is not read as something called Thomson.
_NAMES = expression(
    "|".join(
        rf"(?<!\w){re.escape(name)}(?!\w)" if name[0] < "\u0600" else re.escape(name)
        for name in sorted(_FULL, key=len, reverse=True)
    ),
    re.I,
)
_WORD = expression(r"[^\W_]+")
_FIRST_WORDS = frozenset(_WORD.findall(caseless(name))[0] for name in (*_FULL, *_SHORT, *BRACKETED))
_UNSPACED = expression("[\u0600-\U0010ffff]")

# A word that begins an agency's name: looking for whole names takes 20 times as long.
_ANYWHERE = Guarded(
    _NAMES,
    lambda text: not _FIRST_WORDS.isdisjoint(_WORD.findall(caseless(text))) or bool(_UNSPACED.search(text)),
)

_NAME_LENGTH = 60
"""Most characters of an agency's name with its legal form. The longest name in the data has 38."""

_TRIED = 3
"""Forms of a name that are looked up: as printed, and without one and two words such as ``GmbH`` at its end."""

_LONGEST = 400
"""Most characters of a credit that are searched."""

_CREDIT_WORDS = load("credits")
_COMPANY = expression(rf"[\s,-]+(?:{_CREDIT_WORDS.pattern('company')})$", re.I)
BRACKETS = expression(r"[(（\[［【<]([^()（）\[\]［］【】<>]{2,60})[)）\]］】>]")
MEMBERS = expression(
    r"\s*(?:[/|,;:·•・、，＝=]|\s[-–—]\s|[-–—](?=[A-Z]{2,5}\b)"
    rf"|\b(?:{'|'.join(filter(str.isalpha, (*CONNECTIVES, *BY_WORDS, *_CREDIT_WORDS.words('via'))))})\b)\s*",
    re.I,
)
_WRITER = expression(
    rf"(?:^|[\s,(/])(AP|AFP|PA|AAP)(?: [A-Z][\w&'’-]+){{0,3}} (?:{_CREDIT_WORDS.pattern('wire_writer')})\b"
)


def is_agency(name: str | None) -> bool:
    """Return whether the whole of ``name`` names an agency: ``Thomson Reuters``, ``The Associated Press``,
    ``Bloomberg L.P.``
    """
    return bool(name) and whole_agency(" ".join(str(name).split())) is not None


def find_agency(credit: str | None) -> str | None:
    """Return the canonical name of the first agency named in a *credit*: a byline, dateline, rights or source line.

    Not for prose, where agencies are quoted ("told Reuters") without being the source.

    >>> find_agency("Ann Lee, AP"), find_agency("AP Singh")
    ('AP', None)
    """
    text = " ".join((credit or "")[:_LONGEST].split())
    if not text:
        return None
    if agency := whole_agency(text):
        return agency
    if not _ANYWHERE.may_match(text) or is_picture_credit(text):
        return None
    for bracket in BRACKETS.finditer(text):
        if agency := _in_brackets(bracket[1]):
            return agency
    for member in MEMBERS.split(text):
        if agency := whole_agency(member):
            return agency
    if writer := _WRITER.search(text):
        return _SHORT[writer[1]] if writer[1] in _SHORT else _FULL[writer[1].casefold()]
    found = _NAMES.search(text)
    return _FULL.get(found[0].casefold()) if found else None


def whole_agency(name: str) -> str | None:
    """Return the agency that the whole of a name names, with or without its legal form; else None."""
    name = name.strip(" .,;:©\u24d2*_'\"“”")
    if not name or len(name) > _NAME_LENGTH:
        return None
    for _ in range(_TRIED):
        if agency := _FULL.get(name.casefold()) or _SHORT.get(name):
            return agency
        shorter = _COMPANY.sub("", name)
        if shorter == name:
            return None
        name = shorter
    return None


def _in_brackets(text: str) -> str | None:
    """Return the agency named inside brackets of a dateline or credit. Ambiguous words count here."""
    for member in (text, *MEMBERS.split(text)):
        member = member.strip(" .")
        if agency := whole_agency(member) or BRACKETED.get(member):
            return agency
    return None
