"""Times that a page states for machines: JSON-LD and ``<meta>``."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.html.page import Page
from newscrawler.html.structured import Structured, listed
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader

__all__ = [
    "FURTHEST_ZONE",
    "QUARTER",
    "changed_values",
    "in_utc",
    "published_values",
    "stated_offset",
    "unambiguous_values",
    "values_of_own_names",
]

FURTHEST_ZONE = 14 * 3600
"""Seconds by which a local time differs from UTC at most."""
QUARTER = 900
"""Seconds. Every offset from UTC is a multiple of a quarter of an hour."""

_PUBLISHED_METAS = (
    *("article:published_time", "og:article:published_time", "og:published_time", "article.published", "datepublished"),
    *("date.published", "published_at", "publish-date", "publish_date", "publishdate", "published", "pubdate"),
    *("pub_date", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.date", "dc.date"),
    *("dc:date", "dc.date.created", "dcterms.created", "dcterms.issued", "dc.issued", "dc.created"),
    *("article:create_at", "article_date_original", "article:published", "cxenseparse_recs_publishtime"),
    *("cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "date", "datecreated", "created"),
    *("creation_date", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "weibo:article:create_at"),
    *("displaydate", "ptime", "og:pubdate", "timestamp", "release_date", "article:post_date", "vr:published_time"),
    *("date_published", "published_time", "og:release_date", "last-published", "dcterms.available", "og:regdate"),
    *("dc:created", "dc.date.available", "citation_online_date", "eprints.date"),
)
"""Names in order of trust."""
_CHANGED_METAS = (
    *("article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified"),
    *("dc.date.modified", "dc.modified", "last-modified", "lastmod", "modified", "revision_date"),
    *("article:updated_time", "lastupdated", "updated_time", "date_updated", "article.updated"),
    *("og:article:modified_time", "utime"),
)
_AMBIGUOUS_METAS = frozenset(
    (
        *("date", "dc.date", "dc:date", "dcterms.date", "timestamp", "created", "dc.created", "dc:created"),
        *("dcterms.created", "ptime"),
    )
)
"""Names under which some outlets state the last change, others the publication."""
_UNAMBIGUOUS_METAS = tuple(name for name in _PUBLISHED_METAS if name not in _AMBIGUOUS_METAS)

# Names that outlets invent: "cms-publishing-date", "gallery:uploaded".
_OWN_NAME = re.compile(
    r"(?:^|[^a-z])(?:pub(?:lish|lished|lishing|lication)?[^a-z]?(?:date|time|datetime|on|at)"
    r"|(?:date|time)[^a-z]?published|published|uploaded|posted|post[^a-z]?date)$"
)
_NAME_OF_CHANGE = re.compile("modif|updat|chang|revis")
_OFFSET = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?([+-])(\d\d):?(\d\d)$")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|\+00:?00)?$")


def published_values(structured: Structured, page: Page) -> Iterator[str]:
    """Yield the stated values of the publication, most trusted first."""
    return _values(structured, page, _PUBLISHED_METAS, ("datePublished", "dateCreated", "uploadDate"))


def unambiguous_values(structured: Structured, page: Page) -> Iterator[str]:
    """Yield the values whose names cannot mean the last change."""
    return _values(structured, page, _UNAMBIGUOUS_METAS, ("datePublished",))


def changed_values(structured: Structured, page: Page) -> Iterator[str]:
    """Yield the stated values of the last change, most trusted first."""
    return _values(structured, page, _CHANGED_METAS, ("dateModified",))


def _values(structured: Structured, page: Page, names: tuple[str, ...], fields: tuple[str, ...]) -> Iterator[str]:
    """Yield what the article states, then the ``<meta>`` elements, then other JSON-LD objects of the page."""
    yield from _of_fields(structured.article, fields)
    metas = page.metas
    for name in names:
        if name in metas:
            yield metas[name][0]
    yield from _of_fields(structured.page_thing, fields)


def _of_fields(thing: dict[str, object], fields: tuple[str, ...]) -> Iterator[str]:
    for field in fields:
        for value in listed(thing.get(field)):
            if isinstance(value, str | int):
                yield str(value)


def values_of_own_names(page: Page) -> Iterator[str]:
    """Yield the values under names that outlets invent, except those that stand under a name of the last change too."""
    metas = page.metas
    changes = {values[0] for name, values in metas.items() if _NAME_OF_CHANGE.search(name)}
    for name, values in metas.items():
        if _OWN_NAME.search(name) and not _NAME_OF_CHANGE.search(name) and values[0] not in changes:
            yield values[0]


def stated_offset(values: list[str]) -> TimeZone | None:
    """Return the outlet's offset from UTC, where one of its times states it or is stated in UTC and in local time."""
    clocks: dict[bool, datetime] = {}
    for value in map(str.strip, values):
        match = _OFFSET.search(value)
        if match and (minutes := int(match[2]) * 60 + int(match[3])) and minutes <= FURTHEST_ZONE // 60:
            return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))
        if match := _CLOCK.match(value):
            _note_clock(clocks, match)
    if len(clocks) == 2:
        apart = (clocks[False] - clocks[True]).total_seconds()
        if apart and apart % QUARTER == 0 and abs(apart) <= FURTHEST_ZONE:
            return timezone(timedelta(seconds=apart))
    return None


def _note_clock(clocks: dict[bool, datetime], match: re.Match[str]) -> None:
    """Keep the first clock in UTC (True) and the last one without a zone (False) that differs from it."""
    with contextlib.suppress(ValueError):
        at = datetime.fromisoformat(f"{match[1]}T{match[2]}")
        is_utc = bool(match[3])
        clocks.setdefault(is_utc, at)
        if not is_utc and clocks.get(True) != at:
            clocks[False] = at


def in_utc(reader: TimeReader, stated: Moment | None, values: list[str], zone: TimeZone | None) -> Moment | None:
    """Return the publication, corrected where the page calls it UTC in local time and states it in UTC as well."""
    if stated is None or zone is None or not _is_utc(stated):
        return stated
    ahead = stated.at.astimezone(zone).utcoffset()
    for value in values if ahead else ():
        other = reader.stated(value)
        if other is not None and _is_utc(other) and stated.at - other.at == ahead:
            return other
    return stated


def _is_utc(moment: Moment) -> bool:
    return moment.precision == "exact" and not moment.at.utcoffset()
