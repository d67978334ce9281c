"""Sign in with a token or the operator link, and sign out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.serve.pages.queries import asked
from newscrawler.serve.pages.rendering import page
from newscrawler.serve.security import form, posted, sign_in, sign_out
from newscrawler.serve.security.sessions import local_path

__all__ = ["ROUTES"]

_WRONG = (
    "This token is not known, has expired or was revoked; a link works once and only while its process runs. An "
    "operator makes a token with: newscrawler token add NAME"
)


def show(request: Request) -> Response:
    """Show the form; for the operator link with its key and one button, because a preview of the link must not use it
    up."""
    query = asked(request, "key", "next")
    return _form(request, local_path(query.get("next", "/")), key=query.get("key", ""))


def enter(request: Request) -> Response:
    """Sign in with the token or the key of the form."""
    sent = form(request)
    to = local_path(sent.get("next", "/"))
    return sign_in(request, sent.get("token", ""), to) or _form(request, to, problem=_WRONG, status=403)


def leave(request: Request) -> Response:
    """End the session of the browser."""
    return sign_out(request)


def _form(request: Request, to: str, *, key: str = "", problem: str = "", status: int = 200) -> Response:
    return page(request, "login.html", status=status, to=to, key=key, problem=problem)


ROUTES: list[BaseRoute] = [
    Route("/login", show, methods=["GET"]),
    Route("/login", posted(enter), methods=["POST"]),
    Route("/logout", posted(leave), methods=["POST"]),
]
