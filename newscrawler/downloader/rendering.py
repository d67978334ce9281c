"""Pages rendered in a browser, for the few pages whose comments are loaded by scripts.

A request with :data:`newscrawler.meta.RENDER` is downloaded like any other. The page is then opened in Chromium
(through scrapy-playwright) and scrolled, and its "load more" buttons are pressed until nothing new appears. Chromium
has no network: Scrapy makes the page's requests (:mod:`newscrawler.downloader.page_requests`), so host map,
robots.txt, user agent, delays and limits apply as to every other request. Chromium is started at the first such
request.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import HtmlResponse, Response

from newscrawler.downloader.chromium import Chromium
from newscrawler.downloader.isolated import DocumentTooLargeError
from newscrawler.downloader.keys import KeyedDownloadHandler
from newscrawler.downloader.page_requests import Download, Pace, PageRequests, unpacked
from newscrawler.downloader.pressing import Pressing
from newscrawler.extras import MissingExtraError, need
from newscrawler.meta import RENDER, RENDERED

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

__all__ = ["RenderingDownloadHandler", "RenderingError", "RenderingLimitError"]

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_CLOSING = 5.0
"""Seconds for a tab to close. If it takes longer, the browser is ended."""
_DROPPED = ("ETag", "Last-Modified", "Content-Encoding", "Content-Length", "Transfer-Encoding")
"""Headers of the downloaded page that are wrong for the rendered page."""


class RenderingError(DownloadFailedError):
    """The browser hung or died with a page. The request is retried."""


class RenderingLimitError(IgnoreRequest):
    """A page is beyond a limit, which the message names. The request is not retried."""


class RenderingDownloadHandler(KeyedDownloadHandler):
    """Download handler that renders requests with :data:`newscrawler.meta.RENDER` and passes all others on.

    It sets :data:`newscrawler.meta.RENDERED` with the keys ``cut`` and ``refused`` of
    :class:`newscrawler.comments.PlatformResponse`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler_of_browser = crawler

    async def download_request(self, request: Request) -> Response:
        if not request.meta.get(RENDER):
            return await super().download_request(request)
        browser = _browsers.get(self._crawler_of_browser)
        if browser is None:
            browser = _browsers[self._crawler_of_browser] = _Renderer(self._crawler_of_browser)
        browser.check()
        response = await super().download_request(request)
        kind = (response.headers.get("Content-Type") or b"text/html").lower()
        if response.status != 200 or not kind.startswith((b"text/html", b"application/xhtml+xml")):
            return response  # redirects and errors are the middlewares' business
        page = unpacked(self._crawler_of_browser, request, response)
        if page is None:
            return response  # truncated: a middleware requests it again
        # Without the handler of keys, because a page's scripts could request them.
        download = super(KeyedDownloadHandler, self).download_request
        return await browser.render(request, page, download)

    async def close(self) -> None:
        await super().close()
        if (browser := _browsers.pop(self._crawler_of_browser, None)) is not None:
            await browser.close()


class _Renderer:
    """Chromium of a crawl: started at the first page, and again after it died or did not close a page."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._path = Path(settings["CHROMIUM"])
        self._seconds = settings.getfloat("RENDER_SECONDS")
        self._presses = settings.getint("RENDER_PRESSES")
        self._answer = settings.getfloat("RENDER_ANSWER_SECONDS")
        self._megabytes = settings.getfloat("RENDER_MEMORY")
        self._frames = settings.getint("RENDER_FRAMES")
        self._largest = settings.getint("DOWNLOAD_MAXSIZE")
        self._most_tabs = settings.getint("RENDER_TABS")
        self._tabs = asyncio.Semaphore(self._most_tabs)
        self._open = 0
        self._alone = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._pace = Pace(crawler)
        self._chromium: Chromium | None = None
        self._closed = False

    def check(self) -> None:
        """Check that a browser can be started.

        :raises IgnoreRequest: something is missing; the message names it and the remedy
        """
        try:
            need("browser", "playwright", "scrapy_playwright")
        except MissingExtraError as error:
            raise IgnoreRequest(f"these comments need a browser: {error}") from None
        if not os.access(self._path, os.X_OK):
            raise IgnoreRequest(
                f"these comments need a browser, and {self._path} does not exist: apt-get install chromium, "
                "or set NEWSCRAWLER_CHROMIUM to its path"
            )

    async def render(self, request: Request, page: Response, download: Download) -> Response:
        """Return the page as the browser shows it when nothing new appears.

        :param page: downloaded page with an uncompressed body
        :param download: downloads the page's own requests
        :raises RenderingError: the browser hung or died
        :raises RenderingLimitError: the page is beyond a limit
        """
        try:
            return await self._rendered(partial(self._visit, request, page, download))
        except Exception:
            if not self._closed:
                raise
            # The crawl has stopped: there is no engine any more to report this failure to.
            never: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
            return await never

    async def _rendered(self, visit: Callable[[], Awaitable[Response]]) -> Response:
        try:
            async with self._tabs:
                return await visit()
        except _MemoryError as error:
            if error.is_alone:
                raise self._too_large() from None
        # Several pages were open, so the page is tried again alone to find out which page uses so much memory.
        async with self._alone, AsyncExitStack() as stack:
            for _ in range(self._most_tabs):
                await stack.enter_async_context(self._tabs)
            try:
                return await visit()
            except _MemoryError:
                raise self._too_large() from None

    def _too_large(self) -> RenderingLimitError:
        return RenderingLimitError(f"in the browser it uses more than {self._megabytes:,.0f} MB (RENDER_MEMORY)")

    async def _visit(self, request: Request, page: Response, download: Download) -> Response:
        chromium = await self._started()
        over: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

        def end(error: Exception) -> None:
            if not over.done():
                over.set_result(error)

        requests = PageRequests(
            self._crawler, page, download, self._pace, lambda limit: end(RenderingLimitError(limit))
        )
        pressing = Pressing(
            requests,
            seconds=self._seconds,
            presses=self._presses,
            answer=self._answer,
            frames=self._frames,
            limit=self._largest,
        )
        self._open += 1
        is_alone = self._open == 1
        context: BrowserContext | None = None
        try:
            context = await self._in_time(chromium.context(self._agent(request)))
            work = asyncio.ensure_future(self._shown(context, page, requests, pressing, end))
            shown = await self._first(work, over, chromium)
        except RenderingLimitError:
            raise
        except Exception as error:
            is_alone = is_alone and self._open == 1
            if await chromium.was_too_large():
                raise _MemoryError(is_alone) from None
            if isinstance(error, RenderingError):
                raise
            raise RenderingError(_in_words(error, self._answer)) from None
        finally:
            requests.end()
            await self._close_tab(chromium, context)
            self._open -= 1
        request.meta[RENDERED] = {"cut": pressing.cut, "refused": requests.refused}
        return self._response(page, shown, pressing.presses)

    async def _first(self, work: asyncio.Future[str], over: asyncio.Future[Exception], chromium: Chromium) -> str:
        """Return the markup of the page unless an error or a limit ends the visit first."""
        # Time for scripts plus time for their requests. A browser that takes longer hangs.
        longest = self._seconds + 4 * self._answer
        waiting: set[asyncio.Future[Any]] = {work, over, chromium.death}
        done, _ = await asyncio.wait(waiting, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
        if work in done:
            return work.result()
        work.cancel()
        await asyncio.wait({work}, timeout=_CLOSING)
        if over in done:
            raise over.result()
        if chromium.death in done:
            raise RenderingError("the browser died")
        raise TimeoutError

    def _agent(self, request: Request) -> str:
        return (request.headers.get("User-Agent") or b"").decode("latin-1") or self._crawler.settings["USER_AGENT"]

    async def _shown(
        self,
        context: BrowserContext,
        page: Response,
        requests: PageRequests,
        pressing: Pressing,
        end: Callable[[Exception], None],
    ) -> str:
        """Return the markup of a page after it was opened and expanded in a tab."""
        # A route of the context also covers windows that the page opens.
        await context.route("**/*", requests.answer)
        tab = await self._in_time(context.new_page())
        attached = count(1)

        def frame_attached(_: object) -> None:
            if next(attached) > self._frames:
                end(RenderingLimitError(f"its scripts made more than {self._frames} frames (RENDER_FRAMES)"))

        async def popup_opened(popup: Page) -> None:
            with suppress(Exception):
                await popup.close()

        tab.on("frameattached", frame_attached)
        tab.on("crash", lambda _: end(RenderingError("the page's tab crashed")))
        context.on("page", popup_opened)
        try:
            await tab.goto(page.url, wait_until="commit", timeout=1000 * self._answer)
            return await pressing.bring_up(tab)
        except DocumentTooLargeError:
            raise RenderingLimitError(
                f"in the browser it has more than {self._largest:,} characters (DOWNLOAD_MAXSIZE)"
            ) from None

    async def _in_time(self, answer: Awaitable[_T]) -> _T:
        async with asyncio.timeout(2 * self._answer):
            return await answer

    def _response(self, page: Response, shown: str, presses: int) -> Response:
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("rendered/pages")
        self._crawler.stats.inc_value("rendered/presses", presses)
        headers = page.headers.copy()
        for header in _DROPPED:
            headers.pop(header, None)
        headers["Content-Type"] = "text/html; charset=utf-8"
        return HtmlResponse(page.url, 200, headers, shown.encode("utf-8", "replace"), flags=["rendered"])

    async def _started(self) -> Chromium:
        async with self._starting:
            if self._chromium is not None and not self._chromium.is_alive:
                await self._give_up(self._chromium)
            if self._chromium is None:
                try:
                    self._chromium = await Chromium.started(self._path, self._megabytes)
                except Exception as error:
                    raise RenderingError(_in_words(error, self._answer)) from None
            return self._chromium

    async def _close_tab(self, chromium: Chromium, context: BrowserContext | None) -> None:
        """Close a page and its running scripts; give the browser up if that fails."""
        alive = chromium.is_alive
        if alive and context is not None:
            try:
                async with asyncio.timeout(_CLOSING):
                    await context.close()
            except Exception:
                alive = False
        if not alive:
            await self._give_up(chromium)

    async def _give_up(self, chromium: Chromium) -> None:
        if self._chromium is chromium:
            self._chromium = None
            logger.warning("the browser died or hangs; the next page starts a new one")
            await self._end(chromium)

    async def _end(self, chromium: Chromium) -> None:
        await chromium.close()
        assert self._crawler.stats is not None
        self._crawler.stats.max_value("rendered/peak_megabytes", chromium.peak)

    async def close(self) -> None:
        """End the browser and its driver."""
        self._closed = True
        if self._chromium is not None:
            chromium, self._chromium = self._chromium, None
            if self._open:
                chromium.kill()  # the remaining pages may hang
            await self._end(chromium)


class _MemoryError(Exception):
    """The browser was killed because it used too much memory.

    :ivar is_alone: whether no other page was open
    """

    def __init__(self, is_alone: bool) -> None:
        super().__init__(is_alone)
        self.is_alone = is_alone


_browsers: WeakKeyDictionary[Crawler, _Renderer] = WeakKeyDictionary()
"""Browser of each crawl, shared by the handlers for http and https."""


def _in_words(error: Exception, answer: float) -> str:
    """Return the same message for equal errors at every visit, so that quarantine counts one entry."""
    text = str(error).split("\n")[0]
    if "Timeout" in type(error).__name__ or isinstance(error, TimeoutError):
        return f"the page's scripts did not let the browser answer within {answer:g} s"
    if "closed" in text or "crashed" in text or "Connection" in text:
        return "the browser died"
    return f"the browser failed: {text}"[:300]
