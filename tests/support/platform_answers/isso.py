"""Answers of isso, row by row."""

from __future__ import annotations

from typing import Any

from newscrawler.comments import PLATFORMS
from newscrawler.comments.protocol import CommentSection
from tests.support.threads import page

ISSO = PLATFORMS["isso"]
URL = "https://www.plainpress.example/2026/11/ferry/?utm=1"
EMBED = (
    '<script data-isso="//talk.plainpress.example/isso/" src="//talk.plainpress.example/isso/js/embed.min.js"></script>'
)


def section(body: str = EMBED + '<section id="isso-thread"></section>') -> CommentSection | None:
    return ISSO.detect(page(URL, body), URL)


def row(number: int, parent: int | None = None, mode: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "parent": parent,
        "created": 1795462215.4216285 + number,
        "modified": None,
        "mode": mode,
        "text": "" if mode == 4 else f"<p>Comment {number}</p>",
        "author": None if mode == 4 else "Quay",
        "website": None,
        "likes": 3,
        "dislikes": 1,
        "hash": "35f71b426723",
        **fields,
    }


def top(number: int, replies: list[dict[str, Any]] | None = None, hidden: int = 0, **fields: Any) -> dict[str, Any]:
    replies = replies or []
    counts = {"total_replies": len(replies) + hidden, "hidden_replies": hidden, "replies": replies}
    return row(number, **fields) | counts


def answer(rows: list[dict[str, Any]], total: int, hidden: int = 0) -> dict[str, Any]:
    return {"id": None, "total_replies": total, "hidden_replies": hidden, "replies": rows}
