"""Page → story fields. Pure functions: no I/O, no Scrapy."""

from __future__ import annotations

import warnings
from typing import Any

from newscrawler.extras import need

need("crawl", "selectolax")

from newscrawler.extraction.article import ExtractedArticle, Selectors, extract_html

__all__ = ["ExtractedArticle", "Selectors", "extract_html"]

_RENAMED = {"Found": "ExtractedArticle"}
"""Names of version 0.1, which are removed in 0.3 (docs/versioning.md)."""


def __getattr__(name: str) -> Any:
    if name not in _RENAMED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    message = f"newscrawler.extraction.{name} is now {_RENAMED[name]}; the old name is removed in 0.3"
    warnings.warn(message, DeprecationWarning, stacklevel=2)
    return globals()[_RENAMED[name]]
