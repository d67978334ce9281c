"""Search for a commenter's words and names in every text of every collection, and in the spool."""

from __future__ import annotations

import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, quote_plus

from pymongo.database import Database

from newscrawler.spelling import decoded, spelled
from newscrawler.storage.spool import documents_of

__all__ = ["DISTINCTIVE", "Hits", "Needles", "search"]

Document = dict[str, Any]

DISTINCTIVE = 24
"""Number of characters from which a text belongs to one person. Many commenters have written shorter ones ("Well
said.")."""

_SHORTEST_NAME = 3
"""Bytes of the shortest name that is looked for inside texts: a Chinese name of one character has three. A shorter
name is looked for only where a field holds nothing else."""

_NOT_SEARCHED = ("system.", "suppressions", "eggs")
"""Beginnings of the names of collections that are not searched: they contain keyed hashes, or code."""

_EXAMPLES = 5

# Scripts that are written without spaces: every character begins a word. Elsewhere a run of letters is a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_LETTER = re.compile(rf"[^\W{_UNSPACED}]")

Nature = Literal["name", "words"]

_ByLength = dict[tuple[int, int], dict[str, Nature]]
"""Needles by the characters before their first word and by their length."""

_BEGINNING = 12
"""Characters by which a needle is looked up."""

_OWN_TEXTS = frozenset({"comments.text", "comments.html", "comments.observations.text", "comments.observations.html"})
_STORIES = ("stories.", "copies.", "revisions.", "calendar.", "gaps.", "search.", "feed.")
"""Places where a name is that of a story, or a word of an address that the outlet gave to a story or a list."""


class Needles:
    """Texts to look for: names are found as whole words, words in any place.

    :param names: of commenters, with ids and addresses
    :param own: words that were captured from erased comments
    :param given: words that the operator gave
    """

    def __init__(self, names: Iterable[str] = (), own: Iterable[str] = (), given: Iterable[str] = ()) -> None:
        self._whole: set[str] = set()
        # By beginning and length: thousands of needles with the same beginning cost one look for each different length.
        self._by_word: defaultdict[str, _ByLength] = defaultdict(lambda: defaultdict(dict))
        self._by_beginning: defaultdict[str, _ByLength] = defaultdict(lambda: defaultdict(dict))
        self._wordless: dict[str, Nature] = {}
        self._own: set[str] = set()
        for name in names:
            self.add_name(name)
        for text in own:
            self.add_own(text)
        for text in given:
            self.add_words(text)

    def __bool__(self) -> bool:
        return bool(self._whole or self._by_word or self._by_beginning or self._wordless)

    def add_name(self, name: str) -> None:
        """Add a name, an id or an address of a commenter."""
        if not name.strip():
            return
        self._whole.update(_spellings(name))
        # The id of an account is mostly a number, and so are votes, dates and other ids.
        if len(name.strip().encode("utf-8", "replace")) >= _SHORTEST_NAME and not name.strip().isdecimal():
            for spelling in _spellings(name.strip()):
                self._add(spelling, "name")

    def add_words(self, text: str) -> None:
        """Add words that an operator looks for."""
        for spelling in _spellings(text.strip()) if text.strip() else ():
            # Not by word: an operator may look for a part of a word.
            self._wordless[spelling] = "words"

    def add_own(self, text: str | None) -> None:
        """Add the words of an erased comment, by paragraph."""
        for paragraph in (text or "").split("\n"):
            if len(paragraph := paragraph.strip()) >= DISTINCTIVE:
                for spelling in _spellings(paragraph):
                    self._own.add(spelling)
                    self._add(spelling, "words")

    def _add(self, needle: str, nature: Nature) -> None:
        first = _WORD.search(needle)
        if first is None:
            self._wordless[needle] = nature
        elif len(beginning := needle[first.start() : first.start() + _BEGINNING]) == _BEGINNING:
            self._by_beginning[beginning][first.start(), len(needle)][needle] = nature
        else:
            self._by_word[first.group()][first.start(), len(needle)][needle] = nature

    def found(self, text: str) -> Iterator[tuple[str, Nature]]:
        """Yield the needles in a text, each with its nature: in the text as it is, and decoded as people read it."""
        seen: set[str] = set()
        yield from self._within(text, seen)
        if (read := decoded(text)) != text:
            yield from self._within(read, seen)

    def _within(self, text: str, seen: set[str]) -> Iterator[tuple[str, Nature]]:
        if text in self._whole:
            yield text, "name"
        for needle, nature in chain(self._at_words(text), self._wordless.items()):
            if needle not in seen and needle in text:
                seen.add(needle)
                yield needle, nature

    def _at_words(self, text: str) -> Iterator[tuple[str, Nature]]:
        """Yield the needles that begin at, or before, a word of the text."""
        for word in _WORD.finditer(text):
            at = word.start()
            for candidates in (
                self._by_word.get(word.group(), {}),
                self._by_beginning.get(text[at : at + _BEGINNING], {}),
            ):
                for (before, length), needles in candidates.items():
                    start = at - before
                    nature = needles.get(text[start : start + length]) if start >= 0 else None
                    if nature is not None and not (nature == "name" and _goes_on(text, start + length)):
                        yield text[start : start + length], nature

    def is_own(self, needle: str) -> bool:
        """Return whether the needle was captured from an erased comment."""
        return needle in self._own

    def within(self, value: Any) -> bool:
        """Return whether any text of a document holds a needle."""
        return any(True for _, text in texts(value) for _ in self.found(text))


def _goes_on(text: str, end: int) -> bool:
    """Return whether a word continues after its part that ends there."""
    return end < len(text) and bool(_LETTER.match(text[end - 1]) and _LETTER.match(text, end))


def _spellings(text: str) -> set[str]:
    """The text as it is, composed and decomposed, and each as it stands in HTML, JSON, Python's own notation and
    addresses."""
    found: set[str] = set()
    for each in spelled(text):
        plain = each.encode("utf-8", "replace").decode()
        found |= {each, html.escape(each), html.escape(each, quote=False), json.dumps(each)[1:-1], repr(each)[1:-1]}
        found |= {quote(plain), quote_plus(plain)}
    return found


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with its path; names of fields too, where they are data."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, bytes):
        yield path, value.decode("utf-8", "replace")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from texts(each, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each, path)


class Hits:
    """Hits of a search."""

    def __init__(self) -> None:
        self.by_place: Counter[str] = Counter()
        """Documents that hold a needle, by ``collection.field`` or ``spool``."""
        self.elsewhere: Counter[str] = Counter()
        """Documents that hold a like text which is no trace of the commenter: a name in a story, the same words said by
        another commenter. They do not count."""
        self.examples: defaultdict[str, list[str]] = defaultdict(list)
        """Ids of some documents, by place."""
        self.documents = 0
        """Number of documents that were searched."""

    @property
    def total(self) -> int:
        return self.by_place.total()

    def note(self, place: str, id: str, counts: bool) -> None:
        (self.by_place if counts else self.elsewhere)[place] += 1
        if len(self.examples[place]) < _EXAMPLES:
            self.examples[place].append(id)


def search(database: Database[Document], var_dir: Path, needles: Needles) -> Hits:
    """Look for the needles in every collection, and in the spool and the kept run records of this machine."""
    hits = Hits()
    for collection in sorted(database.list_collection_names(filter={"type": "collection"})):
        if collection.startswith(_NOT_SEARCHED):
            continue
        for document in database[collection].find():
            _look(hits, needles, collection, document, str(document["_id"]))
    for name, document in documents_of(var_dir / "spool"):
        _look(hits, needles, f"spool {name}", document, name)
    for path in (var_dir / "runs").glob("*.json"):
        _look(hits, needles, f"runs {path.name}", {"record": path.read_text("utf-8", "replace")}, path.name)
    return hits


def _look(hits: Hits, needles: Needles, collection: str, document: Document, id: str) -> None:
    hits.documents += 1
    places: dict[str, bool] = {}
    for path, text in texts(document):
        place = f"{collection}.{path}"
        for needle, nature in needles.found(text):
            if nature == "name":
                counts = not place.startswith(_STORIES)
            else:
                counts = not (needles.is_own(needle) and (place in _OWN_TEXTS or place.startswith(_STORIES)))
            places[place] = places.get(place, False) or counts
    for place, counts in places.items():
        hits.note(place, id, counts)
