"""Form in which an address of the API is described: its parameters, and what leads on from its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = [
    "LISTED",
    "Kind",
    "Link",
    "Operation",
    "Parameter",
    "fields_of",
    "id_of",
    "limit_of",
    "moment",
]

_MOST = 1_000
"""Most documents of one answer: 1,000 stories are some 10 MB, which a client and this server can hold."""

LISTED = 50
"""Documents of an answer if ``limit`` is not given."""

_LONGEST = 2_083
"""Characters of a text parameter: the longest address that is stored."""

Kind = Literal["text", "number", "moment", "choice", "choices"]
"""``moment``: a time with its zone, or a day (its beginning in UTC). ``choices``: several, separated by commas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Parameter of an address: in its query, or in its path."""

    name: str
    about: str
    """One sentence for people."""
    kind: Kind = "text"
    place: Literal["query", "path"] = "query"
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    least: int = 0
    most: int = _MOST
    longest: int = _LONGEST
    pattern: str | None = None
    """Regular expression of the whole text, in the form that JSON Schema and Python share."""
    required: bool = False
    example: str | int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Value in an answer that another operation takes as a parameter."""

    operation: str
    """Id of the other operation."""
    parameter: str
    pointer: str
    """JSON Pointer (RFC 6901) to the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address that is asked with GET (or HEAD), and its answers."""

    id: str
    path: str
    summary: str
    tag: str
    parameters: tuple[Parameter, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    """JSON schema of the answer 200, by media type."""
    details: str | None = None
    links: tuple[Link, ...] = ()
    problems: tuple[int, ...] = (400,)
    """Statuses of problems, beside those that every address has (401, 403, 429, 500, 503)."""

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of this name.

        :raises KeyError: there is none
        """
        return {each.name: each for each in self.parameters}[name]


def fields_of(schema: Mapping[str, Any]) -> Parameter:
    """Return the parameter that chooses among the top-level fields of documents."""
    return Parameter(
        name="fields",
        about="Only these top-level fields, separated by commas. `id` is always there.",
        kind="choices",
        choices=tuple(schema["properties"]),
    )


def limit_of(listed: int = LISTED) -> Parameter:
    """Return the parameter that bounds the number of documents."""
    return Parameter(
        name="limit", about="Most documents of this answer.", kind="number", default=listed, least=1, example=10
    )


def id_of(about: str, pattern: str | None = None) -> Parameter:
    """Return the id in a path."""
    return Parameter(name="id", about=about, place="path", required=True, pattern=pattern)


def moment(name: str, about: str) -> Parameter:
    """Return a parameter that is a time or a day."""
    return Parameter(name=name, about=about, kind="moment")
