"""Look at an outlet's start page and a few pages that it leads to, to propose a spider's declarations."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from newscrawler.commands._asking import FailureError
from newscrawler.commands._looked_at import Source, StoryRead
from newscrawler.commands._visiting import UnreachedError, Visit
from newscrawler.comments import CommentSection, detect
from newscrawler.discovery.canonical import canonical_url, normalise_url
from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import DiscoveryError, Feed, Link
from newscrawler.discovery.probe import (
    Proposal,
    archive_candidates,
    feed_candidates,
    printed_times,
    proposed_archive_page,
    proposed_story_url,
    proposed_zone,
    robots_sitemaps,
    section_candidates,
)
from newscrawler.discovery.sections import next_page, story_links
from newscrawler.discovery.sitemaps import parse_sitemap
from newscrawler.extraction import extract_html
from newscrawler.html.page import Page, PageError
from newscrawler.program import program
from newscrawler.sites import outlet_of, same_site
from newscrawler.spiders.syndication import now

__all__ = ["MOST_PAGES", "Found", "look_at"]

_FEEDS = 3
"""Feeds that are read: the main one and those of two sections show whether feeds can be relied on."""

_SITEMAPS = 3
"""Sitemaps that are read: two that robots.txt names, or one and a sitemap of its index."""

_SECTIONS = 8
"""List pages that are read. Newspapers have some 10 to 20 in their navigation; the main ones come first."""

_STORIES = 3
"""Stories that are read: a comment section may be missing on one, and look different on another."""

MOST_PAGES = 1 + _FEEDS + _SITEMAPS + _SECTIONS + _STORIES
"""Pages of one look; at a second each it takes a third of a minute."""

_LEAST_LINKS = 3
"""Story links of a page that is a section: fewer are found on pages about the outlet, too."""

_FORBIDDEN = "Forbidden by robots.txt"
"""Scrapy's words for a request that robots.txt forbids."""


@dataclass(slots=True)
class Found:
    """Findings of a look at an outlet."""

    url: str
    outlet: str
    publisher: str | None
    robots: str
    """State of robots.txt, in words."""
    crawl_delay: float | None
    feeds: list[Source]
    sitemaps: list[Source]
    sections: list[Source]
    unread: dict[str, list[str]]
    """Addresses that were not read because of the limit, by kind (``feeds``, ``sitemaps``, ``sections``)."""
    stories: list[str]
    """Addresses of stories, those of feeds first."""
    forbidden: list[str]
    """Addresses among all these, endpoints of comments included, that robots.txt forbids."""
    elsewhere: list[str]
    """Endpoints of comments on other hosts, whose robots.txt was not looked at."""
    languages: list[str]
    story_url: Proposal
    archive_page: Proposal
    time_zone: Proposal
    comment_platform: Proposal
    read: list[StoryRead]
    pages: int
    """Pages that were asked for."""
    requests: int
    """Requests sent: robots.txt, redirects and repetitions are among them."""


async def look_at(url: str, crawler: Crawler) -> Found:
    """Look at an outlet.

    :raises FailureError: when the start page does not come, is not a page, or belongs to another site
    """
    return await _Look(Visit(crawler, MOST_PAGES)).at(url)


class _Look:
    """One look: the pages that were requested and their findings."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._robots = _Robots(visit.crawler)
        self._stories: dict[str, None] = {}
        self._archive: list[Link] = []
        self._times: list[datetime] = []
        self._languages: dict[str, None] = {}
        self._site = ""
        self._publisher: str | None = None

    async def at(self, url: str) -> Found:
        start = await self._start(url)
        self._site = start.url
        self._note_language(start.language)
        candidates = feed_candidates(start)
        feeds = [await self._feed(each) for each in candidates[:_FEEDS]]
        sitemaps, waiting = await self._sitemaps(start.url)
        self._note_stories(story_links(start))
        navigation = _sections_of(start, list(self._stories))
        sections = [await self._section(each) for each in navigation[:_SECTIONS]]
        if not self._stories:
            # The addresses of an archive may be of any age and form: they are used only without other stories.
            self._note_stories(self._archive)
        read = [each async for each in self._read()]
        stories = list(self._stories)
        endpoints = list(dict.fromkeys(each.endpoint for each in read if each.endpoint))
        asked = [*(source.url for source in (*feeds, *sitemaps, *sections)), *stories, *endpoints]
        languages = list(self._languages)
        return Found(
            url=start.url,
            outlet=outlet_of(start.url),
            publisher=self._publisher,
            robots=self._robots.words(start.url),
            crawl_delay=self._robots.delay(start.url),
            feeds=feeds,
            sitemaps=sitemaps,
            sections=sections,
            unread={"feeds": candidates[_FEEDS:], "sitemaps": waiting, "sections": navigation[_SECTIONS:]},
            stories=stories,
            forbidden=self._robots.select(asked, allowed=False),
            elsewhere=self._robots.select(endpoints, allowed=None),
            languages=languages,
            story_url=proposed_story_url(stories, [start.url, *(each.url for each in feeds), *navigation]),
            archive_page=proposed_archive_page(archive_candidates(start)),
            time_zone=proposed_zone(urlsplit(start.url).hostname or "", next(iter(languages), None), self._times),
            comment_platform=_platform(read),
            read=read,
            pages=self._visit.asked,
            requests=self._visit.requests,
        )

    async def _start(self, url: str) -> Page:
        try:
            response = await self._ask(url)
        except UnreachedError as error:
            host = urlsplit(url).hostname
            if str(error) == _FORBIDDEN:
                raise FailureError(f"robots.txt of {host} forbids {url}; nothing else is looked at") from None
            raise FailureError(f"{url}: {error}") from None
        if not same_site(response.url, url):
            raise FailureError(f"{url} leads to {response.url}, another site; if that is the outlet, probe its address")
        try:
            return _page(response)
        except PageError as error:
            raise FailureError(f"{response.url}: {error}; probe the outlet's front page") from None

    async def _ask(self, url: str) -> Response:
        print(f"{program()} probe: asks {url}", file=sys.stderr)
        return await self._visit.ask(url)

    async def _feed(self, url: str) -> Source:
        try:
            response = await self._ask(url)
            feed = parse_feed(response.body, response.url)
        except UnreachedError as error:
            return Source(url, trouble=str(error))
        except DiscoveryError as error:
            return Source(url, trouble=f"not a feed: {error}")
        self._times += printed_times(response.body.decode("utf-8", "replace"))
        self._note_stories(feed.links)
        return _counted(url, feed)

    async def _sitemaps(self, url: str) -> tuple[list[Source], list[str]]:
        named = robots_sitemaps(self._robots.text(url), urljoin(url, "/robots.txt"))
        found = [Source(each, trouble="on another site") for each in named if not same_site(each, url)]
        waiting = [each for each in named if same_site(each, url)] or [urljoin(url, "/sitemap.xml")]
        for _ in range(_SITEMAPS):
            if not waiting:
                break
            source, inner = await self._sitemap(waiting.pop(0))
            if not named and source.trouble is not None:
                continue  # nobody has said that there is one
            found.append(source)
            # One of an index shows whether it can be read; that of the news is the one to have.
            waiting[:0] = sorted(inner, key=lambda each: "news" not in each.lower())[:1]
        return found, waiting

    async def _sitemap(self, url: str) -> tuple[Source, list[str]]:
        try:
            response = await self._ask(url)
            feed = parse_sitemap(response.body, response.url)
        except UnreachedError as error:
            return Source(url, trouble=str(error)), []
        except DiscoveryError as error:
            return Source(url, trouble=f"not a sitemap: {error}"), []
        if _is_of_news(url) and not feed.sitemaps:
            self._times += printed_times(response.body.decode("utf-8", "replace"))
            self._note_stories(feed.links)
        self._archive += feed.links
        newest_first = sorted(feed.sitemaps, key=lambda each: str(each.modified or ""), reverse=True)
        return _counted(url, feed), [each.url for each in newest_first if same_site(each.url, url)]

    async def _section(self, url: str) -> Source:
        try:
            links = story_links(_page(await self._ask(url)))
        except (UnreachedError, PageError) as error:
            return Source(url, trouble=str(error))
        if len(links) < _LEAST_LINKS:
            return Source(url, stories=len(links), trouble=f"{len(links)} links to stories: no section?")
        self._note_stories(links)
        return Source(url, stories=len(links))

    async def _read(self) -> AsyncIterator[StoryRead]:
        waiting = [url for url in self._stories if self._robots.allows(url) is not False]
        for number, url in enumerate(waiting[:_STORIES], 1):
            story = await self._story(url)
            yield story
            if number == _STORIES - 1 and story.platform is not None:
                break

    async def _story(self, url: str) -> StoryRead:
        try:
            page = _page(await self._ask(url))
            found = extract_html(page)
        except (UnreachedError, PageError) as error:
            return StoryRead(url, trouble=str(error))
        printing = found.printing
        self._publisher = self._publisher or found.publisher
        self._note_language(printing.inLanguage)
        self._times += printed_times(page.text)
        story = StoryRead.of(url, printing)
        _note_section(story, detect(page, canonical_url(page)))
        return story

    def _note_stories(self, links: Iterable[Link]) -> None:
        for link in links:
            try:
                url = normalise_url(link.url)
            except ValueError:
                continue  # no crawl could ask for it, either
            if same_site(url, self._site):
                self._stories.setdefault(url)

    def _note_language(self, tag: str | None) -> None:
        if tag:
            self._languages.setdefault(tag)


class _Robots:
    """The robots.txt of each host, as the crawl's own middleware fetches them."""

    def __init__(self, crawler: Crawler) -> None:
        self._agent = crawler.settings.get("ROBOTSTXT_USER_AGENT") or crawler.settings.get("USER_AGENT")
        self._rules: dict[str, RobotParser] = {}
        self._answers: dict[str, Response] = {}
        crawler.signals.connect(self._parsed, signals.robots_parsed)
        crawler.signals.connect(self._received, signals.response_received)

    def _parsed(self, robotparser: RobotParser, request: Request) -> None:
        self._rules[urlsplit(request.url).netloc] = robotparser

    def _received(self, response: Response, request: Request) -> None:
        asked = (request.meta.get("redirect_urls") or [request.url])[0]
        if urlsplit(asked).path == "/robots.txt":
            self._answers[urlsplit(asked).netloc] = response

    def text(self, url: str) -> str:
        """Return the robots.txt of an address's host; empty where there is none."""
        answer = self._answers.get(urlsplit(url).netloc)
        return answer.body.decode("utf-8", "replace") if answer is not None and answer.status == 200 else ""

    def words(self, url: str) -> str:
        """Return in words what became of the robots.txt of an address's host."""
        answer = self._answers.get(urlsplit(url).netloc)
        if answer is None:
            return "did not come: nothing is forbidden by it"
        return "read" if answer.status == 200 else f"none (HTTP {answer.status})"

    def delay(self, url: str) -> float | None:
        """Return the seconds that a host wants between two requests, None where it does not say."""
        rules = self._rules.get(urlsplit(url).netloc)
        return rules.crawl_delay(self._agent) if rules is not None else None

    def allows(self, url: str) -> bool | None:
        """Return whether an address may be asked for, None where its host's rules are not known."""
        netloc = urlsplit(url).netloc
        if netloc not in self._answers:
            return None
        rules = self._rules.get(netloc)
        return True if rules is None else bool(rules.allowed(url, self._agent))

    def select(self, urls: Iterable[str], *, allowed: bool | None) -> list[str]:
        """Return the addresses for which :meth:`allows` returns ``allowed``."""
        return [url for url in urls if self.allows(url) is allowed]


def _page(response: Response) -> Page:
    declared = response.headers.get("Content-Type")
    kind = declared.decode("latin-1") if declared else None
    if kind is not None and kind.split(";")[0].strip().lower() not in ("text/html", "application/xhtml+xml"):
        raise PageError(f"content type {kind} is not a page")
    page = Page(response.url, response.body, content_type=kind, retrieved=now())
    _ = page.tree
    return page


def _sections_of(start: Page, stories: Sequence[str]) -> list[str]:
    feeds = set(feed_candidates(start))
    no_sections = {start.url.rstrip("/"), (next_page(start) or "").rstrip("/")}
    return [
        url for url in section_candidates(start, stories) if url not in feeds and url.rstrip("/") not in no_sections
    ]


def _counted(url: str, feed: Feed) -> Source:
    own = [link for link in feed.links if same_site(link.url, url)]
    times = [time for link in own if (time := link.published or link.modified) is not None]
    trouble = None if own or feed.sitemaps else "no address of a story of this site"
    return Source(
        url,
        stories=len(own),
        newest=max(times, default=None),
        sitemaps=len(feed.sitemaps) or None,
        trouble=trouble,
    )


def _is_of_news(url: str) -> bool:
    return "news" in urlsplit(url).path.lower()


def _note_section(story: StoryRead, section: CommentSection | None) -> None:
    if section is None:
        return
    first = section.result.requests
    story.platform = section.thread.platform
    story.is_guessed = section.guessed
    story.declared = section.result.declaredCount
    story.others = [other.thread.platform for other in section.alternatives]
    story.endpoint = first[0].url if first and not first[0].render else None


def _platform(read: Sequence[StoryRead]) -> Proposal:
    stories = [each for each in read if each.trouble is None]
    seen = list(_platforms(stories))
    if not stories:
        return Proposal(None, "no story could be read")
    if not seen:
        return Proposal(None, f"no comment section on {len(stories)} stories")
    names = list(dict.fromkeys(name for name, _ in seen))
    told = f"seen on {len(seen)} of {len(stories)} stories"
    if len(names) > 1:
        return Proposal(None, f"{' and '.join(names)}, {told}: both are looked for")
    if names != ["hypertext"]:
        return Proposal(names[0], told)
    if all(is_guessed for _, is_guessed in seen):
        return Proposal(
            None, f"an empty place for comments, {told}: a browser is needed to see whether scripts fill it"
        )
    return Proposal(None, f"hypertext, in the pages themselves, {told}: found without a declaration")


def _platforms(stories: Sequence[StoryRead]) -> Iterator[tuple[str, bool]]:
    for each in stories:
        if each.platform is not None:
            yield each.platform, each.is_guessed
