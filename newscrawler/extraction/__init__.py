"""Page → story fields. Pure functions: no I/O, no Scrapy."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

from newscrawler.extras import need

need("crawl", "selectolax")

from newscrawler.extraction.article import ExtractedArticle, Selectors, extract_html

__all__ = ["ExtractedArticle", "Selectors", "extract_html"]

_RENAMED = {
    "Found": ("newscrawler.extraction", "ExtractedArticle"),
    "DumpComment": ("newscrawler.textdumps", "DumpComment"),
    "TextDump": ("newscrawler.textdumps", "TextDump"),
    "read_text_dump": ("newscrawler.textdumps", "read_text_dump"),
}
"""Names of version 0.1, which are removed in 0.3 (docs/versioning.md), with module and name that replace each.

The modules are imported when a name is used, because text dumps import this package.
"""


def __getattr__(name: str) -> Any:
    if name not in _RENAMED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, new = _RENAMED[name]
    message = f"newscrawler.extraction.{name} is now {module}.{new}; the old name is removed in 0.3"
    warnings.warn(message, DeprecationWarning, stacklevel=2)
    return getattr(importlib.import_module(module), new)
