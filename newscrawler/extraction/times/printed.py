"""The time that a page prints for its story, found among all dates of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from newscrawler.extraction.times.labels import (
    LABEL,
    NAMED_WITHIN,
    OF_CHANGE,
    OF_PUBLICATION,
    OTHER_TIME,
    labelled_time,
)
from newscrawler.html.outline import Box, Mark, Outline, Role, TextBlock
from newscrawler.html.page import fold
from newscrawler.language.bylines import starts_byline
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import NEAR, TimeReader
from newscrawler.language.dates.relative import read_relative
from newscrawler.language.dates.words import is_weekday
from newscrawler.language.pictures import depicts

__all__ = ["PrintedTime", "belongs_to_story", "counted_back", "first_dated_line", "printed_time", "stated_by"]

_TOO_FAR = 60.0
"""Rank from which a time stands elsewhere on the page."""
_UPDATE_PENALTY = 15
"""Rank penalty of a time that is called an update: any time at the headline that is not goes first."""
_READERS_DAY_PENALTY = 12
_UNLABELLED_IN_TEXT_PENALTY = 12
_LINE_PENALTY = 3
"""Rank penalty of a printed line beside an element that states a time."""

_ABOVE = 16
"""Lines above the headline in which the story's date may stand."""
_BELOW = 12
"""Lines below the text in which it may stand; and lines of a text that was not found."""
_FURTHEST = 60
"""Lines below the beginning of the text that are read: the date of a long text stands at one of its ends."""
_LABEL_MAX = 30
"""Characters of a line that is the label of the next one."""
_LINE = 60
"""Characters of a line that is a date and its label."""
_NOTICE = 500
"""Characters of a sentence that tells day, hour, sections and how to reply."""
_LABELLED = 200
"""Characters of a line with a label and a date, wherever on the page."""
_PARAGRAPH = 160
"""Characters above which a line is a paragraph of the text."""
_BESIDE_DATE = 40
"""Characters beside the date of a line in the text; a longer line tells what happened on that day."""
_HEADS = 3
"""Paragraphs after the first one that may begin with the date: a lead or a byline may stand above it."""
_TOLD_WORDS, _TOLD_WORDS_ABOVE = 2, 4
"""Words beside the date of a sentence in the text, and of one between headline and text."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SAMPLE = 80
"""Characters of a paragraph in which its date is looked for."""
_MARK_TEXT = 120
"""Characters of an element that states a time."""
_HEAD = 60

# "Tuesday, 14 January 2020" at the head of a page is the reader's day.
_READERS_DAY = re.compile(r"([^\W\d_]{2,})\.?,?\s[^:]*$")
# Class or id of the day on which the page is looked at.
_NAME_OF_VISIT = re.compile(r"(?:^|[^a-z])(?:today|now|current|clock|heute|header)(?=[^a-z]|$)|today|currentdate", re.I)
# A bracket or a place before a date at the head of a paragraph: capitalised words, and short ones such as "den".
_PLACE = re.compile(r"[(\[]?(?:[^\W\d_a-zß-ÿ][\w.'’-]{0,20}[,/ ]{1,3}|[a-zß-ÿ]{2,3} ){0,5}")
_APART = re.compile(r"\)?\s?(?:[|:/·•*(]|[–—-]{1,2})")
# For machines, though it may stand in an element's text.
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT")


class PrintedTime:
    """A time that the page prints for its story."""

    __slots__ = ("is_clock", "is_update", "is_visit", "moment", "near", "visible")

    def __init__(
        self,
        moment: Moment,
        *,
        near: bool,
        visible: bool,
        is_update: bool,
        is_visit: bool = False,
        is_clock: bool = False,
    ) -> None:
        self.moment = moment
        self.near = near
        """It stands at the headline or between the headline and the text."""
        self.visible = visible
        """A reader sees it."""
        self.is_update = is_update
        """The page calls it an update."""
        self.is_clock = is_clock
        """It has the form of the page's clock: weekday and day, or a class that says "today"."""
        self.is_visit = is_visit
        """It stands above the headline, without a label: it may be the day on which the page was fetched."""


_Candidate = tuple[float, PrintedTime]
"""A time with its rank; the lowest rank wins."""


class _Place:
    """Numbers of the blocks at which the story begins and ends."""

    __slots__ = ("end", "start", "top")

    def __init__(self, headline: TextBlock | None, body: list[TextBlock]) -> None:
        self.start = body[0].number if body else (headline.number if headline is not None else 0) + _BELOW
        """First block of the text."""
        self.top = headline.number if headline is not None else min(self.start, max(0, self.start - _BELOW))
        """Block of the headline."""
        self.end = body[-1].number if body else self.top + _BELOW
        """Last block of the text."""

    def rank(self, number: int, roles: int) -> float:
        """Return how unlikely it is that the story's time stands in a block or element with these roles."""
        rank = self._distance(number)
        if roles & Role.ASIDE:
            # At the headline the bar with byline, time and buttons often has a class of sharing.
            rank += 8.0 if self.is_near(number) else 25.0
        if roles & Role.FOOTER:
            rank += 20.0
        if roles & Role.LINK:
            rank += 20.0
        return rank

    def _distance(self, number: int) -> float:
        """Best are the lines between headline and text, then those right below the text."""
        if self.top <= number <= max(self.start, self.top + 6):
            return min(number - self.top, abs(self.start - number) + 2) * 0.5
        if number < self.top:
            return 2.0 + (self.top - number)
        if number > self.end:
            return 12.0 + (number - self.end) * 2.0
        return 10.0 + min(number - self.start, self.end - number) * 0.5

    def is_near(self, number: int) -> bool:
        return _is_near(number, self.top, self.start)

    def is_in_text(self, number: int) -> bool:
        return self.start <= number <= self.end

    def is_within_text(self, number: int) -> bool:
        """Return whether a block is in the text, but not one of its first two or last two."""
        return self.start + 1 < number < self.end - 1


def _is_readers_day(text: str, names: str) -> bool:
    """Return whether a date above the headline is the day on which the page was fetched, by its words or its names."""
    day = _READERS_DAY.match(text)
    return (day is not None and is_weekday(day[1])) or _NAME_OF_VISIT.search(names) is not None


def _names_of(mark: Mark) -> str:
    return f"{mark.attributes.get('class') or ''} {mark.attributes.get('id') or ''}"


def _is_told(block: TextBlock, sample: str, moment: Moment, in_text: bool) -> bool:
    """Return whether a sentence of text, lead or subtitle tells a day: ``It opens on March 31, 2021.``"""
    words = len(sample.replace(moment.raw, " ").split())
    if OF_PUBLICATION.search(sample) or words < (_TOLD_WORDS if in_text else _TOLD_WORDS_ABOVE):
        return False
    if in_text or sample.endswith((".", "!", "?")):
        return True
    return (bool(block.box.roles & Role.LEAD) or block.tag in _HEADINGS) and not starts_byline(sample)


def printed_time(
    reader: TimeReader, outline: Outline, marks: list[Mark], headline: TextBlock | None, body: list[TextBlock]
) -> PrintedTime | None:
    """Return the time that the page prints for its story: by microdata, else the nearest to the headline.

    :param marks: elements that state a time of the story
    """
    place = _Place(headline, body)
    for is_publication in (_is_published_property, _is_pubdate):
        found = _first_of(marks, is_publication, reader, place)
        if found is not None:
            return found
    candidates = (*_of_marks(marks, reader, place), *_of_lines(outline, reader, place))
    rank, best = min(candidates, key=_rank_of, default=(_TOO_FAR, None))
    return best if rank < _TOO_FAR else None


def _rank_of(candidate: _Candidate) -> float:
    return candidate[0]


# --- elements that state a time -------------------------------------------------------------------------------------


def _is_published_property(mark: Mark) -> bool:
    return (mark.attributes.get("itemprop") or "").lower() in ("datepublished", "datecreated")


def _is_pubdate(mark: Mark) -> bool:
    return "pubdate" in mark.attributes or "published" in (mark.attributes.get("class") or "").split()


def _first_of(
    marks: list[Mark], is_publication: Callable[[Mark], bool], reader: TimeReader, place: _Place
) -> PrintedTime | None:
    """Return the time of the mark that stands best for the story: lists of other stories state their times too."""
    called = [mark for mark in marks if is_publication(mark)]
    for mark in sorted(called, key=lambda mark: place.rank(mark.block, mark.roles)) if len(called) > 1 else called:
        if (read := _read(reader, mark)) is not None:
            return PrintedTime(read[0], near=place.is_near(mark.block), visible=read[1], is_update=False)
    return None


def _of_marks(marks: list[Mark], reader: TimeReader, place: _Place) -> Iterator[_Candidate]:
    for mark in marks:
        read = _read(reader, mark)
        if read is None:
            continue
        moment, visible = read
        moment, is_update = _publication_of(reader, mark, moment)
        rank = place.rank(mark.block, mark.roles)
        if is_update:
            rank += _UPDATE_PENALTY
        is_visit = is_clock = False
        if mark.block < place.top:
            text = fold(mark.node.text(separator=" "))[:_HEAD]
            is_visit = LABEL.search(text) is None
            is_clock = mark.tag != "time" and _is_readers_day(text, _names_of(mark))
            rank += _READERS_DAY_PENALTY if is_clock else 0
        if mark.tag == "time":
            rank -= 1
        near = place.is_near(mark.block)
        time = PrintedTime(
            moment, near=near, visible=visible, is_update=is_update, is_visit=is_visit, is_clock=is_clock
        )
        yield rank, time


def _publication_of(reader: TimeReader, mark: Mark, moment: Moment) -> tuple[Moment, bool]:
    """Return the time of an element, and whether it is an update; the publication where it prints both."""
    if mark.own & Role.MODIFIED:
        return moment, True
    stated = stated_by(mark) or ""
    if not OF_CHANGE.search(stated[:NAMED_WITHIN]):
        return moment, False
    labelled, is_update = labelled_time(reader, stated)
    return moment if labelled is None else labelled, is_update


def _read(reader: TimeReader, mark: Mark) -> tuple[Moment, bool] | None:
    """Return the time that an element states, and whether its text shows that day.

    Where the text and the attribute are both full dates and days apart, the attribute states another time, mostly the
    last change; the one that the reader sees is taken.
    """
    moment = reader.stated(stated_by(mark))
    if moment is None:
        return None
    text = fold(mark.node.text(separator=" "))[:_MARK_TEXT]
    shown = reader.text(text)
    if shown is None:
        return moment, False
    if mark.own & Role.MODIFIED:
        if shown.at < moment.at and not labelled_time(reader, text)[1] and OF_CHANGE.search(text):
            return shown, True
    elif abs(shown.at - moment.at) > NEAR:
        other = reader.other_order(shown)
        return (shown, True) if other is None or other.at.date() != moment.at.date() else (moment, True)
    return moment, not _ISO_TIME.match(text)


def stated_by(mark: Mark) -> str | None:
    """Return what an element states as its time: an attribute, else its text."""
    attributes = mark.attributes
    return (
        attributes.get("datetime")
        or attributes.get("content")
        or attributes.get("data-datetime")
        or attributes.get("data-timestamp")
        or attributes.get("data-time")
        or attributes.get("data-date")
        or (attributes.get("title") if mark.tag in ("abbr", "time", "span") else None)
        or fold(mark.node.text(separator=" "))[:_MARK_TEXT]
    )


def belongs_to_story(mark: Mark, end: int) -> bool:
    """Return whether an element that states a time is visible or microdata, and not part of a comment.

    :param end: number of the block that ends the text
    """
    if mark.roles & Role.COMMENTS and not _is_date_beside_comments(mark.own, mark.box, mark.block, end):
        return False
    return not mark.roles & Role.HIDDEN or bool(mark.attributes.get("itemprop"))


def _is_date_beside_comments(own: int, box: Box, number: int, end: int) -> bool:
    """Return whether an element above the end of the text names itself both a date and comments: ``comments-date``.

    A comment's date stands in a list of comments. That of an opinion piece, or the one beside the number of comments,
    does not.
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


# --- printed lines --------------------------------------------------------------------------------------------------


def _of_lines(outline: Outline, reader: TimeReader, place: _Place) -> Iterator[_Candidate]:
    label = ""
    blocks = outline.blocks
    for block in blocks[max(0, place.top - _ABOVE) : min(place.end + _BELOW, place.start + _FURTHEST, len(blocks))]:
        if _may_hold_time(block, place) and (candidate := _of_line(block, label, reader, place)) is not None:
            yield candidate
        label = block.text if len(block.text) <= _LABEL_MAX else ""


def _may_hold_time(block: TextBlock, place: _Place) -> bool:
    number, length, roles = block.number, len(block.text), block.box.roles
    if roles & Role.CAPTION:
        return False
    if length > _PARAGRAPH and not place.start <= number <= place.start + _HEADS:
        # The software of a blog tells the day in a sentence of its own below the text.
        return number >= place.end and length <= _NOTICE
    if roles & Role.COMMENTS and not _is_date_beside_comments(0, block.box, number, place.end):
        return False
    return length <= _LINE or number <= place.start + _HEADS or not place.is_within_text(number)


class _Line:
    """A printed line with its date, and what stands around it."""

    __slots__ = ("block", "heads", "in_text", "is_above", "labelled", "moment", "sample")

    def __init__(self, block: TextBlock, sample: str, label: str, moment: Moment, place: _Place) -> None:
        number = block.number
        self.block = block
        self.sample = sample
        self.moment = moment
        self.in_text = place.is_in_text(number)
        self.is_above = number < place.top
        """It stands above the headline."""
        self.labelled = bool(LABEL.search(label)) or _is_labelled(sample, moment, self.in_text)
        self.heads = self.in_text and number <= place.start + _HEADS and _heads_paragraph(sample, moment)
        """It is a paragraph that begins with its date."""

    def tells_another_day(self, place: _Place) -> bool:
        """Return whether it is a paragraph of the text that speaks of a day, or gives the date of another thing."""
        if self.heads:
            return False
        if _is_of_another(self.sample):
            return True
        if not self.in_text or self.labelled:
            return False
        return place.is_within_text(self.block.number) or len(self.sample) - len(self.moment.raw) > _BESIDE_DATE

    def candidate(self, place: _Place, is_update: bool) -> _Candidate:
        block = self.block
        rank = place.rank(block.number, block.box.roles) + self._penalty + (_UPDATE_PENALTY if is_update else 0)
        is_told = not self.heads and _is_told(block, self.sample, self.moment, self.in_text)
        near = place.is_near(block.number) and not is_told
        time = PrintedTime(self.moment, near=near, visible=True, is_update=is_update)
        time.is_visit, time.is_clock = self.is_above and not self.labelled, self._is_clock
        return rank, time

    @property
    def _penalty(self) -> float:
        length = len(self.block.text)
        penalty = _LINE_PENALTY + _length_penalty(length, self.in_text) + _label_penalty(self.labelled, self.in_text)
        return penalty + (_READERS_DAY_PENALTY if self._is_clock else 0)

    @property
    def _is_clock(self) -> bool:
        return self.is_above and not self.labelled and _is_readers_day(self.sample, self.block.box.names)


def _of_line(block: TextBlock, label: str, reader: TimeReader, place: _Place) -> _Candidate | None:
    """Return the time of a line.

    :param label: the line before it, where that is short enough to be its label
    """
    number, text = block.number, block.text
    if number >= place.end and len(text) > _PARAGRAPH:
        return _of_notice(block, reader, place)
    sample = text if len(text) <= _PARAGRAPH else text[:_SAMPLE]
    moment, is_update = labelled_time(reader, sample)
    if moment is None:
        return None
    line = _Line(block, sample, label, moment, place)
    return None if line.tells_another_day(place) else line.candidate(place, is_update or bool(OF_CHANGE.search(label)))


def _is_of_another(sample: str) -> bool:
    """Return whether a line gives the date of an event, an account or a picture."""
    if depicts(sample):
        return True
    return OTHER_TIME.search(sample) is not None and OF_PUBLICATION.search(sample) is None


def _of_notice(block: TextBlock, reader: TimeReader, place: _Place) -> _Candidate | None:
    """Return the time of a long sentence that says when the story came out: ``This entry was posted on …``."""
    moment = reader.text(block.text)
    if moment is None:
        return None
    if not _tells_publication(block.text, moment):
        return None
    rank = place.rank(block.number, block.box.roles) + _LINE_PENALTY
    return rank, PrintedTime(moment, near=False, visible=True, is_update=False)


def _tells_publication(text: str, moment: Moment) -> bool:
    """Return whether a sentence calls its date the publication, by a word beside it."""
    begin = text.find(moment.raw)
    around = text[max(0, begin - NAMED_WITHIN) : begin + len(moment.raw) + NAMED_WITHIN]
    return OF_PUBLICATION.search(around) is not None and OF_CHANGE.search(around) is None


def _is_labelled(sample: str, moment: Moment, in_text: bool) -> bool:
    """Return whether a line labels its date. In a sentence of the text, the label stands right before the date."""
    if not in_text or len(sample) <= _LINE:
        return LABEL.search(sample) is not None
    before = sample[: sample.find(moment.raw)]
    return len(before) <= NAMED_WITHIN and OF_PUBLICATION.search(before) is not None


def _heads_paragraph(sample: str, moment: Moment) -> bool:
    """Return whether a paragraph begins with its date, or a place and its date, set apart by a mark.

    ``24.10.2022 – The harbour board …``, ``PORT ELLIN, Oct. 24, 2022 (Coastal Wire) -- …``
    """
    begin = sample.find(moment.raw)
    return _PLACE.fullmatch(sample, 0, begin) is not None and _APART.match(sample, begin + len(moment.raw)) is not None


def _label_penalty(labelled: bool, in_text: bool) -> float:
    if labelled:
        return -2.0
    return _UNLABELLED_IN_TEXT_PENALTY if in_text else 0.0


def _length_penalty(length: int, in_text: bool) -> float:
    """A paragraph of the text may begin with the day of which it tells."""
    if length <= _LINE:
        return 0.0
    return 12.0 if in_text and length > _PARAGRAPH else 6.0


# --- pages that state no time at the headline -----------------------------------------------------------------------


def counted_back(
    reader: TimeReader, outline: Outline, marks: list[Mark], headline: TextBlock | None, body: list[TextBlock]
) -> Moment | None:
    """Return the time of ``3 hours ago`` at the headline, for a page that states no date at all."""
    start = body[0].number if body else 0
    top = headline.number if headline is not None else start
    texts = [fold(mark.node.text(separator=" ")) for mark in marks if _is_near(mark.block, top, start)]
    texts += [block.text for block in outline.blocks[max(0, top - 3) : start + 2] if len(block.text) <= _LABEL_MAX]
    for text in texts:
        if len(text) <= _BESIDE_DATE and any(map(str.isdigit, text)):
            at = read_relative(text, reader.now, reader.zone, reader.language)
            if at and (stated := _stated_beside(reader, outline, text)):
                return stated
            if at:
                return Moment(at=at, precision="relative", raw=text)
    return None


def _stated_beside(reader: TimeReader, outline: Outline, text: str) -> Moment | None:
    """Return the time in the tooltip of the element that prints ``3 hours ago``."""
    titled = outline.boxes[0].node.css("[title]") if outline.boxes else []
    nodes = (node for node in titled if fold(node.text()) == text)
    return next((moment for node in nodes if (moment := reader.text(node.attributes.get("title") or ""))), None)


def first_dated_line(reader: TimeReader, outline: Outline, clock: Moment | None = None) -> Moment | None:
    """Return the date of the first labelled line, else of the first short line, anywhere but in comments.

    :param clock: the page's clock, which is no date of the story
    """
    unlabelled: Moment | None = None
    for block in outline.blocks:
        text = block.text
        if len(text) > _NOTICE or block.box.roles & (Role.COMMENTS | Role.HIDDEN):
            continue
        moment = reader.text(text)
        if moment is None:
            continue
        if len(text) > _LABELLED:
            if _tells_publication(text, moment):
                return moment
            continue
        if LABEL.search(text) or OF_CHANGE.search(text):
            return moment
        is_clock = clock is not None and moment.at.date() == clock.at.date()
        if unlabelled is None and len(text) < _LINE and not is_clock:
            unlabelled = moment
    return unlabelled


def _is_near(number: int, top: int, start: int) -> bool:
    return top - 3 <= number <= max(start + 2, top + 6)
