"""When the story was published and last changed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import tzinfo as TimeZone  # noqa: N812
from urllib.parse import urlsplit

from newscrawler.comments.structure.relative import read_relative
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
# Names under which some outlets state the last change, others the publication.
_VAGUE = frozenset(
    ("date", "dc.date", "dc:date", "dcterms.date", "timestamp", "created", "dc.created", "dcterms.created", "ptime")
)
# Outlets' own names for it: "cms-publishing-date", "five_hundred_pixels:uploaded".
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
_LABEL = re.compile(
    r"\b(?:published|posted|created|publi|veröffentlicht|erstellt|publié|publicado|pubblicato|gepubliceerd|geplaatst|opublikowano|data|datum|date|fecha|stand|vom|erschienen|written|added|eingestellt|"
    r"pubdate|on|am|le|el|il|release|submitted|geschrieben)\b|公開|投稿|掲載|发布|日付|작성|입력|опубликовано",
    re.I,
)
_MODIFYING = re.compile(
    r"\b(?:(?:last)?updated?|modified|aktualisiert|geändert|änderung|bearbeitet|mis à jour|actualizado|aggiornato|bijgewerkt|edited|last)\b|更新|修正|수정",
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
    said = list(_stated(structured, page, _PUBLISHED, ("datePublished", "dateCreated", "uploadDate")))
    changed = list(_stated(structured, page, _MODIFIED, ("dateModified",)))
    zone = zone or _stated_offset([*said, *changed])
    reader = _Reader(page, zone, language)
    stated = reader.first(said) or reader.first(_own_names(page))
    modified = reader.first(changed)
    marks = [mark for mark in outline.dates if not mark.roles & _BESIDE or mark.attributes.get("itemprop")]
    if modified is None:
        modified = reader.first(_said(mark for mark in marks if mark.own & Role.MODIFIED))
    shown = _shown(reader, outline, marks, headline, body)
    url = _from_url(reader, page.url)
    if stated is not None:
        vague = all(value != stated.raw for value in _stated(structured, page, _CLEAR, ("datePublished",)))
        return Times(*_reconciled(stated, shown, url, modified, zone, vague))
    moment = shown.moment if shown is not None else None
    if moment is not None and url is not None and abs((moment.at - url.at).days) > 2:
        moment = url
    if shown is None or not shown.near:
        moment = url or _from_title(reader, page) or moment
    found = moment or _from_links(reader, page)
    if found is None:
        found = _anywhere(reader, outline)
    if found is None or (modified is not None and moment is None and found.at.date() > modified.at.date()):
        found = modified or found
    if found is None:
        found = _counted_back(reader, outline, marks, headline, body)
    return Times(found, modified)


# Wire stories are updated within hours or days; a page that shows nothing but a later update has been published anew.
_REPUBLISHED = timedelta(days=30)
# A time that was stated in UTC and printed in local time differs by an offset of this many seconds at most.
_FURTHEST_ZONE = 14 * 3600
_QUARTER = 900
# Hours by which the Americas lag behind UTC, and the far east runs ahead of it.
_WEST = 10
_EAST = 13


def _reconciled(
    stated: Moment,
    printed: _Shown | None,
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
    if told and shown.at > stated.at:
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


class _Shown:
    """A time that the page prints for its story."""

    __slots__ = ("modifying", "moment", "near", "visible")

    def __init__(self, moment: Moment, *, near: bool, visible: bool, modifying: bool) -> None:
        self.moment = moment
        self.near = near
        """It stands at the headline or between it and the text."""
        self.visible = visible
        """A reader sees it."""
        self.modifying = modifying
        """Called an update."""


def _shown(
    reader: _Reader, outline: Outline, marks: list[Mark], headline: Block | None, body: list[Block]
) -> _Shown | None:
    """The time that the page prints for its story: microdata, then what is nearest to the headline."""
    start = body[0].number if body else (headline.number if headline is not None else 0) + 12
    top = headline.number if headline is not None else min(start, max(0, start - 12))
    end = body[-1].number if body else top + 12
    for mark in marks:
        prop = (mark.attributes.get("itemprop") or "").lower()
        if prop in ("datepublished", "datecreated") and not mark.roles & Role.COMMENTS:
            read = _of_mark(reader, mark)
            if read is not None:
                return _Shown(read[0], near=_near(mark.block, top, start), visible=read[1], modifying=False)
    for mark in marks:
        says = "pubdate" in mark.attributes or "published" in (mark.attributes.get("class") or "").split()
        if says and (read := _of_mark(reader, mark)) is not None:
            return _Shown(read[0], near=_near(mark.block, top, start), visible=read[1], modifying=False)
    best: _Shown | None = None
    best_rank = _TOO_FAR
    for mark in marks:
        if mark.roles & Role.COMMENTS:
            continue
        read = _of_mark(reader, mark)
        if read is None:
            continue
        moment, visible = read
        near = _near(mark.block, top, start)
        rank = _rank(mark.block, top, start, end) + _against(mark.roles, near)
        modifying = bool(mark.own & Role.MODIFIED or _MODIFYING.search((_value(mark) or "")[:40]))
        if modifying:
            rank += 15
        if mark.tag == "time":
            rank -= 1
        elif mark.block < top and _TODAY.match(fold(mark.node.text(separator=" "))[:60]):
            rank += 12
        if rank < best_rank:
            best_rank = rank
            best = _Shown(moment, near=near, visible=visible, modifying=modifying)
    before = ""
    for block in outline.blocks[max(0, top - 8) : min(end + 12, start + 60, len(outline.blocks))]:
        number, text = block.number, block.text
        label, before = before, text if len(text) <= _LABEL_MAX else ""
        if (len(text) > 160 and number not in (start, start + 1)) or block.box.roles & (Role.COMMENTS | Role.CAPTION):
            continue
        inside = start <= number <= end
        if len(text) > 60 and start + 1 < number < end - 1:
            continue
        sample = text if len(text) <= 160 else text[:80]
        moment = reader.text(sample)
        if moment is None or _OTHER_TIME.search(sample) or _DEPICTING.match(sample):
            continue
        near = _near(number, top, start)
        labelled = bool(_LABEL.search(sample) or _LABEL.search(label))
        if inside and not labelled and (start + 1 < number < end - 1 or len(sample) - len(moment.raw) > _BESIDE_DATE):
            continue
        rank = _rank(number, top, start, end) + _against(block.box.roles, near) + 3
        if len(text) > 60:
            rank += 6
        if labelled:
            rank -= 2
        modifying = bool(_MODIFYING.search(sample[:40]) or _MODIFYING.search(label))
        if modifying:
            rank += 15
        if number < top and _TODAY.match(sample):
            rank += 12
        if rank < best_rank:
            best_rank = rank
            best = _Shown(moment, near=near, visible=True, modifying=modifying)
    return best


# Ranks from here on are elsewhere on the page.
_TOO_FAR = 60.0
_LABEL_MAX = 30
# A line in the text that holds more than a date and a name or place speaks of that day.
_BESIDE_DATE = 40
_DEPICTING = re.compile(
    r"\W*(?:abbildung|abb\.|bild|foto|photo|picture|image|figure|fig\.|figura|quelle|source|fuente|fonte)\b", re.I
)
# "Tuesday, 14 January 2020" at the head of a page is the reader's day.
_TODAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|dien|mitt|donn|lun|mar|mer|jeu|ven|dim|mié|jue|vie|sáb|dom|gio|seg|ter|qua|qui"
    r"|sex|pon|wto|śro|czw|pią|sob|nie|wo|vr|za|zo|man|tir|ons|tor|fre|lør|søn|пон|вто|сре|чет|пят|суб|вос)[^\W\d_]*\.?,?\s[^:]*$",
    re.I,
)


def _near(number: int, top: int, start: int) -> bool:
    return top - 3 <= number <= max(start + 1, top + 6)


def _of_mark(reader: _Reader, mark: Mark) -> tuple[Moment, bool] | None:
    """The time that an element states, and whether its text shows that day.

    Where the text and the attribute are both full dates and days apart, the attribute is another time's, mostly the last
    change's: the reader's is taken.
    """
    moment = reader.moment(_value(mark))
    if moment is None:
        return None
    text = fold(mark.node.text(separator=" "))[:120]
    seen = reader.text(text)
    if seen is not None and not mark.own & Role.MODIFIED and abs(seen.at - moment.at) > _NEAR:
        return seen, True
    return moment, seen is not None and not _STAMP.match(text)


# For machines, though it may stand in an element's text.
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT")


def _from_title(reader: _Reader, page: Page) -> Moment | None:
    """The day that a title ends with: ``Headline | Outlet | 28.04.2023``."""
    title = page.first("title")
    for text in (page.meta.get("og:title"), title.text() if title is not None else None):
        tail = re.split(r"\s[|–—-]\s", fold(text))[1:]
        if tail and len(tail[-1]) <= _LABEL_MAX and (moment := reader.text(tail[-1])) is not None:
            return moment
    return None


def _counted_back(
    reader: _Reader, outline: Outline, marks: list[Mark], headline: Block | None, body: list[Block]
) -> Moment | None:
    """``3 hours ago`` at the headline, for a page that states no date at all."""
    start = body[0].number if body else 0
    top = headline.number if headline is not None else start
    texts = [fold(mark.node.text(separator=" ")) for mark in marks if _near(mark.block, top, start)]
    texts += [block.text for block in outline.blocks[max(0, top - 3) : start + 2] if len(block.text) <= _LABEL_MAX]
    for text in texts:
        if len(text) <= _BESIDE_DATE and any(c.isdigit() for c in text) and (at := read_relative(text, reader.now)):
            return Moment(at=at, precision="relative", raw=text)
    return None


def _rank(number: int, top: int, start: int, end: int) -> float:
    """How far a line is from where a story's time stands: below the headline, above the text; then right below the text."""
    if top <= number <= max(start, top + 6):
        return min(number - top, abs(start - number) + 2) * 0.5
    if number < top:
        return 2.0 + (top - number) * 1.5
    if number > end:
        return 12.0 + (number - end) * 2.0
    return 10.0 + min(number - start, end - number) * 0.5


def _against(roles: int, near: bool) -> float:
    # At the headline the bar with byline, time and buttons has some class of sharing.
    return (
        ((8.0 if near else 25.0) if roles & Role.ASIDE else 0.0)
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
    if match := _URL_DAY_JOINED.search(path):
        return reader.moment(f"{match['y']}-{match['m'] or match['m2']}-{match['d'] or match['d2']}")
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
