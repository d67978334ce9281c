"""Members of a gzip file: archives compress each record on its own, so that one damaged record costs no other."""

from __future__ import annotations

import os
import zlib
from typing import IO

from newscrawler.archives.stream import BLOCK_BYTES, DamagedError

__all__ = ["GzipMembers"]

_SIGNATURE = b"\x1f\x8b\x08"
_MAX_FALSE_STARTS = 10_000
"""Bytes that look like a gzip header and are not: compressed data contains such a place every 16 MB."""


class GzipMembers:
    """Members of a gzip file, one after the other. A damaged one can be skipped."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(wbits=31)
        self._raw = b""
        self.start = 0
        """Offset of the current member in the file."""

    def begin(self) -> bool:
        """Begin the next member. Return False at the end of the file."""
        raw = (self._raw or self._file.read(BLOCK_BYTES)).lstrip(b"\0")  # some writers pad with zeros
        while not raw:
            raw = self._file.read(BLOCK_BYTES)
            if not raw:
                return False
            raw = raw.lstrip(b"\0")
        self._raw = raw
        self.start = self._file.tell() - len(raw)
        self._inflate = zlib.decompressobj(wbits=31)
        return True

    def block(self) -> bytes:
        """Return the next bytes of the member; empty when it has ended and its checksum is right.

        :raises DamagedError: when the member is broken or ends early
        """
        while not self._inflate.eof:
            if not self._raw:
                self._raw = self._file.read(BLOCK_BYTES)
            ended = not self._raw
            try:
                data = self._inflate.decompress(self._raw, BLOCK_BYTES)  # without input it returns what it still holds
            except zlib.error as error:
                raise DamagedError(f"broken gzip: {error}") from None
            if ended and not data and not self._inflate.eof:
                raise DamagedError("gzip ends early")
            self._raw = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            if data:
                return data
        return b""

    def recover(self) -> str:
        """Skip to the next member that begins with a record. Return how much was skipped, for a message."""
        at = self.start + 1
        self._file.seek(at)
        window = b""
        false_starts = 0
        while block := self._file.read(BLOCK_BYTES):
            window += block
            found = window.find(_SIGNATURE)
            while found >= 0:
                false_starts += 1
                if false_starts > _MAX_FALSE_STARTS:
                    return self._give_up()
                if self._begins_record(at + found):
                    self._file.seek(at + found)
                    self._raw = b""
                    return f"{at + found - self.start:,} bytes passed over"
                found = window.find(_SIGNATURE, found + 1)
            at += max(len(window) - len(_SIGNATURE) + 1, 0)
            window = window[-len(_SIGNATURE) + 1 :]
        return self._give_up()

    def _give_up(self) -> str:
        self._raw = b""
        end = self._file.seek(0, os.SEEK_END)
        return f"{end - self.start:,} bytes lost up to the end of the file"

    def _begins_record(self, offset: int) -> bool:
        back = self._file.tell()
        self._file.seek(offset)
        try:
            beginning = zlib.decompressobj(wbits=31).decompress(self._file.read(4096), 5)
        except zlib.error:
            beginning = b""
        self._file.seek(back)
        return beginning == b"WARC/"
