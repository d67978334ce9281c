"""One sentence that an action leaves for the page that follows it, so that its result is told without JavaScript too.

It travels in a cookie that is sealed with the session's form token: no other page can put words into ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newscrawler.serve.pages.rendering import page
from newscrawler.serve.security import csrf_token

__all__ = ["Notice", "done", "noticed_page"]

Kind = Literal["ok", "warn", "bad"]

_COOKIE = "newscrawler_notice"

_LONGEST = 600
"""Characters of a notice: a cookie takes 4 KB, and a sentence is shorter."""

_SECONDS = 120
"""Seconds for which a notice waits for its page."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Result of an action in one sentence."""

    kind: Kind
    text: str


def done(request: Request, to: str, text: str, kind: Kind = "ok") -> Response:
    """Return the redirect to the page that shows the result of an action.

    :param to: path of this app
    """
    response = RedirectResponse(to, 303)
    body = base64.urlsafe_b64encode(json.dumps([kind, text[:_LONGEST]]).encode()).decode()
    response.set_cookie(_COOKIE, f"{_seal(request, body)}.{body}", _SECONDS, path="/", httponly=True, samesite="strict")
    return response


def noticed_page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """Return a page with the ``notice`` that waits for it, or None, which is shown once."""
    response = page(request, template, status=status, notice=_waiting(request), **context)
    if _COOKIE in request.cookies:
        response.delete_cookie(_COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _waiting(request: Request) -> Notice | None:
    seal, _, body = request.cookies.get(_COOKIE, "").partition(".")
    if not csrf_token(request) or not hmac.compare_digest(seal.encode(), _seal(request, body).encode()):
        return None
    try:
        kind, text = json.loads(base64.urlsafe_b64decode(body))
    except (ValueError, binascii.Error):
        return None
    return Notice(kind, text)


def _seal(request: Request, body: str) -> str:
    return hmac.new(csrf_token(request).encode(), f"notice {body}".encode(), hashlib.sha256).hexdigest()
