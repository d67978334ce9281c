"""Comments that other comments say they answer, in words: "In reply to #3", "replying to Ann".

The words, and the name or the number behind them, are no part of the commenter's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from newscrawler.comments.structure.records import Leaf, Record
from newscrawler.guarded import Guarded
from newscrawler.html.flat import BREAK, LINE
from newscrawler.language.words import WORDS

__all__ = ["Addressees"]

_LONGEST = 60
"""Characters of a text that says whom a comment answers."""

_REPLY_TO = Guarded.folded(WORDS.pattern("in_reply_to"))
_NUMBER = re.compile(r"#?\s?(\d{1,6})\W*")
_POSITION = re.compile(r"#\s?(\d{1,6})")
_FEWEST_WORDS = 2
"""Words of a link that says whom a comment answers: the name, and a word for answers."""

_SENTENCE = 25
"""Characters beside a link on its line that are the commenter's own."""

_JOINTS = " \t:@,.()»›>"


def _are_on_one_line(record: Record, one: Leaf, other: Leaf) -> bool:
    first, last = sorted((one.place, other.place))
    return not any(tag.effect & (BREAK | LINE) for tag in record.flat.tags[first + 1 : last + 1])


class Addressees:
    """Comments that the members of a thread say they answer.

    :param records: the members
    :param names: the name of each member, as far as it is known
    :param positions: the printed position of each member, as far as it is known
    """

    def __init__(self, records: Sequence[Record], names: Sequence[str | None], positions: Sequence[int | None]) -> None:
        self._records = records
        self._names = names
        self._index_of = {number: index for index, number in enumerate(positions) if number is not None}
        self.above: dict[int, int] = {}
        """Index of the member that a member answers."""
        self.places: dict[int, frozenset[int]] = {}
        """Tags before the texts that say so."""
        for index, record in enumerate(records):
            for at, leaf in enumerate(record.leaves):
                if len(leaf.text) <= _LONGEST and not leaf.part.control and self._note(index, record, at, leaf):
                    break

    def _note(self, index: int, record: Record, at: int, leaf: Leaf) -> bool:
        match = _REPLY_TO.search(leaf.text)
        if match is None:
            return self._note_link(index, record, at, leaf)
        said = [(leaf, leaf.text[match.end() :]), (leaf, leaf.text[: match.start()])]
        if at + 1 < len(record.leaves):
            said.insert(1, (record.leaves[at + 1], record.leaves[at + 1].text))
        for other, words in said:
            above = self._member(index, other, words.strip(_JOINTS))
            if above is not None:
                self.above[index] = above
                self.places[index] = frozenset((leaf.place, other.place))
                return True
        return False

    def _note_link(self, index: int, record: Record, at: int, leaf: Leaf) -> bool:
        """Note the member that a link leads to whose words, in any language, have that member's name or position.

        A link inside a sentence is a part of the text.
        """
        href = leaf.part.href or ""
        if not href.startswith("#") or len(leaf.text.split()) < _FEWEST_WORDS:
            return False
        above = self._linked(href[1:])
        if above is None or above == index or not self._tells(leaf.text, above):
            return False
        beside = (*record.leaves[max(at - 1, 0) : at], *record.leaves[at + 1 : at + 2])
        if any(len(other.text) > _SENTENCE and _are_on_one_line(record, leaf, other) for other in beside):
            return False
        self.above[index] = above
        self.places[index] = frozenset((leaf.place,))
        return True

    def _tells(self, words: str, above: int) -> bool:
        name = self._names[above]
        return bool(name and name in words) or any(
            self._index_of.get(int(number)) == above for number in _POSITION.findall(words)
        )

    def _member(self, index: int, leaf: Leaf, words: str) -> int | None:
        """Return the member that a link, a number or a name stands for; no member answers itself."""
        href = leaf.part.href or ""
        if href.startswith("#") and (above := self._linked(href[1:])) not in (None, index):
            return above
        if number := _NUMBER.fullmatch(words):
            above = self._index_of.get(int(number[1]))
            return None if above == index else above
        return next(self._named(index, words), None) if words else None

    def _named(self, index: int, name: str) -> Iterator[int]:
        """Yield the members by one commenter, the nearest before a member first."""
        for other in (*range(index - 1, -1, -1), *range(index + 1, len(self._names))):
            if self._names[other] == name:
                yield other

    def _linked(self, anchor: str) -> int | None:
        return self._anchors.get(anchor)

    @cached_property
    def _anchors(self) -> Mapping[str, int]:
        """Return the members by the ids and the names of the elements in them."""
        found: dict[str, int] = {}
        for index, record in enumerate(self._records):
            for part in record.parts:
                for attribute in ("id", "name") if part.tag.name == "a" else ("id",):
                    if f' {attribute}="' in part.tag.head and (value := part.tag.value(attribute)):
                        found.setdefault(value, index)
        return found
