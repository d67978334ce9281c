"""Change between two versions of one copy: kind, sentences, words, and whether the outlet told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Literal

from newscrawler.items import Copy, WireStage
from newscrawler.language.furniture import furniture_kind, is_title
from newscrawler.language.metalines import is_meta_line
from newscrawler.language.rights import parse_rights
from newscrawler.language.wiremarks import NoteKind, note_kind
from newscrawler.versions.alignment import Alignment, align
from newscrawler.versions.folding import folded, words_of
from newscrawler.versions.printings import Version
from newscrawler.versions.sentences import Sentence, sentences_of
from newscrawler.versions.spelling import Words, counted, is_spelling
from newscrawler.versions.wire import order_of
from newscrawler.versions.worddiff import spans

__all__ = ["READ", "Change", "ChangeKind", "Edit", "changed_lines", "compare", "is_flip_flop", "lines_of_slots"]

ChangeKind = Literal["typo", "text", "headline", "update", "correction", "clarification", "kill", "restored"]
"""``typo``: spelling, punctuation or capitals alone. ``text``: sentences edited, removed or moved, or a field such as
byline or date. ``headline``: the headline alone. ``update``: new sentences, or a later wire version. ``correction``,
``clarification``: a note says so. ``kill``: the story was withdrawn. ``restored``: it is back after a withdrawal or
after its page was gone."""

Printing = Mapping[str, Any] | Copy | Version
"""A document of ``copies`` or ``revisions``, or an item."""

_Line = tuple[str, str]
"""Folded, and as printed."""

_COMPARED = ("agency", "dateline", "copyrightHolder", "representation", "version", "pubStatus")
"""Fields of which another value is a change."""
_OF_WORDS = ("byline", "authors", "section")
"""Fields of which other words are a change, and another order is none."""
_OF_PAGE = (
    *("creditText", "copyrightNotice", "copyrightYear", "dateModified", "dateModifiedRaw", "datePublishedRaw"),
    *("datePublishedPrecision", "publisher", "inLanguage", "outlet", "wireVersion"),
)
"""Fields that are no change by themselves: statements of the page's template, or another form of what is compared."""
READ = frozenset((*_COMPARED, *_OF_WORDS, *_OF_PAGE, "headline", "body", "blocks", "edNote", "datePublished"))
"""Fields of a copy that :func:`compare` decides about. Of any other the caller says whether it changed."""

_KIND_OF_STAGE: dict[WireStage, ChangeKind] = {
    "correction": "correction",
    "clarification": "clarification",
    "update": "update",
    "lead": "update",
    "wrapup": "update",
}

EditKind = Literal["added", "removed", "moved", "edited"]

_ZONES = timedelta(hours=26)
"""The same day or clock in two zones, or a day's midnight and its evening."""
_MINUTE = timedelta(minutes=2)
"""Times that a page rounds."""
_DATE_MAX = 40
"""Characters of a date and its label behind a byline."""
_SLOT_MAX = 8
"""Lines that stood in the place of a labelled part; a part of related stories names three to six."""
_FURNITURE_MAX = 300
"""Characters of a line that other pages of the outlet show as well; a longer one that they share is a text."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One sentence that differs, for people."""

    kind: EditKind
    before: str | None
    """As printed before. None: added."""
    after: str | None
    """As printed after. None: removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Difference of a later version of a copy from the version before."""

    kind: ChangeKind
    headline: bool = False
    """Whether the headline changed, whatever else did."""
    added: int = 0
    """Sentences that are new."""
    removed: int = 0
    moved: int = 0
    """Sentences that stand elsewhere."""
    edited: int = 0
    """Sentences with other words."""
    wordsAdded: int = 0
    wordsRemoved: int = 0
    fields: tuple[str, ...] = ()
    """Other fields that changed, e.g. ``byline``; sorted."""
    silent: bool = False
    """Whether the content changed without a note, a new wire version, or a new time of modification or publication."""
    edits: tuple[Edit, ...] = ()
    """The sentences that differ, in the order of the later version, removed ones last. Not stored."""

    @property
    def stored(self) -> dict[str, Any]:
        """The change as the field ``change`` of a stored revision: without texts, so that an erasure has nothing to
        find in it."""
        return {
            "kind": self.kind,
            "headline": self.headline,
            "added": self.added,
            "removed": self.removed,
            "moved": self.moved,
            "edited": self.edited,
            "wordsAdded": self.wordsAdded,
            "wordsRemoved": self.wordsRemoved,
            "fields": list(self.fields),
            "silent": self.silent,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Change:
        """Return the change that a stored revision holds."""
        names = ("kind", "headline", "added", "removed", "moved", "edited", "wordsAdded", "wordsRemoved", "silent")
        return cls(**{name: stored[name] for name in names if name in stored}, fields=tuple(stored.get("fields", ())))


def compare(
    before: Printing,
    after: Printing,
    *,
    headlines: Collection[str] = (),
    furniture: Collection[str] = (),
    fields: Collection[str] = (),
) -> Change | None:
    """Return what changed between two versions of one copy; None when a reader would say that nothing did.

    Typography, white space, the order of a byline's or section's words, the time of modification alone, counters, times
    of the page, references to other stories and advertisements are no change.

    :param headlines: headlines that the copy had at earlier visits: going back to one of them is a test of headlines
        and no change (:func:`is_flip_flop`)
    :param furniture: lines, folded, that stand on other pages of the outlet as well; see :func:`changed_lines`
    :param fields: other fields that changed, which are not among :data:`READ`
    """
    return _Comparison(Version.of(before), Version.of(after), headlines, furniture, fields).change()


def is_flip_flop(before: Printing, after: Printing, headlines: Iterable[str]) -> bool:
    """Return whether the later version goes back to a headline that the copy had at an earlier visit."""
    old, new = folded(Version.of(before).headline), folded(Version.of(after).headline)
    return old != new and any(folded(each) == new for each in headlines)


def changed_lines(before: Printing, after: Printing) -> frozenset[str]:
    """Return the short lines, folded, that one of the versions has and the other has not, and that no rule decides.

    A line among them that other pages of the outlet show, in the text or as a headline, is furniture:
    pass those lines to :func:`compare`.
    """
    differ = _differing(_lines(Version.of(before), ()), _lines(Version.of(after), ()))
    return frozenset(line for line in differ if len(line) <= _FURNITURE_MAX)


def lines_of_slots(before: Printing, after: Printing, labelled: Collection[str]) -> frozenset[str]:
    """Return the lines, folded, below labels of the later version, and those that stood in their places before.

    :param labelled: lines of the later version, right below labels of advertisements or related stories
    """
    if not labelled:
        return frozenset()
    below = {folded(line) for line in labelled}
    old, new = ([line for line, _ in _lines(Version.of(each), ())] for each in (before, after))
    found = set(below)
    place = {line: at for at, line in enumerate(old)}
    for first, last in _runs(new, below):
        start = -1 if first == 0 else place.get(new[first - 1])
        end = len(old) if last == len(new) else place.get(new[last])
        if start is not None and end is not None and 0 < end - start - 1 <= _SLOT_MAX:
            found |= {line for line in old[start + 1 : end] if is_title(line)}
    return frozenset(found)


def _runs(lines: Sequence[str], members: Collection[str]) -> list[tuple[int, int]]:
    """Return the start and end of each run of lines that are members."""
    found: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if line not in members:
            continue
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def _lines(version: Version, furniture: Collection[str]) -> list[_Line]:
    """Return the lines of a version that may be of the story, in order."""
    found: list[_Line] = []
    headline = folded(version.headline)
    byline = folded(version.byline or "")
    same = {headline, byline}
    for kind, text in version.blocks:
        line = folded(text)
        if headline and line.startswith(f"{headline} ") and _is_signature(line[len(headline) + 1 :], byline):
            # A page may print headline, byline and time in one line.
            continue
        is_rights = kind == "credit" and parse_rights(text) is not None
        if not (line in same or is_rights or (line in furniture and len(line) <= _FURNITURE_MAX)):
            found.append((line, text))
    return found


def _is_signature(line: str, byline: str) -> bool:
    """Return whether a line behind the headline is its byline, or the time."""
    return is_meta_line(line) or (bool(byline) and byline in line and len(line) <= 2 * len(byline) + _DATE_MAX)


def _differing(old: Sequence[_Line], new: Sequence[_Line]) -> set[str]:
    """Return the lines that one of two versions has more often than the other."""
    one, other = Counter(line for line, _ in old), Counter(line for line, _ in new)
    return {*(one - other), *(other - one)}


class _Comparison:
    """The parts of a change, each read when it is asked for."""

    def __init__(
        self,
        before: Version,
        after: Version,
        headlines: Collection[str],
        furniture: Collection[str],
        fields: Collection[str],
    ) -> None:
        self.before, self.after = before, after
        self._headlines = headlines
        self._furniture = frozenset(furniture)
        self._others = fields

    def change(self) -> Change | None:
        found = self._texts_differ and self._alignment
        fields = self._fields
        if not (found or self._headline_changed or fields or self._status):
            return None
        kind = self._kind(fields)
        counts = self._counts() if found else {}
        silent = kind not in ("kill", "restored") and not self._is_told()
        return Change(kind=kind, headline=self._headline_changed, fields=fields, silent=silent, **counts)

    # --- parts ----------------------------------------------------------------------------------------------------

    @cached_property
    def _sentences(self) -> tuple[list[Sentence], list[Sentence]]:
        """The sentences of the two versions, without lines that only one of them has and that are furniture."""
        old, new = (_lines(version, self._furniture) for version in (self.before, self.after))
        differ = _differing(old, new)
        # As printed: folding joins the parts of a line of counters in scripts without spaces.
        page = {line for line, text in (*old, *new) if line in differ and furniture_kind(text) is not None}
        before, after = ([text for line, text in lines if line not in page] for lines in (old, new))
        return sentences_of(before), sentences_of(after)

    @cached_property
    def _texts_differ(self) -> bool:
        before, after = self._sentences
        return [each.key for each in before] != [each.key for each in after]

    @cached_property
    def _alignment(self) -> Alignment:
        return align(*self._sentences)

    @cached_property
    def _headline_changed(self) -> bool:
        old, new = folded(self.before.headline), folded(self.after.headline)
        return old != new and not is_flip_flop(self.before, self.after, self._headlines)

    @cached_property
    def _status(self) -> ChangeKind | None:
        """Withdrawn or back: None for neither."""
        if self.before.gone and not self.after.gone:
            return "restored"
        if self.after.pubStatus == "canceled" != self.before.pubStatus:
            return "kill"
        return "restored" if self.before.pubStatus == "canceled" != self.after.pubStatus else None

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        old, new = self.before, self.after
        differ = [name for name in _OF_WORDS if _bag(getattr(old, name)) != _bag(getattr(new, name))]
        differ += [name for name in _COMPARED if getattr(old, name) != getattr(new, name)]
        differ += self._others
        if folded(old.edNote or "") != folded(new.edNote or ""):
            differ.append("edNote")
        if self._is_redated:
            differ.append("datePublished")
        return tuple(sorted(differ))

    @cached_property
    def _is_redated(self) -> bool:
        """Whether the time of publication is another one, and not the same in another form or precision."""
        old, new = self.before.datePublished, self.after.datePublished
        precisions = {self.before.datePublishedPrecision, self.after.datePublishedPrecision}
        if old is None or new is None:
            return (old is None) != (new is None)
        if "relative" in precisions:
            return False
        return abs(old - new) > (_MINUTE if precisions == {"exact"} else _ZONES)

    @property
    def _is_later_version(self) -> bool:
        return order_of(self.after.wireVersion) > order_of(self.before.wireVersion)

    @cached_property
    def _new_notes(self) -> list[NoteKind]:
        """Kinds of the notes that the version before did not have."""
        known = {folded(text) for text in (*self.before.texts, self.before.edNote or "")}
        marked = {text for kind, text in self.after.blocks if kind == "note"} | {self.after.edNote}
        lines = dict.fromkeys([*filter(None, [self.after.edNote]), *self.after.texts])
        kinds = (note_kind(line) or ("note" if line in marked else None) for line in lines if folded(line) not in known)
        return [kind for kind in kinds if kind is not None]

    # --- the kind -------------------------------------------------------------------------------------------------

    def _kind(self, fields: Sequence[str]) -> ChangeKind:
        if self._status is not None:
            return self._status
        noted = self._noted()
        if noted is not None:
            return noted
        if self._texts_differ:
            return self._kind_of_text()
        if self._headline_changed:
            return "typo" if self._is_typo() and not fields else "headline"
        return "text"

    def _noted(self) -> ChangeKind | None:
        """Return the kind that a new note or a later wire version states."""
        if "correction" in self._new_notes:
            return "correction"
        if "clarification" in self._new_notes:
            return "clarification"
        if self._is_later_version and self.after.wireVersion is not None:
            return _KIND_OF_STAGE.get(self.after.wireVersion.kind)
        return "update" if "update" in self._new_notes and self._texts_differ else None

    def _kind_of_text(self) -> ChangeKind:
        if self._is_typo():
            return "typo"
        return "update" if self._alignment.added else "text"

    def _is_typo(self) -> bool:
        """Return whether all that changed in headline and text is spelling."""
        before, after = self._sentences
        changes: list[Words] = []
        if self._headline_changed:
            changes.append(_words(self.before.headline, self.after.headline))
        if self._texts_differ:
            found = self._alignment
            if found.moved or len(found.added) != len(found.removed):
                # A full stop that was missing joins two sentences.
                changes.append(_joined(found, before, after))
            else:
                pairs = [*found.edited, *zip(found.removed, found.added, strict=True)]
                changes += [(before[at].words, after[place].words) for at, place in pairs]
        texts = (" ".join(each.key for each in each_side) for each_side in (before, after))
        known = counted(folded(self.before.headline), folded(self.after.headline), *texts)
        return not (self._texts_differ and self._alignment.moved) and is_spelling(changes, known)

    def _is_told(self) -> bool:
        """Return whether the outlet tells of the change: by a note, a wire version, or a time."""
        if self._new_notes or self.before.wireVersion != self.after.wireVersion or self._is_redated:
            return True
        old, new = self.before.dateModified, self.after.dateModified
        return new is not None and (old is None or new > old)

    # --- numbers --------------------------------------------------------------------------------------------------

    def _counts(self) -> dict[str, Any]:
        before, after = self._sentences
        found = self._alignment
        added = sum(len(after[place].words) for place in found.added)
        removed = sum(len(before[at].words) for at in found.removed)
        for at, place in found.edited:
            for start, end, new_start, new_end in spans(before[at].words, after[place].words):
                removed, added = removed + end - start, added + new_end - new_start
        return {
            "added": len(found.added),
            "removed": len(found.removed),
            "moved": len(found.moved),
            "edited": len(found.edited),
            "wordsAdded": added,
            "wordsRemoved": removed,
            "edits": tuple(self._edits()),
        }

    def _edits(self) -> list[Edit]:
        before, after = self._sentences
        found = self._alignment
        placed: list[tuple[int, Edit]] = [(place, Edit("added", None, after[place].text)) for place in found.added]
        placed += [(place, Edit("edited", before[at].text, after[place].text)) for at, place in found.edited]
        placed += [(place, Edit("moved", before[at].text, after[place].text)) for at, place in found.moved]
        edits = [edit for _, edit in sorted(placed, key=lambda each: each[0])]
        return edits + [Edit("removed", before[at].text, None) for at in found.removed]


def _bag(text: str | None) -> Counter[str]:
    """Return the words of a byline or section, whatever their order and case."""
    return counted(folded(text or "").replace(",", " "))


def _words(before: str, after: str) -> Words:
    return words_of(folded(before)), words_of(folded(after))


def _joined(found: Alignment, before: Sequence[Sentence], after: Sequence[Sentence]) -> Words:
    """Return the words of all sentences that differ, in order."""
    old = sorted([*found.removed, *(at for at, _ in found.edited)])
    new = sorted([*found.added, *(place for _, place in found.edited)])
    return (
        [word for at in old for word in before[at].words],
        [word for place in new for word in after[place].words],
    )
