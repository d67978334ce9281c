"""Write ``newscrawler/language/data/cldr.toml``: names of months, weekdays, parts of the day and times counted back.

The names come from the Unicode CLDR as packaged in Babel. Babel is needed for this script only::

    python tools/make_dates.py

To add a language, add its CLDR name to :data:`LANGUAGES`. Words that outlets print and CLDR lacks are in
``newscrawler/language/data/printed.toml``, which is edited by hand.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import babel
from babel import Locale, localedata

sys.path.insert(0, str(Path(__file__).parents[1]))
from newscrawler.language.dates.folding import joined

LANGUAGES = (
    "en", "de", "fr", "es", "pt", "it", "nl", "af", "ca", "gl", "ro", "pl", "cs", "sk", "sl", "hr", "bs_Latn",
    "sr", "sr_Latn", "mk", "bg", "ru", "uk", "be", "lt", "lv", "et", "fi", "sv", "da", "nb", "nn", "is", "hu",
    "el", "tr", "az", "sq", "eu", "ga", "cy", "ar", "ar_LB", "he", "fa", "ur", "hi", "bn", "ta", "te", "mr",
    "gu", "th", "id", "ms", "vi", "fil", "sw", "ja", "ko", "zh", "zh_Hant",
)  # fmt: skip
"""CLDR locales, frequent languages first: where two disagree about a word, the first has priority by default."""

ZONES = {
    "Europe_Central": "Europe/Berlin", "Europe_Eastern": "Europe/Helsinki", "Europe_Western": "Europe/Lisbon",
    "GMT": "Etc/UTC", "Moscow": "Europe/Moscow", "America_Eastern": "America/New_York",
    "America_Central": "America/Chicago", "America_Mountain": "America/Denver",
    "America_Pacific": "America/Los_Angeles", "Japan": "Asia/Tokyo", "China": "Asia/Shanghai",
    "Korea": "Asia/Seoul", "India": "Asia/Kolkata", "Australia_Eastern": "Australia/Sydney",
    "Brasilia": "America/Sao_Paulo",
}  # fmt: skip
"""CLDR zones whose names are printed beside a clock, with a time zone of each."""

_OUT = Path(__file__).parents[1] / "newscrawler" / "language" / "data" / "cldr.toml"
_HEAD = """# Written by tools/make_dates.py from CLDR (Babel {version}): do not edit, add to printed.toml instead.
# Names in lower case without dots, separated by "|". Months and weekdays (from Monday) by language.
"""
_WIDTHS = ("wide", "abbreviated", "narrow")
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_NOON, _DAY_HOURS = 12, 24
_SECONDS_AN_HOUR = 3600
_SHORTEST = 2
"""Fewest letters of a Latin or Greek part of the day: ``a`` and ``p`` alone have too many other meanings."""


def main() -> None:
    """Write the table."""
    lines = [_HEAD.format(version=babel.__version__)]
    locales = {_tag(name): _fresh(name) for name in LANGUAGES}
    for title, names in (("months", _months), ("weekdays", _weekdays)):
        lines.append(f"[{title}]")
        for tag, locale in locales.items():
            if any(words := names(locale)):
                lines.append(f"{tag} = [{', '.join(map(_quoted, words))}]")
        lines.append("")
    for kind in ("am", "pm", "noon", "night"):
        lines.append(f"[halves.{kind}]")
        for tag, locale in locales.items():
            if words := _halves(locale, kind):
                lines.append(f"{tag} = {_quoted('|'.join(words))}")
        lines.append("")
    for unit in _UNITS:
        lines.append(f"[ago.{unit}]")
        for tag, locale in locales.items():
            if words := _counted_back(locale, unit):
                lines.append(f"{tag} = {_quoted('|'.join(words))}")
        lines.append("")
    lines.append("[zones]")
    for zone, place in ZONES.items():
        names = dict.fromkeys(name for locale in locales.values() for name in _zone_names(locale, zone))
        lines.append(f"{_quoted(place)} = {_quoted('|'.join(names))}")
    lines.append("")
    _OUT.write_text("\n".join(lines), encoding="utf-8")


def _fresh(name: str) -> Locale:
    """Return a locale whose data share nothing with the locales before it.

    Babel 2.17 writes resolved data of one locale into the data that all locales inherit: after Azerbaijani, every
    language without its own names for stand-alone months had the Azerbaijani names.
    """
    localedata._cache.clear()
    locale = Locale.parse(name)
    locale.months  # noqa: B018 - reads the locale's data, while the cache is empty
    return locale


def _tag(name: str) -> str:
    """Return the CLDR name as a language tag that is a bare key in TOML."""
    return name.replace("_", "-").lower()


def _quoted(text: str) -> str:
    assert '"' not in text
    assert "\\" not in text
    return f'"{text}"'


def _folded(name: str) -> str:
    """Fold a word as the date reader does: lower case, no dots at the ends, no direction marks."""
    name = re.sub("[\u200e\u200f\u200b]", "", name).casefold().replace("i\u0307", "i")
    return " ".join(name.replace(".", " ").split()) if name.endswith(".") and name.count(".") == 1 else name.strip(" .")


def _words(names: list[str]) -> list[str]:
    folded = (_folded(name) for name in names)
    return [word for word in dict.fromkeys(folded) if len(word) > _SHORTEST and not any(map(str.isdigit, word))]


def _months(locale: Locale) -> list[str]:
    """Return twelve strings of names, with the forms in dates and the stand-alone forms."""
    months = locale.months
    return [
        "|".join(
            _words(
                [
                    months[context][width][number]
                    for context in ("format", "stand-alone")
                    for width in ("wide", "abbreviated")
                    if width in months.get(context, {})
                ]
            )
        )
        for number in range(1, 13)
    ]


def _weekdays(locale: Locale) -> list[str]:
    days = locale.days
    return [
        "|".join(
            dict.fromkeys(
                _folded(days[context][width][number])
                for context in ("format", "stand-alone")
                for width in ("wide", "abbreviated")
                if width in days.get(context, {})
            )
        )
        for number in range(7)
    ]


def _halves(locale: Locale, kind: str) -> list[str]:
    """Return the names of the parts of the day that mean ``kind``, by CLDR's hours of each part."""
    rules = (locale._data.get("day_period_rules") or {}).get(None) or {}
    found: list[str] = []
    for context in ("format", "stand-alone"):
        for width in _WIDTHS:
            for name, word in ((locale._data.get("day_periods") or {}).get(context, {}).get(width) or {}).items():
                if _kind(name, rules) == kind and (folded := _folded(word)):
                    latin = folded[0] < "\u0400"
                    if not any(map(str.isdigit, folded)) and (len(folded) >= _SHORTEST or not latin):
                        found.append(folded)
    return list(dict.fromkeys(found))


def _kind(name: str, rules: Any) -> str | None:
    if name in ("am", "pm"):
        return name
    if name in ("midnight", "noon"):
        return "night" if name == "midnight" else "noon"
    rule = (rules.get(name) or [None])[0]
    if rule is None or "from" not in rule:
        return None
    start, end = (
        int(rule[key]) // (_SECONDS_AN_HOUR if int(rule[key]) > _DAY_HOURS else 1) for key in ("from", "before")
    )
    if end <= start and end:
        return "night"
    end = end or _DAY_HOURS
    if end <= _NOON:
        return "am"
    if start == _NOON and end <= _NOON + 2:
        return "noon"
    return "pm" if start >= _NOON else "noon"


def _counted_back(locale: Locale, unit: str) -> list[str]:
    """Return patterns like ``# hours ago``; a pattern without a number has its number before ``=``: ``1=hour ago``."""
    numbers = {"one": 1, "two": 2}
    found: list[str] = []
    for width in ("", "-short", "-narrow"):
        past = (locale._data["date_fields"].get(unit + width) or {}).get("past") or {}
        for category, pattern in past.items():
            folded = _folded(pattern.replace("{0}", "#"))
            folded = " ".join(re.sub(r"\s*#\s*", " # ", folded.replace(".", "")).split())
            if folded[0] in "-−–":
                continue  # "-5 h" is a number of votes as well
            if "#" in folded:
                found.append(folded)
                # "час назад": only with a unit that is written out, because "s ago" is not a time.
                if category == "one" and not width and (bare := " ".join(folded.replace("#", " ").split())):
                    found.append("1=" + bare)
            elif category in numbers:
                found.append(f"{numbers[category]}={folded}")
    return list(dict.fromkeys(found))


def _zone_names(locale: Locale, zone: str) -> list[str]:
    names = locale.meta_zones.get(zone) or {}
    found = [str(name) for width in ("long", "short") for name in (names.get(width) or {}).values()]
    return [joined(name) for name in found if len(joined(name)) > _SHORTEST and not set(name) & set("+/∅(,")]


if __name__ == "__main__":
    main()
