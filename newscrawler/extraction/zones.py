"""The time zone of an outlet that states none: its country's, where the country has one zone."""

from __future__ import annotations

from datetime import tzinfo as TimeZone  # noqa: N812
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["zone_of"]

# Countries with one zone (or, like Germany's, one that nobody's news leaves), by domain.
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
    "ni": "America/Managua", "pa": "America/Panama", "do": "America/Santo_Domingo", "ve": "America/Caracas", "nz": "Pacific/Auckland",
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
    return _zone(name) if name else None


@lru_cache(maxsize=128)
def _zone(name: str) -> TimeZone | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None
