"""When the story was published and last changed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.extraction.shown_times import Shown, anywhere, calls_itself_both, counted_back, shown_time, stated_by
from newscrawler.html.outline import Block, Mark, Outline, Role
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, listed
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.dates.zones import zone_of
from newscrawler.urls import host_of, parts_of

__all__ = ["Times", "find_times"]

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article.published", "datepublished", "date.published",
    "published_at", "publish-date", "publish_date", "publishdate", "published", "pubdate", "pub_date", "publication_date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.date", "dc.date", "dc:date", "dc.date.created", "dcterms.created", "dcterms.issued", "dc.issued", "dc.created",
    "article:create_at", "article_date_original", "article:published", "cxenseparse_recs_publishtime", "cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "date", "datecreated", "created", "creation_date", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "weibo:article:create_at",
    "displaydate", "ptime", "og:pubdate", "timestamp", "release_date", "article:post_date", "vr:published_time", "date_published", "published_time", "og:release_date", "last-published",
    "dcterms.available", "og:regdate", "dc:created", "dc.date.available", "citation_online_date", "eprints.date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "dc.modified", "last-modified",
    "lastmod", "modified", "revision_date", "article:updated_time", "lastupdated", "updated_time", "date_updated", "article.updated", "og:article:modified_time", "utime",
)  # fmt: skip
# Names under which some outlets state the last change, others the publication.
_VAGUE = frozenset(
    (
        "date",
        "dc.date",
        "dc:date",
        "dcterms.date",
        "timestamp",
        "created",
        "dc.created",
        "dc:created",
        "dcterms.created",
        "ptime",
    )
)
# Outlets' own names for it: "cms-publishing-date", "gallery:uploaded".
_OWN_NAME = re.compile(
    r"(?:^|[^a-z])(?:pub(?:lish|lished|lishing|lication)?[^a-z]?(?:date|time|datetime|on|at)|(?:date|time)[^a-z]?published|published|uploaded|posted|post[^a-z]?date)$"
)
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[/_.-]?)(?P<m>0[1-9]|1[0-2]|[1-9](?=[/_.-]))(?P=s)(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?=[/_.-]|$))(?!\d)"
)
# /2020/0428/ and /202004/28/
_URL_DAY_JOINED = re.compile(
    r"/(?P<y>(?:19|20)\d\d)(?:/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])|(?P<m2>0[1-9]|1[0-2])/(?P<d2>0[1-9]|[12]\d|3[01]))(?!\d)"
)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])[/_.-](?P<m>0[1-9]|1[0-2])[/_.-](?P<y>20\d\d)(?!\d)")
_URL_MONTH_NAME = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?:/|$)", re.I
)


class Times:
    """What the page says of its times."""

    __slots__ = ("day", "modified", "published")

    def __init__(self, published: Moment | None, modified: Moment | None, day: date | None = None) -> None:
        self.published = published
        self.modified = modified
        self.day = day
        """The outlet's own calendar day, where the page prints one that differs from the instant's in UTC."""


def find_times(
    page: Page,
    outline: Outline,
    structured: Structured,
    zone: TimeZone | None,
    *,
    headline: Block | None,
    body: list[Block],
    language: str | None,
) -> Times:
    """Publication and modification, each from the first place that states it.

    :param headline: the printed headline; a visible time counts by its nearness to it
    """
    zone = zone or zone_of(host_of(page.url), language)
    said = list(_stated(structured, page, _PUBLISHED, ("datePublished", "dateCreated", "uploadDate")))
    changed = list(_stated(structured, page, _MODIFIED, ("dateModified",)))
    zone = zone or _stated_offset([*said, *changed])
    reader = TimeReader(page.retrieved, zone, host=host_of(page.url), language=language)
    stated = _in_utc(reader, reader.first(said), said, zone) or reader.first(_own_names(page))
    modified = reader.first(changed)
    end = body[-1].number if body else 0
    marks = [mark for mark in outline.dates if _speaks_of_the_story(mark, end)]
    if modified is None:
        modified = reader.first(stated_by(mark) for mark in marks if mark.own & Role.MODIFIED)
    shown = shown_time(reader, outline, marks, headline, body)
    url = _from_url(reader, page.url)
    if stated is not None:
        vague = False
        if shown is not None and shown.moment.at.date() != stated.at.date():
            clear = reader.first(_stated(structured, page, _CLEAR, ("datePublished",)))
            vague = clear is None or clear.at != stated.at
        return Times(*_reconciled(stated, shown, url, modified, zone, vague))
    moment = shown.moment if shown is not None else None
    if moment is not None and url is not None and abs((moment.at - url.at).days) > 2:
        moment = url
    if shown is None or not shown.near:
        moment = url or _from_title(reader, page) or moment
    found = moment or _from_links(reader, page)
    if found is None:
        found = anywhere(reader, outline) or _from_attributes(reader, page)
    if found is None or (modified is not None and moment is None and found.at.date() > modified.at.date()):
        found = modified or found
    if found is None:
        found = counted_back(reader, outline, marks, headline, body)
    return Times(found, modified)


# Wire stories are updated within hours or days; a page that shows nothing but a later update has been published anew.
_REPUBLISHED = timedelta(days=30)
# A time that was stated in UTC and printed in local time differs by an offset of this many seconds at most.
_FURTHEST_ZONE = 14 * 3600
_QUARTER = 900
# Seconds between a time that is stated with seconds and the same without.
_SAME_TIME = 60
# Seconds between that and a zone that is printed as "EST" all year round.
_SUMMER_TIME = 3600 + _SAME_TIME
# Hours by which the Americas lag behind UTC, and the far east runs ahead of it.
_WEST = 10
_EAST = 13


def _reconciled(
    stated: Moment,
    printed: Shown | None,
    url: Moment | None,
    modified: Moment | None,
    zone: TimeZone | None,
    vague: bool,
) -> tuple[Moment, Moment | None, date | None]:
    """What the data states and what the page prints, put together; the third value is the outlet's own day.

    :param vague: the data may mean the last change
    """
    shown = printed.moment if printed is not None else url
    in_utc = stated.precision == "exact" and stated.at.utcoffset() == timedelta(0)
    if in_utc and zone is not None:
        stated = Moment(at=stated.at.astimezone(zone), precision="exact", raw=stated.raw)
        in_utc = False
    if shown is None:
        return stated, modified, None
    same_day = shown.at.date() == stated.at.date()
    told = printed is not None and printed.near and printed.visible
    if told and printed is not None and printed.modifying and shown.at - stated.at < _REPUBLISHED:
        told = False
    if told and not same_day and vague and shown.at < stated.at:
        return shown, modified or stated, None
    if stated.precision != "exact":
        later = told and not same_day and shown.at > stated.at
        return (shown if later or (same_day and shown.precision == "exact") else stated), modified, None
    apart = (shown.at.replace(tzinfo=UTC) - stated.at.replace(tzinfo=UTC)).total_seconds()
    if shown.zoned and abs((shown.at - stated.at).total_seconds()) > _SUMMER_TIME:
        # Another time: the clocks do not tell the zone.
        in_utc = False
    if in_utc and shown.precision == "exact" and abs(apart) <= _FURTHEST_ZONE:
        # The same instant printed in the outlet's own time: so its zone is known.
        offset = round(apart / _QUARTER) * _QUARTER
        if abs(apart - offset) <= _SAME_TIME and offset:
            at = stated.at.astimezone(timezone(timedelta(seconds=offset)))
            return Moment(at=at, precision="exact", raw=stated.raw), modified, None
    if same_day:
        return stated, modified, None
    if abs(shown.at.date() - stated.at.date()) <= timedelta(days=1):
        # West of Greenwich it is still the day before in the small hours of UTC, east of it already the next at night.
        hour = stated.at.hour
        local = in_utc and (hour <= _WEST if shown.at.date() < stated.at.date() else hour >= 24 - _EAST)
        return stated, modified, shown.at.date() if local else None
    # An old page under a new date: what its reader is told.
    if told and shown.at > stated.at:
        if modified is not None and modified.precision == "exact" and modified.at.date() == shown.at.date():
            shown = modified
        return shown, modified, None
    return stated, modified, None


def _speaks_of_the_story(mark: Mark, end: int) -> bool:
    """Whether it is seen, or microdata, and no comment's."""
    if mark.roles & Role.COMMENTS and not calls_itself_both(mark.own, mark.box, mark.block, end):
        return False
    return not mark.roles & Role.HIDDEN or bool(mark.attributes.get("itemprop"))


_CLEAR = tuple(name for name in _PUBLISHED if name not in _VAGUE)
_OFFSET = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?([+-])(\d\d):?(\d\d)$")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|\+00:?00)?$")


def _stated_offset(raws: list[str]) -> TimeZone | None:
    """The outlet's offset from UTC, where any of its times states one, or one stands there in UTC and in local time."""
    clocks: dict[bool, datetime] = {}
    for raw in raws:
        raw = raw.strip()
        match = _OFFSET.search(raw)
        if match and (minutes := int(match[2]) * 60 + int(match[3])) and minutes <= _FURTHEST_ZONE // 60:
            return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))
        if match := _CLOCK.match(raw):
            with contextlib.suppress(ValueError):
                at = datetime.fromisoformat(f"{match[1]}T{match[2]}")
                clocks.setdefault(bool(match[3]), at)
                if not match[3] and clocks.get(True) != at:
                    clocks[False] = at
    if len(clocks) == 2:
        apart = (clocks[False] - clocks[True]).total_seconds()
        if apart and apart % _QUARTER == 0 and abs(apart) <= _FURTHEST_ZONE:
            return timezone(timedelta(seconds=apart))
    return None


def _in_utc(reader: TimeReader, stated: Moment | None, raws: list[str], zone: TimeZone | None) -> Moment | None:
    """The publication, where the page calls it UTC in local time and states it in UTC as well."""
    if stated is None or zone is None or stated.precision != "exact" or stated.at.utcoffset():
        return stated
    ahead = stated.at.astimezone(zone).utcoffset()
    for raw in raws if ahead else ():
        other = reader.stated(raw)
        if (
            other is not None
            and other.precision == "exact"
            and not other.at.utcoffset()
            and stated.at - other.at == ahead
        ):
            return other
    return stated


def _own_names(page: Page) -> Iterator[str]:
    """Outlets' own names; a value that stands under a name for the last change too is that."""
    metas = page.metas
    changes = {values[0] for name, values in metas.items() if _CHANGE.search(name)}
    for name, values in metas.items():
        if _OWN_NAME.search(name) and not _CHANGE.search(name) and values[0] not in changes:
            yield values[0]


_CHANGE = re.compile("modif|updat|chang|revis")


def _stated(structured: Structured, page: Page, names: tuple[str, ...], fields: tuple[str, ...]) -> Iterator[str]:
    for field in fields:
        for value in listed(structured.article.get(field)):
            if isinstance(value, str | int):
                yield str(value)
    metas = page.metas
    for name in names:
        if name in metas:
            yield metas[name][0]
    for field in fields:
        for value in listed(structured.page_thing.get(field)):
            if isinstance(value, str | int):
                yield str(value)


def _from_url(reader: TimeReader, url: str) -> Moment | None:
    parts = parts_of(url)
    path = f"{parts.path}?{parts.query}"
    match = _URL_DAY.search(path)
    if match:
        return reader.stated(f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}")
    if match := _URL_DAY_JOINED.search(path):
        return reader.stated(f"{match['y']}-{match['m'] or match['m2']}-{match['d'] or match['d2']}")
    if match := _URL_DAY_FIRST.search(path):
        return reader.stated(f"{match['y']}-{match['m']}-{match['d']}")
    named = _URL_MONTH_NAME.search(path)
    return reader.text(f"{named[3]} {named[2]} {named[1]}") if named else None


_IMAGE_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?!\d)")


def _from_links(reader: TimeReader, page: Page) -> Moment | None:
    """The day in the canonical link or the address of the story's own picture."""
    link = page.first("link[rel=canonical]")
    canonical = (link.attributes.get("href") if link is not None else None) or page.meta.get("og:url") or ""
    if moment := _from_url(reader, canonical):
        return moment
    match = _IMAGE_DAY.search(page.meta.get("og:image") or "")
    return reader.stated("-".join(match.groups())) if match else None


def _from_attributes(reader: TimeReader, page: Page) -> Moment | None:
    """The day that the page's ``data-date`` attributes state; a calendar and a list of teasers state several."""
    if b"data-date=" not in page.body and b"data-publish" not in page.body:
        return None
    stated = {
        value
        for node in page.tree.css(_DATA_QUERY)[:_DATA_NODES]
        for name in _DATA_NAMES
        if (value := node.attributes.get(name))
    }
    return reader.stated(stated.pop()) if len(stated) == 1 else None


_DATA_NAMES = ("data-date", "data-published", "data-published-at", "data-publish-date", "data-publishdate")
_DATA_QUERY = ",".join(f"[{name}]" for name in _DATA_NAMES)
_DATA_NODES = 20


# A date and its weekday.
_TAIL_MAX = 30


def _from_title(reader: TimeReader, page: Page) -> Moment | None:
    """The day that a title ends with: ``Headline | Outlet | 28.04.2023``."""
    title = page.first("title")
    for text in (page.meta.get("og:title"), title.text() if title is not None else None):
        tail = re.split(r"\s[|–—-]\s", fold(text))[1:]
        if tail and len(tail[-1]) <= _TAIL_MAX and (moment := reader.text(tail[-1])) is not None:
            return moment
    return None
