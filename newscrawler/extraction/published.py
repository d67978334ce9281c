"""When the story was published and last changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812
from urllib.parse import urlsplit

from newscrawler.extraction.outline import Block, Mark, Outline, Role
from newscrawler.extraction.printed_dates import find_dates
from newscrawler.extraction.structured import Structured, listed
from newscrawler.extraction.times import Moment, parse_moment
from newscrawler.extraction.zones import zone_of
from newscrawler.page import Page, fold

__all__ = ["Times", "find_times"]

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article.published", "datepublished", "date.published",
    "published_at", "publish-date", "publish_date", "publishdate", "published", "pubdate", "pub_date", "publication_date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.date", "dc.date", "dc:date", "dc.date.created", "dcterms.created", "dcterms.issued", "dc.issued", "dc.created",
    "article:create_at", "article_date_original", "article:published", "cxenseparse_recs_publishtime", "cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "date", "datecreated", "created", "creation_date", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "weibo:article:create_at",
    "displaydate", "ptime", "og:pubdate", "timestamp", "release_date", "article:post_date", "vr:published_time", "date_published", "published_time", "og:release_date", "last-published",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "dc.modified", "last-modified",
    "lastmod", "modified", "revision_date", "article:updated_time", "lastupdated", "updated_time", "date_updated", "article.updated", "og:article:modified_time", "utime",
)  # fmt: skip
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[/_.-]?)(?P<m>0[1-9]|1[0-2]|[1-9](?=[/_.-]))(?P=s)(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?=[/_.-]|$))(?!\d)"
)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])[/_.-](?P<m>0[1-9]|1[0-2])[/_.-](?P<y>20\d\d)(?!\d)")
_URL_MONTH_NAME = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?:/|$)", re.I
)
_LABEL = re.compile(
    r"\b(?:published|posted|created|publi|veröffentlicht|erstellt|publié|publicado|pubblicato|gepubliceerd|geplaatst|opublikowano|data|datum|date|fecha|stand|vom|erschienen|written|added|eingestellt|"
    r"pubdate|on|am|le|el|il|release|submitted|geschrieben)\b|公開|投稿|掲載|发布|日付|작성|입력|опубликовано",
    re.I,
)
_MODIFYING = re.compile(
    r"\b(?:updated?|modified|aktualisiert|geändert|änderung|bearbeitet|mis à jour|actualizado|aggiornato|bijgewerkt|edited|last)\b|更新|修正|수정",
    re.I,
)
_OTHER_TIME = re.compile(
    r"\b(?:copyright|©|event|veranstaltung|termin|geboren|born|joined|registered|mitglied seit|since|seit|uhr bis|expires|deadline|abgerufen)\b",
    re.I,
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
    zone = zone or zone_of(_host(page.url), language)
    reader = _Reader(page, zone, language)
    stated = reader.first(_stated(structured, page, _PUBLISHED, ("datePublished", "dateCreated", "uploadDate")))
    modified = reader.first(_stated(structured, page, _MODIFIED, ("dateModified",)))
    marks = [mark for mark in outline.dates if not mark.roles & _BESIDE or mark.attributes.get("itemprop")]
    if modified is None:
        modified = reader.first(_said(mark for mark in marks if mark.own & Role.MODIFIED))
    shown = _shown(reader, outline, marks, headline, body)
    url = _from_url(reader, page.url)
    if stated is not None:
        return Times(*_reconciled(stated, shown or url, modified, zone, bool(shown)))
    if shown is not None and url is not None and abs((shown.at - url.at).days) > 2:
        shown = url
    found = shown or url or _from_links(reader, page)
    if found is None:
        found = _anywhere(reader, outline)
    if found is None or (modified is not None and found not in (shown, url) and found.at.date() > modified.at.date()):
        found = modified or found
    return Times(found, modified)


# A time that was stated in UTC and printed in local time differs by an offset of this many seconds at most.
_FURTHEST_ZONE = 14 * 3600
_QUARTER = 900
# Hours by which the Americas lag behind UTC, and the far east runs ahead of it.
_WEST = 10
_EAST = 13


def _reconciled(
    stated: Moment, shown: Moment | None, modified: Moment | None, zone: TimeZone | None, is_printed: bool
) -> tuple[Moment, Moment | None, date | None]:
    """What the data states and what the page prints, put together; the third value is the outlet's own day."""
    in_utc = stated.precision == "exact" and stated.at.utcoffset() == timedelta(0)
    if in_utc and zone is not None:
        stated = Moment(at=stated.at.astimezone(zone), precision="exact", raw=stated.raw)
        in_utc = False
    if shown is None:
        return stated, modified, None
    same_day = shown.at.date() == stated.at.date()
    if stated.precision != "exact":
        return (shown if same_day and shown.precision == "exact" else stated), modified, None
    apart = (shown.at.replace(tzinfo=UTC) - stated.at.replace(tzinfo=UTC)).total_seconds()
    if in_utc and shown.precision == "exact" and abs(apart) <= _FURTHEST_ZONE:
        # The same instant printed in the outlet's own time: so its zone is known.
        offset = round(apart / _QUARTER) * _QUARTER
        if abs(apart - offset) <= 60 and offset:
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
    if is_printed and shown.at > stated.at:
        if modified is not None and modified.precision == "exact" and modified.at.date() == shown.at.date():
            shown = modified
        return shown, modified, None
    return stated, modified, None


_BESIDE = Role.COMMENTS | Role.HIDDEN


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(T[\d:]+(?:Z|[+-][\d:]+)?)?$")


# A day and a time this near to each other speak of the same publication.
_NEAR = timedelta(days=2)


class _Reader:
    """Parses with what is known of the page: its zone, its language, when it was fetched."""

    def __init__(self, page: Page, zone: TimeZone | None, language: str | None) -> None:
        self.now = page.retrieved
        self.zone = zone
        tag = (language or "").replace("_", "-").casefold()
        host = _host(page.url)
        british = host.endswith((".uk", ".au", ".nz", ".ie", ".za", ".in", ".eu", ".de", ".at", ".ch"))
        self.month_first = tag in ("", "en", "en-us") and not british

    def moment(self, raw: str | None) -> Moment | None:
        """A stated time: an attribute, a meta value."""
        if raw and raw[:1].isdigit() and (match := _COMPACT.match(raw)):
            raw = "-".join(match.groups()[:3]) + (match[4] or "")
        if not raw:
            return None
        text = fold(raw)
        if len(text) > 90:
            return None
        if text.isdigit() and len(text) in (10, 13):
            return self._epoch(text)
        if text[:4].isdigit() and text[4:5] in "-" and (moment := parse_moment(text, self.zone, now=self.now)):
            return moment
        return self.text(text) or parse_moment(text, self.zone, now=self.now)

    def _epoch(self, text: str) -> Moment | None:
        try:
            at = datetime.fromtimestamp(int(text[:10]), tz=self.now.tzinfo)
        except (ValueError, OverflowError, OSError):
            return None
        return Moment(at=at, precision="exact", raw=text) if at.year >= 1990 and at <= self.now else None

    def text(self, text: str, index: int = 0) -> Moment | None:
        """The first date that a printed line holds."""
        dates = find_dates(text, self.zone, month_first=self.month_first, now=self.now)
        if len(dates) <= index:
            return None
        date = dates[index]
        return Moment(at=date.at, precision="exact" if date.exact else "day", raw=text[date.start : date.end].strip())

    def first(self, raws: Iterable[str | None]) -> Moment | None:
        """The first that is a time; a day only if none is exact."""
        day: Moment | None = None
        for raw in raws:
            moment = self.moment(raw)
            if moment and moment.precision == "exact" and (day is None or abs(moment.at - day.at) < _NEAR):
                return moment
            day = day or moment
        return day


def _stated(
    structured: Structured, page: Page, names: tuple[str, ...], fields: tuple[str, ...]
) -> Iterator[str | None]:
    for field in fields:
        for value in listed(structured.article.get(field)):
            if isinstance(value, str):
                yield value
    metas = page.metas
    for name in names:
        if name in metas:
            yield metas[name][0]
    for field in fields:
        for value in listed(structured.page_thing.get(field)):
            if isinstance(value, str):
                yield value


def _said(marks: Iterable[Mark]) -> Iterator[str | None]:
    for mark in marks:
        yield _value(mark)


def _value(mark: Mark) -> str | None:
    attributes = mark.attributes
    return (
        attributes.get("datetime")
        or attributes.get("content")
        or attributes.get("data-datetime")
        or attributes.get("data-timestamp")
        or (attributes.get("title") if mark.tag in ("abbr", "time", "span") else None)
        or fold(mark.node.text(separator=" "))[:120]
    )


def _shown(
    reader: _Reader, outline: Outline, marks: list[Mark], headline: Block | None, body: list[Block]
) -> Moment | None:
    """The time that the page prints for its story: microdata, then what is nearest to the headline."""
    for mark in marks:
        prop = (mark.attributes.get("itemprop") or "").lower()
        if prop in ("datepublished", "datecreated") and not mark.roles & Role.COMMENTS:
            moment = reader.moment(_value(mark))
            if moment is not None:
                return moment
    for mark in marks:
        says = "pubdate" in mark.attributes or "published" in (mark.attributes.get("class") or "").split()
        if says and (moment := reader.moment(_value(mark))) is not None:
            return moment
    top = headline.number if headline is not None else (body[0].number if body else 0)
    start = body[0].number if body else top + 12
    end = body[-1].number if body else top + 12
    best: Moment | None = None
    best_rank = 1e9
    for mark in marks:
        if mark.roles & Role.COMMENTS:
            continue
        value = _value(mark)
        moment = reader.moment(value)
        if moment is None:
            continue
        rank = _rank(mark.block, top, start, end) + _against(mark.roles)
        text = value or ""
        if mark.own & Role.MODIFIED or _MODIFYING.search(text[:40]):
            rank += 15
        if mark.tag == "time":
            rank -= 1
        if rank < best_rank:
            best, best_rank = moment, rank
    for block in outline.blocks[max(0, top - 8) : min(end + 6, start + 60, len(outline.blocks))]:
        number = block.number
        text = block.text
        if (len(text) > 160 and number not in (start, start + 1)) or block.box.roles & (Role.COMMENTS | Role.CAPTION):
            continue
        if start + 1 < number < end - 1 and len(text) > 60:
            continue
        sample = text if len(text) <= 160 else text[:80]
        moment = reader.text(sample)
        if moment is None or _OTHER_TIME.search(sample):
            continue
        rank = _rank(number, top, start, end) + _against(block.box.roles) + 3
        if len(text) > 60:
            rank += 6
        if _LABEL.search(sample):
            rank -= 2
        if _MODIFYING.search(sample[:40]):
            rank += 15
        if rank < best_rank:
            best, best_rank = moment, rank
    return best if best_rank < 60 else None


def _rank(number: int, top: int, start: int, end: int) -> float:
    """How far a line is from where a story's time stands: below the headline, above the text; then right below the text."""
    if top <= number <= max(start, top + 6):
        return (number - top) * 0.5
    if number < top:
        return 2.0 + (top - number) * 1.5
    if number > end:
        return 12.0 + (number - end) * 2.0
    return 10.0 + min(number - start, end - number) * 0.5


def _against(roles: int) -> float:
    return (
        (25.0 if roles & Role.ASIDE else 0.0)
        + (20.0 if roles & Role.FOOTER else 0.0)
        + (20.0 if roles & Role.LINK else 0.0)
    )


def _from_url(reader: _Reader, url: str) -> Moment | None:
    try:
        path = urlsplit(url).path + "?" + urlsplit(url).query
    except ValueError:
        return None
    match = _URL_DAY.search(path)
    if match:
        return reader.moment(f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}")
    if match := _URL_DAY_FIRST.search(path):
        return reader.moment(f"{match['y']}-{match['m']}-{match['d']}")
    named = _URL_MONTH_NAME.search(path)
    return reader.text(f"{named[3]} {named[2]} {named[1]}") if named else None


_IMAGE_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?!\d)")


def _from_links(reader: _Reader, page: Page) -> Moment | None:
    """The day in the canonical link or the address of the story's own picture."""
    link = page.first("link[rel=canonical]")
    canonical = (link.attributes.get("href") if link is not None else None) or page.meta.get("og:url") or ""
    if moment := _from_url(reader, canonical):
        return moment
    match = _IMAGE_DAY.search(page.meta.get("og:image") or "")
    return reader.moment("-".join(match.groups())) if match else None


def _anywhere(reader: _Reader, outline: Outline) -> Moment | None:
    """A date in a line of its own, anywhere but in comments; one that a label introduces goes first."""
    plain: Moment | None = None
    for block in outline.blocks:
        text = block.text
        if len(text) > 200 or block.box.roles & (Role.COMMENTS | Role.HIDDEN):
            continue
        moment = reader.text(text)
        if moment is None:
            continue
        if _LABEL.search(text) or _MODIFYING.search(text):
            return moment
        if plain is None and len(text) < 60:
            plain = moment
    return plain
