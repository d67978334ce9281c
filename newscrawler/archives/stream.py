"""A stream of bytes that may be damaged: read forward, skipped, and searched for the next record."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["BLOCK_BYTES", "DamagedError", "Stream"]

BLOCK_BYTES = 64 * 1024
"""Bytes that are read from a file at a time."""

_MAX_LINE = 8 * 1024
"""Bytes of one header line. Record headers have some 500 bytes altogether."""
_MAX_SKIPPED = 2_000_000_000
"""Bytes that are skipped at a time: four seconds of unpacking. A longer record is a film, and the next member is looked
for."""
_RECORD_LINE = re.compile(rb"\nWARC/\d\.\d{1,3}[ \t\r]{0,20}\n")
_FIRST_RECORD_LINE = re.compile(rb"WARC/\d\.\d{1,3}[ \t\r]{0,20}\n")
_LONGEST_RECORD_LINE = 32
_BLANK = re.compile(rb"\s*")


class DamagedError(Exception):
    """The compressed bytes cannot be inflated any further; the message says why."""


class Stream:
    """Bytes from a source of blocks, read forward, with a look at the bytes that follow.

    :param block: returns the next bytes; empty at the end
    :param leap: skips a number of bytes of the source at once, and returns how many there were
    """

    def __init__(self, block: Callable[[], bytes], leap: Callable[[int], int] | None = None) -> None:
        self._block = block
        self._leap = leap
        self._buffer = bytearray()
        self._skipped = 0
        self.position = 0

    def fill(self, size: int) -> int:
        """Buffer ``size`` bytes, fewer at the end. Return how many are buffered."""
        while len(self._buffer) < size:
            block = self._block()
            if not block:
                break
            self._buffer += block
        return len(self._buffer)

    def peek(self, start: int, end: int) -> bytes:
        """Return bytes that :meth:`fill` has buffered, without consuming them."""
        return bytes(self._buffer[start:end])

    def read(self, size: int) -> bytes:
        """Consume ``size`` bytes, fewer at the end."""
        self.fill(size)
        data = bytes(self._buffer[:size])
        self._drop(len(data))
        self._skipped = 0
        return data

    def readline(self, limit: int = _MAX_LINE) -> bytes:
        """Consume a line with its end; a longer one is cut at the limit."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0 and len(self._buffer) < limit:
            searched = len(self._buffer)
            if self.fill(searched + 1) == searched:
                break
        return self.read(min(end + 1 or len(self._buffer), limit))

    def skip(self, size: int) -> int:
        """Skip bytes. Return how many were skipped: fewer than ``size`` at the end.

        :raises DamagedError: when more bytes were skipped than may be unpacked without finding a page
        """
        skipped = self._skip_buffered(min(size, len(self._buffer)))
        if self._leap is not None and skipped < size:
            leapt = self._leap(size - skipped)
            self.position += leapt
            return skipped + leapt
        while skipped < size and self.fill(1):
            skipped += self._skip_buffered(min(size - skipped, len(self._buffer)))
        return skipped

    def skip_blank(self) -> None:
        """Skip white space.

        :raises DamagedError: as :meth:`skip`
        """
        while self.fill(1):
            blank = _BLANK.match(self._buffer)
            assert blank is not None
            if self._skip_buffered(blank.end()) == 0 or self._buffer:
                return

    def skip_to_record(self) -> None:
        """Skip to the next line that begins a record, else to the end.

        :raises DamagedError: as :meth:`skip`
        """
        self.fill(_LONGEST_RECORD_LINE)
        if _FIRST_RECORD_LINE.match(self._buffer):
            return
        while True:
            found = _RECORD_LINE.search(self._buffer)
            if found is not None:
                self._skip_buffered(found.start() + 1)
                return
            # The line may begin in this block and end in the next one.
            self._skip_buffered(max(0, len(self._buffer) - _LONGEST_RECORD_LINE))
            kept = len(self._buffer)
            if self.fill(kept + 1) == kept:
                self._skip_buffered(kept)
                return

    def _skip_buffered(self, size: int) -> int:
        self._drop(size)
        self._skipped += size
        if self._skipped > _MAX_SKIPPED:
            raise DamagedError(f"more than {_MAX_SKIPPED:,} bytes without a page")
        return size

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self.position += size
