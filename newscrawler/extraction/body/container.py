"""The part of the page that holds the text: names first, density as the check, the printed headline as the anchor."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from newscrawler.extraction.body.blocks import EXCLUDED, PROSE, around, is_prose, last_inside
from newscrawler.extraction.body.evidence import Evidence
from newscrawler.html.outline import Box, Outline, Role, TextBlock

__all__ = ["Container", "find_container", "set_aside_other_articles", "with_siblings"]

_OTHER_ARTICLES = 40
"""Stories below this one that are set aside."""
_NEARLY_ALL = 0.8
"""A box inside with this share of the prose is the body; what is around it is not."""
_BODY_BONUS = 1.3
"""Weight of a box that is called the body, relative to others."""
_CALLED = 0.5
"""A box that is called the body is the body with this share of the evidence of the box around it."""
_HEADED = 0.4
"""A box that holds headline and first prose is the story's with this share of the evidence of the box around it: what
stands outside begins under no headline of the story."""
_ELSEWHERE = 0.6
"""Factor of a box without the first prose below the headline: the foot of a page may have more text than a brief."""
_LINE_MALUS = 0.5
"""Weight of a box that is a single line of text."""
_TIE = 0.999
"""Of boxes with this share of the highest weight the last, and so the innermost, is taken."""

_LINES = frozenset(("p", "h1", "h2", "h3", "li", "blockquote", "tr"))
_PARAGRAPHS = frozenset(("p", "li", "blockquote", "tr", "td", "h1", "h2", "h3", "dd", "pre", "a", "span"))
_TABLE = frozenset(("table", "tbody", "tr"))


class Container:
    """The box that holds the text, and where in it the story begins and ends."""

    __slots__ = ("box", "end", "headline")

    def __init__(self, box: Box | None, headline: TextBlock | None, end: int | None) -> None:
        self.box = box
        """None on a page without text."""
        self.headline = headline
        """The block that prints the headline, with which the story begins; None where it may begin above it."""
        self.end = end
        """Number of the block at which the story is over; None where the box tells its end."""


def find_container(outline: Outline, printed: TextBlock | None) -> Container:
    """Find the box with the most evidence, else the one that is called the body.

    :param printed: the block that prints the headline, None where it is not known
    """
    evidence = Evidence(outline, printed)
    headline = printed if evidence.first is not None else None
    return Container(_strongest(outline, printed, evidence) or _called_body(outline), headline, evidence.end)


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


# --- the box with the most evidence ---------------------------------------------------------------------------------


def _strongest(outline: Outline, printed: TextBlock | None, evidence: Evidence) -> Box | None:
    """Return the box with the most evidence, without its parts that are not the story; None where no box has any."""
    best: Box | None = None
    most = 0.0
    beginning = {box.number for box in around(evidence.first.box)} if evidence.first is not None else None
    for box, held in zip(outline.boxes, evidence.of_box, strict=True):
        if held <= 0:
            continue
        if box.own & Role.BODY:
            held *= _BODY_BONUS
        if box.tag in _LINES:
            held *= _LINE_MALUS
        if beginning is not None and box.number not in beginning:
            held *= _ELSEWHERE
        if held >= most * _TIE:
            best, most = box, held
    best = _narrowed(best, evidence)
    if best is not None and printed is not None and evidence.first is not None:
        best = _with_headline(outline.boxes, best, printed, evidence.first, evidence)
    if best is not None and not best.own & Role.BODY:
        best = _narrowed(_body_inside(outline.boxes, best, evidence), evidence)
    return _without_table(best, evidence)


def _narrowed(box: Box | None, evidence: Evidence) -> Box | None:
    """Return the innermost box with nearly all of the evidence: what is around it would be taken for the story."""
    of_box = evidence.of_box
    while box is not None:
        inner = evidence.heaviest.get(box.number)
        if inner is None or of_box[inner.number] < _NEARLY_ALL * of_box[box.number] or inner.tag in _PARAGRAPHS:
            break
        box = inner
    return box


def _with_headline(boxes: list[Box], box: Box, printed: TextBlock, first: TextBlock, evidence: Evidence) -> Box:
    """Return the innermost box around headline and first prose, where it is inside the box and holds enough of it.

    :param first: first prose below the headline
    """
    outer = {each.number for each in around(printed.box)}
    common = next((each for each in around(first.box) if each.number in outer), box)
    if common.number <= box.number or evidence.of_box[common.number] < _HEADED * evidence.of_box[box.number]:
        return box
    if _goes_on_outside(boxes, box, common, printed, evidence):
        return box
    return _narrowed(common, evidence) or common


def _goes_on_outside(boxes: list[Box], box: Box, common: Box, printed: TextBlock, evidence: Evidence) -> bool:
    """Return whether most prose of the box outside another one has the class of paragraphs inside it."""
    end, end_inside = last_inside(boxes, box), last_inside(boxes, common)
    kinds: set[tuple[str, str]] = set()
    outside: list[tuple[tuple[str, str], float]] = []
    for block, weight in evidence.prose:
        number, kind = block.box.number, (block.tag, block.box.names)
        if block.number <= printed.number or not box.number <= number <= end:
            continue
        if common.number <= number <= end_inside:
            kinds.add(kind)
        else:
            outside.append((kind, weight))
    alike = sum(weight for kind, weight in outside if kind[1] and kind in kinds)
    return alike * 2 > sum(weight for _, weight in outside)


def _body_inside(boxes: list[Box], box: Box, evidence: Evidence) -> Box:
    """Return the box inside that is called the body and holds most of the evidence, else the box itself."""
    of_box = evidence.of_box
    least = _CALLED * of_box[box.number]
    inside = islice(boxes, box.number + 1, last_inside(boxes, box) + 1)
    called = [each for each in inside if each.own & Role.BODY and of_box[each.number] >= least]
    return max(called, key=lambda each: of_box[each.number], default=box)


def _without_table(box: Box | None, evidence: Evidence) -> Box | None:
    """Return the box around a table that holds nearly all of that box's evidence."""
    of_box = evidence.of_box
    while box is not None and box.tag in _TABLE and box.parent is not None:
        if of_box[box.parent.number] < _NEARLY_ALL * of_box[box.number]:
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
    """Return the box and those right beside it that are of its kind and hold prose under no heading of their own.

    Parts that are called the body need not be right beside each other: a gallery or a form may stand between them.
    """
    parent = box.parent
    if parent is None:
        return [box]
    siblings = [each for each in islice(outline.boxes, parent.number, None) if each.parent is parent]
    if len(siblings) < 2:
        return [box]
    if box.own & Role.BODY and box.names:
        return [each for each in siblings if each is box or _is_part_of_body(each, box)]
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


def _is_part_of_body(sibling: Box, box: Box) -> bool:
    return sibling.tag == box.tag and sibling.names == box.names and sibling.weight >= PROSE


def _continues(sibling: Box, box: Box, end: int, headed: set[int]) -> bool:
    return (
        sibling.tag == box.tag
        and sibling.names == box.names
        and not (sibling.own ^ box.own) & Role.BODY
        and sibling.weight >= PROSE
        and not any(number in headed for number in range(sibling.number, end))
    )
