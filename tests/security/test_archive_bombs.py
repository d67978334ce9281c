"""Archives that would take minutes or gigabytes: what cannot be a page is passed over by blocks, and reported."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from newscrawler.archives import BadRecord, Record, read_archive
from tests.security.measuring import Cost, cost_of

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = b"<html><body><p>The ferry sails again.</p></body></html>"


def record(http: bytes, kind: bytes = b"response", length: int | None = None) -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Target-URI: https://x.example/a\r\n"
    head += b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n" % (len(http) if length is None else length)
    return head + http + b"\r\n\r\n"


GOOD = record(HTTP + b"\r\n" + PAGE)


def inflating(block: bytes, megabytes: int) -> bytes:
    """One member of gzip. Its megabytes are compressed once: a full flush makes each independent of those before it."""
    block = block * ((1 << 20) // len(block))
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(megabytes):
        check = zlib.crc32(block, check)
    end = b"\x03\x00" + struct.pack("<II", check, len(block) * megabytes)
    return b"\x1f\x8b\x08" + b"\0" * 6 + b"\xff" + packed * megabytes + end


def layers(body: bytes, count: int) -> bytes:
    for _ in range(count):
        body = gzip.compress(body, 0)
    return record(HTTP + b"Content-Encoding: " + b", ".join([b"gzip"] * count) + b"\r\n\r\n" + body)


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zeros": ("a.warc.gz", lambda: inflating(b"\0" * 1024, 300)),
    "line ends": ("a.warc.gz", lambda: inflating(b"\r\n", 300)),
    "short lines": ("a.warc.gz", lambda: inflating(b"x\n", 200)),
    "lines that begin like a record": ("a.warc.gz", lambda: inflating(b"WARC/1.x\n", 100)),
    "a body of gzip": ("a.warc", lambda: record(HTTP + b"Content-Encoding: gzip\r\n\r\n" + inflating(b"\0", 300))),
    "a body of brotli": (
        "a.warc",
        lambda: record(HTTP + b"Content-Encoding: br\r\n\r\n" + brotli.compress(b"\0" * (1 << 28), quality=1)),
    ),
    "encodings on one another": ("a.warc", lambda: layers(PAGE, 500)),
    "a length beyond the file": ("a.warc", lambda: record(b"x", length=999_999_999_999_999)),
    "a skipped length beyond the file": ("a.warc", lambda: record(b"x", b"request", length=999_999_999_999_999)),
    "lengths that lie, one after the other": ("a.warc", lambda: record(b"x", length=8_000_000) * 70_000),
    "WARC headers": ("a.warc", lambda: b"WARC/1.0\r\n" + b"X: y\r\n" * 2_000_000 + b"\r\n"),
    "HTTP headers": ("a.warc", lambda: record(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_500_000 + b"\r\n" + PAGE)),
    "a status line": ("a.warc", lambda: record(b"HTTP/1.1 " + b"2" * 5_000_000 + b"\r\n\r\n")),
    "chunks of a byte": (
        "a.warc",
        lambda: record(HTTP + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 1_000_000 + b"0\r\n\r\n"),
    ),
    "gzip headers": ("a.warc.gz", lambda: b"\x1f\x8b\x08" * 3_000_000),
    "members inside of members": (
        "a.warc.gz",
        # Each fake member holds all that follow it, stored, and ends early.
        lambda: (b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\0\x05\0\xfa\xffWARC/") * 100_000,
    ),
    "a saved page": ("a.html.gz", lambda: inflating(b"\0", 1_000)),
    "a saved page of nested tags": ("a.html", lambda: b"<div>" * 60_000),
}


def outcome(path: Path) -> Cost:
    def read() -> list[str]:
        return [
            each.reason if isinstance(each, BadRecord) else f"{len(each.body)} bytes" for each in read_archive(path)
        ]

    return cost_of(read)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little(name: str, tmp_path: Path) -> None:
    file, body = BOMBS[name]
    path = tmp_path / file
    path.write_bytes(body())
    cost = outcome(path)
    assert isinstance(cost.said, list), cost.said
    assert cost.seconds < 6, (cost.seconds, cost.said[:3])
    assert cost.megabytes < 150, (cost.megabytes, cost.said[:3])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a body of gzip", "more than 10,000,000 bytes, the limit for a page"),
        ("a body of brotli", "more than 10,000,000 bytes, the limit for a page"),
        ("encodings on one another", r"500 content encodings; the limit is 2 \(MAX_ENCODINGS\)"),
        ("HTTP headers", "HTTP headers of more than 262,144 bytes"),
        ("a length beyond the file", "record of 999,999,999,999,999 bytes; the limit for a page is 10,000,000"),
        ("short lines", "no WARC record begins here"),
        ("gzip headers", "bytes lost up to the end of the file"),
        ("a saved page", "more than 10,000,000 bytes, the limit for a page"),
    ],
)
def test_a_bomb_is_reported_with_its_limit(name: str, reason: str, tmp_path: Path) -> None:
    file, body = BOMBS[name]
    path = tmp_path / file
    path.write_bytes(body())
    found = [each for each in read_archive(path) if isinstance(each, BadRecord)]
    assert len(found) == 1
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(found[0].reason)


@pytest.mark.parametrize(
    "between",
    [b"\r\n" * 500_000, b"x\n" * 500_000, b"x" * 1_000_000 + b"\n", b"WARC/1.0 and more\n" * 50_000],
)
def test_a_page_behind_the_junk_is_read(between: bytes, tmp_path: Path) -> None:
    for name, body in (("a.warc", GOOD + between + GOOD), ("b.warc.gz", gzip.compress(GOOD + between + GOOD, 1))):
        (tmp_path / name).write_bytes(body)
        pages = [each for each in read_archive(tmp_path / name) if isinstance(each, Record)]
        assert [page.body for page in pages] == [PAGE, PAGE]


def test_a_record_line_over_the_border_of_two_blocks_is_found(tmp_path: Path) -> None:
    for fill in range(64 * 1024 - 40, 64 * 1024 + 4):
        path = tmp_path / "a.warc"
        path.write_bytes(b"x" * fill + b"\n" + GOOD)
        assert [type(each) for each in read_archive(path)] == [BadRecord, Record], fill


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.html"
    outside.write_bytes(b"<html>secret")
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "page.html").write_bytes(PAGE)
    (folder / "link.html").symlink_to(outside)
    (folder / "more").symlink_to(tmp_path)
    archive = read_archive(folder)
    assert [each.body for each in archive if isinstance(each, Record)] == [PAGE]
    assert archive.skipped["symbolic link"] == 1
