"""Versions of one copy, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newscrawler.commands._terminal import Part, cut, date, one_line, wrap_parts
from newscrawler.printable import Style
from newscrawler.storage.reader import StoredCopy
from newscrawler.storage.steps import Step, count_words, kind_words
from newscrawler.versions import Op
from newscrawler.versions.paragraphs import Paragraph

__all__ = ["diff_lines"]

_STYLE: dict[Op, Style | None] = {"=": None, "-": "removed", "+": "added"}

_LABEL = 10
"""Columns of the names of fields, and of the indent of the body."""


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
    yield [("strong", f"{date(step.after.retrieved)} UTC  {kind_words(step.change)}")]
    counts = count_words(step.change)
    if counts:
        yield from wrap_parts([(None, counts)], room, colours=colours)
    for name, parts in step.texts:
        yield from _labelled(name, _parts(parts), room, colours=colours)
    yield from _times(step)
    yield from _body(step, room, colours=colours, full=full)
    yield []


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
    for paragraph in step.body:
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


def _parts(paragraph: Paragraph) -> list[Part]:
    return [(_STYLE[op], text) for op, text in paragraph]
