"""Answers of openweb, row by row."""

from __future__ import annotations

from typing import Any

from newscrawler.comments import PLATFORMS
from newscrawler.comments.protocol import CommentSection
from tests.support.threads import page

OPENWEB = PLATFORMS["openweb"]
URL = "https://www.plainpress.example/2026/11/ferry/"
CODE = '<script async src="https://launcher.spot.im/spot/sp_Quay41" data-spotim-module="spotim-launcher" data-post-id="a-7"></script>'


def section(body: str = CODE) -> CommentSection | None:
    return OPENWEB.detect(page(URL, body), URL)


def message(name: str, parent: str = "", replies: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "parent_id": parent,
        "content": [{"type": "text", "text": f"<p>Message {name}</p>"}],
        "written_at": 1795462215,
        "rank": {"ranks_up": 4, "ranks_down": 6},
        "user_id": "u_1",
        "replies": replies or [],
        "replies_count": len(replies or []),
        "has_next": False,
        "offset": len(replies or []),
        **fields,
    }


def conversation(rows: list[dict[str, Any]], count: int, **fields: Any) -> dict[str, Any]:
    users = {"u_1": {"id": "u_1", "display_name": "Tide Table"}}
    talk = {"comments": rows, "messages_count": count, "users": users, "has_next": False, "offset": len(rows)}
    return {"conversation": talk | fields}
