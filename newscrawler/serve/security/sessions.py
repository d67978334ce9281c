"""Browsers sign in with a token or the operator link, and out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newscrawler.serve.context import store
from newscrawler.serve.security.access import Access
from newscrawler.serve.security.clients import COOKIE, client
from newscrawler.serve.security.known import Known
from newscrawler.storage import tokens

__all__ = ["local_path", "sign_in", "sign_out"]


def sign_in(request: Request, key: str, to: str = "/") -> Response | None:
    """Return the redirect that signs a browser in, or None if the key is wrong or was used.

    :param key: a token, or the key of the operator link, which works once
    :param to: path where the browser goes; anything but a path of this app is ``/``
    """
    access: Access = request.app.state.access
    key = key.strip()
    session = access.link.open_session(key) if access.link is not None else None
    if session is None and key.startswith("ncr_"):
        token = tokens.find(store(request).database, key)
        session = None if token is None else tokens.open_session(store(request).database, token)
    if session is None:
        return None
    response = RedirectResponse(local_path(to), 303)
    # Without Max-Age the browser forgets it when it ends; the server ends it after its own hours.
    response.set_cookie(COOKIE, session, path="/", httponly=True, samesite="strict", secure=access.https)
    return response


def sign_out(request: Request) -> Response:
    """Return the redirect that ends the session of a browser."""
    session = client(request).session
    if session is not None:
        access: Access = request.app.state.access
        if access.link is not None:
            access.link.close_session(session)
        tokens.close_session(store(request).database, session)
        known: Known = request.app.state.known
        known.forget(session)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def local_path(to: str) -> str:
    """Return a path of this app as it is, and ``/`` for anything else: a sign-in must not lead to another site."""
    plain = to.startswith("/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if plain else "/"
