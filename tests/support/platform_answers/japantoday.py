"""Answers of japantoday, row by row."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

from newscrawler.html.page import Page

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://japantoday.com/category/world/ferry-resumes"


def page(data: Any, extra: str = "") -> Page:
    attribute = html.escape(json.dumps(data))
    markup = f'<html><body><article><h1>Ferry</h1></article>{extra}<div id="comments-js" data-json="{attribute}"></div></body></html>'
    return Page(URL, markup.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)


def row(**fields: Any) -> dict[str, Any]:
    return {
        "comment_id": 1,
        "user": {"name": "quayside"},
        "body": "<p>About time.</p>",
        "rating": 2,
        "positive_rating": 3,
        "negative_rating": 1,
        "date_created": "2026-11-19T08:00:00+09:00",
        **fields,
    }
