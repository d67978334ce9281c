"""One printing of a copy, as a comparison sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from newscrawler.items import APART, Copy, WireVersion
from newscrawler.language.wiremarks import read_wire_version

__all__ = ["Version"]

_PLAIN = (
    *("byline", "agency", "section", "copyrightHolder", "version"),
    *("datePublished", "datePublishedPrecision", "dateModified"),
)
"""Fields that are taken as they are; each may be None."""
_AS_THEY_ARE = ("headline", "authors", "edNote", "representation", "pubStatus", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The fields of a copy's content that a change is read from."""

    headline: str = ""
    byline: str | None = None
    authors: str = ""
    """Names, parted by commas."""
    agency: str | None = None
    dateline: str | None = None
    """Place of the dateline, as printed."""
    section: str | None = None
    copyrightHolder: str | None = None
    representation: str = "full"
    blocks: tuple[tuple[str, str], ...] = ()
    """Kind and text of each block."""
    edNote: str | None = None
    pubStatus: str = "usable"
    version: int | None = None
    wireVersion: WireVersion | None = None
    datePublished: datetime | None = None
    datePublishedPrecision: str | None = None
    dateModified: datetime | None = None
    gone: bool = False
    """Whether the outlet last answered that the page is not there (404, 410)."""

    @classmethod
    def of(cls, printing: Mapping[str, Any] | Copy | Version) -> Version:
        """Return the version that a document of ``copies`` or ``revisions``, or an item, holds."""
        if isinstance(printing, Version):
            return printing
        return cls._of_mapping(printing if isinstance(printing, Mapping) else _fields_of(printing))

    @classmethod
    def _of_mapping(cls, document: Mapping[str, Any]) -> Self:
        headline, note = document.get("headline") or "", document.get("edNote")
        plain = {name: document.get(name) for name in _PLAIN}
        dateline = document.get("dateline") or {}
        return cls(
            headline=headline,
            authors=", ".join(document.get("authors") or ()),
            dateline=dateline.get("located"),
            representation=document.get("representation") or "full",
            pubStatus=document.get("pubStatus") or "usable",
            blocks=_blocks(document),
            edNote=note,
            wireVersion=read_wire_version(headline, note),
            gone=document.get("gone") is not None,
            **plain,
        )

    @property
    def texts(self) -> list[str]:
        """Texts of all blocks in order."""
        return [text for _, text in self.blocks]


def _blocks(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the blocks; where they do not give the body, as after an older worker's write, its paragraphs."""
    blocks, body = document.get("blocks") or (), document.get("body") or []
    if blocks and [block["text"] for block in blocks if block["kind"] not in APART] == body:
        return tuple((block["kind"], block["text"]) for block in blocks)
    return tuple(("paragraph", text) for text in body)


def _fields_of(copy: Copy) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(copy, name) for name in (*_PLAIN, *_AS_THEY_ARE)}
    fields["dateline"] = None if copy.dateline is None else {"located": copy.dateline.located}
    fields["blocks"] = [{"kind": block.kind, "text": block.text} for block in copy.blocks]
    return fields
