"""Take the pictures of ``docs/dashboard.md`` with Chromium, of the demo store that tests use::

    python -m tools.make_screenshots

Look at each of them afterwards: nothing else does.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, StorageState, sync_playwright

from newscrawler.serve.security import Access, OperatorLink
from newscrawler.storage import connect
from newscrawler.storage.local import mongod
from tests.support.demo_store import Demo, fill
from tests.support.serving import serving

FOLDER = Path(__file__).parents[1] / "docs" / "dashboard"

MOST_BYTES = 150_000
"""A picture is part of every clone for ever."""

SETTLED_MS = 1_500
"""Milliseconds in which a page has its live parts and its times in the reader's zone."""


@dataclass(frozen=True)
class Picture:
    """A picture of one page."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    scheme: Literal["light", "dark"] = "light"
    operates: bool = False
    """Whether an operator looks at it."""


def pictures(demo: Demo) -> list[Picture]:
    """Return the pictures, in the order of the tour."""
    return [
        Picture("now", "/"),
        Picture("now-telephone", "/", 390, 844, "dark"),
        Picture("outlets", "/outlets", height=720),
        Picture("outlets-week", "/outlets?span=7d", height=720, scheme="dark"),
        Picture("outlet", f"/outlets/{demo.outlets[5]}", height=800),
        Picture("run", f"/runs/{demo.run}", scheme="dark"),
        Picture("story", f"/stories/{demo.commented}", height=540),
        Picture("changes", f"/stories/{demo.commented}/changes", height=480, scheme="dark"),
        Picture("cluster", f"/clusters/{demo.cluster}", height=560),
        Picture("dead-letters", "/work/dead", height=700, operates=True),
        Picture("quarantine-telephone", "/work/quarantine", 390, 844, "dark", operates=True),
        Picture("store", "/store", height=620),
    ]


def signed_in(browser: Browser, url: str, key: str) -> StorageState:
    """Return the session of an operator."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/login?key={key}")
    page.get_by_role("button", name="Sign in as operator").click()
    state = context.storage_state()
    context.close()
    return state


def take(browser: Browser, url: str, picture: Picture, session: StorageState) -> int:
    """Write one picture; returns its size in bytes."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        timezone_id="UTC",
        storage_state=session if picture.operates else None,
    )
    page = context.new_page()
    page.goto(url + picture.path)
    page.wait_for_timeout(SETTLED_MS)
    # Rules and sums that were computed meanwhile.
    page.reload()
    page.wait_for_timeout(SETTLED_MS)
    saved = page.screenshot(path=FOLDER / f"{picture.name}.png", animations="disabled")
    context.close()
    return len(saved)


def main() -> int:
    """Take all pictures; returns 1 if one is too large."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium is not installed", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    variable = Path(tempfile.mkdtemp(prefix="newscrawler-pictures-"))
    too_large = 0
    try:
        with connect(mongod.ensure(variable)) as client, sync_playwright() as playwright:
            database = client["newscrawler"]
            demo = fill(database, hostile=False)
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            link = OperatorLink()
            access = Access(requests_per_minute=1_000_000, link=link)
            with serving(database, access=access, tasks=True, settings={"VAR_DIR": str(variable)}) as server:
                session = signed_in(browser, server.url, link.key)
                for picture in pictures(demo):
                    size = take(browser, server.url, picture, session)
                    too_large += size > MOST_BYTES
                    print(f"{size / 1_000:7.1f} kB  {picture.name}")
            browser.close()
    finally:
        mongod.stop(variable)
        shutil.rmtree(variable, ignore_errors=True)
    return int(too_large > 0)


if __name__ == "__main__":
    sys.exit(main())
