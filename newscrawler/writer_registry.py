"""One writer for each crawl, shared by the pipeline that writes and the middlewares that look up."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawler.signals import told_to_stop
from newscrawler.storage.connection import resolve_uri
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.retention import Retention
from newscrawler.storage.trust import Trust
from newscrawler.storage.writer import Writer

__all__ = ["declared_trust", "writer_for"]

_writers: WeakKeyDictionary[Crawler, Writer] = WeakKeyDictionary()


def writer_for(crawler: Crawler) -> Writer:
    """Return the crawl's writer, which is made at the first call and connected at its first use.

    It lives until the spider is closed: the MongoDB pipeline closes it once the last item is through, and the
    ``spider_closed`` signal does so where that pipeline is switched off.
    """
    writer = _writers.get(crawler)
    if writer is None:
        settings = crawler.settings
        count = None if crawler.stats is None else crawler.stats.inc_value
        writer = _writers[crawler] = Writer(
            partial(resolve_uri, settings),
            settings["MONGODB_DATABASE"],
            Path(settings["VAR_DIR"]),
            trust=declared_trust(settings),
            count=count,
            names=AuthorNames.from_environment(settings.get("AUTHOR_NAMES", "plain")),
            retention=Retention(settings.getfloat("RETAIN_REMOVED_DAYS"), settings.getfloat("RETAIN_QUARANTINE_DAYS")),
        )
        crawler.signals.connect(writer.close, signals.spider_closed, weak=False)
        crawler.signals.connect(writer.hurry, told_to_stop, weak=False)
    return writer


def declared_trust(settings: BaseSettings) -> Trust:
    """Return the trust that settings declare: ``LEAD_OUTLETS``, then the outlets of the project's spiders, by name."""
    spiders = get_spider_loader(settings)
    known = {getattr(spiders.load(name), "outlet", None) for name in spiders.list()}
    return Trust.declared(settings.getlist("LEAD_OUTLETS"), filter(None, known), settings.getdict("AGENCY_OUTLETS"))
