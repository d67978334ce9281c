"""Places where comments without a telling name may be: below a heading, around repeated times or profiles, by a form.

Each place costs a traversal, so a place is given up early where its members are teasers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.around import TEASER, follows_story
from newscrawler.comments.structure.blocks import HEADING, LONGEST_HEADING, is_elsewhere
from newscrawler.comments.structure.skeleton import BUTTON, DATED, EMPTY, Listing
from newscrawler.html.ancestry import is_inside, nearest
from newscrawler.html.outline import Role
from newscrawler.html.page import ElementWithAttributes
from newscrawler.html.roles import says_talk

__all__ = ["Place", "places_of"]

_MOST = 6
"""Places of a page that are searched. Each is written out and read once."""

_MOST_NODES = 4_000
"""Signs of one page that are looked at."""

_MOST_LEFT_OUT = 3_000
_MAX_CLIMB = 14
"""Levels that are climbed to the element around all signs of one kind."""

_NO_PART = frozenset(("a", "button", "script", "style", "link", "meta", "svg", "use", "input", "label"))
_FILLED = 0.4
"""Share of a place's characters that the elements hold which are called comments."""

_HELD = 0.6
"""Share of the signs of one kind that their place holds; others may be beside the story."""

_MOST_CLIMBED = 40
_MOST_SHAPES = 12
"""Kinds of signs that are looked at, those with the most elements first."""

_HEAD_CLIMB = 4
"""Levels that are climbed from a heading to the element that holds more than the heading."""

_FEWEST_CHARACTERS = 40
"""Characters of a place beside its heading; less is a heading with a button."""

_LARGEST = 100_000
"""Characters of an element beside the story that is looked at."""

_LABEL = 60
_LINKED = 0.6
"""Share of a member's characters in links; above it the member is a teaser or a menu."""


@dataclass(slots=True)
class Place:
    """An element to search."""

    node: LexborNode
    is_said: bool
    """Whether the page says that readers speak there."""
    after: int | None = None
    """The ``mem_id`` of the heading that says so; comments come after it."""
    is_called: bool = False
    """Whether a label before its first text says so."""
    is_section: bool = False
    """Whether the element calls itself a comment section."""
    is_headed: bool = False
    """Whether only the heads of its members are called by a word for comments; it is searched if all else fails."""

    largest: int = 1_500_000
    """Characters of markup above which the place is not searched; the pages of the evaluation have up to 600,000."""

    is_headline: bool = False
    """Whether the label is a heading directly before the first member."""
    is_captioned: bool = False
    """Whether the label says that readers speak and nothing else, directly before the first member."""
    is_wide: bool = False
    """Whether it holds the story too, or more than the box of its heading: other lists may follow the comments."""

    @property
    def is_strong(self) -> bool:
        """Whether a heading or the section's own name speaks of comments, not a word that means other things too."""
        return self.is_section or self.is_called or self.after is not None

    @property
    def is_exact(self) -> bool:
        """Whether a label that means nothing else, or the section's own name, speaks of comments."""
        return self.is_section or self.is_captioned or (self.after is not None and not self.is_called)

    @property
    def is_sure(self) -> bool:
        """Whether what repeats here needs no further sign that it is comments."""
        return self.is_strong and not self.is_wide


def places_of(
    signs: Sequence[LexborNode],
    sections: Iterable[LexborNode],
    lists: Sequence[Listing] = (),
    named: Sequence[ElementWithAttributes] = (),
    left_out: Sequence[tuple[LexborNode, int]] = (),
) -> list[Place]:
    """Return the places of a page, the surest first, without those inside others.

    :param signs: elements that :data:`SIGNS` matches, in the order of the page
    :param sections: elements that call themselves a comment section
    :param lists: lists of the page's outline
    :param named: elements whose class or id mentions comments
    :param left_out: elements that the page's outline has not, because they call themselves boilerplate; with roles
    """
    found: list[Place] = []
    seen: set[int] = set()
    known: dict[int, bool] = {}
    for place in _candidates(signs[:_MOST_NODES], sections, lists, named, left_out):
        node = place.node
        if node.tag in ("html", "-document") or node.mem_id in seen or is_elsewhere(node, known):
            continue
        if any(is_inside(node, {other.node.mem_id}) and (other.is_said or not place.is_said) for other in found):
            continue
        seen.add(node.mem_id)
        place.is_wide = place.is_wide or (
            place.is_strong and not place.is_headline and node.css_first("h1", default=None) is not None
        )
        found.append(place)
        if len(found) >= _MOST:
            break
    return found


def _candidates(
    signs: Sequence[LexborNode],
    sections: Iterable[LexborNode],
    lists: Sequence[Listing],
    named: Sequence[ElementWithAttributes],
    left_out: Sequence[tuple[LexborNode, int]],
) -> Iterator[Place]:
    for section in _joined(sections):
        if len(section.text()) >= _FEWEST_CHARACTERS:
            yield Place(section, True, is_section=True)
    filled, headed = _by_names(named)
    yield from filled
    known = {node.mem_id for node, _ in named}
    yield from _left_out([one for one in left_out[:_MOST_LEFT_OUT] if one[0].mem_id not in known])
    alike: dict[tuple[str, str, str], list[LexborNode]] = defaultdict(list)
    for node in signs:
        tag = node.tag or ""
        if len(tag) == 2 and tag[0] == "h":
            if (place := _below_heading(node)) is not None:
                yield place
        elif tag == "aside":
            # The outline has no boxes of what stands aside.
            if _may_speak(node):
                yield Place(node, False)
        else:
            alike[_shape(node, tag)].append(node)
    for listing in lists:
        yield Place(
            listing.node,
            listing.is_called,
            listing.after,
            is_called=listing.is_called,
            is_headline=listing.is_headline,
            is_captioned=listing.is_captioned,
            largest=listing.largest,
        )
    yield from _by_repetition(alike)
    yield from headed


def _left_out(elements: Sequence[tuple[LexborNode, int]]) -> Iterator[Place]:
    """Yield the elements that the outline leaves out because their names speak of comments, and the lists of these."""
    by_parent: dict[int, list[LexborNode]] = defaultdict(list)
    for node, roles in elements:
        if node.tag not in _NO_PART and (roles & Role.COMMENTS or _is_called_talk(node)):
            by_parent[node.parent.mem_id if node.parent is not None else 0].append(node)
    for alike in by_parent.values():
        around = alike[0].parent
        if len(alike) > 2 and around is not None:
            yield Place(around, True)
        else:
            yield from (Place(node, True) for node in alike if len(node.text()) >= 2 * _FEWEST_CHARACTERS)


def _is_called_talk(node: LexborNode) -> bool:
    attributes = node.attributes
    return says_talk(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")


def _joined(sections: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Yield the sections; where a list of its own holds each comment, the element around these lists."""
    by_parent: dict[int, list[LexborNode]] = defaultdict(list)
    for section in sections:
        by_parent[section.parent.mem_id if section.parent is not None else 0].append(section)
    for alike in by_parent.values():
        around = alike[0].parent
        if len(alike) < 3 or around is None or len({_shape(node, node.tag or "") for node in alike}) > 1:
            yield from alike
        elif sum(len(node.text()) for node in alike) >= _FILLED * len(around.text()):
            yield around


def _may_speak(node: LexborNode) -> bool:
    """Return whether several lines of an element hold a date or the label of a button, and are no links."""
    characters = len(node.text())
    if not 3 * _FEWEST_CHARACTERS <= characters <= _LARGEST or sum(len(link.text()) for link in node.css("a")) > (
        _LINKED * characters
    ):
        return False
    lines = map(str.strip, node.text(separator="\n").split("\n"))
    speaking = (line for line in lines if 0 < len(line) < _LABEL and (DATED.search(line) or BUTTON.fullmatch(line)))
    return len(list(islice(speaking, 2))) == 2


def _shape(node: LexborNode, tag: str) -> tuple[str, str, str]:
    parent = node.parent
    return tag, _first_class(node), (parent.tag or "") if parent is not None else ""


def _first_class(node: LexborNode) -> str:
    words = (node.attributes.get("class") or "").split(None, 1)
    return words[0] if words else ""


def _below_heading(heading: LexborNode) -> Place | None:
    """Return the place below a heading that says "comments"."""
    text = heading.text()
    if len(text) >= LONGEST_HEADING or not HEADING.match(text.strip()) or EMPTY.match(text):
        return None
    node = heading.parent
    is_left = False
    for _ in range(_HEAD_CLIMB):
        if node is None or node.tag in ("body", "html"):
            break
        if len(node.text()) >= len(text) + _FEWEST_CHARACTERS and _has_text_after(node, heading):
            break
        is_left = is_left or node.tag == "section" or node.css_first("form,textarea", default=None) is not None
        node = node.parent
    return None if node is None else Place(node, True, heading.mem_id, is_wide=is_left)


def _has_text_after(node: LexborNode, heading: LexborNode) -> bool:
    step: LexborNode | None = heading
    length = 0
    while step is not None and step.mem_id != node.mem_id:
        following = step.next
        while following is not None and length < _FEWEST_CHARACTERS:
            length += len(following.text().strip()) if following.tag != "-comment" else 0
            following = following.next
        step = step.parent
    return length >= _FEWEST_CHARACTERS


def _by_names(named: Sequence[ElementWithAttributes]) -> tuple[list[Place], list[Place]]:
    """Return the elements around those that are called by a word for comments, where they repeat.

    The first are filled by what is called so. In the others only the heads of the members are, or their counts.
    """
    filled: list[Place] = []
    headed: list[Place] = []
    seen: set[int] = set()
    for nodes in _named_alike(named[:_MOST_NODES]):
        around = _around_most(nodes) if len(nodes) > 1 else None
        if around is None or around.mem_id in seen or around.tag == "form":
            continue
        characters = len(around.text())
        if characters < 2 * _FEWEST_CHARACTERS:
            continue
        texts = [node.text() for node in nodes]
        if sum(map(len, texts)) >= _FILLED * characters:
            seen.add(around.mem_id)
            filled.append(Place(around, True))
        elif _differ(texts):
            headed.append(Place(around, True, is_headed=True))
    return filled, headed


def _differ(texts: Sequence[str]) -> bool:
    """Return whether most texts differ by more than numbers, as heads with names do and counts of comments do not."""
    tried = texts[:: len(texts) // _MOST_CLIMBED + 1]
    told = {"".join(filter(str.isalpha, text[:_LABEL])) for text in tried}
    return len(told - {""}) > _HELD * len(tried)


def _named_alike(named: Sequence[ElementWithAttributes]) -> Iterable[list[LexborNode]]:
    alike: dict[tuple[str, str], list[LexborNode]] = defaultdict(list)
    for node, attributes in named:
        tag = node.tag or ""
        if tag not in _NO_PART and (name := (attributes.get("class") or "").split(None, 1)):
            alike[tag, name[0]].append(node)
    return alike.values()


def _by_repetition(alike: dict[tuple[str, str, str], list[LexborNode]]) -> Iterator[Place]:
    """Yield the elements around repeated times or profiles, where what repeats is no teaser."""
    for nodes in sorted(alike.values(), key=len, reverse=True)[:_MOST_SHAPES]:
        if len(nodes) < 2:
            break
        around = _around_most(nodes)
        if around is None:
            continue
        known: dict[int, int | None] = {}
        inside = [node for node in nodes if nearest(node, {around.mem_id}, known) is not None]
        first = _member(inside[0], around)
        if (follows_story(first) or _may_speak(around)) and not _holds_teasers(inside, around):
            yield Place(around, False)


def _around_most(nodes: Sequence[LexborNode]) -> LexborNode | None:
    """Return the smallest element that holds most of some nodes; None where that is the whole page."""
    held: dict[int, int] = defaultdict(int)
    tried = nodes[:: len(nodes) // _MOST_CLIMBED + 1]
    for node in tried:
        step = node.parent
        for _ in range(_MAX_CLIMB):
            if step is None:
                break
            held[step.mem_id] += 1
            step = step.parent
    least = max(2, len(tried) * _HELD)
    for node in tried:
        step = node.parent
        for _ in range(_MAX_CLIMB):
            if step is None or step.tag in ("body", "html"):
                break
            if held[step.mem_id] >= least:
                return step
            step = step.parent
    return None


def _member(node: LexborNode, around: LexborNode) -> LexborNode:
    """Return the child of an element in which a node is."""
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None or above.mem_id == around.mem_id:
            break
        node = above
    return node


def _holds_teasers(nodes: Sequence[LexborNode], around: LexborNode) -> bool:
    """Return whether most of a few members of a list are teasers, menus or bare times."""
    tried = {
        nodes[0].mem_id: nodes[0],
        nodes[len(nodes) // 2].mem_id: nodes[len(nodes) // 2],
        nodes[-1].mem_id: nodes[-1],
    }
    teasers = sum(_is_teaser(node, around) for node in tried.values())
    return teasers * 2 >= len(tried)


def _is_teaser(node: LexborNode, around: LexborNode) -> bool:
    member = _member(node, around)
    length = len(member.text())
    if length < len(node.text()) + 12:
        # The member may be a run of siblings.
        return length > 0 and member.mem_id != node.mem_id and member.tag in ("li", "td", "option")
    heading = member.css_first(TEASER, default=None)
    if heading is not None and "#" not in (heading.attributes.get("href") or "#"):
        return True
    return sum(len(link.text()) for link in member.css("a")[:40]) > length * _LINKED
