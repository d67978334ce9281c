"""Expansion of all comments of a page in the browser: scroll, press "load more", open replies until nothing new
appears.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, TypeVar

from newscrawler.downloader.isolated import World, whole_markup
from newscrawler.downloader.page_requests import PageRequests
from newscrawler.downloader.scripts import script

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from playwright.async_api import Page

__all__ = ["Pressing"]

_T = TypeVar("_T")

_IDLE = 0.4
"""Seconds without a request in progress after which a page is considered idle."""

_FRAMES_SHARE = 2
"""All frames of other origins together get this part (a half) of a page's time to answer."""

_PATIENCE = 3
"""Rounds without anything new after which the page is complete."""

_LOAD_MORE = script("load_more.js")
"""Presses three kinds of labels: labels that name comments or replies, anywhere; labels such as "more", only among
comments; labels that open something, once, because pressing them again would close it."""

_SCROLL = script("scroll.js")


class Pressing:
    """Expansion of one page.

    :param seconds: time for the whole expansion; the page is then read as it is
    :param presses: most buttons that are pressed
    :param answer: seconds without an answer after which a page hangs
    :param frames: most frames that are read
    :param limit: most characters of the document and its frames
    """

    def __init__(
        self, requests: PageRequests, *, seconds: float, presses: int, answer: float, frames: int, limit: int
    ) -> None:
        self._requests = requests
        self._frames = frames
        self._limit = limit
        self._seconds = seconds
        self._most = presses
        self._answer = answer
        self.presses = 0
        self.cut: str | None = None
        """Reason why it ended although more could have appeared, or None."""

    async def bring_up(self, tab: Page) -> str:
        """Expand the page and return its markup.

        :raises TimeoutError: the page hangs
        :raises DocumentTooLargeError: the document is larger than the limit
        """
        end = time.monotonic() + self._seconds
        world = await self._in_time(World.of(tab))
        await self._settle(world, end)
        largest, unchanged = 0, 0
        while unchanged < _PATIENCE:
            await self._in_time(world.run(_SCROLL))
            await self._settle(world, end)
            look: dict[str, Any] = await self._in_time(world.run(_LOAD_MORE))
            self.presses += look["pressed"]
            unchanged = 0 if look["pressed"] or look["size"] > largest else unchanged + 1
            largest = max(largest, look["size"])
            if time.monotonic() >= end:
                self.cut = f"more was to come after {self._seconds:g} s in the browser (RENDER_SECONDS)"
                break
            if self.presses >= self._most:
                self.cut = f"more was to come after {self._most} presses (RENDER_PRESSES)"
                break
        await self._settle(world, end)
        # From now on no answer reaches the page, and no request leaves it.
        self._requests.end()
        return await self._in_time(self._markup(tab, world))

    async def _settle(self, world: World, end: float) -> None:
        """Wait until the page has been idle for a moment."""
        while time.monotonic() < end:
            await asyncio.sleep(_IDLE / 4)
            if self._requests.quiet >= _IDLE:
                break
        # A page whose scripts compute does not answer.
        await self._in_time(world.run("() => new Promise((done) => setTimeout(done, 30))"))

    async def _markup(self, tab: Page, world: World) -> str:
        markup, silent = await whole_markup(
            tab, world, frames=self._frames, limit=self._limit, seconds=self._answer / _FRAMES_SHARE
        )
        if silent and self.cut is None:
            self.cut = f"{silent} of its frames did not answer (RENDER_ANSWER_SECONDS)"
        return markup

    async def _in_time(self, answer: Awaitable[_T]) -> _T:
        async with asyncio.timeout(self._answer):
            return await answer
