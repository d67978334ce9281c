"""Search of stories by their words, newest first, with bounded work for each page.

Every word of the query has a list of the stories with it, in the order of their publication: the index
``words, order``. The rarest of these lists is read from the page's place on, and each story on it is compared with the
other words, until the page is full or :data:`EXAMINED` stories were compared. In the second case the page is shorter
and its cursor says how far it came.

MongoDB's text index has no order: it reads every story with the words, and sorts. A word that is in one story of ten
would take seconds there on a million (docs/search.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bson import Int64
from pymongo import DESCENDING
from pymongo.cursor import Cursor
from pymongo.database import Database

from newscrawler.language import search as language
from newscrawler.storage import cursors
from newscrawler.storage._fields import Document
from newscrawler.storage._keyset import READ_AT_ONCE, Weight
from newscrawler.storage._search_index import FIRST_DATED, RULES, STATE, agency_term, order_of, outlet_term

__all__ = ["EXAMINED", "Found", "SearchState", "Wanted", "find", "search_state"]

EXAMINED = 1_000
"""Stories that are compared for one page. Each further word costs about 5 ms."""

TEXTS = 80
"""Stories whose text is compared with a phrase, for one page: about 40 ms where the server has to read them."""

_COMPARED = dict.fromkeys(("headline", "body", "outlets", "agency", "datePublished"), 1)
"""Fields of a story that a phrase needs: most of a story is evidence and blocks, and most stories do not have the
phrase."""

_INDEX = "words_1_order_-1"
_ORDER = "order_-1"
_Term = tuple[str, ...]
"""Forms of a word, one of which a story must have."""
_FIRST, _LAST = Int64(-(2**63)), Int64(2**63 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The stories that a search is for."""

    query: str
    outlet: str | None = None
    agency: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def fits(self, story: Mapping[str, Any]) -> bool:
        """Return whether a stored story is among them as far as the words do not say: it may have changed since it was
        indexed."""
        return (
            (self.outlet is None or self.outlet in story["outlets"])
            and (self.agency is None or self.agency == story.get("agency"))
            and self._is_of_time(story.get("datePublished"))
        )

    def _is_of_time(self, at: datetime | None) -> bool:
        if at is None:
            return self.since is None and self.until is None
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search: documents of stories, and the cursor of the next page."""

    stories: list[Document]
    next: str | None


def find(database: Database[Document], wanted: Wanted, limit: int, after: str | None) -> Found:
    """Return a page of the stories that have every word of a query.

    :raises ValueError: for a query without words, a cursor that does not fit, or an index whose base forms cannot be
        made here
    """
    filters = {name: getattr(wanted, name) for name in ("query", "outlet", "agency", "since", "until")}
    digest = cursors.digest("search", filters)
    place = None if after is None else cursors.decode(after, digest, ["number"])[0]
    search = _Search(database, wanted, language.parse(wanted.query), place)
    stories, reached = search.page(limit)
    return Found(stories, None if reached is None else cursors.encode(digest, [int(reached)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """Progress of the index of words."""

    stories: int
    """Stories that are indexed, roughly."""
    complete: bool
    """Whether the first walk over all stories is done. Until then only the newest are found."""
    after: int
    """Number of the feed's event up to which changes are indexed; :meth:`newscrawler.feed.Feed.last` minus this is
    what it is behind."""
    made: str | None
    """Version of snowballstemmer that made the base forms; None: words are kept as they are."""


def search_state(database: Database[Document]) -> SearchState | None:
    """Return the state of the search; None where nothing was ever indexed."""
    state = database["meta"].find_one({"_id": STATE})
    if state is None:
        return None
    return SearchState(
        stories=database["search"].estimated_document_count(),
        complete=state["complete"],
        after=state["after"],
        made=state["made"],
    )


class _Search:
    """One page of a search."""

    def __init__(self, database: Database[Document], wanted: Wanted, query: language.Query, place: int | None) -> None:
        self._database = database
        self._wanted = wanted
        self._query = query
        made = database["meta"].find_one({"_id": RULES}) or {}
        self._rules: list[str] = made.get("rules") or [language.PLAIN]
        self._words: list[_Term] = [self._forms(word) for word in query.words]
        filters = [None if wanted.outlet is None else outlet_term(wanted.outlet)]
        filters += [None if wanted.agency is None else agency_term(wanted.agency)]
        self._terms: list[_Term] = self._words + [(term,) for term in filters if term is not None]
        self._range = _range(wanted, place)

    def page(self, limit: int) -> tuple[list[Document], int | None]:
        """Return the stories, and the place that was reached; None at the end of the list."""
        driver, reach = self._rarest()
        stories: list[Document] = []
        places: list[int] = []
        texts, weight = 0, Weight()
        # One more than asked for shows that there is a next page.
        for entry, story in self._read(self._entries(driver, reach, limit + 1), min(limit + 1, READ_AT_ONCE)):
            texts += bool(self._query.phrases)
            if story is not None and self._has(story, entry):
                stories.append(story)
                places.append(entry["order"])
            if len(stories) > limit:
                return self._whole(stories[:limit]), places[limit - 1]
            if weight.add(story or {}) or texts == TEXTS:
                return self._whole(stories), entry["order"]
        return self._whole(stories), reach

    def _read(self, entries: Iterator[Document], number: int) -> Iterator[tuple[Document, Document | None]]:
        """Yield entries with their stories; None for a story that is gone.

        :param number: stories that are read at once
        """
        fields = _COMPARED if self._query.phrases else None
        while chunk := list(islice(entries, number)):
            by_id = self._stories([entry["_id"] for entry in chunk], fields)
            yield from ((entry, by_id.get(entry["_id"])) for entry in chunk)

    def _forms(self, word: str) -> _Term:
        """Return the forms in which the index may have a word: those of the languages that its stories have."""
        return tuple(dict.fromkeys(language.base(word, rule) for rule in self._rules))

    def _rarest(self) -> tuple[_Term, int | None]:
        """Return the term with the fewest stories from the page's place on, and the place of the last one that may be
        compared; None where all of them may."""
        reaches = [(self._reach(term), term) for term in self._terms]
        rare = [term for reach, term in reaches if reach is None]
        if len(rare) > 1:
            return min(rare, key=self._count), None
        if rare:
            return rare[0], None
        reach, term = min(reaches)
        return term, reach

    def _reach(self, term: _Term) -> int | None:
        """Return the place of the last story that may be compared; None where there are not so many.

        The smaller it is, the fewer stories have the term.
        """
        found = self._places(_query(term, self._range))
        last = next(found.sort("order", DESCENDING).skip(EXAMINED - 1).limit(1), None)
        return None if last is None else last["order"]

    def _count(self, term: _Term) -> int:
        return self._database["search"].count_documents(_query(term, self._range), hint=_INDEX, limit=EXAMINED)

    def _entries(self, driver: _Term, reach: int | None, number: int) -> Iterator[Document]:
        """Yield the entries that have all terms, with the forms of the query's words in them.

        The terms are compared by the index alone, in which the stories of a word are side by side: 2,000 entries from
        all over the collection take a tenth of a second to read, and their places some milliseconds.
        """
        through = self._range if reach is None else {**self._range, "$gte": Int64(reach)}
        places = (each["order"] for each in self._places(_query(driver, through)).sort("order", DESCENDING))
        others = [term for term in self._terms if term is not driver]
        while chunk := list(islice(places, number)):
            for term in others:
                chunk = sorted({each["order"] for each in self._places(_query(term, {"$in": chunk}))}) if chunk else []
            if chunk:
                yield from self._at(chunk)
            # Where few entries have all terms, fewer questions are asked for more of them.
            number *= 2

    def _places(self, query: Document) -> Cursor[Document]:
        return self._database["search"].find(query, {"_id": 0, "order": 1}).hint(_INDEX)

    def _at(self, places: Sequence[int]) -> Cursor[Document]:
        """Return the entries at places, the newest first."""
        forms = sorted({form for word in self._words for form in word})
        fields = {"order": 1, "rule": 1, "words": {"$setIntersection": ["$words", forms]}}
        at = {"order": {"$in": list(map(Int64, places))}}
        return self._database["search"].find(at, fields).sort("order", DESCENDING).hint(_ORDER)

    def _stories(self, ids: Sequence[str], fields: Mapping[str, int] | None = None) -> dict[str, Document]:
        return {story["_id"]: story for story in self._database["stories"].find({"_id": {"$in": ids}}, fields)}

    def _whole(self, stories: list[Document]) -> list[Document]:
        """Return the stories with all their fields."""
        if not self._query.phrases:
            return stories
        by_id = self._stories([story["_id"] for story in stories])
        return [by_id[story["_id"]] for story in stories if story["_id"] in by_id]

    def _has(self, story: Document, entry: Document) -> bool:
        """Return whether a story has the words by the rule of its own language, and the phrases."""
        words = {language.base(word, entry["rule"]) for word in self._query.words}
        return (
            words.issubset(entry["words"])
            and self._wanted.fits(story)
            and self._query.is_in([story["headline"], *story["body"]])
        )


def _query(term: _Term, places: Mapping[str, Any]) -> Document:
    words = term[0] if len(term) == 1 else {"$in": list(term)}
    return {"words": words, "order": places}


def _range(wanted: Wanted, place: int | None) -> dict[str, int]:
    """Return the places of the stories that may be on the page. Dates are in seconds there: the stories of the last
    second are compared with ``until`` themselves."""
    first, last = _FIRST, _LAST
    if wanted.since is not None:
        first = order_of(wanted.since)
    elif wanted.until is not None:
        first = FIRST_DATED
    if wanted.until is not None:
        last = order_of(wanted.until + timedelta(seconds=1))
    return {"$gte": first, "$lt": last if place is None else min(last, Int64(place))}
