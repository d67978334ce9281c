"""WARC and WET files, gzipped or not, to records.

The record headers are parsed by warcio. The framing is ours, because warcio's iterator ends at the first damaged gzip
member and takes a truncated one for complete.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from newscrawler.archives.gzip_members import GzipMembers
from newscrawler.archives.http_response import HTML_TYPES, media_type, read_response
from newscrawler.archives.records import BadRecord, Record, beginning
from newscrawler.archives.stream import BLOCK_BYTES, DamagedError, Stream
from newscrawler.discovery.links import parse_date
from newscrawler.limits import FRAGMENT_CHARACTERS, MAX_PAGE_BYTES, whole_number
from newscrawler.urls import without_userinfo

__all__ = ["read_warc"]

_MAX_HEADER = 64 * 1024
"""Bytes of a record's headers; they have some 500."""
_LENGTH_DIGITS = 15
"""Digits of a length in bytes: a petabyte."""
_MAX_DAMAGED = 1_000
"""Damaged members of one file: finding the next member may take a reading of the whole file for each."""
_RECORD_START = re.compile(rb"^WARC/\d\.\d{1,3}\s*$")
"""Version 0.17 and 0.18 were written before the standard, by Heritrix 1 among others."""
_RECORD_END = re.compile(rb"(?:\r?\n){0,2}")
"""Two line ends close a record: CR LF by the standard, LF where a program rewrote the file; some write one or none."""
_TYPES_WITH_PAGES = frozenset({"response", "resource", "conversion"})

_parser = StatusAndHeadersParser(["WARC/"], verify=False)


def read_warc(file: IO[bytes], path: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    """Yield the records of a WARC or WET file.

    :param path: name of the file, for the records' names
    :param skipped: counts records that are no pages, by their kind
    """
    is_gzip = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    yield from (_read_members if is_gzip else _read_plain)(file, path, skipped)


def _read_plain(file: IO[bytes], path: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    stream = Stream(lambda: file.read(BLOCK_BYTES), lambda size: _leap(file, size))
    try:
        yield from _records(stream, lambda at: f"{path}#{at}", skipped)
    except DamagedError as damage:
        yield BadRecord(name=f"{path}#{stream.position}", reason=f"{damage}; the rest of the file is not read")


def _leap(file: IO[bytes], size: int) -> int:
    here, end = file.tell(), os.fstat(file.fileno()).st_size
    return file.seek(min(here + size, max(here, end))) - here


def _read_members(file: IO[bytes], path: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    members = GzipMembers(file)
    damaged = 0
    while members.begin():
        name = f"{path}#{members.start}"
        try:
            yield from _records(Stream(members.block), _within(name), skipped)
        except DamagedError as damage:
            damaged += 1
            if damaged > _MAX_DAMAGED:
                reason = f"more than {_MAX_DAMAGED:,} damaged gzip members; the rest of the file is not read"
                yield BadRecord(name=name, reason=reason)
                return
            lost = members.recover()
            yield BadRecord(name=name, reason=f"{damage}; {lost}")


def _within(name: str) -> Callable[[int], str]:
    """Return names for the records of a member; those after the first are named by their uncompressed offset."""
    return lambda at: f"{name}+{at}" if at else name


def _records(stream: Stream, name_at: Callable[[int], str], skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    while True:
        stream.skip_blank()
        offset = stream.position
        line = stream.readline()
        if not line:
            return
        yield from _record(stream, line, name_at(offset), skipped)


def _record(stream: Stream, line: bytes, name: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    """Yield the page of the record that begins with ``line``, if it has one, and leave the stream behind the record."""
    if not _RECORD_START.match(line):
        yield BadRecord(name=name, reason="no WARC record begins here", fragment=beginning(line))
        stream.skip_to_record()
        return
    headers = _headers(stream, line)
    length = _length(headers)
    if headers is None or length is None:
        yield BadRecord(name=name, reason="WARC headers without a Content-Length, or without an end")
        stream.skip_to_record()
        return
    kind = (headers.get_header("WARC-Type") or "").lower()
    stated = (headers.get_header("WARC-Target-URI") or "").strip("<> ")  # wget 1.19 wrote <…>
    url = without_userinfo(stated) or None
    if kind not in _TYPES_WITH_PAGES:
        skipped[kind or "record without WARC-Type"] += 1
        if stream.skip(length) < length:
            yield BadRecord(name=name, reason=f"the file ends within a {kind} record", url=url)
    elif length > MAX_PAGE_BYTES:
        reason = f"record of {length:,} bytes; the limit for a page is {MAX_PAGE_BYTES:,}"
        yield BadRecord(name=name, reason=reason, url=url)
        stream.skip(length)
    elif (problem := _problem_of_frame(stream, length)) is not None:
        yield BadRecord(name=name, reason=problem, url=url, fragment=beginning(stream.peek(0, FRAGMENT_CHARACTERS)))
        stream.skip_to_record()
    else:
        block = stream.read(length)
        stream.fill(1)  # in a gzip member this reads its checksum, so that no damaged record is taken for a page
        yield from _page(block, headers, kind, name, url, skipped)


def _headers(stream: Stream, first: bytes) -> StatusAndHeaders | None:
    """Return the headers of a record, None if they do not end."""
    lines = [first]
    size = len(first)
    while size < _MAX_HEADER and (line := stream.readline()):
        lines.append(line)
        size += len(line)
        if not line.strip():
            return _parser.parse(io.BytesIO(b"".join(lines)))
    return None


def _length(headers: StatusAndHeaders | None) -> int | None:
    text = (headers.get_header("Content-Length") or "") if headers is not None else ""
    return whole_number(text, longest=_LENGTH_DIGITS)


def _problem_of_frame(stream: Stream, length: int) -> str | None:
    """Buffer the record and return why it does not end where its length says, None if it does."""
    there = stream.fill(length + 4)
    if there < length:
        return f"the file ends after {there:,} of {length:,} bytes"
    rest = _RECORD_END.sub(b"", stream.peek(length, length + 4), count=1)
    if rest and not b"WARC/".startswith(rest):
        return f"the record does not end after its Content-Length of {length:,} bytes"
    return None


def _page(
    block: bytes, headers: StatusAndHeaders, kind: str, name: str, url: str | None, skipped: Counter[str]
) -> Iterator[Record | BadRecord]:
    problem = _problem_of_block(block, headers)
    if problem is not None:
        yield BadRecord(name=name, reason=problem, url=url, fragment=beginning(block))
        return
    archived = parse_date(headers.get_header("WARC-Date"))
    content_type = headers.get_header("Content-Type")
    media = media_type(content_type)
    if kind == "conversion" and media == "text/plain":
        yield Record(kind="text", body=block, name=name, url=url, archived=archived)
    elif kind == "response" and media == "application/http":
        yield from read_response(block, name, url, archived, skipped)
    elif kind == "resource" and media in HTML_TYPES:
        yield Record(kind="html", body=block, name=name, url=url, content_type=content_type, archived=archived)
    else:
        skipped[media or kind] += 1


def _problem_of_block(block: bytes, headers: StatusAndHeaders) -> str | None:
    if truncated := headers.get_header("WARC-Truncated"):
        return f"cut when it was archived (WARC-Truncated: {truncated})"
    if _digest_differs(block, headers.get_header("WARC-Block-Digest")):
        return "damaged: the bytes do not match their WARC-Block-Digest"
    return None


def _digest_differs(block: bytes, stated: str | None) -> bool:
    algorithm, _, value = (stated or "").strip().partition(":")
    if algorithm.lower() != "sha1":
        # Every archiving program writes SHA-1. Another digest is not checked, which proves nothing.
        return False
    digest = hashlib.sha1(block, usedforsecurity=False).digest()
    return value.lower() not in {digest.hex(), base64.b32encode(digest).decode().lower()}
