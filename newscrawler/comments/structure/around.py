"""Questions about the surroundings of a list: whether a story stands before it, whether its members are teasers."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

__all__ = ["TEASER", "follows_story", "is_below_title", "is_in_column", "label_before", "weight"]

TEASER = "h1 a[href],h2 a[href],h3 a[href],h4 a[href],a[href] h2,a[href] h3,a[href] h4"
"""Linked titles, as teasers have."""

_STORY = 80
"""Characters of prose before a group that nothing calls comments: a story comes before its comments."""

_MAX_CLIMB = 25
_MOST_SIBLINGS = 60
"""Elements before a list that are looked at for the story."""

_COLUMN = 3
"""A column beside the story holds more than this many times the characters of one of its lists."""

_NEAR = 6
"""Nodes beside a member among which the next member is."""

_SENTENCE = 50
"""Characters of a text that is a sentence and no label."""

_HEADING_CLIMB = 4
"""Levels above the first member in which the element before the list is looked for."""

_LABEL = 80
"""Characters of a label before a list."""

_BESIDE_HEADING = 40
"""Characters beside a heading in its box: "show all"."""

_FIRST_IDEOGRAPH = "\u2e80"
"""First character of the scripts of Chinese, Japanese and Korean; above it are hardly any others."""

_SUBHEADINGS = "h2,h3,h4,h5,h6"
_HEADINGS = frozenset(_SUBHEADINGS.split(","))
_UNSEEN = frozenset(("script", "style", "noscript", "template", "-comment"))
_UNREAD = "script,style,noscript,form,nav"
_NO_PROSE = frozenset(("script", "style", "noscript", "template", "nav", "-text", "-comment"))


def follows_story(
    node: LexborNode, limit: LexborNode | None = None, least: int = _STORY, *, is_run: bool = False
) -> bool:
    """Return whether prose stands before a list, given its first member.

    :param limit: the element inside which it must stand
    :param least: characters of one element that are a story
    :param is_run: whether the member is a run of siblings, which the paragraphs of the story may stand beside
    """
    step: LexborNode | None = node
    is_listed = is_run
    for _ in range(_MAX_CLIMB):
        if step is None or step.tag == "body" or (limit is not None and step.mem_id == limit.mem_id):
            return False
        # Siblings of one shape are members of the list, up to the list itself.
        is_member = not is_listed and _has_likes(step)
        if _has_prose_before(step, least, is_member=is_member):
            return True
        is_listed = is_listed or is_member
        step = step.parent
    return False


def _has_likes(node: LexborNode) -> bool:
    """Return whether a sibling has the shape of an element."""
    own = _shape(node)
    for side in ("prev", "next"):
        other = getattr(node, side)
        for _ in range(_NEAR):
            if other is None:
                break
            if other.tag == node.tag and _shape(other) == own:
                return True
            other = getattr(other, side)
    return False


def _has_prose_before(node: LexborNode, least: int, *, is_member: bool) -> bool:
    """Return whether an element before this one holds prose.

    :param is_member: whether elements of the same shape are members of the same list
    """
    own = _shape(node)
    before = node.prev
    for _ in range(_MOST_SIBLINGS):
        if before is None:
            return False
        if before.tag not in _NO_PROSE and not (is_member and _shape(before) == own) and _is_prose(before, least):
            return True
        before = before.prev
    return False


def _shape(node: LexborNode) -> tuple[str | None, str]:
    return node.tag, (node.attributes.get("class") or " ").split(" ", 1)[0]


def weight(text: str) -> int:
    """Return the length of a text in letters of an alphabet: a sign of Chinese, Japanese or Korean says as much as
    several letters. The sign in the middle of the text tells which it is."""
    return len(text) * 5 // 2 if text and text[len(text) // 2] >= _FIRST_IDEOGRAPH else len(text)


def _is_prose(node: LexborNode, least: int) -> bool:
    if weight(node.text()) < least:
        return False
    prose = _characters_of_sentences(node) - sum(map(_characters_of_sentences, node.css(_UNREAD)))
    linked = sum(len(link.text()) for link in node.css("a"))
    return prose - linked >= least * 0.8


def _characters_of_sentences(node: LexborNode) -> int:
    """Return the characters of texts that are long enough for a sentence."""
    lengths = map(weight, node.text(separator="\n").split("\n"))
    return sum(length for length in lengths if length >= _SENTENCE)


def is_in_column(node: LexborNode, characters: int) -> bool:
    """Return whether a list is one of several boxes in a column beside the story.

    :param characters: characters of the whole list
    """
    step = node.parent
    for _ in range(_MAX_CLIMB):
        if step is None or step.tag == "body":
            return False
        if step.tag == "aside" or step.attributes.get("role") == "complementary":
            return len(step.text()) > _COLUMN * characters
        step = step.parent
    return False


def label_before(node: LexborNode) -> tuple[str, bool]:
    """Return the short text of the element before a list, and whether it is a heading.

    :param node: the list's first member
    """
    step: LexborNode | None = node
    for _ in range(_HEADING_CLIMB):
        if step is None or step.tag == "body":
            break
        before = step.prev
        while before is not None and (before.tag in _UNSEEN or not before.text().strip()):
            before = before.prev
        if before is not None:
            heading = before if before.tag in _HEADINGS else before.css_first(_SUBHEADINGS, default=None)
            text = " ".join(before.text(separator=" ").split())
            is_heading = heading is not None and len(text) <= len(heading.text().strip()) + _BESIDE_HEADING
            return (text, is_heading) if len(text) <= _LABEL else ("", is_heading)
        step = step.parent
    return "", False


def is_below_title(node: LexborNode, other: LexborNode) -> bool:
    """Return whether the part of the page around a member that does not hold another one has a linked title."""
    others: set[int] = set()
    step: LexborNode | None = other
    while step is not None and len(others) < _MAX_CLIMB:
        others.add(step.mem_id)
        step = step.parent
    around = node
    for _ in range(_MAX_CLIMB):
        above = around.parent
        if above is None or above.mem_id in others:
            break
        around = above
    if around.mem_id == node.mem_id:
        return False
    title = around.css_first(TEASER, default=None)
    return title is not None and "#" not in (title.attributes.get("href") or "")
