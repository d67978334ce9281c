"""The authors of a story, by a vote of the page's sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from newscrawler.extraction.authors.beside_date import beside_date
from newscrawler.extraction.authors.elements import Texts, editors, linked_authors
from newscrawler.extraction.authors.lines import credit_line, introduced, profiles
from newscrawler.extraction.authors.owner import owner
from newscrawler.extraction.authors.place import BylinePlace
from newscrawler.extraction.authors.sources import Named, NameReader, Source, find_sources
from newscrawler.extraction.body import BodyFound
from newscrawler.html.outline import Outline
from newscrawler.html.page import Page
from newscrawler.html.structured import Structured, letters
from newscrawler.language.agencies import is_agency
from newscrawler.language.names import is_one_word

__all__ = ["Credits", "find_credits"]

_LAST_RESORTS = (profiles, beside_date, introduced)


@dataclass(slots=True)
class Credits:
    """Everyone whom the page credits as an author."""

    people: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    """Desks, agencies and outlets that are credited as authors, in printed order."""
    credited: list[str] = field(default_factory=list)
    """Everyone named by the source of the people, agencies included, in printed order."""
    printed: str | None = None
    """The line that names them."""


def find_credits(
    page: Page, outline: Outline, structured: Structured, title: str | None, body: BodyFound, top: int
) -> Credits:
    """Find the authors that the page credits.

    Sources are tried in order of trust. The first that names a person wins, unless the name looks like a login or is an
    editor's, or two later sources agree on somebody else.

    :param title: the headline, which is no name
    :param body: bylines stand above it and below it
    :param top: number of the block that prints the headline
    """
    place = BylinePlace(outline, body, top)
    reader = NameReader(structured, title, editors(outline, place))
    vote = _Vote()
    for source in find_sources(page, outline, structured, body, place):
        found = reader.read(source)
        if found.people and vote.is_decided_by(found, source):
            break
    ranked = vote.ranked
    if vote.is_by_data:
        beside = reader.read(Source("element", True, linked_authors(outline, place)))
        # The data of some templates names only the last of those whom the page prints.
        if ranked[0].people[0] in beside.people:
            ranked.insert(0, beside)
    organisations = reader.organisations
    if not ranked:
        ranked = _from_last_resorts(place, reader, (profiles, beside_date) if organisations else _LAST_RESORTS)
    if not ranked and not organisations:
        reader.read(Source("line", False, credit_line(place)))
    if not ranked and not organisations:
        found = reader.read(Source("line", False, owner(place, structured)))
        ranked = [found] if found.people else []
    if not ranked:
        return Credits([], organisations, organisations[:1], organisations[0] if organisations else None)
    return _credits(ranked, organisations, structured)


class _Vote:
    """Sources that name people, the most trusted first."""

    def __init__(self) -> None:
        self.ranked: list[Named] = []
        self.is_by_data = False
        """Structured data names one person, and no other source was asked."""
        self._first_kind = ""
        self._votes: dict[frozenset[str], int] = {}
        self._is_settled = False
        """Metadata agrees with itself: only a printed byline is asked for."""

    def is_decided_by(self, found: Named, source: Source) -> bool:
        """Add a source. Return True if further sources need not be read."""
        if self.ranked and self._is_byline_over_first(found, source):
            self.ranked.insert(0, found)
            return True
        if self._is_settled:
            return False
        self.ranked.append(found)
        is_first = len(self.ranked) == 1
        if is_first:
            self._first_kind = source.kind
        key = frozenset(map(letters, found.people))
        self._votes[key] = self._votes.get(key, 0) + 1
        if any(map(is_one_word, found.people)):
            return False
        if is_first and source.kind == "data":
            self.is_by_data = len(found.people) == 1
            return True
        # Metadata names the outlet's owner or the first of several authors more often than a printed line does.
        if self._votes[key] < 2 and (source.stated or not is_first):
            return False
        self._prefer(found)
        self._is_settled = source.kind == "meta"
        return not self._is_settled

    def _prefer(self, found: Named) -> None:
        """Put a source before the first, unless that is an account whom the source does not name."""
        first = self.ranked[0].people
        if len(first) > 1 or not is_one_word(first[0]) or first[0] in found.people:
            self.ranked.insert(0, found)

    def _is_byline_over_first(self, found: Named, source: Source) -> bool:
        """Return whether the printed byline names somebody else than an account or the metadata: it is right then."""
        if not source.is_byline or any(map(is_one_word, found.people)):
            return False
        first = self.ranked[0].people
        if self._first_kind != "meta" and not (len(first) == 1 and is_one_word(first[0])):
            return False
        # A name in common is the same person: printed without its accents, or with a middle name.
        printed = {letters(word) for name in found.people for word in name.split()}
        return not any(letters(word) in printed for name in first for word in name.split())


def _from_last_resorts(
    place: BylinePlace, reader: NameReader, resorts: Iterable[Callable[[BylinePlace], Texts]]
) -> list[Named]:
    for find in resorts:
        found = reader.read(Source("line", False, find(place)))
        if found.people:
            return [found]
    return []


def _credits(ranked: list[Named], organisations: list[str], structured: Structured) -> Credits:
    """Return the credits of the most trusted source, with names written out as in the others."""
    best = ranked[0]
    # The outlet itself is not credited beside its people.
    houses = [name for name in organisations if not structured.is_site(name)]
    people = _without_parts([_in_full(name, ranked[1:]) for name in best.people])
    full = dict(zip(best.people, people, strict=False)) if len(people) == len(best.people) else {}
    credited = [full.get(name, name) for name in best.credited]
    credited = [name for name in credited if name in people or is_agency(name) or name in houses]
    printed = ", ".join(best.printed)
    if any(map(str.isdigit, printed)):
        # The same element may print the time; the names alone are the line then.
        printed = ", ".join(credited)
    return Credits(people, organisations, credited, printed)


def _in_full(name: str, others: list[Named]) -> str:
    """Return a login as another source writes it out: ``annlee`` is Ann Lee."""
    if is_one_word(name):
        for other in others:
            for full in other.people:
                if " " in full and _is_login_of(name, full):
                    return full
    return name


def _is_login_of(login: str, full: str) -> bool:
    """Return whether an account has the name of a person: ``annlee``, ``alee``, ``ann.l`` and ``leea`` of Ann Lee."""
    first, *_, last = map(letters, full.split())
    forms = {letters(full), first + last, first[:1] + last, first + last[:1], last + first, last + first[:1]}
    return letters(login).rstrip("0123456789") in forms


def _without_parts(people: list[str]) -> list[str]:
    """Remove names that another name contains: ``Lee`` beside ``Ann Lee``."""
    return [name for name in people if not any(name != other and f" {name} " in f" {other} " for other in people)]
