"""One result of two sources: comments that the page shows, and comments that it holds as data."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawler.comments.structure.fields import Fields
from newscrawler.comments.structure.linked_data import LinkedComment
from newscrawler.comments.structure.votes import Votes

__all__ = ["join_comments"]

_COMPARED = 120
"""Letters of a text by which the same comment is found in the other source; a page may cut a long one."""


def join_comments(
    shown: Sequence[LinkedComment], held: Sequence[LinkedComment], *, shown_is_certain: bool
) -> list[LinkedComment]:
    """Return the comments of both sources, each once, in the order of the source with more of them.

    :param shown: comments that the page shows
    :param held: comments in its data, which have ids, parents and times
    :param shown_is_certain: whether the page marks what it shows as comments. Where nothing is in both sources, one of
        them is something else.
    """
    if not shown:
        return list(held)
    pairs = _pairs(shown, held)
    if not pairs:
        return list(shown if shown_is_certain else held)
    if len(shown) >= len(held):
        return _joined(shown, held, pairs, shown_first=True)
    return _joined(held, shown, {there: here for here, there in pairs.items()}, shown_first=False)


def _pairs(shown: Sequence[LinkedComment], held: Sequence[LinkedComment]) -> dict[int, int]:
    """Return the index in ``held`` of each comment that is in both sources."""
    places: dict[str, list[int]] = {}
    for index, comment in enumerate(held):
        if letters := _letters(comment.fields.text):
            places.setdefault(letters, []).append(index)
    pairs: dict[int, int] = {}
    for index, comment in enumerate(shown):
        waiting = places.get(_letters(comment.fields.text))
        if waiting:
            author = comment.fields.author
            same = next((other for other in waiting if held[other].fields.author == author), waiting[0])
            waiting.remove(same)
            pairs[index] = same
    return pairs


def _letters(text: str | None) -> str:
    return "".join(filter(str.isalnum, (text or "")[: 2 * _COMPARED].casefold()))[:_COMPARED]


def _joined(
    first: Sequence[LinkedComment], second: Sequence[LinkedComment], pairs: dict[int, int], *, shown_first: bool
) -> list[LinkedComment]:
    """Return all of ``first``, and behind them those of ``second`` that are not in it.

    :param pairs: index in ``second`` by index in ``first``
    """
    place = {other: index for index, other in pairs.items()}
    rest = [index for index in range(len(second)) if index not in place]
    place.update((other, len(first) + number) for number, other in enumerate(rest))
    joined = []
    for index, comment in enumerate(first):
        if index not in pairs:
            joined.append(comment)
            continue
        other = _placed(second[pairs[index]], place)
        shown, held = (comment, other) if shown_first else (other, comment)
        # Data states parents; a page that shows no nesting has none.
        parent = shown.parent if held.parent is None else held.parent
        joined.append(LinkedComment(shown.number or held.number, parent, _fields(shown.fields, held.fields)))
    return joined + [_placed(second[index], place) for index in rest]


def _placed(comment: LinkedComment, place: dict[int, int]) -> LinkedComment:
    """Return a comment of the second source with its parent's index in the result."""
    parent = place[comment.parent] if comment.parent is not None else None
    return LinkedComment(comment.number, parent, comment.fields)


def _fields(shown: Fields, held: Fields) -> Fields:
    """Return the fields of one comment: its words as shown, its time and votes as the data states them."""
    shown.author = shown.author or held.author
    shown.author_link = shown.author_link or held.author_link
    if held.stated_time is not None and held.stated_time.precision == "exact":
        shown.stated_time = held.stated_time
    shown.votes = _votes(shown.votes, held.votes)
    return shown


def _votes(shown: Votes, held: Votes) -> Votes:
    has_any = held.up is not None or held.down is not None or held.score is not None
    return held if has_any else shown
