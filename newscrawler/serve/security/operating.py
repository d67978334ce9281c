"""Actions that change something: only for operators, only from a page of ours, and never without an audit line."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from newscrawler.serve.context import store
from newscrawler.serve.errors import ProblemError
from newscrawler.serve.security.clients import Client, client, csrf_token, form, read_form
from newscrawler.storage import audit

__all__ = ["Endpoint", "audited", "operating", "posted"]

Endpoint = Callable[[Request], Response]

_AUDITED: Final = "newscrawler.audited"
"""Key of the request's scope."""


def posted(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Read the form before the endpoint runs in a thread: :func:`form` then has its fields."""

    @wraps(endpoint)
    async def reading(request: Request) -> Response:
        await read_form(request)
        return await run_in_threadpool(endpoint, request)

    return reading


def operating(action: str) -> Callable[[Endpoint], Callable[[Request], Awaitable[Response]]]:
    """Make an endpoint of a POST route an operating action.

    Its client needs the role ``operate``; a browser's form needs the CSRF token of its session. An audit line is
    written before the endpoint runs, and completed with its outcome.

    :param action: name in the audit line, e.g. ``quarantine.replay``
    """

    def decorate(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        @wraps(endpoint)
        def checked(request: Request) -> Response:
            return _operate(action, endpoint, request)

        return posted(checked)

    return decorate


def audited(request: Request, *, subject: str | None = None, outcome: str | None = None) -> None:
    """State in the audit line of this request what the action changed, and how it went."""
    stated = request.scope.setdefault(_AUDITED, {})
    stated.update({"subject": subject} if subject is not None else {}, **({"outcome": outcome} if outcome else {}))


def _operate(action: str, endpoint: Endpoint, request: Request) -> Response:
    database = store(request).database
    who = client(request)
    actor = audit.Actor(who.name, who.token)
    problem = _problem(request, who, action)
    if problem is not None:
        # Requests of nobody are in the log alone: anybody could fill the collection with them.
        if who.role is not None:
            audit.refused(database, actor, action, request.scope["path"], problem.title)
        raise problem
    line = audit.begin(database, actor, action, request.scope["path"])
    try:
        response = endpoint(request)
    except ProblemError as error:
        audit.end(database, line, f"refused: {error.detail}")
        raise
    except Exception as error:
        audit.end(database, line, f"failed: {type(error).__name__}")
        raise
    stated = request.scope.get(_AUDITED, {})
    outcome = "done" if response.status_code < 400 else f"failed: status {response.status_code}"
    audit.end(database, line, stated.get("outcome", outcome), subject=stated.get("subject"))
    return response


def _problem(request: Request, who: Client, action: str) -> ProblemError | None:
    if request.method != "POST":
        return ProblemError(405, "Method Not Allowed", f"{action} is done with POST.", headers={"Allow": "POST"})
    if not who.may_operate:
        return ProblemError(
            403,
            "Operators only",
            f"{action} needs a token of the role operate: newscrawler token add NAME --role operate",
        )
    if who.session is not None:
        sent = request.headers.get("X-CSRF-Token") or form(request).get("csrf", "")
        if not hmac.compare_digest(sent.encode(), csrf_token(request).encode()):
            return ProblemError(403, "Stale form", "The form is not of this session; load the page again.")
    return None
