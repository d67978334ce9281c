"""Numbers that bound a comparison of two versions, each with its reason."""

from __future__ import annotations

__all__ = [
    "CANDIDATES",
    "LETTERS",
    "MOST_CELLS",
    "MOST_SPELLINGS",
    "SENTENCES",
    "SHARED",
    "WORDS",
]

LETTERS = 400_000
"""Characters of a version that are read sentence by sentence: 40 times a long story. The rest is one sentence, so that
no edit in it is lost."""

SENTENCES = 8_000
"""Sentences of a version that are aligned; what follows is one sentence. A page of single letters and full stops must
not take longer than a long story."""

CANDIDATES = 12
"""Sentences of the version before that a new sentence is compared with: those with which it shares the rarest words."""

SHARED = 0.5
"""Part of the words that two sentences share, of all words of the two counted once, from which on one is the other
after an edit. Below it a reader sees another sentence."""

WORDS = 20_000
"""Words of a text that are compared one by one; beyond, a text that differs is shown whole."""

MOST_CELLS = 250_000
"""Pairs of words that are looked at where no word occurs once in both: 0.2 s at worst."""

MOST_SPELLINGS = 6
"""Misspelt words that one correction of spelling puts right; a desk that changes more edits the text."""
