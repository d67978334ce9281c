"""Compressed answers that stop half-way are fetched again, not read as if they were whole."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

__all__ = ["WholeBody", "is_whole"]


class WholeBody(HttpCompressionMiddleware):
    """Scrapy's decompression, which gives as much as it can, with a look at whether that was all.

    A cache that kept half an answer sends it with a Content-Length that fits. Such an answer is retried as if the
    connection had closed, and given up with its reason. Takes the place of HttpCompressionMiddleware (590).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeBody:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower().decode("latin-1")
        packed = response.body
        try:
            unpacked = super().process_response(request, response)
        except (OSError, EOFError, zlib.error, brotli.error) as error:
            return self._again(request, f"{encoding} answer of {len(packed):,} bytes cannot be unpacked: {error}")
        if request.method == "HEAD" or not packed or not isinstance(unpacked, Response):
            return unpacked
        if not is_whole(packed, encoding, len(unpacked.body)):
            return self._again(request, f"{encoding} answer stops half-way, after {len(packed):,} bytes")
        return unpacked

    def _again(self, request: Request, trouble: str) -> Request:
        assert self._crawler.spider is not None
        retried = get_retry_request(request, spider=self._crawler.spider, reason=trouble)
        if retried is None:
            raise IgnoreRequest(trouble)
        return retried


def is_whole(packed: bytes, encoding: str, unpacked_length: int) -> bool:
    """Whether a compressed body has its end; True for an encoding whose end is not known here (zstd, several at once)."""
    if encoding in ("gzip", "x-gzip"):
        # The trailer holds the length: nearly every page is known to be whole without unpacking it again.
        trailer = int.from_bytes(packed[-4:], "little")
        return trailer == unpacked_length % 2**32 or _gzip_ends(packed)
    if encoding == "deflate":
        return _ends(zlib.decompressobj, packed) or _ends(lambda: zlib.decompressobj(-zlib.MAX_WBITS), packed)
    if encoding == "br":
        decompressor = brotli.Decompressor()
        decompressor.process(packed)
        return bool(decompressor.is_finished())
    return True


_GZIP = 16 + zlib.MAX_WBITS


def _gzip_ends(packed: bytes) -> bool:
    """Member by member; what follows the last one (padding) does not count."""
    ended = False
    while packed:
        member = zlib.decompressobj(_GZIP)
        try:
            member.decompress(packed)
        except zlib.error:
            return ended
        ended = member.eof
        packed = member.unused_data
    return ended


def _ends(make: Callable[[], zlib._Decompress], packed: bytes) -> bool:
    decompressor = make()
    try:
        decompressor.decompress(packed)
    except zlib.error:
        return False
    return decompressor.eof
