"""What a wire desk writes about its own story: versions, corrections, withdrawals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
    r"\b(?:story|article|report|item)\b.{0,40}\b(?:has been|is|was)\s+(?:withdrawn|retracted)\b|^(?:KILL|WITHDRAWN|ADVISORY WITHDRAWN)\b",
    re.I,
)
# Notes stand at the head or the foot of a story; a sentence in the middle is reporting.
_EDGE = 2


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
    note = next((p for p in edge if len(p) < 400 and (_NOTE.match(p) or _WITHDRAWN.search(p))), None)
    # A long report may quote that some other article was retracted: only a note says it of its own story.
    withdrawn = bool(_WITHDRAWN.search(head)) or bool(note and _WITHDRAWN.search(note) and len(body) <= 2 * _EDGE)
    return WireMarks(
        version=int(found.group(1)) if found else None,
        edNote=note,
        pubStatus="canceled" if withdrawn else "usable",
    )
