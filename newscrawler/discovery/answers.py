"""Answers that are not the page: a cookie choice, a check for robots, a login page with status 200. Pure.

Three kinds of evidence count. The page says so. The headline is neither the one under which the story was announced
nor that of its address, and another address of the outlet shows the same text. The stored copy of the address has
another headline and another text. One alone may be true of a story, so nothing is decided by an address alone, and a
story that an outlet prints at two addresses is a story: its headline is that of at least one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from newscrawler.discovery.address_words import Bearing, bearing, same_story_address, slug_of
from newscrawler.language.standins import StandInKind, stand_in_kind

__all__ = [
    "HIDES",
    "LED_AWAY",
    "REPEATED",
    "Answer",
    "addresses_needed",
    "has_other_text",
    "hides_stored",
    "is_doubtful",
    "is_elsewhere",
    "is_other_than",
    "is_stored_text",
    "is_text_of",
    "reason_of_kind",
    "said_of_itself",
    "same_text",
]

LED_AWAY = "not the story: redirected to another page, whose headline is another one"
"""Reason of quarantine of :func:`is_elsewhere`."""

REPEATED = "not the story: other addresses of the outlet show the same headline and text, which fit none of them"
"""Reason of quarantine of a page that proved to be one for several addresses."""

HIDES = "not stored: neither the address nor its source names this headline, and the stored copy has another text"
"""Reason of quarantine of :func:`hides_stored`."""

_LITTLE = 1_500
"""Characters of a page that may be no story though nothing but its length says so. Consent pages and soft 404 have 100
to 1,200; the shortest wire stories have a date."""
_ALIKE = 0.8
"""Share of words that two texts have in common, where they are the same page: request ids, addresses and clocks
differ."""
_SAME = 0.9
"""Share of words in common, and of a stored copy's text that the page prints, where the copy is that of the page: notes
and credits are not in its body, and a paragraph may have been edited."""
_FEW_WORDS = 3
"""Words below which a text says nothing."""

_PROVEN = 3
"""Addresses with one text that are no accident, though the page has a date and an author."""

_WORD = re.compile(r"[^\W\d_]{2,}")

_SAID = {
    "consent": "a choice of cookies",
    "robot": "a check for robots or a refusal",
    "region": "a note that the story is not shown in this country",
    "gone": "a page that says that the story is not there (with status 200)",
    "login": "a login page",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A page that came for a story's address, as far as it shows whether it is that story."""

    asked: str
    """Address that was asked for, normalised."""

    url: str
    """Address that answered, redirects followed, normalised."""

    headline: str
    title: str = ""
    """The document's title."""

    text: str
    """All blocks, one in a line."""

    announced: str | None = None
    """The headline under which a feed or list announced the story. None: no source gave one."""

    is_dated: bool = False
    is_signed: bool = False
    """The page names an author or an agency."""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of headline and text."""
        return _words(self.headline, (self.text,))

    @cached_property
    def bearing(self) -> Bearing:
        """Whether the headline is that of the story that was asked for."""
        seen: set[Bearing] = set()
        for name in self._names():
            found = bearing(self.headline, name) if name else "unknown"
            if found == "same":
                return "same"
            seen.add(found)
        return "other" if "other" in seen else "unknown"

    def _names(self) -> Iterator[str | None]:
        """Yield the words by which the story was announced, and those of its addresses."""
        yield self.announced
        yield slug_of(self.asked)
        if self.is_dated:
            # Of the address that answered too: an outlet may move a story and rewrite its headline.
            yield slug_of(self.url)

    @property
    def is_led_away(self) -> bool:
        """Whether a redirect led to an address that is not the story's."""
        return not same_story_address(self.asked, self.url)

    @property
    def looks_unlike_a_story(self) -> bool:
        """Whether the page is short, and has neither a date nor an author."""
        return not self.is_dated and not self.is_signed and len(self.text) <= _LITTLE


def said_of_itself(answer: Answer) -> StandInKind | None:
    """Return what a page says that it is; None for a page that is a story in any other way."""
    if not answer.looks_unlike_a_story or answer.bearing == "same":
        return None
    return stand_in_kind(f"{answer.headline}\n{answer.title}\n{answer.text}")


def is_elsewhere(answer: Answer) -> bool:
    """Return whether a redirect led to a page that is not the story: another address, another headline, no date."""
    return answer.is_led_away and answer.bearing == "other" and not answer.is_dated


def is_doubtful(answer: Answer) -> bool:
    """Return whether an answer may be another page than the story that was asked for.

    It is not to be stored before other addresses of the outlet have answered.
    """
    return answer.bearing == "other" or (answer.bearing == "unknown" and answer.looks_unlike_a_story)


def addresses_needed(answer: Answer) -> int:
    """Return the number of addresses with this text, none of which it fits, that prove that it is no story.

    A page with a date and an author may be a story that its outlet prints at two addresses.
    """
    return _PROVEN if answer.is_dated and answer.is_signed else _PROVEN - 1


def same_text(one: Answer, other: Answer) -> bool:
    """Return whether two addresses that are not of one story show the same page."""
    if same_story_address(one.asked, other.asked):
        return False
    return _are_alike(one.words, other.words)


def is_stored_text(answer: Answer, url: str, headline: str | None, body: Sequence[str]) -> bool:
    """Return whether a copy that is stored of another story's address has the answer's text."""
    if same_story_address(answer.asked, url):
        return False
    return _are_alike(answer.words, _words(headline, body))


def hides_stored(answer: Answer, headline: str | None, body: Sequence[str], *, is_repeated: bool) -> bool:
    """Return whether an answer in doubt must not replace a stored copy, whose headline and text are other ones.

    A story that was rewritten as a whole has a date and an author, and no other address shows its text.

    :param is_repeated: whether another address shows the same text
    """
    if answer.is_dated and answer.is_signed and not is_repeated:
        return False
    return is_other_than(answer, headline, body)


def is_other_than(answer: Answer, headline: str | None, body: Sequence[str]) -> bool:
    """Return whether a stored copy has another headline, and a text that has little in common with the answer's."""
    stored = _words(headline, body)
    if len(stored) < _FEW_WORDS or (headline and bearing(answer.headline, headline) == "same"):
        return False
    return not _are_alike(answer.words, stored, _ALIKE / 2)


def is_text_of(answer: Answer, headline: str | None, body: Sequence[str]) -> bool:
    """Return whether a stored copy has the answer's text, but for lines that are not stored.

    Two stories may differ by their figures alone, so the words are not enough.
    """
    printed = sum(len(paragraph) for paragraph in body if paragraph in answer.text)
    return printed >= _SAME * sum(map(len, body)) and _are_alike(answer.words, _words(headline, body), _SAME)


def has_other_text(one: Answer, other: Answer) -> bool:
    """Return whether two pages have little text in common. A short form of a page (AMP) has the whole page's words."""
    shorter = min(len(one.words), len(other.words))
    return shorter >= _FEW_WORDS and len(one.words & other.words) < _ALIKE * shorter


def _words(headline: str | None, body: Sequence[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(" ".join((headline or "", *body)).casefold()))


def _are_alike(one: frozenset[str], other: frozenset[str], share: float = _ALIKE) -> bool:
    both = len(one | other)
    return both >= _FEW_WORDS and len(one & other) >= share * both


def reason_of_kind(kind: StandInKind) -> str:
    """Return the reason of quarantine of a page that says what it is."""
    return f"not the story but {_SAID[kind]}"
