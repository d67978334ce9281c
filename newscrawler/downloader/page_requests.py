"""Requests of a page in the browser, made by Scrapy because the browser has no network.

Documents, scripts and answers that scripts fetch are requested. Pictures, fonts, styles, media, beacons and
advertising are not. Requests that robots.txt of their host forbids are refused. So are requests to private addresses
(:mod:`newscrawler.downloader.guard`), because a page's scripts run on this machine and must not reach its other
services. Requests of scripts keep the host's delay; the scripts that a page names are requested at once, as a
reader's browser does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawler.downloader.whole_body import WholeBody
from newscrawler.urls import host_of, joined

if TYPE_CHECKING:
    from playwright.async_api import Request as BrowserRequest
    from playwright.async_api import Route

__all__ = ["Download", "Pace", "PageRequests", "unpacked"]

logger = logging.getLogger(__name__)

Download = Callable[[Request], Awaitable[Response]]

_NEEDED = frozenset({"document", "script", "xhr", "fetch"})
"""Chromium's resource types that can bring comments."""

_FETCHED = frozenset({"xhr", "fetch"})
_ADVERTISING = (
    # Services on most news pages that never bring comments.
    "doubleclick.net", "googlesyndication.com", "google-analytics.com", "googletagmanager.com", "criteo.net",
    "googletagservices.com", "googleadservices.com", "amazon-adsystem.com", "adnxs.com", "criteo.com", "taboola.com",
    "outbrain.com", "scorecardresearch.com", "chartbeat.com", "quantserve.com", "quantcount.com", "hotjar.com",
    "rubiconproject.com", "pubmatic.com", "openx.net", "casalemedia.com", "adsafeprotected.com", "moatads.com",
    "parsely.com", "newrelic.com", "nr-data.net", "segment.io", "segment.com", "cookielaw.org", "onetrust.com",
    "permutive.com", "teads.tv", "smartadserver.com",
)  # fmt: skip
_PART_SECONDS = 10.0
"""Seconds for one answer. Scripts later in the page wait for it, so it is not waited for longer."""

_PART_BYTES = 8 * 1024 * 1024
"""Largest answer in bytes. Three copies of an answer exist on its way into the browser."""

_REDIRECTS = 5
_AT_ONCE = 4
"""Parallel requests of one page for scripts and frames, and as many by scripts. A reader's browser makes six."""

_OF_CONNECTION = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "alt-svc"}
)


def unpacked(crawler: Crawler, request: Request, response: Response) -> Response | None:
    """Return a response with its content encoding removed, or None if it is truncated."""
    middleware = crawler.get_downloader_middleware(WholeBody)
    if middleware is None:
        return response
    try:
        found = middleware.process_response(request, response)
    except IgnoreRequest:
        return None
    return found if isinstance(found, Response) else None


class Pace:
    """Delay of each host between two requests of scripts, across all pages in the browser."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._last: dict[str, float] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def wait(self, host: str) -> None:
        """Wait until the host may be requested again."""
        async with self._turns[host]:
            remaining = self._last.get(host, 0.0) + self._delay(host) - time.monotonic()
            if remaining > 0:
                await asyncio.sleep(remaining)
            self._last[host] = time.monotonic()

    def _delay(self, host: str) -> float:
        assert self._crawler.engine is not None
        # The slot's delay includes AutoThrottle and Crawl-delay.
        slot = self._crawler.engine.downloader.slots.get(host)
        return slot.download_delay() if slot else self._crawler.settings.getfloat("DOWNLOAD_DELAY")


class PageRequests:
    """Requests of one page in the browser.

    :param page: downloaded page, the answer to the browser's first request
    :param download: downloads a request, with the guard and ``HOST_MAP``
    :param over: called with a message when the page is beyond a limit; the page then gets no more answers
    """

    def __init__(
        self, crawler: Crawler, page: Response, download: Download, pace: Pace, over: Callable[[str], None]
    ) -> None:
        self._crawler = crawler
        self._page = page
        self._download = download
        self._pace = pace
        self._robots = crawler.get_downloader_middleware(RobotsTxtMiddleware)
        self._proxy = crawler.get_downloader_middleware(HttpProxyMiddleware)
        self._parts = asyncio.Semaphore(_AT_ONCE)
        self._fetches = asyncio.Semaphore(_AT_ONCE)
        self._over = over
        self._most = crawler.settings.getint("RENDER_REQUESTS")
        self._most_bytes = crawler.settings.getint("RENDER_BYTES")
        self._asked = 0
        self._bytes = 0
        self._shown = False
        self._ended = False
        self._refused: list[str] = []
        self._under_way = 0
        self._last = time.monotonic()

    @property
    def quiet(self) -> float:
        """Seconds since the last answer arrived; 0 while a request is in progress."""
        return 0.0 if self._under_way else time.monotonic() - self._last

    @property
    def refused(self) -> str | None:
        """Message about requests of the page that failed, or None."""
        if not self._refused:
            return None
        others = f" and {len(self._refused) - 1} more" if len(self._refused) > 1 else ""
        return f"its scripts did not get {self._refused[0]}{others}"

    def end(self) -> None:
        """Stop answering requests."""
        self._ended = True

    async def answer(self, route: Route, asked: BrowserRequest) -> None:
        """Answer one request of the page; called by Playwright."""
        from playwright.async_api import Error

        # The page may have been closed meanwhile.
        with suppress(Error):
            await self._answer(route, asked)

    def _count(self, *, requests: int = 0, size: int = 0) -> None:
        self._asked += requests
        self._bytes += size
        if self._ended:
            return
        if self._asked > self._most:
            self._exceed(f"its scripts asked for more than {self._most:,} answers (RENDER_REQUESTS)")
        elif self._bytes > self._most_bytes:
            self._exceed(f"its scripts sent and got more than {self._most_bytes:,} bytes (RENDER_BYTES)")

    def _exceed(self, limit: str) -> None:
        self._ended = True
        self._over(limit)

    async def _answer(self, route: Route, asked: BrowserRequest) -> None:
        self._count(requests=1)
        kind, host = asked.resource_type, host_of(asked.url)
        if asked.is_navigation_request() and asked.frame.parent_frame is None:
            if self._shown:
                await route.abort("aborted")  # a pressed link must not replace the page
                return
            self._shown = True
            await route.fulfill(status=200, headers=_headers(self._page), body=self._page.body)
        elif kind == "stylesheet":
            # Answered with an empty file instead of an error, because scripts wait for styles.
            await route.fulfill(status=200, headers={"content-type": "text/css"}, body="")
        elif self._ended or kind not in _NEEDED or _is_advertising(host):
            await route.abort("blockedbyclient")
        else:
            self._under_way += 1
            try:
                await self._pass_on(route, asked, kind)
            finally:
                self._under_way -= 1
                self._last = time.monotonic()

    async def _pass_on(self, route: Route, asked: BrowserRequest, kind: str) -> None:
        try:
            response = await self._fetch(asked, kind)
        except IgnoreRequest as error:
            self._refuse(asked.url, str(error))
            await route.abort("blockedbyclient")
        except Exception as error:
            self._refuse(asked.url, type(error).__name__)
            await route.abort("failed")
        else:
            self._count(size=len(response.body))
            if self._ended:
                await route.abort("blockedbyclient")
                return
            if response.status >= 400:
                self._refuse(asked.url, f"HTTP {response.status}")
            await route.fulfill(status=response.status, headers=_headers(response), body=response.body)

    def _refuse(self, url: str, why: str) -> None:
        if self._ended:
            return
        text = f"{url[:200]} ({why})"
        if text not in self._refused:
            self._refused.append(text)

    async def _fetch(self, asked: BrowserRequest, kind: str) -> Response:
        request = await self._request(asked)
        for _ in range(_REDIRECTS):
            response = await self._one(request, kind)
            location = response.headers.get("Location")
            if response.status not in (301, 302, 303, 307, 308) or not location:
                return response
            url = joined(request.url, location.decode("latin-1"))
            if url is None:
                raise IgnoreRequest(f"redirected to {location!r}, which is not a URL")
            again = request.method in ("GET", "HEAD") or response.status in (307, 308)
            request = request.replace(url=url) if again else request.replace(url=url, method="GET", body=b"")
        raise IgnoreRequest(f"redirected more than {_REDIRECTS} times")

    async def _request(self, asked: BrowserRequest) -> Request:
        """Return Scrapy's request for a request of the browser."""
        headers = {name: value for name, value in (await asked.all_headers()).items() if not name.startswith(":")}
        for name in ("host", "content-length", "accept-encoding", "connection"):
            headers.pop(name, None)
        sent = asked.post_data_buffer or b""
        self._count(size=len(sent))
        if self._ended:
            raise IgnoreRequest("the page has ended")
        if self._crawler.get_downloader_middleware(WholeBody) is not None:
            headers["Accept-Encoding"] = "gzip, deflate, br"
        return Request(
            asked.url,
            method=asked.method,
            headers=headers,
            body=sent,
            meta={"download_timeout": _PART_SECONDS, "download_maxsize": _PART_BYTES},
        )

    async def _one(self, request: Request, kind: str) -> Response:
        host = host_of(request.url)
        if self._proxy is not None:
            # Chosen again for each hop, because the proxy depends on scheme and host.
            request.meta.pop("proxy", None)
            self._proxy.process_request(request)
        if self._robots is not None:
            await self._robots.process_request(request)
        if kind in _FETCHED:
            async with self._fetches:
                await self._pace.wait(host)
                packed = await self._download(request)
        else:
            async with self._parts:
                packed = await self._download(request)
        response = unpacked(self._crawler, request, packed)
        if response is None:
            raise IgnoreRequest("its answer is truncated")
        return response


def _is_advertising(host: str) -> bool:
    return any(host == name or host.endswith("." + name) for name in _ADVERTISING)


def _headers(response: Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, values in response.headers.items():
        lowered = name.decode("latin-1").lower()
        if lowered not in _OF_CONNECTION:
            separator = "\n" if lowered == "set-cookie" else ", "
            headers[lowered] = separator.join(value.decode("latin-1") for value in values)
    return headers
