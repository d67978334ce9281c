"""Parameters of a request, checked by the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from newscrawler.serve.api.description import Kind, Operation, Parameter
from newscrawler.serve.errors import ProblemError

__all__ = ["Asked", "asked", "bad"]

Asked = Mapping[str, Any]
"""Values by the parameters' names: text, int, aware datetime, or a tuple of texts. A parameter that was not given has
its default."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})", re.ASCII)
_LEAP_SECOND = re.compile(r":60(?=\D|$)", re.ASCII)
_NANOSECONDS = re.compile(r"(\.\d{6})\d+", re.ASCII)

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Bounds of the times that Python has."""

_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)


def bad(name: str, detail: str) -> ProblemError:
    """Return the problem of a parameter that has a wrong value.

    :param detail: what is wrong, and what to do
    """
    return ProblemError(400, "Bad parameter", detail, parameter=name)


def asked(request: Request, operation: Operation) -> Asked:
    """Return the values of the operation's parameters in the request.

    :raises ProblemError: 400 for a parameter that is unknown, given twice, missing, or has a wrong value
    """
    known = {each.name for each in operation.parameters if each.place == "query"}
    for name in request.query_params:
        if name not in known:
            takes = ", ".join(sorted(known)) or "no parameter"
            raise bad(name, f"{name!r} is not a parameter of {operation.path}, which takes: {takes}.")
        if len(request.query_params.getlist(name)) > 1:
            raise bad(name, f"{name!r} is given several times; give it once.")
    return {each.name: _value(request, each) for each in operation.parameters}


def _value(request: Request, parameter: Parameter) -> Any:
    given = (request.path_params if parameter.place == "path" else request.query_params).get(parameter.name)
    if given is None:
        if parameter.required:
            raise bad(parameter.name, f"{parameter.name!r} is missing. {parameter.about}")
        return () if parameter.kind == "choices" else parameter.default
    return _READERS[parameter.kind](parameter, given)


def _number(parameter: Parameter, given: str) -> int:
    if not _NUMBER.fullmatch(given) or not parameter.least <= int(given) <= parameter.most:
        bounds = f"a whole number from {parameter.least} to {parameter.most}"
        raise bad(parameter.name, f"{parameter.name}={given[:50]!r} must be {bounds}.")
    return int(given)


def _moment(parameter: Parameter, given: str) -> datetime:
    remedy = "write a day, or a time with its zone: 2026-03-01T11:00:00Z. In an address + is written as %2B."
    if not (_DAY.fullmatch(given) or _MOMENT.fullmatch(given)):
        raise bad(parameter.name, f"{parameter.name}={given[:50]!r} is not a time; {remedy}")
    # Python knows no 61st second and no more than six digits behind a second.
    plain = _NANOSECONDS.sub(r"\1", _LEAP_SECOND.sub(":59", given.upper()))
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError as error:
        raise bad(parameter.name, f"{parameter.name}={given[:50]!r} is not a time ({error}); {remedy}") from None
    return _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC; beyond the years 1 and 9999 the first or last moment, since no story is beyond."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _LAST if moment.year > 1 else _FIRST


def _choice(parameter: Parameter, given: str) -> str:
    if given not in parameter.choices:
        raise bad(parameter.name, f"{parameter.name}: {given[:50]!r} is not one of {', '.join(parameter.choices)}.")
    return given


def _choices(parameter: Parameter, given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_choice(parameter, each) for each in given.split(",")))


def _text(parameter: Parameter, given: str) -> str:
    if not given or "\0" in given:
        raise bad(parameter.name, f"{parameter.name!r} is empty or holds a NUL; leave it out, or give a value.")
    if len(given) > parameter.longest:
        raise bad(parameter.name, f"{parameter.name!r} has {len(given)} characters; at most {parameter.longest}.")
    if parameter.pattern is not None and not re.search(parameter.pattern, given):
        raise bad(parameter.name, f"{parameter.name}={given[:50]!r} is not of its form. {parameter.about}")
    return given


_READERS: Mapping[Kind, Callable[[Parameter, str], Any]] = {
    "number": _number,
    "moment": _moment,
    "choice": _choice,
    "choices": _choices,
    "text": _text,
}
