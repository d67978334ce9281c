"""Links: two stories that share text, compared exactly on their two bodies.

The kind of a link follows from the two texts alone, so that it is the same whenever and wherever it is made. What
only other stories show, such as that a text is a digest of several, decides later (:mod:`.derivation`).

Reasons for the rules, from how wire stories are printed:

- A *copy* or *excerpt* has most of the shorter text, in quotations and outside of them: own articles on one event share
  what was said, not what was written. An excerpt is the beginning of a text or holds it: what stands only further down
  in a long text was taken over, or added to it.
- An *update* keeps the headline and a sentence, or it has a new headline and keeps the opening or the writers and a
  quarter of the text, or ten sentences.
  Stories of two agencies are no versions of each other, however much their outlets mixed.
- Background paragraphs come back in all stories of an agency on one event, and in those of one writer. They are seldom
  more than a third of a text, and stand at its end: never its opening, and hardly anything of its first half.
- A running file ("The Latest: …") or a digest carries paragraphs of other stories, and is a version of none of them.
- Reports of one template (markets, weather) have the same sentences with other figures in the same places, or come back
  on another day: by publication, by a first visit before it, or by the weekdays that they name. Instalments of a
  numbered series ("Open thread 12: …") may have the same sentences altogether.
- Two outlets that choose the same stories for their pages of teasers print no common text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from newscrawler.clusters.figures import differ_in_figures
from newscrawler.clusters.limits import HEADLINE_WORDS
from newscrawler.clusters.reading import Reading, read
from newscrawler.clusters.runs import words_of
from newscrawler.clusters.texts import Text, aware
from newscrawler.language.roundups import Form

__all__ = ["Kind", "Link", "Opens", "link"]

Kind = Literal["copy", "excerpt", "update", "derived"]
"""``copy``: the same text, at most edited or trimmed. ``excerpt``: the shorter is a part of the longer. ``update``: an
earlier or later version of one wire story. ``derived``: another text that takes sentences over."""

Opens = Literal["neither", "a", "b", "both"]
"""Stories of the link whose opening the other prints."""

_LEAST_RUNS = 10
"""Runs in common of a link at least: a sentence of 14 words."""
_SAME = 0.65
"""Part of the shorter text's runs that a copy or an excerpt shares: one of four sentences may be edited or added."""
_SAME_PROSE = 0.5
"""The same outside of quotations. Less is asked, because little may be there."""
_HALF = 0.5
"""Part of the longer text from which on it is no excerpt."""
_VERSION_RUNS = 60
"""Runs outside of quotations that an update under another headline keeps at least: about four sentences."""
_OPENED = 0.25
"""Part of the shorter text that an update keeps at least, if each prints the other's opening or both name the same
writers."""
_NEWS = 0.25
"""Part of the first half of one of two versions that the other prints at least, wherever it prints it: a later version
puts its news above the earlier one. Texts that share less than this have only their background in common."""
_LONG_RUNS = 150
"""Runs outside of quotations that no other texts share: about ten sentences."""
_LONG = 0.4
"""Part of the shorter text that they must be."""
_HEADLINE_RUNS = 12
"""The same under one headline: a sentence of 16 words."""
_SAME_DAY = timedelta(hours=18)
"""Time between two versions at most. A daily report comes back after about 24 hours, and the next day's main story is
another, though it keeps much of the text."""
_DAY = timedelta(days=1)
"""The same where only the day of one is known: midnight of the day is less than this from any clock of the day."""
_SAME_NIGHT = timedelta(hours=9)
"""Time between the first visits of two texts from which on other weekdays mean another day's story. A version that is
written after midnight names the next day too."""
_ZONES = timedelta(hours=14)
"""Time by which a clock whose zone is unknown may be ahead of UTC."""
_SENTENCE = 0.75
"""Part of a sentence's runs that the other text has if it prints the sentence."""
_NUMBERS = 6
"""Different numbers from which on two texts must agree in them."""
_SAME_NUMBERS = 0.5
"""Part of the numbers of the text with fewer that the other has."""
_ALIKE = 0.8
"""Part of the shorter text's runs from which on numbers do not matter: if they differed, so would the runs around. And
part of both texts' runs from which on forms do not matter: they are one text under two headlines."""
_LATER = 0.9
"""Part of the shorter text's runs, and of its numbers, that a copy or an excerpt of a later day shares. A report that
comes back with the same sentences, such as a market's or the weather's, has other values in its first ones."""

_INSTALMENT = re.compile(r"(?P<series>\D{3,60}?)(?P<number>\d{1,6})\s?[:：]")
"""A numbered label at the head of a headline: "Open thread 12: …". Figures of an event have words behind them."""


@dataclass(frozen=True, slots=True)
class Link:
    """Text that two stories share."""

    a: str
    """Id of the story whose id sorts first."""
    b: str
    """Id of the other story."""
    kind: Kind
    """``copy``: the same text, at most edited or trimmed. ``excerpt``: the shorter is a part of the longer. ``update``:
    another version of the wire story. ``derived``: another text that takes sentences over."""
    shared: int
    """Different runs in common, captions left out."""
    containment: float
    """``shared`` as a part of the runs of the text that has fewer, 0 to 1."""
    prose: int = 0
    """Runs in common outside of quotations and posts."""
    opens: Opens = "neither"
    """Stories whose opening the other prints."""
    headline: bool = False
    """Whether both have one headline, which is no label, within a day."""
    form: Form | None = None
    """Form of both texts. None: their forms differ."""


def link(a: Text, b: Text) -> Link | None:
    """Return the link of two texts; None if they do not share a sentence. The order of the two does not matter."""
    if a.id > b.id:
        a, b = b, a
    pair = _Pair(a, b)
    if pair.shared < _LEAST_RUNS or a.id == b.id:
        return None
    return Link(
        a=a.id,
        b=b.id,
        kind=pair.kind(),
        shared=pair.shared,
        containment=round(pair.containment, 3),
        prose=pair.prose,
        opens=pair.opens,
        headline=pair.has_one_headline,
        form=pair.form,
    )


class _Pair:
    """Two texts beside each other."""

    def __init__(self, a: Text, b: Text) -> None:
        self._texts = a, b
        self._has_one_agency = a.agency is not None and a.agency == b.agency
        first, second = read(a), read(b)
        self._shorter, self._longer = sorted((first, second), key=lambda reading: len(reading.runs))
        self.shared = len(first.runs & second.runs)
        self.prose = len(first.prose & second.prose)
        self._keeps_news = any(
            len(one.news & other.prose) >= _NEWS * len(one.news) for one, other in ((first, second), (second, first))
        )
        self.containment = self.shared / max(1, len(self._shorter.runs))
        self._covers = self.shared / max(1, len(self._longer.runs))
        self.opens = _opens(first, second)
        self.form = first.form if first.form == second.form else None
        self._is_one_day = _is_one_day(a, b)
        self._is_later = _is_later(a, b)
        self._says_another_day = (
            bool(first.days and second.days) and first.days.isdisjoint(second.days) and _may_be_of_two_days(a, b)
        )
        self._recurs = first.headline == second.headline and _is_title(first.headline)
        self.has_one_headline = self._recurs and self._is_one_day
        self._has_one_byline = bool(first.authors) and first.authors == second.authors
        self._are_instalments = _are_instalments(a.headline, b.headline)
        self._is_of_two_agencies = a.agency is not None and b.agency is not None and a.agency != b.agency

    def kind(self) -> Kind:
        if not self._may_be_one_story():
            return "derived"
        kind = self._joining()
        return "derived" if kind != "derived" and self._are_reports_of_two_days() else kind

    def _joining(self) -> Kind:
        """Return the kind by what is in common."""
        if self._is_same_text():
            return "copy" if self._covers >= _HALF else "excerpt"
        return "update" if self._is_version() else "derived"

    def _are_reports_of_two_days(self) -> bool:
        return self.containment < 1 and differ_in_figures(*self._texts)

    def _may_be_one_story(self) -> bool:
        """Return whether form, day and numbers of the texts allow that they are of one story."""
        if self._are_instalments or (self.form is None and self._covers < _ALIKE) or self._are_two_digests():
            return False
        if self._is_later or self._says_another_day or (self._recurs and not self._is_one_day):
            return self.containment >= _LATER and self.opens != "neither" and self._agreement() >= _LATER
        return self.containment >= _ALIKE or self._agreement(_NUMBERS) >= _SAME_NUMBERS

    def _are_two_digests(self) -> bool:
        """Return whether two outlets put together the same stories: neither one headline nor an agency makes them one
        text.
        """
        if self.form != "digest" or self._shorter.headline == self._longer.headline != "":
            return False
        return not self._has_one_agency or self._covers < _HALF

    def _agreement(self, least: int = 1) -> float:
        """Return the part of the numbers of the text with fewer that the other has; 1 for less than ``least``."""
        numbers, others = self._shorter.numbers, self._longer.numbers
        fewer = min(len(numbers), len(others))
        return len(numbers & others) / fewer if fewer >= least else 1.0

    def _is_same_text(self) -> bool:
        if self.containment < _SAME:
            return False
        if self.has_one_headline:
            return True
        return self.prose >= _SAME_PROSE * len(self._shorter.prose) and (self._covers >= _HALF or self._is_excerpt())

    def _is_excerpt(self) -> bool:
        """Return whether a short text is a part of a long one by the place that it has there."""
        if _prints_as_section(self._longer, self._shorter):
            return False
        return self.form == "running" or _prints_opening(self._shorter, self._longer)

    def _is_version(self) -> bool:
        if self._is_of_two_agencies or not self._is_one_day:
            return False
        if self.has_one_headline:
            return self.prose >= _HEADLINE_RUNS
        return self._keeps_enough() and not any(
            _prints_as_section(one, other) or _has_another_section(one, other)
            for one, other in ((self._longer, self._shorter), (self._shorter, self._longer))
        )

    def _keeps_enough(self) -> bool:
        """Return whether so much is in common as versions under two headlines keep."""
        if self.prose < _VERSION_RUNS or self.containment < _OPENED:
            return False
        if not self._keeps_news:
            return False
        return self.opens == "both" or self._has_one_byline or (self.prose >= _LONG_RUNS and self.containment >= _LONG)


def _opens(a: Reading, b: Reading) -> Opens:
    """Return the texts whose opening the other prints."""
    of_a, of_b = _prints_opening(b, a), _prints_opening(a, b)
    if of_a and of_b:
        return "both"
    return "a" if of_a else "b" if of_b else "neither"


def _prints_opening(reading: Reading, other: Reading) -> bool:
    """Return whether a text prints one of the other's first sentences."""
    return any(len(sentence & reading.runs) >= _SENTENCE * len(sentence) for sentence in other.opening)


def _prints_as_section(reading: Reading, other: Reading) -> bool:
    """Return whether a text prints the other under its headline, as a digest does, and has another headline itself."""
    below = reading.headings.get(other.headline)
    if below is None or reading.headline == other.headline:
        return False
    return len(below & other.runs) >= _SENTENCE * len(below) > 0


def _has_another_section(reading: Reading, other: Reading) -> bool:
    """Return whether a page of several stories prints the other in one section, and something else in another."""
    parts = [len(section & other.runs) / len(section) for section in reading.sections if section]
    return bool(parts) and max(parts) >= _SENTENCE and min(parts) <= 1 - _SENTENCE


def _are_instalments(headline: str, other: str) -> bool:
    """Return whether two headlines have one label with two numbers."""
    first, second = _INSTALMENT.match(headline), _INSTALMENT.match(other)
    if first is None or second is None or first["number"] == second["number"]:
        return False
    return words_of(first["series"]) == words_of(second["series"])


def _is_title(headline: str) -> bool:
    return len(headline.split()) >= HEADLINE_WORDS


def _is_one_day(a: Text, b: Text) -> bool:
    """Return whether two texts may be versions of one day, by their publication, or else by their first visits."""
    if a.published is not None and b.published is not None:
        return not _is_later(a, b)
    if a.firstSeen is None or b.firstSeen is None:
        return True
    return abs(aware(a.firstSeen) - aware(b.firstSeen)) < _SAME_DAY


def _is_later(a: Text, b: Text) -> bool:
    """Return whether two texts were certainly published on two days. A late first visit is no evidence, an early one
    is.
    """
    if a.published is None or b.published is None:
        return _was_seen_before(a, b) or _was_seen_before(b, a)
    most = _DAY if "day" in (a.precision, b.precision) else _SAME_DAY
    return abs(aware(a.published) - aware(b.published)) >= most


def _may_be_of_two_days(a: Text, b: Text) -> bool:
    """Return whether a date is missing and the first visits are not of one evening and night."""
    if a.published is not None and b.published is not None:
        return False
    if a.firstSeen is None or b.firstSeen is None:
        return True
    return abs(aware(a.firstSeen) - aware(b.firstSeen)) >= _SAME_NIGHT


def _was_seen_before(a: Text, b: Text) -> bool:
    """Return whether a page that prints no date was visited on a day before the other text was published."""
    if a.published is not None or b.published is None or a.firstSeen is None:
        return False
    most = _SAME_DAY if b.precision == "exact" else _SAME_DAY + _ZONES
    return aware(b.published) - aware(a.firstSeen) >= most
