"""Corrections of an outline: what the roles of a single element cannot tell, but the whole page can."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from newscrawler.html.outline.model import Box, Mark, Outline, Role, without_numbered
from newscrawler.html.structured import letters

__all__ = ["correct"]

_FEW_MARKS = 50
"""With fewer marks it costs little that the text of a mark contains those of the marks inside it."""
_NESTED_MARKS = 8
"""No template nests a date in more dates than this."""

_QUESTIONABLE = (
    Role.ASIDE
    | Role.HIDDEN
    | Role.FOOTER
    | Role.CAPTION
    | Role.TAGS
    | Role.HEADER
    | Role.BOX
    | Role.AUTHOR
    | Role.DATE
    | Role.LINK
)
"""Roles that an element around most of the page's prose cannot have."""
_OF_LINES = Role.AUTHOR | Role.DATE
"""Roles of a line: an element around the body with such a name says whose text it is, or from when."""
_PROSE = 60
"""Characters outside links above which a block counts as prose."""
_CAPTION = 400
"""Characters of prose. Captions have one or two sentences; a longer text stands beside a picture, or was put into a
caption."""
_FIGURE = 600
"""The same for ``figure`` and ``figcaption`` with paragraphs in them. A caption without any may be of any length."""
_UNDER_PICTURE = 700
"""The same for a single paragraph beside a picture, in boxes that are called captions."""
_MAIN = frozenset(("article", "main"))
_FIGURES = frozenset(("figure", "figcaption"))
_MOST = 0.5
"""An element around this share of the page's prose is not beside the story, whatever its class says."""
_NEARLY_ALL = 0.8
"""The same for ``figure`` and ``figcaption``: a brief may be shorter than the caption of its picture."""
_TWIN = 0.7
"""A text for machines is not longer than the text that is shown, by this share."""
_LEAD = 200
"""Characters of a lead."""
_BODY = 0.2
"""An element that is called the body and holds this share of the prose is the body."""


def correct(outline: Outline) -> None:
    """Remove roles that cannot be true, and marks that repeat others.

    A class may describe the whole page (``sidebar-right``, ``comments-open``) where it looks like a part of it.
    """
    _Correction(outline).correct_roles()
    outline.dates, outline.authors = _without_deeply_nested(outline.dates), _without_deeply_nested(outline.authors)


class _Correction:
    """Characters of prose by box, by which stated roles are judged."""

    def __init__(self, outline: Outline) -> None:
        self.blocks = outline.blocks
        self.boxes = outline.boxes
        self.prose, self.titled = _count(outline)
        self.total = sum(self.prose)
        self.prose_by_names: dict[str, int] = {}
        """Characters of prose inside all boxes with the same class names, numbers apart, and a questionable role."""
        self._sum_up()
        self.around_body = self._boxes_around_body()
        """Numbers of the boxes around one that is called the body and holds most of the prose."""

    def _sum_up(self) -> None:
        """Add the prose of each box to that of its parent."""
        prose, by_names = self.prose, self.prose_by_names
        # Children come after their parents, so one pass from the end sums the subtrees up.
        for box in reversed(self.boxes):
            held = prose[box.number]
            if held and box.parent is not None:
                prose[box.parent.number] += held
                if box.own & _QUESTIONABLE:
                    names = without_numbered(box.names)
                    by_names[names] = by_names.get(names, 0) + held

    def _boxes_around_body(self) -> set[int]:
        most = _MOST * self.total
        body = next((box for box in self.boxes if box.own & Role.BODY and self.prose[box.number] > most), None)
        return {box.number for box in _around(body)} if body is not None and not self._text_above(body) else set()

    def _text_above(self, box: Box) -> bool:
        """Return whether a story may stand above a box: more text than a lead has."""
        above = 0
        for block in self.blocks:
            if block.box.number >= box.number:
                break
            free = len(block.text) - 2 * block.linked
            if free > _PROSE and not block.box.roles & (Role.LEAD | Role.ASIDE | Role.HIDDEN | Role.CAPTION):
                above += free
        return above > _LEAD

    def correct_roles(self) -> None:
        """Replace the roles of each box by those that can be true, and let the boxes inside inherit them."""
        changed = False
        for box in self.boxes:
            own = box.own
            if not own and not changed:
                # Most boxes: they have had their parents' roles since the traversal.
                continue
            inherited = box.parent.roles if box.parent is not None else 0
            if own & Role.SHOWN:
                box.own = own = own & ~Role.SHOWN
                if inherited & Role.CAPTION and _is_shown_by_figure(box):
                    inherited &= ~Role.CAPTION
            if own:
                box.own = own = self._corrected(box)
                if own & Role.BODY and self._is_body(box, inherited):
                    freed = _QUESTIONABLE
                    if (own | inherited) & Role.HIDDEN and self._repeats_shown(box):
                        freed &= ~Role.HIDDEN
                    box.own = own = own & ~freed
                    inherited &= ~freed
            roles = own | inherited
            if roles != box.roles:
                box.roles = roles
                changed = True

    def _corrected(self, box: Box) -> int:
        """Return the roles that a box states without those that cannot be true."""
        own = box.own
        prose = self.prose[box.number]
        most = _MOST * self.total
        if box.tag == "footer" and self._is_of_page(box):
            return own
        if own & _QUESTIONABLE and (
            prose > (_NEARLY_ALL * self.total if box.tag in _FIGURES else most)
            or (box.names and self._held_by_alike(box) > most)
        ):
            own &= ~(_QUESTIONABLE & ~Role.HIDDEN if own & Role.HIDDEN and self._repeats_shown(box) else _QUESTIONABLE)
        if own & Role.CAPTION and prose > _CAPTION and not self._is_caption(box):
            own &= ~Role.CAPTION
        if own & Role.COMMENTS and (box.number in self.titled or box.number in self.around_body):
            own &= ~Role.COMMENTS
        if own & Role.LEAD and box.number in self.titled:
            # The head of the story, with its pictures.
            own &= ~Role.LEAD
        if own & _OF_LINES and box.number in self._around_bodies:
            own &= ~_OF_LINES
        return own

    def _held_by_alike(self, box: Box) -> int:
        """Return the characters of prose in boxes of the same names; captions that stand by pictures are captions."""
        if box.own & Role.CAPTION and self._is_under_picture(box):
            return 0
        return self.prose_by_names.get(without_numbered(box.names), 0)

    def _is_of_page(self, footer: Box) -> bool:
        """Return whether a footer is the page's and not the story's, however short the story above it is."""
        if not self.titled or footer.number in self.titled:
            return False
        return not any(box.tag in _MAIN for box in _around(footer.parent))

    def _is_caption(self, box: Box) -> bool:
        """Return whether an element that is called a caption, and holds more than a few sentences, is one."""
        if box.tag not in _FIGURES:
            return self._is_under_picture(box)
        prose, paragraphs = self.prose, [each.number for each in _inside(self.boxes, box) if each.tag == "p"]
        if box.tag == "figcaption" and len(paragraphs) < 2:
            return True
        return sum(prose[number] for number in paragraphs) <= _FIGURE

    def _is_under_picture(self, box: Box) -> bool:
        """Return whether a box that is called a caption holds a picture and a paragraph, or is that paragraph."""
        around = box.parent
        if box.tag == "p" and around is not None and around.names and "caption" in around.names:
            box = around
        if not box.pictured or self.prose[box.number] > _UNDER_PICTURE:
            return False
        return sum(self.prose[each.number] > 0 for each in _inside(self.boxes, box)) <= 1

    def _repeats_shown(self, hidden: Box) -> bool:
        """Return whether a hidden box is a twin for machines of a text that the page shows.

        It begins like a block that is shown; the whole story behind its shown beginning is no twin.
        """
        return hidden.number in self._repeated and self._shown > _TWIN * self.prose[hidden.number]

    @cached_property
    def _around_bodies(self) -> set[int]:
        """Numbers of the boxes around those that are called the body and hold prose."""
        called = (box for box in self.boxes if box.own & Role.BODY and self.prose[box.number])
        return {each.number for box in called for each in _around(box.parent)}

    @cached_property
    def _shown(self) -> int:
        """Characters of prose that the page shows."""
        shown = (block for block in self.blocks if not block.box.roles & Role.HIDDEN)
        return sum(free for block in shown if (free := len(block.text) - 2 * block.linked) > _PROSE)

    @cached_property
    def _repeated(self) -> set[int]:
        """Numbers of the boxes around hidden blocks that begin like one that is shown."""
        long = [block for block in self.blocks if len(block.text) > _PROSE]
        shown = {letters(block.text[:_PROSE]) for block in long if not block.box.roles & Role.HIDDEN}
        found: set[int] = set()
        for block in long:
            if block.box.roles & Role.HIDDEN and letters(block.text[:_PROSE]) in shown:
                for box in _around(block.box):
                    if box.number in found:
                        break
                    found.add(box.number)
        return found

    def _is_body(self, box: Box, inherited: int) -> bool:
        return not inherited & Role.COMMENTS and self.prose[box.number] > _BODY * self.total


def _is_shown_by_figure(box: Box) -> bool:
    """Return whether it is a figure that gives a quotation or a table the role of a caption."""
    parent = box.parent
    while parent is not None and not parent.own & Role.CAPTION:
        parent = parent.parent
    return parent is not None and parent.tag == "figure"


def _inside(boxes: list[Box], box: Box) -> Iterator[Box]:
    """Yield the boxes inside a box: they follow it in number without a gap."""
    for inner in islice(boxes, box.number + 1, None):
        if inner.parent is None or inner.parent.number < box.number:
            break
        yield inner


def _around(box: Box | None) -> Iterator[Box]:
    while box is not None:
        yield box
        box = box.parent


def _count(outline: Outline) -> tuple[list[int], set[int]]:
    """Return the characters of prose directly inside each box, and the numbers of the boxes around an ``h1``."""
    prose = [0] * len(outline.boxes)
    titled: set[int] = set()
    for block in outline.blocks:
        free = len(block.text) - 2 * block.linked
        if free > _PROSE:
            prose[block.box.number] += free
        if block.tag == "h1":
            box: Box | None = block.box
            while box is not None and box.number not in titled:
                titled.add(box.number)
                box = box.parent
    return prose, titled


def _without_deeply_nested(marks: list[Mark]) -> list[Mark]:
    """Return the marks that are not inside many others: the text of a mark contains the texts of all inside it."""
    if len(marks) <= _FEW_MARKS:
        return marks
    marking = {mark.node.mem_id for mark in marks}
    # By element, the number of marks that it is or is inside of. Ancestors are shared, and each is climbed to once.
    depths: dict[int, int] = {}
    kept: list[Mark] = []
    for mark in marks:
        path: list[int] = []
        node = mark.node.parent
        while node is not None and node.mem_id not in depths:
            path.append(node.mem_id)
            node = node.parent
        depth = depths[node.mem_id] if node is not None else 0
        for mem_id in reversed(path):
            depth += mem_id in marking
            depths[mem_id] = depth
        if depth < _NESTED_MARKS:
            kept.append(mark)
    return kept
