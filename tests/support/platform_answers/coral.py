"""Answers of coral, row by row."""

from __future__ import annotations

from typing import Any

from newscrawler.comments import platforms
from newscrawler.comments.protocol import CommentSection
from tests.support.threads import page

CORAL = platforms()["coral"]
URL = "https://www.plainpress.example/2026/11/ferry/"
CODE = """<div id="coral_thread"></div><script>
Coral.createStreamEmbed({ id: "coral_thread", autoRender: true, rootURL: 'https://talk.plainpress.example',
  storyID: "41", storyURL: "https://www.plainpress.example/2026/11/ferry/" });</script>"""


def section(body: str = CODE) -> CommentSection | None:
    return CORAL.detect(page(URL, body), URL)


def edges(nodes: list[dict[str, Any]], after: str | None = None) -> dict[str, Any]:
    info = {"hasNextPage": after is not None, "endCursor": after}
    return {"edges": [{"node": node} for node in nodes], "pageInfo": info}


def node(name: str, parent: str | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "body": f"<div>Node {name}</div>",
        "createdAt": "2026-11-24T09:19:02.419Z",
        "status": "NONE",
        "deleted": None,
        "replyCount": 0,
        "parent": {"id": parent} if parent else None,
        "author": {"id": "u1", "username": "tide_table"},
        "editing": {"edited": False},
        "actionCounts": {"reaction": {"total": 8}},
        **fields,
    }


def story(nodes: list[dict[str, Any]], count: int, after: str | None = None) -> dict[str, Any]:
    found = {"id": "41", "isClosed": False, "commentCounts": {"totalPublished": count}, "comments": edges(nodes, after)}
    return {"data": {"story": found}}
