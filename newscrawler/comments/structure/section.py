"""Comment section of a page: blocks, their fields, parents and times put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from weakref import WeakKeyDictionary

from selectolax.lexbor import LexborNode

from newscrawler.comments.markup import linked
from newscrawler.comments.structure.alignment import Alignment, count_up, is_button
from newscrawler.comments.structure.answers import answers_in
from newscrawler.comments.structure.around import TEASER
from newscrawler.comments.structure.blocks import SIGNS, Block, BlockSearch, find_blocks
from newscrawler.comments.structure.embedded import EmbeddedThread, embedded_comments, join_comments
from newscrawler.comments.structure.fields import Fields, read_fields
from newscrawler.comments.structure.layout import FlatBlock, flatten
from newscrawler.comments.structure.linked_data import LinkedComment, linked_comments
from newscrawler.comments.structure.mining import mine, worth
from newscrawler.comments.structure.moments import day_comes_first, reconcile, with_clock
from newscrawler.comments.structure.places import places_of
from newscrawler.comments.structure.skeleton import listings
from newscrawler.comments.structure.threads import parents
from newscrawler.comments.structure.votes import Votes
from newscrawler.guarded import Guarded
from newscrawler.html.ancestry import nearest
from newscrawler.html.outline import outline_of
from newscrawler.html.page import Page
from newscrawler.html.roles import is_notice, is_ping
from newscrawler.items import Author, Comment, Thread
from newscrawler.language.dates.moment import Moment, in_zone
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.words import WORDS
from newscrawler.urls import host_of, parts_of

__all__ = ["Structure", "read_structure", "structure_of"]

_FEW_BLOCKS = 6
"""Up to this many blocks are read at once; of more, two are tried first."""

_TRIED = 2

_PROVEN = 0.9
"""Share of the blocks that read as comments where the names of elements tell their parts."""

_LONGEST_NOTE = 300
"""Characters of the editors' note that comments are closed."""

_CLOSED = Guarded.on_hints(re.compile(WORDS.bounded("closed"), re.I), WORDS.words("closed_word"))
_TRIED_TITLES = 3
_PLACEHOLDER = re.compile(r"\{\{|<%|\$\{|%\w+%")
"""A template's variable."""

_COUNT = re.compile(r"[+\-−]?\d{1,5}(?:[.,]\d+)?[kKmM]?")
_DIGITS = re.compile(r"\d+")
_NUMERIC = re.compile(r"\d[/-]\d")
_LAST_NUMBER = re.compile(r"(?<!\d)\d+$")

_LONGEST_TIME = 80
"""Characters of a time that is kept as printed; a longer text has other words too."""

_STRUCTURES: WeakKeyDictionary[Page, Structure] = WeakKeyDictionary()
"""Structures of pages that are in use."""


@dataclass(slots=True)
class Structure:
    """Comment section that a page shows."""

    rows: list[_Row] = field(default_factory=list)
    """Comments that were read."""
    pings: int = 0
    """Number of pingbacks, which are left out."""
    unread: int = 0
    """Number of blocks that the page marks as comments and that could not be read."""

    sections: list[LexborNode] = field(default_factory=list)
    """Elements that call themselves a comment section."""

    declared: int | None = None
    """Number of comments that the page's data states."""
    has_more: bool = False
    """Whether the page's data says that more comments come than it holds."""

    written: dict[int, Fields] = field(default_factory=dict)
    """Fields of each comment by the ``mem_id`` of its outermost elements."""
    _around: dict[int, int | None] = field(default_factory=dict)
    _words: dict[int, str] = field(default_factory=dict)

    def words_around(self, node: LexborNode) -> str | None:
        """Return the name and the words of the comment that an element is in; None outside all comments.

        Links, headings and numbers in a comment are its commenter's. They say nothing about the page.
        """
        around = nearest(node, self.written, self._around) if self.written else None
        if around is None:
            return None
        if around not in self._words:
            written = self.written[around]
            self._words[around] = f"{written.author or ''} {' '.join((written.text or '').split())}"
        return self._words[around]

    def comments(self, thread: Thread, page: Page, first: int) -> list[Comment]:
        """Return the comments as items of ``thread``.

        :param first: position of the first comment
        """
        ids = [row.native_id for row in self.rows]
        return [
            _item(row, thread, page, position, ids[row.parent] if row.parent is not None else None)
            for position, row in enumerate(self.rows, first)
        ]


@dataclass(slots=True)
class _Row:
    fields: Fields
    number: str | None
    """The comment's id as the page states it."""
    native_id: str
    parent: int | None
    depth: int | None
    time: Moment | None


def structure_of(page: Page) -> Structure:
    """Return :func:`read_structure` of a page. A page is read once, although several platforms need its comments."""
    structure = _STRUCTURES.get(page)
    if structure is None:
        structure = _STRUCTURES[page] = read_structure(page)
    return structure


def read_structure(page: Page) -> Structure:
    """Read the comments that are in the page itself."""
    # Whether 3/4/2024 is in March follows from the whole thread, see ``_times``.
    reader = TimeReader(page.retrieved, page.zone, host=host_of(page.url), language=page.language, month_first=False)
    found, fields = _Candidates(page, reader).best()
    shown = _ShownComments.of(found, fields, page)
    stated = linked_comments(page, reader)
    readable = shown.count_readable()
    if len(stated) > readable:
        rows = _stated_rows(stated, page, reader)
        structure = Structure(rows, sum(shown.pings), 0, found.sections, written=shown.written())
    else:
        rows = shown.rows(page, reader) if readable else []
        unread = shown.unread(found.is_certain)
        structure = Structure(rows, sum(shown.pings), unread, found.sections, written=shown.written())
    if (held := embedded_comments(page, reader, shows_comments=bool(rows))) is not None:
        _join(structure, held, page, reader, is_certain=found.is_certain or bool(stated))
    return structure


def _join(structure: Structure, held: EmbeddedThread, page: Page, reader: TimeReader, *, is_certain: bool) -> None:
    """Add the comments that the page holds as data to those that it shows."""
    shown = [LinkedComment(row.number, row.parent, row.fields) for row in structure.rows]
    joined = join_comments(shown, held.comments, shown_is_certain=is_certain)
    structure.rows = _stated_rows(joined, page, reader)
    if len(joined) > len(shown):
        structure.unread = 0
    structure.declared, structure.has_more = held.totals.declared, held.totals.has_more


class _Candidates:
    """Candidates for the blocks of a page, each read once."""

    def __init__(self, page: Page, reader: TimeReader) -> None:
        self._page = page
        self._reader = reader
        # With the blocks themselves, because the id of a list that is gone may be another list's.
        self._tried: dict[int, tuple[list[Block], list[Fields]]] = {}
        self._flattened: dict[int, tuple[list[Block], list[FlatBlock]]] = {}

    def best(self) -> tuple[BlockSearch, list[Fields]]:
        """Return the blocks of the page and their fields."""
        found = find_blocks(self._page, self._count_proven)
        _, fields = self._tried.get(id(found.blocks), ([], []))
        if not fields or any(one.text is None for one in fields):
            fields = self._read(self._flat(found.blocks))
        if found.is_certain and not any(one.text for one in fields):
            # An anchor with a comment's number may be beside the comment.
            other = find_blocks(self._page, self._count_proven, marked=False)
            if other.blocks:
                found, fields = other, self._read(self._flat(other.blocks))
        return self._with_answers(*self._repaired(found, fields))

    def _with_answers(self, found: BlockSearch, fields: list[Fields]) -> tuple[BlockSearch, list[Fields]]:
        """Return the blocks with the answers that stand inside them as blocks of their own."""
        if not any(one.may_hold_answer for one in fields):
            return found, fields
        flats = self._flat(found.blocks)
        answers = list(answers_in(found.blocks, flats, self._reader))
        if not answers:
            return found, fields
        blocks = _blocks_with_answers(found.blocks, flats, answers)
        numbered = {id(block) for block in found.blocks}
        flats = flatten(blocks)
        asked = [flat for block, flat in zip(blocks, flats, strict=True) if id(block) in numbered]
        answering = [flat for block, flat in zip(blocks, flats, strict=True) if id(block) not in numbered]
        read = {
            id(flat): one
            for group in (asked, answering)
            for flat, one in zip(
                group, Alignment(group, self._reader, one_author=group is answering).fields(), strict=True
            )
        }
        fields = [read[id(flat)] for flat in flats]
        return BlockSearch(blocks, found.is_certain, found.sections, found.signs), fields

    def _repaired(self, found: BlockSearch, fields: list[Fields]) -> tuple[BlockSearch, list[Fields]]:
        """Return the blocks and fields, or better ones by alignment and repetition, where names led astray."""
        if found.blocks:
            if _is_sound(found, fields):
                return found, fields
            fields = self._aligned(found, fields)
            living = [one for one in fields if not _is_tombstone(one)]
            proven = sum(one.is_proven for one in living)
            if len(living) > 1 and proven >= _PROVEN * len(living) and not _are_signs(living):
                return found, fields
        signs = found.signs or self._page.tree.css(SIGNS)
        outline, named = outline_of(self._page), self._page.comment_candidates
        places = places_of(signs, found.sections, listings(outline), named, outline.left_out)
        mined = mine(places, self._reader)
        if mined is not None and mined.worth > worth(fields):
            return BlockSearch(mined.blocks, True, found.sections), mined.fields
        return found, fields

    def _aligned(self, found: BlockSearch, fields: list[Fields]) -> list[Fields]:
        """Return the fields by alignment, unless it reads less than the names of elements told.

        A notice in the place of a removed comment is not laid beside comments: several of them would be a label.
        """
        living = [index for index, one in enumerate(fields) if not _is_tombstone(one)]
        if len(living) < 2:
            return fields
        flats = self._flat(found.blocks)
        aligned = Alignment([flats[index] for index in living], self._reader).fields()
        if worth(aligned) < worth([fields[index] for index in living]):
            return fields
        read = dict(zip(living, aligned, strict=True))
        return [read.get(index, one) for index, one in enumerate(fields)]

    def _count_proven(self, blocks: list[Block]) -> int:
        """Return how many blocks read as a comment. Of many blocks two are tried first."""
        if len(blocks) > _FEW_BLOCKS:
            leading = self._read(flatten(blocks, leading=_TRIED), strict=True)
            if not any(fields.is_proven for fields in leading):
                return 0
        fields = self._read(self._flat(blocks), strict=True)
        self._tried[id(blocks)] = blocks, fields
        return sum(one.is_proven for one in fields)

    def _flat(self, blocks: list[Block]) -> list[FlatBlock]:
        """Return the blocks as flat HTML, which is written out once."""
        if id(blocks) not in self._flattened:
            self._flattened[id(blocks)] = blocks, flatten(blocks)
        return self._flattened[id(blocks)][1]

    def _read(self, blocks: list[FlatBlock], *, strict: bool = False) -> list[Fields]:
        return [read_fields(block, self._reader, strict=strict) for block in blocks]


def _blocks_with_answers(
    blocks: Sequence[Block], flats: Sequence[FlatBlock], answers: Sequence[tuple[int, int]]
) -> list[Block]:
    """Return the blocks in the order of the page, each followed by the answers inside it."""
    outermost = {id(flat.flat): block for block, flat in zip(blocks, flats, strict=True) if flat.elements[0] == 0}
    nodes_of: dict[int, list[LexborNode]] = {}
    inside: dict[int, list[Block]] = {}
    for index, element in answers:
        flat = flats[index].flat
        if id(flat) not in nodes_of:
            nodes_of[id(flat)] = [node for root in outermost[id(flat)].roots for node in root.css("*")]
        starts = flat.starts()
        if len(starts) == len(nodes_of[id(flat)]):
            node = nodes_of[id(flat)][starts.index(element)]
            inside.setdefault(index, []).append(Block([node], is_unnamed=True))
    return [each for index, block in enumerate(blocks) for each in (block, *inside.get(index, ()))]


def _is_sound(found: BlockSearch, fields: Sequence[Fields]) -> bool:
    """Return whether the fields of a thread show no sign that names of elements led astray."""
    fields = _living(found, fields)
    count = len(fields)
    if not count:
        return found.is_certain
    if sum(one.is_proven for one in fields) < _PROVEN * count or (count == 1 and not found.is_certain):
        return False
    if count < 2:
        return True
    if len({one.author for one in fields}) == 1 or 2 * sum(one.is_weak for one in fields) > count:
        return False
    return not _hold_labels(fields)


def _living(found: BlockSearch, fields: Sequence[Fields]) -> list[Fields]:
    """Return the fields of the blocks that are neither pingbacks nor notices in the place of removed comments."""
    return [
        one
        for block, one in zip(found.blocks, fields, strict=True)
        if not (block.is_ping or is_ping(one.author, one.text) or _is_tombstone(one))
    ]


def _is_tombstone(fields: Fields) -> bool:
    return fields.text is not None and is_notice(fields.text)


def _are_signs(fields: Sequence[Fields]) -> bool:
    """Return whether most texts have no letter: brackets around a date, positions."""
    return 2 * sum(not any(map(str.isalpha, one.text or "-")) for one in fields) > len(fields)


def _hold_labels(fields: Sequence[Fields]) -> bool:
    """Return whether the texts hold what is no text: a label that all begin or end with, counts, signs, the name."""
    count = len(fields)
    if _are_signs(fields) or (count == 2 and _end_alike(fields)) or _are_labels(fields):
        return True
    words = [(one.text or "-").split() for one in fields]
    if count > 2 and (count_up([(one.author or "-").split()[0] for one in fields]) or _share_words(words)):
        return True
    if 2 * sum(_COUNT.fullmatch(each[-1]) is not None for each in words) > count:
        return True
    if count > 2 and _begin_with_names(fields):
        return True
    return 2 * sum((one.text or "").startswith(one.author or "-") for one in fields) > count


def _are_labels(fields: Sequence[Fields]) -> bool:
    """Return whether all texts are the label of one button, or begin with lines that count the comments."""
    texts = [one.text or "-" for one in fields]
    if len(set(texts)) == 1 and is_button(texts[0]):
        return True
    lines = [text.partition("\n") for text in texts]
    return all(rest for _, _, rest in lines) and count_up([line for line, _, _ in lines])


def _share_words(words: Sequence[Sequence[str]]) -> bool:
    """Return whether all texts begin or end with one word; a count may be glued to it."""
    return len({each[0] for each in words}) == 1 or len({_DIGITS.sub("", each[-1]) for each in words}) == 1


def _begin_with_names(fields: Sequence[Fields]) -> bool:
    """Return whether several texts begin with a line that is another commenter's name: the one who is answered."""
    names = {one.author for one in fields if one.author}
    lines = [(one.text or "").partition("\n")[0] for one in fields if one.text and "\n" in one.text]
    return sum(line in names for line in lines) > 1


def _end_alike(fields: Sequence[Fields]) -> bool:
    """Return whether the last of several lines of each text is the same but for its numbers."""
    lines = [(one.text or "").rstrip().split("\n") for one in fields]
    return all(len(each) > 1 for each in lines) and len({_DIGITS.sub("#", each[-1]) for each in lines}) == 1


@dataclass(slots=True)
class _ShownComments:
    """Blocks of a page with their fields, and which of them are comments."""

    blocks: list[Block]
    fields: list[Fields]
    keep: list[bool]
    """Whether a block is a comment or a pingback."""
    pings: list[bool]
    """Whether a block is a pingback."""

    @classmethod
    def of(cls, found: BlockSearch, fields: list[Fields], page: Page) -> _ShownComments:
        """Tell comments from other blocks."""
        keep = [_is_comment(one, found.is_certain) for one in fields]
        if keep and _are_not_comments(fields, found, page):
            keep = [False] * len(keep)
        pings = [
            block.is_ping or is_ping(one.author, one.text) for block, one in zip(found.blocks, fields, strict=True)
        ]
        return cls(found.blocks, fields, keep, pings)

    def count_readable(self) -> int:
        """Return the number of comments with text, without pingbacks."""
        rows = zip(self.fields, self.keep, self.pings, strict=True)
        return sum(keep and not ping and bool(fields.text) for fields, keep, ping in rows)

    def unread(self, is_certain: bool) -> int:
        """Return the number of blocks that are marked as comments and are none."""
        if not is_certain:
            return 0
        return sum(not keep and not ping for keep, ping in zip(self.keep, self.pings, strict=True))

    def written(self) -> dict[int, Fields]:
        """Return the fields of comments and pingbacks by the ``mem_id`` of their elements."""
        return {
            root.mem_id: fields
            for block, fields, keep, ping in zip(self.blocks, self.fields, self.keep, self.pings, strict=True)
            if keep or ping
            for root in block.roots
        }

    def rows(self, page: Page, reader: TimeReader) -> list[_Row]:
        """Return the comments as rows; replies to a block that is left out answer its nearest parent that is kept."""
        above = parents(self.blocks, [fields.parent_number for fields in self.fields])
        _add_answered(self.fields, above)
        wanted = [index for index in range(len(self.blocks)) if self.keep[index] and not self.pings[index]]
        place = {index: position for position, index in enumerate(wanted)}
        return _rows(
            [self.fields[index] for index in wanted],
            [self.blocks[index].number for index in wanted],
            [_kept_parent(index, above, place) for index in wanted],
            page,
            reader,
        )


def _add_answered(fields: Sequence[Fields], above: list[int | None]) -> None:
    """Set the parents that comments name in words, where nothing else tells any parent."""
    if any(parent is not None for parent in above) or not any(one.answered for one in fields):
        return
    index_of = {id(one): index for index, one in enumerate(fields)}
    for index, one in enumerate(fields):
        if one.answered is not None:
            above[index] = index_of.get(id(one.answered))


def _kept_parent(index: int, above: Sequence[int | None], place: dict[int, int]) -> int | None:
    parent = above[index]
    while parent is not None and parent not in place:
        parent = above[parent]
    return None if parent is None else place[parent]


def _is_comment(fields: Fields, certain: bool) -> bool:
    text, has_head = fields.text, fields.author is not None or fields.has_time
    if text is None:
        # A block with an id, an author or a time, and no text: the rest of a removed comment.
        return certain and has_head
    if not fields.has_time and _has_placeholder(text):
        return False
    if certain:
        return has_head or is_notice(text)
    return has_head and not fields.is_link


def _has_placeholder(text: str) -> bool:
    return ("{" in text or "%" in text) and _PLACEHOLDER.search(text) is not None


def _are_not_comments(fields: Sequence[Fields], found: BlockSearch, page: Page) -> bool:
    """Return whether the blocks as a whole are something else: teasers, or comments of other pages."""
    if not found.is_certain and sum(one.is_proven for one in fields) * 2 < len(fields):
        return True
    if _are_of_other_pages(fields, page) or (not found.is_certain and _is_story(found)):
        return True
    if _say_closed(fields) or _are_entries(found, fields):
        return True
    if found.is_certain and all(map(_is_tombstone, fields)):
        return False
    return not any(one.text and (one.author or one.has_time) for one in fields)


def _say_closed(fields: Sequence[Fields]) -> bool:
    """Return whether the only comment is the editors' note that nobody may comment any more."""
    text = fields[0].text or ""
    return len(fields) == 1 and len(text) < _LONGEST_NOTE and _CLOSED.search(text) is not None


def _are_entries(found: BlockSearch, fields: Sequence[Fields]) -> bool:
    """Return whether blocks of which only a class says "comment" are opinion pieces: each with a day, and a headline
    that leads to a page of its own."""
    times = [one.stated_time or one.shown_time for one in fields]
    if found.is_certain or len(fields) < 2 or any(time is not None and time.precision != "day" for time in times):
        return False
    tried = found.blocks[:_TRIED_TITLES]
    pages = {_address(block.node.css_first(TEASER, default=None)) for block in tried}
    return len(pages) == len(tried) and not any("#" in page or not page for page in pages)


def _address(title: LexborNode | None) -> str:
    """Return the address of a title in a link, or of the link in a title; empty without a title."""
    if title is None:
        return ""
    step = title if title.tag == "a" or title.parent is None else title.parent
    return step.attributes.get("href") or ""


def _is_story(found: BlockSearch) -> bool:
    """Return whether the only block holds the headline of the page."""
    return len(found.blocks) == 1 and found.blocks[0].node.css_first("h1", default=None) is not None


def _are_of_other_pages(fields: Sequence[Fields], page: Page) -> bool:
    """Return whether the permalinks lead to many pages, as in a list of the newest comments of all pages."""
    if len({one.permalink.partition("#")[0] for one in fields if one.permalink}) < 2:
        return False
    paths = _linked_pages(fields, page)
    if len(paths) < 2:
        return False
    return paths.most_common(1)[0][1] * 2 <= sum(paths.values())


def _linked_pages(fields: Sequence[Fields], page: Page) -> Counter[str]:
    """Return the paths of pages to which permalinks lead, with their numbers; not pages of a single comment."""
    paths: Counter[str] = Counter()
    for one in fields:
        if one.permalink and one.permalink[0] != "#":
            path, number = parts_of(page.link(one.permalink) or "").path, _LAST_NUMBER.search(one.permalink)
            if number is None or number.group() not in path:  # Drupal: /comment/82775#comment-82775
                paths[path.rstrip("/")] += 1
    return paths


def _stated_rows(stated: Sequence[LinkedComment], page: Page, reader: TimeReader) -> list[_Row]:
    return _rows(
        [one.fields for one in stated], [one.number for one in stated], [one.parent for one in stated], page, reader
    )


def _rows(
    fields: Sequence[Fields],
    numbers: Sequence[str | None],
    above: Sequence[int | None],
    page: Page,
    reader: TimeReader,
) -> list[_Row]:
    """Return rows with ids, depths and times.

    :param above: index of each comment's parent
    """
    times = _times(fields, page, reader)
    seen: Counter[str] = Counter()
    rows: list[_Row] = []
    for one, number, parent, time in zip(fields, numbers, above, times, strict=True):
        name = number or _fingerprint(one)
        seen[name] += 1
        native = name if seen[name] == 1 else f"{name}-{seen[name]}"
        depth = (rows[parent].depth or 0) + 1 if parent is not None and parent < len(rows) else 0
        rows.append(_Row(one, number, native, parent, depth, time))
    if not any(row.parent is not None for row in rows):
        for row in rows:
            row.depth = 0
    return rows


def _fingerprint(fields: Fields) -> str:
    words = f"{fields.author or ''}\n{' '.join((fields.text or '').split())}"
    return blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _times(fields: Sequence[Fields], page: Page, reader: TimeReader) -> list[Moment | None]:
    """Return the time of each comment, read with the order of day and month that the thread shows."""
    if _month_comes_first(fields, page):
        for one in fields:
            one.shown_time = _first_time(one.printed, reader, month_first=True)
    if _state_one_time(fields):
        # The attributes may be a template's mistake: print was not read where an attribute has a time of the day.
        for one in fields:
            one.shown_time = one.shown_time or _first_time(one.printed, reader)
    for one in fields:
        if one.stated_time is not None and one.shown_time is None and one.printed:
            one.shown_time = with_clock(one.stated_time, one.printed, page.language)
    times = reconcile([(one.stated_time, one.shown_time) for one in fields])
    return [in_zone(time, reader.zone) for time in times]


def _month_comes_first(fields: Sequence[Fields], page: Page) -> bool:
    printed = [
        next((text for text in one.printed if _NUMERIC.search(text)), one.printed[0]) for one in fields if one.printed
    ]
    return any(map(_NUMERIC.search, printed)) and not day_comes_first(printed, page.language, page.retrieved)


def _state_one_time(fields: Sequence[Fields]) -> bool:
    """Return whether the attributes of all comments state the same time."""
    return len(fields) > 1 and len({one.stated_time.at for one in fields if one.stated_time}) == 1


def _first_time(texts: Sequence[str], reader: TimeReader, *, month_first: bool = False) -> Moment | None:
    return next(filter(None, (reader.shown(text, month_first=month_first) for text in texts)), None)


def _item(row: _Row, thread: Thread, page: Page, position: int, parent: str | None) -> Comment:
    fields, time, votes = row.fields, row.time, row.fields.votes
    # A moderator's notice is not the commenter's text.
    gone = fields.html is None if fields.text is None else is_notice(fields.text)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=row.native_id,
        retrieved=page.retrieved,
        text=None if gone else fields.text,
        html=None if gone else linked(fields.html, page.url),
        author=_author(fields, page),
        dateCreated=_aware(time.at) if time else None,
        dateCreatedRaw=time.raw if time else _unread_time(fields),
        dateCreatedPrecision=time.precision if time else None,
        upvoteCount=votes.up,
        downvoteCount=votes.down,
        score=_score(votes),
        parentItem=parent,
        depth=row.depth,
        position=position,
        state="removed" if gone else "visible",
        source=page.url,
    )


def _score(votes: Votes) -> int | None:
    if votes.score is None and votes.up is not None and votes.down is not None:
        return votes.up - votes.down
    return votes.score


def _author(fields: Fields, page: Page) -> Author | None:
    link = fields.author_link
    return Author(name=fields.author, url=page.link(link) if link else None) if fields.author or link else None


def _unread_time(fields: Fields) -> str | None:
    """Return the words of an element that calls itself a time and could not be read as a time."""
    return next((text for text in fields.printed if len(text) <= _LONGEST_TIME and any(map(str.isdigit, text))), None)


def _aware(at: datetime) -> datetime:
    assert at.tzinfo is not None
    return at
