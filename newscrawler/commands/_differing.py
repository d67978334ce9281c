"""Versions of one copy, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawler.commands._terminal import Part, cut, date, one_line, wrap_parts
from newscrawler.items import Copy
from newscrawler.printable import Style
from newscrawler.storage.reader import Revision, StoredCopy
from newscrawler.versions import Change, Op, words
from newscrawler.versions.worddiff import spans

__all__ = ["Step", "diff_lines", "paragraphs", "readable", "step_fields", "steps_of"]

_STYLE: dict[Op, Style | None] = {"=": None, "-": "removed", "+": "added"}

_FIELDS = {"headline": "headline", "byline": "byline", "section": "section", "edNote": "note"}
"""Texts beside the body that are compared word by word, each with the name that is shown."""

_SAME_WORDS = 4
"""Words in a row that an edited paragraph keeps; three are often a phrase of the language ("he said that")."""

_MOST_PAIRS = 40_000
"""Pairs of paragraphs that are compared: 200 with 200. Beyond, all are shown as removed and added."""

Paragraph = list[tuple[Op, str]]
"""Parts of a paragraph in reading order."""

_LABEL = 10
"""Columns of the names of fields, and of the indent of the body."""


@dataclass(frozen=True, slots=True)
class Step:
    """A version of a copy and the version that replaced it."""

    before: Copy
    after: Copy
    change: Change | None
    """None: nothing that a reader would notice."""


def steps_of(revisions: Sequence[Revision], current: Copy) -> list[Step]:
    """Return the changes of a copy, oldest first."""
    versions = [*(earlier.copy for earlier in revisions), current]
    return [Step(earlier.copy, after, earlier.change) for earlier, after in zip(revisions, versions[1:], strict=True)]


def diff_lines(
    stored: StoredCopy, steps: Sequence[Step], room: int, *, colours: bool, full: bool
) -> Iterator[list[Part]]:
    """Yield the lines of a copy's changes.

    :param full: the paragraphs that do not differ as well
    """
    copy = stored.copy
    yield [("strong", cut(one_line(copy.headline), room))]
    yield [(None, cut(one_line(copy.outlet), room))]
    yield [(None, one_line(copy.url))]  # not wrapped, so that it can be copied
    yield []
    for step in steps:
        yield from _step(step, room, colours=colours, full=full)
    for line in _now(stored):
        yield from wrap_parts([(None, line)], room, colours=colours)


def _now(stored: StoredCopy) -> Iterator[str]:
    """Yield sentences about the page that are no change of its content."""
    if stored.gone is not None:
        yield f"The page is gone since {date(stored.gone.at)} UTC (HTTP {stored.gone.status})."
    if stored.flipFlops:
        yield f"Headlines that came back, which is no change: {stored.flipFlops:,}."


def _step(step: Step, room: int, *, colours: bool, full: bool) -> Iterator[list[Part]]:
    yield [("strong", f"{date(step.after.retrieved)} UTC  {_kind(step.change)}")]
    counts = _counts(step.change)
    if counts:
        yield from wrap_parts([(None, counts)], room, colours=colours)
    for name, shown in _FIELDS.items():
        yield from _field(shown, getattr(step.before, name), getattr(step.after, name), room, colours=colours)
    yield from _times(step)
    yield from _body(step, room, colours=colours, full=full)
    yield []


def step_fields(step: Step) -> dict[str, Any]:
    """Return a step as JSON: both visits, the change, and the parts of headline and body with their operations."""
    return {
        "url": step.after.url,
        "before": step.before.retrieved,
        "after": step.after.retrieved,
        "change": None if step.change is None else step.change.stored,
        "headline": words(step.before.headline or "", step.after.headline or ""),
        "body": paragraphs(_blocks(step.before), _blocks(step.after)),
    }


def _kind(change: Change | None) -> str:
    if change is None:
        return "nothing that a reader would notice"
    return f"{change.kind}, silent" if change.silent else change.kind


def _counts(change: Change | None) -> str:
    if change is None:
        return ""
    sentences = [
        f"{number:,} {name}"
        for name, number in (
            ("added", change.added), ("removed", change.removed), ("edited", change.edited), ("moved", change.moved)
        )
        if number
    ]  # fmt: skip
    told = [f"sentences: {', '.join(sentences)}"] if sentences else []
    if change.wordsAdded or change.wordsRemoved:
        told.append(f"words: {change.wordsAdded:,} added, {change.wordsRemoved:,} removed")
    return " · ".join(told)


def _field(name: str, before: str | None, after: str | None, room: int, *, colours: bool) -> Iterator[list[Part]]:
    old, new = one_line(before), one_line(after)
    if old != new:
        yield from _labelled(name, _parts(readable(words(old, new))), room, colours=colours)


def _labelled(name: str, parts: Sequence[Part], room: int, *, colours: bool) -> Iterator[list[Part]]:
    label = f"{name}:".ljust(_LABEL)
    for line in wrap_parts(parts, room, indent=" " * _LABEL, colours=colours):
        (style, text), *others = line
        yield [(style, label + text[_LABEL:]) if label else (style, text), *others]
        label = ""


def _times(step: Step) -> Iterator[list[Part]]:
    """Yield the times of publication and modification that the outlet states, where they differ."""
    old, new = step.before, step.after
    published = [date(copy.datePublished, copy.datePublishedPrecision) for copy in (old, new)]
    modified = [date(copy.dateModified) for copy in (old, new)]
    status = [old.pubStatus, new.pubStatus]
    for name, (before, after) in (("published", published), ("modified", modified), ("status", status)):
        if before != after:
            yield [(None, f"{name}:".ljust(_LABEL) + f"{before} → {after}")]


def _body(step: Step, room: int, *, colours: bool, full: bool) -> Iterator[list[Part]]:
    same = 0
    for paragraph in paragraphs(_blocks(step.before), _blocks(step.after)):
        if not full and all(op == "=" for op, _ in paragraph):
            same += 1
            continue
        yield from _unchanged(same)
        same = 0
        yield from wrap_parts(_parts(paragraph), room, indent="  ", colours=colours)
    yield from _unchanged(same)


def _unchanged(number: int) -> Iterator[list[Part]]:
    if number:
        yield [(None, f"  … {number:,} unchanged paragraph{'' if number == 1 else 's'} (--full)")]


def _blocks(copy: Copy) -> list[str]:
    """Return the text of each block; of a block that is no paragraph it begins with the kind."""
    return [("" if block.kind == "paragraph" else f"[{block.kind}] ") + one_line(block.text) for block in copy.blocks]


def _parts(paragraph: Paragraph) -> list[Part]:
    return [(_STYLE[op], text) for op, text in paragraph]


def paragraphs(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of two texts in reading order, each word by word.

    A paragraph of the text before and one of the text after that have several words in a row in common are one
    paragraph that was edited; others are removed or added whole.
    """
    found: list[Paragraph] = []
    at = 0
    for start, end, new_start, new_end in spans(before, after):
        found += [[("=", text)] for text in before[at:start]]
        found += _edited(before[start:end], after[new_start:new_end])
        at = end
    return found + [[("=", text)] for text in before[at:]]


def _edited(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    at = new_at = 0
    for place, new_place in [*_pairs(before, after), (len(before), len(after))]:
        yield from _whole("-", before[at:place])
        yield from _whole("+", after[new_at:new_place])
        if place < len(before):
            yield readable(words(before[place], after[new_place]))
        at, new_at = place + 1, new_place + 1


def _whole(op: Op, texts: Sequence[str]) -> Iterator[Paragraph]:
    for text in texts:
        yield [(op, text)]


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of paragraphs that were edited, in order."""
    if len(before) * len(after) > _MOST_PAIRS:
        return []
    bags = [Counter(text.split()) for text in before]
    found: list[tuple[int, int]] = []
    at = 0
    for new_place, text in enumerate(after):
        bag = Counter(text.split())
        place = max(range(at, len(before)), key=lambda each: (bags[each] & bag).total(), default=None)
        if place is not None and _is_edit(before[place], text):
            found.append((place, new_place))
            at = place + 1
    return found


def _is_edit(before: str, after: str) -> bool:
    """Return whether a paragraph kept several words in a row, or most of its text if it is short."""
    same = [text for op, text in words(before, after) if op == "="]
    longest = max((len(text.split()) for text in same), default=0)
    return longest >= _SAME_WORDS or 2 * sum(map(len, same)) > max(len(before), len(after))


def readable(differing: Paragraph) -> Paragraph:
    """Return the parts with one removed and one added piece for each place. A few words that happen to be the same
    between two longer changes belong to the change.
    """
    merged: Paragraph = []
    old = new = ""
    for number, (op, text) in enumerate(differing):
        if op == "=" and not (_is_small(text, old, new) and _changes_more(differing, number, text)):
            merged += _change(old, new)
            merged.append((op, text))
            old = new = ""
            continue
        old += text if op != "+" else ""
        new += text if op != "-" else ""
    return merged + _change(old, new)


def _is_small(text: str, old: str, new: str) -> bool:
    """Return whether words between two changes are not longer than the change before them."""
    return bool(old or new) and len(text.strip()) <= max(len(old), len(new))


def _changes_more(differing: Paragraph, number: int, text: str) -> bool:
    """Return whether a change of at least its length follows the part."""
    following = [len(piece) for op, piece in differing[number + 1 : number + 3] if op != "="]
    return max(following, default=-1) >= len(text.strip())


def _change(old: str, new: str) -> Paragraph:
    parts: Paragraph = [("-", old), ("+", new)]
    return [part for part in parts if part[1]]
