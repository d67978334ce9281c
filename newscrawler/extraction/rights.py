"""Rights lines: who holds the copyright, from which year."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Rights", "parse_rights"]

_MARK = r"(?:©|\(c\)|&copy;|copyright|copr\.)"
_RIGHTS = re.compile(rf"^\W{{0,3}}(?:all\s+rights\s+reserved\W+)?{_MARK}", re.I)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOISE = re.compile(
    rf"{_MARK}|(?<!\d)(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?(?!\d)"
    r"|\ball rights reserved\b.*|\bthis material may not be\b.*|\bclick for restrictions\b.*|\bpublished by\b|https?://\S+",
    re.I,
)
# A rights line is short; a paragraph that begins with "Copyright" is a story about copyright.
_MAX_LENGTH = 240


@dataclass(frozen=True, slots=True)
class Rights:
    """What a rights line states."""

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
    line = " ".join(line.split())
    if len(line) > _MAX_LENGTH or not _RIGHTS.match(line):
        return None
    years = _YEAR.findall(line)
    holder = _NOISE.sub(" ", line)
    holder = " ".join(holder.split()).strip(" ,;:-–—|/()[]")
    # "GPlusMedia Inc." keeps its full stop, "Thomson Reuters." loses it.
    if holder.endswith(".") and not re.search(r"\b(?:Inc|Ltd|Co|Corp|Cie|Bros|plc|S\.A|e\.V)\.$", holder):
        holder = holder.rstrip(". ")
    if not years and not holder:
        return None
    return Rights(notice=line, holder=holder or None, year=int(years[-1]) if years else None)
