"""Reservations of text and data mining that a host states in a file, read once for each host before its stories."""

from __future__ import annotations

import asyncio
import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK

from newscrawler.extraction.reservations import NOTHING_RESERVED, TDM_FILE, TdmRules
from newscrawler.meta import STORY, TDM
from newscrawler.urls import parts_of

__all__ = ["TdmFile"]

logger = logging.getLogger(__name__)

_PRIORITY = 1_000
"""That of robots.txt: stories of the host wait for the answer."""

_MAX_BYTES = 500 * 1024
"""Bytes of a file that is read, as many as of robots.txt."""

_MAX_HOSTS = 1_000
"""Hosts whose rules are kept. Beyond that the oldest host's rules are dropped, and requested again if needed."""


class TdmFile:
    """Downloader middleware that asks a host for ``/.well-known/tdmrep.json`` before the first story page of the host.

    It is off unless ``OBEY_RESERVATIONS`` names ``tdm``. The request obeys robots.txt and the host's delay. A host
    without such a file, or with one that cannot be read, states nothing. The wishes about the page are left under
    :data:`newscrawler.meta.TDM`. Stats: ``tdm/files``, ``tdm/unreadable``.
    """

    def __init__(self, crawler: Crawler) -> None:
        if "tdm" not in crawler.settings.getlist("OBEY_RESERVATIONS"):
            raise NotConfigured
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[TdmRules | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TdmFile:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not request.meta.get(STORY):
            return
        parts = parts_of(request.url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._read(host))
            while len(self._rules) > _MAX_HOSTS:
                del self._rules[next(iter(self._rules))]
        # Other pages of the host wait for the same answer.
        rules = await asyncio.shield(self._rules[host])
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        found = rules.of(path) if rules is not None else NOTHING_RESERVED
        request.meta[TDM] = {"reserved": found.tdm, "policy": found.policy}

    async def _read(self, host: str) -> TdmRules | None:
        stats, engine = self._crawler.stats, self._crawler.engine
        assert stats is not None
        assert engine is not None
        request = Request(host + TDM_FILE, priority=_PRIORITY, callback=NO_CALLBACK)
        try:
            response = await engine.download_async(request)
            if response.status != 200:
                return None
            if len(response.body) > _MAX_BYTES:
                raise ValueError(f"{len(response.body):,} bytes; the limit is {_MAX_BYTES:,}")
            rules = TdmRules(response.body)
        except IgnoreRequest:
            return None
        except Exception as error:
            # Whatever went wrong: stories of the host must not wait for ever.
            logger.warning("%s: %s; the host is taken to reserve nothing by this file", request.url, error)
            stats.inc_value("tdm/unreadable")
            return None
        stats.inc_value("tdm/files")
        return rules
