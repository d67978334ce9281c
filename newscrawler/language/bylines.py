"""Bylines: whom a printed line names, and whether it names a person at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawler.guarded import Guarded
from newscrawler.language.agencies import find_agency, is_agency
from newscrawler.language.connectives import JOINING, JOINING_IN_CAPITALS
from newscrawler.language.text import fold

__all__ = ["Byline", "parse_byline", "starts_byline", "without_by"]

_BEGINNINGS = frozenset(
    first + second
    for word in ("by", "pa", "po", "do", "pr", "vo", "di", "da", "av", "af")
    for first in (word[0], word[0].upper())
    for second in ((word[1], word[1].upper()) if word[1] != "i" else "iIİı")
)
# Asked of every line of a page, so a look at two letters goes first; to fold their case would take twice as long.
_LEAD = Guarded(
    re.compile(r"(by|par|por|door|przez|von|di|da|av|af)(?:\s*:\s*|\s+)(?=\S)", re.I),
    lambda line: line[:2] in _BEGINNINGS,
    mode="match",
)
# These begin names too: Von Trapp, Di Maio.
_PARTICLES = frozenset(("Von", "Di", "Da", "Av", "Af", "VON", "DI", "DA"))
_SIGNS = r"\s*[,;/|、&]\s+|,(?=[^\W\d_])|[、，；]|(?<![ァ-ヶー])・|・(?![ァ-ヶー])"
_SEPARATOR = re.compile(rf"{JOINING}|{_SIGNS}")
_SEPARATOR_IN_CAPITALS = re.compile(rf"{JOINING_IN_CAPITALS}|{_SIGNS}")
_PAREN = re.compile(r"\s*[(（【\[][^)）】\]]*[)）】\]]\s*")
# An address begins at a word's first letter, so that no other letter is tried: ``@@@@…`` was cubic.
_MAIL = re.compile(r"\s*(?:(?<!\S)\S[^\s@]*@\S[^\s.]*\.\S+|@\w+|https?://\S+)")
# Who gathered the story is its author where nobody else is.
_GATHERED = re.compile(
    r"^[(\s]*(?:(?:additional )?reporting|report|compiled|written|story|words|text)(?:\s*:\s*| (?:and (?:writing|compiled) )?by:? )\s*",
    re.I,
)
_CONTRIBUTION = re.compile(
    r"[;.,(]?\s*\b(?:with (?:additional )?(?:reporting|contributions?|files|material)(?: (?:by|from))?\b|(?:additional )?reporting by|compiled by|edited by"
    r"|editing by|writing by|produced by|translated by|(?:photos?|photographs?|pictures?|video|graphics?|illustrations?|fotos?|bilder?)(?:\s*:| by\b)"
    r"|mit (?:agentur)?material von|unter mitarbeit von|mitarbeit:|avec (?:l['’])?(?=(?-i:[A-Z]{2}))|(?:with|mit|avec|con|com|met) (?:other )?(?:news |wire |les )?(?:agenc(?:y|ies)|agentur(?:en)?|agences?|agencias?|agências?|agentschappen|wires?|staff|reports?)\b|con información de|con informaci[oó]n de).*",
    re.I,
)
_ROLE = re.compile(
    r"(?:,\s*|\s+)(?:associated press(?: writers?)?|ap (?:[a-z]+ )?writers?|staff (?:writer|reporter)s?|correspondents?"
    r"|special to .*|for the .*|(?:senior |chief )?(?:editor|reporter|writer|columnist))$",
    re.I,
)
# A part of the line that is all role, desk or place: "Chief Political Correspondent", "AP Business Writer".
_ROLE_ALONE = re.compile(
    r"(?:^|.* )(?:correspondents?|reporters?|writers?|editors?|columnists?|producers?|analysts?|contributors?|chief|photographers?"
    r"|korrespondent(?:in)?|redakteur(?:in)?|reporter(?:in)?|journaliste?|periodista|special to .*)$",
    re.I,
)
# "By Ann Lee in Tokyo": one or two capitalised words after a full name.
_PLACE = re.compile(r"(?<=\w) in (?:[A-ZÀ-Þ][\w.'’-]+)(?: [A-ZÀ-Þ][\w.'’-]+)?$")
_STAFF = re.compile(
    r"\b(?:staff|newsroom|redaktion|rédaction|redacción|redazione|redação|editorial team|news ?desk|news agency|editors?|wire (?:reports?|services?))\b",
    re.I,
)
_WIDE_LEAD = re.compile(
    r"^(?P<house>[\u3040-\u30ff\u3400-\u9fff]{0,6}?)(?P<word>记者|記者|特派員|特约记者|作者|撰文|文|執筆|著者|글)\s*[:：/／＝=]?\s*(?=\S)"
)
_WIDE_TAIL = re.compile(r"\s*(?:記者|记者|기자|특파원|特派員|編集委員|論説委員)$")
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}(?:\s+[\u3400-\u9fff]{2,4})+$")
_LONGEST = 300
"""Characters of a byline. Five names with their roles need 200; every expression here sees no more than this."""

# A name has few words; a longer line beginning with "By" is a sentence ("By Friday the river had …").
_MAX_WORDS = 14
_EDGES = " ,;|"
_FULL_STOP = re.compile(r"(?<=\w{4})\.+$")
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline taken apart."""

    printed: str
    """Without the leading "By"."""
    authors: tuple[str, ...]
    """People only: no agency, no "Staff", nobody who only edited or contributed."""
    agency: str | None


def starts_byline(line: str) -> bool:
    """Whether a line of text is a byline by its looks: "By" and a few capitalised words."""
    if len(line) > _LONGEST or not _LEAD.may_match(line.lstrip()):
        return False
    line = fold(line)
    rest = without_by(line)
    if (
        rest == line
        or not line[:1].isupper()
        or len(rest.split()) > _MAX_WORDS
        or (rest[-1:] in ".!?:…" and not rest.endswith(("Jr.", "Sr.")))
    ):
        return False
    words = [
        w
        for w in re.split(r"[\s,]+", rest)
        if w.lower() not in {"and", "of", "de", "van", "von", "the", "in", "for", "to", "und", "et", "y"}
    ]
    return bool(words) and all(w[:1].isupper() or not w[:1].isalpha() or is_agency(w) for w in words)


def parse_byline(text: str | None) -> Byline | None:
    """Take a printed byline apart; None when there is nothing in it, or more than a byline holds (300 characters).

    >>> parse_byline("By Ann Lee and Bo Chen, Reuters").authors
    ('Ann Lee', 'Bo Chen')
    """
    line = fold(text)
    printed = without_by(line) if len(line) <= _LONGEST else ""
    if not printed:
        return None
    authors = _authors(printed)
    # A name may itself read like a credit ("Von By Ann Lee"): it is taken apart until nothing changes.
    for _ in range(_ROUNDS):
        if (again := _authors(", ".join(authors))) == authors:
            break
        authors = again
    else:
        authors = []
    return Byline(printed=printed, authors=tuple(authors), agency=find_agency(printed))


def without_by(line: str) -> str:
    """A byline without its "By", in the languages that agencies print."""
    line = line.strip(_EDGES)
    while match := _LEAD.match(line):
        rest = line[match.end() :].strip(_EDGES)
        # "Di Maio, Reuters" is a name; "Di Mario Rossi" names him.
        if match[1] in _PARTICLES and ":" not in match[0] and len(_split(rest)[0].split()) < 2:
            return line
        line = rest
    return line


def _authors(line: str) -> list[str]:
    people = _PAREN.sub(" ", _GATHERED.sub("", line))
    # What stands after a bar is the outlet or a date.
    people = _CONTRIBUTION.sub("", _MAIL.sub("", people)).split(" | ")[0]
    authors: list[str] = []
    for part in _parts(people):
        name = without_by(part)
        if is_agency(name) or is_agency(name.split("/")[0]) or _ROLE_ALONE.match(name):
            continue
        name = _ROLE.sub("", name)
        # Looking first: going through a name for a place takes as long as all the rest.
        name = _FULL_STOP.sub("", (_PLACE.sub("", name) if " in " in name else name).strip(_EDGES))
        if not name or is_agency(name) or _STAFF.search(name) or not any(map(str.isalpha, name)):
            continue
        if (name := _cased(name)) not in authors:
            authors.append(name)
    return authors


def _parts(people: str) -> list[str]:
    """The line's parts between separators; of a Chinese or Japanese one without what says that they are reporters."""
    wide = _WIDE_LEAD.match(people)
    if wide:
        people = people[wide.end() :]
        if _CHINESE.match(people) and wide["house"]:
            return people.split()
    return [_WIDE_TAIL.sub("", part) for part in _split(people) if part]


def _split(people: str) -> list[str]:
    return (_SEPARATOR_IN_CAPITALS if people.isupper() else _SEPARATOR).split(people)


def _cased(name: str) -> str:
    """AP prints names in capitals; schema.org authors are names as written elsewhere."""
    if not name.isupper() or " " not in name:
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), name)
