"""Boxes in a text that ask the reader for something: an account, a subscription, consent to content of others."""

from __future__ import annotations

from newscrawler.expressions import expression
from newscrawler.language.tables import load

__all__ = ["asks_reader"]

_WORDS = load("walls")
_ACCOUNT = expression(rf"(?<![^\W\d_])(?:{_WORDS.pattern('account')})(?![a-zà-ÿ])")
_WITHHELD = expression(rf"(?<!\w)(?:{_WORDS.pattern('withheld')})")
_PERMISSION = expression(rf"(?<!\w)(?:{_WORDS.pattern('permission')})")


def asks_reader(text: str) -> bool:
    """Return whether the text of a box asks for an account, or for consent to show content of others.

    Ask it of small boxes that stand apart: a story may be about such boxes.

    >>> asks_reader("Create a free account to keep reading.")
    True
    """
    lowered = text.lower()
    if _ACCOUNT.search(lowered):
        return True
    return _WITHHELD.search(lowered) is not None and _PERMISSION.search(lowered) is not None
