"""Answers of wordpress, row by row."""

from __future__ import annotations

from datetime import UTC, datetime

from newscrawler.html.page import Page

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://www.harborlight.example/world/ferry-resumes/"
HEAD = """<link rel="https://api.w.org/" href="https://www.harborlight.example/wp-json/">
<link rel="alternate" type="application/json" href="https://www.harborlight.example/wp-json/wp/v2/posts/41">"""


def page(extra: str = "") -> Page:
    return Page(URL, f"<html><head>{HEAD}</head><body>{extra}</body></html>".encode(), content_type=None, retrieved=NOW)


def comment_row(number: int, parent: int = 0) -> dict[str, object]:
    return {
        "id": number,
        "post": 41,
        "parent": parent,
        "author": 0,
        "author_name": "Quay &amp; Side",
        "author_url": "",
        "date": "2026-11-24T04:25:04",
        "date_gmt": "2026-11-23T19:25:04",
        "content": {"rendered": f"<p>Comment {number}</p>\n"},
    }
