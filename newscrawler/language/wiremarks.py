"""Marks of a wire desk on its own story: versions, corrections, withdrawals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newscrawler.expressions import expression
from newscrawler.items import PubStatus, WireStage, WireVersion
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.tables import load

__all__ = ["NoteKind", "WireMarks", "is_editors_note", "note_kind", "read_wire_marks", "read_wire_version"]

NoteKind = Literal["correction", "clarification", "update", "note"]
"""``correction``: the text of before was wrong. ``clarification``: it was unclear. ``update``: there is more to tell.
``note``: anything else that an outlet says about its text."""

# UPDATE 2-, WRAPUP 3:, CORRECTED-UPDATE 1-, ACTUALIZA 2-, ATUALIZA 1-, ZUSAMMENFASSUNG 2:, ROUNDUP 3:, MISE A JOUR 2-
_WORDS = load("wiremarks")
_VERSION = expression(rf"^(?:[A-ZÀ-Þ]+[- ])*?(?:{_WORDS.pattern('version')})\s?(\d{{1,2}})\s?[-:]", re.I)
# (2nd LD), (LEAD 2), (2보), (종합2보)
_NTH = expression(r"^[(\[](?:(\d{1,2})(?:st|nd|rd|th) (?:LD|LEAD)|LEAD (\d{1,2})|(?:종합)?(\d{1,2})보)[)\]]", re.I)
_OPENING = r"^[(\[*【（〔<]?\s*"
_NOTE = expression(
    rf"{_OPENING}(?:{_WORDS.pattern('note')})(?!\w)"
    rf"|{_OPENING}(?:(?:{_WORDS.pattern('note_label')})\s*[】）〕\]):：>]|{_WORDS.pattern('note_sentence')})",
    re.I,
)
_BEFORE = rf"{_OPENING}(?:(?:{_WORDS.pattern('withdrawn_before')})\s*[】）〕\]):：.,–—-]*\s*)?"
_WITHDRAWN = expression(rf"{_BEFORE}(?:{_WORDS.pattern('withdrawn')})", re.I)
_WITHDRAWN_THIS = expression(rf"{_BEFORE}(?:{_WORDS.pattern('withdrawn_this')})", re.I)
# A mark is followed by a colon, a bracket or a dash, or stands alone: "Withdrawn drug is sold again" has none, and
# "Kill-switch is tested" has a small letter behind the hyphen.
_MARK = _WORDS.pattern("withdrawn_mark")
_MARK_END = r"\s*(?:[】）〕\])>:：|.!]|\s[-–—]|[–—]|$)"
_WITHDRAWN_MARK = expression(
    rf"(?i:{_BEFORE}(?:{_MARK}){_MARK_END})|(?i:{_BEFORE}(?P<hyphen>{_MARK}))-(?=[A-ZÀ-ÞА-Я\d\"“])"
)
_WITHDRAWN_END = expression(_WORDS.bounded("withdrawn_headline_end") + "$", re.I)
_MARK_BEHIND = expression(rf"(?:[(（\[【]\s*|(?P<bare>[,:：–—-])\s*)(?P<mark>{_MARK})\s*[)）\]】]?$", re.I)
_STAGES: tuple[WireStage, ...] = (
    *("correction", "clarification", "refile", "wrapup", "update", "lead", "repeat", "flash"),
)
"""In the order of what they say of the text before: of the labels of one headline the first counts."""
_STAGE = "|".join(f"(?P<{stage}>{_WORDS.pattern(f'stage_{stage}')})" for stage in _STAGES)
_STAGE_LABEL = expression(
    # 2nd LD; UPDATE 2; 종합2보; a reason in brackets: CORRECTED-(OFFICIAL)-
    rf"(?P<open>[(\[<【（〔])?\s*(?:(?P<nth>\d{{1,2}})(?:st|nd|rd|th)\s+|(?P<first>\d{{1,2}})(?=보))?(?:{_STAGE})"
    rf"(?:[ -]?(?P<number>\d{{1,2}})(?:보|報|th)?)?(?:\s?-?\s?\([^()]{{1,60}}\))?"
    rf"\s*(?P<end>[)\]>】）〕]\s*[-:：]?|\s+[-–—]\s|[:：|]|-)\s*",
    re.I,
)
_STAGE_BEHIND = expression(r",\s*(?P<nth>\d{1,2})(?:st|nd|rd|th)\s+(?:ld|lead)(?:-write ?thru)?\b", re.I)
_EDITORS = expression(r"^\W{0,3}eds(?:\.|:)", re.I)
_MOST_LABELS = 4
_LABELS_MAX = 120
"""Characters at the head of a headline in which labels are read."""
_CLARIFIES = expression(rf"\W{{0,3}}(?:{_WORDS.pattern('note_clarifies')})(?!\w)", re.I)
_CLARIFIES_WITHIN = expression(_WORDS.bounded("note_clarifies_within"), re.I)
_CORRECTS = expression(_WORDS.bounded("note_corrects"), re.I)
_UPDATES = expression(_WORDS.bounded("note_updates"), re.I)
_OF_VERSION = expression(rf"\W{{0,3}}(?:{_WORDS.pattern('note_of_version')})", re.I)
_NOTE_SEARCHED = 600
"""Characters of a note in which its kind is read."""
# Notes stand at the head or the foot of a story; a sentence in the middle is reporting.
_EDGE = 2
_NOTICE_PARAGRAPHS = 6
"""Most paragraphs of a page that says nothing but that the story is withdrawn, why, and where to ask."""
_NOTICE_SEARCHED = 400
_HEADLINE_SEARCHED = 200
# The longest note in the evaluation pages has 330 characters.
_NOTE_MAX = 400


@dataclass(frozen=True, slots=True)
class WireMarks:
    """Version, note and status that a story states of itself."""

    version: int | None
    wireVersion: WireVersion | None
    edNote: str | None
    pubStatus: PubStatus


def read_wire_marks(headline: str | None, body: Sequence[str]) -> WireMarks:
    """Read version, editorial note and status from a headline and paragraphs."""
    head = headline or ""
    found = _VERSION.match(head) or _NTH.match(head)
    edge = [*body[:_EDGE], *body[max(_EDGE, len(body) - _EDGE) :]]
    note = next(filter(is_editors_note, edge), None)
    withdrawn = _is_withdrawn_headline(head) or _is_notice(body, edge)
    return WireMarks(
        version=int(next(number for number in found.groups() if number)) if found else None,
        wireVersion=read_wire_version(headline, note),
        edNote=note,
        pubStatus="canceled" if withdrawn else "usable",
    )


def is_editors_note(paragraph: str) -> bool:
    """Return whether a paragraph begins as a correction or a note to editors does."""
    return len(paragraph) < _NOTE_MAX and _NOTE.match(paragraph) is not None


def read_wire_version(headline: str | None, note: str | None = None) -> WireVersion | None:
    """Return the version that a headline's labels state, or else the desk's note; None where neither does.

    A word is a label in brackets, before a colon, or in capitals before a hyphen: "Update-proof" is none.

    >>> read_wire_version("CORRECTED-UPDATE 2-Ferry leaves harbour")
    WireVersion(kind='correction', number=2)
    """
    head = headline or ""
    if _is_withdrawn_headline(head):
        return WireVersion(kind="withdrawal")
    found = _labels(head[:_LABELS_MAX])
    if not found and (behind := _STAGE_BEHIND.search(head)):
        found = [("lead", int(behind["nth"]))]
    if not found and note:
        found = _of_note(note)
    if not found:
        return None
    kind = min((stage for stage, _ in found), key=_STAGES.index)
    return WireVersion(kind=kind, number=next((number for _, number in found if number is not None), None))


def _is_withdrawn_headline(head: str) -> bool:
    """Return whether a headline carries the mark of a withdrawal, or says that this story is withdrawn."""
    shown = head[:_HEADLINE_SEARCHED].strip()
    if not shown:
        return False
    if _is_mark(shown):
        return True
    behind = _MARK_BEHIND.search(shown)
    # "Police open fire, kill" ends as a sentence of a headline does.
    if behind and (behind["bare"] is None or behind["mark"].isupper()):
        return True
    return bool(_WITHDRAWN_END.search(shown) or _WITHDRAWN_THIS.match(shown))


def _is_notice(body: Sequence[str], edge: Sequence[str]) -> bool:
    """Return whether a text is the notice of its withdrawal. A report about another story's withdrawal may begin in
    the same way, but it goes on at length."""
    shown = [_text_proper(paragraph)[:_NOTICE_SEARCHED].strip() for paragraph in edge]
    if len(body) > _NOTICE_PARAGRAPHS or not shown:
        return False
    own = any(_WITHDRAWN_THIS.match(each) for each in shown)
    short = len(body) <= 2 * _EDGE and any(_WITHDRAWN.match(each) for each in shown)
    return own or short or _is_mark(shown[0])


def _is_mark(paragraph: str) -> bool:
    found = _WITHDRAWN_MARK.match(paragraph)
    return found is not None and (found["hyphen"] is None or found["hyphen"].isupper())


def _labels(head: str) -> list[tuple[WireStage, int | None]]:
    """Return stage and number of the labels at the head of a headline, in order."""
    found: list[tuple[WireStage, int | None]] = []
    while len(found) < _MOST_LABELS and (label := _STAGE_LABEL.match(head)) and _is_label(label):
        groups = label.groupdict()
        stage = next(stage for stage in _STAGES if groups[stage])
        number = label["nth"] or label["number"] or label["first"]
        found.append((stage, int(number) if number else None))
        head = head[label.end() :]
    return found


def _is_label(label: re.Match[str]) -> bool:
    groups = label.groupdict()
    word = next(groups[stage] for stage in _STAGES if groups[stage])
    end = label["end"].strip()
    if end[:1] in ")]>】）〕" and end:
        return label["open"] is not None
    if label["open"] is not None or label.end() == len(label.string):
        return False
    if end == "-" and label.string[label.end() : label.end() + 1].isdigit() and not word.isupper():
        # "Lead 2-1 slips away" states a score.
        return False
    # Scripts without capitals use brackets and colons.
    return end in (":", "：", "|") or bool(label["number"] or label["nth"]) or (word.isupper() and end != "")


def _of_note(note: str) -> list[tuple[WireStage, int | None]]:
    kind = note_kind(note)
    if kind == "correction" or kind == "clarification" or kind == "update":
        return [(kind, None)]
    return []


def note_kind(line: str) -> NoteKind | None:
    """Return the kind of a note of the outlet about its text; None for a line that is no such note.

    >>> note_kind("An earlier version of this story misstated the ferry's name.")
    'correction'
    """
    of_version = _OF_VERSION.match(line)
    if not of_version and not is_editors_note(line) and not _EDITORS.match(line):
        return None
    shown = line[:_NOTE_SEARCHED]
    if _CLARIFIES.match(shown):
        return "clarification"
    if _CORRECTS.search(shown):
        return "correction"
    if _CLARIFIES_WITHIN.search(shown):
        return "clarification"
    if _UPDATES.search(shown):
        return "update"
    return "note"


def _text_proper(paragraph: str) -> str:
    dateline = parse_dateline(paragraph)
    return paragraph[dateline.end :] if dateline else paragraph
