"""Whether a page prints its whole text, or a teaser of it for those who do not subscribe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborNode, SelectolaxError

from newscrawler.html.outline import Outline, Role, TextBlock
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, listed
from newscrawler.items import Block, PartialReason
from newscrawler.language.teasers import asks_to_subscribe, says_rest_is_missing

__all__ = ["Access", "access_fields", "find_access"]

_WHOLE = 1_800
"""Characters of a text that is whole unless its page says otherwise: a teaser is a few paragraphs."""
_BRIEF = 450
"""Characters of a text that is cut where its page states that it is not free: one or two paragraphs."""
_EMPTY = 200
"""Characters of a part that is there without its text: an offer, or a word that it loads."""
_OPENING = 60
"""Characters by which a text is found again on the page."""
_MUCH_MORE = 1.5
"""A page that counts this many times the words that it prints keeps the rest back."""
_BELOW = 12
"""Blocks below the text among which a wall is looked for."""
_WALL_MAX = 1_200
"""Characters of the box of a wall: the offers of two or three subscriptions."""
_FEWEST_WORDS = 40
"""Words by which a count may be wrong: headline, captions, credits."""

_CUT_ENDS = ("…", "...", "[…]", "[...]")
_UNSEEN = Role.HIDDEN | Role.COMMENTS | Role.FOOTER | Role.HEADER
# Parts of names of boxes that may ask for a subscription. The words of the box decide.
_WALL_BOXES = ",".join(
    f"[{attribute}*={name}]"
    for attribute in ("class", "id")
    for name in ("aywall", "egwall", "ubscri", "egist", "arrier", "remium", "ogin", "offer", "onetiz")
)
_CONTENT_TIERS = {"free": True, "locked": False}
_MOST_BOXES = 40
"""Boxes that are read."""
_MOST_PARTS = 8
"""Parts of a page for which data state whether they are free."""
_HIGHEST = 12
"""Elements around a box that are asked whether they hide it."""


@dataclass(frozen=True, slots=True)
class Access:
    """Access to a page's text: what is stated, and whether the text is whole."""

    free: bool | None
    """As stated (schema.org ``isAccessibleForFree``). None: nothing is stated."""
    partial: PartialReason | None
    """Why its text is partial. None: it is whole, as far as the page shows."""


def find_access(
    page: Page, outline: Outline, structured: Structured, text: Sequence[TextBlock], blocks: Sequence[Block]
) -> Access:
    """Decide whether a text is whole.

    A statement that a page is not free is not enough: a metered page states it too, and prints all of its text. The
    text has to be cut: the part that is stated not to be free is missing, the text ends in an ellipsis or is brief,
    more words are stated than printed, or a wall follows.

    :param text: the blocks of the outline that were taken for the text
    :param blocks: the text of the story
    """
    free = _stated(structured, page)
    if free is True:
        return Access(free, None)
    below = _below(outline, text)
    if any(map(says_rest_is_missing, below)):
        return Access(free, "wall")
    if free is None:
        return Access(free, "wall" if _may_be_cut(blocks) and _has_wall(page, below, blocks) else None)
    shown = _shows_walled_part(page, structured, blocks)
    if shown is None:
        shown = not _is_cut(page, structured, blocks, below)
    return Access(free, None if shown else "stated")


def _may_be_cut(blocks: Sequence[Block]) -> bool:
    return _ends_cut(blocks) or _length(blocks) < _WHOLE


def _is_cut(page: Page, structured: Structured, blocks: Sequence[Block], below: Sequence[str]) -> bool:
    """Return whether a text whose page is not free is cut."""
    if _ends_cut(blocks) or _length(blocks) < _BRIEF or _counts_more(structured, blocks):
        return True
    return _length(blocks) < _WHOLE and _has_wall(page, below, blocks)


def _ends_cut(blocks: Sequence[Block]) -> bool:
    return bool(blocks) and blocks[-1].text.endswith(_CUT_ENDS)


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def access_fields(access: Access) -> dict[str, Any]:
    """Return the attributes of a :class:`~newscrawler.items.Copy` that an access gives."""
    return {
        "representation": "full" if access.partial is None else "partial",
        "partialReason": access.partial,
        "isAccessibleForFree": access.free,
    }


# --- what is stated --------------------------------------------------------------------------------------------------


def _stated(structured: Structured, page: Page) -> bool | None:
    for thing in (structured.article, structured.page_thing):
        if (free := _truth(thing.get("isAccessibleForFree"))) is not None:
            return free
    return _CONTENT_TIERS.get((page.meta.get("article:content_tier") or "").lower())


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    name = value.rpartition("/")[2].strip().lower() if isinstance(value, str) else ""
    return {"true": True, "false": False, "yes": True, "no": False}.get(name)


def _shows_walled_part(page: Page, structured: Structured, blocks: Sequence[Block]) -> bool | None:
    """Return whether the parts that are stated not to be free hold the text.

    None where no part is stated or found: templates name a class that only a reader without a subscription gets.
    """
    selectors = list(_walled_selectors(structured))
    found = _nodes(page, ",".join(selectors)) if selectors else []
    if not found or not blocks or _ends_cut(blocks):
        return None
    held = "\n".join(fold(node.text(separator=" ")) for node in found)
    # A wall keeps the end of the text back.
    later = [block.text for block in blocks[len(blocks) // 2 :]]
    if any(fold(text)[:_OPENING] in held for text in later):
        return True
    return False if len(held) < _EMPTY else None


def _walled_selectors(structured: Structured) -> Iterator[str]:
    for thing in (structured.article, structured.page_thing):
        for part in listed(thing.get("hasPart"))[:_MOST_PARTS]:
            part = structured.follow(part)
            if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False:
                for selector in listed(part.get("cssSelector")):
                    if isinstance(selector, str) and selector.strip():
                        yield selector


def _counts_more(structured: Structured, blocks: Sequence[Block]) -> bool:
    """Return whether the page states many more words than it prints."""
    stated = structured.article.get("wordCount")
    count = int(stated) if isinstance(stated, int | float) or (isinstance(stated, str) and stated.isdigit()) else 0
    printed = sum(block.text.count(" ") + 1 for block in blocks)
    return count > _MUCH_MORE * printed + _FEWEST_WORDS


# --- what is shown ---------------------------------------------------------------------------------------------------


def _below(outline: Outline, text: Sequence[TextBlock]) -> list[str]:
    """Return the last line of the text and the lines below it that a reader sees."""
    if not text:
        return []
    last = text[-1].number
    return [block.text for block in outline.blocks[last : last + 1 + _BELOW] if not block.box.roles & _UNSEEN]


def _has_wall(page: Page, below: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Return whether a line below the text asks to subscribe, or a box below it that is called so does."""
    if any(map(asks_to_subscribe, below)):
        return True
    boxes = [
        words
        for node in _nodes(page, _WALL_BOXES)[:_MOST_BOXES]
        if 0 < len(words := fold(node.text(separator=" "))) <= _WALL_MAX
        and any(map(asks_to_subscribe, _pieces(words)))
        and _is_seen(node)
    ]
    body = page.tree.body
    if not boxes or body is None:
        return False
    # Above the text stands a template that scripts show to those who may not read on.
    printed = fold(body.text(separator=" "))
    end = printed.find(blocks[-1].text[:_OPENING]) if blocks else 0
    return any(printed.find(words, max(end, 0)) >= 0 for words in boxes)


def _pieces(text: str) -> Iterator[str]:
    """Yield parts of a text that overlap: a wall may be one run of words without sentences."""
    for start in range(0, len(text), 200):
        yield text[start : start + 300]


def _is_seen(node: LexborNode | None) -> bool:
    """Return whether no element around a box hides it, or is the head or the foot of the page."""
    for _ in range(_HIGHEST):
        if node is None or node.tag == "body":
            break
        attributes = node.attributes
        style = (attributes.get("style") or "").replace(" ", "")
        if node.tag in ("header", "footer", "nav", "dialog", "template", "noscript", "script", "style"):
            return False
        if "hidden" in attributes or "display:none" in style:
            return False
        node = node.parent
    return True


def _nodes(page: Page, selector: str) -> list[LexborNode]:
    """Return what a selector of the page finds; nothing where it is no selector."""
    try:
        return list(page.tree.css(selector))
    except (SelectolaxError, ValueError):
        return []
