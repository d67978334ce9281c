"""The dashboard in Chromium: nothing of strangers runs, nothing is too wide, and it is usable without a script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, sync_playwright
from pymongo.database import Database

from newscrawler.storage import connect
from tests.support.demo_store import Demo, fill
from tests.support.serving import Served, serving

pytestmark = pytest.mark.live

Db = Database[dict[str, Any]]

TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def database(mongo_uri: str) -> Iterator[Db]:
    with connect(mongo_uri) as client:
        yield client["test-dashboard"]
        client.drop_database("test-dashboard")


@pytest.fixture(scope="module")
def demo(database: Db) -> Demo:
    return fill(database, outlets=1_000, days=1)


@pytest.fixture(scope="module")
def server(database: Db, demo: Demo) -> Iterator[Served]:
    with serving(database) as server:
        yield server


def pages(demo: Demo) -> list[str]:
    """Return every page that anybody may see, with the strangers' worst texts where they are shown."""
    return [
        *("/", "/outlets?page=2", f"/outlets/{demo.outlets[0]}", "/runs", f"/runs/{demo.run}", "/store"),
        *("/stories", "/clusters", "/login", f"/stories/{demo.hostile_stories[1]}", f"/clusters/{demo.cluster}"),
        *(f"/stories/{demo.hostile_stories[6]}", "/outlets/nowhere.example", "/api/docs"),
    ]


class Watched:
    """A page with what it complains of."""

    def __init__(self, browser: Browser, server: Served, **options: Any) -> None:
        self._url = server.url
        self._context = browser.new_context(**options)
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"a dialog says {dialog.message}")
        dialog.dismiss()

    def open(self, path: str) -> Page:
        self.complaints.clear()
        self.page.goto(self._url + path)
        # The answer of a page that is not there is an error to the browser, not one of the page.
        self.complaints[:] = [each for each in self.complaints if "status of 404" not in each]
        return self.page

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()


MADE_BY_STRANGERS = """
[...document.querySelectorAll('script:not([src]), img, svg[onload], [onerror], [onload], a[href^="javascript:"], iframe, style')]
  .map(each => each.outerHTML.slice(0, 200))
"""

TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


# Of the dark scheme all is the same but the colours.
@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_every_page_is_accessible_quiet_and_inert(
    browser: Browser, server: Served, demo: Demo, scheme: Any, rules: dict[str, Any]
) -> None:
    axe = Axe()
    with Watched(browser, server, viewport=DESK, color_scheme=scheme) as watched:
        for path in pages(demo):
            page = watched.open(path)
            found = axe.run(page, options=rules).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
            assert page.evaluate(MADE_BY_STRANGERS) == [], path
            assert page.title() != "taken", path
            assert watched.complaints == [], path


def test_no_page_is_wider_than_a_telephone(browser: Browser, server: Served, demo: Demo) -> None:
    with Watched(browser, server, viewport=TELEPHONE) as watched:
        for path in pages(demo):
            assert watched.open(path).evaluate(TOO_WIDE) <= 0, path


def test_every_page_is_read_without_a_script(browser: Browser, server: Served, demo: Demo) -> None:
    with Watched(browser, server, viewport=DESK, java_script_enabled=False) as watched:
        for path in pages(demo):
            page = watched.open(path)
            assert page.locator("h1").inner_text(), path
            assert "UTC" in page.locator(".foot").inner_text(), path
        page = watched.open("/outlets")
        page.get_by_role("searchbox", name="Outlet").fill("harborlight")
        page.get_by_role("button", name="Show").click()
        assert page.locator("#outlets tbody tr").count() == 1
        page.get_by_role("link", name="harborlight.example").click()
        assert page.locator("h1").inner_text() == "harborlight.example"


def test_what_runs_is_shown_without_a_reload(browser: Browser, server: Served, database: Db, demo: Demo) -> None:
    with Watched(browser, server, viewport=DESK) as watched:
        page = watched.open("/")
        page.evaluate("window.isTheSame = true")
        database["crawls"].update_one(
            {"_id": demo.running}, {"$set": {"stories": 91_357}, "$currentDate": {"heartbeat": True}}
        )
        page.get_by_text("91,357").first.wait_for(timeout=30_000)
        assert page.evaluate("window.isTheSame") is True
        assert watched.complaints == []


def test_a_paused_page_stays_as_it_is(browser: Browser, server: Served) -> None:
    with Watched(browser, server, viewport=DESK) as watched:
        page = watched.open("/runs")
        page.evaluate("document.querySelector('[data-live]').dataset.live = '0.1'")
        with page.expect_request("**/runs"):
            pass
        page.get_by_role("button", name="Pause").click()
        asked: list[str] = []
        page.wait_for_timeout(300)
        page.on("request", lambda request: asked.append(request.url))
        page.wait_for_timeout(2_500)
        assert asked == []


def test_the_keyboard_reaches_the_content_first(browser: Browser, server: Served) -> None:
    with Watched(browser, server, viewport=DESK) as watched:
        page = watched.open("/outlets")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("Escape")
        page.locator("body").click(position={"x": 5, "y": 400})
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
