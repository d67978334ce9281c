"""Whether a page prints the day or the month first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawler.html.outline import Outline
from newscrawler.html.page import Page
from newscrawler.language.dates.reader import TimeReader
from newscrawler.urls import host_of, parts_of

__all__ = ["regional_language", "shows_other_order"]

_IN_PATH = re.compile(r"/([a-z]{2}[-_][a-z]{2})(?=/|$)", re.I)
# Editions in English that print the day first.
_EDITION = re.compile(r"^/(?:uk|gb|au|nz|ie|za|in)(?=/|$)", re.I)
_EDITION_HOST = re.compile(r"^(?:uk|gb|au|nz|ie|za|in)\.", re.I)
_NUMBERS = re.compile(r"(?<![\d/.-])(\d\d?)([./-])(\d\d?)\2(?:\d\d)?\d\d(?!\d)")
_MONTHS, _DAYS = 12, 31
_ENGLISH, _BRITISH = "en", "en-GB"
_LINE = 60
"""Characters of a line that is a date and its label."""


def regional_language(page: Page, language: str | None) -> str | None:
    """Return the tag of the page's language with its region, where the address or the metadata tells it.

    :param language: tag that the page states for its text
    """
    if language and len(language) > 2:
        return language
    path = parts_of(page.url).path
    if region := _stated_region(page, path, language):
        return region
    return (_english_edition(page, path) or language) if (language or _ENGLISH).lower() == _ENGLISH else language


def _stated_region(page: Page, path: str, language: str | None) -> str | None:
    """Return the first tag with a region of the page's language in its address and its metadata."""
    in_path = _IN_PATH.search(path)
    for tag in (in_path[1] if in_path else "", page.meta.get("og:locale") or "", page.meta.get("dc.language") or ""):
        if len(tag) > 2 and tag[:2].lower() == (language or tag)[:2].lower():
            return tag.replace("_", "-")
    return None


def _english_edition(page: Page, path: str) -> str | None:
    """Return the tag of an English page whose address or metadata names a country."""
    if _EDITION.search(path) or _EDITION_HOST.search(host_of(page.url)):
        return _BRITISH
    region = (page.meta.get("geo.region") or page.meta.get("geo.country") or "")[:2]
    return f"{_ENGLISH}-{region}" if region.isalpha() else None


def shows_other_order(reader: TimeReader, outline: Outline, raw: str) -> bool:
    """Return whether the other dates of the page that are printed in the same form have day and month exchanged.

    :param raw: a date of which both numbers may be the month
    """
    own = _NUMBERS.search(raw)
    if own is None:
        return False
    mark = own[2]
    pairs = list(_pairs_of_lines(outline, mark))
    day_first = any(first > _MONTHS for first, _ in pairs)
    month_first = any(second > _MONTHS for _, second in pairs)
    if day_first == month_first:
        return False
    return day_first == (mark != "." and reader.month_first)


def _pairs_of_lines(outline: Outline, mark: str) -> Iterator[tuple[int, int]]:
    """Yield the two numbers before the year of each date that is printed in a line of its own."""
    for block in outline.blocks:
        if len(block.text) > _LINE or mark not in block.text:
            continue
        for match in _NUMBERS.finditer(block.text):
            first, second = int(match[1]), int(match[3])
            if match[2] == mark and max(first, second) <= _DAYS and min(first, second) <= _MONTHS:
                yield first, second
