"""Gzip of one or more members, unpacked up to a limit.

Programs that append to a ``.gz`` file, and servers that compress piece by piece, write several members one after the
other; RFC 1952 (2.2) says that they are one file.
"""

from __future__ import annotations

import zlib

__all__ = ["GZIP_MAGIC", "GunzipError", "gunzip"]

GZIP_MAGIC = b"\x1f\x8b"
"""First bytes of each member."""

_WITH_HEADER = 16 + zlib.MAX_WBITS
_MAX_MEMBERS = 10_000
"""One for each kilobyte of the largest page. An empty member of 20 bytes takes as long as one with text."""


class GunzipError(ValueError):
    """The bytes cannot be unpacked, or not within the limits; the message says why."""


def gunzip(packed: bytes, limit: int) -> bytes:
    """Return the unpacked bytes of all members; bytes after the last one that begin no other are padding.

    :param limit: most bytes to unpack
    :raises GunzipError: when the bytes are broken or end early, or hold more than the limit
    """
    parts: list[bytes] = []
    size = 0
    rest = packed
    while rest.startswith(GZIP_MAGIC):
        if len(parts) >= _MAX_MEMBERS:
            raise GunzipError(f"gzip of more than {_MAX_MEMBERS:,} members")
        member = zlib.decompressobj(_WITH_HEADER)
        try:
            parts.append(member.decompress(rest, limit - size + 1))
        except zlib.error as error:
            raise GunzipError(f"broken gzip: {error}") from None
        size += len(parts[-1])
        if size > limit:
            raise GunzipError(f"gzip of more than {limit:,} bytes, the limit for a page (MAX_PAGE_BYTES)")
        if not member.eof:
            raise GunzipError("gzip ends early")
        rest = member.unused_data
    return b"".join(parts)
