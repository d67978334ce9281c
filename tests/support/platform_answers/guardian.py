"""Answers of guardian, row by row."""

from __future__ import annotations

from typing import Any

from newscrawler.comments import PLATFORMS
from tests.support.threads import page

GUARDIAN = PLATFORMS["guardian"]
URL = "https://www.theguardian.com/world/2026/nov/24/ferry-resumes"
CONFIG = '<script>window.guardian={"config":{"page":{"shortUrlId":"/p/ab12c","isCommentable":true}}}</script>'


def row(number: int, to: int | None = None, **fields: Any) -> dict[str, Any]:
    answered = {"responseTo": {"commentId": str(to), "displayName": "someone"}} if to else {}
    return {
        "id": number,
        "body": f"<p>Comment {number}</p>",
        "isoDateTime": "2026-11-24T09:19:02Z",
        "status": "visible",
        "numRecommends": number % 7,
        "userProfile": {"userId": "17", "displayName": "Harbour Watcher", "webUrl": "https://profile.example/17"},
        **answered,
        **fields,
    }


def discussion(rows: list[dict[str, Any]], count: int, pages: int = 1, **fields: Any) -> dict[str, Any]:
    body = {"commentCount": count, "isClosedForComments": True, "comments": rows, **fields}
    return {"status": "ok", "pages": pages, "discussion": body}


def section() -> Any:
    return GUARDIAN.detect(page(URL, CONFIG), URL)
