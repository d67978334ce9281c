"""Groups of one shape: blocks of comments on pages that give no block a name.

A place that may hold comments is written out once, and its elements are counted by shape: tag and first class, or tag
and the shape of the list around it. Each shape that repeats with several texts is a candidate. Runs of siblings
without an element of their own (a heading, a date, paragraphs, a rule) are candidates too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.blocks import Block
from newscrawler.comments.structure.records import column
from newscrawler.comments.structure.skeleton import BUTTON, DATED, may_be_title
from newscrawler.html.flat import FlatHtml, Tag

__all__ = ["Elements", "Group", "elements_of"]

_MOST_GROUPS = 8
"""Shapes that are read to learn whether they are comments. The members of each are read twice at most."""

_MOST_MEMBERS = 3_000
"""Members of one group; a longer list has a loop in its template."""

_FEWEST_CHARACTERS = 14
"""Characters of an average member, its name included."""

_SHORT = 30
"""Characters of the only text of a member, at least."""

_SHORTEST_RUN = 24
_MOST_CHARACTERS = 15_000
"""Characters of an average member; longer elements are stories or lists of comments."""

_NO_MEMBER = frozenset(
    word
    for line in (
        "a abbr b body br button cite code em form h1 h2 h3 h4 h5 h6 head hr html i iframe img input",
        "label link meta nav noscript option p pre q s script select small source span strong style sub",
        "summary sup svg tbody td template textarea tfoot th thead time title u use video wbr font -text",
    )
    for word in line.split()
)
"""Elements that hold no comment with its name."""

_WINDOW = re.compile(r'(?: class="[^"]*(?<![a-z])(?:modal|dialog|popup|popover)(?![a-z])| role="(?:alert)?dialog")')
"""A window over the page, which asks readers to sign in or to report a comment."""

_NESTING = frozenset(("article", "details"))
"""Elements of a comment with its replies inside it."""

_LISTS = frozenset(("ul", "ol", "dl", "table"))
_HEADS = frozenset(
    word for line in ("h2 h3 h4 h5 h6 dt hr p div tr b strong a table span header",) for word in line.split()
)
"""Elements that may begin a run of siblings."""

_ENDINGS = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "hr", "form", "links", "table", "footer", "nav", "address", "aside", "section")
)
"""Elements with which another part of the page begins, where no other run of siblings holds one."""

_ALTERNATING = re.compile(r"(?:[-_]?#|[-_](?:odd|even|alt))$")
"""End of a class that differs between neighbours of one kind: ``row1`` and ``row2``, ``post`` and ``post-alt``."""

_LINES = frozenset(("p", "div", "tr"))
"""Elements of a line, in lists of lines of which none has a name."""

_FEWEST_DOUBLES = 2
"""Double breaks between lines that are comments."""

_NAMING = frozenset(("b", "strong", "a", "cite", "em", "i"))
"""Elements of a name at the beginning of a paragraph."""

_MOST_OF_HEADS = 0.6
"""Share of the short siblings of one shape that begin with a name: then only these are heads."""

_TITLES_BESIDE = 0.5
"""Headings for each paragraph beside them; where there are that many, no paragraph is a head."""

_SIGNED = "p with a last line"
"""Kind of a paragraph whose last line is an element of its own, as a signature is."""

_NAMED = " with a name"
"""End of the kind of a head that begins with a name; the comment may go on in it."""

_HEAD_CHARACTERS = 160
"""Characters of the first element of a run, in which name and time stand."""


_LINKED = 0.6
"""Share of a group's characters in links; above it the group is a menu or a list of teasers."""

_TITLE, _HEADED_TITLE = 28, 18
"""Characters of a linked title, and of one in a heading; a shorter link is a name or a button."""

_LEADS = re.compile(r' href="(?!#|javascript:)', re.I)
"""Part of a link that leads to another place than this page; others are buttons."""

_TITLES = frozenset(("h2", "h3", "h4", "h5", "h6"))
_DIGITS = re.compile(r"\d+")
_LABEL = 120
"""Characters of a text with a date or of a button, with its white space."""

_ASKING = frozenset(("textarea", "select", "label", "input"))
"""Elements of a form."""

_PRESSED_INPUTS = frozenset(("hidden", "submit", "button", "image", "reset", "checkbox", "radio"))
"""Types of inputs into which nobody writes."""

_LAST_NUMBER = re.compile(r"\d{3,}$")
_MOST_BESIDE = 60
"""Elements beside a single comment: a heading, buttons, the paragraphs of a form."""

_BELOW_LABEL = 120
"""Characters between a label and the only comment below it."""

_FEW_SIGNS = 5
"""Dates, clocks and buttons of one comment."""

_VARIED = 0.6
"""Share of the members whose longest text is their own."""

_SAMPLE = 6
_MOST_TAGS = 300
"""Tags of a member that are searched for a linked title."""

_TOLD_CHILDREN = 3
"""First children that tell members of one shape apart; later ones are buttons and replies, which not all have."""

_NAMED_LEVELS = 5
"""Elements around a member whose names rank its group."""


@dataclass(slots=True)
class Group:
    """Blocks of one shape."""

    blocks: list[Block]
    characters: int
    """Characters of all members."""
    names: str = ""
    """Classes and ids of the first member and of the elements around it."""
    share: float = 0.0
    """Share of the place's characters that the members hold."""
    share_below: float = 0.0
    """Share that the members hold of the place's characters from the first of them on."""
    speaks: bool = False
    """Whether most members print or state a time, or have a button of comments."""
    talks: bool = False
    """Whether a member has a button of comments."""
    is_ruled: bool = False
    """Whether rules divide the members: what stands before the first of them may be a heading."""
    number: int = 0
    """Number of the first member among the tags of the place."""
    asks: bool = False
    """Whether a member holds a field to fill in."""


def elements_of(place: LexborNode, after: int | None, largest: int) -> Elements | None:
    """Return the elements of a place, written out once for all questions; None where it is too large.

    :param after: the ``mem_id`` of an element in the place; groups before it are left out
    :param largest: characters of markup above which the place is not searched
    """
    html = place.html or ""
    if len(html) > largest:
        return None
    nodes = list(place.css("*"))
    flat = FlatHtml(html)
    starts = flat.starts()
    if len(nodes) != len(starts):
        return None
    first = next((start for start, node in zip(starts, nodes, strict=True) if node.mem_id == after), 0) if after else 0
    return Elements(flat, nodes, starts, first)


class Elements:
    """Elements of a place with their texts and children."""

    def __init__(self, flat: FlatHtml, nodes: Sequence[LexborNode], starts: Sequence[int], first: int) -> None:
        self._flat = flat
        self._node_of = dict(zip(starts, nodes, strict=True))
        lengths = [0 if text.isspace() else len(text) for text in flat.text_after]
        self._characters = [0, *accumulate(lengths)]
        self._texts = [0, *accumulate(map(bool, lengths))]
        self._linked = [0, *accumulate(_linked_lengths(flat, starts, lengths))]
        self._first = first
        self._sign_of: dict[int, bool] = {}
        self._name_of: dict[int, str] = {}
        tags = flat.tags
        self._asking = [number for number in starts if tags[number].name in _ASKING]
        self._writing = [number for number in self._asking if _is_written_into(tags[number])]
        self._parent: dict[int, int] = {}
        self._children: dict[int, list[int]] = defaultdict(list)
        opened: list[int] = []
        close, parent, children = flat.close, self._parent, self._children
        for number in starts:
            while opened and close[opened[-1]] < number:
                opened.pop()
            if opened:
                parent[number] = opened[-1]
                children[opened[-1]].append(number)
            if close[number] > number:
                opened.append(number)

    def characters(self, number: int) -> int:
        """Return the number of characters in an element."""
        return self._characters[self._flat.close[number]] - self._characters[number]

    def texts(self, number: int) -> int:
        """Return the number of texts in an element."""
        return self._texts[self._flat.close[number]] - self._texts[number]

    def groups(self) -> list[Group]:
        """Return the groups of one shape, those with the most members and texts first."""
        found = [
            group for group in (*self._groups_of_elements(), *self._groups_of_runs()) if group.number >= self._first
        ]
        found.sort(key=lambda group: -min(len(group.blocks), 40) * min(group.characters / len(group.blocks), 200))
        return found[:_MOST_GROUPS]

    def single(self) -> Block | None:
        """Return the first element with a time, a name and a text, which may be the only comment; None without one."""
        label = self._characters[self._flat.close[self._first]]
        for number, node in self._node_of.items():
            name = self._flat.tags[number].name
            if number <= self._first or name in _NO_MEMBER or name in _LISTS:
                continue
            held = self.characters(number)
            if not _FEWEST_CHARACTERS <= held <= _MOST_CHARACTERS or self.texts(number) < 3:
                continue
            if self._is_head_row(number) or (self._first and self._characters[number] - label > _BELOW_LABEL):
                continue
            end = self._flat.close[number]
            if not self._asks(number, end) and self._title(number, end) is None and self._is_only(number, end):
                return Block([node], is_unnamed=True)
        return None

    def _is_only(self, number: int, end: int) -> bool:
        """Return whether an element has a time, and neither several of them nor siblings of its shape."""
        signs = times = 0
        for sign in self._signs(number, end):
            signs += 1
            times += self._flat.tags[sign].has_time
            if times > 1 or signs > _FEW_SIGNS:
                return False
        if not signs:
            return False
        siblings = self._children.get(self._parent.get(number, -1), ())
        return (
            len(siblings) <= _MOST_BESIDE
            and sum(self._name(sibling) == self._name(number) for sibling in siblings) == 1
        )

    def _asks(self, first: int, last: int) -> bool:
        """Return whether an element holds a form for a comment."""
        tags = self._flat.tags
        asking = [tags[number].name for number in _between(self._asking, first, last)]
        # A label may be that of a box to tick beside each post.
        return "textarea" in asking or "select" in asking or ("label" in asking and self._has_field(first, last))

    def _has_field(self, first: int, last: int) -> bool:
        return bool(_between(self._writing, first, last))

    # --- elements -------------------------------------------------------------------------------------------------

    def _groups_of_elements(self) -> list[Group]:
        by_shape: dict[tuple[str, str], list[int]] = defaultdict(list)
        tags, close, texts, characters = self._flat.tags, self._flat.close, self._texts, self._characters
        for number, around in self._parent.items():
            end = close[number]
            if texts[end] - texts[number] < 2 and characters[end] - characters[number] < _SHORT:
                continue  # neither several texts nor a long one
            shape = _shape_of_member(tags[number].head)
            if shape is not None and not self._is_head_row(number):
                by_shape[shape, "" if _is_name(shape) else column(tags[around].head)].append(number)
        found: list[Group] = []
        seen: set[tuple[int, ...]] = set()
        for members in (*by_shape.values(), *self._parted(by_shape.values()), *self._alternating(by_shape)):
            if not 2 <= len(members) <= _MOST_MEMBERS:
                continue
            outermost = self._with_first(self._without_wrappers(members))
            # A wrapper of each member has the same texts: the outermost element is the block.
            told = tuple(self._characters[number] for number in outermost[:20])
            if len(outermost) < 2 or told in seen or not self._may_be_group(outermost):
                continue
            seen.add(told)
            if (group := self._group(outermost)) is not None:
                found.append(group)
        return found

    def _alternating(self, shapes: Mapping[tuple[str, str], list[int]]) -> Iterator[list[int]]:
        """Yield the siblings of one tag that hold the same elements and have two classes by turns, as rows have."""
        beside: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
        for (shape, _), members in shapes.items():
            tag, dot, _ = shape.partition(".")
            for number in members if dot and len(members) > 1 else ():
                beside[self._parent[number], tag].append((number, shape))
        for alike in beside.values():
            if len(alike) > _TOLD_CHILDREN and len({shape for _, shape in alike}) == 2:
                alike.sort()
                numbers = [number for number, _ in alike]
                if all(one != other for (_, one), (_, other) in pairwise(alike)) and self._hold_alike(numbers):
                    yield numbers

    def _hold_alike(self, members: Sequence[int]) -> bool:
        """Return whether the first children of some elements are of the same shapes."""
        tried = members[:_SAMPLE]
        return len({tuple(map(self._name, self._children.get(number, ())[:_TOLD_CHILDREN])) for number in tried}) == 1

    def _parted(self, shapes: Iterable[list[int]]) -> Iterator[list[int]]:
        """Yield the members of one shape parted by what they hold, and by the element around them.

        Where names say little, a comment, its head and its bar of buttons may have one shape.
        """
        for members in shapes:
            if not 2 < len(members) <= _MOST_MEMBERS or len({self._parent[number] for number in members}) < 2:
                continue
            by_content: dict[tuple[str, ...], list[int]] = defaultdict(list)
            by_parent: dict[int, list[int]] = defaultdict(list)
            for number in members:
                by_content[tuple(map(self._name, self._children.get(number, ())[:_TOLD_CHILDREN]))].append(number)
                by_parent[self._parent[number]].append(number)
            yield from by_content.values()
            yield from by_parent.values()

    def _is_head_row(self, number: int) -> bool:
        """Return whether an element is a row of a table's headings."""
        children, tags = self._children.get(number), self._flat.tags
        if not children or tags[children[0]].name != "th":
            return False
        return all(tags[child].name == "th" for child in children)

    def _name(self, number: int) -> str:
        """Return the shape of a sibling; that of a row without a class is the number of its cells."""
        known = self._name_of.get(number)
        if known is None:
            tag = self._flat.tags[number]
            known = _ALTERNATING.sub("", column(tag.head)) or tag.name
            if known == "tr":
                known = f"tr:{len(self._children.get(number, ()))}"
            self._name_of[number] = known
        return known

    def _without_wrappers(self, members: list[int]) -> list[int]:
        """Return the members without those that hold nothing but another member."""
        close = self._flat.close
        kept: list[int] = []
        for place, number in enumerate(members):
            inner = members[place + 1] if place + 1 < len(members) else None
            if inner is not None and inner < close[number] and self.texts(inner) == self.texts(number):
                continue
            kept.append(number)
        return kept

    def _with_first(self, members: list[int]) -> list[int]:
        """Return the members with the sibling before them that differs by its first class alone: a comment that is
        pinned, or that opens the thread."""
        siblings = self._children.get(self._parent.get(members[0], -1), ()) if members else ()
        at = bisect_left(siblings, members[0]) if siblings else 0
        if not at or len(members) < 2:
            return members
        first, before = members[0], siblings[at - 1]
        if self._flat.tags[before].name != self._flat.tags[first].name or self.texts(before) < 2:
            return members
        inner = [self._name(child) for child in self._children.get(first, ())]
        is_alike = len(inner) > 2 and inner == [self._name(child) for child in self._children.get(before, ())]
        if is_alike or self._has_class_of(before, first):
            return [before, *members]
        return members

    def _has_class_of(self, number: int, other: int) -> bool:
        """Return whether one of an element's classes but the first is the only class of another one."""
        classes = (self._flat.tags[other].value("class") or "").split()
        return len(classes) == 1 and classes[0] in (self._flat.tags[number].value("class") or "").split()[1:]

    def _may_be_group(self, members: Sequence[int]) -> bool:
        outer = _outermost(members, self._flat.close)
        count = len(members)
        characters = sum(map(self.characters, outer))
        if not _FEWEST_CHARACTERS * count <= characters <= _MOST_CHARACTERS * count:
            return False
        if sum(map(self.texts, outer)) < 2 * count:
            return False
        linked = sum(self._linked[self._flat.close[number]] - self._linked[number] for number in outer)
        return linked <= _LINKED * characters and not self._are_teasers(outer)

    def _are_teasers(self, members: Sequence[int]) -> bool:
        """Return whether half of a few members have a linked title, as teasers and entries of an index have."""
        tried = members[:: len(members) // _SAMPLE + 1]
        return self._lead_elsewhere([(number, self._flat.close[number]) for number in tried])

    def _lead_elsewhere(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Return whether half of some members have a linked title that leads to a page of its own."""
        titles = [title for span in spans if (title := self._title(*span)) is not None]
        if 2 * len(titles) < len(spans):
            return False
        if len(titles) > 1 and len({_DIGITS.sub("#", words) for _, words in titles}) == 1:
            return False  # the label of a button: "Report comment number 5"
        # Titles of comments lead to places on one page.
        return "#" not in titles[0][0] or len({href.partition("#")[0] for href, _ in titles}) > 1

    def _title(self, first: int, last: int) -> tuple[str, str] | None:
        """Return the address and the words of a linked title."""
        flat = self._flat
        heading_to = -1
        for number in range(first, min(last, first + _MOST_TAGS)):
            tag = flat.tags[number]
            if tag.is_end:
                continue
            if tag.name in _TITLES:
                heading_to = flat.close[number]
            elif tag.name == "a" and self._characters[flat.close[number]] - self._characters[number] >= (
                _TITLE if number > heading_to else _HEADED_TITLE
            ):
                href, words = tag.value("href"), flat.text(number)
                if href and _is_of_page(href) and may_be_title(words):
                    return href, words
        return None

    def _group(self, members: Sequence[int]) -> Group | None:
        blocks = [Block([self._node_of[number]], is_unnamed=True) for number in members]
        spans = [(number, self._flat.close[number]) for number in members]
        characters = sum(self.characters(number) for number in _outermost(members, self._flat.close))
        return self._made(blocks, characters, spans)

    def _made(self, blocks: list[Block], characters: int, spans: Sequence[tuple[int, int]]) -> Group | None:
        first = spans[0][0]
        tried = spans[:: len(spans) // _SAMPLE + 1]
        if 2 * sum(self._asks(*span) for span in tried) > len(tried) or not self._vary(tried):
            return None
        speaks = sum(self._speaks(*span) for span in tried) * 2 >= len(tried)
        talks = speaks and any(self._has_button(*span) for span in tried)
        share = characters / max(self._characters[-1] - self._characters[self._first], 1)
        share_below = characters / max(self._characters[-1] - self._characters[first], 1)
        asks = any(self._has_field(*span) for span in tried)
        names = self._names_around(first, characters)
        return Group(blocks, characters, names, share, share_below, speaks, talks=talks, number=first, asks=asks)

    def _vary(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Return whether the longest texts of most members differ: the same bar or form below each of them is none."""
        longest = {max(self._flat.text_after[first:last], key=len, default="") for first, last in spans}
        return len(longest) >= _VARIED * len(spans)

    def _speaks(self, first: int, last: int) -> bool:
        """Return whether a member has a time or a button of comments."""
        return next(self._signs(first, last), None) is not None

    def _has_button(self, first: int, last: int) -> bool:
        texts = self._flat.text_after[first : min(last, first + _MOST_TAGS)]
        return any(0 < len(text) <= _LABEL and BUTTON.fullmatch(text) is not None for text in texts)

    def _signs(self, first: int, last: int) -> Iterator[int]:
        """Yield the tags of a member that state a time, or that a printed time or a button follows."""
        texts = self._flat.text_after
        for number in range(first, min(last, first + _MOST_TAGS)):
            if self._flat.tags[number].has_time or ((text := texts[number]) and self._is_sign(number, text)):
                yield number

    def _is_sign(self, number: int, text: str) -> bool:
        """Return whether the text after a tag is a printed time or a button of comments."""
        known = self._sign_of.get(number)
        if known is None:
            known = len(text) <= _LABEL and not text.isspace() and bool(DATED.search(text) or BUTTON.fullmatch(text))
            self._sign_of[number] = known
        return known

    def _names_around(self, number: int, characters: int) -> str:
        """Return the classes and ids of an element and of those around it that hold little else than the group."""
        names: list[str] = []
        step: int | None = number
        for _ in range(_NAMED_LEVELS):
            if step is None or step not in self._parent or self.characters(step) > 2 * characters + 300:
                break
            tag = self._flat.tags[step]
            names += filter(None, (tag.value("class"), tag.value("id")))
            step = self._parent.get(step)
        return " ".join(names)

    # --- runs of siblings -----------------------------------------------------------------------------------------

    def _groups_of_runs(self) -> list[Group]:
        found: list[Group] = []
        for all_children in self._children.values():
            # Lists before the heading of the comments are others.
            children = [child for child in all_children if child > self._first] if self._first else all_children
            if len(children) < 4:
                continue
            heads = self._heads(children)
            titles = max((len(places) for name, places in heads.items() if name[:2] in _TITLES), default=0)
            for name, places in heads.items():
                if len(heads.get(f"{name}{_NAMED}", ())) >= _MOST_OF_HEADS * len(places):
                    continue  # the others are labels and paragraphs of the story
                if name == "p" and titles > 1 and titles >= _TITLES_BESIDE * len(places):
                    continue  # paragraphs below headings
                if 2 <= len(places) <= _MOST_MEMBERS and (group := self._run(children, places, name)):
                    found.append(group)
            found += self._groups_of_lines(children)
        return found

    def _heads(self, children: Sequence[int]) -> dict[str, list[int]]:
        """Return the places of the siblings that may begin a run, by their kind."""
        heads: dict[str, list[int]] = defaultdict(list)
        for place, number in enumerate(children):
            tag = self._flat.tags[number]
            if tag.name not in _HEADS:
                continue
            if tag.name == "hr" or 0 < self.characters(number) <= _HEAD_CHARACTERS:
                heads[self._name(number)].append(place)
            if self._begins_bold(number):
                heads[f"{tag.name}{_NAMED}"].append(place)
            elif tag.name == "p" and self._has_signed_line(number):
                heads[_SIGNED].append(place)
        return heads

    def _groups_of_lines(self, children: Sequence[int]) -> Iterator[Group]:
        """Yield runs that no element begins: by breaks, by a label that repeats, by a line with a time."""
        names = [self._flat.tags[number].name for number in children]
        is_behind = names.count("br") >= 2 * _FEWEST_DOUBLES
        spans = self._between_breaks(children, names) if is_behind else self._spans_of_lines(children, names)
        if 2 <= len(spans) <= _MOST_MEMBERS and (group := self._of_runs(children, spans)) is not None:
            for block in group.blocks:
                block.is_behind = is_behind
            yield group

    def _spans_of_lines(self, children: Sequence[int], names: Sequence[str]) -> list[tuple[int, int]]:
        """Return the runs from labels that repeat, else those of lines around a time."""
        spans = self._from_labels(children) if "dt" in names or "tr" in names else []
        if not spans and len(set(names)) == 1 and names[0] in _LINES:
            return self._around_times(children)
        return spans

    def _between_breaks(self, children: Sequence[int], names: Sequence[str]) -> list[tuple[int, int]]:
        """Return the runs between double breaks; each begins at the element whose following text is its first line."""
        after = self._flat.text_after
        doubles = [
            place
            for place in range(1, len(children))
            if names[place] == names[place - 1] == "br" and not after[self._flat.close[children[place - 1]]].strip()
        ]
        doubles = [place for place in doubles if place + 1 not in doubles]
        if len(doubles) < _FEWEST_DOUBLES:
            return []
        lengths = sorted(second - first for first, second in pairwise(doubles))
        usual = lengths[len(lengths) // 2] - 1
        starts = [max(doubles[0] - 1 - usual, 0), *doubles]
        ends = [*(place - 1 for place in doubles), min(doubles[-1] + usual, len(children))]
        runs = list(zip(starts, ends, strict=True))
        return [
            (first, last) for first, last in runs if last - first >= 2 and self._texts_of(children, first, last) >= 2
        ]

    def _texts_of(self, children: Sequence[int], first: int, last: int) -> int:
        """Return the number of texts of a run that begins behind its first element."""
        start = self._flat.close[children[first]]
        end = self._flat.close[children[last - 1]]
        return self._texts[end + 1] - self._texts[start]

    def _from_labels(self, children: Sequence[int]) -> list[tuple[int, int]]:
        """Return the runs from each label of the first kind to the next: name, date, comment; name, date, comment."""
        labels: dict[str, list[int]] = defaultdict(list)
        for place, number in enumerate(children):
            if self._flat.tags[number].name in ("dt", "tr") and self.characters(number) <= _HEAD_CHARACTERS:
                text = next(filter(str.strip, self._flat.text_after[number : self._flat.close[number]]), "").strip()
                if 0 < len(text) <= _SHORT:
                    labels[text].append(place)
        first = next((places for places in labels.values() if len(places) > 1), [])
        same = [places for places in labels.values() if len(places) == len(first)]
        return list(zip(first, [*first[1:], len(children)], strict=True)) if len(same) > 1 else []

    def _around_times(self, children: Sequence[int]) -> list[tuple[int, int]]:
        """Return the runs of lines of which one has a time and is the first or the last."""
        timed = [
            place
            for place, number in enumerate(children)
            if 0 < self.characters(number) <= _LABEL and self._speaks(number, self._flat.close[number])
        ]
        if not 2 <= len(timed) <= len(children) / 2 or any(after - one < 2 for one, after in pairwise(timed)):
            return []
        first = next((place for place, number in enumerate(children) if number > self._first), 0)
        size = timed[1] - timed[0]
        if size * len(timed) == len(children) - first and all(after - one == size for one, after in pairwise(timed)):
            # The time may be neither the first line of each member nor the last.
            return [(place, place + size) for place in range(first, len(children), size)]
        if timed[-1] == len(children) - 1:
            usual = min(after - one for one, after in pairwise(timed))
            starts = [max(first, timed[0] - usual + 1), *(place + 1 for place in timed[:-1])]
            return list(zip(starts, [place + 1 for place in timed], strict=True))
        return list(zip(timed, [*timed[1:], len(children)], strict=True))

    def _end_of_last(self, children: Sequence[int], runs: Sequence[tuple[int, int]]) -> int:
        """Return where the last run ends, which may go on to the end of its list.

        It ends before an element with which another part of the page begins, and behind the rule that ends all others.
        """
        first, last = runs[-1]
        kinds = [self._kind(children[place]) for place in range(first, last)]
        ends = [place for place, kind in enumerate(kinds, first) if place > first and kind in _ENDINGS]
        if not ends:
            return last
        others = [[self._kind(children[place]) for place in range(*run)] for run in runs[:-1]]
        if all(each[-1] == "hr" for each in others) and "hr" in kinds:
            return first + kinds.index("hr") + 1
        known = {kind for each in others for kind in each}
        return next((place for place in ends if kinds[place - first] not in known), last)

    def _kind(self, number: int) -> str:
        """Return the tag of a sibling, or that it is a form or a line of links."""
        characters = self.characters(number)
        if self._has_field(number, self._flat.close[number]):
            return "form"
        if characters > 0 and self._linked[self._flat.close[number]] - self._linked[number] > _LINKED * characters:
            return "links"
        return self._flat.tags[number].name

    def _of_runs(self, children: Sequence[int], runs: Sequence[tuple[int, int]]) -> Group | None:
        blocks = [
            Block([self._node_of[number] for number in children[first:last]], is_unnamed=True, is_run=True)
            for first, last in runs
        ]
        spans = [(children[first], self._flat.close[children[last - 1]]) for first, last in runs]
        characters = sum(self._characters[last + 1] - self._characters[first] for first, last in spans)
        if not _SHORTEST_RUN * len(blocks) <= characters <= _MOST_CHARACTERS * len(blocks):
            return None
        if self._lead_elsewhere(spans[:_SAMPLE]):
            return None
        return self._made(blocks, characters, spans)

    def _begins_bold(self, number: int) -> bool:
        """Return whether an element begins with bold words or a link and goes on behind them, as a name and a date."""
        first = number + 1
        return (
            number in self._children
            and self._flat.tags[first].name in _NAMING
            and not self._flat.text_after[number].strip()
            and 0 < self.characters(first) < self.characters(number)
            and self._kind(number) != "links"
        )

    def _has_signed_line(self, number: int) -> bool:
        """Return whether a paragraph ends with a short element behind a break: name and date below the text."""
        inner = self._children.get(number, ())
        if len(inner) < 2 or self._flat.tags[inner[-2]].name != "br":
            return False
        return (
            0 < self.characters(inner[-1]) <= _LABEL and not self._flat.text_after[self._flat.close[inner[-1]]].strip()
        )

    def _run(self, children: Sequence[int], places: Sequence[int], kind: str) -> Group | None:
        """Return the siblings from each head to the next, if there is more than heads between them.

        :param kind: the heads' kind
        """
        by_rule = kind == "hr"
        fewest = 1 if by_rule or kind == _SIGNED or kind.endswith(_NAMED) else 2
        runs = self._bounds(children, places, by_rule=by_rule)
        if len(runs) < 2:
            return None
        runs[-1] = (runs[-1][0], self._end_of_last(children, runs))
        lengths = sorted(last - first for first, last in runs)
        if lengths[len(lengths) // 2] > 12 or lengths[len(lengths) // 2] < fewest:
            return None
        blocks: list[Block] = []
        characters = 0
        for first, last in runs:
            # The last run goes on to the end of its list; what is far longer than the others is no comment.
            last = min(last, first + 3 * lengths[len(lengths) // 2] + 3)
            blocks.append(
                Block([self._node_of[number] for number in children[first:last]], is_unnamed=True, is_run=True)
            )
            characters += self._characters[self._flat.close[children[last - 1]] + 1] - self._characters[children[first]]
        if not _SHORTEST_RUN * len(blocks) <= characters <= _MOST_CHARACTERS * len(blocks):
            return None
        if self._lead_elsewhere(
            [(children[first], self._flat.close[children[last - 1]]) for first, last in runs[:_SAMPLE]]
        ):
            return None
        spans = [(children[first], self._flat.close[children[last - 1]]) for first, last in runs]
        group = self._made(blocks, characters, spans)
        if group is not None:
            group.is_ruled = by_rule
        return group

    def _bounds(self, children: Sequence[int], places: Sequence[int], *, by_rule: bool) -> list[tuple[int, int]]:
        """Return where the runs begin and end that have texts in more than one place."""
        ends = [*places[1:], len(children)]
        if self._first and self._begins_before(children, places[0]) and not self._goes_on(children, places[-1] + 1):
            places, ends = [0, *(place + 1 for place in places[:-1])], [place + 1 for place in places]
        elif by_rule:
            places, ends = [0, *(place + 1 for place in places)], [*places, len(children)]
        runs = zip(places, ends, strict=True)
        return [run for run in runs if run[0] < run[1] and self._holds(children, run)]

    def _begins_before(self, children: Sequence[int], place: int) -> bool:
        """Return whether a text stands between the heading and a short element: that is the foot of each member."""
        if not place or self._parent.get(children[0]) != self._parent.get(self._first):
            return False
        return any(self.characters(number) >= _SHORTEST_RUN for number in children[:place])

    def _goes_on(self, children: Sequence[int], place: int) -> bool:
        """Return whether a text stands behind the last short element: then that is the head of each member."""
        if place >= len(children):
            return False
        number = children[place]
        return self._kind(number) in _LINES and self.characters(number) >= _SHORTEST_RUN

    def _holds(self, children: Sequence[int], run: tuple[int, int]) -> bool:
        """Return whether a run has texts in more than one place."""
        first, last = children[run[0]], children[run[1] - 1]
        return self._texts[self._flat.close[last]] - self._texts[first] >= 2


@lru_cache(maxsize=4096)
def _shape_of_member(head: str) -> str | None:
    """Return the shape of an element by its tag; None for an element that holds no comment with its name."""
    tag = Tag(head)
    name = _ALTERNATING.sub("", column(head))
    if tag.is_dropped or _WINDOW.search(head):
        return None
    if tag.name in _NO_MEMBER and not (tag.name == "span" and _is_name(name)):
        return None
    return name if _is_name(name) else tag.name


def _is_name(shape: str) -> bool:
    """Return whether a shape says what the element is, wherever it stands; of others the list around them counts.

    A custom element has a name of its own, as a class is; replies in a list of their own are the same.
    """
    return "." in shape or "-" in shape or shape in _NESTING


def _is_written_into(tag: Tag) -> bool:
    return tag.name != "label" and (tag.name != "input" or tag.value("type") not in _PRESSED_INPUTS)


def _between(places: Sequence[int], first: int, last: int) -> Sequence[int]:
    """Return the places, which are in order, from ``first`` up to ``last``."""
    return places[bisect_left(places, first) : bisect_left(places, last)]


def _linked_lengths(flat: FlatHtml, starts: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """Return the lengths of the texts that are in links to other pages, and 0 for the others."""
    linked = [0] * len(lengths)
    links = [number for number in starts if flat.tags[number].name == "a" and _LEADS.search(flat.tags[number].head)]
    links_to = 0
    for number, following in pairwise([*links, len(lengths)]):
        # Only broken markup has a link in a link.
        if number >= links_to or not lengths[number]:
            links_to = flat.close[number]
        end = max(min(links_to, following), number + 1)
        linked[number:end] = lengths[number:end]
    return linked


def _is_of_page(href: str) -> bool:
    """Return whether a link leads to a page, and not to a comment: ``#c5``, ``/comment/5#comment-5``."""
    path, _, fragment = href.partition("#")
    if not fragment:
        return True
    number = _LAST_NUMBER.search(fragment)
    return bool(path) and not (number is not None and number.group() in path)


def _outermost(members: Sequence[int], close: Sequence[int]) -> list[int]:
    """Return the members that are in no other member."""
    found: list[int] = []
    for number in members:
        if not found or number > close[found[-1]]:
            found.append(number)
    return found
