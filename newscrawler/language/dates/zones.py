"""Time zones by an abbreviation or offset beside a clock, by the outlet's country, or by the page's language."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.expressions import expression
from newscrawler.language.dates.places import place_zone
from newscrawler.language.tables import read_data

__all__ = ["ABBREVIATIONS", "named_zone", "place_zone", "zone_of"]

_TABLES = read_data("zones")

_AMBIGUOUS = frozenset(_TABLES["ambiguous"]["names"].split())
_SOLD = frozenset(_TABLES["sold"]["domains"].split())
_BY_DOMAIN: dict[str, str] = _TABLES["domains"]
_BY_LANGUAGE: dict[str, str] = _TABLES["languages"]

_ZONES = {minutes: timezone(timedelta(minutes=int(minutes))) if int(minutes) else UTC for minutes in _TABLES["offsets"]}
_OF_OFFSETS = {name: _ZONES[minutes] for minutes, names in _TABLES["offsets"].items() for name in names.split()}
_OF_PLACES = {name: zone for name, place in _TABLES["places"].items() if (zone := place_zone(place)) is not None}
ABBREVIATIONS: dict[str, TimeZone] = _OF_OFFSETS | _OF_PLACES
"""Zone of each abbreviation that wire desks and outlets print beside a clock."""

_OWN_REGIONS = frozenset(("jp", "kr", "vn", "il", "cz", "se", "dk", "no", "gr", "ua", "at", "ch"))
"""Regions of a language tag that do not change the zone of the language: ``ja-JP``, but not the German of Paraguay."""

_OFFSET = expression(r"(?:GMT|UTC)?\s?([+-])\s?(\d{1,2}):?(\d\d)?$")

_LARGEST_OFFSET = 14 * 60
"""Minutes: the zone that is furthest east."""


def zone_of(host: str, language: str | None) -> TimeZone | None:
    """Return the zone of a host by its country's domain, else by the page's language; None if there are several.

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
        if not region or region == tag[:2] or region in _OWN_REGIONS:
            name = _BY_LANGUAGE.get(tag[:2])
    return place_zone(name) if name else None


def named_zone(stated: str, outlet: TimeZone | None = None) -> TimeZone | None:
    """Return the zone of an abbreviation or offset: ``JST``, ``ET``, ``+0900``, ``GMT+7``; None if it is unknown.

    :param outlet: the outlet's zone, which decides the meaning of an abbreviation that several countries use
    """
    name = stated.upper()
    if match := _OFFSET.match(name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if minutes > _LARGEST_OFFSET:
            return None
        return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes else UTC
    if outlet is not None and name in _AMBIGUOUS:
        return outlet
    return ABBREVIATIONS.get(name)
