"""One fuzz target in one process: ``python -m fuzz.target page CORPUS [libFuzzer options]``.

An exception other than the documented ones, an input that takes longer than ``-timeout`` and memory beyond
``-rss_limit_mb`` are crashes.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["newscrawler"]):
    from newscrawler.archives import read_archive
    from newscrawler.comments import PLATFORMS
    from newscrawler.discovery.canonical import canonical_url
    from newscrawler.discovery.feeds import parse_feed
    from newscrawler.discovery.links import DiscoveryError
    from newscrawler.discovery.sections import feed_links, next_page, section_links, story_links
    from newscrawler.discovery.sitemaps import parse_sitemap
    from newscrawler.extraction import extract_html
    from newscrawler.html.page import Page, PageError
    from newscrawler.textdumps.story import read_text_dump

__all__ = ["TARGETS"]

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_TOMORROW = datetime(2026, 11, 26, tzinfo=UTC)
_URL = "https://outlet.example/2026/11/02/ferry-leaves-harbour"
_TYPES = (None, "text/html", "text/html; charset=utf-8", "text/html; charset=shift_jis", "text/html; charset=utf-16")

_FILE = Path(tempfile.mkdtemp(prefix="fuzz-")) / "saved.warc"


def _say(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)


def _page(data: bytes) -> None:
    """Extract a story. The first byte chooses the Content-Type header."""
    page = Page(_URL, data[1:], content_type=_TYPES[data[0] % len(_TYPES)] if data else None, retrieved=_NOW)
    try:
        found = extract_html(page)
    except PageError as error:
        _say(str(error) != "", "an error without a reason")
        return
    printing = found.printing
    _say(printing.datePublished is None or printing.datePublished <= _TOMORROW, "published in the future")
    _say((printing.datePublished is None) == (printing.datePublishedRaw is None), "a time without its string")
    _say(all(text and text == " ".join(text.split()) for text in printing.body), "a paragraph that is not folded")


def _comments(data: bytes) -> None:
    """Run the structural extractor and every platform's detection."""
    page = Page(_URL, data, content_type=None, retrieved=_NOW)
    try:
        sections = [platform.detect(page, _URL) for platform in PLATFORMS.values()]
    except PageError:
        return
    for section in sections:
        batch = section.result if section is not None else None
        for comment in batch.comments if batch is not None else ():
            _say(bool(comment.thread and comment.nativeId), "a comment without identity")
            _say(comment.text is None or "\x00" not in comment.text, "a NUL in a comment")


def _dump(data: bytes) -> None:
    """Read a text dump, as it comes from an archive."""
    dump = read_text_dump(data.decode("utf-8", "replace"))
    _say(all(text.strip() for text in dump.printing.body), "an empty paragraph")


def _lists(data: bytes) -> None:
    """Read feeds, sitemaps and list pages."""
    for parse in (parse_feed, parse_sitemap):
        try:
            parse(data, "https://outlet.example/feed")
        except DiscoveryError as error:
            _say(str(error) != "", "an error without a reason")
    page = Page("https://outlet.example/world/", data, content_type=None, retrieved=_NOW)
    with contextlib.suppress(PageError):
        for read in (story_links, next_page, section_links, feed_links, canonical_url):
            read(page)


def _archive(data: bytes) -> None:
    """Read WARC and WET files, plain and gzipped."""
    path = _FILE.with_suffix(".warc.gz") if data[:2] == b"\x1f\x8b" else _FILE
    path.write_bytes(data)
    for _ in read_archive(path):
        pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    "page": _page,
    "comments": _comments,
    "dump": _dump,
    "lists": _lists,
    "archive": _archive,
}


def main() -> None:
    """Run libFuzzer on the target that the first argument names, with the other arguments as its options."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
