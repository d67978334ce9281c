"""Query parameters of pages: each is known, and has a value that means something."""

from __future__ import annotations

import re
from collections.abc import Collection

from starlette.requests import Request

from newscrawler.serve.errors import ProblemError

__all__ = ["choice", "only", "page_number"]

_MOST_PAGES = 100_000


def only(request: Request, known: Collection[str]) -> None:
    """Refuse a request with a parameter that its page does not have.

    :raises ProblemError: 400
    """
    for name in request.query_params:
        if name not in known:
            takes = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
            raise ProblemError(400, "Unknown parameter", f"This page has no parameter {name[:80]!r}; {takes}.")


def choice(request: Request, name: str, values: Collection[str], default: str) -> str:
    """Return the value of a parameter that is one of several.

    :raises ProblemError: 400
    """
    asked = request.query_params.get(name) or default
    if asked not in values:
        takes = ", ".join(sorted(value for value in values if value))
        raise ProblemError(400, "Unusable parameter", f"{name}={asked[:80]!r} is not one of {takes}.")
    return asked


def page_number(request: Request) -> int:
    """Return the number of the asked page of a list, from 1.

    :raises ProblemError: 400
    """
    asked = request.query_params.get("page") or "1"
    if not re.fullmatch(r"[0-9]{1,9}", asked) or not 1 <= int(asked) <= _MOST_PAGES:
        raise ProblemError(400, "Unusable parameter", f"page={asked[:80]!r} is no number from 1 to {_MOST_PAGES:,}.")
    return int(asked)
