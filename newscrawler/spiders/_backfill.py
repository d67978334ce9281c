"""Backfill of an outlet: its stories of past days, from sitemaps and archive pages, day by day into a ledger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.http import Response

from newscrawler.discovery.links import MAX_ENTRIES, DiscoveryError, Feed, Link
from newscrawler.discovery.sections import next_page, story_links
from newscrawler.discovery.sitemaps import parse_sitemap
from newscrawler.discovery.spans import Span, day_of_address, span_of_address, spans_of
from newscrawler.extensions.backfill import ledger_for
from newscrawler.html.page import PageError
from newscrawler.items import Rejection
from newscrawler.meta import BACKFILL
from newscrawler.storage.backfills import BackfillLedger, Part, part_id

if TYPE_CHECKING:
    from newscrawler.spiders.syndication import SyndicationSpider

__all__ = ["Backfill", "archive_address", "archive_problem", "span_of_arguments"]

_LISTS, _STORIES = -10, -20
"""Priorities. All that a live crawl requests has a higher one; lists come before stories, so that days are known
early."""

_ARCHIVE_PAGES = 50
"""Pages of one archive list, where ``-a pages`` states no number: 50 pages of 20 stories are a busy outlet's week."""

_EARLIEST = date(1990, 1, 1)
"""Before it no outlet had a site."""

_MISSING = (404, 410)

_PLACEHOLDERS = frozenset(("year", "month", "day"))
_PLACEHOLDER = re.compile(r"\{(\w*)(?::[^{}]*)?\}")

_UNREAD = "is not read to its end, and its days stay incomplete"


class _TwoDigits(int):
    """A month or day that is printed with two digits where the address states no other form (``{month:d}``)."""

    def __format__(self, form: str) -> str:
        return int.__format__(self, form or "02d")


def span_of_arguments(since: str | None, until: str, today: date) -> Span:
    """Return the days that ``since`` and ``until`` name; the day of ``until`` is left out.

    :param today: the outlet's
    :raises ValueError: names the argument and the remedy
    """
    if since is None:
        raise ValueError(f"until={until!r} needs the first day of the backfill: -a since=YYYY-MM-DD")
    first, after = _day("since", since), _day("until", until)
    if after <= first:
        raise ValueError(f"until={until} does not lie after since={since}: until is the first day that is left out")
    if after > today:
        raise ValueError(
            f"until={until} lies in the future: the last day of a backfill must be over at the outlet, whose day is "
            f"{today}; use until={today}, and a crawl without until for what is printed now"
        )
    if first < _EARLIEST:
        raise ValueError(f"since={since} lies before {_EARLIEST}, when outlets had no sites")
    return Span(first, date.fromordinal(after.toordinal() - 1))


def _day(name: str, text: str) -> date:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"{name}={text!r} is not a day: a backfill goes by whole days, e.g. {name}=2026-01-31")


def archive_problem(template: str) -> str | None:
    """Return why an ``archive_page`` cannot be used; None where it can."""
    names = set(_PLACEHOLDER.findall(template))
    if unknown := names - _PLACEHOLDERS:
        return f"archive_page has a placeholder {{{min(unknown)}}}; it takes {{year}}, {{month}} and {{day}}"
    if names not in ({"year", "month"}, _PLACEHOLDERS):
        return "archive_page needs {year} and {month}, and {day} where the outlet has a page for each day"
    return None


def archive_address(template: str, day: date) -> str:
    """Return the address of the archive page that lists a day.

    >>> archive_address("https://quay.example/archive/{year}/{month}/{day}", date(2026, 1, 5))
    'https://quay.example/archive/2026/01/05'
    >>> archive_address("https://quay.example/{year}/{month:d}", date(2026, 1, 5))
    'https://quay.example/2026/1'
    """
    return template.format(year=day.year, month=_TwoDigits(day.month), day=_TwoDigits(day.day))


class Backfill:
    """Walk of one spider through its outlet's past days.

    :param span: the days that are asked for, in the zone
    :param zone: the outlet's
    """

    def __init__(self, spider: SyndicationSpider, span: Span, zone: tzinfo) -> None:
        self._spider = spider
        self._span = span
        self._zone = zone
        self._complete: set[date] | None = None
        self._lists = 0

    async def _ask(self, question: Any, *arguments: Any) -> Any:
        return await ledger_for(self._spider.crawler).ask(question, *arguments)

    # --- the start ------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Request the lists that are not read, and the stories that have no outcome yet."""
        self._complete = await self._ask(BackfillLedger.begin, list(self._roots()))
        if self._complete.issuperset(self._span.days()):
            self._spider.logger.info("all %d days of the backfill are complete already", len(self._span.days()))
            return
        home, most = self._spider._home, self._spider.limit or self._spider._most("STORIES_PER_CRAWL")
        # All is looked up before the first request: a list that is read meanwhile registers and requests its stories
        # itself.
        lists = await self._ask(BackfillLedger.open_lists)
        stories = await self._ask(BackfillLedger.open_stories, most)
        _, waiting = await self._ask(BackfillLedger.count_open)
        # They were registered by an earlier run: a list that is read again may not name them any more.
        self._spider._asked.update(dict.fromkeys((part.url for part in stories), "backfill"))
        for each in self._list_requests(home, lists):
            yield each
        if waiting > most and self._spider.limit is None:
            yield self._spider._beyond(home, "STORIES_PER_CRAWL", f"more than {most:,} stories", waiting - most)
        for part in stories:
            yield self._story_request(part, Link(url=part.url, via=part.via))

    def _roots(self) -> Iterator[Part]:
        for url in (*self._spider.sitemaps, *self._spider.archive_sitemaps):
            stated = span_of_address(url)
            if (days := self._span if stated is None else stated.within(self._span)) is not None:
                yield self._list("sitemap", url, days, stated)
        if template := self._spider.archive_page:
            is_daily = "{day" in template
            pages = {archive_address(template, day): day for day in reversed(self._span.days())}
            for url, day in reversed(pages.items()):
                stated = Span(day, day) if is_daily else _month_of(day)
                if (days := stated.within(self._span)) is not None:
                    yield self._list("archive", url, days, stated)

    def _list(self, kind: Any, url: str, days: Span, stated: Span | None, depth: int = 0) -> Part:
        return Part(
            id=part_id(self._spider.outlet, url, (self._span.first, self._span.last)),
            kind=kind,
            url=url,
            first=days.first,
            last=days.last,
            depth=depth,
            stated=None if stated is None else (stated.first, stated.last),
        )

    # --- lists ----------------------------------------------------------------------------------------------------

    async def read(self, response: Response, state: dict[str, Any]) -> AsyncIterator[Any]:
        """Register and request what a sitemap or archive page lists, then close it."""
        part = _of_state(state)
        if self._complete is None:
            self._complete = await self._ask(BackfillLedger.complete_days)
        if (stray := self._spider._stray(response, "discovery")) is not None:
            await self._ask(BackfillLedger.leave_open, part, stray.reason, {})
            yield stray
            return
        if response.status in _MISSING:
            async for each in self._missing(part, response):
                yield each
            return
        try:
            found = self._parsed(part, response)
        except (DiscoveryError, PageError) as error:
            reason = f"not a{'n archive page' if part.kind == 'archive' else ' sitemap'}: {error}"
            yield await self._unread(part, response, reason, Counter())
            return
        counts: Counter[str] = Counter()
        lists = [*self._inner_lists(part, found.sitemaps, counts), *self._next_page(part, found.next)]
        stories = dict(self._stories(part, found.links, counts))
        opened = await self._ask(BackfillLedger.register, [*lists, *(each for each, _ in stories.values())])
        for each in self._list_requests(response.url, [each for each in lists if each.id in opened]):
            yield each
        for each in self._story_requests(response.url, [each for key, each in stories.items() if key in opened]):
            yield each
        self._count(response.url, counts)
        if (problem := self._why_unread(part, found)) is not None:
            yield await self._unread(part, response, problem, counts)
        else:
            await self._ask(BackfillLedger.close_list, part, "read", counts)

    async def _missing(self, part: Part, response: Response) -> AsyncIterator[Any]:
        """Close a list that the outlet does not have. A sitemap that is declared must be there: it stays open."""
        if part.url in (*self._spider.sitemaps, *self._spider.archive_sitemaps):
            yield await self._unread(
                part, response, f"HTTP {response.status}: is the declared address right?", Counter()
            )
            return
        self._count(response.url, Counter({"missing_list": 1}))
        await self._ask(BackfillLedger.close_list, part, "missing", {})

    async def _unread(self, part: Part, response: Response, reason: str, counts: Counter[str]) -> Rejection:
        await self._ask(BackfillLedger.leave_open, part, reason, counts)
        return self._spider._rejection(response, "discovery", f"{reason}; it {_UNREAD}")

    def _parsed(self, part: Part, response: Response) -> Feed:
        if part.kind == "sitemap":
            return parse_sitemap(response.body, response.url, self._spider.list_zone(response.url))
        page = self._spider._page(response)
        pattern = re.compile(self._spider.story_url) if self._spider.story_url else None
        links = story_links(page, self._spider.story_selectors, pattern)
        following = next_page(page)
        # "Next" of an archive may be the next day, which is a list of its own.
        stated = None if following is None else span_of_address(following)
        if following is None or not links or (stated is not None and stated != _span_of(part)):
            return Feed(links=links)
        return Feed(links=links, next=following)

    def _why_unread(self, part: Part, found: Feed) -> str | None:
        """Return why a list is not read to its end; None where it is."""
        if found.left:
            return f"more than {MAX_ENTRIES:,} entries: {found.left:,} are not read (MAX_ENTRIES)"
        if found.is_cut:
            return "the file ends within an entry"
        if found.sitemaps and part.depth >= (deepest := self._spider._most("SITEMAP_DEPTH")):
            return f"an index below {deepest} others (SITEMAP_DEPTH)"
        if part.kind == "archive" and not found.links and part.depth == 0:
            return "no story links on this archive page: the markup changed? (see story_selectors, archive_page)"
        if found.next is not None and part.depth + 1 >= self._archive_pages:
            return f"more than {self._archive_pages} pages (-a pages)"
        return None

    @property
    def _archive_pages(self) -> int:
        return int(self._spider.given.get("pages", _ARCHIVE_PAGES))

    def _inner_lists(self, part: Part, links: Sequence[Link], counts: Counter[str]) -> list[Part]:
        """Return the sitemaps of an index that may list the days asked for."""
        if part.depth >= self._spider._most("SITEMAP_DEPTH"):
            return []
        stated = spans_of(link.url for link in links)
        found: list[Part] = []
        for link in links:
            own = stated.get(link.url) or _span_of(part)
            days = Span(part.first, part.last) if own is None else own.within(self._span)
            if days is None:
                counts["sitemap_of_other_days"] += 1
            elif link.modified is not None and self._date(link.modified) < self._span.first:
                counts["sitemap_older"] += 1
            elif self._is_complete(days):
                counts["sitemap_of_complete_days"] += 1
            else:
                found.append(self._list("sitemap", link.url, days, own, part.depth + 1))
        return found

    def _next_page(self, part: Part, following: str | None) -> list[Part]:
        """Return the next page of an archive list, where there is one and it is not one too many."""
        if following is None or part.depth + 1 >= self._archive_pages:
            return []
        return [self._list("archive", following, Span(part.first, part.last), _span_of(part), part.depth + 1)]

    def _list_requests(self, source: str, parts: Sequence[Part]) -> Iterator[Any]:
        """Request lists, up to the limit of sitemaps; the others stay open, for the next run."""
        limit, beyond = self._spider._most("SITEMAPS_PER_CRAWL"), 0
        for part in parts:
            if part.kind == "sitemap" and self._lists >= limit:
                beyond += 1
                continue
            self._lists += part.kind == "sitemap"
            yield scrapy.Request(
                part.url,
                callback=self._spider.parse_backfill_list,
                errback=self._spider.discovery_failed,
                priority=_LISTS,
                cb_kwargs={"state": _state(part)},
                meta={"handle_httpstatus_list": list(_MISSING)},
            )
        if beyond:
            yield self._spider._beyond(source, "SITEMAPS_PER_CRAWL", f"more than {limit:,} sitemaps", beyond)

    # --- stories --------------------------------------------------------------------------------------------------

    def _stories(
        self, part: Part, links: Iterable[Link], counts: Counter[str]
    ) -> Iterator[tuple[str, tuple[Part, Link]]]:
        """Yield the stories of the days asked for, by the ids of their parts; all other entries are counted."""
        for link in self._spider._own_stories(links, counts):
            counts["entries"] += 1
            days = self._days_of(link, _span_of(part))
            if isinstance(days, str):
                counts[days] += 1
            elif self._is_complete(days):
                counts["of_complete_days"] += 1
            else:
                counts["listed"] += 1
                id_ = part_id(self._spider.outlet, link.url)
                story = Part(id=id_, kind="story", url=link.url, first=days.first, last=days.last, via=link.via)
                yield id_, (story, link)

    def _days_of(self, link: Link, stated: Span | None) -> Span | str:
        """Return the days, of those asked for, that a story may be from; else the name of the count that has it.

        The surest statement counts: the entry's time of publication, the day in the story's address, the day of its
        list, the time of its last change. A story that was changed after the days asked for may be from any of them or
        later; it is requested where its list is of these days alone, or where it was changed on the day after them.
        """
        day = self._day_of(link, stated)
        if day is not None:
            return Span(day, day) if day in self._span else "of_other_days"
        last = self._span.last
        # 82 % of the changes of a week are made within 24 hours; the few later ones are counted.
        if link.modified is not None and (stated is None or stated.within(self._span) != stated):
            return Span(last, last) if (self._date(link.modified) - last).days == 1 else "changed_later"
        return "undated" if stated is None else stated.within(self._span) or "of_other_days"

    def _day_of(self, link: Link, stated: Span | None) -> date | None:
        """Return the day of a story, None where neither its entry, its address nor its list tells."""
        if link.published is not None:
            return self._date(link.published)
        if (day := day_of_address(link.url)) is not None:
            return day
        if stated is not None and stated.first == stated.last:
            return stated.first
        changed = None if link.modified is None else self._date(link.modified)
        return changed if changed is not None and changed <= self._span.last else None

    def _story_requests(self, source: str, stories: Iterable[tuple[Part, Link]]) -> Iterator[Any]:
        """Request stories up to the limits; the others stay open, for the next run."""
        asked = self._spider._asked
        beyond: Counter[str] = Counter()
        taken = 0
        for part, link in stories:
            # Another list has shown it. What this list has shown is requested again when it is delivered again, as in
            # a live crawl.
            if asked.get(part.url, source) != source:
                continue
            if part.url not in asked:
                if self._spider.limit is not None and len(asked) >= self._spider.limit:
                    break
                if (reached := self._spider._limit_reached(taken)) is not None:
                    beyond[reached] += 1
                    continue
                asked[part.url] = source
            taken += 1
            yield self._story_request(part, link)
        for limit, number in beyond.items():
            yield self._spider._beyond(source, limit, f"more than {self._spider._most(limit):,} stories", number)

    def _story_request(self, part: Part, link: Link) -> scrapy.Request:
        request = self._spider._story_request(part.url, link)
        request.meta[BACKFILL] = part.id
        # Day by day: what is interrupted leaves complete days, and not many days with a story missing in each.
        day = (part.first - self._span.first).days
        return request.replace(priority=request.priority + _STORIES - max(0, day))

    # --- shared ---------------------------------------------------------------------------------------------------

    def _date(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _is_complete(self, days: Span) -> bool:
        return (self._complete or set()).issuperset(days.days())

    def _count(self, source: str, counts: Counter[str]) -> None:
        stats = self._spider.crawler.stats
        assert stats is not None
        for name, number in counts.items():
            stats.inc_value(f"backfill/entries/{name}", number)
        told = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in sorted(counts.items()))
        self._spider.logger.info("%s: %s", source, told or "nothing listed")


def instants(span: Span, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a span of days begins and ends in a zone, in UTC."""
    after = date.fromordinal(span.last.toordinal() + 1)
    first, last = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (span.first, after))
    return first, last


def _span_of(part: Part) -> Span | None:
    return None if part.stated is None else Span(*part.stated)


def _month_of(day: date) -> Span:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return Span(day.replace(day=1), date.fromordinal(following.toordinal() - 1))


def _state(part: Part) -> dict[str, Any]:
    """Return a list as keyword arguments of its callback, which the shared frontier stores."""
    return {
        "id": part.id,
        "kind": part.kind,
        "url": part.url,
        "days": [part.first.isoformat(), part.last.isoformat()],
        "depth": part.depth,
        "stated": [day.isoformat() for day in part.stated or ()],
    }


def _of_state(state: dict[str, Any]) -> Part:
    first, last = map(date.fromisoformat, state["days"])
    stated = [date.fromisoformat(day) for day in state["stated"]]
    return Part(
        id=state["id"],
        kind=state["kind"],
        url=state["url"],
        first=first,
        last=last,
        depth=state["depth"],
        stated=(stated[0], stated[1]) if stated else None,
    )
