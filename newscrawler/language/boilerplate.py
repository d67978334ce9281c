"""Lines that belong to the outlet's page and not to the story or a reader's comment.

Each rule matches a *whole short line*, never a part of a paragraph: a story about Facebook logins must survive.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded
from newscrawler.language.tables import load
from newscrawler.language.text import fold

__all__ = ["BoilerplateKind", "boilerplate_kind", "is_expiry_notice"]

BoilerplateKind = Literal[
    "login", "social", "trending", "newsletter", "event", "related", "advertising", "expired", "chrome"
]

# Real boilerplate lines measured on saved pages are at most 190 characters long.
_MAX_LENGTH = 260

_KINDS: tuple[BoilerplateKind, ...] = get_args(BoilerplateKind)
_LINES = load("boilerplate")
_ANY = Guarded.folded(rf"\W{{0,3}}(?:{_LINES.pattern(*_KINDS)})\W{{0,3}}", mode="fullmatch", given=fold)
"""Asked first: hardly any line is boilerplate."""
_PATTERNS = tuple((kind, expression(rf"\W{{0,3}}(?:{_LINES.pattern(kind)})\W{{0,3}}", re.I)) for kind in _KINDS)


def boilerplate_kind(line: str) -> BoilerplateKind | None:
    """Return the kind of boilerplate that a line is, or None for text.

    >>> boilerplate_kind("Login to leave a comment")
    'login'
    """
    line = fold(line)
    if not line or len(line) > _MAX_LENGTH or not _ANY.may_match(line):
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(line)), None)


def is_expiry_notice(line: str) -> bool:
    """Return whether a line stands where the text of an expired story stood."""
    return boilerplate_kind(line) == "expired"
