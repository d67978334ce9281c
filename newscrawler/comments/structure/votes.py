"""Votes of a comment: counts in elements that are called votes, on buttons, and in printed words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawler.html.flat import FlatHtml, Tag
from newscrawler.html.roles import AUTHOR, DOWN, NAME, SCORE, UP, roles_of_class
from newscrawler.language.counts import COUNT, read_count
from newscrawler.language.words import WORDS
from newscrawler.limits import whole_number

__all__ = ["VOTES", "Votes", "is_votes", "note_votes"]

VOTES = UP | DOWN | SCORE
"""Roles of elements with votes."""

_LONGEST_COUNT = 24
"""Characters of a count with the word after it: "1,234 recommendations"."""

_LONGEST_ELEMENT = 200
"""Characters of an element that may hold a count, with its white space."""

_LONGEST_ATTRIBUTE = 7
"""Digits of a count in a ``data-`` attribute; a longer number is an id."""

_COUNT = re.compile(rf"[^\w+\-−–]*({COUNT})\W*(?:[^\W\d]+\W*)?", re.I)
_VOTES = re.compile(rf"^[^\w+\-−]*({COUNT})\s+(?:{WORDS.pattern('vote', 'point')})\b(?![.-]\w)", re.I)
_UP_AND_DOWN = re.compile(rf"({COUNT})\s*\(\s*\+\s*({COUNT})\s*/\s*[-−]\s*({COUNT})\s*\)", re.I)
_DIGIT = re.compile(r"\d")
_LIKE = re.compile(rf"(?:{WORDS.pattern('like')})s?(?!\w)", re.I)
_DISLIKE = re.compile(rf"(?:{WORDS.pattern('dislike')})s?(?!\w)", re.I)


_LIKED_AND_NOT = re.compile(
    rf"\W*({COUNT})\s*(?:{WORDS.pattern('like')})s?\W+({COUNT})\s*(?:{WORDS.pattern('dislike')})s?(?!\w)", re.I
)
"""Both counts with their words in one text: "12 likes, 1 dislike"."""


@dataclass(slots=True)
class Votes:
    """Counts of one comment."""

    up: int | None = None
    down: int | None = None
    score: int | None = None
    has_two_scores: bool = False
    """Whether two counts are called votes and neither for nor against: one of each, as a rule."""

    @property
    def is_known(self) -> bool:
        """Whether any count was read."""
        return self.up is not None or self.down is not None or self.score is not None

    def read_attribute(self, name: str, value: str) -> None:
        """Read a ``data-`` attribute of the comment's own element, where its name speaks of votes."""
        number = whole_number(value.lstrip("-"), longest=_LONGEST_ATTRIBUTE)
        if number is None or not (roles := roles_of_class(name)) & VOTES:
            return
        if roles & UP:
            self.up = number
        elif roles & DOWN:
            self.down = number
        else:
            self.score = -number if value.startswith("-") else number

    def note(self, roles: int, number: int) -> None:
        """Note a count; the first of each kind is kept."""
        if roles & UP:
            self.up = abs(number) if self.up is None else self.up
        elif roles & DOWN:
            self.down = abs(number) if self.down is None else self.down
        else:
            self.has_two_scores |= self.score is not None
            self.score = number if self.score is None else self.score

    def take_both(self, other: Votes) -> None:
        """Take the counts for and against of another reading that knows both, where this one does not contradict it."""
        if other.up is None or other.down is None or self.up not in (None, other.up):
            return
        if self.score is not None and self.score != other.up - other.down:
            if self.score != other.up:
                return
            self.score = None  # the first of two counts that are called votes was the one for
        self.up, self.down = other.up, other.down

    def read(self, flat: FlatHtml, element: int, roles: int) -> bool:
        """Read the count in an element; return False when the element holds no count."""
        match = _count_in(flat, element)
        if match is None:
            return False
        if roles & VOTES == SCORE:
            roles = _roles_by_label(flat.tags[element]) or roles
        if _holds_counts(flat, element, roles):
            return False  # up and down votes are inside, each in an element of its own
        number = read_count(match.group(1))
        if number is None or (roles & UP and roles & DOWN):
            return False
        self.note(roles, number)
        return True

    def read_button(self, flat: FlatHtml, button: int) -> None:
        """Read the count on a button. An element inside the button, or the button's label, tells the kind."""
        for number in range(button + 1, flat.close[button]):
            tag = flat.tags[number]
            if tag.roles & VOTES and not tag.is_end and self.read(flat, number, tag.roles):
                return
        attributes = flat.tags[button].attributes
        label = attributes.get("aria-label") or attributes.get("title") or ""
        if _DISLIKE.match(label):
            self.read(flat, button, DOWN)
        elif _LIKE.match(label):
            self.read(flat, button, UP)

    def read_printed(self, words: str) -> None:
        """Read ``6 ( +8 / -2 )`` or ``36 votes``."""
        if match := _UP_AND_DOWN.search(words):
            self.score, self.up, self.down = map(read_count, match.groups())
        elif match := _LIKED_AND_NOT.match(words):
            self.up, self.down = map(read_count, match.groups())
        elif match := _VOTES.match(words):
            self.score = read_count(match.group(1))


def _count_in(flat: FlatHtml, element: int) -> re.Match[str] | None:
    tag = flat.tags[element]
    text = tag.value("content") if tag.name == "meta" else flat.text(element)
    if not text or len(text) > _LONGEST_ELEMENT:
        return None
    text = text.strip()
    return _COUNT.fullmatch(text) if len(text) <= _LONGEST_COUNT else None


def _holds_counts(flat: FlatHtml, element: int, roles: int) -> bool:
    """Return whether several texts in an element hold digits, which are no single number, or elements in it are votes
    for or against."""
    if flat.close[element] <= element + 2:
        return False
    if roles & SCORE and any(inner.roles & (UP | DOWN) for inner in flat.tags[element + 1 : flat.close[element]]):
        return True
    texts = flat.text_after[element : flat.close[element]]
    return sum(_DIGIT.search(text) is not None for text in texts if text) > 1


def _roles_by_label(tag: Tag) -> int:
    """Return the role that the label of a count states where its class says no more than "votes": "12 likes"."""
    label = tag.value("aria-label") or ""
    if not label or _DISLIKE.search(label):
        return 0
    return UP if _LIKE.search(label) else 0


def note_votes(votes: Votes, flat: FlatHtml, element: int, tag: Tag, roles: int) -> bool:
    """Read the votes in an element; return True when it held votes or is a button, so that it is no other field."""
    if roles & VOTES and votes.read(flat, element, roles):
        return True
    if tag.name != "button" or roles & (AUTHOR | NAME):
        return False
    votes.read_button(flat, element)
    return True


def is_votes(words: str) -> bool:
    """Return whether words print votes. Most texts begin with a letter, so that is checked first."""
    if "(" in words and _UP_AND_DOWN.search(words):
        return True
    return not words[:1].isalpha() and _VOTES.match(words) is not None
