"""Comments by repetition: the group of one shape whose members, laid side by side, read as comments.

Words, ids and types rank the groups. None of them excludes one: a group without a telling word needs a time and
several names instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from newscrawler.comments.structure.alignment import Alignment
from newscrawler.comments.structure.around import (
    follows_story,
    is_below_title,
    is_in_column,
    label_before,
)
from newscrawler.comments.structure.blocks import Block, number_of
from newscrawler.comments.structure.fields import Fields
from newscrawler.comments.structure.groups import Elements, Group, elements_of
from newscrawler.comments.structure.joining import Mined, joined, may_be_part
from newscrawler.comments.structure.layout import flatten
from newscrawler.comments.structure.places import Place
from newscrawler.comments.structure.skeleton import CAPTION, EMPTY, TALK
from newscrawler.comments.structure.traps import are_apart, are_siblings, hold_quoted_posts, is_other_list
from newscrawler.html.roles import is_named_comment, is_notice, says_talk
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.words import WORDS

__all__ = ["Mined", "mine", "worth"]

_TRIED = 5
"""Members that are read first; a group in which they are no comments is left."""

_ENOUGH = 0.6
"""Share of the members that must read as comments."""

_DOMINANT = 0.4
"""Share of a place that a group holds where the place's name or heading speaks of the group."""

_OFTEN = 3
"""Comments by one reader on the average; labels of values repeat more often."""

_NAMED = 1.1
"""Weight of a group whose names say that readers speak, against another that reads as well."""

_WORDS_OF_NAMES = 3
"""Spaces of an average name; titles have more."""

_MOST_WORTH = 2.5
"""Worth of a comment with text, name and time, see :func:`worth`."""

_RULED = 0.95
"""Weight of a group that rules divide, against one whose members begin alike."""

_RATED = re.compile(
    r"ratingvalue|reviewrating|★|☆|(?<!ng-)\bstars?\b|star-?rating|(?<!\d\d\s)\b[0-9](?:[.,]\d)?\s?/\s?(?:5|10)\b", re.I
)
"""Marks of a rating inside a block; a class of the framework Angular has the word for its own asterisk."""

_LONGEST_SINGLE = 4_000
"""Characters of the only comment of a page; what is longer may be the story."""

_FEWEST_OF_REPORT = 4
"""Entries of a live report, at least."""

_LABEL = 60
"""Characters of a label before the first member."""

_MOST_BETWEEN = 6
"""Nodes between the first two members among which a label is looked for."""

_CLOCK_ALONE = re.compile(r"\W*\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2})?\W*(?:[ap]\.?m\.?|[^\W\d_]{1,3})?\W*", re.I)
"""A time of the day without a day."""

_SIGNS = ".,:;!?()[]“”\"'’«»„"
_ON = re.compile(rf"\s+(?:{WORDS.pattern('comments_on')})\s", re.I)
"""Between the word for comments and the story's title: "6 comments on …"."""

_NUMBERED = re.compile(rf"(?:#|(?:{WORDS.bounded('comment')})\s)\s?(\d{{1,6}})(?!\d)", re.I)
_OLD_YEAR = re.compile(r"(?<!\d)1(?:[0-8]\d\d|9[0-8]\d)(?!\d)")
_LONGEST_MARKUP = 30_000
"""Characters of a block's markup that are searched for a rating."""


def mine(places: Sequence[Place], reader: TimeReader) -> Mined | None:
    """Return the group that reads most like comments.

    :param places: elements to search
    """
    read: list[Mined] = []
    left: list[tuple[int, Group, Place]] = []
    """Groups that cannot be the best, each with the number of groups read before it."""
    strong: list[Elements] = []
    for place in places:
        if place.is_headed and read:
            continue
        elements = elements_of(place.node, place.after, place.largest)
        if elements is None:
            continue
        if place.is_sure or place.is_exact:
            strong.append(elements)
        for group in elements.groups():
            if read and _bound(group) <= max(one.worth for one in read):
                left.append((len(read), group, place))
            elif (mined := _read(group, reader, place)) is not None:
                read.append(mined)
    if not read:
        return next(filter(None, (_single(elements, reader) for elements in strong)), None)
    best = max(read, key=lambda one: one.worth)
    for before, group, place in reversed(left):
        if may_be_part(best, group.blocks) and (mined := _read(group, reader, place)) is not None:
            read.insert(before, mined)
    return joined(best, read, reader) if len(read) > 1 else best


def _single(elements: Elements, reader: TimeReader) -> Mined | None:
    """Return the only comment of a place that the page calls one of comments."""
    block = elements.single()
    if block is None:
        return None
    alignment = Alignment(flatten([block]), reader)
    (one,) = alignment.fields()
    # Where no time is printed, the button that answers it says that it is a comment.
    if (
        not (one.is_proven or (one.text and one.author and alignment.has_replies))
        or alignment.inline_names
        or alignment.title_links
        or len(one.text or "") > _LONGEST_SINGLE
    ):
        return None
    _give_numbers([block])
    return Mined([block], [one], worth([one]))


def _read(group: Group, reader: TimeReader, place: Place) -> Mined | None:
    """Return the group with its fields if it reads as comments."""
    if not _is_worth_reading(group, place) or is_in_column(group.blocks[0].node, group.characters):
        return None
    if len(group.blocks) > 2 * _TRIED and not _begins_with_comments(group, reader, place):
        return None
    alignment = Alignment(flatten(group.blocks), reader)
    if _lacks_times(group, alignment, place) or not _may_stand(group, alignment, place):
        return None
    fields = alignment.fields_without_votes()
    if place.is_exact and not any(one.author for one in fields) and all(one.has_time for one in fields):
        # What is the same in all members is a label, or the name of the only commenter.
        alignment = Alignment(flatten(group.blocks), reader, one_author=True)
        fields = alignment.fields_without_votes()
    if not _may_be_comments(group, alignment, fields, place) or not _is_of_this_story(group, place):
        return None
    alignment.add_votes(fields)
    _give_numbers(group.blocks)
    kept = [index for index in _kept(alignment, fields) if not _is_beside_list(group, fields, index)]
    total = worth(fields) * (_NAMED if _is_named(group, alignment) else 1) * (_RULED if group.is_ruled else 1)
    return Mined([group.blocks[index] for index in kept], [fields[index] for index in kept], total)


def _may_stand(group: Group, alignment: Alignment, place: Place) -> bool:
    """Return whether comments may stand there: where the page says so, below a story, or as posts of a forum."""
    # Above the first rule the story may stand.
    first = group.blocks[1 if group.is_ruled and not alignment.has_time(0) else 0]
    if place.is_strong or follows_story(first.node, is_run=first.is_run):
        return True
    return alignment.has_replies or _are_numbered(group.blocks)


def _bound(group: Group) -> float:
    """Return a worth that a group cannot exceed.

    The same comments are often several groups, with and without wrappers. Most of these need not be read.
    """
    return _MOST_WORTH * len(group.blocks) * _NAMED * (_RULED if group.is_ruled else 1)


def _begins_with_comments(group: Group, reader: TimeReader, place: Place) -> bool:
    """Return whether the first members read as comments."""
    tried = Alignment(flatten(group.blocks[:_TRIED]), reader)
    if _lacks_times(group, tried, place):
        return False
    return _may_be_comments(group, tried, tried.fields_without_votes(), place)


def _kept(alignment: Alignment, fields: Sequence[Fields]) -> list[int]:
    """Return the members that are comments or notices of removed ones.

    An advertisement between comments has no time where all others have one.
    """
    are_timed = sum(one.has_time for one in fields) >= _ENOUGH * len(fields)
    return [
        index
        for index, one in enumerate(fields)
        if one.text
        and (is_notice(one.text) or ((one.author or one.has_time) and not (are_timed and alignment.lacks_time(index))))
    ]


def _is_beside_list(group: Group, fields: Sequence[Fields], index: int) -> bool:
    """Return whether the first or the last member is something else: the story above a label, or a run of siblings
    without a time where all others have one."""
    if index not in (0, len(fields) - 1):
        return False
    if index == 0 and _is_above_label(group):
        return True
    inner = fields[1:-1]
    return (
        group.blocks[0].is_run and not fields[index].has_time and len(inner) > 1 and all(one.has_time for one in inner)
    )


def _is_above_label(group: Group) -> bool:
    """Return whether a label of comments stands between the first two members: the first is the story."""
    second = group.blocks[1].node
    step = group.blocks[0].roots[-1].next
    if not are_siblings(group.blocks[0].node, second):
        return False
    for _ in range(_MOST_BETWEEN):
        if step is None or step.mem_id == second.mem_id:
            break
        text = (step.text() or "").strip()
        if 0 < len(text) <= _LABEL and TALK.search(text) and not EMPTY.match(text):
            return True
        step = step.next
    return False


def _is_worth_reading(group: Group, place: Place) -> bool:
    """Return whether a group may be comments by what is known before its members are read."""
    if place.is_strong or says_talk(group.names):
        return True
    return group.speaks and (
        place.is_said or group.talks or not _is_below_other_label(group) or _are_numbered(group.blocks)
    )


def _are_numbered(blocks: Sequence[Block]) -> bool:
    """Return whether the first members print their positions with a sign: "#1", "Reply #2 on"."""
    found = [_NUMBERED.search(block.node.text()[:_LONGEST_MARKUP]) for block in blocks[:4] if not block.is_run]
    if len(found) > 2 and found[0] is None:
        found = found[1:]  # the post that opens a thread of a forum
    numbers = [int(number[1]) for number in found if number]
    return len(numbers) > 1 and len(numbers) == len(found) and {b - a for a, b in pairwise(numbers)} in ({1}, {-1})


def _is_below_other_label(group: Group) -> bool:
    """Return whether the label before a list says something else, or that there are no comments."""
    label, is_heading = _label_of(group)
    if TALK.search(label):
        return EMPTY.match(label) is not None
    return is_heading


def _label_of(group: Group) -> tuple[str, bool]:
    label, is_heading = label_before(group.blocks[0].node)
    if group.is_ruled:
        # The label may be the first line above the first rule.
        label += "\n" + (group.blocks[0].roots[0].text() or "")[:_LABEL]
    return label, is_heading


def _is_named(group: Group, alignment: Alignment) -> bool:
    """Return whether names of elements, or labels of buttons, say that readers speak."""
    return says_talk(group.names) or alignment.has_replies


def _lacks_times(group: Group, alignment: Alignment, place: Place) -> bool:
    """Return whether too few members have a time, and nothing says that members without times are comments.

    It is what :func:`_speak` asks, mostly before the names and texts of the members are read.
    """
    if alignment.timed >= _ENOUGH * alignment.count:
        return False
    return not _speak_without_times(group, alignment, place)


def _may_be_comments(group: Group, alignment: Alignment, fields: Sequence[Fields], place: Place) -> bool:
    """Return whether the members read as comments: a name and a text each, and a time or a word that says so."""
    count = len(fields)
    whole = [one for one in fields if one.text and one.author and not one.is_link]
    if _are_titled(alignment):
        return False
    if not any(one.author for one in fields):
        return _speak_without_names(alignment, fields, place)
    if len(whole) < max(2, _ENOUGH * count):
        return False
    named = _is_named(group, alignment)
    if sum(_is_of_old_times(one) for one in whole) * 2 > count:
        return False
    if not (named or place.is_sure or _are_answered(alignment)) and is_other_list(alignment):
        return False
    return _speak(group, alignment, whole, place)


def _are_answered(alignment: Alignment) -> bool:
    """Return whether members of one shape stand inside others, as replies do; events and teasers never do."""
    return any(record.block.nested for record in alignment.records)


def _speak(group: Group, alignment: Alignment, whole: Sequence[Fields], place: Place) -> bool:
    """Return whether the members with text and name have a time too, or a word says that readers speak."""
    names = {one.author or "" for one in whole}
    # A label directly before the members speaks of them, whatever stands above it.
    share = group.share_below if place.is_called else group.share
    is_marked = is_named_comment(group.names) or (place.is_said and share >= _DOMINANT)
    if sum(one.has_time for one in whole) < _ENOUGH * alignment.count:
        are_told = len(names) * _OFTEN > len(whole) and 2 * sum(map(_is_of_person, names)) >= len(names)
        return len(names) > 1 and _speak_without_times(group, alignment, place, are_told=are_told)
    if all(map(_is_title, whole)) and not _is_named(group, alignment):
        return False
    if is_marked or (says_talk(group.names) and alignment.has_replies):
        return True
    if says_talk(group.names) or alignment.has_replies:
        return len(names) > 1
    return _are_names(names) and _are_told_apart(group, whole)


def _is_of_person(name: str) -> bool:
    """Return whether a name is that of a reader and no heading: two capital words, or signs of an account's name."""
    words = name.split()
    if any(not (letter.isalpha() or letter in " .'") for letter in name):
        return True
    return name[:1].islower() or (len(words) > 1 and all(word[:1].isupper() for word in words))


def _is_title(one: Fields) -> bool:
    """Return whether a text is one line of several words without a sign at its end, with no more than a day."""
    text, time = one.text or "", one.stated_time or one.shown_time
    if time is None or time.precision != "day" or "\n" in text:
        return False
    return text.count(" ") > 1 and text[-1:].isalnum()


def _speak_without_names(alignment: Alignment, fields: Sequence[Fields], place: Place) -> bool:
    """Return whether members are comments of readers who are not named: below a label that means nothing else, each
    with a text of its own, a time of the day, and a position or a button of comments."""
    told = [one for one in fields if one.text and _is_moment(one) and not one.is_link]
    if not (place.is_sure and place.is_exact) or len(told) < max(2, _ENOUGH * alignment.count):
        return False
    return (alignment.has_replies or alignment.is_numbered) and len({one.text for one in told}) == len(told)


def _speak_without_times(group: Group, alignment: Alignment, place: Place, *, are_told: bool = True) -> bool:
    """Return whether a name or a label that means nothing else says that members without times are comments.

    :param are_told: whether the names are those of readers, and no labels of values that repeat
    """
    if alignment.count == 2:
        return alignment.has_replies and place.is_sure and place.is_exact
    if alignment.has_replies or ((place.is_strong or is_named_comment(group.names)) and alignment.says):
        return True
    label, is_heading = _label_of(group)
    if is_heading and _says_more(label):
        return False
    if is_named_comment(group.names):
        return True
    if is_heading and place.is_exact and CAPTION.fullmatch(label):
        return are_told and group.share_below >= _DOMINANT and not group.asks
    return place.is_sure and place.is_exact and group.share >= _DOMINANT and not group.asks


def _are_told_apart(group: Group, whole: Sequence[Fields]) -> bool:
    """Return whether members that nothing calls comments have times as comments have, and no other heading.

    Events, teasers and offers print a day; entries of a live blog print a time of the day alone.
    """
    label, is_heading = _label_of(group)
    if TALK.search(label):
        return not EMPTY.match(label)
    if is_heading and not _are_numbered(group.blocks):
        return False
    timed = [one for one in whole if one.has_time]
    return sum(map(_is_moment, timed)) >= _ENOUGH * len(timed) and not _is_report(timed)


def _is_report(timed: Sequence[Fields]) -> bool:
    """Return whether a few authors wrote all entries on one day, as in a live report."""
    days = {time.at.date() for one in timed if (time := one.stated_time or one.shown_time) is not None}
    return len(timed) >= _FEWEST_OF_REPORT and len(days) == 1 and 2 * len({one.author for one in timed}) <= len(timed)


def _is_moment(one: Fields) -> bool:
    """Return whether a time is more than a day, and is printed with its day or as an age."""
    time = one.stated_time or one.shown_time
    if time is None or time.precision == "day":
        return False
    return not (one.printed and _CLOCK_ALONE.fullmatch(one.printed[0]))


def _says_more(label: str) -> bool:
    """Return whether a heading speaks of comments among other things: "Comments from the press"."""
    match = TALK.search(label)
    if match is None or CAPTION.fullmatch(label) or _ON.match(label[match.end() :]):
        return False
    others = f"{label[: match.start()]} {label[match.end() :]}"
    return sum(word.strip(_SIGNS).isalpha() for word in others.split()) > 1


def _is_of_old_times(one: Fields) -> bool:
    """Return whether a year before there were comments is printed beside a member: a letter of 1916, a birth."""
    return any(_OLD_YEAR.search(text) for text in one.printed[:1])


def _are_titled(alignment: Alignment) -> bool:
    """Return whether names stand in the sentences, or members have linked or bold titles."""
    return (
        alignment.inline_names * 3 > alignment.count
        or alignment.title_links * 2 > alignment.count
        or alignment.bold_texts * 2 > alignment.count
    )


def _are_names(names: Set[str]) -> bool:
    """Return whether there are several names; titles of events and of a blog's entries stand beside dates too."""
    return len(names) > 1 and sum(name.count(" ") for name in names) <= _WORDS_OF_NAMES * len(names)


def _is_of_this_story(group: Group, place: Place) -> bool:
    """Return whether a group is neither a list of ratings nor one of other stories with a comment each."""
    if not place.is_sure and not _are_numbered(group.blocks) and _is_rated(group.blocks):
        return False
    if are_apart(group.blocks) or hold_quoted_posts(group.blocks):
        return False
    return not _are_of_other_stories(group.blocks)


def _give_numbers(blocks: Sequence[Block]) -> None:
    """Set the numbers of blocks whose attributes state different ones."""
    numbers = [number_of(block.node) for block in blocks]
    if None not in numbers and len(set(numbers)) == len(numbers):
        for block, number in zip(blocks, numbers, strict=True):
            block.number = number


def worth(fields: Sequence[Fields]) -> float:
    """Return how much of comments was read: texts, names and times."""
    found = 0.0
    for one in fields:
        if one.text:
            has_words = any(map(str.isalpha, one.text))
            found += has_words + (one.author is not None) + 0.5 * one.has_time - one.is_link
        else:
            found -= 0.5
    return found


def _are_of_other_stories(blocks: Sequence[Block]) -> bool:
    """Return whether a linked title stands beside each member: a list of stories, each with one comment."""
    if len(blocks) < 2:
        return False
    tried = [0, len(blocks) // 2, len(blocks) - 1]
    return all(is_below_title(blocks[index].node, blocks[index - 1 if index else 1].node) for index in tried)


def _is_rated(blocks: Sequence[Block]) -> bool:
    return all(_RATED.search((block.node.html or "")[:_LONGEST_MARKUP]) for block in blocks[:3])
