"""A page's comment section put together: blocks, their fields, who answers whom, which time to believe."""

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
from newscrawler.comments.structure.blocks import Block, find_blocks
from newscrawler.comments.structure.fields import Fields, read_fields
from newscrawler.comments.structure.layout import Placed, lay_out
from newscrawler.comments.structure.linked_data import stated_comments
from newscrawler.comments.structure.moments import day_comes_first, reconcile
from newscrawler.comments.structure.threads import parents
from newscrawler.html.ancestry import nearest
from newscrawler.html.page import Page
from newscrawler.html.roles import is_notice, is_ping
from newscrawler.items import Author, Comment, Thread
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.urls import host_of, parts_of

__all__ = ["Structure", "read_structure", "structure_of"]


@dataclass(slots=True)
class Structure:
    """What a page shows of its comment section."""

    rows: list[_Row] = field(default_factory=list)
    pings: int = 0
    """Pingbacks that were passed over."""
    unread: int = 0
    """Blocks that the page marks as comments and that could not be read."""

    sections: list[LexborNode] = field(default_factory=list)
    """Elements that call themselves a comment section."""

    written: dict[int, Fields] = field(default_factory=dict)
    """``mem_id`` of each comment's outermost elements → what its reader wrote."""
    _around: dict[int, int | None] = field(default_factory=dict)
    _words: dict[int, str] = field(default_factory=dict)

    def reader_of(self, node: LexborNode) -> str | None:
        """Return the name and the words of the comment that an element stands in, None outside all comments.

        Links, headings and numbers in a comment are its reader's: the page does not speak in them.
        """
        around = nearest(node, self.written, self._around) if self.written else None
        if around is None:
            return None
        if around not in self._words:
            written = self.written[around]
            self._words[around] = f"{written.author or ''} {' '.join((written.text or '').split())}"
        return self._words[around]

    def comments(self, thread: Thread, page: Page, first: int) -> list[Comment]:
        """As items of ``thread``.

        :param first: position of the first one
        """
        ids = [row.native_id for row in self.rows]
        return [
            _item(row, thread, page, first + index, ids[row.parent] if row.parent is not None else None)
            for index, row in enumerate(self.rows)
        ]


@dataclass(slots=True)
class _Row:
    fields: Fields
    native_id: str
    parent: int | None
    depth: int | None
    time: Moment | None


def structure_of(page: Page) -> Structure:
    """Return :func:`read_structure` of a page, which is read once: several platforms ask what readers wrote."""
    structure = _read.get(page)
    if structure is None:
        structure = _read[page] = read_structure(page)
    return structure


_read: WeakKeyDictionary[Page, Structure] = WeakKeyDictionary()


def read_structure(page: Page) -> Structure:
    """Read the comments that are in the page itself."""
    # Which number of 3/4/2024 is the day the whole thread tells, see ``_moments``.
    reader = TimeReader(page.retrieved, page.zone, host=host_of(page.url), language=page.language, month_first=False)
    # With the blocks themselves: the id of a list that is gone may be another's.
    tried: dict[int, tuple[list[Block], list[Fields]]] = {}

    def read(placed: list[Placed], strict: bool = False) -> list[Fields]:
        return [read_fields(one, reader, strict=strict) for one in placed]

    def proves(blocks: list[Block]) -> int:
        if len(blocks) > 6 and not any(map(_is_proven, read(lay_out(blocks, leading=2), strict=True))):
            return 0
        fields = read(lay_out(blocks), strict=True)
        tried[id(blocks)] = blocks, fields
        return sum(map(_is_proven, fields))

    found = find_blocks(page, proves)
    _, fields = tried.get(id(found.blocks), ([], []))
    if not fields or any(one.text is None for one in fields):
        fields = read(lay_out(found.blocks))
    if found.certain and not any(one.text for one in fields):
        # An anchor with a comment's number, beside the comment.
        other = find_blocks(page, proves, marked=False)
        if other.blocks:
            found, fields = other, read(lay_out(other.blocks))
    blocks = found.blocks
    keep = [_is_comment(one, found.certain) for one in fields]
    if not found.certain and sum(map(_is_proven, fields)) * 2 < len(fields):
        keep = [False] * len(blocks)
    if keep and (_of_other_pages(fields, page) or not any(one.text and (one.author or _dated(one)) for one in fields)):
        keep = [False] * len(blocks)
    pings = [block.ping or is_ping(one.author, one.text) for block, one in zip(blocks, fields, strict=True)]
    written = {
        root.mem_id: one
        for block, one, kept, ping in zip(blocks, fields, keep, pings, strict=True)
        if kept or ping
        for root in block.roots
    }
    stated = stated_comments(page, reader)
    readable = sum(kept and not ping and bool(one.text) for kept, ping, one in zip(keep, pings, fields, strict=True))
    if len(stated) > readable:
        rows = _rows(
            [one.fields for one in stated], [one.number for one in stated], [one.parent for one in stated], page, reader
        )
        return Structure(rows, sum(pings), 0, found.sections, written)
    unread = sum(not kept and not ping for kept, ping in zip(keep, pings, strict=True)) if found.certain else 0
    structure = Structure([], sum(pings), unread, found.sections, written)
    if not readable:
        return structure
    above = parents(blocks, [one.answers for one in fields])
    wanted = [index for index in range(len(blocks)) if keep[index] and not pings[index]]
    place = {index: position for position, index in enumerate(wanted)}
    structure.rows = _rows(
        [fields[index] for index in wanted],
        [blocks[index].number for index in wanted],
        [place.get(kept) if (kept := _kept_above(index, above, place)) is not None else None for index in wanted],
        page,
        reader,
    )
    return structure


def _kept_above(index: int, above: Sequence[int | None], place: dict[int, int]) -> int | None:
    parent = above[index]
    while parent is not None and parent not in place:
        parent = above[parent]
    return parent


def _dated(fields: Fields) -> bool:
    return fields.stamp is not None or fields.shown is not None


def _is_proven(fields: Fields) -> bool:
    return bool(fields.text and fields.author and _dated(fields) and not fields.is_link)


_PLACEHOLDER = re.compile(r"\{\{|<%|\$\{|%\w+%")


def _is_comment(fields: Fields, certain: bool) -> bool:
    if fields.text is None:
        # A block with an id, an author or a time and nothing to read: what is left of a removed comment.
        return certain and (fields.author is not None or _dated(fields))
    text = fields.text
    if ("{" in text or "%" in text) and _PLACEHOLDER.search(text) and not _dated(fields):
        return False
    if certain:
        return fields.author is not None or _dated(fields) or is_notice(fields.text)
    return (fields.author is not None or _dated(fields)) and not fields.is_link


_LAST_NUMBER = re.compile(r"(?<!\d)\d+$")


def _of_other_pages(fields: Sequence[Fields], page: Page) -> bool:
    """Whether the permalinks lead to many pages: a widget of recent comments, not the comments of this page."""
    if len({one.permalink.partition("#")[0] for one in fields if one.permalink}) < 2:
        return False
    paths: Counter[str] = Counter()
    for one in fields:
        if one.permalink and one.permalink[0] != "#":
            path, number = parts_of(page.link(one.permalink) or "").path, _LAST_NUMBER.search(one.permalink)
            if number is None or number.group() not in path:  # Drupal: /comment/82775#comment-82775
                paths[path.rstrip("/")] += 1
    if len(paths) < 2:
        return False
    return paths.most_common(1)[0][1] * 2 <= sum(paths.values())


def _rows(
    fields: Sequence[Fields],
    numbers: Sequence[str | None],
    above: Sequence[int | None],
    page: Page,
    reader: TimeReader,
) -> list[_Row]:
    times = _moments(fields, page, reader)
    seen: Counter[str] = Counter()
    rows: list[_Row] = []
    for one, number, parent, time in zip(fields, numbers, above, times, strict=True):
        name = number or _fingerprint(one)
        seen[name] += 1
        native = name if seen[name] == 1 else f"{name}-{seen[name]}"
        depth = (rows[parent].depth or 0) + 1 if parent is not None and parent < len(rows) else 0
        rows.append(_Row(one, native, parent, depth, time))
    if not any(row.parent is not None for row in rows):
        for row in rows:
            row.depth = 0
    return rows


def _fingerprint(fields: Fields) -> str:
    words = f"{fields.author or ''}\n{' '.join((fields.text or '').split())}"
    return blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _moments(fields: Sequence[Fields], page: Page, reader: TimeReader) -> list[Moment | None]:
    printed = [one.printed[0] for one in fields if one.printed]
    if any("/" in text for text in printed) and not day_comes_first(printed, page.language):
        for one in fields:
            one.shown = next(filter(None, (reader.shown(text, month_first=True) for text in one.printed)), None)
    stamps = {one.stamp.at for one in fields if one.stamp}
    if len(stamps) == 1 and len(fields) > 1:
        for one in fields:
            if one.shown is None:
                one.shown = next(filter(None, map(reader.shown, one.printed)), None)
    return reconcile([(one.stamp, one.shown) for one in fields])


def _item(row: _Row, thread: Thread, page: Page, position: int, parent: str | None) -> Comment:
    fields, time = row.fields, row.time
    link = fields.author_link
    gone = fields.text is None or is_notice(fields.text)
    up, down, score = fields.up, fields.down, fields.score
    if score is None and up is not None and down is not None:
        score = up - down
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=row.native_id,
        retrieved=page.retrieved,
        # A moderator's notice is not the reader's text.
        text=None if gone else fields.text,
        html=None if gone else linked(fields.html, page.url),
        author=Author(name=fields.author, url=page.link(link) if link else None) if fields.author or link else None,
        dateCreated=_aware(time.at) if time else None,
        dateCreatedRaw=time.raw if time else _unread(fields),
        dateCreatedPrecision=time.precision if time else None,
        upvoteCount=up,
        downvoteCount=down,
        score=score,
        parentItem=parent,
        depth=row.depth,
        position=position,
        state="removed" if gone else "visible",
        source=page.url,
    )


_LONGEST_TIME = 80
"""Characters of a time that is kept as printed: a longer text is no time alone."""


def _unread(fields: Fields) -> str | None:
    """The words of an element that calls itself a time and could not be read as one."""
    return next((text for text in fields.printed if len(text) <= _LONGEST_TIME and any(map(str.isdigit, text))), None)


def _aware(at: datetime) -> datetime:
    assert at.tzinfo is not None
    return at
