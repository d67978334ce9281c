"""Cursors: places in the lists that :class:`~newscrawler.storage.Reader` returns page by page.

A cursor is the sort values of the last place that a page reached, so that the next page begins there whatever is
written meanwhile. It is not signed: it grants nothing, because whoever may read one page of a list may read all of it.
It carries a digest of the list and its filters, so that it cannot continue another list by mistake.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal

__all__ = ["Kind", "decode", "digest", "encode"]

Kind = Literal["date", "date or null", "number", "text"]
"""Type of one sort value."""

_FORM = 1
"""Number of the form of cursors. A later form gets another number, so that an old cursor is refused with its reason."""

_LONGEST = 20_000
"""Characters. An id of a comment holds two addresses of at most 4,096 bytes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_REMEDY = "begin again without a cursor"


def digest(name: str, filters: Mapping[str, Any]) -> str:
    """Return a digest of a list: the same for the same filters, on every machine.

    :param filters: texts, numbers, flags, aware datetimes and None by name; None counts as left out
    """
    stated = {key: _plain(value) for key, value in sorted(filters.items()) if value is not None}
    text = json.dumps([name, stated], ensure_ascii=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=6).hexdigest()


def encode(list_digest: str, values: Sequence[Any]) -> str:
    """Return the cursor of a place.

    :param values: sort values of the place: datetimes, numbers, texts or None
    """
    text = json.dumps([_FORM, list_digest, *map(_plain, values)], ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, list_digest: str, kinds: Sequence[Kind]) -> list[Any]:
    """Return the sort values of a cursor's place.

    :param kinds: types of the values, in their order
    :raises ValueError: when the text is no cursor, or belongs to another list or to other filters
    """
    form, stated, values = _parts(cursor)
    if form != _FORM:
        raise ValueError(f"the cursor {_short(cursor)} has form {form!r}, which is not known; {_REMEDY}")
    if stated != list_digest:
        raise ValueError(
            f"the cursor {_short(cursor)} belongs to another list or to other filters; repeat the filters of the page "
            f"that it came with, or {_REMEDY}"
        )
    if len(values) != len(kinds):
        raise _no_cursor(cursor)
    return [_typed(value, kind, cursor) for value, kind in zip(values, kinds, strict=True)]


def _parts(cursor: str) -> tuple[Any, Any, list[Any]]:
    if not isinstance(cursor, str) or len(cursor) > _LONGEST or not cursor.isascii():
        raise _no_cursor(cursor)
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = json.loads(data)
    except (binascii.Error, ValueError, RecursionError):
        raise _no_cursor(cursor) from None
    match found:
        case [form, stated, *values]:
            return form, stated, values
    raise _no_cursor(cursor)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: a datetime as a list of its milliseconds, so that it is no number."""
    if isinstance(value, datetime):
        return [(value - _EPOCH) // timedelta(milliseconds=1)]
    return value


def _typed(value: Any, kind: Kind, cursor: str) -> Any:
    match value, kind:
        case [int(ms)], "date" | "date or null" if type(ms) is int:
            try:
                return _EPOCH + timedelta(milliseconds=ms)
            except OverflowError:
                raise _no_cursor(cursor) from None
        case None, "date or null":
            return None
        case int(), "number" if type(value) is int and -(2**63) <= value < 2**63:
            return value
        case str(), "text" if _is_storable(value):
            return value
    raise _no_cursor(cursor)


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeError:
        return False
    return True


def _no_cursor(cursor: object) -> ValueError:
    return ValueError(f"{_short(cursor)} is not a cursor of this version; {_REMEDY}")


def _short(cursor: object) -> str:
    text = repr(cursor)
    return text if len(text) <= 44 else f"{text[:40]}…{text[-1]}"
