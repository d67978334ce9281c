"""Changes of one copy, from each version to the next, as data for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newscrawler.items import Copy
from newscrawler.printable import one_line
from newscrawler.storage.reader import Revision
from newscrawler.versions import Change, words
from newscrawler.versions.paragraphs import Paragraph, paragraphs, readable

__all__ = ["TEXTS", "Step", "count_words", "kind_words", "step_fields", "steps_of"]

TEXTS = {"headline": "headline", "byline": "byline", "section": "section", "edNote": "note"}
"""Texts beside the body that are compared word by word, each with the name that is shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """A version of a copy and the version that replaced it."""

    before: Copy
    after: Copy
    change: Change | None
    """None: nothing that a reader would notice."""

    @property
    def texts(self) -> list[tuple[str, Paragraph]]:
        """Name and parts of each of :data:`TEXTS` that differs."""
        found = []
        for name, shown in TEXTS.items():
            old, new = one_line(getattr(self.before, name)), one_line(getattr(self.after, name))
            if old != new:
                found.append((shown, readable(words(old, new))))
        return found

    @property
    def body(self) -> list[Paragraph]:
        """Paragraphs of both texts in reading order, word by word."""
        return paragraphs(_blocks(self.before), _blocks(self.after))


def steps_of(revisions: Sequence[Revision], current: Copy) -> list[Step]:
    """Return the changes of a copy, oldest first."""
    versions = [*(earlier.copy for earlier in revisions), current]
    return [Step(earlier.copy, after, earlier.change) for earlier, after in zip(revisions, versions[1:], strict=True)]


def step_fields(step: Step) -> dict[str, Any]:
    """Return a step as JSON: both visits, the change, and the parts of headline and body with their operations."""
    return {
        "url": step.after.url,
        "before": step.before.retrieved,
        "after": step.after.retrieved,
        "change": None if step.change is None else step.change.stored,
        "headline": words(step.before.headline or "", step.after.headline or ""),
        "body": step.body,
    }


def kind_words(change: Change | None) -> str:
    """Return the kind of a change in words."""
    if change is None:
        return "nothing that a reader would notice"
    return f"{change.kind}, silent" if change.silent else change.kind


def count_words(change: Change | None) -> str:
    """Return the numbers of sentences and words that differ, in words; empty where there are none."""
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


def _blocks(copy: Copy) -> list[str]:
    """Return the text of each block; of a block that is no paragraph it begins with the kind."""
    return [("" if block.kind == "paragraph" else f"[{block.kind}] ") + one_line(block.text) for block in copy.blocks]
