"""Errors of the app: one class, rendered as RFC 9457 for programs and as a page for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from pymongo.errors import OperationFailure, PyMongoError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from newscrawler.storage.errors import StorageError, first_clause

__all__ = ["HANDLERS", "ProblemError", "failure", "for_programs", "render"]

PROBLEM_JSON = "application/problem+json"

_LOGGER = logging.getLogger(__name__)

_RETRY_AFTER_S = 5
"""Seconds after which a client asks again while MongoDB is away: an election takes up to 12."""

_FORBIDDEN = (13, 18)
"""Codes of MongoDB: Unauthorized, AuthenticationFailed. Waiting does not help."""

_PROGRAMS = ("/api", "/metrics", "/healthz")
"""Beginnings of paths that programs read; everything else is a page for people."""

_DETAILS = {
    404: "Nothing is here. The start page and /api/openapi.json list what there is.",
    405: "This address does not take this method.",
}
"""Remedies for the refusals of the router, which names none."""


class ProblemError(Exception):
    """A request cannot be answered; ``detail`` names the input and the remedy.

    :param status: HTTP status
    :param title: kind of the problem, the same for each of its kind
    :param headers: further headers of the answer, e.g. ``Retry-After``
    :param extra: further members of the problem document
    """

    def __init__(
        self, status: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra


def for_programs(path: str) -> bool:
    """Return whether programs read this path; people read all others."""
    return any(path == begin or path.startswith(f"{begin}/") for begin in _PROGRAMS)


def render(request: Request, problem: ProblemError) -> Response:
    """Return the answer that tells the problem: a document of RFC 9457, or a page."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    if for_programs(request.scope["path"]):
        document = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
        return JSONResponse(document | problem.extra, problem.status, headers, PROBLEM_JSON)
    # Its module needs this one.
    from newscrawler.serve.pages.rendering import page

    answer = page(
        request,
        "error.html",
        status=problem.status,
        title=problem.title,
        detail=problem.detail,
        code=problem.status,
    )
    answer.headers.update(headers)
    return answer


def failure(error: Exception) -> ProblemError:
    """Return the problem that a caught exception is for a client; what only we can fix is logged."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        detail = error.detail if error.detail != phrase else _DETAILS.get(error.status_code, phrase)
        return ProblemError(error.status_code, phrase, detail, headers=dict(error.headers or {}))
    if isinstance(error, OperationFailure) and error.code in _FORBIDDEN:
        _LOGGER.error("MongoDB refuses: %s", first_clause(error))
        detail = (
            "The server's user lacks a right in MongoDB: docs/operating.md has the roles, the server's log the right."
        )
        return ProblemError(500, "Store refuses", detail)
    if isinstance(error, (PyMongoError, StorageError)):
        _LOGGER.warning("MongoDB does not answer: %s", first_clause(error))
        detail = "MongoDB does not answer; this request changed nothing that it did not say. Ask again later."
        return ProblemError(503, "Store away", detail, headers={"Retry-After": str(_RETRY_AFTER_S)})
    _LOGGER.error("a request failed", exc_info=error)
    return ProblemError(500, "Internal error", "The server failed; its log has the reason.")


def _handle(request: Request, error: Exception) -> Response:
    return render(request, failure(error))


HANDLERS: dict[Any, ExceptionHandler] = dict.fromkeys(
    (ProblemError, HTTPException, PyMongoError, StorageError), _handle
)
"""For :class:`starlette.applications.Starlette`."""
