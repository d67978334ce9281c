"""Single values of data: prose, ids, times."""

from __future__ import annotations

import re
from typing import Any

from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.text import UNSPACED_AND_LAO

__all__ = ["is_identifier", "is_prose", "may_be_name", "moment_of", "plain_length"]

_TAG = re.compile(r"<[^<>]*>")
_UNSPACED = re.compile(f"[{UNSPACED_AND_LAO}]")
_DIGITS = re.compile(r"-?\d{10,19}(?:\.\d+)?$")
_IN_DATE = re.compile(r"/Date\((\d{10,13})")
_LONG_TIME = 13
"""Digits of a time in milliseconds; with more digits it has parts of a millisecond."""

_LONGEST_TIME = 60
"""Characters of a time."""

_SHORTEST_ID = 16
"""Characters of a word with digits that is an id rather than a name."""

_SOME_DIGITS = 3

_LONGEST_NAME = 80
"""Characters of a commenter's name."""


def plain_length(text: str) -> int:
    """Return the characters of a text without its tags."""
    return len(_TAG.sub("", text)) if "<" in text else len(text)


def is_prose(text: str) -> bool:
    """Return whether a text is words and no address, id or number."""
    text = text.strip()
    if not text or text.startswith(("http://", "https://", "//", "data:", "/", "#")):
        return False
    if " " in text or "<" in text or "\n" in text:
        return any(map(str.isalpha, text))
    return _UNSPACED.search(text) is not None


def is_identifier(text: str) -> bool:
    """Return whether a text is an id and no name: a number, a long word with several digits, a reference."""
    if " " in text:
        return False
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalpha, text))
    if not letters:
        return True
    return (len(text) >= _SHORTEST_ID and digits >= _SOME_DIGITS) or (":" in text.strip(":") and digits > 0)


def may_be_name(text: str) -> bool:
    """Return whether a text is short, has letters, and is no address."""
    text = text.strip()
    if not 0 < len(text) <= _LONGEST_NAME or "\n" in text or "://" in text or text.startswith("/"):
        return False
    return any(map(str.isalpha, text)) and text not in ("true", "false", "null", "undefined")


def moment_of(value: Any, reader: TimeReader) -> Moment | None:
    """Return the time of a value: ISO, since 1970 in seconds or finer, or as printed; None where it is no time."""
    if isinstance(value, bool) or value is None or isinstance(value, list):
        return None
    if isinstance(value, int | float):
        return _since_1970(str(value), reader)
    text = value.strip()
    if not text or len(text) > _LONGEST_TIME:
        return None
    if _DIGITS.match(text):
        return _since_1970(text, reader)
    if (stated := _IN_DATE.match(text)) is not None:
        return _since_1970(stated[1], reader)
    return reader.attribute(text) or reader.shown(text)


def _since_1970(text: str, reader: TimeReader) -> Moment | None:
    if not _DIGITS.match(text):
        return None
    digits = text.partition(".")[0].lstrip("-")
    digits = digits[:_LONG_TIME] if len(digits) > _LONG_TIME else digits
    return reader.stated(digits)
