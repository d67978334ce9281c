"""Memories as documents of plain BSON types, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from newscrawler.calendar.memories import CopyMemory, ListMemory, Memory, ThreadMemory
from newscrawler.calendar.visits import ListHints

__all__ = ["memory_document", "memory_of"]

_MEMORIES: dict[str, type[Memory]] = {"list": ListMemory, "copy": CopyMemory, "thread": ThreadMemory}
_DEFAULTS: dict[type[Memory], tuple[tuple[str, Any], ...]] = {
    memory: tuple((each.name, each.default) for each in fields(memory) if each.name != "hints")
    for memory in _MEMORIES.values()
}
_HINTS = tuple(each.name for each in fields(ListHints))
_NO_HINTS = ListHints()


def memory_document(memory: Memory) -> dict[str, Any]:
    """Return a memory without the values that are defaults, which nearly all copies and threads have."""
    document = {}
    for name, default in _DEFAULTS[type(memory)]:
        value = getattr(memory, name)
        if value != default:
            document[name] = _plain(value)
    if isinstance(memory, ListMemory) and memory.hints != _NO_HINTS:
        document["hints"] = {name: _plain(getattr(memory.hints, name)) for name in _HINTS}
    return document


def memory_of(kind: str, document: Mapping[str, Any]) -> Memory:
    """Return the memory of a document. Fields that the memory does not have are ignored: a later version wrote them."""
    memory = _MEMORIES[kind]
    values: dict[str, Any] = {name: _frozen(document[name]) for name, _ in _DEFAULTS[memory] if name in document}
    if "hints" in document:
        stated = document["hints"]
        hints: dict[str, Any] = {name: _frozen(stated[name]) for name in _HINTS if name in stated}
        values["hints"] = ListHints(**hints)
    return memory(**values)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
