"""Lines that are printed with a story and speak about it: notes of the outlet, credits, headings of key points."""

from __future__ import annotations

import re

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded
from newscrawler.language.credits import parse_credit_line
from newscrawler.language.rights import parse_rights
from newscrawler.language.tables import load
from newscrawler.language.wiremarks import is_editors_note

__all__ = ["heads_key_points", "is_credit_line", "is_note"]

_WORDS = load("asides")
_CREDIT = expression(rf"^[(\[（【—–\-*•]?\s*(?:{_WORDS.pattern('credit')})(?!\w)\s*[:：]?\s*", re.I)
_NOTE = expression(rf"^[(\[（【*]?\s*(?:{_WORDS.pattern('note')})", re.I)
_DISCLAIMER = Guarded.folded(rf"(?<!\w)(?:{_WORDS.pattern('disclaimer')})")
_KEY_POINTS = expression(rf"\W{{0,3}}(?:{_WORDS.pattern('key_points')})\W{{0,3}}", re.I)
_WORD = expression(r"[^\W\d_][\w'’.-]*")
_CREDIT_MAX = 400
"""Characters of a line that names all who worked on a story."""
_NOTE_MAX = 500
"""Characters of a note. The longest in the evaluation pages has 330."""
_DISCLAIMER_MAX = 300
"""Characters of a paragraph that says what the outlet earns by a story, or who answers for it."""
_HEADING_MAX = 40
"""Characters of a heading over key points."""
_RUN = 4
"""Words in small letters between names: "with additional reporting by". A sentence has more in a row."""


def is_credit_line(line: str) -> bool:
    """Return whether a line says nothing but who wrote, edited, supplied or owns the text.

    >>> is_credit_line("(Reporting by Ada Quist in Fernhaven; Editing by Ole Marsh)")
    True
    """
    if len(line) > _CREDIT_MAX:
        return False
    if parse_credit_line(line) is not None or parse_rights(line) is not None:
        return True
    found = _CREDIT.match(line)
    return found is not None and _is_of_names(line[found.end() :])


def _is_of_names(text: str) -> bool:
    """Return whether a text is names and the words between them. A script without capitals has none to show."""
    run = 0
    named = False
    for word in _WORD.findall(text):
        if word[0].islower():
            run += 1
            if run > _RUN:
                return False
        else:
            named, run = True, 0
    return named


def is_note(line: str) -> bool:
    """Return whether a line is the outlet's note on the text: a correction, where it was first printed.

    Ask it of the first and the last lines: in the middle such a sentence is reporting.
    """
    if len(line) > _NOTE_MAX:
        return False
    if is_editors_note(line) or _NOTE.match(line) is not None:
        return True
    return len(line) <= _DISCLAIMER_MAX and _DISCLAIMER.search(line) is not None


def heads_key_points(line: str) -> bool:
    """Return whether a line is a heading over a list that sums a story up: ``Key points``, ``À retenir``."""
    return len(line) <= _HEADING_MAX and _KEY_POINTS.fullmatch(line) is not None
