"""Days in a page's addresses, title and attributes, for pages that neither state nor print a date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawler.html.page import Page, fold
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.urls import parts_of

__all__ = ["day_of_attributes", "day_of_links", "day_of_scripts", "day_of_title", "day_of_url"]

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_URL_DAYS = (
    # 2020/04/28, 2020-4-28, 20200428
    re.compile(
        rf"(?<!\d){_YEAR}(?P<s>[/_.-]?)(?P<m>{_MONTH}|[1-9](?=[/_.-]))(?P=s)(?P<d>{_DAY}|[1-9](?=[/_.-]|$))(?!\d)"
    ),
    # /2020/0428/
    re.compile(rf"/{_YEAR}/(?P<m>{_MONTH})(?P<d>{_DAY})(?!\d)"),
    # /202004/28/
    re.compile(rf"/{_YEAR}(?P<m>{_MONTH})/(?P<d>{_DAY})(?!\d)"),
    # 28-04-2020
    re.compile(rf"(?<!\d)(?P<d>{_DAY})[/_.-](?P<m>{_MONTH})[/_.-](?P<y>20\d\d)(?!\d)"),
)
_URL_MONTH_NAME = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?:/|$)", re.I
)
_IMAGE_DAY = re.compile(rf"/{_YEAR}[/-](?P<m>{_MONTH})[/-](?P<d>{_DAY})(?!\d)")

_DATA_NAMES = (
    *("data-date", "data-published", "data-published-at", "data-publish-date", "data-publishdate", "data-publish-time"),
    *("data-published-time", "data-publication-date", "data-datepublished", "data-pubdate", "data-pub-date"),
    *("data-pub_date", "data-publishtime", "data-published-date"),
)
_DATA_QUERY = ",".join(f"[{name}]" for name in _DATA_NAMES)
_DATA_NODES = 20
"""Elements with a date of their own; a page with more is a calendar."""
_HAS_DATA = re.compile(rb"data-(?:date|pub)")
_HIDDEN_NAME = re.compile(r"(?:pub(?:lish|lished|lication)?[_-]?(?:date|time|at|on)|date[_-]?published|posted)$", re.I)
_HIDDEN_INPUTS = 100
"""Hidden inputs that are looked at; a page with more is a form."""
# Keys of objects in scripts, whose quotes may be escaped.
_SCRIPTED = re.compile(
    rb"\\?[\"'](?:datePublished|published_?(?:at|date|time|on)|publish_?(?:date|time)|publication_?date|pub_?date"
    rb"|first_?published(?:_?at|_?date)?)\\?[\"']\s*:\s*\\?[\"']?"
    rb"((?:19|20)\d\d-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d)?)?|\d{13}|\d{10})(?![\d-])",
    re.I,
)
_PARTS_OF_NAMES = (b"ublish", b"ub_date", b"ubDate", b"ubdate", b"ublication")
_BEFORE_PART, _AFTER_PART = 25, 80
"""Bytes around a part of a name in which the name and its value stand."""
_MOST_SCRIPTED = 500
"""Values under one part of a name: a page with more lists other stories."""
_TITLE_END = 30
"""Characters of a date and its weekday."""


def day_of_url(reader: TimeReader, url: str) -> Moment | None:
    """Return the day in a URL's path or query."""
    parts = parts_of(url)
    path = f"{parts.path}?{parts.query}"
    match = next((match for pattern in _URL_DAYS if (match := pattern.search(path))), None)
    if match is not None:
        return reader.stated(f"{match['y']}-{match['m']:0>2}-{match['d']:0>2}")
    named = _URL_MONTH_NAME.search(path)
    return reader.text(f"{named[3]} {named[2]} {named[1]}") if named else None


def day_of_links(reader: TimeReader, page: Page) -> Moment | None:
    """Return the day in the canonical link, else in the address of the story's picture."""
    link = page.first("link[rel=canonical]")
    canonical = (link.attributes.get("href") if link is not None else None) or page.meta.get("og:url") or ""
    if moment := day_of_url(reader, canonical):
        return moment
    match = _IMAGE_DAY.search(page.meta.get("og:image") or "")
    return reader.stated("-".join(match.groups())) if match else None


def day_of_title(reader: TimeReader, page: Page) -> Moment | None:
    """Return the day that a title ends with: ``Headline | Outlet | 28.04.2023``."""
    title = page.first("title")
    for text in (page.meta.get("og:title"), title.text() if title is not None else None):
        rest = re.split(r"\s[|–—-]\s", fold(text))[1:]
        if rest and len(rest[-1]) <= _TITLE_END and (moment := reader.text(rest[-1])) is not None:
            return moment
    return None


def day_of_attributes(reader: TimeReader, page: Page) -> Moment | None:
    """Return the day that ``data-date`` attributes state; None where they state several, as a calendar does."""
    if _HAS_DATA.search(page.body) is None:
        return None
    stated = {
        value
        for node in page.tree.css(_DATA_QUERY)[:_DATA_NODES]
        for name in _DATA_NAMES
        if (value := node.attributes.get(name))
    }
    return reader.stated(stated.pop()) if len(stated) == 1 else None


def day_of_scripts(reader: TimeReader, page: Page) -> Moment | None:
    """Return the publication that hidden inputs or the objects in scripts state; None where they state several days.

    The objects may be those of other stories, so that one day alone proves nothing but that all are of that day.
    """
    found: Moment | None = None
    for value in _of_hidden_inputs(page) or _of_scripts(page.body):
        moment = reader.stated(value)
        if moment is None:
            continue
        if found is not None and found.at.date() != moment.at.date():
            return None
        found = found or moment
    return found


def _of_scripts(body: bytes) -> Iterator[str]:
    """Yield the values under names of a publication. A search of all bytes by the expression takes 20 ms for a MB."""
    for part in _PARTS_OF_NAMES:
        at = body.find(part)
        for _ in range(_MOST_SCRIPTED):
            if at < 0:
                break
            if match := _SCRIPTED.search(body, max(0, at - _BEFORE_PART), at + _AFTER_PART):
                yield match[1].decode("ascii")
            at = body.find(part, at + len(part))


def _of_hidden_inputs(page: Page) -> list[str]:
    if b"hidden" not in page.body or not any(part in page.body for part in (*_PARTS_OF_NAMES, b"posted")):
        return []
    attributes = (node.attributes for node in page.tree.css('input[type="hidden"]')[:_HIDDEN_INPUTS])
    return [
        value
        for each in attributes
        if (value := each.get("value")) and _HIDDEN_NAME.search(each.get("name") or each.get("id") or "")
    ]
