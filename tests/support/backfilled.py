"""An outlet with an archive: sitemaps by month, a news sitemap, and a page for each day; its spider, and its server."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from newscrawler.spiders.syndication import SyndicationSpider
from tests.support.loopback import serving

HOST = "daybook.example"
SITE = f"https://{HOST}"
ZONE = ZoneInfo("Asia/Tokyo")
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title></head><body>'
SUBJECTS = ("quay", "mill", "ferry", "school", "bridge", "harvest", "choir", "lighthouse")


class DaybookSpider(SyndicationSpider):
    """``scrapy crawl daybook``."""

    name = "daybook"
    outlet = HOST
    time_zone = "Asia/Tokyo"
    archive_sitemaps = (f"{SITE}/sitemap.xml",)
    archive_page = SITE + "/archive/{year}/{month}/{day}"
    story_url = r"/story/"


class DaybookNowSpider(SyndicationSpider):
    """``scrapy crawl daybooknow``: the same outlet, live."""

    name = "daybooknow"
    outlet = HOST
    sections = (f"{SITE}/now",)
    story_url = r"/now/"


@dataclass
class Daybook:
    """What the outlet prints and answers, and what it was asked."""

    printed: dict[str, datetime] = field(default_factory=dict)
    """Paths of stories, and when they were printed."""
    touched: dict[str, datetime | None] = field(default_factory=dict)
    """``lastmod`` of a story where it is another time; None for an entry without one."""
    listed_by_archive: set[str] = field(default_factory=set)
    """Stories that the archive lists and no sitemap."""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Answers in place of the outlet's own."""
    held: set[str] = field(default_factory=set)
    """Stories that are not answered until :attr:`released` is set."""
    released: threading.Event = field(default_factory=threading.Event)
    pause: float = 0.0
    """Seconds before a past story is answered while no list of the day was asked for."""
    asked: Counter[str] = field(default_factory=Counter)
    address: str = ""

    def print_stories(self, days: Sequence[int], number: int) -> None:
        """Print ``number`` stories on each of these days of January 2026; the first one minute after midnight."""
        for day in days:
            for index in range(number):
                path = f"/story/{day:02}-{index}-{SUBJECTS[index]}"
                self.printed[path] = datetime(2026, 1, day, index * 2, 1, tzinfo=ZONE)

    def of_day(self, day: int) -> set[str]:
        return {path for path, at in self.printed.items() if (at.month, at.day) == (1, day)}

    def stories_asked(self) -> set[str]:
        return {path for path in self.asked if path.startswith("/story/")}

    def answer(self, path: str) -> tuple[int, str]:
        self.asked[path] += 1
        if path.startswith("/story/") and "/now" not in self.asked:
            time.sleep(self.pause)
        if path in self.held:
            self.released.wait(60)
        if path in self.answers:
            return self.answers[path]
        if path in self.printed:
            return 200, _page(path, self.printed[path])
        if path == "/now":
            links = "".join(f'<h2><a href="{SITE}/now/27-{n}-tide">Tide {n} of the day</a></h2>' for n in range(20))
            return 200, f"{HEAD.format('Now')}<main>{links}</main></body></html>"
        if path.startswith("/now/"):
            return 200, _page(path, datetime(2026, 11, 27, 9, tzinfo=ZONE))
        if path == "/sitemap.xml":
            maps = ("/old-1.xml", "2019-03-01"), ("/sitemap-2025-12.xml", None), ("/sitemap-2026-01.xml", None)
            return 200, _xml("sitemapindex", "sitemap", [(SITE + name, changed) for name, changed in maps])
        if path == "/sitemap-2026-01.xml":
            named = [name for name in self.printed if name not in self.listed_by_archive]
            return 200, _xml("urlset", "url", [(SITE + name, self._changed(name)) for name in named])
        if path.startswith("/archive/2026/01/"):
            links = "".join(f'<h2><a href="{name}">{_headline(name)}</a></h2>' for name in self.of_day(int(path[-2:])))
            return 200, f"{HEAD.format('Archive')}<main>{links}</main></body></html>"
        return 404, ""

    def _changed(self, path: str) -> str | None:
        at = self.touched.get(path, self.printed[path])
        return None if at is None else at.isoformat()


def _page(path: str, at: datetime) -> str:
    text = f"<p>This was written in the daybook about {_headline(path)}, and nobody has said otherwise.</p>" * 4
    printed = f'<time itemprop="datePublished" datetime="{at.isoformat()}">{at:%d %B %Y}</time>'
    return f"{HEAD.format(_headline(path))}<article><h1>{_headline(path)}</h1>{printed}{text}</article></body></html>"


def _headline(path: str) -> str:
    day, index, subject = path.rpartition("/")[2].split("-")
    return f"The {subject} as it was on day {day}, note {index}"


def _xml(root: str, entry: str, entries: list[tuple[str, str | None]]) -> str:
    inner = "".join(
        f"<{entry}><loc>{url}</loc>{'' if changed is None else f'<lastmod>{changed}</lastmod>'}</{entry}>"
        for url, changed in entries
    )
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{root}>'


@contextmanager
def running() -> Iterator[Daybook]:
    """Serve the outlet on loopback; map ``HOST`` to its ``address``."""
    outlet = Daybook()
    with serving(outlet.answer) as outlet.address:
        yield outlet
        outlet.released.set()
