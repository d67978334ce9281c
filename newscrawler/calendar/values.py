"""Copies of frozen dataclasses with some fields changed, quicker than :func:`dataclasses.replace`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

__all__ = ["replaced", "values_of"]

_T = TypeVar("_T")


@cache
def values_of(kind: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of a dataclass's fields, and a function that returns their values in this order."""
    names = tuple(each.name for each in fields(kind))
    return names, attrgetter(*names)


def replaced(value: _T, **changes: Any) -> _T:
    """Return a dataclass with other values of some fields, as :func:`dataclasses.replace` in half of its time.

    The calendar makes three such copies for each visit. All fields must be parameters of ``__init__``.

    :raises TypeError: when there is no field of a name
    """
    kind: Any = type(value)
    names, get = values_of(kind)
    made: _T = kind(**(dict(zip(names, get(value), strict=True)) | changes))
    return made
