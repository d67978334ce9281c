"""Answers that unpack to gigabytes: unpacked up to the limit of a page only, whatever the encoding, and given up."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from functools import cache

import brotli
import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.utils._compression import zstd  # type: ignore[attr-defined]
from scrapy.utils.test import get_crawler

from newscrawler import settings as project
from newscrawler.downloader.whole_body import WholeBody, is_whole
from newscrawler.limits import MAX_PAGE_BYTES
from tests.security.measuring import cost_of

URL = "https://hostile.example/"
ZEROS = b"\0" * (1 << 20)


def unpack(body: bytes, *encodings: str) -> Response:
    middleware = WholeBody.from_crawler(get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": project.DOWNLOAD_MAXSIZE}))
    response = HtmlResponse(URL, body=body, headers={"Content-Encoding": list(encodings)})
    found = middleware.process_response(Request(URL), response)
    assert isinstance(found, Response)
    return found


@cache
def packed(wbits: int, megabytes: int = 200) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(ZEROS) for _ in range(megabytes)) + packer.flush()


def layered(count: int) -> bytes:
    body = b"<p>The ferry sails again.</p>"
    for _ in range(count):
        body = gzip.compress(body, 0)
    return body


BOMBS: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "gzip": (lambda: packed(31), ("gzip",)),
    "x-gzip": (lambda: packed(31), ("x-gzip",)),
    "deflate": (lambda: packed(15), ("deflate",)),
    "raw deflate": (lambda: packed(-15), ("deflate",)),
    "brotli": (lambda: brotli.compress(b"\0" * (1 << 27), quality=1), ("br",)),
    "zstd": (lambda: zstd.compress(b"\0" * (1 << 27)), ("zstd",)),
    "gzip in gzip": (lambda: gzip.compress(packed(31)), ("gzip, gzip",)),
    "gzip in brotli": (lambda: brotli.compress(packed(31)), ("gzip, br",)),
    "in two headers": (lambda: gzip.compress(packed(31)), ("gzip", "gzip")),
    "500 encodings": (lambda: layered(500), (", ".join(["gzip"] * 500),)),
    "500 headers": (lambda: layered(500), ("gzip",) * 500),
    "gzip members": (lambda: gzip.compress(b"") * 700_000, ("gzip",)),
    "gzip members in gzip": (lambda: gzip.compress(gzip.compress(b"") * 700_000), ("gzip, gzip",)),
    "zstd frames": (lambda: zstd.compress(b"") * 1_000_000, ("zstd",)),
    "zstd skippable frames": (lambda: b"\x50\x2a\x4d\x18\0\0\0\0" * 1_900_000 + zstd.compress(b"x"), ("zstd",)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_given_up_at_the_limit(name: str) -> None:
    make, encodings = BOMBS[name]
    body = make()
    cost = cost_of(lambda: unpack(body, *encodings))
    assert str(cost.said).startswith("IgnoreRequest: "), cost
    assert "limit is" in cost.said or f"DOWNLOAD_MAXSIZE ({MAX_PAGE_BYTES} B)" in cost.said
    assert cost.seconds < 1, cost
    assert cost.megabytes < 80, cost


def test_the_bombs_would_unpack_to_more_than_memory_should_hold() -> None:
    assert len(zlib.decompressobj(31).decompress(packed(31, 100), 60_000_000)) == 60_000_000


SMALL: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip": (lambda: gzip.compress(ZEROS), "gzip"),
    "gzip members": (lambda: gzip.compress(b"\0" * 1000) * 300, "gzip"),
    "deflate": (lambda: zlib.compress(ZEROS), "deflate"),
    "brotli": (lambda: brotli.compress(ZEROS), "br"),
    "zstd": (lambda: zstd.compress(ZEROS), "zstd"),
    "gzip in gzip": (lambda: gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"),
    "gzip and identity": (lambda: gzip.compress(ZEROS), "identity, gzip"),
}


@pytest.mark.parametrize("name", SMALL)
def test_what_is_below_the_limit_is_unpacked(name: str) -> None:
    make, encoding = SMALL[name]
    assert set(unpack(make(), encoding).body) == {0}


# Read once more to see whether it is whole: as another stream than the one that was unpacked, without a limit.
UNFINISHED: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip of another length": (lambda: packed(31)[:-8] + b"\1\2\3\4\5\6\7\x08", "gzip"),
    "deflate": (lambda: packed(15), "deflate"),
    "raw deflate": (lambda: packed(-15), "deflate"),
    "brotli": (lambda: brotli.compress(b"\0" * (1 << 27), quality=1), "br"),
    "gzip members": (lambda: gzip.compress(b"") * 300_000 + b"\1\2\3\4", "gzip"),
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_the_look_whether_an_answer_is_whole_is_bounded_too(name: str) -> None:
    make, encoding = UNFINISHED[name]
    body = make()
    cost = cost_of(lambda: is_whole(body, encoding, 1))
    assert cost.megabytes < 60, cost
    assert cost.seconds < 8, cost


def test_a_broken_zstd_answer_is_fetched_again() -> None:
    middleware = WholeBody.from_crawler(get_crawler())
    middleware._crawler.spider = middleware._crawler._create_spider("probe")
    response = HtmlResponse(URL, body=b"\x28\xb5\x2f\xfdnonsense", headers={"Content-Encoding": "zstd"})
    found = middleware.process_response(Request(URL), response)
    assert isinstance(found, Request)
    with pytest.raises(IgnoreRequest, match="zstd answer of 12 bytes cannot be unpacked"):
        middleware.process_response(Request(URL, meta={"retry_times": 99}), response)
