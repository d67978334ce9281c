"""Groups of like objects in data: the members of a list, of a map by id, or of one kind in a store of all kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from newscrawler.comments.structure.embedded.packed import text_with_values

__all__ = ["KIND_NAMES", "Collection", "Group", "Member", "find_collections", "members_of", "whole"]

_MOST_CONTAINERS = 100_000
"""Objects and lists of a page that are looked at; a page with a thousand comments has 20,000."""

_MOST_LAID_OUT = 30_000
"""Objects of a page that are laid out as records, with those inside them, and replies once for each level above them.
It takes 10 to 30 µs each; a thread of 2,000 comments has 20,000."""

_NEAREST = 3
"""Objects around a group that are kept; a story, its discussion and the list's own object."""

_LONGEST_PATH = 8
"""Names before a group that are kept."""

_SHORTEST_DATA = 60
"""Characters of a text that is looked at as JSON in JSON."""

_WRAPPER = 4
"""Fields of an object that only wraps the member of a list: ``{"cursor": …, "node": {…}}``."""

_SHORTEST_MEMBER = 2
"""Fields of a member that may be a comment: a text and a name."""

KIND_NAMES = ("__typename", "@type", "_type", "type", "kind", "model")
"""Fields that name the kind of an object."""

_REFERENCES = ("__ref", "$ref", "__id")

_CONTAINERS = frozenset((dict, list))
"""Types of what holds other values."""


@dataclass(slots=True)
class Member:
    """One object of a group."""

    key: str | None
    """Its key, where the group is a map."""
    value: dict[str, Any]


@dataclass(slots=True)
class Group:
    """Objects that stand beside each other."""

    members: list[Member]
    path: tuple[str, ...]
    """Names that lead to it from the outside in; positions in lists are left out."""
    around: tuple[dict[str, Any], ...]
    """Objects around it, from the inside out."""
    kind: str = ""
    """Kind of the members, where a store holds objects of many kinds."""


@dataclass(slots=True)
class Collection:
    """All groups of a page's data, and all objects that others refer to."""

    groups: list[Group] = field(default_factory=list)
    stores: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Objects by the key that references name."""
    left: int = _MOST_LAID_OUT
    """Objects that may still be laid out as records."""

    def referred(self, value: Any) -> dict[str, Any] | None:
        """Return the object that a reference such as ``{"__ref": "User:5"}`` names; None where it is no reference."""
        key = reference_of(value)
        return self.stores.get(key) if key is not None else None


def reference_of(value: Any) -> str | None:
    """Return the key that a reference names."""
    if not isinstance(value, dict) or not 0 < len(value) <= _WRAPPER:
        return None
    for name in _REFERENCES:
        if isinstance(key := value.get(name), str):
            return key if len(value) <= 2 else None
    if value.get("type") == "id" and isinstance(key := value.get("id"), str):
        return key
    return None


_Place = tuple[Any, tuple[str, ...], tuple[dict[str, Any], ...]]
"""A list or object, the names that lead to it, and the objects around it; of both only the nearest."""


def find_collections(sources: Iterator[tuple[tuple[str, ...], Any]]) -> Collection:
    """Return the groups in values.

    :param sources: values, each with the names that its source gives it
    """
    found = Collection()
    waiting: list[_Place] = [(value, path, ()) for path, value in sources]
    waiting.reverse()
    # With the values themselves, because the id of one that is gone may be another's.
    seen: dict[int, Any] = {}
    while waiting and len(seen) < _MOST_CONTAINERS:
        place = waiting.pop()
        value = place[0]
        if id(value) in seen:
            continue
        seen[id(value)] = value
        inner = _look_into_list(place, found) if isinstance(value, list) else _look_into_object(place, found)
        inner.reverse()
        waiting += inner
    return found


def _look_into_list(place: _Place, found: Collection) -> list[_Place]:
    """Add the objects of a list as a group; returns the values inside it."""
    values, path, around = place
    members = members_of(values)
    if members:
        found.groups.append(Group(members, path, around))
    return [(each, path, around) for each in values if type(each) in _CONTAINERS]


def _look_into_object(place: _Place, found: Collection) -> list[_Place]:
    """Add the objects of a map as groups; returns the values inside the object or map."""
    value, path, around = place
    around = (value, *around[: _NEAREST - 1])
    path = path[1 - _LONGEST_PATH :]
    inner: list[_Place] = []
    holds_objects = False
    for name, each in value.items():
        kind = type(each)
        if kind is str:
            if len(each) >= _SHORTEST_DATA and (held := text_with_values(each)):
                inner.append((held, (*path, name), around))
        elif kind is dict:
            holds_objects = True
            inner.append((each, (*path, name), around))
        elif kind is list and each:
            inner.append((each, (*path, name), around))
    if holds_objects and (members := members_of(value)):
        _add_map(members, path, place[2], found)
    return inner


def _add_map(keyed: list[Member], path: tuple[str, ...], around: tuple[dict[str, Any], ...], found: Collection) -> None:
    """Add a map of objects: as one group, or as one for each kind where its keys or members name kinds."""
    kinds: dict[str, list[Member]] = {}
    for member in keyed:
        kinds.setdefault(_kind(member), []).append(member)
        if member.key is not None:
            found.stores.setdefault(member.key, member.value)
    for kind, members in kinds.items():
        found.groups.append(Group(members, path, around, kind))


def _kind(member: Member) -> str:
    kind = member.value.get("__typename")
    if isinstance(kind, str):
        return kind
    return (member.key or "").partition(":")[0] if ":" in (member.key or "") else ""


def members_of(value: Any) -> list[Member]:
    """Return the members of a list of objects, or of a map of objects by id; nothing for any other value."""
    if isinstance(value, list):
        return [Member(None, each) for each in value if isinstance(each, dict)]
    if not isinstance(value, dict):
        return []
    keys = [key for key, each in value.items() if isinstance(each, dict)]
    ids = [key for key in keys if _is_id(key)]
    return [Member(key, value[key]) for key in ids] if len(ids) * 2 >= len(keys) else []


# The objects of a page have a few hundred different names.
@lru_cache(maxsize=8192)
def _is_id(key: str) -> bool:
    """Return whether a key is an id, and no name of a field."""
    return ":" in key or any(map(str.isdigit, key)) or len(key) > 40


def whole(value: dict[str, Any]) -> dict[str, Any]:
    """Return a member without its wrapper: of ``{"kind": "t1", "data": {…}}`` the data, with the wrapper's fields."""
    for _ in range(2):
        name = _name_of_wrapped(value)
        if name is None:
            return value
        value = {**value, **value[name]}
        # The wrapped object may have a field of the same name.
        if isinstance(value[name], dict):
            del value[name]
    return value


def _name_of_wrapped(value: dict[str, Any]) -> str | None:
    """Return the name of the one object that a wrapper holds; None for an object that is no wrapper."""
    if len(value) > _WRAPPER:
        return None
    inside = [name for name, each in value.items() if isinstance(each, dict)]
    if len(inside) != 1 or len(value[inside[0]]) <= _SHORTEST_MEMBER or reference_of(value[inside[0]]) is not None:
        return None
    return None if any(map(_is_content, value.values())) else inside[0]


def _is_content(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, str) and " " in value)
