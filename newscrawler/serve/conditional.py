"""Conditional requests: a client that has the answer already gets 304."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["conditional", "tag_of", "unchanged"]

_DIGITS = 32


def tag_of(*parts: object) -> str:
    """Return a weak ETag of what an answer is made from, e.g. ids and times of change.

    Weak, because a compressed answer has the same tag.
    """
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:_DIGITS]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return the 304 for a client that has the answer of this tag, or None: for answers that are expensive to make."""
    sent = request.headers.get("If-None-Match")
    if sent is None or request.method not in ("GET", "HEAD"):
        return None
    known = {each.strip().removeprefix("W/") for each in sent.split(",")}
    if "*" not in known and tag.removeprefix("W/") not in known:
        return None
    return Response(status_code=304, headers={"ETag": tag})


def conditional(request: Request, response: Response) -> Response:
    """Return the answer with an ETag of its body, or a 304 for a client that has it."""
    tag = response.headers.get("ETag") or tag_of(bytes(response.body), response.headers.get("Content-Type"))
    response.headers["ETag"] = tag
    return (unchanged(request, tag) if response.status_code == 200 else None) or response
