"""Marks of a wire desk on its own story: versions, corrections, withdrawals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawler.items import PubStatus
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.tables import load

__all__ = ["WireMarks", "is_editors_note", "read_wire_marks"]

# UPDATE 2-, WRAPUP 3:, CORRECTED-UPDATE 1-, ACTUALIZA 2-, ATUALIZA 1-, ZUSAMMENFASSUNG 2:, ROUNDUP 3:, MISE A JOUR 2-
_WORDS = load("wiremarks")
_VERSION = re.compile(rf"^(?:[A-ZÀ-Þ]+[- ])*?(?:{_WORDS.pattern('version')})\s?(\d{{1,2}})\s?[-:]", re.I)
# (2nd LD), (LEAD 2), (2보), (종합2보)
_NTH = re.compile(r"^[(\[](?:(\d{1,2})(?:st|nd|rd|th) (?:LD|LEAD)|LEAD (\d{1,2})|(?:종합)?(\d{1,2})보)[)\]]", re.I)
_OPENING = r"^[(\[*【（〔<]?\s*"
_NOTE = re.compile(
    rf"{_OPENING}(?:{_WORDS.pattern('note')})(?!\w)"
    rf"|{_OPENING}(?:(?:{_WORDS.pattern('note_label')})\s*[】）〕\]):：>]|{_WORDS.pattern('note_sentence')})",
    re.I,
)
_WITHDRAWN = re.compile(rf"^(?:{_WORDS.pattern('withdrawn')})", re.I)
_WITHDRAWN_HEADLINE = re.compile(
    rf"^(?:{_WORDS.pattern('withdrawn_headline')})(?!\w)|\b(?:{_WORDS.pattern('withdrawn_headline_end')})$", re.I
)
# Notes stand at the head or the foot of a story; a sentence in the middle is reporting.
_EDGE = 2
# The longest note in the evaluation pages has 330 characters.
_NOTE_MAX = 400


@dataclass(frozen=True, slots=True)
class WireMarks:
    """Version, note and status that a story states of itself."""

    version: int | None
    edNote: str | None
    pubStatus: PubStatus


def read_wire_marks(headline: str | None, body: Sequence[str]) -> WireMarks:
    """Read version, editorial note and status from a headline and paragraphs."""
    head = headline or ""
    found = _VERSION.match(head) or _NTH.match(head)
    edge = [*body[:_EDGE], *body[max(_EDGE, len(body) - _EDGE) :]]
    note = next(filter(is_editors_note, edge), None)
    withdrawal = next((p for p in edge if _WITHDRAWN.search(_text_proper(p))), None)
    # A report may begin with another story's withdrawal, but then its headline is not about one or it goes on at
    # length.
    withdrawn = bool(_WITHDRAWN_HEADLINE.search(head)) or bool(withdrawal and len(body) <= 2 * _EDGE)
    return WireMarks(
        version=int(next(number for number in found.groups() if number)) if found else None,
        edNote=note,
        pubStatus="canceled" if withdrawn else "usable",
    )


def is_editors_note(paragraph: str) -> bool:
    """Return whether a paragraph begins as a correction or a note to editors does."""
    return len(paragraph) < _NOTE_MAX and _NOTE.match(paragraph) is not None


def _text_proper(paragraph: str) -> str:
    dateline = parse_dateline(paragraph)
    return paragraph[dateline.end :] if dateline else paragraph
