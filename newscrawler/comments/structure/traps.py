"""Lists that repeat as comments do and are none: entries of a live blog, events, offers, posts quoted in a story.

These questions are asked where neither names nor labels say that readers speak. A list that they are true of is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.alignment import Alignment, is_button
from newscrawler.comments.structure.blocks import Block
from newscrawler.comments.structure.records import Leaf, Record, chain
from newscrawler.comments.structure.skeleton import DATED, TALK

__all__ = ["are_apart", "are_siblings", "hold_quoted_posts", "is_other_list"]

_MOST = 0.6
"""Share of the members that must have a mark of another list."""

_PROSE = 80
"""Characters of an element between two members that is prose of a story."""

_MOST_BETWEEN = 12
"""Nodes between two members that are looked at."""

_TRIED = 6
_LONGEST_MARKUP = 10_000
_QUOTED_POST = re.compile(r'<blockquote class="[^"]*(?:-tweet|-media|-embed|-post)\b')
"""The element that a site prints for a post of a social network, before that network's script replaces it."""

_TO_PAGE = re.compile(r"(?:https?:|(?![a-z]+:))[^#]+$", re.I)
"""An address that leads to a page, and to no place on it."""

_ABSOLUTE = re.compile(r"https?://", re.I)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PRICE = re.compile(r"(?:[^\W\d]{0,4}\W{0,2})?(?:[€$£¥₽₹₩₺]\s?\d[\d.,]*|\d[\d.,]*\s?[€$£¥₽₹₩₺円])\W*")


def is_other_list(alignment: Alignment) -> bool:
    """Return whether most members have a title, a price, or a link with the same label to a page of their own."""
    return any(_is_in_most(alignment, mark) for mark in (_is_title, _is_price)) or _lead_to_pages(alignment)


def are_apart(blocks: Sequence[Block]) -> bool:
    """Return whether prose of a story stands between most members, as between the posts that it quotes."""
    pairs = [
        (one.node, other.node)
        for one, other in pairwise(blocks)
        if not one.is_run and are_siblings(one.node, other.node)
    ]
    return bool(pairs) and sum(_has_prose_between(one, other) for one, other in pairs) > len(pairs) / 2


def hold_quoted_posts(blocks: Sequence[Block]) -> bool:
    """Return whether most members hold a post of another site, as the story does that quotes them."""
    tried = blocks[:_TRIED]
    return sum(any(_is_quoted_post(root) for root in block.roots) for block in tried) >= _MOST * len(tried)


def _is_quoted_post(root: LexborNode) -> bool:
    html = root.html or ""
    return "blockquote" in html[:_LONGEST_MARKUP] and _QUOTED_POST.search(html[:_LONGEST_MARKUP]) is not None


def _is_in_most(alignment: Alignment, mark: Callable[[Alignment, int, Leaf], bool]) -> bool:
    found = sum(
        any(mark(alignment, index, leaf) for leaf in record.leaves) for index, record in enumerate(alignment.records)
    )
    return found >= _MOST * alignment.count


def _is_title(alignment: Alignment, index: int, leaf: Leaf) -> bool:
    return alignment.is_free(index, leaf) and any(part.tag.name in _HEADINGS for part in chain(leaf.part)[:-1])


def _is_price(alignment: Alignment, index: int, leaf: Leaf) -> bool:
    return len(leaf.text) < 20 and _PRICE.fullmatch(leaf.text) is not None


def _lead_to_pages(alignment: Alignment) -> bool:
    found = (_labelled_page(alignment, index, record) for index, record in enumerate(alignment.records))
    pages = [page for page in found if page is not None]
    # Home pages of commenters are on many hosts, pages of one site on one.
    hosts = {page.split("/")[2] for page in pages if _ABSOLUTE.match(page)}
    is_of_one_site = len(hosts) <= len(pages) / 2
    return is_of_one_site and len(pages) >= _MOST * alignment.count and len(set(pages)) > _MOST * len(pages)


def _labelled_page(alignment: Alignment, index: int, record: Record) -> str | None:
    """Return the page that a link with the same label in all members leads to, without its query."""
    for leaf in record.leaves:
        href = leaf.part.href
        if (
            href
            and _TO_PAGE.match(href)
            and not leaf.part.control
            and alignment.is_label(leaf)
            and not is_button(leaf.text)
            and not TALK.search(leaf.text)  # "report this comment"
            # A number or a date that is linked is the comment's own place.
            and any(map(str.isalpha, leaf.text))
            and not alignment.is_time(index, leaf)
        ):
            return href.partition("?")[0]
    return None


def are_siblings(one: LexborNode, other: LexborNode) -> bool:
    """Return whether two elements have one parent."""
    above, of_other = one.parent, other.parent
    return above is not None and of_other is not None and above.mem_id == of_other.mem_id


def _has_prose_between(one: LexborNode, other: LexborNode) -> bool:
    step = one.next
    for _ in range(_MOST_BETWEEN):
        if step is None or step.mem_id == other.mem_id:
            return False
        if step.tag not in ("script", "style", "-comment") and _is_prose(step):
            return True
        step = step.next
    return False


def _is_prose(node: LexborNode) -> bool:
    """Return whether an element holds prose and no line with a time of its own, as the replies to a comment have."""
    lines = [line for line in map(str.strip, node.text(separator="\n").split("\n")) if line]
    if sum(map(len, lines)) < _PROSE:
        return False
    return not any(len(line) < _PROSE and DATED.search(line) for line in lines)
