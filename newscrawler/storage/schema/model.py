"""Form in which a collection is described: rules for its documents, and indexes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newscrawler.storage._fields import Document, Rule

__all__ = ["CollectionSchema", "Index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index and its purpose."""

    keys: tuple[tuple[str, int], ...]
    question: str
    """The question that this index answers."""
    unique: bool = False
    only_where: str | None = None
    """A field: documents without it are not in the index."""
    only_text: str | None = None
    """A field: only documents in which it is a text are in the index."""
    only_among: tuple[str, tuple[str, ...]] | None = None
    """A field and values: only documents in which it is one of these are in the index."""
    sparse: bool = False
    """Holds only documents that have the field."""
    expire_after: int | None = None
    """Seconds after which the server removes a document, counted from the (one) field."""

    @property
    def name(self) -> str:
        """Name as the server would choose it: ``outlets_1_datePublished_-1``."""
        return "_".join(f"{field}_{direction}" for field, direction in self.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSchema:
    """One collection: the rules for its documents, and its indexes."""

    name: str
    required: tuple[str, ...]
    properties: Mapping[str, Rule]
    indexes: tuple[Index, ...] = ()

    @property
    def validator(self) -> Document:
        """The ``$jsonSchema`` that the server enforces."""
        return {
            "$jsonSchema": {
                "bsonType": "object",
                "required": ["_id", *self.required],
                "properties": dict(self.properties),
            }
        }
