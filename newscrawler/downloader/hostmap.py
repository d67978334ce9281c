"""Hosts served from elsewhere: production spiders crawl the demo newsroom without knowing it.

Setting ``HOST_MAP`` (``{"japantoday.com": "127.0.0.1:8090"}``) sends requests for a host, and for ``www.`` of it, to
that address as plain HTTP with their own ``Host`` header. Spiders, middlewares and what is stored see the original
URL throughout: redirects, robots.txt, cookies, delays and retries belong to the host that was asked for. The guard of
addresses lets these requests connect to exactly the mapped address; an address that is closed stays so when it is mapped.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawler.downloader.guard import GuardedDownloadHandler

__all__ = ["HostMapDownloadHandler"]

logger = logging.getLogger(__name__)

_ADDRESS = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")


class HostMapDownloadHandler(GuardedDownloadHandler):
    """The guarded handler, with addresses for some hosts.

    Install it for ``http`` and ``https`` in ``DOWNLOAD_HANDLERS``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._addresses = _addresses(crawler.settings.getdict("HOST_MAP"))
        self._unmapped: set[str] = set()
        # Scrapy keeps as many idle connections per address as one host may use; here many hosts share an address.
        self._pool.maxPersistentPerHost *= max(1, len(self._addresses))

    async def download_request(self, request: Request) -> Response:
        if not self._addresses:
            return await super().download_request(request)
        parts = urlsplit(request.url)
        host = (parts.hostname or "").lower()
        address = self._addresses.get(host)
        if address is None:
            if host not in self._unmapped:
                self._unmapped.add(host)
                logger.warning("%s is not in HOST_MAP: its pages come from the network", host)
            return await super().download_request(request)
        self._guard.check_mapped(host)
        mapped = request.replace(url=parts._replace(scheme="http", netloc=address, fragment="").geturl())
        mapped.headers["Host"] = parts.netloc.rpartition("@")[2]
        mapped.headers["X-Forwarded-Proto"] = parts.scheme  # a server that redirects to https must see it arrive
        # An operator's http_proxy is for the network, not for this address.
        mapped.meta.pop("proxy", None)
        mapped.headers.pop("Proxy-Authorization", None)
        try:
            mapped_host, _, mapped_port = address.rpartition(":")
            response = await self.download_from(mapped, (mapped_host.strip("[]"), int(mapped_port)))
        finally:
            if "download_latency" in mapped.meta:  # AutoThrottle reads it from the request that it knows
                request.meta["download_latency"] = mapped.meta["download_latency"]
        return response.replace(url=parts._replace(fragment="").geturl())


def _addresses(hosts: Mapping[str, str]) -> dict[str, str]:
    """Addresses by host name, ``www.`` included.

    :raises ValueError: names the entry that is not ``host: address:port``
    """
    found: dict[str, str] = {}
    for host, address in hosts.items():
        if not _ADDRESS.fullmatch(str(address)):
            raise ValueError(f"HOST_MAP: {address!r} for {host!r} is not an address and port such as 127.0.0.1:8090")
        bare = host.lower().removeprefix("www.")
        found[bare] = found["www." + bare] = address
    return found
