"""Counts as pages print them: signed, grouped, or shortened by a word: ``-12``, ``1,234``, ``8.3k``, ``1,2 тыс.``."""

from __future__ import annotations

import re

from newscrawler.expressions import expression
from newscrawler.language.tables import load
from newscrawler.limits import grouped_number

__all__ = ["COUNT", "read_count"]

_TABLES = load("counts")
_POWERS = {"thousand": 3, "ten_thousand": 4, "hundred_thousand": 5, "million": 6, "hundred_million": 8}
"""Zeros that the words of a table stand for."""

_SHORTENED = "|".join(
    # A word of Han, Hangul or another script without spaces may have the next word directly behind it.
    rf"(?P<{table}>{_TABLES.pattern(table)})(?![a-z\d])"
    for table in _POWERS
)
_UNIT = re.sub(r"\?P<\w+>", "?:", _SHORTENED)

_SIGN = r"[+\-−]|–(?=\d)"
"""A dash is as often a dash: it is a minus directly before a digit only."""

COUNT = rf"(?:{_SIGN})?\s?(?:\d+(?:[.,]\d{{1,3}})?\s?(?:{_UNIT})|\d{{1,3}}(?:[.,\s'’]\d{{3}})+(?!\d)|\d+)"
"""Expression of a count, for use with ``re.IGNORECASE``. It has no group."""

_COUNT = expression(
    rf"(?P<sign>{_SIGN})?\s?(?:(?P<short>\d+(?:[.,]\d{{1,3}})?)\s?(?:{_SHORTENED})"
    rf"|(?P<whole>\d{{1,3}}(?:[.,\s'’]\d{{3}})+|\d+))",
    re.I,
)


def read_count(text: str) -> int | None:
    """Return the number that a text consists of; None unless it is a count of at most nine digits.

    A number in front of a word for thousands has a decimal point or comma; elsewhere these group digits.
    """
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        return None
    number = _shortened(match) if match["short"] else grouped_number(match["whole"])
    if number is None or match["sign"] in (None, "+"):
        return number
    return -number


def _shortened(match: re.Match[str]) -> int | None:
    zeros = next(power for table, power in _POWERS.items() if match[table])
    whole, _, decimals = match["short"].replace(",", ".").partition(".")
    return grouped_number(whole + decimals.ljust(zeros, "0"))
