"""One Chromium without network, that has a limit of memory of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.settings import Settings

from newscrawler import watchdog

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from playwright.async_api import Browser, BrowserContext
    from scrapy_playwright.provider import BrowserProvider

__all__ = ["Chromium"]

_FEATURES_OFF = (
    # Playwright's own list, which this one takes the place of, as far as it concerns pages and the network
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
    # Renderers for pages that may come and for suggestions below an address bar that nobody sees: 100 MB
    "SpareRendererForSitePerProcess", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
_ARGUMENTS = (
    # No name resolves and no address is reached: what slips past the page's routes ends here.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    # WebRTC speaks UDP to whatever address a page names, past any proxy, unless it is told that it may not.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    f"--disable-features={','.join(_FEATURES_OFF)}",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--no-first-run",
    "--no-pings",
    "--mute-audio",
    # Nobody looks: pictures, three dimensions, sound and speech would only be ways to take memory.
    "--blink-settings=imagesEnabled=false",
    "--disable-gpu",
    "--disable-3d-apis",
    "--disable-software-rasterizer",
    "--disable-speech-api",
    "--disable-notifications",
    "--disable-file-system",
    # Workers that outlive their page, whose requests no route of the page sees
    "--disable-shared-workers",
    # Containers give /dev/shm 64 MB, which a large page fills.
    "--disable-dev-shm-usage",
)
_NOT_WANTED = (
    # Of Playwright's own arguments: windows that nobody's click has opened, floods of messages, three dimensions.
    "--disable-popup-blocking",
    "--disable-ipc-flooding-protection",
    "--enable-unsafe-swiftshader",
)
_AS_ROOT = (
    # Chromium's sandbox refuses to run as root. Without it the processes that make it possible only cost memory: 260 MB in
    # the sum of all processes' resident sizes.
    "--no-sandbox",
    "--no-zygote",
    "--in-process-gpu",
    "--enable-features=NetworkServiceInProcess2",
)
_CLOSING = 5.0
"""Seconds for a browser to close; one that takes longer is dead and killed."""

_TIDYING = 2.0
"""Seconds for the driver to remove the browser's files and end."""

_LAST_WORD = 1.0
"""Seconds until the memory watch has said why a browser died: it speaks as soon as it has killed it."""


class Chromium:
    """A running browser. Made by :meth:`started`.

    :ivar peak: the most megabytes that it was seen to take; 0.0 until it has ended
    :ivar driver: process id of Playwright's driver, of which all others are descendants
    :ivar over: it was killed because it took more than it may
    """

    def __init__(self, provider: BrowserProvider, browser: Browser, driver: int, watch: Process, files: str) -> None:
        self._provider = provider
        self._browser = browser
        self.driver = driver
        self._watch = watch
        self._files = files
        self._listening = asyncio.ensure_future(self._listen())
        self.peak = 0.0
        self.over = False
        self.death: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the browser is gone."""
        browser.once("disconnected", self._died)

    @classmethod
    async def started(cls, path: Path, megabytes: float) -> Chromium:
        """A browser that is killed when it takes more memory than ``megabytes``.

        :raises playwright.async_api.Error: it does not start
        """
        # Imported late: Playwright takes 0.3 s and 20 MB that a crawl without rendered pages does not pay.
        from scrapy_playwright.handler import Config
        from scrapy_playwright.provider import PlaywrightBrowserProvider

        # The provider of scrapy-playwright and not its download handler, whose pages load from the network: here the page
        # is what Scrapy has downloaded, and the browser has no network.
        provider = PlaywrightBrowserProvider(
            Config.from_settings(Settings({"PLAYWRIGHT_LAUNCH_OPTIONS": _launch(path)}))
        )
        before = set(watchdog.descendants(os.getpid()))
        # The driver removes its own files and the browser's, unless either is killed: then nothing else knows of them all.
        files = await asyncio.to_thread(tempfile.mkdtemp, prefix="newscrawler-browser-")
        try:
            with _temporary_files_in(files):
                await provider.start()
            return await cls._launched(provider, before, files, megabytes)
        except BaseException:
            shutil.rmtree(files, ignore_errors=True)
            raise

    @classmethod
    async def _launched(
        cls, provider: BrowserProvider, before: Container[int], files: str, megabytes: float
    ) -> Chromium:
        """A browser of the driver that is running and was not among the processes ``before``."""
        driver = next(pid for pid in watchdog.descendants(os.getpid()) if pid not in before and _is_driver(pid))
        try:
            browser = await provider.launch_browser()
            watch = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-S", watchdog.__file__, "memory", str(driver), str(megabytes),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        except BaseException:
            watchdog.kill([driver, *watchdog.descendants(driver)])
            raise
        return cls(provider, browser, driver, watch, files)

    def _died(self, _: Browser) -> None:
        if not self.death.done():
            self.death.set_result(None)

    @property
    def is_alive(self) -> bool:
        """Whether it takes pages."""
        return self._browser.is_connected() and not self.over

    async def context(self, user_agent: str) -> BrowserContext:
        """Cookies and storage of one page."""
        return await self._browser.new_context(
            user_agent=user_agent,
            service_workers="block",
            accept_downloads=False,
            # The tree is what is wanted; a tall window makes lists load that wait for being seen.
            viewport={"width": 1280, "height": 2400},
        )

    async def was_too_large(self) -> bool:
        """Whether it died of its limit; waits for a moment until that is known."""
        if not self.is_alive:
            await asyncio.wait([self._listening], timeout=_LAST_WORD)
        return self.over

    async def _listen(self) -> None:
        assert self._watch.stdout is not None
        said = (await self._watch.stdout.read()).decode().split()
        if len(said) == 2:
            self.over, self.peak = said[0] == "over", float(said[1])

    def kill(self) -> None:
        """End it without waiting for its pages."""
        watchdog.kill(watchdog.descendants(self.driver))

    async def close(self) -> None:
        """End the browser and its driver, by force where they do not end by themselves."""
        processes = [self.driver, *watchdog.descendants(self.driver)]
        # A dead browser fails at being closed, in many ways.
        with suppress(Exception):
            async with asyncio.timeout(_CLOSING):
                await self._browser.close()
        assert self._watch.stdin is not None
        self._watch.stdin.close()
        await asyncio.wait([self._listening], timeout=_LAST_WORD)
        with suppress(Exception):
            async with asyncio.timeout(_CLOSING):
                await self._provider.close()
        left = await asyncio.to_thread(_outlasting, processes)
        watchdog.kill(left)
        await asyncio.to_thread(shutil.rmtree, self._files, ignore_errors=True)


@contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    """Have processes that are started meanwhile make their temporary files there: Playwright has no option for it."""
    tempfile.gettempdir()  # which remembers what it finds at the first call: ours stays where it is
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


def _launch(path: Path) -> dict[str, object]:
    """Launch options, in Playwright's words."""
    is_root = os.geteuid() == 0
    return {
        "executable_path": str(path),
        "args": [*_ARGUMENTS, *(_AS_ROOT if is_root else ())],
        "ignore_default_args": list(_NOT_WANTED),
        "chromium_sandbox": not is_root,
    }


def _outlasting(processes: list[int]) -> list[int]:
    """Those of the driver and the browser that do not end by themselves."""
    deadline = time.monotonic() + _TIDYING
    while left := [pid for pid in processes if _is_driver(pid) or _is_browser(pid)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return left


def _is_driver(pid: int) -> bool:
    return watchdog.command(pid)[-1:] == ["run-driver"]


def _is_browser(pid: int) -> bool:
    return "--remote-debugging-pipe" in watchdog.command(pid)
