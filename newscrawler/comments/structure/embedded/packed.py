"""Data that frameworks pack before they print it, unpacked: lists of references, typed pairs, streamed rows.

No script is run. What is not packed in one of the known ways is returned as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from newscrawler.comments.structure.embedded.literals import parsed_text
from newscrawler.jsontext import parse_json

__all__ = ["streamed_rows", "text_with_values", "unpacked"]

_MOST = 200_000
"""Values of one list of references that are unpacked, as many as its text may hold containers."""

_ROW = re.compile(r"(?:^|\n)?([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),|(I|H[A-Z]?|E|D|W)?)")
_REFERENCE = re.compile(r"\$[@L]?([0-9a-f]{1,8})$")
_MOST_TYPES = 8
"""Types around one value; the packed form of each is a list of the type and the value's number."""

_DATES = ("D", "Date")
"""Types whose packed form holds the value itself."""

_ISLAND_KINDS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
_ISLAND_LIST = 1
"""Type of a list among the typed pairs in the attributes of an Astro island; all others hold one value."""


def unpacked(value: Any) -> Any:
    """Return a value as it was before a framework packed it."""
    if isinstance(value, list) and len(value) > 2 and isinstance(value[0], dict | list):
        return _from_references(value)
    if isinstance(value, dict) and value and all(map(_is_pair, value.values())):
        return {name: _from_pair(pair) for name, pair in value.items()}
    return value


def _from_references(values: list[Any]) -> Any:
    """Return the first of values that name their parts by number, with all its parts (devalue, turbo-stream)."""
    first = values[0]
    if isinstance(first, list) and not (first and isinstance(first[0], str | int)):
        return values
    parts = list(first.values()) if isinstance(first, dict) else first[1:]
    if not parts or not all(type(part) is int and -_MOST_TYPES < part < len(values) for part in parts):
        return values
    # In a list of plain objects with numbers, no member is a text.
    if len(values) > _MOST or not any(isinstance(value, str) for value in values):
        return values
    return _Revival(values).value(0)


class _Revival:
    """Values by number, each built once."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._built: dict[int, Any] = {}
        self._waiting: list[tuple[Any, Any]] = []

    def value(self, number: int) -> Any:
        result = self._part(number)
        while self._waiting:
            packed, empty = self._waiting.pop()
            if isinstance(packed, dict):
                for name, part in packed.items():
                    empty[self._name(name)] = self._part(part)
            else:
                empty.extend(map(self._part, packed))
        return result

    def _name(self, name: str) -> str:
        """Return a field's name, which may be packed too: ``_5``."""
        if name[:1] == "_" and name[1:].isdecimal() and int(name[1:]) < len(self._values):
            packed = self._values[int(name[1:])]
            return packed if isinstance(packed, str) else name
        return name

    def _part(self, number: Any) -> Any:
        number = self._behind_types(number)
        if number is None:
            return None
        packed = self._values[number]
        if isinstance(packed, list) and len(packed) == 2 and packed[0] in _DATES:
            return packed[1]
        if not isinstance(packed, dict | list):
            return packed
        if number not in self._built:
            empty: dict[str, Any] | list[Any] = {} if isinstance(packed, dict) else []
            self._built[number] = empty
            self._waiting.append((packed, empty))
        return self._built[number]

    def _behind_types(self, number: Any) -> int | None:
        """Return the number of a value itself, where the value at a number is a type and the number of a value."""
        for _ in range(_MOST_TYPES):
            if type(number) is not int or not 0 <= number < len(self._values):
                return None
            packed = self._values[number]
            is_typed = isinstance(packed, list) and len(packed) == 2 and isinstance(packed[0], str)
            if not is_typed or type(packed[1]) is not int:
                return number
            number = packed[1]
        return None


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and type(value[0]) is int and value[0] in _ISLAND_KINDS


def _from_pair(pair: Any) -> Any:
    """Return the value of a typed pair, with the pairs inside it."""
    if not _is_pair(pair):
        return pair
    kind, value = pair
    if kind == _ISLAND_LIST and isinstance(value, list):
        return [_from_pair(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _from_pair(inner) for name, inner in value.items()}
    return value


def streamed_rows(chunks: Iterable[str]) -> Iterator[Any]:
    """Yield the values of numbered rows that a page streams in pieces (React Flight), references followed."""
    stream = "".join(chunks)
    rows = dict(_rows(stream))
    for value in rows.values():
        if isinstance(value, dict | list):
            yield _resolved(value, rows)


def _rows(stream: str) -> Iterator[tuple[str, Any]]:
    at = 0
    while (head := _ROW.match(stream, at)) is not None:
        if head[2] is not None:
            text, at = _measured(stream, head.end(), int(head[2], 16))
            yield head[1], text
            continue
        end = stream.find("\n", head.end())
        end = len(stream) if end < 0 else end
        if not head[3]:
            yield head[1], _parsed(stream[head.end() : end])
        at = end + 1


def _measured(stream: str, start: int, size: int) -> tuple[str, int]:
    """Return a text of as many bytes as its row says, and the position behind it."""
    text = stream[start : start + size]
    if not text.isascii():
        text = text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
    return text, start + len(text)


def _parsed(text: str) -> Any:
    try:
        return parse_json(text, strict=False)
    except ValueError:
        return None


def _resolved(value: Any, rows: dict[str, Any]) -> Any:
    """Return a value of a row in which texts such as ``$1f`` are replaced by the row that they name."""
    waiting = [value]
    seen = {id(value)}
    while waiting:
        container = waiting.pop()
        for place, inner in list(container.items() if isinstance(container, dict) else enumerate(container)):
            if isinstance(inner, str) and inner[:1] == "$":
                inner = container[place] = _referred(inner, rows)
            if isinstance(inner, dict | list) and id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
    return value


def _referred(text: str, rows: dict[str, Any]) -> Any:
    """Return the value that a text of a row stands for."""
    if text.startswith("$D"):
        return text[2:]
    if text == "$undefined":
        return None
    if text.startswith("$$"):
        return text[1:]
    reference = _REFERENCE.match(text)
    return rows.get(reference[1], text) if reference else text


def text_with_values(text: str) -> Any:
    """Return the values that a text inside of other values holds as JSON; None where it is a text."""
    return unpacked(parsed_text(text)) if text[:1] in ("{", "[") else None
