"""Gate in front of every route: it lets requests in, names their senders, and adds headers to every answer.

A request passes if its ``Host`` is a name of this app, its path is plain, no page of another origin sent it, and its
sender may read. Any other ``Host`` that resolves to this machine is DNS rebinding: an attack by a page in a user's
browser.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newscrawler.hosts import is_foreign, is_loopback, name_of
from newscrawler.printable import escaped
from newscrawler.serve.errors import ProblemError, failure, for_programs, render
from newscrawler.serve.security.access import Access
from newscrawler.serve.security.clients import COOKIE, NOBODY, Client, client, know
from newscrawler.serve.security.known import Known
from newscrawler.serve.security.rate import Rates

__all__ = ["LARGEST_BODY", "Gate"]

_LOGGER = logging.getLogger("newscrawler.serve.access")

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110)."""

_PUBLIC = re.compile(r"/healthz|/static/.*")
"""Paths of which nobody's sender is looked up: a supervisor's probe, and files that anybody may download with us."""

_OPEN = re.compile(r"/(?:login|logout)")
"""Paths that need no client: to sign in and out."""

_UNLIKELY = re.compile(r"[\x00-\x1f\x7f\\]|(?:^|/)\.\.?(?:/|$)")
"""Characters and steps that no address of ours has: control characters, backslashes, and steps to another folder."""

_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""Headers by which a proxy shows itself: its clients are not on this machine, whatever address it has."""

_HEADERS: Mapping[str, str] = {
    # Scripts, styles, pictures and requests of this app only; no page may frame it, and no form may leave it.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: a browser would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_LONGEST_TARGET = 8 * 1024
"""Bytes of a path and its query, as RFC 9110 has every server take. The longest of ours, a cursor with a search, has
2 KB."""

LARGEST_BODY = 64 * 1024
"""Bytes of a request's body. The longest form is an erasure of some hundred names."""

_HSTS = "max-age=31536000"
"""A year, as hstspreload.org asks; the operator's other names on the domain are not ours to decide about."""

_PRIVATE = "private, no-cache"
"""Kept by the browser alone, and asked for again each time: a 304 costs next to nothing."""


class Gate:
    """ASGI middleware that lets allowed requests in and answers all others.

    :param app: what is behind it
    :param known: tokens and sessions
    """

    def __init__(self, app: ASGIApp, known: Known, access: Access) -> None:
        self._app = app
        self._access = access
        self._known = known
        self._rates = Rates(access.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(Request(scope, receive), receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        answer = _Answer(send, self._access.https)
        try:
            refusal = await self._refusal(request)
            if refusal is not None:
                await refusal(request.scope, receive, answer.send)
            else:
                await self._app(request.scope, receive, answer.send)
        except Exception as error:
            if answer.status is not None:
                raise
            await render(request, failure(error))(request.scope, receive, answer.send)
        finally:
            answer.log(request)

    async def _refusal(self, request: Request) -> Response | None:
        """Return the answer to a request that does not come in, or None.

        :raises ProblemError: it does not come in
        """
        self._check_host(request)
        if len(request.scope["raw_path"]) + len(request.scope["query_string"]) > _LONGEST_TARGET:
            raise ProblemError(414, "Too long", f"The address has more than {_LONGEST_TARGET} bytes.")
        if _UNLIKELY.search(request.scope["path"]):
            raise ProblemError(400, "Bad path", "The path has a step, a backslash or a control character.")
        _check_size(request)
        _check_origin(request)
        if _PUBLIC.fullmatch(request.scope["path"]):
            return None
        who = await run_in_threadpool(self._sender, request)
        know(request, who)
        wait_s = self._rates.wait(_counted(request, who))
        if wait_s:
            raise ProblemError(
                429,
                "Too many requests",
                f"{who.name!r} sent more than {self._access.requests_per_minute} requests a minute; wait {wait_s} s.",
                headers={"Retry-After": str(wait_s)},
            )
        if who.role is None and not _OPEN.fullmatch(request.scope["path"]):
            return _asked_to_sign_in(request)
        return None

    def _check_host(self, request: Request) -> None:
        hosts = request.headers.getlist("Host")
        name = name_of(hosts[0]) if len(hosts) == 1 else ""
        if not self._is_ours(name, request):
            raise ProblemError(
                403,
                "Not a name of this app",
                f"Host {', '.join(hosts)!r} is not a name of this app; an operator adds it to NEWSCRAWLER_SERVE_HOSTS.",
            )

    def _is_ours(self, name: str, request: Request) -> bool:
        if name and (name in self._access.hosts or is_loopback(name)):
            return True
        # On all addresses of a machine, the address that the client connected to. It cannot be rebound.
        server = request.scope.get("server")
        return bool(name) and server is not None and name == server[0] and name[0] in "0123456789abcdef:"

    def _sender(self, request: Request) -> Client:
        """Return who sends a request.

        :raises ProblemError: it carries a token that is not valid
        """
        stated = request.headers.get("Authorization")
        if stated is not None:
            scheme, _, secret = stated.partition(" ")
            token = self._known.by_secret(secret.strip()) if scheme.lower() == "bearer" else None
            if token is None or not secret.strip().startswith("ncr_"):
                raise _unknown("The token is wrong, expired or revoked; an operator issues a new one.")
            return Client(token.name, token.role, token.id)
        return self._by_cookie(request.cookies.get(COOKIE)) or self._without(request)

    def _by_cookie(self, session: str | None) -> Client | None:
        if session is None or not session.startswith("ncs_"):
            return None
        link = self._access.link
        if link is not None and link.is_session(session):
            return Client("operator link", "operate", None, session)
        token = self._known.by_secret(session)
        return None if token is None else Client(token.name, token.role, token.id, session)

    def _without(self, request: Request) -> Client:
        """Return the sender of a request without a token or session."""
        passed_on = any(each in request.headers for each in _PASSED_ON)
        at_home = is_loopback(name_of(request.headers["Host"])) and not passed_on
        return Client("anonymous", "read") if at_home and not self._known.token_required() else NOBODY


def _check_origin(request: Request) -> None:
    """Refuse what a page of another origin sends.

    :raises ProblemError: it did, or its origin is not told and the request carries a cookie
    """
    origins, sites = request.headers.getlist("Origin"), request.headers.getlist("Sec-Fetch-Site")
    foreign = is_foreign(request.headers["Host"], origins, sites)
    if request.method in _SAFE:
        # A link of another page may lead here; its pictures and scripts may not ask.
        foreign = foreign and request.headers.get("Sec-Fetch-Mode") != "navigate"
    elif COOKIE in request.cookies:
        foreign = foreign or not (origins or sites)
    if foreign:
        raise ProblemError(403, "Another origin", "A page of another origin sent this request.")


def _check_size(request: Request) -> None:
    """Refuse a body that says that it is too large; one that does not say so is cut off as it is read.

    :raises ProblemError: it is
    """
    stated = request.headers.get("Content-Length", "0")
    if not stated.isdecimal() or int(stated) > LARGEST_BODY:
        raise ProblemError(413, "Too large", f"A request may have {LARGEST_BODY} bytes; this one has {stated!r}.")


def _counted(request: Request, who: Client) -> str:
    """Return the name under which the requests of a sender are counted. Those of nobody count for their address: one
    machine that asks all the time must not keep others from signing in."""
    if who.role is not None:
        return who.token or who.name
    address = request.client
    return f"{who.name} {'' if address is None else address.host}"


def _unknown(detail: str) -> ProblemError:
    return ProblemError(401, "Unknown client", detail, headers={"WWW-Authenticate": 'Bearer realm="newscrawler"'})


def _asked_to_sign_in(request: Request) -> Response:
    if for_programs(request.scope["path"]) or request.method not in _SAFE:
        raise _unknown("Send a token: Authorization: Bearer ncr_…; an operator issues it with: newscrawler token add")
    if "HX-Request" in request.headers:
        # A redirect would put the sign-in page into a part of this one.
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    wanted = str(request.scope["path"]) + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(wanted)}", 303)


class _Answer:
    """Answer to one request on its way out."""

    def __init__(self, send: Send, https: bool) -> None:
        self._send = send
        self._https = https
        self._begun = time.monotonic()
        self.status: int | None = None
        """None until the answer has begun."""

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with our headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if self._https:
                headers["Strict-Transport-Security"] = _HSTS
            headers.setdefault("Cache-Control", _PRIVATE)
        await self._send(message)

    def log(self, request: Request) -> None:
        """Log the request: never its query, its headers or its body, which may have secrets."""
        took_ms = (time.monotonic() - self._begun) * 1000
        who = client(request).name
        path = escaped(request.scope["path"])
        _LOGGER.info("%s %s %s %.0f ms %s", request.method, path, self.status, took_ms, who)
