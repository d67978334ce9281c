"""Fields of comments whose parts have no telling names: the blocks of a thread are laid side by side.

What is the same in most blocks is a label, in whatever language. What varies is data: one short text is the name, a
date is the time, numbers are votes or positions, and the rest is the commenter's text. Names of classes rank the
columns; none of them decides alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from newscrawler.comments.markup import read_part
from newscrawler.comments.structure.addressees import Addressees
from newscrawler.comments.structure.author import clean_name, name_of_picture
from newscrawler.comments.structure.body import find_body, picture_in
from newscrawler.comments.structure.controls import read_controls
from newscrawler.comments.structure.fields import Fields
from newscrawler.comments.structure.layout import FlatBlock
from newscrawler.comments.structure.records import Leaf, Part, Record, chain, read_record
from newscrawler.comments.structure.scan import CommentScan
from newscrawler.comments.structure.times import stated_time
from newscrawler.comments.structure.votes import Votes, is_votes
from newscrawler.html.flat import BREAK, LINE, FlatHtml, Tag
from newscrawler.html.page import fold
from newscrawler.html.roles import AUTHOR, META, NAME, SKIP, TEXT, TIME
from newscrawler.language.counts import COUNT
from newscrawler.language.dates.moment import Moment, Printed
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.dates.words import is_weekday
from newscrawler.language.words import WORDS

__all__ = ["Alignment", "count_up", "is_button"]

_LONGEST_TIME = 90
"""Characters of a text that may be a printed time."""

_SHORTEST_LINE, _LONGEST_LINE = 9, 120
"""Characters of a text that holds name and time with the words around them."""

_LONGEST_NAME = 60
"""Characters of a text that may be a name with the words around it."""

_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(r"(?:(?<![^\W_])[+\-−])?(?<![^\W_])\d+(?![^\W_])")
"""Numbers beside words, with their signs: those in "kelp77" are part of a name."""
_CLOCK = re.compile(
    r"\W*(?:[^\W\d_]{1,3}\W+)?\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2})?\W*(?:[ap]\.?m\.?|[^\W\d_]{1,3})?\W*", re.I
)
"""A time of the day, with a word before or after it."""

_CLOCK_AT_END = re.compile(r"\W*(?:(?:[^\W\d_]{1,3}\W+){0,2}\d{1,2}\s?[:.h]\s?\d{2}\W*)?")
"""Nothing, or a time of the day behind short words: "a las 12:21"."""

_DOTTED_DAY = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2}),\s?(\d{4})\b")
"""A day with a comma before its year: "07.04, 2018"."""

_BEFORE_CLOCK = re.compile(r"^\W*(?:[^\W\d_]{1,3}\W+)?(?=\d)")
_AFTER_DATE = re.compile(r"(?:[\s,]+[^\W\d_]{1,3}[\s,]*|[\s,@|·–—-]+)$")
_OTHER = 6
"""Weight by which the time of another event is worth less than that of the comment."""

_OTHER_TIME = re.compile(WORDS.bounded("other_time", "modified"), re.I)
_SIGNS = " »›|·•—–,@"
"""Signs before a printed time."""

_WEEKDAY = re.compile(r"[^\W\d_]{2,10}\.?")
_JOINTS = " ,;:|·•–—->»/()[]"
_BEFORE_DATE = re.compile(rf"\s+(?:{WORDS.pattern('before_date', 'before_clock')})$", re.I)
"""A word between a name and a date: "Ann at 5 May 2026"."""

_BEFORE_WEEKDAY = re.compile(r"(?<=[^\s,|·•–—])\s*[,|·•–—]\s*[^\W\d_]{2,10}\.?$")
_BESIDE_AGE = re.compile(r"\s*[·•|—–]\s*|\s+-\s+|,\s+")
"""Signs between a name and an age."""

_SHORTEST_DATED = 12
"""Characters of a text that holds a date and a name."""

_COUNT = re.compile(rf"[^\w+\-−]*{COUNT}\W*", re.I)
_BUTTON = re.compile(
    rf"\W*(?:(?:(?:{WORDS.pattern('sent')})\s+)?(?:{WORDS.pattern('sent_by')})"
    rf"|(?:\d+\W+)?(?:{WORDS.pattern('comment')})\s+(?:{WORDS.pattern('sent_by')})"
    rf"|{WORDS.pattern('button', 'common_button', 'say', 'said_at', 'sent', 'named')}"
    rf"|{WORDS.pattern('before_date', 'before_clock')})\W*",
    re.I,
)
"""Labels in known languages: of buttons, and around a name and a time."""

_REPLY_BUTTON = re.compile(rf"\W*(?:\d+\s*)?(?:{WORDS.pattern('button')})\W*(?:\d+\W*)?", re.I)
_REPLY_TO_ONE = re.compile(rf"\W*(?:{WORDS.pattern('button')})(?:\s+[\w.-]+){{1,3}}\W*", re.I)
_REPLY_ADDRESS = re.compile(
    r"[?&;](?:mode|do|act|action|op|cmd)=(?:new)?(?:quote|reply|respond)|[?&;]replytocom=", re.I
)
"""Part of an address in software of forums and blogs, in all languages."""

_DASHED = re.compile(r"(?:--|[—–~])\W*$")
"""A dash before the name at the end of a text."""

_SIGNED = re.compile(r"(?:--|[—–~])\s*\w")
_APART = frozenset(("legend", "summary", "caption"))
"""Elements that stand on a line of their own although they are no blocks of text."""

_QUOTED = re.compile(r"^> ?", re.M)
_TITLE = 25
"""Characters of a linked title; a shorter link is a name or a button."""

_ADDRESSES = ("http://", "https://", "www.")
_SENT_ON = re.compile(rf"(?:{WORDS.pattern('sent')})\s*:.*\d", re.I)
_BEFORE_NAME = re.compile(rf"(?:{WORDS.pattern('sent_by', 'named')})\W*$", re.I)
_AFTER_NAME = re.compile(rf"\W*(?:{WORDS.pattern('say')})\b", re.I)
_SAYS_ALONE = re.compile(rf"\W*(?:{WORDS.pattern('say')})\W*", re.I)
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", ":")
_NO_LETTER = re.compile(r"[\W\d_]+")
_WORD = re.compile(r"\S+")

_POSITION = re.compile(r"\W{0,3}(\d{1,6})\W{0,3}")
"""A number that counts the comments of a page."""

_LABEL_SHARE = 0.7
"""A text that this share of the members has in the same column is a label."""

_PARAGRAPHS = frozenset(("p", "div", "li", "dd", "td", "section", "blockquote"))
"""Elements of a paragraph; a label beside a text is in an element of a line."""

_SENTENCE = 25
"""Characters of an average text beside which a sentence that all have is a part of it."""

_FLOOR = re.compile(r"(?<=\d)[楼樓层層]$")
"""Sign behind a position in Chinese boards."""

_FEWEST_OF_END = 3
"""Different names that end alike, of which the end is no part."""

_BADGE = re.compile(r"[(\[]\w[^()\[\]]{0,24}[)\]]")
"""A commenter's kind in brackets: "[Visitor]", where another one is "[Member]"."""

_LABELLED = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?:\s")
"""Beginning of a value with its label: "Posts: 12", "Joined: May 2019"."""

_SENTENCE_MARKS = ".!?…。！？,"

_PRESSED = 1.5
"""Worth by which a name on a button is less likely a name."""

_BEFORE_TIME = re.compile(r"\s*[^\w\s]")
_BESIDE_TIME = 1.5
"""Worth of a text that stands before the time on its line: a name more often than a title on a line of its own."""

_COVERED = 0.85
"""The element of the text holds this share of what is no other field."""


@dataclass(slots=True)
class _Column:
    """Texts of one column, one for each member that has it."""

    leaves: list[tuple[int, Leaf]] = field(default_factory=list)

    def values(self) -> list[str]:
        return [leaf.text for _, leaf in self.leaves]


@dataclass(slots=True)
class _Time:
    stated: Moment | None = None
    shown: Moment | None = None
    printed: str | None = None
    part: int | None = None
    """The element of the time, or the tag before it."""
    places: tuple[int, ...] = ()
    """Tags before the texts of the time."""


class Alignment:
    """Blocks of one thread, laid side by side.

    :param blocks: the blocks, all of one shape
    :param one_author: whether one person may have written all of them, as an owner's answers
    """

    def __init__(self, blocks: Sequence[FlatBlock], reader: TimeReader, *, one_author: bool = False) -> None:
        self.reader = reader
        self.one_author = one_author
        self.records = [read_record(block) for block in blocks]
        self._count = len(blocks)
        self._columns: dict[str, _Column] = defaultdict(_Column)
        for index, record in enumerate(self.records):
            for leaf in record.leaves:
                self._columns[leaf.key].leaves.append((index, leaf))
        self._labels = self._find_labels()
        self._positions = self._find_positions()
        self._dated: set[str] = set()
        """Columns whose texts are dates, also those of other events."""
        self._times = self._find_times()
        self._free: dict[int, bool] = {}
        """Results of :meth:`is_free` by the ``id`` of the text; each text is asked for several times."""

    # Most groups are left for their times alone, before names and texts are looked for.
    @cached_property
    def _names(self) -> list[_Name | None]:
        return _Names(self).find()

    @cached_property
    def _pictured(self) -> dict[int, str]:
        return {} if any(self._names) else self._names_of_pictures()

    @cached_property
    def _answered(self) -> Addressees:
        names = [None if name is None else name.value for name in self._names]
        return Addressees(self.records, names, self._numbers_of_members())

    @cached_property
    def _texts(self) -> list[tuple[int | None, list[int]]]:
        return _Texts(self).find()

    def fields(self) -> list[Fields]:
        """Return the fields of each block."""
        found = self.fields_without_votes()
        self.add_votes(found)
        return found

    def fields_without_votes(self) -> list[Fields]:
        """Return the fields of each block; of the votes only those that names of elements tell."""
        masked = self._masked()
        found = [self._fields_of(index, masked[id(record.flat)]) for index, record in enumerate(self.records)]
        if self._count > 1 and all(one.text is None or _is_quote(one.text) for one in found):
            # An element of quotations around each text is the layout's.
            for one in found:
                one.text = one.text and _QUOTED.sub("", one.text)
        for index, above in self._answered.above.items():
            found[index].answered = found[above]
        return found

    def add_votes(self, fields: Sequence[Fields]) -> None:
        """Add the votes that no class calls so to the fields of all blocks."""
        for index, one in enumerate(fields):
            self._complete_votes(index, one.votes)

    @property
    def timed(self) -> int:
        """Number of members with a time."""
        return sum(one.stated is not None or one.shown is not None for one in self._times)

    @cached_property
    def has_replies(self) -> bool:
        """Whether most members have a button to answer, quote or report them, in a known language or by its address."""
        found = sum(
            any(len(leaf.text) <= 30 and _is_reply_button(leaf) for leaf in record.leaves) for record in self.records
        )
        return found * 2 > self._count or sum(map(_links_to_reply, self.records)) * 2 > self._count

    @property
    def title_links(self) -> int:
        """Number of members with a linked title that leads to another page, as teasers have."""
        return sum(self._has_title_link(index, record) for index, record in enumerate(self.records))

    @property
    def bold_texts(self) -> int:
        """Number of members whose text is one line in bold letters, as the titles in an index are."""
        return sum(self._is_bold(index, record) for index, record in enumerate(self.records))

    def _is_bold(self, index: int, record: Record) -> bool:
        container, _ = self._texts[index]
        if container is None:
            return False
        inside = [
            leaf for leaf in record.leaves if record.flat.is_inside(leaf.place, container) and self.is_free(index, leaf)
        ]
        inside.sort(key=lambda leaf: -len(leaf.text))
        longest, others = inside[:1], inside[1:]
        return all(leaf.part.bold and len(leaf.text) <= _LONGEST_LINE for leaf in longest) and not any(
            len(leaf.text) > _TITLE for leaf in others
        )

    def has_time(self, index: int) -> bool:
        """Return whether a member states or prints a time."""
        return self._times[index].stated is not None or self._times[index].shown is not None

    def lacks_time(self, index: int) -> bool:
        """Return whether a member has nothing in the columns in which the others have their times."""
        if self.has_time(index):
            return False
        columns = {
            leaf.key
            for record, time in zip(self.records, self._times, strict=True)
            for leaf in record.leaves
            if leaf.place in time.places
        }
        return not any(leaf.key in columns for leaf in self.records[index].leaves)

    @property
    def inline_names(self) -> int:
        """Number of members whose name is a part of the sentence that is the text."""
        return sum(self._has_inline_name(index, record) for index, record in enumerate(self.records))

    def _has_inline_name(self, index: int, record: Record) -> bool:
        name = self._names[index]
        if name is None or (name.leaf is record.leaves[0] and (name.leaf.text[-1] == ":" or self.has_replies)):
            return False
        at = next(place for place, leaf in enumerate(record.leaves) if leaf.place == name.leaf.place)
        for step in (at - 1, at + 1):
            other = record.leaves[step] if 0 <= step < len(record.leaves) else None
            if other is None or not self.is_free(index, other) or other.part.base not in chain(name.leaf.part):
                continue
            if not any(map(str.isalnum, other.text)):
                continue
            between = record.flat.tags[min(other.place, name.leaf.place) + 1 : max(other.place, name.leaf.place) + 1]
            if not any(tag.effect & (BREAK | LINE) or tag.name in _APART for tag in between) and other.text[0] != ":":
                return not self._is_signature(index, record, at)
        return False

    def _is_signature(self, index: int, record: Record, at: int) -> bool:
        """Return whether a name stands behind a dash and before the time that ends the member: "… -- Ann, 5 May"."""
        leaves = record.leaves
        if at + 1 == len(leaves) and _SIGNED.match(leaves[at].text):
            return True
        is_dashed = at > 0 and _DASHED.search(leaves[at - 1].text) is not None
        return is_dashed and at + 1 < len(leaves) and self.is_time(index, leaves[at + 1])

    def _has_title_link(self, index: int, record: Record) -> bool:
        name = self._names[index]
        # A portrait, or the name itself, leads to the commenter.
        profile = None if name is None else name.leaf.part.href
        return any(leaf.part.href not in (None, profile) and self._is_title_link(index, leaf) for leaf in record.leaves)

    def _is_title_link(self, index: int, leaf: Leaf) -> bool:
        """Return whether a linked text is long or bold and none of the other fields."""
        return (
            "#" not in (leaf.part.href or "")
            and leaf.place not in self.name_places(index)
            and not leaf.text.startswith(_ADDRESSES)
            and (len(leaf.text) >= _TITLE or leaf.part.bold)
            and not self.is_label(leaf)
            and leaf.place not in self._times[index].places
            and not self._is_in_text(index, leaf)
        )

    def _is_in_text(self, index: int, leaf: Leaf) -> bool:
        container, _ = self._texts[index]
        record = self.records[index]
        return (
            container is not None
            and container not in record.block.elements
            and record.flat.is_inside(leaf.place, container)
        )

    # --- what the columns are -------------------------------------------------------------------------------------

    def is_label(self, leaf: Leaf) -> bool:
        """Return whether a text is the same in most members, or is on a button."""
        return leaf.part.control or self.is_same(leaf)

    def is_same(self, leaf: Leaf) -> bool:
        """Return whether a text is the same in most members, or is the label of a button in a known language."""
        return self._is_known_label(leaf) or is_button(leaf.text)

    def _is_known_label(self, leaf: Leaf) -> bool:
        if (leaf.key, _shape(leaf.text)) in self._labels:
            return True
        # A label is in another column where the value before it is missing.
        return leaf.text.endswith(":") and (leaf.part.base.key, leaf.text) in self._leading

    @cached_property
    def _leading(self) -> set[tuple[str, str]]:
        """Labels that end with a colon, with the containers in which they stand."""
        found: Counter[tuple[str, str]] = Counter()
        for record in self.records:
            found.update(
                {
                    (leaf.part.base.key, leaf.text)
                    for leaf in record.leaves
                    if leaf.text[-1] == ":" and len(leaf.text) <= 30
                }
            )
        return {label for label, count in found.items() if count > 1 and count >= self._count * _LABEL_SHARE}

    def _is_value(self, index: int, leaf: Leaf) -> bool:
        """Return whether a text is the value of a label on its line, above the label of another one: "From: Velm"."""
        if not self._leading:
            return False
        leaves = self.records[index].leaves
        at = leaves.index(leaf)
        if not at or not leaves[at - 1].text.endswith(":") or not self._is_known_label(leaves[at - 1]):
            return False
        between = self.records[index].flat.tags[leaves[at - 1].place + 1 : leaf.place + 1]
        if any(tag.effect & (BREAK | LINE) for tag in between):
            return False
        return any(each.text.endswith(":") and self._is_known_label(each) for each in leaves[at + 1 : at + 3])

    @property
    def is_numbered(self) -> bool:
        """Whether a number counts the members."""
        return bool(self._positions)

    @property
    def says(self) -> bool:
        """Whether a word that says so stands beside most names, as in "Ann wrote:"."""
        found = sum(self._is_saying(index, record) for index, record in enumerate(self.records))
        return found * 3 > 2 * self._count

    def _is_saying(self, index: int, record: Record) -> bool:
        name = self._names[index]
        if name is None:
            return False
        text = name.leaf.text
        behind = text[text.find(name.value) + len(name.value) :]
        if not behind:
            at = record.leaves.index(name.leaf)
            behind = record.leaves[at + 1].text if at + 1 < len(record.leaves) else ""
        return _SAYS_ALONE.fullmatch(behind) is not None

    def time_places(self, index: int) -> tuple[int, ...]:
        return self._times[index].places

    def is_time(self, index: int, leaf: Leaf) -> bool:
        """Return whether a text is a time, also that of another event."""
        return leaf.place in self._times[index].places or leaf.key in self._dated

    @property
    def columns(self) -> dict[str, _Column]:
        return self._columns

    @property
    def count(self) -> int:
        return self._count

    def name_places(self, index: int) -> tuple[int, ...]:
        name = self._names[index]
        return () if name is None else (name.leaf.place,)

    def is_free(self, index: int, leaf: Leaf) -> bool:
        """Return whether a text is none of the other fields."""
        known = self._free.get(id(leaf))
        if known is None:
            known = self._free[id(leaf)] = self._find_whether_free(index, leaf)
        return known

    def _find_whether_free(self, index: int, leaf: Leaf) -> bool:
        return not (
            leaf.place in self._times[index].places
            or leaf.place in self.name_places(index)
            or leaf.key in self._dated
            or leaf.place in self._answered.places.get(index, ())
            or self.is_label(leaf)
            or self._is_value(index, leaf)
            or _COUNT.fullmatch(leaf.text)
            or (len(leaf.text) < _LONGEST_NAME and is_votes(leaf.text))
        )

    def _find_labels(self) -> set[tuple[str, str]]:
        return {
            (key, shape)
            for key, column in self._columns.items()
            if len(column.leaves) > 1
            for shape in self._labels_of(key, column)
        }

    def _labels_of(self, key: str, column: _Column) -> Iterable[str]:
        """Return the shapes of a column's texts that are labels."""
        present = len(column.leaves)
        shapes = Counter(map(_shape, column.values()))
        shape, most = shapes.most_common(1)[0]
        if most >= 2 and most >= present * _LABEL_SHARE and (present > 2 or most == present):
            is_data = self._may_be_one_name(column, shape, varies=len(shapes) > 1)
            if is_data or self._is_in_texts(key, column, shape):
                return ()
            # Of a title's answers, the title: "Re: Tides", "Tides".
            return [one for one in shapes if one in shape or _are_badges(one, shape)]
        # A label that only some members have beside other words: "Edited", "Staff".
        return [
            one
            for one, count in shapes.items()
            if present >= 4 and count >= 3 and count * 3 >= present and is_button(one)
        ]

    def _may_be_one_name(self, column: _Column, shape: str, *, varies: bool) -> bool:
        """Return whether one commenter may have written most comments: a name that a class calls so.

        :param varies: whether some members have another text there; bold or linked words that vary are no label
        """
        if is_button(shape) or shape.endswith(":") or _BADGE.fullmatch(shape) or _LABELLED.match(shape):
            return False
        varies = varies and "#" not in shape and len(shape) <= _LONGEST_NAME
        if all(_names_roles(leaf.part) & (AUTHOR | NAME) for _, leaf in column.leaves):
            return True
        is_counted = "#" in shape and len(set(column.values())) > 1
        if is_counted or not (self.one_author or (varies and len(column.leaves) == self._count)):
            return False
        # A title's answers have its words too: "Re: Tides".
        if any(text != shape and (shape in text or text in shape) for text in column.values()):
            return False
        return all(map(self._stands_out, (leaf for _, leaf in column.leaves)))

    def _stands_out(self, leaf: Leaf) -> bool:
        """Return whether a text is linked, bold or the first of all members, and no button."""
        if leaf.part.control:
            return False
        return bool(leaf.part.href or leaf.part.bold or self._first_columns == {leaf.key})

    @cached_property
    def _first_columns(self) -> set[str]:
        """Columns of the first texts of all members."""
        return {record.leaves[0].key for record in self.records if record.leaves}

    def _is_in_texts(self, key: str, column: _Column, shape: str) -> bool:
        """Return whether most commenters wrote the same paragraph: a greeting, a closing line.

        It stands in an element that is called the text, or is a sentence beside a text that varies.
        """
        if is_button(shape) or shape.endswith(":"):
            return False
        parts = [leaf.part for _, leaf in column.leaves]
        is_called_text = self._is_called_text(column)
        if any(part.href or part.control or part.tag.name not in _PARAGRAPHS for part in parts):
            return is_called_text and all(self._is_of_same_paragraph(index, leaf) for index, leaf in column.leaves)
        if is_called_text:
            # A class of a label may have a word for texts too: "postgroup".
            return not any(
                other.partition("#")[0] != key.partition("#")[0]
                and self._is_called_text(each)
                and self._may_be_text(each)
                for other, each in self._columns.items()
            )
        if parts[0].base.parent is None or " " not in shape or shape[-1] not in _SENTENCE_MARKS:
            return False
        around = key.rpartition("#")[0]
        return any(
            other != key and other.rpartition("#")[0] == around and self._may_be_text(each)
            for other, each in self._columns.items()
        )

    @staticmethod
    def _is_called_text(column: _Column) -> bool:
        return all(_names_roles(leaf.part) & (TEXT | SKIP) == TEXT for _, leaf in column.leaves)

    def _is_of_same_paragraph(self, index: int, leaf: Leaf) -> bool:
        """Return whether the words directly before or after a text are the same in all members too, as around a link in
        a line that all wrote."""
        record = self.records[index]
        at = record.leaves.index(leaf)
        return not leaf.part.control and any(
            not other.part.href
            and not any(tag.effect & (BREAK | LINE) for tag in record.flat.tags[first.place + 1 : last.place + 1])
            and len(set(self._columns[other.key].values())) == 1
            for first, last in pairwise(record.leaves[max(at - 1, 0) : at + 2])
            for other in (last if first is leaf else first,)
        )

    def _may_be_text(self, column: _Column) -> bool:
        """Return whether the texts of a column vary, and are long and not linked."""
        texts = column.values()
        return (
            len(texts) >= self._count * _LABEL_SHARE
            and len(set(texts)) > self._count * _LABEL_SHARE
            and sum(map(len, texts)) > _SENTENCE * len(texts)
            and not any(leaf.part.href or leaf.part.control for _, leaf in column.leaves)
        )

    # --- times ----------------------------------------------------------------------------------------------------

    def _find_times(self) -> list[_Time]:
        found: list[dict[str, _Time]] = [self._times_of(record) for record in self.records]
        coverage: Counter[str] = Counter(key for one in found for key in one)
        order = {key: place for one in reversed(found) for place, key in enumerate(one)}
        ranked = sorted(
            coverage,
            key=lambda key: (
                -(
                    coverage[key] / self._count * 10
                    + self._worth_of_times([one[key] for one in found if key in one])
                    - order[key] * 0.2
                )
            ),
        )
        times: list[_Time] = []
        for one in found:
            key = next((key for key in ranked if key in one), None)
            times.append(_Time() if key is None else one[key])
        if sum(bool(one.stated or one.shown) for one in times) * 2 < self._count:
            times = self._dates_in_lines(times)
        return [self._with_neighbours(record, one) for record, one in zip(self.records, times, strict=True)]

    def _is_of_other(self, key: str) -> bool:
        """Return whether the label before a time says that it is that of another event: "Joined:", "edited"."""
        column = self._columns.get(key)
        if column is None:
            return False
        index, leaf = column.leaves[0]
        leaves = self.records[index].leaves
        at = next(place for place, other in enumerate(leaves) if other.place == leaf.place)
        before = leaves[at - 1].text if at else ""
        return len(before) <= _LONGEST_NAME and _OTHER_TIME.search(f"{before} {leaf.text}") is not None

    @staticmethod
    def _worth_of_times(times: Sequence[_Time]) -> float:
        stated = sum(one.stated is not None for one in times) / len(times)
        read = [one.stated or one.shown for one in times]
        exact = sum(one is not None and one.precision == "exact" for one in read)
        return 2 * stated + 2 * exact / len(times)

    def _times_of(self, record: Record) -> dict[str, _Time]:
        """Return the times of a member by their columns."""
        found: dict[str, _Time] = {}
        for part in record.parts:
            if _may_state_time(part.tag) and (stated := stated_time(part.tag, self.reader)):
                time = self._stated(record, part, stated)
                if time is not None:
                    found.setdefault(part.key, time)
        for leaf in record.leaves:
            if leaf.part.key not in found and (shown := self._shown(leaf)) is not None:
                found.setdefault(leaf.key, _Time(None, shown, leaf.text, leaf.place, (leaf.place,)))
        return found

    def _stated(self, record: Record, part: Part, stated: Moment) -> _Time | None:
        """Return a time by an attribute with what its element prints; None where the element is the whole member."""
        leaves = [leaf for leaf in record.leaves if record.flat.is_inside(leaf.place, part.number)]
        printed = fold(record.flat.text(part.number)) if leaves else None
        if printed is not None and len(printed) > _LONGEST_TIME:
            return None
        shown = self.reader.shown(printed) if printed else None
        if len(leaves) > 1:
            # The element with the attribute may be around the name too.
            times = [leaf for leaf in leaves if self._shown(leaf) is not None]
            leaves = times if times or shown is None else leaves
        return _Time(stated, shown, printed, part.number, tuple(leaf.place for leaf in leaves))

    def _shown(self, leaf: Leaf) -> Moment | None:
        text = leaf.text
        if len(text) > _LONGEST_TIME or leaf.part.control:
            return None
        if not _DIGIT.search(text) and len(text) > 30:
            return None
        return self.reader.shown(_DOTTED_DAY.sub(r"\1.\2.\3", text.lstrip(_SIGNS)))

    def _dates_in_lines(self, times: list[_Time]) -> list[_Time]:
        """Return times that stand in one text with other words: "written by Ann on 5 May 2026"."""
        lines: dict[str, dict[int, _Time]] = defaultdict(dict)
        for key, column in self._columns.items():
            if 2 * len(column.leaves) < self._count:
                continue
            for index, leaf in column.leaves:
                if (at := self._date_in(leaf.text)) is not None:
                    lines[key][index] = _Time(None, at, leaf.text, leaf.place, (leaf.place,))
        best = max(lines.values(), key=len, default={})
        if 2 * len(best) < self._count:
            return times
        return [
            best.get(index, one) if one.stated is None and one.shown is None else one for index, one in enumerate(times)
        ]

    def _date_in(self, line: str) -> Moment | None:
        if not _SHORTEST_LINE <= len(line) <= _LONGEST_LINE or not _DIGIT.search(line):
            return None
        return self.reader.text(line)

    def _with_neighbours(self, record: Record, one: _Time) -> _Time:
        """Return a day with the time of the day that stands beside it in another element."""
        if one.shown is None or one.shown.precision != "day" or one.printed is None or not one.places:
            return one
        places = [leaf.place for leaf in record.leaves]
        if one.places[-1] not in places:
            return one
        at = places.index(one.places[-1])
        for leaf in (*record.leaves[at + 1 : at + 4], *record.leaves[max(at - 1, 0) : at]):
            if len(leaf.text) <= 20 and _CLOCK.fullmatch(leaf.text):
                clock = _without_word(leaf.text)
                joined = self.reader.shown(f"{_bare_date(one.printed)} {clock}")
                if joined is not None and joined.precision == "exact":
                    return _Time(
                        one.stated, joined, f"{_bare_date(one.printed)} {clock}", one.part, (*one.places, leaf.place)
                    )
        return one

    # --- names and numbers beside the texts ---------------------------------------------------------------------

    def _names_of_pictures(self) -> dict[int, str]:
        """Return the names that stand for the first picture of each member, where most have one of their own."""
        found: dict[int, str] = {}
        for index, record in enumerate(self.records):
            picture = next((part.tag for part in record.parts if part.tag.name == "img"), None)
            label = fold(picture.value("alt")) if picture is not None else ""
            if label and (name := name_of_picture(label)):
                found[index] = name
        is_told = len(found) >= self._count * _LABEL_SHARE and len(set(found.values())) > 1
        return found if is_told else {}

    def _numbers_of_members(self) -> list[int | None]:
        """Return the printed position of each member."""
        found: list[int | None] = [None] * self._count
        for key in self._positions:
            for index, leaf in self._columns[key].leaves:
                if (number := _POSITION.fullmatch(leaf.text)) is not None:
                    found[index] = int(number[1])
        return found

    # --- the fields -----------------------------------------------------------------------------------------------

    def _masked(self) -> dict[int, FlatHtml]:
        """Return each flat HTML without the texts that are other fields than the text."""
        masked: dict[int, FlatHtml] = {}
        for index, record in enumerate(self.records):
            flat = masked.get(id(record.flat))
            if flat is None:
                flat = masked[id(record.flat)] = copy(record.flat)
                flat.text_after = list(record.flat.text_after)
            for leaf in record.leaves:
                if not self.is_free(index, leaf):
                    flat.text_after[leaf.place] = ""
        return masked

    def _fields_of(self, index: int, masked: FlatHtml) -> Fields:
        record, time, name = self.records[index], self._times[index], self._names[index]
        container, left_out = self._texts[index]
        scan = CommentScan(record.block)
        found = Fields(
            author=name.value if name is not None else _stated_author(record) or self._pictured.get(index),
            author_link=_web_link(name.leaf.part.href) if name is not None else None,
            stated_time=time.stated,
            shown_time=time.shown,
            printed=[time.printed] if time.printed else [],
            votes=scan.votes,
            permalink=scan.links[0][1] if scan.links else None,
            parent_number=scan.parent_number or record.block.parent,
        )
        if container is not None:
            around = frozenset(left_out) | record.block.nested
            found.text, found.html = read_part(masked, [container], around, inside=True, unnamed=True)
            found.text = (found.text or "").strip(" |·•\n\t–—") or None
            if name is not None and found.text and found.text.endswith("--"):
                found.text = found.text.rstrip(" -")
        if found.text is not None and found.text == found.author:
            found.text = found.html = None
        if found.text is None and (body := find_body(scan)) is not None:
            found.html = picture_in(scan, body)
        found.is_link = container is not None and self._is_link(index, container, found.text or "")
        return found

    def _is_link(self, index: int, container: int, text: str) -> bool:
        """Return whether a text is little more than a link."""
        record = self.records[index]
        linked = sum(
            len(leaf.text)
            for leaf in record.leaves
            if leaf.part.href and self.is_free(index, leaf) and record.flat.is_inside(leaf.place, container)
        )
        return linked * 10 > len(text) * 9

    def _complete_votes(self, index: int, votes: Votes) -> None:
        """Read the votes that no class calls so; of two counts, a class may call only one."""
        if not votes.is_known:
            self._read_votes(index, votes)
        elif votes.up is None or votes.down is None:
            other = Votes()
            self._read_votes(index, other)
            votes.take_both(other)

    def _read_votes(self, index: int, votes: Votes) -> None:
        """Read votes that are printed, or stand beside their controls, outside the text."""
        record, (container, _) = self.records[index], self._texts[index]
        for leaf in record.leaves:
            if is_votes(leaf.text):
                votes.read_printed(leaf.text)
                return
        name, time = self._names[index], self._times[index]
        free = [leaf.place for leaf in record.leaves if self.is_free(index, leaf)]
        if container is not None and self._holds_other_fields(record, container, free):
            container = None
        named = self.name_places(index)
        # A line of name and time may have the votes behind them.
        heads = [
            element
            for element in (time.part, name.leaf.part.number if name is not None else None)
            if element is not None and not self._holds_other_fields(record, element, (*named, *time.places))
        ]
        left_out = heads if container is None else [container, *heads]
        unread = {*free, *named, *time.places, *(leaf.place for leaf in record.leaves if leaf.key in self._positions)}
        read_controls(votes, record.flat, record.block.elements, record.block.nested, left_out, unread)

    @staticmethod
    def _holds_other_fields(record: Record, container: int, free: Sequence[int]) -> bool:
        """Return whether the element of the text holds texts of other fields too."""
        return any(record.flat.is_inside(leaf.place, container) and leaf.place not in free for leaf in record.leaves)

    def _find_positions(self) -> set[str]:
        """Return the columns whose numbers count the members up or down."""
        found: set[str] = set()
        for key, column in self._columns.items():
            numbers = [_POSITION.fullmatch(text) for text in column.values()]
            if len(numbers) < 2 or None in numbers:
                continue
            counted = [int(number[1]) for number in numbers if number]
            steps = {after - before for before, after in pairwise(counted)}
            if steps in ({1}, {-1}) and (len(counted) > 2 or 1 in counted):
                found.add(key)
        return found


# --- names --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Name:
    leaf: Leaf
    value: str


class _Names:
    """Choice of the column of names."""

    def __init__(self, alignment: Alignment) -> None:
        self._all = alignment
        self._order: dict[str, int] = {}
        self._known_affixes: dict[str, tuple[int, int]] = {}
        self._values: dict[int, str | None] = {}
        """Names in texts, by the ``id`` of the text."""
        self._before: dict[int, dict[int, Leaf]] = {}
        for record in alignment.records:
            for place, leaf in enumerate(record.leaves):
                self._order.setdefault(leaf.key, place)

    def find(self) -> list[_Name | None]:
        """Return the name in each member."""
        ranked = sorted(((self._score(key, column), key) for key, column in self._all.columns.items()), reverse=True)
        best = [key for score, key in ranked if score > 0][:4]
        found: list[_Name | None] = []
        for index, record in enumerate(self._all.records):
            found.append(self._name_of(index, record, best))
        names = [name for name in found if name is not None]
        if len(names) > 1 and count_up([_FLOOR.sub("", name.value.split()[0]) for name in names]):
            # The position stands before the name: "1 Ann", "2 Ben".
            for name in names:
                name.value = name.value.partition(" ")[2] or name.value
        _cut_common_end(names)
        return found

    def _name_of(self, index: int, record: Record, best: Sequence[str]) -> _Name | None:
        by_key = {leaf.key: leaf for leaf in reversed(record.leaves)}
        for place, key in enumerate(best):
            leaf = by_key.get(key)
            if leaf is None and place == 0:
                leaf = next(
                    (one for one in record.leaves if _same_family(one.key, key) and self._usable(index, one)), None
                )
            if leaf is not None and self._usable(index, leaf) and (value := self._value(leaf)):
                return _Name(leaf, value)
        return None

    def _usable(self, index: int, leaf: Leaf) -> bool:
        if is_button(leaf.text):
            return False
        return leaf.place not in self._all.time_places(index)[:1] or len(leaf.text) > 20

    def _value(self, leaf: Leaf) -> str | None:
        if len(leaf.text) > 2 * _LONGEST_NAME:
            return None
        if id(leaf) not in self._values:
            self._values[id(leaf)] = self._read_value(leaf)
        return self._values[id(leaf)]

    def _read_value(self, leaf: Leaf) -> str | None:
        # "hours ago" is the end of all texts of a column.
        text = self._without_age(leaf.text)
        if text == leaf.text:
            text = self._without_date(self._without_affixes(leaf))
            if _DIGIT.search(text):
                # The month and the year may be the end of all texts of a column.
                bare = self._without_date(leaf.text)
                if self._ends_with_date(leaf.text):
                    read = (text, bare, clean_name(bare) or text, clean_name(text) or text)
                    text = min(read, key=lambda one: (_DIGIT.search(one) is not None, len(one)))
                else:
                    text = min(text, bare, key=len)
        name = clean_name(text)
        if (
            name is None
            or name.startswith(_ADDRESSES)
            or _SENT_ON.match(name)
            or _NO_LETTER.fullmatch(name)
            or len(name) > _LONGEST_NAME
        ):
            return None
        return name

    def _without_date(self, text: str) -> str:
        """Return the words beside a date: "Sun, 5 May 2026 - 10:00 — Ann"."""
        if len(text) < _SHORTEST_DATED or not _DIGIT.search(text):
            return text
        date = self._all.reader.text(text)
        if not isinstance(date, Printed):
            return text
        after = text[date.end :].strip(_JOINTS)
        before = text[: date.start].strip(_JOINTS)
        if after and not _NO_LETTER.fullmatch(after) and (not before or _WEEKDAY.fullmatch(before)):
            return after
        if before and not after and not is_button(before) and _DIGIT.search(clean_name(text) or ""):
            return _BEFORE_DATE.sub("", _BEFORE_WEEKDAY.sub("", before))
        return text

    def _ends_with_date(self, text: str) -> bool:
        """Return whether words stand before a date and none behind it."""
        date = self._all.reader.text(text) if len(text) >= _SHORTEST_DATED else None
        return isinstance(date, Printed) and _CLOCK_AT_END.fullmatch(text[date.end :]) is not None

    def _without_age(self, text: str) -> str:
        """Return the words beside an age: "Ann · 3 hours ago"."""
        if not _DIGIT.search(text) or len(text) > _LONGEST_LINE:
            return text
        parts = [part for part in _BESIDE_AGE.split(text) if part]
        others = [part for part in parts if not self._is_age(part)] if len(parts) > 1 else parts
        return others[0] if len(others) == 1 and len(parts) > 1 else text

    def _is_age(self, text: str) -> bool:
        time = self._all.reader.shown(text) if _DIGIT.search(text) else None
        return time is not None and time.precision == "relative"

    def _without_affixes(self, leaf: Leaf) -> str:
        # Each column has its own, and each member asks for them.
        if leaf.key not in self._known_affixes:
            self._known_affixes[leaf.key] = self._affixes(leaf.key)
        before, after = self._known_affixes[leaf.key]
        words = leaf.text.split()
        bare = " ".join(words[before : len(words) - after if after else None])
        return leaf.text if not bare or _NO_LETTER.fullmatch(bare) else bare

    def _affixes(self, key: str) -> tuple[int, int]:
        """Return how many words at the beginning and at the end are the same in all members."""
        values = [text.split() for text in self._all.columns[key].values()]
        if len(values) < 3 or len({" ".join(words) for words in values}) < 2:
            return 0, 0
        shortest = min(map(len, values)) - 1
        before = _count_alike(values, range(shortest))
        after = _count_alike(values, range(-1, before - shortest - 1, -1))
        return before, after

    def _score(self, key: str, column: _Column) -> float:
        leaves = column.leaves
        named: list[tuple[int, Leaf, str | None]] = []
        others = 0
        for index, leaf in leaves:
            if self._may_hold_name(leaf) and (value := self._value(leaf)) and self._may_name(index, leaf, value):
                named.append((index, leaf, value))
            elif (others := others + 1) * 2 > len(leaves):
                return -1
        share = len(named) / self._all.count
        score = 5 * share - 1.2
        score += self._score_of_places(named)
        score += _score_of_words([value for _, _, value in named if value], one_author=self._all.one_author)
        return score - self._order[key] * 0.25

    def _may_hold_name(self, leaf: Leaf) -> bool:
        """Return whether a text is neither a label nor a count."""
        return not (self._all.is_same(leaf) or _COUNT.fullmatch(leaf.text))

    def _may_name(self, index: int, leaf: Leaf, value: str) -> bool:
        # A button with a name opens a reader's profile; its words vary from member to member.
        if leaf.part.control and not _names_roles(leaf.part) & (AUTHOR | NAME):
            values = self._all.columns[leaf.key].values()
            if len(set(values)) < 2 or _DIGIT.match(value):
                return False
        if leaf.place in self._all.time_places(index):
            return value != leaf.text and not _DIGIT.search(value) and not is_weekday(value.lower().rstrip("."))
        return True

    def _score_of_places(self, named: Sequence[tuple[int, Leaf, str | None]]) -> float:
        leaf = named[0][1]
        roles = _names_roles(leaf.part)
        beside = self._score_of_neighbours(named)
        score = 4.0 if roles & NAME else 3.0 if roles & AUTHOR else 0.0
        if roles & (TIME | TEXT) and not roles & (AUTHOR | NAME) and not beside:
            score -= 1.5
        if roles & SKIP and not roles & (AUTHOR | NAME):
            score -= 0.5
        score += 1.0 * leaf.part.bold - _PRESSED * (leaf.part.control and not roles & (AUTHOR | NAME))
        hrefs = {one.part.href for _, one, _ in named if one.part.href}
        if hrefs and not all(href.startswith("#") for href in hrefs):
            score += 1.0 if len(hrefs) > 1 or len(named) == 1 else 0.5
        return score + beside

    def _score_of_neighbours(self, named: Sequence[tuple[int, Leaf, str | None]]) -> float:
        score = 0.0
        for index, leaf, value in named[:3]:
            leaves = self._all.records[index].leaves
            at = next(place for place, one in enumerate(leaves) if one.place == leaf.place)
            if value != leaf.text and (
                _BEFORE_NAME.search(leaf.text[: leaf.text.find(value or "")])
                or _AFTER_NAME.match(leaf.text[leaf.text.find(value or "") + len(value or "") :])
            ):
                return 3.0
            if at and _BEFORE_NAME.search(leaves[at - 1].text):
                score = 2.0
            if at + 1 < len(leaves) and _AFTER_NAME.match(leaves[at + 1].text):
                score = 2.0
            if not score and self._is_beside_time(index, at, value or ""):
                score = _BESIDE_TIME
        return score

    def _is_beside_time(self, index: int, at: int, value: str) -> bool:
        """Return whether only a sign stands between a name and the time behind it on its line: "Ann - 5 May"."""
        record = self._all.records[index]
        leaves, times = record.leaves, self._all.time_places(index)
        if is_button(value):
            return False
        if leaves[at].place in times:
            return _BEFORE_TIME.match(leaves[at].text[len(value) :]) is not None
        if _DIGIT.search(leaves[at].text):
            return False
        behind = next((leaf for leaf in leaves[at + 1 : at + 3] if any(map(str.isalnum, leaf.text))), None)
        if behind is None or behind.place not in times:
            return False
        between = record.flat.tags[leaves[at].place + 1 : behind.place + 1]
        return not any(tag.effect & (BREAK | LINE) for tag in between)


def _score_of_words(values: Sequence[str], *, one_author: bool) -> float:
    count = len(values)
    mean = sum(map(len, values)) / count
    # A letter or two stand in the place of a portrait.
    score = -3.0 if mean <= 2 and all(value.isupper() or value.isascii() for value in values) else 0.0
    score += 1.0 if mean <= 20 else 0.0 if mean <= 30 else -2.0
    distinct = len(set(values))
    if distinct == 1 and count >= 3 and not one_author:
        score -= 2.5
    score -= 3 * sum(map(_is_sentence, values)) / count
    score -= 2 * sum(value.count(" ") > 4 for value in values) / count
    return score - 1.5 * sum(" " in value and bool(_DIGIT.search(value)) for value in values) / count


def _cut_common_end(names: Sequence[_Name]) -> None:
    """Cut the word or the signs that all names but no single one have behind them: a preposition before the date."""
    words = [name.value.split() for name in names]
    if len({name.value for name in names}) < _FEWEST_OF_END or any(len(each) < 2 for each in words):
        return
    if len({each[-1] for each in words}) > 1:
        return
    # Of members of one family the last word is a name.
    if not words[0][-1][:1].isupper():
        for name, each in zip(names, words, strict=True):
            name.value = clean_name(" ".join(each[:-1])) or name.value
        _cut_common_end(names)


def _count_alike(lines: Sequence[Sequence[str]], places: Iterable[int]) -> int:
    """Return at how many of some places, one after the other, all lines have the same word or count themselves."""
    count = 0
    for place in places:
        found = [words[place] for words in lines]
        if len(set(found)) != 1 and not count_up(found):
            break
        count += 1
    return count


def count_up(words: Sequence[str]) -> bool:
    """Return whether words are numbers that count up or down by one: "#1", "#2"."""
    numbers = [_POSITION.fullmatch(word) for word in words]
    counted = [int(number[1]) for number in numbers if number]
    return len(counted) == len(words) and {after - one for one, after in pairwise(counted)} in ({1}, {-1})


def _is_sentence(text: str) -> bool:
    return text.endswith(_SENTENCE_ENDS) and (text.count(" ") > 1 or not text.isascii())


def _same_family(key: str, other: str) -> bool:
    """Return whether one column is inside the other: ``h3`` and ``h3 > a``."""
    key, other = key.rpartition("#")[0], other.rpartition("#")[0]
    return bool(key and other) and (key == other or key.startswith(f"{other}>") or other.startswith(f"{key}>"))


# --- texts --------------------------------------------------------------------------------------------------------


class _Texts:
    """Choice of the element that holds the commenter's text."""

    def __init__(self, alignment: Alignment) -> None:
        self._all = alignment

    def find(self) -> list[tuple[int | None, list[int]]]:
        """Return for each member the element of the text, and elements in it that are other columns."""
        free = [
            [leaf for leaf in record.leaves if self._all.is_free(index, leaf)]
            for index, record in enumerate(self._all.records)
        ]
        total: Counter[str] = Counter()
        present: Counter[str] = Counter()
        for leaves in free:
            mine = _characters_by_key(leaves)
            total.update(mine)
            present.update(mine.keys())
        whole = total[""]
        wanted = self._wanted(total, whole)
        return [
            self._place(record, leaves, wanted, total, present)
            for record, leaves in zip(self._all.records, free, strict=True)
        ]

    @staticmethod
    def _wanted(total: Counter[str], whole: int) -> str:
        """Return the innermost column that holds most of the text."""
        holding = [key for key, characters in total.items() if characters >= whole * _COVERED]
        return max(holding, key=len, default="")

    def _place(
        self, record: Record, free: Sequence[Leaf], wanted: str, total: Counter[str], present: Counter[str]
    ) -> tuple[int | None, list[int]]:
        part = _part_of(record, wanted)
        mine = _characters_by_key(free)
        if part is None or not mine.get(wanted):
            key = self._wanted(mine, mine[""])
            part = _part_of(record, key)
        if part is None or not free:
            return None, []
        return part.number, self._other_columns(record, part, total, present)

    def _other_columns(self, record: Record, text: Part, total: Counter[str], present: Counter[str]) -> list[int]:
        """Return elements inside that of the text which most members have, and which hold little: rank, place."""
        if self._all.count < 3:
            return []
        whole = total[text.key]
        return [
            part.number
            for part in record.parts
            if part.base is part
            and part is not text
            and part.key.startswith(f"{text.key}>")
            and present[part.key] * 5 >= self._all.count * 3
            and total[part.key] < min(whole * 0.3, 25 * present[part.key])
            and not part.tag.roles & TEXT
        ]


def _part_of(record: Record, key: str) -> Part | None:
    return next((part for part in record.parts if part.base is part and part.key == key), None)


def _characters_by_key(leaves: Iterable[Leaf]) -> Counter[str]:
    """Return how many characters each container holds."""
    found: Counter[str] = Counter()
    for leaf in leaves:
        for key in {part.base.key for part in chain(leaf.part)}:
            found[key] += len(leaf.text)
    return found


# --- parts of a record --------------------------------------------------------------------------------------------


def _names_roles(part: Part) -> int:
    """Return roles of an element and of the two around it, the inner ones first."""
    roles = 0
    for step in chain(part)[:3]:
        if step.parent is None:
            break
        own = step.tag.roles & (AUTHOR | NAME | TIME | TEXT | SKIP | META)
        roles = own if not roles else roles | (own & (AUTHOR | NAME) if not roles & (TIME | TEXT) else 0)
    return roles


def is_button(text: str) -> bool:
    """Return whether a text is the label of a button below a comment."""
    return len(text) <= 30 and _is_button(text)


# All comments of a page have the same buttons, and each question about a text asks whether it is one.
@lru_cache(maxsize=4096)
def _is_button(text: str) -> bool:
    return _BUTTON.fullmatch(text) is not None


def _are_badges(one: str, other: str) -> bool:
    return _BADGE.fullmatch(one) is not None and _BADGE.fullmatch(other) is not None


def _shape(text: str) -> str:
    """Return a text with a sign in the place of each number; labels differ in their numbers alone."""
    return _NUMBERS.sub("#", text) if _DIGIT.search(text) else text


def _is_quote(text: str) -> bool:
    return all(not line or line[0] == ">" for line in text.split("\n"))


def _is_reply_button(leaf: Leaf) -> bool:
    """Return whether a text answers, quotes or reports a comment; a link may say whom: "Reply to Ann"."""
    if _REPLY_BUTTON.fullmatch(leaf.text):
        return True
    return bool(leaf.part.href or leaf.part.control) and _REPLY_TO_ONE.fullmatch(leaf.text) is not None


def _links_to_reply(record: Record) -> bool:
    """Return whether the address of a link, which may be a picture, quotes or answers a post: ``?mode=quote``."""
    return any(
        part.tag.name == "a" and part.href is not None and _REPLY_ADDRESS.search(part.href) for part in record.parts
    )


def _may_state_time(tag: Tag) -> bool:
    head = tag.head
    return tag.has_time or " data-" in head or "title=" in head or " content=" in head


def _without_word(clock: str) -> str:
    return _BEFORE_CLOCK.sub("", clock)


def _bare_date(printed: str) -> str:
    """Return a printed day without signs and short words at its end: "7 May 2026 at"."""
    return _DOTTED_DAY.sub(r"\1.\2.\3", _AFTER_DATE.sub("", printed))


def _stated_author(record: Record) -> str | None:
    """Return the author by an attribute of the block's own element."""
    attributes = record.flat.tags[record.block.elements[0]].attributes
    for name in ("data-author", "data-authorname", "data-author-name", "data-username", "data-user-name"):
        if value := attributes.get(name):
            return clean_name(value)
    return None


def _web_link(href: str | None) -> str | None:
    return href if href and not href.startswith(("#", "javascript:")) else None
