"""JSON from outside, read within limits: a flood of brackets takes 30 times its size in ``json.loads``."""

from __future__ import annotations

import json
from typing import Any

from newscrawler.limits import MAX_PAGE_BYTES

__all__ = ["MAX_CONTAINERS", "MAX_DEPTH", "MAX_VALUES", "JsonLimitError", "parse_json"]

MAX_CONTAINERS = 200_000
"""Opening brackets. An object takes 64 to 232 bytes; a hundred comments with all their links are 1,500 objects."""

MAX_VALUES = 500_000
"""Commas, those inside of texts included. A value takes up to 60 bytes beside its text."""

MAX_DEPTH = 200
"""Objects inside of objects. Replies to replies take four levels each; Python gives up, anywhere, near 1,000."""


_CONTAINERS = frozenset((dict, list))
"""Types of what holds other values. A look at the type takes a fifth of the time of ``isinstance`` with a union."""


class JsonLimitError(ValueError):
    """The JSON exceeds a limit; the message names the limit and its figure."""


def parse_json(text: str | bytes, *, strict: bool = True) -> Any:
    """Return the value of a JSON text. Where an object has a name twice, the last value counts.

    Half a surrogate pair, which cannot be encoded, becomes U+FFFD: comments that were cut inside an emoji end like
    that.

    :param strict: whether control characters inside texts are errors
    :raises JsonLimitError: when it exceeds a limit, each of which is above anything that outlets send
    :raises ValueError: when it is not JSON
    """
    if len(text) > MAX_PAGE_BYTES:
        raise JsonLimitError(f"{len(text):,} bytes; the limit is {MAX_PAGE_BYTES:,} (MAX_PAGE_BYTES)")
    containers = _count(text, "{") + _count(text, "[")
    if containers > MAX_CONTAINERS:
        raise JsonLimitError(f"{containers:,} objects and lists; the limit is {MAX_CONTAINERS:,} (MAX_CONTAINERS)")
    values = _count(text, ",")
    if values > MAX_VALUES:
        raise JsonLimitError(f"{values:,} values; the limit is {MAX_VALUES:,} (MAX_VALUES)")
    try:
        data = json.loads(text, strict=strict)
    except RecursionError:
        raise JsonLimitError(f"nested too deep; the limit is {MAX_DEPTH:,} (MAX_DEPTH)") from None
    if containers > MAX_DEPTH and _is_deep(data):
        raise JsonLimitError(f"nested too deep; the limit is {MAX_DEPTH:,} (MAX_DEPTH)")
    if _count(text, "\\ud") or _count(text, "\\uD"):
        return _with_whole_characters(data)
    return data


def _with_whole_characters(data: Any) -> Any:
    text = json.dumps(data, ensure_ascii=False)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return data if whole == text else json.loads(whole)


def _count(text: str | bytes, character: str) -> int:
    return text.count(character) if isinstance(text, str) else text.count(character.encode())


def _is_deep(data: Any) -> bool:
    level = [data]
    for _ in range(MAX_DEPTH + 1):
        level = [
            value
            for container in level
            for value in (container.values() if isinstance(container, dict) else container)
            if type(value) in _CONTAINERS
        ]
        if not level:
            return False
    return True
