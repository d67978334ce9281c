"""Closed lists of this package: they are written as text, and folded once at import."""

from __future__ import annotations

from newscrawler.dedupe.folding import fold, unify

__all__ = ["names", "words"]


def words(text: str) -> frozenset[str]:
    """Single words, separated by white space."""
    return frozenset(fold(unify(word)) for word in text.split())


def names(text: str) -> frozenset[str]:
    """Names of one or more words, separated by bars or line ends."""
    return frozenset(fold(unify(name)) for name in text.replace("\n", "|").split("|") if name.strip())
