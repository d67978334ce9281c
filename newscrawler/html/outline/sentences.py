"""Inline elements within a sentence: a class, or the tag ``button``, is no reason to cut a sentence in two."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborNode, create_tag

from newscrawler.language.text import UNSPACED, fold

__all__ = ["IN_SENTENCE", "ON_ITS_OWN", "POPUP", "is_link_list", "place_in_sentence", "rest_of_line"]

ON_ITS_OWN: Final = 0
"""The element stands beside the text, and its class tells what it is."""
IN_SENTENCE: Final = 1
"""The element is words of the sentence around it."""
POPUP: Final = 2
"""The element stands within a sentence and is no part of it: a button, a tooltip with its links."""

_PROSE = 40
"""Characters outside links that make a run of text a sentence: bylines, captions and bars of buttons have fewer."""
_UNSPACED_PROSE = 12
"""The same in a script without spaces between words, and where a sentence has its begin and its end."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_ENOUGH = 120
"""Characters behind the element that are read to tell how the sentence goes on."""
_FOLLOWING = 40
"""Elements behind it that are looked at."""
_LISTED = 60
"""Characters of links in a row that are a list, not two names side by side."""
_ENDS = '.!?…。！？:："”»」'
_STOPS = '.!?…”"»'
_PUNCTUATION = frozenset(",.;:!?–—-&/|()[]…«»„“”‘’\"'、。")
_OPENINGS = "([{«„“‘—–-/（「『"

_INLINE = frozenset(
    create_tag(tag).tag_id
    for tag in (
        *("span", "a", "b", "i", "em", "strong", "u", "font", "sup", "sub", "small", "abbr", "cite", "q", "code"),
        *("mark", "s", "del", "ins", "label", "time", "button", "data", "ruby", "dfn", "bdi"),
    )
)
_TEXT: Final = 2
_LINK: Final = create_tag("a").tag_id
_COMMENT: Final = 4  # LXB_TAG__EM_COMMENT
_UNREAD = {
    _COMMENT,
    *(create_tag(tag).tag_id for tag in ("script", "style", "svg", "template", "noscript", "iframe", "wbr", "img")),
}
_BLOCKS = "div,p,ul,ol,table,section,figure,h1,h2,h3,h4,br,blockquote"


def place_in_sentence(node: LexborNode, before: str, linked: int, *, is_button: bool) -> int:
    """Return how an inline element stands to the text around it: :data:`ON_ITS_OWN` and so on.

    :param before: the run of text in front of it, spaces as in the source
    :param linked: number of its characters that are inside links
    :param is_button: whether the element is a ``button``, which may be a word of the sentence, or a control beside it
    """
    own = node.text()
    words = own.strip()
    if not words:
        return POPUP
    after, free = _text_after(node)
    behind, front = fold(after), fold(before)
    unspaced = _UNSPACED.search(front + behind) is not None
    enough = _UNSPACED_PROSE if unspaced or _is_inside(front, behind) else _PROSE
    if len(front) - linked + free < enough:
        return ON_ITS_OWN
    if not _goes_on(front, words, behind, unspaced=unspaced) or node.css_first(_BLOCKS, default=None) is not None:
        return ON_ITS_OWN
    glued = front != "" and before[-1].isalnum() and own[0].isalnum() and not unspaced
    is_sign = not any(map(str.isalnum, words)) and (is_button or words not in _PUNCTUATION)
    return POPUP if glued or is_sign or (is_button and not _is_word(node, before)) else IN_SENTENCE


def _is_inside(front: str, behind: str) -> bool:
    """Return whether a sentence that has begun goes on behind the element, up to its full stop."""
    return front != "" and front[-1] not in _ENDS and behind != "" and behind[0].islower() and behind[-1] in _STOPS


def is_link_list(node: LexborNode) -> bool:
    """Return whether an inline element holds links in a row and nothing between them: a tooltip's list of stories."""
    links = characters = 0
    child = node.first_child
    while child is not None:
        if child.tag_id == _LINK:
            links += 1
            characters += len(child.text())
        elif child.tag_id != _TEXT or not (child.text_content or "").isspace():
            return False
        child = child.next
    return links > 1 and characters >= _LISTED


def rest_of_line(node: LexborNode) -> str:
    """Return the text between an inline element or a break and the next line break."""
    return _text_after(node)[0]


def _goes_on(front: str, words: str, behind: str, *, unspaced: bool) -> bool:
    """Return whether a sentence runs from the text in front of the element, or from the element, into what follows."""
    if not front:
        return behind != "" and (unspaced or not behind[0].isupper()) and words[-1] not in _ENDS
    if front[-1] not in _ENDS:
        return True
    if not behind:
        return False
    return not behind[0].isupper() or words[-1] not in _ENDS


def _is_word(button: LexborNode, before: str) -> bool:
    """Return whether a button within a sentence is a word of it, which it explains when it is pressed."""
    attributes = button.attributes
    if attributes.get("aria-label") or attributes.get("title"):
        return False
    return not before or before[-1].isspace() or before[-1] in _OPENINGS


def _text_after(node: LexborNode) -> tuple[str, int]:
    """Return the text between an inline element and the next line break, and its characters outside links."""
    parts: list[str] = []
    free = length = 0
    at = _next_in_line(node)
    for _ in range(_FOLLOWING):
        if at is None or length > _ENOUGH:
            break
        tag = at.tag_id
        if tag == _TEXT:
            text = at.text_content or ""
            free += len(fold(text))
        elif tag in _INLINE:
            text = at.text()
        elif tag in _UNREAD:
            text = ""
        else:
            break
        parts.append(text)
        length += len(text)
        at = _next_in_line(at)
    return "".join(parts), free


def _next_in_line(node: LexborNode) -> LexborNode | None:
    """Return the node behind another one, or behind the inline elements that end with it; None at the line's end."""
    at: LexborNode | None = node
    while at is not None:
        if at.next is not None:
            return at.next
        at = at.parent
        if at is None or at.tag_id not in _INLINE:
            break
    return None
