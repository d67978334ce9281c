"""Comments that the structure of a small page gives."""

from __future__ import annotations

from datetime import UTC, datetime

from newscrawler.comments.structure import read_structure
from newscrawler.html.page import Page
from newscrawler.items import Comment, Thread

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://gazette.example/ferry"


def comments(body: str, lang: str = "en") -> list[Comment]:
    html = f'<html lang="{lang}"><body><article><h1>Ferry</h1><p>The ferry sails.</p></article>{body}</body></html>'
    page = Page(URL, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    thread = Thread(platform="hypertext", nativeId=URL, copyUrl=URL, retrieved=NOW, complete=False)
    return read_structure(page).comments(thread, page, 0)
