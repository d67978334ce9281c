"""HTTP responses in an archive: the HTML page in them, with its encodings undone."""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import brotli  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from newscrawler.archives.records import BadRecord, Record, beginning
from newscrawler.archives.stream import DamagedError
from newscrawler.gunzip import GZIP_MAGIC, GunzipError, gunzip
from newscrawler.limits import MAX_ENCODINGS, MAX_PAGE_BYTES

__all__ = ["HTML_TYPES", "media_type", "read_response"]

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})

_MAX_HEADERS = 256 * 1024
"""Bytes of HTTP headers. Servers send 2 KB, and proxies refuse 16 KB."""
_END_OF_HEADERS = re.compile(rb"\n\r?\n")
_CHUNK_SIZE = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[ \t]{0,20}(?:;[^\n]{0,500})?\r?\n")
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype html|html|head|body|meta|title)\b", re.I)
_HEAD = 1024
"""Bytes of a body in which the sign of HTML is looked for."""

_parser = StatusAndHeadersParser(["HTTP/"], verify=False)


def read_response(
    block: bytes, name: str, url: str | None, archived: datetime | None, skipped: Counter[str]
) -> Iterator[Record | BadRecord]:
    """Yield the page of a response, or the reason why it cannot be read.

    :param block: headers and body as they were archived
    :param skipped: counts a response that is no HTML page, by its kind
    """
    problem = _problem_of_headers(block)
    if problem is not None:
        yield BadRecord(name=name, reason=problem, url=url, fragment=beginning(block))
        return
    stream = io.BytesIO(block)
    http = _parser.parse(stream)
    content_type = http.get_header("Content-Type")
    media = media_type(content_type)
    status = (http.statusline or "").split(" ", 1)[0]
    if status != "200":
        skipped[f"HTTP {status[:3]}"] += 1
        return
    if media and media not in HTML_TYPES:
        skipped[media] += 1
        return
    try:
        body = _decoded(stream, http)
    except DamagedError as damage:
        yield BadRecord(name=name, reason=str(damage), url=url, fragment=beginning(block))
        return
    if not media and not _LOOKS_LIKE_HTML.search(body[:_HEAD]):
        skipped["no Content-Type"] += 1
        return
    yield Record(kind="html", body=body, name=name, url=url, content_type=content_type, archived=archived)


def media_type(content_type: str | None) -> str:
    """Return the media type of a ``Content-Type`` header in lower case, without parameters; empty if there is none."""
    return (content_type or "").split(";", 1)[0].strip().lower()


def _problem_of_headers(block: bytes) -> str | None:
    if not block.startswith(b"HTTP/"):
        return "a response without HTTP headers"
    if len(block) > _MAX_HEADERS and not _END_OF_HEADERS.search(block, 0, _MAX_HEADERS):
        return f"HTTP headers of more than {_MAX_HEADERS:,} bytes"
    return None


def _decoded(stream: io.BytesIO, http: StatusAndHeaders) -> bytes:
    """Return the body with its transfer and content encodings undone, unless the archiving program has undone them."""
    if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        body = _unchunked(stream.read())
    else:
        body = stream.read()
    encodings = [name.strip().lower() for name in (http.get_header("Content-Encoding") or "").split(",")]
    encodings = [name for name in encodings if name not in {"", "identity"}]
    if len(encodings) > MAX_ENCODINGS:
        raise DamagedError(f"{len(encodings)} content encodings; the limit is {MAX_ENCODINGS} (MAX_ENCODINGS)")
    for encoding in reversed(encodings):
        body = _undo(encoding, body)
    return body


def _undo(encoding: str, body: bytes) -> bytes:
    if encoding in {"gzip", "x-gzip"}:
        return _gunzipped(body) if body.startswith(GZIP_MAGIC) else body
    if encoding == "deflate":  # with a zlib header by the standard, without it by habit
        return _inflate(body, 15 if body[:1] == b"\x78" else -15)
    if encoding == "br":
        return _unbrotli(body)
    if _LOOKS_LIKE_HTML.search(body[:_HEAD]):
        # Servers name no encoding at all here ("none", "utf-8"), and archiving programs keep the header of an
        # encoding that they have undone.
        return body
    raise DamagedError(f"content encoding {encoding} is not supported")


def _gunzipped(body: bytes) -> bytes:
    try:
        return gunzip(body, MAX_PAGE_BYTES)
    except GunzipError as error:
        raise DamagedError(str(error)) from None


def _unchunked(body: bytes) -> bytes:
    """Return a chunked body (RFC 9112, 7.1) in one piece; as it is where the archiving program has put it together.

    :raises DamagedError: when the last chunk is missing
    """
    line = _CHUNK_SIZE.match(body)
    if line is None:
        return body
    parts: list[bytes] = []
    while line is not None and (size := int(line[1], 16)):
        parts.append(body[line.end() : line.end() + size])
        line = _CHUNK_SIZE.match(body, line.end() + size)
    if line is None:
        raise DamagedError("the chunked page ends early")
    return b"".join(parts)


def _inflate(body: bytes, wbits: int) -> bytes:
    inflate = zlib.decompressobj(wbits=wbits)
    try:
        text = inflate.decompress(body, MAX_PAGE_BYTES + 1)
    except zlib.error as error:
        if _LOOKS_LIKE_HTML.search(body[:_HEAD]):
            return body
        raise DamagedError(f"broken content encoding: {error}") from None
    if len(text) > MAX_PAGE_BYTES:
        raise DamagedError(f"more than {MAX_PAGE_BYTES:,} bytes, the limit for a page")
    if not inflate.eof:
        raise DamagedError("the compressed page ends early")
    return text


def _unbrotli(body: bytes) -> bytes:
    if _LOOKS_LIKE_HTML.search(body[:_HEAD]):
        return body
    decompressor = brotli.Decompressor()
    try:
        text = decompressor.process(body, output_buffer_limit=MAX_PAGE_BYTES + 1)
    except brotli.error as error:
        raise DamagedError(f"broken content encoding: {error}") from None
    if len(text) > MAX_PAGE_BYTES:
        raise DamagedError(f"more than {MAX_PAGE_BYTES:,} bytes, the limit for a page")
    if not decompressor.is_finished():
        raise DamagedError("the compressed page ends early")
    return bytes(text)
