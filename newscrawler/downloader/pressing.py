"""Bringing up all comments of a page in the browser: scroll, press "load more", open replies, until nothing new comes."""

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
"""Seconds without a request under way after which a page is taken to have shown what it got."""

_FRAMES_SHARE = 2
"""Part of a page's time to answer that all its frames of other origins get together: the page itself needs the rest."""

_PATIENCE = 3
"""Looks in a row that bring nothing new before it is taken that nothing will."""

# Labels in lower case. The first kind names comments or replies and is pressed wherever it stands; the second only among
# the comments; the third opens or unfolds something once, and pressing it again would close it.
_SCRIPT = script("load_more.js")
_SCROLL = script("scroll.js")


class Pressing:
    """One page being brought up.

    :param seconds: for all of it; the page is taken as it stands then
    :param presses: of buttons at most
    :param answer: seconds after which a page whose scripts let nothing else run is taken to hang
    :param frames: whose markup is read at most
    :param limit: characters of the document with what its frames hold
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
        """Why it ended before nothing new came, for a reason that people read."""

    async def bring_up(self, tab: Page) -> str:
        """The page's markup when nothing new comes, or at a limit.

        :raises TimeoutError: the page hangs
        :raises DocumentTooLargeError: it is beyond the limit
        """
        end = time.monotonic() + self._seconds
        world = await self._in_time(World.of(tab))
        await self._settle(world, end)
        largest, unchanged = 0, 0
        while unchanged < _PATIENCE:
            await self._in_time(world.run(_SCROLL))
            await self._settle(world, end)
            look: dict[str, Any] = await self._in_time(world.run(_SCRIPT))
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
        # No answer reaches the page any more, and no request leaves it.
        self._requests.end()
        return await self._in_time(self._markup(tab, world))

    async def _settle(self, world: World, end: float) -> None:
        """Until the page has been idle for a moment."""
        while time.monotonic() < end:
            await asyncio.sleep(_IDLE / 4)
            if self._requests.quiet >= _IDLE:
                break
        # A page that computes does not answer; one that is drawn does.
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
