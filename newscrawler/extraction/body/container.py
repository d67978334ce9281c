"""The part of the page that holds the text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from newscrawler.extraction.body.blocks import (
    EXCLUDED,
    HEADINGS,
    PROSE,
    SENTENCE,
    SENTENCE_ENDS,
    around,
    is_prose,
    is_unspaced,
)
from newscrawler.html.outline import Box, Outline, Role, TextBlock

__all__ = ["find_container", "set_aside_other_articles", "with_siblings"]

_SAMPLE = 12
"""Blocks that are looked at to tell the script of the page."""
_OTHER_ARTICLES = 40
"""Stories below this one that are set aside."""
_NEARLY_ALL = 0.8
"""A box inside with this share of the prose is the body; what is around it is not."""
_BODY_BONUS = 1.3
"""Weight of a box that is called the body, relative to others."""
_LINE_MALUS = 0.5
"""Weight of a box that is a single line of text."""
_TIE = 0.999
"""Of boxes with this share of the highest weight the last, and so the innermost, is taken."""

_LINES = frozenset(("p", "h1", "h2", "h3", "li", "blockquote", "tr"))
_PARAGRAPHS = frozenset(("p", "li", "blockquote", "tr", "td", "h1", "h2", "h3", "dd", "pre", "a", "span"))
_TABLE = frozenset(("table", "tbody", "tr"))
_CELLS = frozenset(("td", "th"))
_FACTORS = {
    **dict.fromkeys(("p", "blockquote", "pre"), 1.0),
    **dict.fromkeys(("li", "dd", "td"), 0.6),
}
"""Weight of prose by its tag."""
_OTHER_FACTOR = 0.8


def find_container(outline: Outline) -> Box | None:
    """Return the box with the most prose, else the one that is called the body; None on a page without text."""
    return _densest(outline) or _called_body(outline)


# --- other articles on the page -------------------------------------------------------------------------------------


def set_aside_other_articles(outline: Outline, printed: TextBlock) -> None:
    """Give the role *aside* to articles with an ``h1`` of their own: a reader finds them by scrolling on.

    :param printed: the block that prints the headline
    """
    own = _article_around(printed.box)
    if own is None:
        return
    below = outline.blocks[printed.number + 1 :]
    titles = islice((b for b in below if b.tag == "h1" and b.box is not printed.box), _OTHER_ARTICLES)
    others = _articles_apart(titles, own)
    others.difference_update(box.number for box in around(printed.box))
    # Posts of a live blog are articles too, but not below a story.
    if others and any(is_prose(block) and own in around(block.box) for block in below):
        _set_aside(outline.boxes, others)


def _articles_apart(titles: Iterable[TextBlock], own: Box) -> set[int]:
    articles = {_article_around(title.box) for title in titles}
    return {article.number for article in articles if article is not None and own not in around(article)}


def _set_aside(boxes: list[Box], inside: set[int]) -> None:
    for box in boxes:
        if box.number in inside or (box.parent is not None and box.parent.number in inside):
            inside.add(box.number)
            box.roles |= Role.ASIDE


def _article_around(box: Box | None) -> Box | None:
    """Return the ``article`` element that a box is or stands in."""
    return next((each for each in around(box) if each.tag == "article"), None)


# --- the box with the most prose ------------------------------------------------------------------------------------


def _densest(outline: Outline) -> Box | None:
    heaviest = _weigh(outline)
    best: Box | None = None
    most = 0.0
    for box in outline.boxes:
        weight = box.weight
        if weight <= 0:
            continue
        if box.own & Role.BODY:
            weight *= _BODY_BONUS
        if box.tag in _LINES:
            weight *= _LINE_MALUS
        if weight >= most * _TIE:
            best, most = box, weight
    return _without_table(_narrowed(best, heaviest))


def _weigh(outline: Outline) -> dict[int, Box]:
    """Give each box the weight of the blocks inside it. Return the heaviest child of each box, by the box's number."""
    # A few blocks tell the script of all.
    sample = islice((block.text for block in outline.blocks if len(block.text) >= SENTENCE), _SAMPLE)
    unspaced = any(map(is_unspaced, sample))
    for block in outline.blocks:
        block.box.weight += _weight(block, unspaced)
    heaviest: dict[int, Box] = {}
    # Children come after their parents, so one pass from the end sums the subtrees up.
    for box in reversed(outline.boxes):
        parent = box.parent
        if parent is not None and box.weight:
            parent.weight += box.weight
            known = heaviest.get(parent.number)
            if known is None or box.weight >= known.weight:
                heaviest[parent.number] = box
    return heaviest


def _weight(block: TextBlock, unspaced: bool) -> float:
    """Return how much a block is evidence for (above 0) or against (below 0) the box around it being the story."""
    roles = block.box.roles
    length = len(block.text)
    linked = block.linked
    if unspaced:
        length *= 2
        linked *= 2
    if roles & EXCLUDED:
        return -0.02 * length
    if roles & Role.LINK:
        return -10 - 0.2 * length
    if block.tag in HEADINGS:
        return 0.0 if not linked else -5.0
    if linked > 0.6 * length:
        return -10 - 0.1 * length
    free = length - linked
    if free >= PROSE or (free >= SENTENCE and block.text.endswith(SENTENCE_ENDS)):
        return _FACTORS.get(block.tag, _OTHER_FACTOR) * (free - linked)
    # A table has a few words in each cell.
    return -4.0 if block.tag not in _CELLS else 0.0


def _narrowed(box: Box | None, heaviest: dict[int, Box]) -> Box | None:
    """Return the innermost box with nearly all of the prose: the teasers around it would be taken for the story."""
    while box is not None:
        inner = heaviest.get(box.number)
        if inner is None or inner.weight < _NEARLY_ALL * box.weight or inner.tag in _PARAGRAPHS:
            break
        box = inner
    return box


def _without_table(box: Box | None) -> Box | None:
    """Return the box around a table that holds nearly all of that box's prose."""
    while box is not None and box.tag in _TABLE and box.parent is not None:
        if box.parent.weight < _NEARLY_ALL * box.weight:
            break
        box = box.parent
    return box


def _called_body(outline: Outline) -> Box | None:
    """Return the box with the most text of those called body, else of those called article."""
    boxes = outline.boxes
    size = [0] * len(boxes)
    for block in outline.blocks:
        if not block.box.roles & EXCLUDED:
            size[block.box.number] += len(block.text) - block.linked
    for box in reversed(boxes):
        if box.parent is not None:
            size[box.parent.number] += size[box.number]
    for role in (Role.BODY, Role.ARTICLE):
        called = [box for box in boxes if box.own & role and size[box.number]]
        if called:
            return max(called, key=lambda box: size[box.number])
    return None


# --- text in several boxes ------------------------------------------------------------------------------------------


def with_siblings(outline: Outline, box: Box) -> list[Box]:
    """Return the box and those right beside it that are of its kind and hold prose under no heading of their own."""
    parent = box.parent
    if parent is None:
        return [box]
    siblings = [each for each in islice(outline.boxes, parent.number, None) if each.parent is parent]
    if len(siblings) < 2:
        return [box]
    headed = {block.box.number for block in outline.blocks if block.tag in ("h1", "h2")}
    first = last = siblings.index(box)
    while first and _continues(siblings[first - 1], box, siblings[first].number, headed):
        first -= 1
    while last + 1 < len(siblings):
        end = siblings[last + 2].number if last + 2 < len(siblings) else len(outline.boxes)
        if not _continues(siblings[last + 1], box, end, headed):
            break
        last += 1
    return siblings[first : last + 1]


def _continues(sibling: Box, box: Box, end: int, headed: set[int]) -> bool:
    return (
        sibling.tag == box.tag
        and sibling.names == box.names
        and sibling.weight >= PROSE
        and not any(number in headed for number in range(sibling.number, end))
    )
