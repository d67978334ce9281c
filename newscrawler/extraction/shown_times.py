"""The time that a page prints for its story: what a reader sees at the headline, told from all the other dates there."""

from __future__ import annotations

import re

from newscrawler.html.outline import Block, Box, Mark, Outline, Role
from newscrawler.html.page import fold
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import NEAR, TimeReader
from newscrawler.language.dates.relative import read_relative
from newscrawler.language.words import WORDS

__all__ = ["Shown", "anywhere", "calls_itself_both", "counted_back", "shown_time", "stated_by"]

_LABEL = re.compile(WORDS.bounded("published", "dated"), re.I)
_MODIFYING = re.compile(WORDS.bounded("modified"), re.I)
# These alone say that the story came out then; "on" and "am" may follow "updated".
_PUBLISHING = re.compile(WORDS.bounded("published"), re.I)
_OTHER_TIME = re.compile(WORDS.bounded("other_time"), re.I)


# What happened to a paper before it came out.
_BEFORE_PUBLICATION = re.compile(rf"{WORDS.bounded('before_publication')}\W{{0,3}}$", re.I)


class Shown:
    """A time that the page prints for its story."""

    __slots__ = ("modifying", "moment", "near", "visible")

    def __init__(self, moment: Moment, *, near: bool, visible: bool, modifying: bool) -> None:
        self.moment = moment
        self.near = near
        """It stands at the headline or between it and the text."""
        self.visible = visible
        """A reader sees it."""
        self.modifying = modifying
        """Called an update."""


def shown_time(
    reader: TimeReader, outline: Outline, marks: list[Mark], headline: Block | None, body: list[Block]
) -> Shown | None:
    """The time that the page prints for its story: microdata, then what is nearest to the headline."""
    start = body[0].number if body else (headline.number if headline is not None else 0) + 12
    top = headline.number if headline is not None else min(start, max(0, start - 12))
    end = body[-1].number if body else top + 12
    for mark in marks:
        if (mark.attributes.get("itemprop") or "").lower() in ("datepublished", "datecreated"):
            read = _of_mark(reader, mark)
            if read is not None:
                return Shown(read[0], near=_near(mark.block, top, start), visible=read[1], modifying=False)
    for mark in marks:
        says = "pubdate" in mark.attributes or "published" in (mark.attributes.get("class") or "").split()
        if says and (read := _of_mark(reader, mark)) is not None:
            return Shown(read[0], near=_near(mark.block, top, start), visible=read[1], modifying=False)
    best: Shown | None = None
    best_rank = _TOO_FAR
    for mark in marks:
        read = _of_mark(reader, mark)
        if read is None:
            continue
        moment, visible = read
        near = _near(mark.block, top, start)
        rank = _rank(mark.block, top, start, end) + _against(mark.roles, near)
        stated = stated_by(mark) or ""
        modifying = bool(mark.own & Role.MODIFIED or _MODIFYING.search(stated[:_NAMED]))
        if modifying and not mark.own & Role.MODIFIED:
            told, modifying = _told(reader, stated)
            moment = moment if told is None else told
        if modifying:
            rank += 15
        if mark.tag == "time":
            rank -= 1
        elif mark.block < top and _TODAY.match(fold(mark.node.text(separator=" "))[:60]):
            rank += 12
        if rank < best_rank:
            best_rank = rank
            best = Shown(moment, near=near, visible=visible, modifying=modifying)
    before = ""
    for block in outline.blocks[max(0, top - _ABOVE) : min(end + 12, start + 60, len(outline.blocks))]:
        number, text = block.number, block.text
        label, before = before, text if len(text) <= _LABEL_MAX else ""
        roles = block.box.roles
        if (len(text) > _PARAGRAPH and number not in (start, start + 1)) or roles & Role.CAPTION:
            continue
        if roles & Role.COMMENTS and not calls_itself_both(0, block.box, number, end):
            continue
        inside = start <= number <= end
        if len(text) > 60 and start + 1 < number < end - 1:
            continue
        sample = text if len(text) <= _PARAGRAPH else text[:80]
        printed, modifying = _told(reader, sample)
        if printed is None or _OTHER_TIME.search(sample) or _DEPICTING.match(sample):
            continue
        near = _near(number, top, start)
        labelled = bool(_LABEL.search(sample) or _LABEL.search(label))
        if inside and not labelled and (start + 1 < number < end - 1 or len(sample) - len(printed.raw) > _BESIDE_DATE):
            continue
        rank = _rank(number, top, start, end) + _against(roles, near) + 3
        if len(text) > 60:
            # A paragraph of the text may begin with the day that it speaks of.
            rank += 12 if inside and len(text) > _PARAGRAPH else 6
        if labelled:
            rank -= 2
        elif inside:
            rank += 12
        modifying = modifying or bool(_MODIFYING.search(label))
        if modifying:
            rank += 15
        if number < top and _TODAY.match(sample):
            rank += 12
        if rank < best_rank:
            best_rank = rank
            best = Shown(printed, near=near, visible=True, modifying=modifying)
    return best


# Ranks from here on are elsewhere on the page.
_TOO_FAR = 60.0
_LABEL_MAX = 30
_PARAGRAPH = 160
# Lines above the headline that may hold the story's date.
_ABOVE = 16
# A line in the text that holds more than a date and a name or place speaks of that day.
_BESIDE_DATE = 40
_DEPICTING = re.compile(
    r"\W*(?:abbildung|abb\.|bild|foto|photo|picture|image|figure|fig\.|figura|quelle|source|fuente|fonte)\b", re.I
)
# "Tuesday, 14 January 2020" at the head of a page is the reader's day.
_TODAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|dien|mitt|donn|lun|mar|mer|jeu|ven|dim|mié|jue|vie|sáb|dom|gio|seg|ter|qua|qui"
    r"|sex|pon|wto|śro|czw|pią|sob|nie|wo|vr|za|zo|man|tir|ons|tor|fre|lør|søn|пон|вто|сре|чет|пят|суб|вос)[^\W\d_]*\.?,?\s[^:]*$",
    re.I,
)


def calls_itself_both(own: int, box: Box, number: int, end: int) -> bool:
    """Whether it is an element above the end of the text that names itself a date and comments: ``comments-date``.

    A comment's date stands in a list of comments, that of a comment piece, or beside the number of comments, does not.
    """
    if number > end:
        return False
    dated = bool(own & Role.DATE)
    around: Box | None = box
    while around is not None and around.roles & Role.COMMENTS:
        dated = dated or bool(around.own & Role.DATE)
        if around.own & Role.COMMENTS and not around.own & Role.DATE:
            return False
        around = around.parent
    return dated


def _told(reader: TimeReader, line: str) -> tuple[Moment | None, bool]:
    """The time that a line prints, and whether it is called an update; of several the one that is called publication."""
    printed = reader.text(line)
    if printed is None:
        return None, False
    modifying = _MODIFYING.search(line)
    begin = line.find(printed.raw)
    if modifying is None:
        if _BEFORE_PUBLICATION.search(line[:begin]) is None:
            return printed, False
    elif begin + len(printed.raw) <= modifying.start() and reader.text(line[modifying.start() :]) is not None:
        return printed, False
    for label in _PUBLISHING.finditer(line):
        rest = line[label.end() :]
        told = reader.text(rest)
        if told is not None and not _MODIFYING.search(rest[: rest.find(told.raw)]):
            return told, False
    if modifying is None:
        return None, False
    return printed, modifying.start() < _NAMED


# So far into a line a word still speaks of its date.
_NAMED = 40


def _near(number: int, top: int, start: int) -> bool:
    return top - 3 <= number <= max(start + 2, top + 6)


def _of_mark(reader: TimeReader, mark: Mark) -> tuple[Moment, bool] | None:
    """The time that an element states, and whether its text shows that day.

    Where the text and the attribute are both full dates and days apart, the attribute is another time's, mostly the last
    change's: the reader's is taken.
    """
    moment = reader.stated(stated_by(mark))
    if moment is None:
        return None
    text = fold(mark.node.text(separator=" "))[:120]
    seen = reader.text(text)
    if (
        seen is not None
        and mark.own & Role.MODIFIED
        and seen.at < moment.at
        and not _told(reader, text)[1]
        and _MODIFYING.search(text)
    ):
        return seen, True
    if seen is not None and not mark.own & Role.MODIFIED and abs(seen.at - moment.at) > NEAR:
        return seen, True
    return moment, seen is not None and not _STAMP.match(text)


def counted_back(
    reader: TimeReader, outline: Outline, marks: list[Mark], headline: Block | None, body: list[Block]
) -> Moment | None:
    """``3 hours ago`` at the headline, for a page that states no date at all."""
    start = body[0].number if body else 0
    top = headline.number if headline is not None else start
    texts = [fold(mark.node.text(separator=" ")) for mark in marks if _near(mark.block, top, start)]
    texts += [block.text for block in outline.blocks[max(0, top - 3) : start + 2] if len(block.text) <= _LABEL_MAX]
    for text in texts:
        if (
            len(text) <= _BESIDE_DATE
            and any(c.isdigit() for c in text)
            and (at := read_relative(text, reader.now, reader.zone, reader.language))
        ):
            return Moment(at=at, precision="relative", raw=text)
    return None


def anywhere(reader: TimeReader, outline: Outline) -> Moment | None:
    """A date in a line of its own, anywhere but in comments; one that a label introduces goes first."""
    plain: Moment | None = None
    for block in outline.blocks:
        text = block.text
        if len(text) > 200 or block.box.roles & (Role.COMMENTS | Role.HIDDEN):
            continue
        moment = reader.text(text)
        if moment is None:
            continue
        if _LABEL.search(text) or _MODIFYING.search(text):
            return moment
        if plain is None and len(text) < 60:
            plain = moment
    return plain


# For machines, though it may stand in an element's text.
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT")


def _rank(number: int, top: int, start: int, end: int) -> float:
    """How far a line is from where a story's time stands: below the headline, above the text; then right below the text."""
    if top <= number <= max(start, top + 6):
        return min(number - top, abs(start - number) + 2) * 0.5
    if number < top:
        return 2.0 + (top - number)
    if number > end:
        return 12.0 + (number - end) * 2.0
    return 10.0 + min(number - start, end - number) * 0.5


def _against(roles: int, near: bool) -> float:
    # At the headline the bar with byline, time and buttons has some class of sharing.
    return (
        ((8.0 if near else 25.0) if roles & Role.ASIDE else 0.0)
        + (20.0 if roles & Role.FOOTER else 0.0)
        + (20.0 if roles & Role.LINK else 0.0)
    )


def stated_by(mark: Mark) -> str | None:
    """What an element states of its time: an attribute, else its text."""
    attributes = mark.attributes
    return (
        attributes.get("datetime")
        or attributes.get("content")
        or attributes.get("data-datetime")
        or attributes.get("data-timestamp")
        or attributes.get("data-time")
        or attributes.get("data-date")
        or (attributes.get("title") if mark.tag in ("abbr", "time", "span") else None)
        or fold(mark.node.text(separator=" "))[:120]
    )
