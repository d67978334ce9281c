"""Time zones by what a page gives: an abbreviation or offset beside a clock, the outlet's country, its language."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["ABBREVIATIONS", "named_zone", "place_zone", "zone_of"]

# Minutes east of UTC. What names several zones is the wire desks': CST is Chicago's unless the outlet is elsewhere.
_OFFSETS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "AST": -240, "ADT": -180, "BRT": -180, "ART": -180, "CLT": -240, "COT": -300,
    "WEST": 60, "BST": 60, "CET": 60, "MEZ": 60, "SEČ": 60, "SELČ": 120, "WAT": 60, "CEST": 120, "MESZ": 120, "EET": 120, "SAST": 120, "CAT": 120, "EEST": 180,
    "MSK": 180, "МСК": 180, "EAT": 180, "TRT": 180, "IRST": 210, "GST": 240, "PKT": 300, "IST": 330, "NPT": 345, "BDT": 360, "ICT": 420,
    "WIB": 420, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "WITA": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630,
    "AEST": 600, "PET": -300, "VET": -240, "BOT": -240, "UYT": -180, "CLST": -180, "BRST": -120, "IDT": 180, "GET": 240, "AZT": 240, "UZT": 300,
    "MVT": 300, "AFT": 270, "MMT": 390, "WST": 480, "WIT": 540, "SST": -660, "NDT": -150, "UT": 0, "WAST": 120, "MYST": 480, "CHST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
_AMBIGUOUS = frozenset(("IST", "CST", "BST", "AST", "GST", "BDT"))
# "ET" is whichever of EST and EDT holds on that day.
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])\s?(\d{1,2}):?(\d\d)?$")

# Countries by domain: with one zone, one that nobody's news leaves, or one that most of their outlets print.
_BY_DOMAIN = {
    "jp": "Asia/Tokyo", "kr": "Asia/Seoul", "cn": "Asia/Shanghai", "tw": "Asia/Taipei", "hk": "Asia/Hong_Kong", "sg": "Asia/Singapore",
    "th": "Asia/Bangkok", "vn": "Asia/Ho_Chi_Minh", "ph": "Asia/Manila", "my": "Asia/Kuala_Lumpur", "in": "Asia/Kolkata",
    "pk": "Asia/Karachi", "bd": "Asia/Dhaka", "lk": "Asia/Colombo", "np": "Asia/Kathmandu", "il": "Asia/Jerusalem", "tr": "Europe/Istanbul",
    "ir": "Asia/Tehran", "ae": "Asia/Dubai", "sa": "Asia/Riyadh", "qa": "Asia/Qatar", "uk": "Europe/London", "ie": "Europe/Dublin",
    "de": "Europe/Berlin", "at": "Europe/Vienna", "ch": "Europe/Zurich", "li": "Europe/Vaduz", "fr": "Europe/Paris", "be": "Europe/Brussels",
    "nl": "Europe/Amsterdam", "lu": "Europe/Luxembourg", "it": "Europe/Rome", "pl": "Europe/Warsaw", "cz": "Europe/Prague",
    "sk": "Europe/Bratislava", "hu": "Europe/Budapest", "si": "Europe/Ljubljana", "hr": "Europe/Zagreb", "rs": "Europe/Belgrade",
    "dk": "Europe/Copenhagen", "no": "Europe/Oslo", "se": "Europe/Stockholm", "fi": "Europe/Helsinki", "ee": "Europe/Tallinn",
    "lv": "Europe/Riga", "lt": "Europe/Vilnius", "gr": "Europe/Athens", "bg": "Europe/Sofia", "ro": "Europe/Bucharest", "ua": "Europe/Kyiv",
    "by": "Europe/Minsk", "is": "Atlantic/Reykjavik", "za": "Africa/Johannesburg", "ng": "Africa/Lagos", "ke": "Africa/Nairobi",
    "eg": "Africa/Cairo", "ma": "Africa/Casablanca", "gh": "Africa/Accra", "co": "America/Bogota", "pe": "America/Lima",
    "ar": "America/Argentina/Buenos_Aires", "uy": "America/Montevideo", "py": "America/Asuncion", "bo": "America/La_Paz",
    "cu": "America/Havana", "cr": "America/Costa_Rica", "gt": "America/Guatemala", "sv": "America/El_Salvador", "hn": "America/Tegucigalpa",
    "ni": "America/Managua", "pa": "America/Panama", "do": "America/Santo_Domingo", "ve": "America/Caracas", "nz": "Pacific/Auckland", "es": "Europe/Madrid",
    "pt": "Europe/Lisbon", "br": "America/Sao_Paulo", "mx": "America/Mexico_City", "cl": "America/Santiago", "ec": "America/Guayaquil",
    "au": "Australia/Sydney", "id": "Asia/Jakarta", "ru": "Europe/Moscow",
}  # fmt: skip
# Domains that are sold to everybody say nothing of a country.
_SOLD = frozenset(("co", "in", "is", "me", "tv", "io", "ai", "li"))
_BY_LANGUAGE = {
    "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "vi": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok", "he": "Asia/Jerusalem", "tr": "Europe/Istanbul",
    "de": "Europe/Berlin", "it": "Europe/Rome", "pl": "Europe/Warsaw", "cs": "Europe/Prague", "sk": "Europe/Bratislava",
    "hu": "Europe/Budapest", "sv": "Europe/Stockholm", "da": "Europe/Copenhagen", "nb": "Europe/Oslo", "no": "Europe/Oslo",
    "fi": "Europe/Helsinki", "el": "Europe/Athens", "bg": "Europe/Sofia", "uk": "Europe/Kyiv", "nl": "Europe/Amsterdam",
}  # fmt: skip


def zone_of(host: str, language: str | None) -> TimeZone | None:
    """The zone of a host by its country's domain, else by the page's language; None where either has several.

    >>> str(zone_of("www.zeitung.example.de", None))
    'Europe/Berlin'
    """
    domain = host.rpartition(".")[2].lower()
    tag = (language or "").replace("_", "-").casefold()
    name = None
    if domain not in _SOLD or tag.endswith("-" + domain):
        name = _BY_DOMAIN.get(domain)
    if name is None:
        region = tag.partition("-")[2]
        # German of Germany, or without a country; not the German of Paraguay.
        if not region or region in (tag[:2], "jp", "kr", "vn", "il", "cz", "se", "dk", "no", "gr", "ua", "at", "ch"):
            name = _BY_LANGUAGE.get(tag[:2])
    return place_zone(name) if name else None


def named_zone(stated: str, outlet: TimeZone | None = None) -> TimeZone | None:
    """The zone that stands beside a clock: ``JST``, ``ET``, ``+0900``, ``GMT+7``; None when it is not known.

    :param outlet: decides what an abbreviation means that several countries use
    """
    name = stated.upper()
    if match := _OFFSET.match(name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if minutes > 14 * 60:
            return None
        return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes else UTC
    if outlet is not None and name in _AMBIGUOUS:
        return outlet
    return ABBREVIATIONS.get(name)


@lru_cache(maxsize=128)
def place_zone(name: str) -> TimeZone | None:
    """The zone of an IANA name, None where the system does not know it."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None


ABBREVIATIONS: dict[str, TimeZone] = {
    **{name: timezone(timedelta(minutes=minutes)) if minutes else UTC for name, minutes in _OFFSETS.items()},
    **{name: zone for name, place in _PLACES.items() if (zone := place_zone(place)) is not None},
}
"""Zone of each abbreviation that wire desks and outlets print beside a clock."""
