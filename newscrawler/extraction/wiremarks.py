"""What a wire desk writes about its own story: versions, corrections, withdrawals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawler.extraction.dateline import parse_dateline
from newscrawler.items import PubStatus

__all__ = ["WireMarks", "read_wire_marks"]

_VERSION = re.compile(r"^(?:[A-Z]+[- ])*?(?:UPDATE|WRAPUP|LEAD)\s?(\d{1,2})\s?[-:]", re.I)
_NTH_LEAD = re.compile(r"^\((\d{1,2})(?:st|nd|rd|th) LD\)", re.I)
_NOTE = re.compile(
    r"^[(\[*]?\s*(?:corrects?|corrected|correction|refiles?|clarifies|recasts|removes|fixes|editor['’]?s note|this (?:story|article|version)"
    r" (?:has been |was )?(?:corrected|updated|withdrawn|refiled))\b",
    re.I,
)
_WITHDRAWN = re.compile(
    r"^(?:the|this) (?:story|article|report|item)\b.{0,160}\b(?:has been|is|was) (?:withdrawn|retracted)\b"
    r"|^(?:KILL|WITHDRAWN|ADVISORY WITHDRAWN)\b",
    re.I,
)
_WITHDRAWN_HEADLINE = re.compile(r"^(?:KILL|WITHDRAWN)\b|\b(?:story|article|report)(?: is| has been)? withdrawn$", re.I)
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
    found = _VERSION.match(head) or _NTH_LEAD.match(head)
    edge = [*body[:_EDGE], *body[max(_EDGE, len(body) - _EDGE) :]]
    note = next((p for p in edge if len(p) < _NOTE_MAX and _NOTE.match(p)), None)
    withdrawal = next((p for p in edge if _WITHDRAWN.search(_text_proper(p))), None)
    # A report may begin with another story's withdrawal, but then its headline is not about one or it goes on at length.
    withdrawn = bool(_WITHDRAWN_HEADLINE.search(head)) or bool(withdrawal and len(body) <= 2 * _EDGE)
    return WireMarks(
        version=int(found.group(1)) if found else None,
        edNote=note,
        pubStatus="canceled" if withdrawn else "usable",
    )


def _text_proper(paragraph: str) -> str:
    dateline = parse_dateline(paragraph)
    return paragraph[dateline.end :] if dateline else paragraph
