"""Rights lines: who holds the copyright, from which year."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Rights", "parse_rights"]

_MARK = r"(?:©|ⓒ|Ⓒ|&copy;|[(（]c[)）]|copyright|copr\.|저작권자|版权归?|版權|著作権)"
_RESERVED = (
    r"all rights reserved|alle rechte (?:vorbehalten|voorbehouden)|tous droits réservés|todos los derechos reservados|todos os direitos reservados"
    r"|tutti i diritti riservati|riproduzione (?:riservata|vietata)|все права защищены|wszelkie prawa zastrzeżone|alla rättigheter förbehålls"
    r"|무단[ ,]*전재|無断転載|無断複製|禁無断転載|版权所有|版權所有|hakları saklıdır|hak cipta"
)
_RIGHTS = re.compile(rf"^\W{{0,3}}(?:(?:{_RESERVED})\W+)?{_MARK}", re.I)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOISE = re.compile(
    rf"{_MARK}|(?<!\d)(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?(?!\d)|^\W{{0,3}}(?:{_RESERVED})(?=\W+{_MARK})|\W*\b(?:{_RESERVED}).*"
    r"|\W*(?:無断転載|無断複製|禁無断転載|版权所有|版權所有|未经).*"
    r"|\bthis (?:material|content) may not be\b.*|\bclick for restrictions\b.*|\b(?:unauthori[sz]ed )?(?:reproduction|republication|redistribution)\b.*"
    r"|\best[áa] expresamente prohibid.*|\bqueda prohibid.*|\bpublished by\b|https?://\S+|,?\s*\bdpa:\d\S*",
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
    holder = " ".join(holder.split()).strip(" ,;:-–—|/()[]<>（）")
    # "GPlusMedia Inc." keeps its full stop, "Thomson Reuters." loses it.
    if holder.endswith(".") and not re.search(r"\b(?:Inc|Ltd|Co|Corp|Cie|Bros|plc|S\.A|e\.V)\.$", holder):
        holder = holder.rstrip(". ")
    if not years and not holder:
        return None
    return Rights(notice=line, holder=holder or None, year=int(years[-1]) if years else None)
