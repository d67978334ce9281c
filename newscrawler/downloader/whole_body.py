"""Truncated compressed answers are requested again, not read as if they were complete."""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils._compression import zstd  # type: ignore[attr-defined]

from newscrawler.limits import MAX_ENCODINGS, MAX_PAGE_BYTES

__all__ = ["WholeBody", "is_whole"]

_MAX_PARTS = 1_000
"""Most gzip members or zstd frames of one answer. Usually there is one, or one for every 64 KB. An empty member of 20
bytes takes 20 µs to unpack."""

_PARTS = {
    b"gzip": (b"\x1f\x8b\x08",),
    b"x-gzip": (b"\x1f\x8b\x08",),
    b"zstd": (b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18"),
}
"""First bytes of gzip members, zstd frames and zstd's skippable frames."""

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 1_000_000
_BLOCK = 65_536


class WholeBody(HttpCompressionMiddleware):
    """Scrapy's decompression, with a check that the compressed data is complete.

    A cache that stored half an answer sends it with a matching Content-Length, and Scrapy unpacks as much as there
    is. Such an answer is retried as if the connection had closed, and finally given up with a reason. It replaces
    HttpCompressionMiddleware (590).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeBody:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        encodings = _encodings(response)
        if len(encodings) > MAX_ENCODINGS:
            raise IgnoreRequest(f"{len(encodings)} content encodings; the limit is {MAX_ENCODINGS} (MAX_ENCODINGS)")
        encoding = ", ".join(encodings)
        packed = response.body
        try:
            unpacked = super().process_response(request, response)
        except (OSError, EOFError, zlib.error, brotli.error, zstd.ZstdError) as error:
            return self._again(request, f"{encoding} answer of {len(packed):,} bytes cannot be unpacked: {error}")
        if request.method == "HEAD" or not packed or not isinstance(unpacked, Response):
            return unpacked
        if not is_whole(packed, encoding, len(unpacked.body)):
            return self._again(request, f"{encoding} answer is truncated after {len(packed):,} bytes")
        return unpacked

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """Undo one encoding, as Scrapy does, up to ``DOWNLOAD_MAXSIZE``."""
        parts = sum(body.count(start) for start in _PARTS.get(encoding, ()))
        if parts > _MAX_PARTS:
            raise IgnoreRequest(f"{encoding.decode()} answer of {parts:,} parts; the limit is {_MAX_PARTS:,}")
        return HttpCompressionMiddleware._decode(body, encoding, max_size)

    def _again(self, request: Request, trouble: str) -> Request:
        assert self._crawler.spider is not None
        retried = get_retry_request(request, spider=self._crawler.spider, reason=trouble)
        if retried is None:
            raise IgnoreRequest(trouble)
        return retried


def _encodings(response: Response) -> list[str]:
    """Return the encodings of a response in the order in which they were applied."""
    stated = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
    return [name for name in map(str.strip, stated.split(",")) if name not in ("", "identity")]


def is_whole(packed: bytes, encoding: str, unpacked_length: int) -> bool:
    """Return whether a compressed body is complete; True for encodings that are not checked (zstd, several at once)."""
    if encoding in ("gzip", "x-gzip"):
        # The trailer contains the unpacked length, so nearly every page is checked without unpacking it again.
        trailer = int.from_bytes(packed[-4:], "little")
        return trailer == unpacked_length % 2**32 or _gzip_ends(packed)
    if encoding == "deflate":
        return _ends(zlib.decompressobj(), packed) or _ends(zlib.decompressobj(-zlib.MAX_WBITS), packed)
    if encoding == "br":
        decompressor = brotli.Decompressor()
        produced = len(decompressor.process(packed, output_buffer_limit=_STEP))
        while not decompressor.is_finished() and produced <= MAX_PAGE_BYTES:
            more = len(decompressor.process(b"", output_buffer_limit=_STEP))
            if more == 0:
                break
            produced += more
        return bool(decompressor.is_finished())
    return True


def _gzip_ends(packed: bytes) -> bool:
    """Return whether the last gzip member is complete; padding after it is ignored."""
    ended, rest = False, b""
    at = produced = 0
    while (rest or at < len(packed)) and produced <= MAX_PAGE_BYTES:
        member = zlib.decompressobj(_GZIP)
        try:
            while not member.eof and (rest or at < len(packed)) and produced <= MAX_PAGE_BYTES:
                if not rest:
                    rest = packed[at : at + _BLOCK]
                    at += len(rest)
                produced += len(member.decompress(rest, _STEP))
                rest = member.unused_data or member.unconsumed_tail
        except zlib.error:
            return ended
        ended = member.eof
    return ended


def _ends(decompressor: zlib._Decompress, packed: bytes) -> bool:
    """Return whether the stream ends within the size limit of a page."""
    produced, rest = 0, packed
    try:
        while rest and not decompressor.eof and produced <= MAX_PAGE_BYTES:
            produced += len(decompressor.decompress(rest, _STEP))
            rest = decompressor.unconsumed_tail
    except zlib.error:
        return False
    return decompressor.eof
