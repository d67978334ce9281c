"""Fields of the stored documents, derived from the attributes of the items.

:mod:`newscrawler.items` lists each field once. Rules for the server, documents, nested items of what is read, and
    the tables of ``docs/collections`` come from here, so that a new attribute needs no second edit.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from newscrawler.items import Stored

__all__ = ["Document", "Field", "Fields", "Rule", "fields_of", "listed_items", "nested_items"]

Document = dict[str, Any]
Rule = Mapping[str, Any]

_NUMBER = ("int", "long")
_BSON_TYPES: dict[Any, str | tuple[str, ...]] = {
    str: "string",
    datetime: "date",
    bool: "bool",
    int: _NUMBER,
    float: ("double", *_NUMBER),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One attribute of an item, as the store has it."""

    name: str
    type: Any
    """Without None and without :class:`Stored`."""
    optional: bool
    """Whether it may be null in the store."""
    stored: Stored
    default: Callable[[], Any]
    """Makes the value of a document that lacks the field; None where it is always there."""

    @property
    def nested(self) -> type | None:
        """Class of the item that the attribute holds, e.g. ``Dateline``; None for a plain value."""
        return self.type if isinstance(self.type, type) and dataclasses.is_dataclass(self.type) else None

    @property
    def listed(self) -> type | None:
        """Class of the items that the attribute lists, e.g. ``Block``; None for a list of plain values or no list."""
        return _listed(self.type)

    @property
    def rule(self) -> Rule:
        """The field's part of the ``$jsonSchema`` that the server enforces."""
        if get_origin(self.type) is Literal:
            return {"enum": [*get_args(self.type), *([None] if self.optional else [])]}
        if self.nested is not None:
            return {**self._bson("object"), **_rule_of_item(self.nested)}
        if self.listed is not None:
            return {**self._bson("array"), "items": {"bsonType": "object", **_rule_of_item(self.listed)}}
        if get_origin(self.type) is list:
            (inner,) = get_args(self.type)
            return {**self._bson("array"), "items": _plain_rule(inner)}
        if get_origin(self.type) is dict:
            return self._bson("object")
        if self.type not in _BSON_TYPES:
            raise TypeError(
                f"{self.name}: the store has no rule for {self.type}; add one to newscrawler.storage._fields"
            )
        rule = self._bson(_BSON_TYPES[self.type])
        if self.stored.filled:
            rule["minLength"] = 1
        if self.stored.minimum is not None:
            rule["minimum"] = self.stored.minimum
        return rule

    def _bson(self, name: str | tuple[str, ...]) -> Document:
        names = [name] if isinstance(name, str) else list(name)
        if self.optional:
            names.append("null")
        return {"bsonType": names[0] if len(names) == 1 else names}


class Fields:
    """The attributes of an item class that are stored, in the order of the class.

    :param item: a dataclass of :mod:`newscrawler.items`, or one like it
    :param hashed: names that are part of every hash, in the order in which they are hashed. Frozen: another order or
        another name would change every stored hash. A field that is not among them joins the hash where it has a
        value, so that documents that were written before it was added keep theirs.
    """

    def __init__(self, item: type, hashed: tuple[str, ...] = ()) -> None:
        self.all = tuple(each for each in _fields(item) if each.stored.kept)
        later = [each for each in self.all if each.stored.content and each.name not in hashed]
        self.content = (*hashed, *(each.name for each in later))
        """Names of the fields that are content, those that are hashed first."""
        self.beside = tuple(each.name for each in self.all if not each.stored.content)
        """Names of the fields that another visit may change without a change of content."""
        self.defaults: Mapping[str, Callable[[], Any]] = {each.name: each.default for each in self.all}
        self._unhashed = frozenset(each.name for each in self.all if not each.stored.hashed)
        self._later = {each.name: each.default() for each in later if each.stored.hashed} if hashed else {}
        nested, lists = _makers(item, nested_items), _makers(item, listed_items)
        self.document: Callable[[Any], Document] = _maker(self.content, nested, lists)
        """Makes the content of an item a document; raises AttributeError for an item of another class."""
        self.document_beside: Callable[[Any], Document] = _maker(self.beside, nested, lists)
        """Makes a document of the values that are not content."""

    @property
    def rules(self) -> dict[str, Rule]:
        """Rules of the fields by name: ``properties`` of a ``$jsonSchema``."""
        return {each.name: each.rule for each in self.all}

    def hashed(self, content: Document) -> Document:
        """Return the part of a content that its hash is made of, in the frozen order."""
        if not self._later and not self._unhashed:
            return content
        return {
            name: value
            for name, value in content.items()
            if name not in self._unhashed and (name not in self._later or value != self._later[name])
        }


@lru_cache
def fields_of(item: type) -> Fields:
    """Return the fields of an item class that has no hash of its own."""
    return Fields(item)


@lru_cache
def nested_items(item: type) -> Mapping[str, type]:
    """Return the attributes of a class that hold items, with their classes: ``{"dateline": Dateline}``."""
    return {each.name: each.nested for each in _fields(item) if each.nested is not None}


@lru_cache
def listed_items(item: type) -> Mapping[str, type]:
    """Return the attributes of a class that list items, with their classes: ``{"blocks": Block}``."""
    return {each.name: each.listed for each in _fields(item) if each.listed is not None}


def _fields(item: type) -> list[Field]:
    hints = get_type_hints(item, include_extras=True)
    return [_field(each, hints[each.name]) for each in dataclasses.fields(item)]


def _field(attribute: dataclasses.Field[Any], hint: Any) -> Field:
    stored = Stored()
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        stored = next((each for each in extras if isinstance(each, Stored)), stored)
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    types = [each for each in options if each is not NoneType]
    if len(types) != 1:
        raise TypeError(f"{attribute.name}: the store has no rule for {hint}; use one type, or one type and None")
    if attribute.default_factory is not dataclasses.MISSING:
        default: Callable[[], Any] = attribute.default_factory
    else:
        value = None if attribute.default is dataclasses.MISSING else attribute.default
        default = lambda: value  # noqa: E731 - a function as the branch above has
    return Field(
        name=attribute.name,
        type=types[0],
        optional=len(types) < len(options) and not stored.filled,
        stored=stored,
        default=default,
    )


def _makers(item: type, held: Callable[[type], Mapping[str, type]]) -> dict[str, Callable[[Any], Document]]:
    """Return what makes documents of the items that the attributes of a class hold, by name of the attribute."""
    return {name: fields_of(each).document for name, each in held(item).items()}


def _listed(type_: Any) -> type | None:
    if get_origin(type_) is not list:
        return None
    (inner,) = get_args(type_)
    return inner if isinstance(inner, type) and dataclasses.is_dataclass(inner) else None


def _rule_of_item(item: type) -> Document:
    """Return the part of the rule of an object that says which fields it has."""
    nested = fields_of(item)
    required = [each.name for each in nested.all if not each.optional]
    return {**({"required": required} if required else {}), "properties": nested.rules}


def _maker(
    names: tuple[str, ...],
    nested: Mapping[str, Callable[[Any], Document]],
    lists: Mapping[str, Callable[[Any], Document]],
) -> Callable[[Any], Document]:
    """Return a function that makes a dictionary of attributes.

    Compiled from a dictionary written out, as :mod:`dataclasses` does: with ``attrgetter`` and ``zip`` the documents
    of a page take a fifth longer, with :func:`dataclasses.asdict` ten times as long.
    """

    def value(name: str) -> str:
        if name in lists:
            return f"[*map(lists[{name!r}], item.{name})]"
        return f"None if item.{name} is None else nested[{name!r}](item.{name})" if name in nested else f"item.{name}"

    values = map(value, names)
    source = ", ".join(f"{name!r}: {value}" for name, value in zip(names, values, strict=True))
    maker: Callable[[Any], Document] = eval(
        f"lambda item: {{{source}}}", {"nested": nested, "lists": lists}
    )  # names of attributes only
    return maker


def _plain_rule(type_: Any) -> Document:
    found = _BSON_TYPES[type_]
    return {"bsonType": found if isinstance(found, str) else list(found)}
