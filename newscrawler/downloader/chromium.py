"""Chromium process without network access and with a memory limit."""

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
    # From Playwright's own list, which this list replaces: features about pages and the network.
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
    # Spare processes and the address bar's suggestions take 100 MB.
    "SpareRendererForSitePerProcess", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
_ARGUMENTS = (
    # No name resolves and no address is reachable, in case a request bypasses the page's routes.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    # By default WebRTC sends UDP to any address that a page names, past any proxy.
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
    # Nobody watches the pages: pictures, 3D, sound and speech would only use memory.
    "--blink-settings=imagesEnabled=false",
    "--disable-gpu",
    "--disable-3d-apis",
    "--disable-software-rasterizer",
    "--disable-speech-api",
    "--disable-notifications",
    "--disable-file-system",
    # Shared workers outlive their page, and the page's routes do not see their requests.
    "--disable-shared-workers",
    # /dev/shm has 64 MB in containers, which a large page fills.
    "--disable-dev-shm-usage",
)
_NOT_WANTED = (
    # Arguments of Playwright that allow windows without a click, floods of messages, and 3D.
    "--disable-popup-blocking",
    "--disable-ipc-flooding-protection",
    "--enable-unsafe-swiftshader",
)
_AS_ROOT = (
    # Chromium's sandbox refuses to run as root. Without the sandbox its helper processes only cost memory: 260 MB as
    # the sum of all resident sizes.
    "--no-sandbox",
    "--no-zygote",
    "--in-process-gpu",
    "--enable-features=NetworkServiceInProcess2",
)
_CLOSING = 5.0
"""Seconds for a browser to close. It is killed if it takes longer."""

_TIDYING = 2.0
"""Seconds for Playwright's driver to remove the browser's files and end."""

_LAST_WORD = 1.0
"""Seconds to wait for the memory watch's report on why a browser died. It reports right after a kill."""


class Chromium:
    """A running browser. Made by :meth:`started`.

    :ivar peak: the most megabytes that it was seen to take; 0.0 until it has ended
    :ivar driver: process id of Playwright's driver, of which all others are descendants
    :ivar over: the browser was killed because of its memory limit
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
        """Future that is done when the browser has ended."""
        browser.once("disconnected", self._died)

    @classmethod
    async def started(cls, path: Path, megabytes: float) -> Chromium:
        """Start a browser that is killed if it uses more memory than ``megabytes``.

        :raises playwright.async_api.Error: the browser does not start
        """
        # Imported late: Playwright takes 0.3 s and 20 MB, which a crawl without rendered pages saves.
        from scrapy_playwright.handler import Config
        from scrapy_playwright.provider import PlaywrightBrowserProvider

        # Only the provider of scrapy-playwright is used. With its download handler, pages load from the network; here
        # the page is what Scrapy has downloaded, and the browser has no network.
        provider = PlaywrightBrowserProvider(
            Config.from_settings(Settings({"PLAYWRIGHT_LAUNCH_OPTIONS": _launch(path)}))
        )
        before = set(watchdog.descendants(os.getpid()))
        # The driver removes all these files unless it is killed; then only this folder tells which files there are.
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
        """Whether the browser accepts pages."""
        return self._browser.is_connected() and not self.over

    async def context(self, user_agent: str) -> BrowserContext:
        """Return a new browser context: cookies and storage of one page."""
        return await self._browser.new_context(
            user_agent=user_agent,
            service_workers="block",
            accept_downloads=False,
            # In a tall window, lists that load when they become visible load at once.
            viewport={"width": 1280, "height": 2400},
        )

    async def was_too_large(self) -> bool:
        """Return whether the browser was killed because of its memory limit; wait up to a second for the watch's
        report.
        """
        if not self.is_alive:
            await asyncio.wait([self._listening], timeout=_LAST_WORD)
        return self.over

    async def _listen(self) -> None:
        assert self._watch.stdout is not None
        said = (await self._watch.stdout.read()).decode().split()
        if len(said) == 2:
            self.over, self.peak = said[0] == "over", float(said[1])

    def kill(self) -> None:
        """Kill the browser without waiting for its pages."""
        watchdog.kill(watchdog.descendants(self.driver))

    async def close(self) -> None:
        """End the browser and its driver; kill them if they do not end by themselves."""
        processes = [self.driver, *watchdog.descendants(self.driver)]
        # Closing a dead browser raises various errors.
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
    """Set the folder for temporary files of processes that are started meanwhile; Playwright has no option for it."""
    tempfile.gettempdir()  # it caches the folder at the first call, so this process keeps its own
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
    """Return launch options for Playwright."""
    is_root = os.geteuid() == 0
    return {
        "executable_path": str(path),
        "args": [*_ARGUMENTS, *(_AS_ROOT if is_root else ())],
        "ignore_default_args": list(_NOT_WANTED),
        "chromium_sandbox": not is_root,
    }


def _outlasting(processes: list[int]) -> list[int]:
    """Return the processes of driver and browser that have not ended in time."""
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
