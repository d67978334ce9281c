"""Fields of one comment: author, times, text, votes, and the comment that it answers. Replies are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from newscrawler.comments.structure.author import find_author, first_words
from newscrawler.comments.structure.body import find_body, is_teaser, picture_in, read_text
from newscrawler.comments.structure.controls import read_controls
from newscrawler.comments.structure.layout import FlatBlock
from newscrawler.comments.structure.scan import CommentScan
from newscrawler.comments.structure.times import find_times
from newscrawler.comments.structure.votes import Votes, is_votes
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader

__all__ = ["Fields", "read_fields"]


@dataclass(slots=True)
class Fields:
    """Fields of one block, as found; nothing is made up."""

    author: str | None = None
    author_link: str | None = None
    stated_time: Moment | None = None
    """Time by an attribute."""
    shown_time: Moment | None = None
    """Time as printed."""
    printed: list[str] = field(default_factory=list)
    """Texts that may be a printed time, surest first."""
    text: str | None = None
    html: str | None = None
    votes: Votes = field(default_factory=Votes)
    permalink: str | None = None
    parent_number: str | None = None
    """Number of the comment that a link or an attribute names as the parent."""
    is_link: bool = False
    """Whether the text is little more than a link to another page."""
    answered: Fields | None = None
    """Fields of the comment that this one says it answers, in words."""
    is_weak: bool = False
    """Whether nothing but its place or its bold letters says that the author is a name."""

    may_hold_answer: bool = True
    """Whether an answer may stand in the block; True where its elements have no names that tell."""

    @property
    def has_time(self) -> bool:
        """Whether a time could be read."""
        return self.stated_time is not None or self.shown_time is not None

    @property
    def is_proven(self) -> bool:
        """Whether these are the fields of a comment beyond doubt: text, author and time, and no teaser."""
        return bool(self.text and self.author and self.has_time and not self.is_link)


def read_fields(block: FlatBlock, reader: TimeReader, *, strict: bool = False) -> Fields:
    """Return the fields of a block, without those of the blocks inside it.

    :param strict: leave the text unread where author or time is missing
    """
    scan = CommentScan(block)
    author = find_author(scan)
    body = find_body(scan)
    times = find_times(scan, reader)
    if block.is_unnamed and author.name is None:
        author = first_words(scan, body, times.element, reader)
    found = Fields(
        author=author.name,
        author_link=author.link,
        stated_time=times.stated,
        shown_time=times.shown,
        printed=times.printed,
        votes=scan.votes,
        parent_number=scan.parent_number or block.parent,
        is_weak=author.is_weak,
        may_hold_answer=scan.may_hold_answer,
    )
    if strict and (found.author is None or not found.has_time):
        return found
    read = read_text(scan, body, author.element, times.element, has_author=author.name is not None)
    found.text, found.html = read.text, read.html
    if found.text is None and body is not None:
        found.html = picture_in(scan, body)
    found.author = found.author or read.author
    found.is_link = read.is_link or (block.is_unnamed and is_teaser(scan, author.element))
    others = [element for element in (body, author.element, times.element) if element is not None]
    _complete_votes(scan, body, others)
    if scan.links:
        found.permalink = _permalink(scan, body)
    return found


def _complete_votes(scan: CommentScan, body: int | None, others: Sequence[int]) -> None:
    """Read the votes that no name tells, or that names tell twice.

    :param others: elements of the text and of other fields
    """
    votes, block = scan.votes, scan.block
    if votes.has_two_scores:
        by_controls = Votes()
        read_controls(by_controls, block.flat, block.elements, block.nested, others)
        votes.take_both(by_controls)
    elif votes.up is None and votes.score is None:
        _read_printed_votes(scan, body)
        if not votes.is_known and block.has_counts:
            read_controls(votes, block.flat, block.elements, block.nested, others)


def _read_printed_votes(scan: CommentScan, body: int | None) -> None:
    """Read votes that are printed beside the text, where no element is called votes."""
    for place, words in scan.loose_texts():
        if is_votes(words) and (body is None or not scan.flat.is_inside(place, body)):
            scan.votes.read_printed(words)
            return


def _permalink(scan: CommentScan, body: int | None) -> str | None:
    """Return the first link to a comment outside the text."""
    for element, href in scan.links:
        if body is None or not scan.flat.is_inside(element, body):
            return href
    return None
