"""Query parameters of pages: only those that a page knows, and each bad value told by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from newscrawler.serve.errors import ProblemError

__all__ = ["BadValueError", "accepts_json", "asked", "day", "number", "options"]

_LONGEST = 2_000
"""Characters of a value; the longest is the URL of a copy."""


class BadValueError(ValueError):
    """A value of a form cannot be used; the message names it and the remedy. The page is shown again with it."""


def asked(request: Request, *names: str) -> dict[str, str]:
    """Return the query parameters that have a value.

    :param names: parameters that the page knows
    :raises ProblemError: another one is given, or one is given twice or is too long
    """
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in names:
            known = f"this page knows {', '.join(names)}" if names else "this page takes none"
            raise ProblemError(400, "Unknown parameter", f"{name[:60]!r} is no parameter of this page; {known}.")
        if name in found or len(value) > _LONGEST:
            raise ProblemError(400, "Bad parameter", f"{name!r} is given twice or is too long; give it once.")
        found[name] = value.strip()
    return {name: value for name, value in found.items() if value}


def day(name: str, text: str | None, *, end: bool = False) -> datetime | None:
    """Return the beginning of a day in UTC, or with ``end`` that of the next day.

    :raises BadValueError: the text is no day
    """
    if text is None:
        return None
    try:
        at = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
        return at + timedelta(days=1) if end else at
    except (ValueError, OverflowError):
        raise BadValueError(f"{name}: {text[:40]!r} is no day; write it as 2026-11-20.") from None


def number(name: str, text: str | None, usual: int, *, most: int) -> int:
    """Return a whole number from 1.

    :raises BadValueError: the text is none, or beyond ``most``
    """
    if text is None:
        return usual
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise BadValueError(f"{name}: {text[:40]!r} is no whole number from 1 to {most:,}.")
    return int(text)


def options(values: Iterable[str], chosen: str | None = None) -> list[tuple[str, str]]:
    """Return the options of a filter: any, or one of the values, to which the chosen one belongs."""
    known = dict.fromkeys([*values, *([chosen] if chosen else [])])
    return [("", "any"), *((value, value) for value in known)]


def accepts_json(request: Request) -> bool:
    """Return whether a client asks for JSON before HTML, as a program does and a browser never."""
    quality = {"application/json": 0.0, "text/html": 0.0}
    for part in request.headers.get("accept", "").split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        if kind in quality:
            quality[kind] = max(quality[kind], _quality(parameters))
    return quality["application/json"] > quality["text/html"]


def _quality(parameters: list[str]) -> float:
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"[01](\.[0-9]{0,3})?", value.strip()) else 0.0
    return 1.0
