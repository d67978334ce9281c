"""Places of a page where texts repeat in boxes of one shape, by the outline that the extraction has read.

Nothing is read again: an outline has the boxes of a page and the texts between their borders. Boxes of one shape below
one box are a list. A list below the story is looked at more closely where its members hold a date, or a label of
comments stands in them or before the first of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.around import weight
from newscrawler.comments.structure.scan import HEADINGS
from newscrawler.guarded import Guarded
from newscrawler.html.outline import Box, Outline, TextBlock
from newscrawler.html.roles import says_talk
from newscrawler.language.words import WORDS

__all__ = ["BUTTON", "CAPTION", "DATED", "EMPTY", "TALK", "Listing", "listings", "may_be_title"]

_STORY = 80
"""Characters of prose before a list without a heading: a story comes before its comments."""

_SENTENCE = 50
"""Characters of a text that counts as prose."""

_LINKED = 0.6
"""Share of a list's characters in links; above it the list is a menu or one of teasers."""

_TITLE, _DATE_DIGITS = 28, 4
"""Characters of a linked title, and digits of a link that is a date and leads to its comment."""

_FEWEST, _MOST = 20, 15_000
"""Characters of an average member."""

_HEAD = 160
"""Characters of a box that begins a run of siblings."""

_LONGEST_RUN = 14
"""Texts of a run of siblings; a longer last run goes on into the next part of the page."""

_MARKUP = 12_000
"""Characters of markup of a member that no label calls a comment; the evaluation's longest have 9,000."""

_SAMPLE = 6
_MOST_PLACES = 3
_MOST_MEMBERS = 3_000
_LABEL = 60
"""Characters of a label, a heading or a line with a date."""

_ENOUGH = 0.6
_DIGITS = re.compile(r"\d+")
_FROM_DIGIT = re.compile(r"\d.*")
DATED = re.compile(
    rf"\d[./-]\d|\b(?:19|20)\d\d\b|\d:\d\d|[年月]|{WORDS.bounded('after_count', 'before_count', 'counted')}", re.I
)
TALK = Guarded.folded(
    WORDS.bounded("comments", "comment", "discussion", "answers", "reaction", "thought", "readers_words")
)
CAPTION = Guarded.folded(
    rf"\W*(?:(?:\d+|{WORDS.pattern('one')})\s*)?(?:(?:{WORDS.pattern('all_comments')})[\s-]*)?"
    rf"(?:{WORDS.pattern('comments', 'comment', 'discussion', 'answers', 'reaction', 'thought', 'readers_words')})"
    r"\W*(?:\d+\W*[^\W\d_]?)?\W*",
    mode="fullmatch",
)
EMPTY = Guarded.folded(rf"\W*(?:0\b|(?:{WORDS.pattern('none_yet')})(?!\w))", mode="match")
"""Beginning of a label that says that there are no comments."""

_STAMP = 90
"""Characters at the beginning of a paragraph in which a name and a time stand."""

_CLOCK = re.compile(r"\d\s?[:.h]\s?\d\d(?!\d)")
_DAY = re.compile(r"\d[./-]\d|\b(?:19|20)\d\d\b|[年月]")
_CAPTION_LENGTH = 40
_CAPTION_CLIMB = 4
_MOST_ALIKE = 2
"""Labels of one text, as above and in a list of comments; a label that is printed more often is a button."""

_CAPTION_WORTH = 3.0
"""Worth of a box below a label, between a called list with dates and one without."""

# Neither signs, digits nor letters are given back: a text of white space would be tried at each of its places.
BUTTON = re.compile(rf"\W*+(?:\d++\s*+)?+(?:{WORDS.pattern('button', 'common_button')})\W*+(?:\d++\W*+)?+", re.I)
_SAYS = Guarded.folded(rf".{{1,50}}\s(?:{WORDS.pattern('say')})\s?:?", mode="fullmatch")
_NO_MEMBER = frozenset(("body", "tbody", "thead", "tfoot", "ul", "ol", "dl", "h1", "nav", "button"))
_NO_LIST = frozenset(("select", "nav"))

_MOST_SHAPES = 8_192
_LONGEST_SHAPE = 200
"""Characters of names that are kept."""


class _Shapes(dict[str, str]):
    """Shapes by the names of boxes, the first name without its numbers: a page has the same names many times."""

    def __missing__(self, names: str) -> str:
        first = names.split(None, 1)
        if names[:1] == " " and first:
            # An id alone: behind its first digit it is a hash as often as a number.
            shape = _FROM_DIGIT.sub("#", first[0])
        else:
            shape = _DIGITS.sub("#", first[0]) if first else ""
        if len(names) <= _LONGEST_SHAPE:
            if len(self) >= _MOST_SHAPES:
                self.clear()
            self[names] = shape
        return shape


_SHAPES = _Shapes()


@dataclass(slots=True)
class Listing:
    """A list that may be the comments of a page."""

    node: LexborNode
    """The element around the members."""
    is_called: bool
    """Whether a label before the first member says that readers speak."""
    worth: float
    after: int | None = None
    """The ``mem_id`` of the element with that label."""
    is_headline: bool = False
    """Whether that label is a heading directly before the first member."""
    is_captioned: bool = False
    """Whether the text directly before the first member is that label and nothing else."""
    largest: int = 1_500_000
    """Characters of markup above which the element holds far more than the list."""


def listings(outline: Outline) -> list[Listing]:
    """Return the lists of a page that may be its comments, the likeliest first."""
    found = sorted(_Skeleton(outline).listings(), key=lambda one: -one.worth)
    return found[:_MOST_PLACES]


class _Skeleton:
    """Boxes of a page with the texts in them."""

    def __init__(self, outline: Outline) -> None:
        self._boxes: Sequence[Box] = outline.boxes
        self._texts: Sequence[TextBlock] = outline.blocks
        count = len(self._boxes)
        self._characters, self._linked, self._held, self._own = [0] * count, [0] * count, [0] * count, [0] * count
        self._first, self._last = [-1] * count, [-1] * count
        self._dated: dict[int, bool] = {}
        self._talking: dict[int, bool] = {}
        self._sizes = [0]
        """Characters before each text."""
        self._prose = [0]
        """Characters of prose before each text."""
        self._note_texts()
        self._sum_up()

    def _note_texts(self) -> None:
        characters, linked, held, first, last = self._characters, self._linked, self._held, self._first, self._last
        prose = 0
        for place, text in enumerate(self._texts):
            box, length = text.box.number, len(text.text)
            characters[box] += length
            linked[box] += text.linked
            held[box] += 1
            if first[box] < 0:
                first[box] = place
            last[box] = place
            said = length if text.text.isascii() else weight(text.text)
            if said >= _SENTENCE and text.linked * 2 < length:
                prose += said
            self._prose.append(prose)
            self._sizes.append(self._sizes[-1] + length)
        self._own = list(held)

    def _sum_up(self) -> None:
        characters, linked, held, first, last = self._characters, self._linked, self._held, self._first, self._last
        for number in range(len(self._boxes) - 1, 0, -1):
            parent = self._boxes[number].parent
            if not held[number] or parent is None:
                continue
            above = parent.number
            characters[above] += characters[number]
            linked[above] += linked[number]
            held[above] += held[number]
            if first[above] < 0 or first[number] < first[above]:
                first[above] = first[number]
            if last[number] > last[above]:
                last[above] = last[number]

    def listings(self) -> Iterator[Listing]:
        """Yield the lists."""
        alike: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        held = self._held
        for box in self._boxes:
            own, above = held[box.number], box.parent
            # A box with all texts of its parent has no siblings with texts.
            if own and above is not None and own != held[above.number] and box.tag not in _NO_MEMBER:
                shape = _SHAPES[box.names] if box.tag != "tr" or box.names else str(own)
                alike[above.number, box.tag, shape].append(box.number)
        for (parent, _, _), members in alike.items():
            if 2 <= len(members) <= _MOST_MEMBERS and (found := self._listing(parent, members)) is not None:
                yield found
        yield from self._captioned()
        for number, own in enumerate(self._own):
            if own >= 6 and (found := self._run_of_lines(number)) is not None:
                yield found
        yield from self._stamped()

    def _stamped(self) -> Iterator[Listing]:
        """Yield the boxes in which several paragraphs begin with a day and a time of the day, behind a name."""
        stamped: dict[int, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts):
            parent = text.box.parent
            if parent is not None and self._prose[place] >= _STORY and _is_stamped(text.text[:_STAMP]):
                stamped[parent.number].append(place)
        for number, places in stamped.items():
            if len(places) > 2:
                box = self._boxes[number]
                is_called = self._is_called(box, places[0])
                largest = 1_500_000 if is_called else _MARKUP * len(places)
                yield Listing(box.node, is_called, 2.0 + is_called, largest=largest)

    def _captioned(self) -> Iterator[Listing]:
        """Yield the boxes below labels that say "comments" and nothing else; they may hold a single comment."""
        captions: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts):
            if self._prose[place] >= _STORY and self._is_caption(text):
                captions[text.text].append(place)
        for places in captions.values():
            for place in places if len(places) <= _MOST_ALIKE else ():
                text, box = self._texts[place], self._box_below(place)
                if box is not None:
                    after = text.box.node.mem_id if text.box is not box else None
                    yield Listing(box.node, True, _CAPTION_WORTH, after, is_captioned=True)

    @staticmethod
    def _is_caption(text: TextBlock) -> bool:
        return (
            len(text.text) <= _CAPTION_LENGTH
            and text.linked * 2 <= len(text.text)
            and CAPTION.fullmatch(text.text) is not None
            and not EMPTY.match(text.text)
            # The label of a field that must be filled in.
            and not text.text.endswith("*")
        )

    def _box_below(self, place: int) -> Box | None:
        """Return the smallest box around a label that holds texts after it."""
        box: Box | None = self._texts[place].box
        for _ in range(_CAPTION_CLIMB):
            if box is None or box.tag == "body":
                return None
            if self._last[box.number] > place:
                return box
            box = box.parent
        return None

    def _listing(self, parent: int, members: Sequence[int]) -> Listing | None:
        count = len(members)
        characters = sum(self._characters[number] for number in members)
        texts = sum(self._held[number] for number in members)
        if self._boxes[parent].tag in _NO_LIST or characters < 5 * count:
            return None
        if texts >= 2 * count or characters > _HEAD * count:
            if sum(self._linked[number] for number in members) > _LINKED * characters:
                return None
            ranges = [(self._first[number], self._last[number] + 1) for number in members]
        else:
            ranges = self._runs(parent, members)
        return self._judged(parent, ranges, self._boxes[members[0]].names)

    def _runs(self, parent: int, members: Sequence[int]) -> list[tuple[int, int]]:
        """Return the texts from each of some short boxes to the next one."""
        starts = [self._first[number] for number in members]
        ends = [*starts[1:], min(self._last[parent] + 1, starts[-1] + _LONGEST_RUN)]
        runs = list(zip(starts, ends, strict=True))
        return runs if sum(end - start >= 2 for start, end in runs) >= _ENOUGH * len(runs) else []

    def _run_of_lines(self, number: int) -> Listing | None:
        """Return a list whose members are lines of one box, set apart by breaks and rules."""
        first, last = self._first[number], self._last[number] + 1
        heads = [place for place in range(first, last) if self._is_dated(place) or self._is_saying(place)]
        if not 2 <= len(heads) <= (last - first) * _ENOUGH:
            return None
        # Two heads at the beginning have one line before them.
        starts = sorted({max(first, place - 1) for place in heads})
        runs = list(zip(starts, [*starts[1:], last], strict=True))
        return self._judged(number, runs, self._boxes[number].names)

    def _judged(self, parent: int, ranges: Sequence[tuple[int, int]], names: str) -> Listing | None:
        if len(ranges) < 2 or not _FEWEST * len(ranges) <= self._size_of(ranges) <= _MOST * len(ranges):
            return None
        box = self._boxes[parent]
        is_called = self._is_called(box, ranges[0][0])
        sample = ranges[:: len(ranges) // _SAMPLE + 1]
        follows = self._prose[ranges[0][0]] >= _STORY
        if not is_called and not self._may_be_uncalled(box, ranges, sample, follows=follows):
            return None
        if self._are_titled(sample) or not self._vary(sample):
            return None
        most = _ENOUGH * len(sample)
        speaks = self._count(self._is_dated, sample) >= most or self._count(self._is_talking, sample) >= most
        named = says_talk(f"{names} {box.names}")
        if not speaks and (len(ranges) == 2 or not (is_called or named)):
            return None
        listing = Listing(box.node, is_called, 3 * is_called + 2 * speaks + named + min(len(ranges), 30) / 10)
        if not is_called:
            listing.largest = _MARKUP * len(ranges)
        else:
            label = ranges[0][0] - 1
            listing.is_headline = self._is_headline(label)
            listing.is_captioned = listing.is_headline or self._is_caption(self._texts[label])
        return listing

    def _may_be_uncalled(
        self, box: Box, ranges: Sequence[tuple[int, int]], sample: Sequence[tuple[int, int]], *, follows: bool
    ) -> bool:
        """Return whether a list without a label may be comments: below a story, with buttons, or as a forum's topic.

        Of lists directly in the page, only those count whose members print a day and a time of the day.
        """
        if box.tag == "body":
            return follows and len(ranges) > 2 and self._count(self._is_clocked, sample) >= _ENOUGH * len(sample)
        return follows or self._talk(sample) or self._is_topic(ranges)

    def _is_clocked(self, place: int) -> bool:
        text = self._texts[place].text
        return len(text) <= 2 * _LABEL and _is_clocked(text)

    def _is_topic(self, ranges: Sequence[tuple[int, int]]) -> bool:
        """Return whether a list is most of a page, as the posts of a forum's topic are, and its members have prose."""
        if len(ranges) < 3 or self._size_of(ranges) < _ENOUGH * self._sizes[-1]:
            return False
        return sum(self._prose[last] > self._prose[first] for first, last in ranges) >= _ENOUGH * len(ranges) / 2

    def _talk(self, ranges: Sequence[tuple[int, int]]) -> bool:
        """Return whether most members have a button of comments: those of a forum need no story before them."""
        return self._count(self._is_talking, ranges) >= _ENOUGH * len(ranges)

    def _are_titled(self, ranges: Sequence[tuple[int, int]]) -> bool:
        """Return whether half of some members have a linked title of their own; a bar of buttons is the same in all."""
        if 2 * self._count(self._is_title, ranges) < len(ranges):
            return False
        titles = {
            _DIGITS.sub("#", self._texts[place].text)
            for span in ranges
            for place in range(*span)
            if self._is_title(place)
        }
        return 2 * len(titles) >= len(ranges) or len(titles) > 1

    def _size_of(self, ranges: Sequence[tuple[int, int]]) -> int:
        return sum(self._sizes[last] - self._sizes[first] for first, last in ranges)

    def _vary(self, ranges: Sequence[tuple[int, int]]) -> bool:
        """Return whether the longest texts of most members differ."""
        return len({self._longest(span) for span in ranges}) >= _ENOUGH * len(ranges)

    def _count(self, holds: Callable[[int], bool], ranges: Sequence[tuple[int, int]]) -> int:
        """Return the number of members with a text for which a question is answered yes."""
        return sum(any(map(holds, range(*span))) for span in ranges)

    def _longest(self, span: tuple[int, int]) -> str:
        return max((self._texts[place].text for place in range(*span)), key=len)

    def _is_called(self, box: Box, first: int) -> bool:
        """Return whether one of the short texts before a list says that readers speak."""
        for place in range(first - 1, max(first - 4, -1), -1):
            text = self._texts[place]
            if len(text.text) <= _LABEL and text.linked * 2 <= len(text.text) and TALK.search(text.text):
                return not EMPTY.match(text.text)
            if len(text.text) > 3 * _LABEL:
                return False
        return False

    def _is_headline(self, place: int) -> bool:
        text = self._texts[place]
        return text.box.tag in HEADINGS and len(text.text) <= _LABEL and bool(TALK.search(text.text))

    def _is_title(self, place: int) -> bool:
        text = self._texts[place]
        length = len(text.text)
        return length >= _TITLE and text.linked * 10 >= length * 9 and may_be_title(text.text)

    def _is_dated(self, place: int) -> bool:
        known = self._dated.get(place)
        if known is None:
            text = self._texts[place].text
            known = len(text) <= 2 * _LABEL and bool(_DIGITS.search(text) and DATED.search(text))
            self._dated[place] = known
        return known

    def _is_saying(self, place: int) -> bool:
        text = self._texts[place].text
        return len(text) <= _LABEL and _SAYS.fullmatch(text) is not None

    def _is_talking(self, place: int) -> bool:
        known = self._talking.get(place)
        if known is None:
            text = self._texts[place].text
            known = len(text) <= _LABEL and (BUTTON.fullmatch(text) is not None or _SAYS.fullmatch(text) is not None)
            self._talking[place] = known
        return known


def may_be_title(words: str) -> bool:
    """Return whether linked words are neither a date nor a person with an account: "Ann @ann.birds.example"."""
    return sum(map(str.isdigit, words)) < _DATE_DIGITS and " @" not in words


def _is_stamped(beginning: str) -> bool:
    """Return whether the beginning of a text has a word, then a day and a time of the day."""
    return beginning[:1].isalpha() and _is_clocked(beginning)


def _is_clocked(text: str) -> bool:
    """Return whether a text has a day and a time of the day."""
    return _CLOCK.search(text) is not None and _DAY.search(_CLOCK.sub(" ", text)) is not None
