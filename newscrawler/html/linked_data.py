"""JSON-LD: objects that a page states for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newscrawler.jsontext import JsonLimitError, parse_json

__all__ = ["linked_objects"]

_TRAILING_COMMA = re.compile(r",\s*([\]}])")


def linked_objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD script, ``@graph`` and lists flattened; nothing where it is not JSON."""
    queue = [_parsed(text)]
    while queue:
        thing = queue.pop(0)
        if isinstance(thing, list):
            queue[:0] = thing
        elif isinstance(thing, dict):
            yield thing
            if isinstance(graph := thing.get("@graph"), list):
                queue[:0] = graph


def _parsed(text: str) -> Any:
    try:
        return parse_json(text, strict=False)
    except JsonLimitError:
        return None
    except ValueError:
        return _repaired(text)


def _repaired(text: str) -> Any:
    """Parse JSON with the most frequent faults of templates: a comma after the last member, a semicolon at the end."""
    try:
        return parse_json(_TRAILING_COMMA.sub(r"\1", text.strip().rstrip(";")), strict=False)
    except ValueError:
        return None
