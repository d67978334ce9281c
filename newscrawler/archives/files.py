"""Files and folders to records: WARC and WET files, saved HTML, plain-text dumps.

Records are streamed: one record is held at a time, whatever the size of the file. Bytes that cannot be read become a
:class:`~newscrawler.archives.records.BadRecord`, and reading goes on at the next record that can be read.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from newscrawler.archives.records import BadRecord, Record, too_large
from newscrawler.archives.warc import read_warc
from newscrawler.discovery.links import DiscoveryError, resolve
from newscrawler.html.page import PageError, refuse_excess
from newscrawler.limits import MAX_PAGE_BYTES

__all__ = ["Archive", "read_archive"]

_KINDS = ".txt, .warc, .warc.gz, .wet, .wet.gz, .html, .htm, .html.gz, .htm.gz, or a folder of these"
_HEAD_BYTES = 300_000
"""Bytes of a document's head. A page whose head is longer (inlined scripts) has its links before the scripts."""
# Browsers write it into a page that they save, with the URL's length before the URL.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S{1,2000})")

_Reader = Callable[[IO[bytes], str, "Counter[str]"], Iterator[Record | BadRecord]]


def read_archive(path: str | os.PathLike[str]) -> Archive:
    """Return the records of a saved file or folder.

    :param path: a plain-text dump (``.txt``, one record), WET or WARC (either gzipped or not), an HTML file (may be
        gzipped), or a folder, read recursively in sorted order
    :raises DiscoveryError: when there is no such path, its kind is unknown, or the folder holds nothing that
        can be read
    """
    root = Path(path)
    if not root.exists():
        raise DiscoveryError(f"no such file or folder: {root}; accepted: {_KINDS}")
    if root.is_dir():
        if next(_files_in(root, Counter()), None) is None:
            raise DiscoveryError(f"nothing to read in the folder {root}; accepted: {_KINDS}")
    elif _reader_of(root) is None:
        raise DiscoveryError(f"unknown kind of file: {root}; accepted: {_KINDS}")
    return Archive(root)


class Archive(Iterator[Record | BadRecord]):
    """Iterator over the records of a file or folder. It can be run once."""

    def __init__(self, root: Path) -> None:
        self.skipped: Counter[str] = Counter()
        """Inputs that are no pages, by their kind: ``{"request": 12, "HTTP 404": 1}``. Grows while iterating."""
        self._records = self._read(root)

    def __next__(self) -> Record | BadRecord:
        return next(self._records)

    def _read(self, root: Path) -> Iterator[Record | BadRecord]:
        for path in _files_in(root, self.skipped) if root.is_dir() else [root]:
            reader = _reader_of(path)
            assert reader is not None
            try:
                with path.open("rb") as file:
                    yield from reader(file, str(path), self.skipped)
            except OSError as error:
                yield BadRecord(name=f"{path}#0", reason=f"cannot be read: {error.strerror or error}")


def _reader_of(path: Path) -> _Reader | None:
    name = path.name.lower()
    plain = name.removesuffix(".gz")
    if name.endswith(".txt"):
        return _text_file
    if plain.endswith((".html", ".htm")):
        return _html_file
    if plain.endswith((".warc", ".wet")):
        return read_warc
    return None


def _files_in(root: Path, skipped: Counter[str]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_symlink():
                # A folder that somebody else packed may contain links to any file of this machine.
                skipped["symbolic link"] += 1
            elif _reader_of(path) is None or not path.is_file():
                skipped["other file"] += 1
            else:
                yield path


# --- files that hold one record -------------------------------------------------------------------------------------


def _text_file(file: IO[bytes], path: str, skipped: Counter[str]) -> Iterator[Record | BadRecord]:
    body = file.read(MAX_PAGE_BYTES + 1)
    yield too_large(f"{path}#0", body) or Record(kind="text", body=body, name=f"{path}#0")


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
    yield too_large(name, body) or Record(kind="html", body=body, name=name, url=_stated_url(body))


def _stated_url(body: bytes) -> str | None:
    """Return the address that a saved page states for itself.

    A link to a front page is the sign of a broken template, and is not taken.
    """
    head = body[:_HEAD_BYTES]
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
