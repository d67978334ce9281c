"""Records of an archive, and the inputs that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newscrawler.limits import FRAGMENT_CHARACTERS, MAX_PAGE_BYTES

__all__ = ["BadRecord", "Record", "beginning", "too_large"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One saved page."""

    kind: Literal["html", "text"]
    body: bytes
    """Bytes with content and transfer encodings undone. Decoding the characters is the reader's task."""

    name: str
    """``<path>#<offset>``: place where it was read; the offset is in bytes of the file on disk (of the gzip member)."""

    url: str | None = None
    """Address it was fetched from; for an HTML file the address that the page states, if any."""

    content_type: str | None = None
    """The HTTP ``Content-Type`` header as archived; None for a file."""

    archived: datetime | None = None
    """Time of archiving, aware; None if the archive does not state it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRecord:
    """Bytes that could not be read, and the reason."""

    name: str
    reason: str
    fragment: str | None = None
    """The beginning of the bytes at fault."""

    url: str | None = None


def beginning(data: bytes) -> str:
    """Return the first bytes as text, for :attr:`BadRecord.fragment`."""
    return data[:FRAGMENT_CHARACTERS].decode("utf-8", "replace")


def too_large(name: str, body: bytes) -> BadRecord | None:
    """Return the bad record of a body beyond the limit for a page, None if it is within."""
    if len(body) <= MAX_PAGE_BYTES:
        return None
    reason = f"more than {MAX_PAGE_BYTES:,} bytes, the limit for a page"
    return BadRecord(name=name, reason=reason, fragment=beginning(body))
