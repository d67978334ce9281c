"""Answers of disqus, row by row."""

from __future__ import annotations

import json
from typing import Any

from newscrawler.comments import platforms
from newscrawler.comments.protocol import CommentSection, Platform
from tests.support.threads import page

URL = "https://www.plainpress.example/2026/11/ferry/"
CODE = """<div id="disqus_thread"></div><script>
var disqus_config = function () { this.page.url = 'https:\\/\\/www.plainpress.example\\/2026\\/11\\/ferry\\/';
this.page.identifier = "ferry & co 41"; };
(function() { var d = document, s = d.createElement('script'); s.src = 'https://plainpress.disqus.com/embed.js'; })();
</script>"""


WITHOUT_KEY = platforms()["disqus"]


def section(body: str = CODE, platform: Platform = WITHOUT_KEY) -> CommentSection | None:
    return platform.detect(page(URL, body), URL)


def post(number: int, parent: int | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "parent": parent,
        "message": f"<p>Post {number}</p>",
        "raw_message": f"Post {number}",
        "createdAt": "2026-11-24T09:19:02",
        "author": {"id": "8", "name": "Ferry Fan", "username": "ferryfan", "profileUrl": "https://disqus.com/by/ff/"},
        "likes": 5,
        "dislikes": 2,
        "points": 3,
        "isDeleted": False,
        "isEdited": False,
        **fields,
    }


def embed(posts: list[dict[str, Any]], count: int, more: bool = False, code: int = 0) -> bytes:
    data = {
        "code": code,
        "cursor": {"hasNext": more, "total": count},
        "response": {"posts": posts, "thread": {"id": "771", "posts": count, "isClosed": False}},
    }
    script = f'<script type="text/json" id="disqus-threadData">{json.dumps(data)}</script>'
    return f"<!doctype html><html><body>{script}</body></html>".encode()
