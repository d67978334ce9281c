"""Answers of viafoura, row by row."""

from __future__ import annotations

from typing import Any

from newscrawler.comments import PLATFORMS
from newscrawler.comments.protocol import CommentSection
from tests.support.threads import page

VIAFOURA = PLATFORMS["viafoura"]
URL = "https://www.plainpress.example/2026/11/ferry/"
META = '<meta name="vf:container_id" content="story-41">'


def section(body: str = META + "<vf-conversations></vf-conversations>") -> CommentSection | None:
    return VIAFOURA.detect(page(URL, body), URL)


def content(name: str, parent: str = "container-1", thread: str | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "content_uuid": name,
        "parent_uuid": parent,
        "thread_uuid": thread or "container-1",
        "content_container_uuid": "container-1",
        "actor_uuid": "actor-1",
        "content": f"Content {name}",
        "date_created": 1778282641870,
        "state": "visible",
        "total_likes": 3,
        "total_dislikes": 5,
        "total_replies": 0,
        "is_edited": False,
        **fields,
    }
