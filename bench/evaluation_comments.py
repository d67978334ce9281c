"""Adapter of the structural comment extractor for ``score_comments.py``.

It is passed as ``--extractor bench.evaluation_comments:comments``.

``python -m bench.evaluation_comments LABELS`` prints the split of the labelled pages by host, a third of them held out.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawler.comments.structure import read_structure
from newscrawler.html.page import Page
from newscrawler.items import Thread

__all__ = ["comments", "split"]

_SOME_URL = "https://page.example/"


def comments(html: str, url: str | None) -> list[dict[str, Any]]:
    """Return the comments of a page in the scorer's form: ``parent`` is an index into the list."""
    now = datetime.now(UTC)
    page = Page(_absolute(url), html.encode("utf-8", "replace"), content_type="text/html; charset=utf-8", retrieved=now)
    thread = Thread(platform="hypertext", nativeId=page.url, copyUrl=page.url, retrieved=now, complete=False)
    found = [comment for comment in read_structure(page).comments(thread, page, 0) if comment.text is not None]
    index = {comment.nativeId: position for position, comment in enumerate(found)}
    return [
        {
            "id": comment.nativeId,
            "text": comment.text,
            "author": comment.author.name if comment.author else None,
            "datetime": _printed(comment.dateCreated, comment.dateCreatedPrecision),
            "up": comment.upvoteCount,
            "down": comment.downvoteCount,
            "score": comment.score,
            "parent": index.get(comment.parentItem) if comment.parentItem else None,
        }
        for comment in found
    ]


def _absolute(url: str | None) -> str:
    if not url:
        return _SOME_URL
    return f"https:{url}" if url.startswith("//") else url if "://" in url else _SOME_URL + url.lstrip("/")


def _printed(at: datetime | None, precision: str | None) -> str | None:
    if at is None or precision == "relative":
        return None
    return at.date().isoformat() if precision == "day" else at.isoformat()


def split(labels: Path) -> dict[str, list[str]]:
    """Return the names of the labelled pages as ``dev`` and ``heldout``: a hash of the host holds out about a third."""
    parts: dict[str, list[str]] = {"dev": [], "heldout": []}
    for path in sorted(labels.glob("*.json")):
        host = _host(path.stem, json.loads(path.read_text(encoding="utf-8")).get("url"))
        held = int(sha256(host.encode()).hexdigest(), 16) % 3 == 0
        parts["heldout" if held else "dev"].append(path.stem)
    return parts


def _host(name: str, url: str | None) -> str:
    """Return roughly the registered name of the page's host; for an archived page, of the archived host."""
    url = url or ""
    if "web.archive.org" in url:
        url = url.split("/", 5)[-1]
    host = urlsplit(_absolute(url)).hostname if url.startswith(("http", "//")) else None
    if host is None:
        match = re.match(
            r"(?:[\w-]+\.)+(?:com|de|fr|at|net|org|ch|eu|cu|be)",
            re.sub(r"^(?:aeb|fundus|postlight|readability)_", "", name),
        )
        host = match.group() if match else name
    parts = host.lower().removeprefix("www.").split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in ("co", "com", "blogspot", "wordpress") else 2
    return ".".join(parts[-keep:])


if __name__ == "__main__":
    json.dump(split(Path(sys.argv[1])), sys.stdout, indent=1)
