"""Votes beside the controls that cast them, where no class calls the count votes.

A count is a vote by the names around it, or by the controls before and after it: an arrow, a thumb, a button with a
label. A number between two controls is the score; one behind each control are the votes for and against.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newscrawler.comments.structure.votes import Votes
from newscrawler.html.flat import FlatHtml, Tag, unescaped
from newscrawler.html.roles import DOWN, SCORE, UP, votes_of_names
from newscrawler.language.counts import COUNT, read_count
from newscrawler.language.words import WORDS
from newscrawler.limits import whole_number

__all__ = ["read_controls"]

_LONGEST = 60
"""Characters of a text that may hold a count with its label."""

_MAX_CLIMB = 4
"""Elements around a count whose names or controls are looked at."""

_MOST_TAGS = 1_500
"""Tags of one block that are searched for counts; the votes of a comment are near its edges."""

_LONGEST_COUNT = 7
"""Digits of a count in an attribute; a longer number is an id."""

_COUNTED = re.compile(rf"(?P<before>[^\d+\-−–]{{0,40}})(?P<count>{COUNT})(?P<after>\D{{0,40}})", re.I)
_PAIR = re.compile(r"\+\s?(\d+)\s*[/|,]?\s*[-−]\s?(\d+)")
_ARROW_UP = re.compile("[▲△⬆↑⇧🔼👍♥❤]")
_ARROW_DOWN = re.compile("[▼▽⬇↓⇩🔽👎]")
_UP = re.compile(rf"{WORDS.bounded('like', 'agree')}|{_ARROW_UP.pattern}", re.I)
_DOWN = re.compile(rf"{WORDS.bounded('dislike', 'disagree')}|{_ARROW_DOWN.pattern}", re.I)
_YES = re.compile(WORDS.pattern("yes"), re.I)
_NO = re.compile(WORDS.pattern("no"), re.I)
_SCORE = re.compile(rf"\W*{WORDS.bounded('score', 'vote', 'point')}\W*", re.I)
_OF = re.compile(r"[^\W\d_]*\s?[^\W\d_]{1,8}\s?[^\W\d_]*|\s?/\s?")
"""Words between a part and the whole: "3 of 4", "4 人中 3"."""

_MINUS = str.maketrans("−–", "--")
_PLURAL = re.compile(r"(?<=\w)s\b")
_ANY_COUNT = re.compile(COUNT, re.I)
_LONGEST_TITLE = 100
"""Characters of a title that tells two counts: "3 ratings (3 positive, 0 negative)"."""

_ATTRIBUTES = re.compile(r' (class|id|title|aria-label|alt|onclick|data-[\w-]+|name|value|rel)="([^"]{1,120})"')
_LABELLING = frozenset(("title", "aria-label", "alt", "value"))
"""Attributes that hold words for people."""

_ADDRESS = re.compile(r' (?:href|src|xlink:href)="([^"]{1,200})"')
_OF_VOTES = re.compile(r"vot(?:e|ing)|rat(?:e|ing)\b|karma|like|thumb|arrow", re.I)
"""Part of the address of a control that casts a vote, or of its picture; one of a page may have "up" in it."""

_CONTROLS = frozenset(["a", "button", "i", "img", "svg", "use", "input", "span", "div", "label"])
_NEAR = 3
"""Controls before and after a count that may belong to it."""

_MOST_TEXTS = 4
"""Texts on a button with a count."""

_SENDS = re.compile(WORDS.bounded("button", "common_button", "answers", "answer", "comments", "comment"), re.I)
_ANSWERS = re.compile(WORDS.bounded("button", "answers", "answer", "comments"), re.I)
_UNREAD = frozenset(("script", "style", "template", "textarea", "select"))
_PRESSED = frozenset(["a", "button"])


@dataclass(slots=True)
class _Mark:
    """A count or a control in a block."""

    place: int
    sign: int
    """Roles of votes; 0 for a control that says nothing."""
    count: int | None
    """The number; None for a control."""
    written: str = ""
    """The sign that is printed before the number."""
    is_labelled: bool = False
    """Whether a word that means no vote stands beside the number: "Level 2"."""


def read_controls(
    votes: Votes,
    flat: FlatHtml,
    elements: Sequence[int],
    nested: Container[int],
    left_out: Sequence[int],
    unread: Container[int] = (),
) -> None:
    """Read the counts of a block by the names and controls around them.

    :param left_out: elements that hold no votes: those of the text, the author and the time
    :param unread: tags before texts that are no votes, in elements that may hold some
    """
    for root in elements:
        marks = _without_labelled(_marks(votes, flat, root, nested, left_out, unread))
        counts = [mark for mark in marks if mark.count is not None]
        if counts and len(counts) <= 6:
            _assign(votes, flat, root, marks)
        if votes.is_known:
            return


def _marks(
    votes: Votes,
    flat: FlatHtml,
    root: int,
    nested: Container[int],
    left_out: Sequence[int],
    unread: Container[int],
) -> list[_Mark]:
    found: list[_Mark] = []
    end = min(flat.close[root], root + _MOST_TAGS)
    number = root
    skip = {place for place in left_out if place != root}
    while number < end:
        tag = flat.tags[number]
        if number in nested or tag.name in _UNREAD:
            number = flat.close[number]
        elif number in skip and not tag.is_end:
            number = max(flat.close[number], number)
        elif not tag.is_end and (tag.name in _CONTROLS or "-" in tag.name):
            _add_control(found, votes, number, tag)
            if tag.name in _PRESSED and _is_labelled_otherwise(flat, number):
                number = flat.close[number]
        if number < end and number not in skip and number not in unread:
            _note_words(found, votes, flat, number, tag)
        number += 1
    return found


def _note_words(found: list[_Mark], votes: Votes, flat: FlatHtml, number: int, tag: Tag) -> None:
    """Note the text after a tag."""
    text = flat.text_after[number]
    if text and len(text) <= _LONGEST and not text.isspace():
        words = unescaped(text).strip()
        # A link "+1" casts a vote.
        casts = words == "+1" and tag.name in _PRESSED and not tag.is_end
        _add_text(found, votes, number, "+" if casts else words)


def _is_labelled_otherwise(flat: FlatHtml, number: int) -> bool:
    """Return whether the words on a button, around a count in it, say that it is none of votes: "12 replies"."""
    texts = [text.strip() for text in flat.text_after[number : flat.close[number]] if text and not text.isspace()]
    if not 1 < len(texts) <= _MOST_TEXTS or not any(map(str.isdigit, "".join(texts))):
        return False
    return _ANSWERS.search(" ".join(texts)) is not None


def _without_labelled(marks: Sequence[_Mark]) -> Sequence[_Mark]:
    """Return the marks without counts that a word calls something else, where others stand alone."""
    if any(mark.count is not None and not mark.is_labelled for mark in marks):
        return [mark for mark in marks if not mark.is_labelled]
    return marks


def _add_control(found: list[_Mark], votes: Votes, place: int, tag: Tag) -> None:
    is_custom = "-" in tag.name
    if is_custom or " data-" in tag.head:
        for name, value in tag.attributes.items():
            if value and (is_custom or name.startswith("data-")):
                votes.read_attribute(name.removeprefix("data-"), value)
    sign = sign_of(tag.head)
    if tag.name in _PRESSED and (count := whole_number(tag.value("data-count"), longest=_LONGEST_COUNT)) is not None:
        found.append(_Mark(place, sign, count))
        return
    if sign or tag.name in _PRESSED or tag.name == "svg":
        found.append(_Mark(place, sign, None))
    if "label=" in tag.head or "title=" in tag.head:
        title = tag.value("aria-label") or tag.value("title") or ""
        if len(title) <= _LONGEST_TITLE and any(map(str.isdigit, title)):
            _add_text(found, votes, place, title)


def _add_text(found: list[_Mark], votes: Votes, place: int, text: str) -> None:
    if pair := _PAIR.fullmatch(text.strip("() ")):
        votes.up, votes.down = int(pair.group(1)), int(pair.group(2))
        return
    match = _COUNTED.fullmatch(text)
    if match is None and _note_labelled(votes, text):
        return
    if match is None:
        if sign := sign_of_text(text):
            found.append(_Mark(place, sign, None))
        return
    before, after = match.group("before").strip(), match.group("after").strip()
    count = read_count(match.group("count"))
    sign = sign_of_text(before) or sign_of_text(after)
    if count is None or before.endswith("#") or (len(after.split()) > 4 and not sign):
        return
    if (before.strip("(:+ ") or after.strip(") ")) and not sign and len(before + after) > 25:
        return
    written = match.group("count")[0].translate(_MINUS)
    is_labelled = not sign and any(map(str.isalpha, before + after))
    found.append(_Mark(place, sign, count, written if written in "+-" else "", is_labelled))


def _note_labelled(votes: Votes, text: str) -> bool:
    """Note the counts of a text that labels each of them: "Agree: 12 Disagree: 3"; return whether it does."""
    counts = list(_ANY_COUNT.finditer(text))
    if len(counts) == 3 and not sign_of_text(text[: counts[0].start()]) & (UP | DOWN):
        text = text[counts[0].end() :]  # "8 ratings: ↑3 ↓5": the total comes first
        counts = list(_ANY_COUNT.finditer(text))
    if len(counts) != 2:
        return False
    first, second = counts
    if sign_of_text(f"{text[: first.start()]} {text[second.end() :]}") == UP and _OF.fullmatch(
        text[first.end() : second.start()]
    ):
        return _note_share(votes, first.group(), second.group())
    before = sign_of_text(text[: first.start()]), sign_of_text(text[first.end() : second.start()])
    after = before[1], sign_of_text(text[second.end() :])
    signs = before if before[0] else after
    if set(signs) != {UP, DOWN}:
        return False
    for sign, count in zip(signs, counts, strict=True):
        votes.note(sign, read_count(count.group()) or 0)
    return True


def _note_share(votes: Votes, one: str, other: str) -> bool:
    """Note the votes of "3 of 4 people found this helpful", in either order; return whether they are a part of all."""
    part, whole = sorted((read_count(one) or 0, read_count(other) or 0))
    if whole == 0:
        return False
    votes.note(UP, part)
    votes.note(DOWN, whole - part)
    return True


def sign_of_text(text: str) -> int:
    """Return the role of a label: UP for "like", DOWN for "dislike"."""
    text = text.strip("(): ")
    if not text or len(text) > 40 or (_ARROW_UP.search(text) and _ARROW_DOWN.search(text)):
        return 0
    bare = _PLURAL.sub("", text)
    if text in ("-", "−") or _DOWN.search(text) or _DOWN.search(bare) or _NO.fullmatch(text.strip(" ,")):
        return DOWN
    if text == "+" or _UP.search(text) or _UP.search(bare) or _YES.fullmatch(text.strip(" ,")):
        return UP
    return SCORE if _SCORE.fullmatch(text) else 0


@lru_cache(maxsize=2048)
def sign_of(head: str) -> int:
    """Return the roles of votes that the attributes of a tag state."""
    roles = 0
    for name, value in _ATTRIBUTES.findall(head):
        found = sign_of_text(value) if name in _LABELLING else votes_of_names(value)
        if found & DOWN:
            return DOWN
        roles |= found
    roles |= _sign_of_addresses(head)
    if roles & DOWN:
        return DOWN
    return UP if roles & UP else roles


def _sign_of_addresses(head: str) -> int:
    """Return the roles of votes that the addresses of a tag state: ``/vote/up/5``, ``thumb_down.gif``."""
    roles = 0
    for address in _ADDRESS.findall(head):
        if _OF_VOTES.search(address):
            roles |= votes_of_names(address) & (UP | DOWN)
    return roles


def _assign(votes: Votes, flat: FlatHtml, root: int, marks: Sequence[_Mark]) -> None:
    counts = [mark for mark in marks if mark.count is not None]
    if _assign_written(votes, counts):
        return
    signs = [mark.sign or _sign_around(flat, root, mark, counts) for mark in counts]
    if signs.count(SCORE) > 1:
        # Names that call several counts votes tell none of them apart; the controls beside them may.
        signs = [sign & ~SCORE for sign in signs]
        marks = [mark for mark in marks if mark.count is not None or mark.sign != SCORE]
    if signs == [0, DOWN] and _are_twins(flat, *counts):
        signs[0] = UP
    for mark, sign in zip(counts, signs, strict=True):
        if sign:
            votes.note(sign, mark.count or 0)
    _complete(votes, flat, root, marks, counts)


def _assign_written(votes: Votes, counts: Sequence[_Mark]) -> bool:
    """Note counts that the signs printed before them tell; return whether they do."""
    if [mark.written for mark in counts] == ["+", "-"]:
        votes.up, votes.down = (abs(mark.count or 0) for mark in counts)
        return True
    if len(counts) == 1 and counts[0].written and not counts[0].sign:
        # A number with its sign, and nothing else: "+5".
        sole = counts[0].count or 0
        votes.score = -abs(sole) if counts[0].written == "-" else sole
        return True
    return False


def _complete(votes: Votes, flat: FlatHtml, root: int, marks: Sequence[_Mark], counts: Sequence[_Mark]) -> None:
    """Read counts that neither their own words nor names around them tell, by their neighbours."""
    if not votes.is_known:
        _assign_by_neighbours(votes, flat, marks)
        if not votes.is_known and len(counts) == 1 and _is_on_reaction(flat, root, counts[0].place):
            votes.note(UP, counts[0].count or 0)
    elif votes.down is None and len(counts) == 1 and _is_between(marks, marks.index(counts[0])):
        # A number between a control for and one against is the balance of both.
        votes.up, votes.score = None, counts[0].count


def _are_twins(flat: FlatHtml, one: _Mark, other: _Mark) -> bool:
    """Return whether two counts stand on neighbouring controls: where the second is against, the first is for."""
    first, second = (_pressed_around(flat, mark.place) for mark in (one, other))
    return first is not None and second is not None and flat.close[first] + 1 == second


def _pressed_around(flat: FlatHtml, place: int) -> int | None:
    """Return the link or button that a count stands on."""
    element = _element_of(flat, place)
    for _ in range(_MAX_CLIMB):
        if element is None or flat.tags[element].name in _PRESSED:
            return element
        element = flat.parent_of(element)
    return None


def _element_of(flat: FlatHtml, place: int) -> int | None:
    """Return the element that the text after a tag stands in."""
    return flat.parent_of(place) if flat.tags[place].is_end or flat.close[place] <= place else place


def _is_on_reaction(flat: FlatHtml, root: int, place: int) -> bool:
    """Return whether a count stands on a button with a word of its own, which neither answers nor sends anything."""
    element = _element_of(flat, place)
    for _ in range(_MAX_CLIMB):
        if element is None or element <= root:
            return False
        if flat.tags[element].name == "button":
            words = flat.text(element)
            return any(map(str.isalpha, words)) and len(words) <= _LONGEST and not _SENDS.search(words)
        element = flat.parent_of(element)
    return False


def _is_between(marks: Sequence[_Mark], place: int) -> bool:
    before = [mark for mark in marks[:place] if mark.sign]
    after = [mark for mark in marks[place + 1 :] if mark.sign]
    return bool(before and after and before[-1].sign & UP and after[0].sign & DOWN)


def _sign_around(flat: FlatHtml, root: int, mark: _Mark, counts: Sequence[_Mark]) -> int:
    """Return the role by the names of the elements around a count, as long as they hold no other count."""
    element = _element_of(flat, mark.place)
    for _ in range(_MAX_CLIMB):
        if element is None or element <= root:
            return 0
        if any(other is not mark and flat.is_inside(other.place, element) for other in counts):
            return 0
        sign = sign_of(flat.tags[element].head)
        if sign & (UP | DOWN):
            return sign
        if sign & SCORE:
            return SCORE
        element = flat.parent_of(element)
    return 0


def _assign_by_neighbours(votes: Votes, flat: FlatHtml, marks: Sequence[_Mark]) -> None:
    places = [place for place, mark in enumerate(marks) if mark.count is not None]
    # "6 agree, 4 disagree": the label of each count is behind it.
    follow = len(places) > 1 and not any(mark.sign for mark in marks[: places[0]])
    for at, place in enumerate(places):
        before = marks[places[at - 1] + 1 if at and not follow else 0 : 0 if follow else place]
        after = marks[place + 1 : places[at + 1] if at + 1 < len(places) else len(marks)]
        if sign := _sign_beside(flat, before, after, is_single=len(places) == 1):
            votes.note(sign, marks[place].count or 0)


def _sign_beside(flat: FlatHtml, before: Sequence[_Mark], after: Sequence[_Mark], *, is_single: bool) -> int:
    """Return the role of a count by the controls before and after it."""
    previous = next((mark.sign for mark in reversed(before[-_NEAR:]) if mark.sign), 0)
    following = next((mark.sign for mark in after[:_NEAR] if mark.sign), 0)
    if is_single and previous and following and previous != following:
        return SCORE
    if previous or following:
        return previous or following
    return SCORE if is_single and _are_icons(flat, before, after) else 0


def _are_icons(flat: FlatHtml, before: Sequence[_Mark], after: Sequence[_Mark]) -> bool:
    """Return whether a count stands between two controls without words."""
    if not before or not after:
        return False
    pressed = [
        next((mark for mark in side if flat.tags[mark.place].name in _PRESSED), None) for side in (before[::-1], after)
    ]
    return all(mark is not None and not flat.text(mark.place).strip() for mark in pressed)
