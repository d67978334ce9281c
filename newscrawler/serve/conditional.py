"""Conditional requests: a client that has the answer already gets 304."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["unchanged"]


def unchanged(request: Request, tag: str) -> Response | None:
    """Return the 304 for a client that has the answer of this tag, or None."""
    sent = request.headers.get("If-None-Match")
    if sent is None or request.method not in ("GET", "HEAD"):
        return None
    known = {each.strip().removeprefix("W/") for each in sent.split(",")}
    if "*" not in known and tag.removeprefix("W/") not in known:
        return None
    return Response(status_code=304, headers={"ETag": tag})
