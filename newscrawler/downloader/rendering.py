"""Pages as a browser shows them, for the few whose comments only scripts bring.

A request with ``meta["render"]`` is downloaded like any other, and what came is then opened in Chromium (through
scrapy-playwright), scrolled, and its "load more" pressed until nothing new comes. Chromium itself has no network: whatever
the page asks for is asked for by us (:mod:`newscrawler.downloader.page_requests`), so that mapped hosts, robots.txt, the
user agent, delays and limits hold as for every other request. No Chromium is started before the first such request.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import HtmlResponse, Response

from newscrawler.downloader.keys import KeyedDownloadHandler
from newscrawler.downloader.page_requests import Download, Pace, PageRequests, unpacked
from newscrawler.downloader.pressing import Pressing

if TYPE_CHECKING:
    from playwright.async_api import Page
    from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

__all__ = ["RenderingDownloadHandler", "RenderingError"]

logger = logging.getLogger(__name__)

_LAUNCH_ARGUMENTS = (
    # No name resolves and no address is reached: what slips past the page's routes ends here.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--no-first-run",
    "--no-pings",
    "--mute-audio",
    "--disable-gpu",
    # Containers give /dev/shm 64 MB, which a large page fills.
    "--disable-dev-shm-usage",
)
_CLOSING = 5.0
"""Seconds for a tab or a browser to close; one that takes longer is dead and left to its driver to kill."""
_DROPPED = ("ETag", "Last-Modified", "Content-Encoding", "Content-Length", "Transfer-Encoding")
"""Headers that speak of the page as it was sent, not as it stands in the browser."""


class RenderingError(DownloadFailedError):
    """A page hung its browser, or the browser died. Worth another try."""


class RenderingDownloadHandler(KeyedDownloadHandler):
    """Renders requests with ``meta["render"]`` and passes all others on.

    Adds ``meta["rendered"]`` with the keys ``cut`` and ``refused`` of :class:`newscrawler.comments.Answer`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler_of_browser = crawler

    async def download_request(self, request: Request) -> Response:
        if not request.meta.get("render"):
            return await super().download_request(request)
        browser = _browsers.get(self._crawler_of_browser)
        if browser is None:
            browser = _browsers[self._crawler_of_browser] = _Browser(self._crawler_of_browser)
        browser.check()
        response = await super().download_request(request)
        kind = (response.headers.get("Content-Type") or b"text/html").lower()
        if response.status != 200 or not kind.startswith((b"text/html", b"application/xhtml+xml")):
            return response  # redirects, errors and pauses are for the middlewares
        page = unpacked(self._crawler_of_browser, request, response)
        if page is None:
            return response  # stops half-way, and will be asked again
        # Not through the keys: a page's scripts could ask for them.
        download = super(KeyedDownloadHandler, self).download_request
        return await browser.render(request, page, download)

    async def close(self) -> None:
        await super().close()
        if (browser := _browsers.pop(self._crawler_of_browser, None)) is not None:
            await browser.close()


class _Browser:
    """The crawl's one Chromium: started at the first page, and anew when it died or would not close a page."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._path = Path(settings["CHROMIUM"])
        self._seconds = settings.getfloat("RENDER_SECONDS")
        self._presses = settings.getint("RENDER_PRESSES")
        self._answer = settings.getfloat("RENDER_ANSWER_SECONDS")
        self._tabs = asyncio.Semaphore(settings.getint("RENDER_TABS"))
        self._starting = asyncio.Lock()
        self._numbers = count()
        self._pace = Pace(crawler)
        self._playwright: ScrapyPlaywrightDownloadHandler | None = None

    def check(self) -> None:
        """Whether there is a browser to start.

        :raises IgnoreRequest: names what is missing and the mend
        """
        if not os.access(self._path, os.X_OK):
            raise IgnoreRequest(
                f"these comments need a browser and {self._path} is not there: apt-get install chromium, "
                "or name it in NEWSCRAWLER_CHROMIUM"
            )

    async def render(self, request: Request, page: Response, download: Download) -> Response:
        """The page as it stands in the browser when nothing new comes.

        :param page: as it was downloaded, its body unpacked
        :param download: how to ask for what the page asks for
        :raises RenderingError: when the page hung or the browser died
        """
        async with self._tabs:
            playwright = await self._started()
            name = f"tab {next(self._numbers)}"
            requests = PageRequests(self._crawler, page, download, self._pace)
            pressing = Pressing(requests, seconds=self._seconds, presses=self._presses, answer=self._answer)
            # Scripts get their time and what they ask for gets its own; what is beyond is a browser that hangs.
            longest = self._seconds + 4 * self._answer
            try:
                async with asyncio.timeout(longest):
                    shown = await pressing.bring_up(await self._tab(playwright, request, page, name, requests))
            except Exception as error:
                raise RenderingError(_in_words(error, self._answer)) from None
            finally:
                requests.end()
                await self._close_tab(playwright, name)
        request.meta["rendered"] = {"cut": pressing.cut, "refused": requests.refused}
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("rendered/pages")
        self._crawler.stats.inc_value("rendered/presses", pressing.presses)
        headers = page.headers.copy()
        for header in _DROPPED:
            headers.pop(header, None)
        headers["Content-Type"] = "text/html; charset=utf-8"
        return HtmlResponse(page.url, 200, headers, shown.encode("utf-8", "replace"), flags=["rendered"])

    async def _tab(
        self,
        playwright: ScrapyPlaywrightDownloadHandler,
        request: Request,
        page: Response,
        name: str,
        requests: PageRequests,
    ) -> Page:
        """A tab with the page in it, which has only begun to run."""

        async def prepare(tab: Page, request: Request) -> None:
            await tab.route("**/*", requests.answer)

        agent = (request.headers.get("User-Agent") or b"").decode("latin-1") or self._crawler.settings["USER_AGENT"]

        meta = {
            "playwright": True,
            # A context of its own: no page meets another's cookies or storage.
            "playwright_context": name,
            "playwright_context_kwargs": {
                "user_agent": agent,
                "service_workers": "block",
                "accept_downloads": False,
                # The tree is what is wanted; a tall window makes lists load that wait for being seen.
                "viewport": {"width": 1280, "height": 2400},
            },
            "playwright_page_init_callback": prepare,
            "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": 1000 * self._answer},
            "playwright_include_page": True,
        }
        opening = Request(page.url, headers={"User-Agent": agent}, meta=meta)
        async with asyncio.timeout(2 * self._answer):
            await playwright.download_request(opening)
        tab: Page = opening.meta["playwright_page"]
        return tab

    async def _started(self) -> ScrapyPlaywrightDownloadHandler:
        async with self._starting:
            if self._playwright is None:
                # Imported late: playwright takes 0.3 s and 20 MB that a crawl without rendered pages does not pay.
                from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

                # Its warnings are tracebacks of what is reported here in a line.
                logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)
                playwright = ScrapyPlaywrightDownloadHandler(self._crawler)
                arguments = [*_LAUNCH_ARGUMENTS, *(("--no-sandbox",) if os.geteuid() == 0 else ())]
                playwright.config.launch_options = {
                    "executable_path": str(self._path),
                    "args": arguments,
                    "chromium_sandbox": os.geteuid() != 0,
                }
                playwright.config.target_closed_max_retries = 0  # Scrapy retries, and counts it
                # The engine has started long ago, so the signal that this waits for will not come.
                await playwright._launch()
                self._playwright = playwright
            return self._playwright

    async def _close_tab(self, playwright: ScrapyPlaywrightDownloadHandler, name: str) -> None:
        """Closes a page with all that its scripts still do; gives the browser up when it cannot."""
        wrapper = playwright.context_wrappers.pop(name, None)
        alive = hasattr(playwright, "browser") and playwright.browser.is_connected()
        if alive and wrapper is not None:
            try:
                async with asyncio.timeout(_CLOSING):
                    await wrapper.context.close()
            except Exception:
                alive = False
        if not alive:
            logger.warning("the browser died or hangs; the next page starts another")
            await self._give_up(playwright)

    async def _give_up(self, playwright: ScrapyPlaywrightDownloadHandler) -> None:
        if self._playwright is playwright:
            self._playwright = None
            await _closed(playwright)

    async def close(self) -> None:
        """End the browser and its driver."""
        if self._playwright is not None:
            await self._give_up(self._playwright)


_browsers: WeakKeyDictionary[Crawler, _Browser] = WeakKeyDictionary()
"""One for both schemes of a crawl."""


async def _closed(playwright: ScrapyPlaywrightDownloadHandler) -> None:
    # A dead browser fails at being closed, in many ways.
    with suppress(Exception):
        async with asyncio.timeout(_CLOSING):
            await playwright.close()


def _in_words(error: Exception, answer: float) -> str:
    """The same words at every visit, so that quarantine counts one entry."""
    text = str(error).split("\n")[0]
    if "Timeout" in type(error).__name__ or isinstance(error, TimeoutError):
        return f"the page's scripts did not let the browser answer within {answer:g} s"
    if "closed" in text or "crashed" in text or "Connection" in text:
        return "the browser died"
    return f"the browser failed: {text}"[:300]
