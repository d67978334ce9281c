"""Form in which words of dates are compared: the tables are written and looked up in it."""

from __future__ import annotations

__all__ = ["joined"]

_MARKS = str.maketrans("", "", ". \u00a0\u202f\u200e\u200f\u064b'’\"״")


def joined(words: str) -> str:
    """Words in lower case without dots, spaces, quotes and marks of direction: ``p. m.`` is ``pm``."""
    return words.casefold().translate(_MARKS)
