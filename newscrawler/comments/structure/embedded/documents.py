"""Texts that editors store as a tree: paragraphs of a document, each a list of runs of text."""

from __future__ import annotations

from typing import Any

__all__ = ["text_of_document"]

_TEXTS = ("text", "t", "insert", "value")
"""Names of the text in a run."""

_INSIDE = ("document", "content", "children", "blocks", "nodes", "ops", "c", "paragraphs")
"""Names of the parts in a document, a paragraph or a run."""

_MOST_PARTS = 2_000
"""Parts of a document that are read."""


def text_of_document(value: Any) -> str | None:
    """Return the text of a document, one line for each of its paragraphs; None where a value is no document."""
    paragraphs = _parts(value)
    if not paragraphs or not all(isinstance(each, dict) for each in paragraphs):
        return None
    if len(paragraphs) == 1 and len(inner := _parts(paragraphs[0])) > 1 and all(map(_parts, inner)):
        paragraphs = inner
    lines = ["".join(_runs(each)).strip() for each in paragraphs]
    return "\n".join(filter(None, lines)) or None


def _parts(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return next((value[name] for name in _INSIDE if isinstance(value.get(name), list)), [])
    return []


def _runs(part: Any) -> list[str]:
    """Return the runs of text in a part, in order."""
    found: list[str] = []
    waiting = [part]
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        each = waiting.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, dict):
            text = next((each[name] for name in _TEXTS if isinstance(each.get(name), str)), None)
            waiting += [text] if text is not None else reversed(_parts(each))
        elif isinstance(each, list):
            waiting += reversed(each)
    return found
