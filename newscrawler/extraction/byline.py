"""Bylines: whom a printed line names, and whether it names a person at all."""

from __future__ import annotations

import re

from newscrawler.extraction.agency import find_agency, is_agency
from newscrawler.page import fold

__all__ = ["Byline", "parse_byline", "starts_byline"]

from dataclasses import dataclass

_LEAD = re.compile(r"^(?:by|von|par|por|di|da|door|av|af)\s*:?\s+(?=\S)", re.I)
_SEPARATOR = re.compile(r"\s*(?:,|;|/|\||\band\b|&|\bund\b|\bet\b|\by\b|\be\b|、|・)\s+|[、・]", re.I)
_PAREN = re.compile(r"\s*[(（][^)）]*[)）]\s*")
_CONTRIBUTION = re.compile(
    r"[;.,(]?\s*\b(?:with (?:additional )?reporting by|additional reporting by|reporting by|compiled by|edited by|editing by"
    r"|writing by)\b.*",
    re.I,
)
_ROLE = re.compile(
    r"(?:,\s*|\s+)(?:associated press(?: writers?)?|ap (?:[a-z]+ )?writers?|staff (?:writer|reporter)s?|correspondents?"
    r"|special to .*|(?:senior |chief )?(?:editor|reporter|writer|columnist))$",
    re.I,
)
_STAFF = re.compile(
    r"\b(?:staff|newsroom|redaktion|rédaction|redacción|editorial team|news desk|editors?|wire reports?)\b", re.I
)
# "AP Business Writer" beside a name; "in Tokyo" after it.
_DESK = re.compile(r"[A-Z]{2,4}(?: [\w&'’-]+){1,3} (?:writers?|correspondents?|reporters?|editors?)$", re.I)
_FROM = re.compile(r"\s+in\s+[A-Z][^\d]*$")
# A name has few words; a longer line beginning with "By" is a sentence ("By Friday the river had …").
_MAX_WORDS = 14


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline taken apart."""

    printed: str
    """Without the leading "By"."""
    authors: tuple[str, ...]
    """People only: no agency, no "Staff"."""
    agency: str | None


def starts_byline(line: str) -> bool:
    """Whether a line of text is a byline by its looks: "By" and a few capitalised words."""
    line = fold(line)
    rest = _LEAD.sub("", line)
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
        if w.lower() not in {"and", "of", "de", "van", "von", "the", "in", "for", "to"}
    ]
    return bool(words) and all(w[:1].isupper() or not w[:1].isalpha() for w in words)


def parse_byline(text: str | None) -> Byline | None:
    """Take a printed byline apart; None when there is nothing in it.

    >>> parse_byline("By Ann Lee and Bo Chen, Reuters").authors
    ('Ann Lee', 'Bo Chen')
    """
    printed = _LEAD.sub("", fold(text)).strip(" ,;|")
    if not printed:
        return None
    agency = find_agency(printed)
    people = _CONTRIBUTION.sub("", _PAREN.sub(" ", printed))
    authors: list[str] = []
    for part in _SEPARATOR.split(people):
        part = _FROM.sub("", part.strip(" .,;|"))
        name = "" if is_agency(part) or _DESK.match(part) else _ROLE.sub("", part).strip(" ,;|")
        if name and not is_agency(name) and not _STAFF.search(name) and not name.isdigit() and name not in authors:
            authors.append(_cased(name))
    return Byline(printed=printed, authors=tuple(authors), agency=agency)


def _cased(name: str) -> str:
    """AP prints names in capitals; schema.org authors are names as written elsewhere."""
    if not name.isupper() or " " not in name:
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), name)
