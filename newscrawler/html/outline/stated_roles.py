"""Roles that an element states by its class, id, microdata, ARIA role and style.

The words are in ``class_words.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from newscrawler.html.outline.model import Role

__all__ = ["NEVER_THE_STORY", "ROLES", "UNSEEN_WORDS", "roles_and_names"]

NEVER_THE_STORY = 1 << 28
"""Bit beside :attr:`Role.ASIDE` for a word that never names the story, such as ``newsletter``. Words without it,
such as ``widget``, may name the story if the element holds enough text."""
_BEGINS_PAIR = 1 << 29
"""Bit for a word that may begin a pair."""
UNSEEN_WORDS = 1 << 27
"""Bit for a style that hides the words of an inline element, and may be a trick of the layout on a larger one."""
ROLES = UNSEEN_WORDS - 1
"""All bits that are roles."""

_LONGEST_NAME = 200
"""Characters of one class or id. A longer one is data, and states nothing."""
_LONGEST_CLASS = 2_000
"""Characters of a ``class`` whose roles are cached."""
_CACHED = 16_000
"""Entries of each cache, some 3 MB: a site repeats its class names from page to page."""

_PROPERTY_ROLES = {
    "articleBody": Role.BODY,
    "articlebody": Role.BODY,
    "author": Role.AUTHOR,
    "creator": Role.AUTHOR,
    "datePublished": Role.DATE,
    "dateCreated": Role.DATE,
    "datepublished": Role.DATE,
    "dateModified": Role.DATE | Role.MODIFIED,
    "dateline": Role.DATE,
    "description": Role.LEAD,
    "comment": Role.COMMENTS,
    "caption": Role.CAPTION,
}
_ARIA_ROLES = {
    **dict.fromkeys(("navigation", "complementary", "banner", "dialog", "search"), Role.ASIDE),
    "contentinfo": Role.FOOTER,
    "tooltip": Role.HIDDEN,
}
_OTHER_ATTRIBUTES = frozenset(("itemprop", "hidden", "style", "rel", "itemtype", "role"))
"""Attributes beside class and id that may state a role."""

_WORD_BOUNDARY = re.compile(r"[^0-9A-Za-zÀ-ÿ]+|(?<=[a-z])(?=[A-Z])")
_QUOTATION = re.compile(r"quote|zitat|citat|citaz", re.I)
# A variant of a state ("aria-expanded:block") shows when the reader asks for it, not on some screens.
_SHOWN_ON_SOME_SCREENS = re.compile(
    r"(?:^|\s)(?!aria|group|peer|hover|focus|open|data)[\w-]*[:-](?:block|flex|inline|grid)"
)
_UNDISPLAYED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_CLIPPED = re.compile(
    r"clip\s*:\s*rect\(\s*[01](?:px)?\b|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:left|top|text-indent)\s*:\s*-\s*\d{3,}|(?<![\w-])(?:width|height)\s*:\s*[01]px"
)
"""Styles that take an element out of sight and leave it to screen readers."""
_OUT_OF_FLOW = re.compile(r"position\s*:\s*(?:absolute|fixed)|text-indent|overflow\s*:\s*hidden")
_WITHOUT_SIZE = re.compile(r"font-size\s*:\s*0(?![.\d])")

_TABLES = tomllib.loads((files(__package__) / "class_words.toml").read_text(encoding="utf-8"))
_WHOLE_NAMES: dict[str, int] = {
    name: getattr(Role, role.upper()) for role, listed in _TABLES["whole"].items() for name in listed.split()
}
_HIDING_ENDS = frozenset(_TABLES["last"]["hidden"].split())
_FIRST_WORDS: dict[str, int] = dict.fromkeys(_TABLES["first"]["aside"].split(), Role.ASIDE)


def _read_words() -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Return the roles of single words, and of pairs of words."""
    words: dict[str, int] = {}
    for name, listed in _TABLES["anywhere"].items():
        role = getattr(Role, name.upper()) | (NEVER_THE_STORY if name == "aside" else 0)
        for word in listed.split():
            words[word] = words.get(word, 0) | role
    pairs: dict[tuple[str, str], int] = {}
    for name, listed in _TABLES["pairs"].items():
        for pair in listed:
            first, second = pair.split()
            pairs[first, second] = getattr(Role, name.upper())
            words[first] = words.get(first, 0) | _BEGINS_PAIR
    return words, pairs


_WORDS, _PAIRS = _read_words()


def roles_and_names(attributes: dict[str, str | None]) -> tuple[int, str]:
    """Return the roles that an element's attributes state, and its class names and id as one string.

    :return: the roles may include :data:`NEVER_THE_STORY`
    """
    roles = 0
    names = ""
    others = len(attributes)
    if "class" in attributes:
        others -= 1
        names = attributes["class"] or ""
        if names:
            roles = _of_classes(names) if len(names) <= _LONGEST_CLASS else _of_classes.__wrapped__(names)
    if "id" in attributes:
        others -= 1
        ident = attributes["id"]
        if ident and len(ident) <= _LONGEST_NAME:
            # Cached apart from the classes: classes repeat within a page, ids do not.
            roles |= _of_name(ident)
            names = f"{names} {ident}"
    if others and not _OTHER_ATTRIBUTES.isdisjoint(attributes):
        roles |= _of_other_attributes(attributes)
    return roles, names


@lru_cache(maxsize=_CACHED)
def _of_classes(names: str) -> int:
    """Return the roles that a ``class`` attribute states."""
    if " status-" in names and " type-" in names:
        # WordPress's own wrapper of a post: its names include the story's categories and tags, which may be any words.
        return Role.ARTICLE
    roles = 0
    responsive = ":" in names or "-block" in names or "-flex" in names
    for name in names.split():
        if len(name) <= _LONGEST_NAME and not (responsive and _is_responsive(name, names)):
            roles |= _of_name(name)
    if roles & Role.ASIDE and not roles & NEVER_THE_STORY and _QUOTATION.search(names):
        # A widget that is a quotation belongs to the story.
        roles &= ~Role.ASIDE
    return roles


def _is_responsive(name: str, names: str) -> bool:
    """Return whether a class only styles a variant (``md:hidden``), or hides an element on some screens only."""
    return ":" in name or (name in ("hidden", "d-none") and _SHOWN_ON_SOME_SCREENS.search(names) is not None)


@lru_cache(maxsize=_CACHED)
def _of_name(name: str) -> int:
    """Return the roles that one class name or id states."""
    if "[" in name or name.startswith("not-"):
        return 0
    roles = _WHOLE_NAMES.get(name, 0)
    if name.islower():
        words = name.replace("_", "-").split("-")
    else:
        words = [word.lower() for word in _WORD_BOUNDARY.split(name) if word]
        if not words:
            return roles
    if words[-1] in _HIDING_ENDS:
        roles |= Role.HIDDEN
    # Component systems put a letter before the name: "c-teaser".
    roles |= _FIRST_WORDS.get(words[1] if len(words) > 1 and len(words[0]) == 1 else words[0], 0)
    return roles | _of_words(words)


def _of_words(words: list[str]) -> int:
    roles = 0
    first = ""
    for word in words:
        if first:
            roles |= _PAIRS.get((first, word), 0)
            first = ""
        stated = _WORDS.get(word)
        if stated is not None:
            roles |= stated & ~_BEGINS_PAIR
            if stated & _BEGINS_PAIR:
                first = word
    return roles


def _of_other_attributes(attributes: dict[str, str | None]) -> int:
    """Return the roles that microdata, ARIA and inline styles state."""
    roles = _PROPERTY_ROLES.get(attributes.get("itemprop") or "", 0) | _ARIA_ROLES.get(attributes.get("role") or "", 0)
    if "hidden" in attributes:
        roles |= Role.HIDDEN
    if style := attributes.get("style"):
        roles |= _of_style(style)
    if "author" in (attributes.get("rel") or ""):
        roles |= Role.AUTHOR
    if (attributes.get("itemtype") or "").endswith(("Comment", "UserComments")):
        roles |= Role.COMMENTS
    return roles


@lru_cache(maxsize=_CACHED)
def _of_style(style: str) -> int:
    """Return whether a style hides an element, as a role; or the bit for one that hides words within a line."""
    if len(style) > _LONGEST_CLASS:
        return 0
    style = style.lower()
    if _UNDISPLAYED.search(style) or (_CLIPPED.search(style) and _OUT_OF_FLOW.search(style)):
        return Role.HIDDEN
    return UNSEEN_WORDS if _WITHOUT_SIZE.search(style) else 0
