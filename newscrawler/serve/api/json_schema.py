"""JSON schemas made from classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

__all__ = [
    "Schema",
    "choices_of",
    "extended",
    "items_of",
    "object_of",
    "page_of",
    "properties_of",
    "schema_of",
    "stored_of",
]

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
    Any: {},
}

_INTERNAL = frozenset(("signature",))
"""Attributes that no answer has: :func:`newscrawler.storage.plain.stored_fields` leaves them out."""


def schema_of(kind: Any) -> Schema:
    """Return the JSON schema of a type as the plain form of stored documents writes it.

    :raises TypeError: for a type that JSON has no form for
    """
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if is_dataclass(kind) and isinstance(kind, type):
        return {"type": "object", "properties": properties_of(kind)}
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, UnionType):
        return {"anyOf": [schema_of(each) for each in arguments]}
    if origin in (list, tuple):
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(arguments[1])}
    raise TypeError(f"{kind!r} has no JSON schema")


def choices_of(kind: type, attribute: str) -> tuple[str, ...]:
    """Return the values of an attribute whose type is :data:`typing.Literal`."""
    return get_args(get_type_hints(kind)[attribute])


def page_of(schema: Schema) -> Schema:
    """Return the schema of a page: documents, and the link to the next page."""
    following: Schema = {
        "anyOf": [{"type": "string", "format": "uri"}, {"type": "null"}],
        "description": "Address of the next page; null at the end.",
    }
    return object_of(items={"type": "array", "items": schema}, next=following)


def items_of(schema: Schema) -> Schema:
    """Return the schema of a list without further pages."""
    return object_of(items={"type": "array", "items": schema})


def object_of(**properties: Schema) -> Schema:
    """Return the schema of an object that always has these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def properties_of(kind: type, left_out: frozenset[str] = _INTERNAL) -> dict[str, Schema]:
    """Return the schemas of the attributes of a dataclass, by their names."""
    hints = get_type_hints(kind)
    return {each.name: schema_of(hints[each.name]) for each in fields(kind) if each.name not in left_out}


def stored_of(kind: type, item: str, of: type) -> Schema:
    """Return the schema of a stored document in its plain form: the item's fields beside the store's own."""
    own = properties_of(kind, _INTERNAL | {item})
    return {"type": "object", "properties": {"id": {"type": "string"}, **properties_of(of), **own}}


def extended(schema: Schema, **properties: Schema) -> Schema:
    """Return the schema of an object with further properties."""
    return {**schema, "properties": {**schema["properties"], **properties}}
