"""Saved input to records: WARC and WET files, folders of HTML, plain-text dumps.

Streamed: one record is held at a time, whatever the size of the file. What cannot be read is a :class:`BadRecord` and
the reading goes on at the next record that can. The record headers are parsed by warcio; the framing is ours, because
warcio's iterator ends at the first damaged gzip member and takes a truncated one for complete.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Literal
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
from selectolax.lexbor import LexborHTMLParser
from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from newscrawler.discovery.links import DiscoveryError, parse_date, resolve
from newscrawler.html.page import PageError, refuse_excess
from newscrawler.limits import MAX_ENCODINGS, MAX_PAGE_BYTES, whole_number
from newscrawler.urls import without_userinfo

__all__ = ["Archive", "BadRecord", "Record", "read_archive"]

_KINDS = ".txt, .warc, .warc.gz, .wet, .wet.gz, .html, .htm, .html.gz, .htm.gz, or a folder of these"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One saved page."""

    kind: Literal["html", "text"]
    body: bytes
    """Content and transfer encodings undone; the charset is the reader's business."""

    name: str
    """``<path>#<offset>``: where it was read, offset in bytes of the file as it is on disk (of the gzip member)."""

    url: str | None = None
    """Where it was fetched from; of an HTML file what it says of itself; None when it does not say."""

    content_type: str | None = None
    """The HTTP ``Content-Type`` header as archived; None for a file."""

    archived: datetime | None = None
    """When it was archived, if the archive says so. Aware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRecord:
    """What could not be read, and why."""

    name: str
    reason: str
    fragment: str | None = None
    """The beginning of the bytes at fault."""

    url: str | None = None


def read_archive(path: str | os.PathLike[str]) -> Archive:
    """The records of a saved file or folder.

    :param path: a plain-text dump (``.txt``, one record), WET or WARC (either gzipped or not), an HTML file (may be
        gzipped), or a folder, read recursively in sorted order
    :raises DiscoveryError: when there is no such path, its kind is unknown, or the folder holds nothing that can be read
    """
    root = Path(path)
    if not root.exists():
        raise DiscoveryError(f"no such file or folder: {root}; accepted: {_KINDS}")
    if root.is_dir():
        if next(_files(root, Counter()), None) is None:
            raise DiscoveryError(f"nothing to read in the folder {root}; accepted: {_KINDS}")
    elif _reader_of(root) is None:
        raise DiscoveryError(f"unknown kind of file: {root}; accepted: {_KINDS}")
    return Archive(root)


class Archive(Iterator[Record | BadRecord]):
    """Iterates once over the records; :attr:`skipped` counts what is no page, by its kind."""

    def __init__(self, root: Path) -> None:
        self.skipped: Counter[str] = Counter()
        """For example ``{"request": 12, "HTTP 404": 1, "image/png": 3}``. Grows while iterating."""
        self._records = self._read(root)

    def __next__(self) -> Record | BadRecord:
        return next(self._records)

    def _read(self, root: Path) -> Iterator[Record | BadRecord]:
        for path in _files(root, self.skipped) if root.is_dir() else [root]:
            reader = _reader_of(path)
            assert reader is not None
            try:
                with path.open("rb") as file:
                    yield from reader(file, str(path), self.skipped)
            except OSError as error:
                yield BadRecord(name=f"{path}#0", reason=f"cannot be read: {error.strerror or error}")


_Reader = Callable[[IO[bytes], str, "Counter[str]"], Iterator[Record | BadRecord]]


def _reader_of(path: Path) -> _Reader | None:
    name = path.name.lower()
    plain = name.removesuffix(".gz")
    if name.endswith(".txt"):
        return _text_file
    if plain.endswith((".html", ".htm")):
        return _html_file
    if plain.endswith((".warc", ".wet")):
        return _warc_file
    return None


def _files(root: Path, skipped: Counter[str]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_symlink():
                # An unpacked folder of others may have links to any file of this machine.
                skipped["symbolic link"] += 1
            elif _reader_of(path) is None or not path.is_file():
                skipped["other file"] += 1
            else:
                yield path


# --- Files that hold one record ---------------------------------------------------------------------------------------


def _text_file(file: IO[bytes], path: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    body = file.read(MAX_PAGE_BYTES + 1)
    yield _too_large(f"{path}#0", body) or Record(kind="text", body=body, name=f"{path}#0")


def _html_file(file: IO[bytes], path: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    name = f"{path}#0"
    source: IO[bytes] | gzip.GzipFile = file
    if file.read(2) == b"\x1f\x8b":
        source = gzip.GzipFile(fileobj=file)
    file.seek(0)
    try:
        body = source.read(MAX_PAGE_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield BadRecord(name=name, reason=f"broken gzip: {error}")
        return
    yield _too_large(name, body) or Record(kind="html", body=body, name=name, url=_stated_url(body))


def _too_large(name: str, body: bytes) -> BadRecord | None:
    if len(body) <= MAX_PAGE_BYTES:
        return None
    return BadRecord(
        name=name, reason=f"more than {MAX_PAGE_BYTES:,} bytes, the limit for a page", fragment=_head(body)
    )


# A document's head; a page whose head is longer (inlined scripts) has its links before them.
_HEAD = 300_000
# What browsers write into a page they save, with the URL's length before it.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S{1,2000})")


def _stated_url(body: bytes) -> str | None:
    """Where a saved page says it is from; a link to a front page is the mark of a broken template, not an answer."""
    head = body[:_HEAD]
    end = head.lower().find(b"</head")
    head = head[:end] if end >= 0 else head
    saved = _SAVED_FROM.search(head)
    if saved and (url := resolve("", saved[1].decode("utf-8", "replace"))):
        return url
    try:
        refuse_excess(head)
    except PageError:
        return None
    tree = LexborHTMLParser(head)
    for selector, attribute in (('link[rel~="canonical" i]', "href"), ('meta[property="og:url" i]', "content")):
        for node in tree.css(selector):
            url = resolve("", node.attributes.get(attribute))
            if url and urlsplit(url).path.strip("/"):
                return url
    return None


# --- WARC and WET -------------------------------------------------------------------------------------------------------

# Record headers are some 500 bytes; what has no line end in 8 KB or no end in 64 KB is not a header.
_MAX_LINE = 8 * 1024
_MAX_HEADER = 64 * 1024
_BLOCK = 64 * 1024
_LENGTH_DIGITS = 15
"""Of a length in bytes: a petabyte."""

# Servers send 2 KB of HTTP headers, proxies refuse 16 KB.
_MAX_HTTP_HEADER = 256 * 1024
# What is passed over in one go: four seconds of unpacking. A record beyond it is a film; the next member is looked for.
_MAX_PASSED = 2_000_000_000
# Damaged members of one file: each may take a reading of the whole file to find out.
_MAX_DAMAGED = 1_000
# Bytes that look like a gzip header and are none: in compressed data there is such a place every 16 MB.
_MAX_FALSE_STARTS = 10_000
_RECORD_START = re.compile(rb"^WARC/\d\.\d\s*$")
_RECORD_LINE = re.compile(rb"\nWARC/\d\.\d[ \t\r]{0,20}\n")
_FIRST_RECORD_LINE = re.compile(rb"WARC/\d\.\d[ \t\r]{0,20}\n")
_LONGEST_RECORD_LINE = 32
_BLANK = re.compile(rb"\s*")
_END_OF_HEADERS = re.compile(rb"\n\r?\n")
_warc_headers = StatusAndHeadersParser(["WARC/"], verify=False)
_http_headers = StatusAndHeadersParser(["HTTP/"], verify=False)


class _DamagedError(Exception):
    """The compressed bytes cannot be inflated any further."""


class _Stream:
    """Bytes from a source of blocks, read forward, with a look at what comes.

    :param block: the next bytes; empty at the end
    :param leap: passes over so many bytes of the source at once, and says how many there were
    """

    def __init__(self, block: Callable[[], bytes], leap: Callable[[int], int] | None = None) -> None:
        self._block = block
        self._leap = leap
        self._buffer = bytearray()
        self._passed = 0
        self.position = 0

    def fill(self, size: int) -> int:
        """Buffer ``size`` bytes, fewer at the end; how many there are."""
        while len(self._buffer) < size:
            block = self._block()
            if not block:
                break
            self._buffer += block
        return len(self._buffer)

    def peek(self, start: int, end: int) -> bytes:
        """What :meth:`fill` has buffered, without reading it."""
        return bytes(self._buffer[start:end])

    def read(self, size: int) -> bytes:
        self.fill(size)
        data = bytes(self._buffer[:size])
        self._drop(len(data))
        self._passed = 0
        return data

    def readline(self, limit: int = _MAX_LINE) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0 and len(self._buffer) < limit:
            searched = len(self._buffer)
            if self.fill(searched + 1) == searched:
                break
        return self.read(min(end + 1 or len(self._buffer), limit))

    def skip(self, size: int) -> int:
        """How many bytes were skipped; fewer than ``size`` at the end.

        :raises _DamagedError: when there are more of them than are unpacked for nothing
        """
        skipped = self._pass_over(min(size, len(self._buffer)))
        if self._leap is not None and skipped < size:
            leapt = self._leap(size - skipped)
            self.position += leapt
            return skipped + leapt
        while skipped < size and self.fill(1):
            skipped += self._pass_over(min(size - skipped, len(self._buffer)))
        return skipped

    def skip_blank(self) -> None:
        """Pass over white space.

        :raises _DamagedError: as :meth:`skip`
        """
        while self.fill(1):
            blank = _BLANK.match(self._buffer)
            assert blank is not None
            if self._pass_over(blank.end()) == 0 or self._buffer:
                return

    def to_record(self) -> None:
        """Go to the next line that begins a record, else to the end.

        :raises _DamagedError: as :meth:`skip`
        """
        self.fill(_LONGEST_RECORD_LINE)
        if _FIRST_RECORD_LINE.match(self._buffer):
            return
        while True:
            found = _RECORD_LINE.search(self._buffer)
            if found is not None:
                self._pass_over(found.start() + 1)
                return
            # A line that has begun may end in the next block.
            self._pass_over(max(0, len(self._buffer) - _LONGEST_RECORD_LINE))
            kept = len(self._buffer)
            if self.fill(kept + 1) == kept:
                self._pass_over(kept)
                return

    def _pass_over(self, size: int) -> int:
        self._drop(size)
        self._passed += size
        if self._passed > _MAX_PASSED:
            raise _DamagedError(f"more than {_MAX_PASSED:,} bytes without a page")
        return size

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self.position += size


def _warc_file(file: IO[bytes], path: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    compressed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    if not compressed:
        stream = _Stream(lambda: file.read(_BLOCK), lambda size: _leap(file, size))
        try:
            yield from _records(stream, lambda at: f"{path}#{at}", skipped)
        except _DamagedError as damage:
            yield BadRecord(name=f"{path}#{stream.position}", reason=f"{damage}; the rest of the file is not read")
        return
    members = _Members(file)
    damaged = 0
    while members.begin():
        name = f"{path}#{members.start}"
        try:
            yield from _records(_Stream(members.block), _within(name), skipped)
        except _DamagedError as damage:
            damaged += 1
            if damaged > _MAX_DAMAGED:
                reason = f"more than {_MAX_DAMAGED:,} damaged gzip members; the rest of the file is not read"
                yield BadRecord(name=name, reason=reason)
                return
            lost = members.recover()
            yield BadRecord(name=name, reason=f"{damage}; {lost}")


def _leap(file: IO[bytes], size: int) -> int:
    here, end = file.tell(), os.fstat(file.fileno()).st_size
    return file.seek(min(here + size, max(here, end))) - here


def _within(name: str) -> Callable[[int], str]:
    """Names of records in a member: as a rule there is one, others are told apart by their uncompressed offset."""
    return lambda at: f"{name}+{at}" if at else name


class _Members:
    """The members of a gzip file, one after the other; a damaged one is passed over."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(wbits=31)
        self._raw = b""
        self.start = 0
        """Offset of the current member in the file."""

    def begin(self) -> bool:
        """Begin the next member; False at the end of the file."""
        raw = (self._raw or self._file.read(_BLOCK)).lstrip(b"\0")  # some writers pad with zeros
        while not raw:
            raw = self._file.read(_BLOCK)
            if not raw:
                return False
            raw = raw.lstrip(b"\0")
        self._raw = raw
        self.start = self._file.tell() - len(raw)
        self._inflate = zlib.decompressobj(wbits=31)
        return True

    def block(self) -> bytes:
        """The next bytes of the member; empty when it ended and its checksum is right.

        :raises _DamagedError: when it is broken or ends early
        """
        while not self._inflate.eof:
            if not self._raw:
                self._raw = self._file.read(_BLOCK)
            ended = not self._raw
            try:
                data = self._inflate.decompress(self._raw, _BLOCK)  # without input it gives what it still holds
            except zlib.error as error:
                raise _DamagedError(f"broken gzip: {error}") from None
            if ended and not data and not self._inflate.eof:
                raise _DamagedError("gzip ends early")
            self._raw = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            if data:
                return data
        return b""

    def recover(self) -> str:
        """Go to the next member that begins with a record; says how much was passed over."""
        at = self.start + 1
        self._file.seek(at)
        window = b""
        false_starts = 0
        while block := self._file.read(_BLOCK):
            window += block
            found = window.find(_GZIP)
            while found >= 0:
                false_starts += 1
                if false_starts > _MAX_FALSE_STARTS:
                    return self._give_up()
                if self._begins_record(at + found):
                    self._file.seek(at + found)
                    self._raw = b""
                    return f"{at + found - self.start:,} bytes passed over"
                found = window.find(_GZIP, found + 1)
            at += max(len(window) - len(_GZIP) + 1, 0)
            window = window[-len(_GZIP) + 1 :]
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


_GZIP = b"\x1f\x8b\x08"


def _records(stream: _Stream, name_at: Callable[[int], str], skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    while True:
        stream.skip_blank()
        offset = stream.position
        line = stream.readline()
        if not line:
            return
        name = name_at(offset)
        if not _RECORD_START.match(line):
            yield BadRecord(name=name, reason="no WARC record begins here", fragment=_head(line))
            stream.to_record()
            continue
        headers = _headers(stream, line)
        length = _length(headers)
        if headers is None or length is None:
            yield BadRecord(name=name, reason="WARC headers without a Content-Length, or without an end")
            stream.to_record()
            continue
        kind = (headers.get_header("WARC-Type") or "").lower()
        stated = (headers.get_header("WARC-Target-URI") or "").strip("<> ")  # wget 1.19 wrote <…>
        url = without_userinfo(stated) or None
        if kind not in {"response", "resource", "conversion"}:
            skipped[kind or "record without WARC-Type"] += 1
            if stream.skip(length) < length:
                yield BadRecord(name=name, reason=f"the file ends within a {kind} record", url=url)
            continue
        if length > MAX_PAGE_BYTES:
            reason = f"record of {length:,} bytes; the limit for a page is {MAX_PAGE_BYTES:,}"
            yield BadRecord(name=name, reason=reason, url=url)
            stream.skip(length)
            continue
        if (there := stream.fill(length + 4)) < length:
            reason = f"the file ends after {there:,} of {length:,} bytes"
            yield BadRecord(name=name, reason=reason, url=url, fragment=_head(stream.peek(0, _FRAGMENT)))
            stream.to_record()
            continue
        if stream.peek(length, length + 4).strip(b"\r\n"):
            reason = f"the record does not end after its Content-Length of {length:,} bytes"
            yield BadRecord(name=name, reason=reason, url=url, fragment=_head(stream.peek(0, _FRAGMENT)))
            stream.to_record()
            continue
        block = stream.read(length)
        stream.read(4)
        stream.fill(1)  # in a gzip member this reads its checksum, so that no damaged record is taken for a page
        yield from _page(block, headers, kind, name, url, skipped)


def _headers(stream: _Stream, first: bytes) -> StatusAndHeaders | None:
    lines = [first]
    size = len(first)
    while size < _MAX_HEADER and (line := stream.readline()):
        lines.append(line)
        size += len(line)
        if not line.strip():
            return _warc_headers.parse(io.BytesIO(b"".join(lines)))
    return None


def _length(headers: StatusAndHeaders | None) -> int | None:
    text = (headers.get_header("Content-Length") or "") if headers is not None else ""
    return whole_number(text, longest=_LENGTH_DIGITS)


def _page(
    block: bytes, headers: StatusAndHeaders, kind: str, name: str, url: str | None, skipped: Counter[str]
) -> Iterator[Record | BadRecord]:
    archived = parse_date(headers.get_header("WARC-Date"))
    media = _media_type(headers.get_header("Content-Type"))
    if headers.get_header("WARC-Truncated"):
        reason = f"cut when it was archived (WARC-Truncated: {headers.get_header('WARC-Truncated')})"
        yield BadRecord(name=name, reason=reason, url=url, fragment=_head(block))
    elif _digest_differs(block, headers.get_header("WARC-Block-Digest")):
        reason = "damaged: the bytes do not match their WARC-Block-Digest"
        yield BadRecord(name=name, reason=reason, url=url, fragment=_head(block))
    elif kind == "conversion" and media == "text/plain":
        yield Record(kind="text", body=block, name=name, url=url, archived=archived)
    elif kind == "response" and media == "application/http":
        yield from _response(block, name, url, archived, skipped)
    elif kind == "resource" and media in _HTML:
        content_type = headers.get_header("Content-Type")
        yield Record(kind="html", body=block, name=name, url=url, content_type=content_type, archived=archived)
    else:
        skipped[media or kind] += 1


def _digest_differs(block: bytes, stated: str | None) -> bool:
    algorithm, _, value = (stated or "").strip().partition(":")
    if (
        algorithm.lower() != "sha1"
    ):  # what every archiving program writes; others cannot be checked, which proves nothing
        return False
    digest = hashlib.sha1(block, usedforsecurity=False).digest()
    return value.lower() not in {digest.hex(), base64.b32encode(digest).decode().lower()}


_HTML = frozenset({"text/html", "application/xhtml+xml"})


def _response(
    block: bytes, name: str, url: str | None, archived: datetime | None, skipped: Counter[str]
) -> Iterator[Record | BadRecord]:
    if not block.startswith(b"HTTP/"):
        yield BadRecord(name=name, reason="a response without HTTP headers", url=url, fragment=_head(block))
        return
    if len(block) > _MAX_HTTP_HEADER and not _END_OF_HEADERS.search(block, 0, _MAX_HTTP_HEADER):
        reason = f"HTTP headers of more than {_MAX_HTTP_HEADER:,} bytes"
        yield BadRecord(name=name, reason=reason, url=url, fragment=_head(block))
        return
    stream = io.BytesIO(block)
    http = _http_headers.parse(stream)
    status = (http.statusline or "").split(" ", 1)[0]
    content_type = http.get_header("Content-Type")
    media = _media_type(content_type)
    if status != "200":
        skipped[f"HTTP {status[:3]}"] += 1
        return
    if media and media not in _HTML:
        skipped[media] += 1
        return
    try:
        body = _decoded(stream, http)
    except _DamagedError as damage:
        yield BadRecord(name=name, reason=str(damage), url=url, fragment=_head(block))
        return
    if not media and not _LOOKS_LIKE_HTML.search(body[:1024]):
        skipped["no Content-Type"] += 1
        return
    yield Record(kind="html", body=body, name=name, url=url, content_type=content_type, archived=archived)


_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype html|html|head|body|meta|title)\b", re.I)


def _decoded(stream: io.BytesIO, http: StatusAndHeaders) -> bytes:
    """The body with its transfer and content encodings undone, unless the archiving program has done it already."""
    if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        body: bytes = ChunkedDataReader(stream, decomp_type=None).read()
    else:
        body = stream.read()
    encodings = [name.strip().lower() for name in (http.get_header("Content-Encoding") or "").split(",")]
    encodings = [name for name in encodings if name not in {"", "identity"}]
    if len(encodings) > MAX_ENCODINGS:
        raise _DamagedError(f"{len(encodings)} content encodings; the limit is {MAX_ENCODINGS} (MAX_ENCODINGS)")
    for encoding in reversed(encodings):
        body = _undo(encoding, body)
    return body


def _undo(encoding: str, body: bytes) -> bytes:
    if encoding in {"gzip", "x-gzip"}:
        return _inflate(body, 31) if body.startswith(b"\x1f\x8b") else body
    if encoding == "deflate":  # with a zlib header by the standard, without it by habit
        return _inflate(body, 15 if body[:1] == b"\x78" else -15)
    if encoding == "br":
        return _unbrotli(body)
    raise _DamagedError(f"content encoding {encoding} is not supported")


def _inflate(body: bytes, wbits: int) -> bytes:
    inflate = zlib.decompressobj(wbits=wbits)
    try:
        text = inflate.decompress(body, MAX_PAGE_BYTES + 1)
    except zlib.error as error:
        if _LOOKS_LIKE_HTML.search(body[:1024]):
            return body
        raise _DamagedError(f"broken content encoding: {error}") from None
    if len(text) > MAX_PAGE_BYTES:
        raise _DamagedError(f"more than {MAX_PAGE_BYTES:,} bytes, the limit for a page")
    if not inflate.eof:
        raise _DamagedError("the compressed page ends early")
    return text


def _unbrotli(body: bytes) -> bytes:
    if _LOOKS_LIKE_HTML.search(body[:1024]):
        return body
    decompressor = brotli.Decompressor()
    try:
        text = decompressor.process(body, output_buffer_limit=MAX_PAGE_BYTES + 1)
    except brotli.error as error:
        raise _DamagedError(f"broken content encoding: {error}") from None
    if len(text) > MAX_PAGE_BYTES:
        raise _DamagedError(f"more than {MAX_PAGE_BYTES:,} bytes, the limit for a page")
    if not decompressor.is_finished():
        raise _DamagedError("the compressed page ends early")
    return bytes(text)


def _media_type(content_type: str | None) -> str:
    return (content_type or "").split(";", 1)[0].strip().lower()


# Enough for a person to see what it is.
_FRAGMENT = 2_000


def _head(data: bytes) -> str:
    return data[:_FRAGMENT].decode("utf-8", "replace")
