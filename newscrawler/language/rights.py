"""Rights lines: who holds the copyright, from which year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded
from newscrawler.language.tables import load
from newscrawler.language.text import collapse

__all__ = ["Rights", "parse_rights"]

_WORDS = load("rights")
_MARK = rf"(?:{_WORDS.pattern('mark')})"
_RESERVED = _WORDS.pattern("reserved")
_RIGHTS = Guarded.on_hints(
    expression(rf"^\W{{0,3}}(?:(?:{_RESERVED})\W+)?{_MARK}", re.I), _WORDS.hints("mark"), given=collapse
)
_YEAR = expression(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOISE = expression(
    rf"{_MARK}|(?<!\d)(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?(?!\d)|^\W{{0,3}}(?:{_RESERVED})(?=\W+{_MARK})"
    rf"|\W*\b(?:{_RESERVED}).*"
    rf"|\W*(?:{_WORDS.pattern('terms_unspaced')}).*|\b(?:{_WORDS.pattern('terms')})\b.*|\b"
    rf"(?:{_WORDS.pattern('published_by')})\b"
    r"|https?://\S+|,?\s*\bdpa:\d\S*",
    re.I,
)
_KEEPS_FULL_STOP = expression(rf"\b(?:{_WORDS.pattern('legal_form')})\.$")
# A rights line is short; a paragraph that begins with "Copyright" is a story about copyright.
_MAX_LENGTH = 240


@dataclass(frozen=True, slots=True)
class Rights:
    """Content of a rights line."""

    notice: str
    """The line as printed."""
    holder: str | None
    year: int | None
    """The last year of a range."""


def parse_rights(line: str) -> Rights | None:
    """The rights that a line states, or None when it is not a rights line.

    >>> parse_rights("© (c) Copyright Thomson Reuters 2019.")
    Rights(notice='© (c) Copyright Thomson Reuters 2019.', holder='Thomson Reuters', year=2019)
    """
    line = collapse(line)
    if len(line) > _MAX_LENGTH or not _RIGHTS.match(line):
        return None
    years = _YEAR.findall(line)
    holder = _NOISE.sub(" ", line)
    holder = " ".join(holder.split()).strip(" ,;:-–—|/()[]<>（）")
    # "GPlusMedia Inc." keeps its full stop, "Thomson Reuters." loses it.
    if holder.endswith(".") and not _KEEPS_FULL_STOP.search(holder):
        holder = holder.rstrip(". ")
    if not years and not holder:
        return None
    return Rights(notice=line, holder=holder or None, year=int(years[-1]) if years else None)
