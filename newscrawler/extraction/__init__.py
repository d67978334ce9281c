"""Page → story fields. Pure functions: no I/O, no Scrapy."""

from __future__ import annotations

from typing import Any

from newscrawler.extras import need
from newscrawler.renamed import renamed

need("crawl", "selectolax")

from newscrawler.extraction.article import ExtractedArticle, Selectors, extract_html

__all__ = ["ExtractedArticle", "Selectors", "extract_html"]

_RENAMED = {
    "Found": "newscrawler.extraction.ExtractedArticle",
    "DumpComment": "newscrawler.textdumps.DumpComment",
    "TextDump": "newscrawler.textdumps.TextDump",
    "read_text_dump": "newscrawler.textdumps.read_text_dump",
}
"""Names of version 0.1, which are removed in 0.3 (docs/versioning.md), with module and name that replace each."""


def __getattr__(name: str) -> Any:
    return renamed(__name__, name, _RENAMED)
