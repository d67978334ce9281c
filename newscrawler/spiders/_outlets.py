"""Outlets that are followed: the class of each, from a spider or a document, and the spider objects that read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scrapy.crawler import Crawler
from scrapy.spiderloader import get_spider_loader

from newscrawler.sites import outlet_of
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.storage.outlets import FollowedOutlet

__all__ = ["Delegates", "OutletError", "declaration_of", "declared_spiders", "outlet_of_spider"]

_LISTS = ("feeds", "sitemaps", "sections")


class OutletError(ValueError):
    """An outlet cannot be followed; the message names it and the remedy."""


def declared_spiders(loader: object) -> dict[str, type[SyndicationSpider]]:
    """Return the spiders that declare an outlet, by name.

    :param loader: Scrapy's spider loader
    """
    names: Iterable[str] = loader.list()  # type: ignore[attr-defined]
    kinds = {name: loader.load(name) for name in names}  # type: ignore[attr-defined]
    return {name: kind for name, kind in kinds.items() if issubclass(kind, SyndicationSpider) and kind.outlet}


def outlet_of_spider(kind: type[SyndicationSpider]) -> FollowedOutlet:
    """Return the outlet of a spider, as the list has it."""
    return FollowedOutlet(name=str(kind.name), outlet=kind.outlet, spider=str(kind.name))


def declaration_of(outlet: FollowedOutlet, spiders: Mapping[str, type[SyndicationSpider]]) -> type[SyndicationSpider]:
    """Return the class that declares an outlet: its spider's, or one made of its document.

    :raises OutletError: there is no such spider here, or nothing to read is declared
    """
    if outlet.spider is not None:
        kind = spiders.get(outlet.spider)
        if kind is None:
            raise OutletError(
                f"{outlet.name}: there is no spider {outlet.spider!r} here; deploy it, or remove the outlet"
            )
    else:
        kind = _made(outlet)
    if not any(getattr(kind, lists) for lists in _LISTS):
        raise OutletError(f"{outlet.name} declares no feed, sitemap or section; nothing leads to its stories")
    return kind


def _made(outlet: FollowedOutlet) -> type[SyndicationSpider]:
    declared = {
        "name": outlet.name,
        "outlet": outlet_of(f"https://{outlet.outlet}/"),
        "publisher": outlet.publisher,
        "country": outlet.country,
        "time_zone": outlet.timeZone,
        "story_url": outlet.storyUrl or "",
        **{name: tuple(getattr(outlet, name)) for name in (*_LISTS, "languages")},
        "comment_platforms": tuple(outlet.commentPlatforms),
    }
    return type("DeclaredOutlet", (SyndicationSpider,), declared)


class Delegates:
    """One spider object for each outlet, which reads its pages as its declarations say.

    An object lives as long as its outlet's document is the same.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spiders = declared_spiders(get_spider_loader(crawler.settings))
        self._outlets: dict[str, FollowedOutlet] = {}
        self._delegates: dict[str, SyndicationSpider] = {}

    def update(self, outlets: Iterable[FollowedOutlet]) -> tuple[list[str], list[str]]:
        """Take over the list of outlets; returns messages about what begins and ends, and about what is refused.

        A paused outlet keeps its delegate: requests that were made before are finished.
        """
        told, refused = [], []
        fresh = {outlet.outlet: outlet for outlet in outlets}
        for host in self._outlets.keys() - fresh.keys():
            told.append(f"{self._outlets.pop(host).name} is not followed any more")
            self._delegates.pop(host, None)
        for host, outlet in fresh.items():
            before = self._outlets.get(host)
            if before == outlet:
                continue
            self._outlets[host] = outlet
            try:
                kind = declaration_of(outlet, self._spiders)
            except OutletError as error:
                refused.append(str(error))
                self._delegates.pop(host, None)
                continue
            delegate = kind.from_crawler(self._crawler)
            delegate.is_followed = True
            self._delegates[host] = delegate
            told.append(f"{outlet.name} is {'followed' if outlet.state == 'active' else 'paused'}")
        return told, refused

    def get(self, host: str) -> SyndicationSpider | None:
        """Return the delegate of an outlet; None where the outlet is not in the list."""
        return self._delegates.get(host)

    @property
    def active(self) -> dict[str, SyndicationSpider]:
        """Delegates of the outlets that are followed now, by host of the outlet."""
        return {host: each for host, each in self._delegates.items() if self._outlets[host].state == "active"}

    def most_per_hour(self, host: str) -> int | None:
        """Return the most requests an hour that the operator allows an outlet's hosts."""
        return self._outlets[host].mostPerHour
