"""Words that a reader sees around a story and its comments: "comment", "reply", "closed", "like", by language."""

from __future__ import annotations

from newscrawler.language.tables import load

__all__ = ["WORDS"]

WORDS = load("words")
"""Tables of ``language/data/words.toml``."""
