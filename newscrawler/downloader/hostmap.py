"""Hosts served from another address, so that production spiders crawl the demo newsroom.

The setting ``HOST_MAP`` (``{"japantoday.com": "127.0.0.1:8090"}``) sends requests for a host, and for its ``www.``
host, to that address as plain HTTP with the original ``Host`` header. Spiders, middlewares and stored items see the
original URL, so redirects, robots.txt, cookies, delays and retries belong to the original host. The guard lets these
requests connect to exactly the mapped address. A URL whose host is a private address stays refused even if it is
mapped.
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
    """Guarded download handler that maps some hosts to other addresses.

    Set it for ``http`` and ``https`` in ``DOWNLOAD_HANDLERS``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._addresses = _addresses(crawler.settings.getdict("HOST_MAP"))
        self._unmapped: set[str] = set()
        # Scrapy limits idle connections per address by what one host may use; here many hosts share an address.
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
                logger.warning("%s is not in HOST_MAP; its pages are requested from the network", host)
            return await super().download_request(request)
        self._guard.check_mapped(host)
        mapped = request.replace(url=parts._replace(scheme="http", netloc=address, fragment="").geturl())
        mapped.headers["Host"] = parts.netloc.rpartition("@")[2]
        mapped.headers["X-Forwarded-Proto"] = (
            parts.scheme
        )  # otherwise a server that redirects to https would do so for ever
        # The operator's http_proxy is for the network, not for this address.
        mapped.meta.pop("proxy", None)
        mapped.headers.pop("Proxy-Authorization", None)
        try:
            mapped_host, _, mapped_port = address.rpartition(":")
            response = await self.download_from(mapped, (mapped_host.strip("[]"), int(mapped_port)))
        finally:
            if "download_latency" in mapped.meta:  # AutoThrottle reads it from the original request
                request.meta["download_latency"] = mapped.meta["download_latency"]
        return response.replace(url=parts._replace(fragment="").geturl())


def _addresses(hosts: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses by host name, ``www.`` included.

    :raises ValueError: an entry is not ``host: address:port``; the message names it
    """
    found: dict[str, str] = {}
    for host, address in hosts.items():
        if not _ADDRESS.fullmatch(str(address)):
            raise ValueError(f"HOST_MAP: {address!r} for {host!r} is not an address and port such as 127.0.0.1:8090")
        bare = host.lower().removeprefix("www.")
        found[bare] = found["www." + bare] = address
    return found
