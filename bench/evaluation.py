"""Adapter for the article scorer, which passes text: ``bench.evaluation:extract``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page

__all__ = ["extract"]


def extract(html: str, url: str) -> dict[str, Any]:
    """Return the scorer's fields of one page; a date without a time is returned as a date."""
    body = html.encode("utf-8", "replace")
    page = Page(url, body, content_type="text/html; charset=utf-8", retrieved=datetime.now(UTC))
    found = extract_html(page)
    printing = found.printing
    published = printing.datePublished
    return {
        "headline": printing.headline,
        "authors": found.credited,
        "date": (found.day or published).isoformat() if published else None,
        "body": printing.body,
    }
