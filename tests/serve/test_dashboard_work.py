"""Pages of stories and of work in Chromium, as an operator sees them: nothing of strangers runs, the keyboard is enough,
and a form works with a script and without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pymongo.database import Database

from newscrawler.frontier.inspection import dead_letters
from newscrawler.storage import connect
from newscrawler.storage.outlets import followed
from newscrawler.storage.reader import Reader
from tests.serve.test_dashboard import DESK, MADE_BY_STRANGERS, TELEPHONE, TOO_WIDE, Watched
from tests.serve.test_dashboard import browser as browser
from tests.support.demo_store import Demo, fill
from tests.support.pages import access_with_link
from tests.support.serving import Served, serving

pytestmark = pytest.mark.live

Db = Database[dict[str, Any]]

NAME = "test-dashboard-work"


@pytest.fixture(scope="module")
def database(mongo_uri: str) -> Iterator[Db]:
    with connect(mongo_uri) as client:
        yield client[NAME]
        client.drop_database(NAME)


@pytest.fixture(scope="module")
def demo(database: Db) -> Demo:
    return fill(database)


@pytest.fixture(scope="module")
def server(database: Db, demo: Demo) -> Iterator[Served]:
    with serving(database, access=access_with_link()) as server:
        yield server


@pytest.fixture(scope="module")
def session(browser: Browser, server: Served) -> Any:
    """Cookies of the browser that came by the link, which one click turns into a session."""
    with Watched(browser, server) as watched:
        page = watched.open(f"/login?key={server.access.link.key}&next=/work")
        page.get_by_role("button", name="Sign in as operator").click()
        assert page.locator("h1").inner_text() == "Work"
        return page.context.storage_state()


def pages(demo: Demo, database: Db) -> list[str]:
    reader = Reader(database)
    revised, commented = (
        reader.story_id(demo.revised),
        reader.story_id(database["threads"].find_one({"_id": demo.thread})["copyUrl"]),
    )
    return [
        *(
            "/work",
            "/work/frontier",
            "/work/dead",
            "/work/quarantine",
            "/work/schedules",
            "/work/jobs",
            "/work/outlets",
        ),
        *(f"/work/quarantine/{each}" for each in demo.quarantine[4:8:3]),
        f"/work/frontier/{next(dead_letters(database)).job}",
        *(f"/stories/{each}" for each in demo.hostile_stories[::3]),
        *(f"/stories/{revised}", f"/stories/{revised}/changes", f"/clusters/{demo.cluster}", "/clusters", "/stories"),
        f"/stories/{commented}/comments?thread={quote(demo.thread, safe='')}",
    ]


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_every_page_is_accessible_quiet_and_inert(
    browser: Browser, server: Served, demo: Demo, database: Db, session: Any, scheme: Any, rules: dict[str, Any]
) -> None:
    axe = Axe()
    with Watched(browser, server, viewport=DESK, color_scheme=scheme, storage_state=session) as watched:
        for path in pages(demo, database):
            page = watched.open(path)
            for each in page.locator("details").all():
                each.evaluate("each => { each.open = true; }")
            found = axe.run(page, options=rules).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
            assert page.evaluate(MADE_BY_STRANGERS) == [], path
            assert page.title() != "taken", path
            assert watched.complaints == [], path


def test_no_page_is_wider_than_a_telephone(
    browser: Browser, server: Served, demo: Demo, database: Db, session: Any
) -> None:
    with Watched(browser, server, viewport=TELEPHONE, storage_state=session) as watched:
        for path in pages(demo, database):
            assert watched.open(path).evaluate(TOO_WIDE) <= 0, path


def test_votes_over_time_are_drawn_and_can_be_read(
    browser: Browser, server: Served, demo: Demo, database: Db, session: Any
) -> None:
    with Watched(browser, server, viewport=DESK, storage_state=session) as watched:
        page = watched.open(pages(demo, database)[-1])
        page.locator(".plot canvas").wait_for()
        page.get_by_text("The numbers").click()
        assert page.locator("#votes-table tbody tr").count() >= 2


def test_an_operator_works_by_keyboard_alone(browser: Browser, server: Served, database: Db, session: Any) -> None:
    with Watched(browser, server, viewport=DESK, storage_state=session) as watched:
        page = watched.open("/work/dead")
        before = len(list(dead_letters(database)))
        page.locator("#letters input[type=checkbox]").first.focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Requeue the chosen").focus()
        page.keyboard.press("Enter")
        page.get_by_role("status").wait_for()
        assert page.get_by_role("status").inner_text().startswith("1 dead letter requeued")
        assert len(list(dead_letters(database))) == before - 1
        page = watched.open("/work/outlets")
        page.get_by_role("button", name="Pause").first.focus()
        page.keyboard.press("Enter")
        page.get_by_role("status").wait_for()
        assert [each.state for each in followed(database)].count("paused") == 1


def test_without_a_script_an_entry_is_purged_after_a_tick(
    browser: Browser, server: Served, demo: Demo, database: Db, session: Any
) -> None:
    with Watched(browser, server, viewport=TELEPHONE, java_script_enabled=False, storage_state=session) as watched:
        page = watched.open(f"/work/quarantine/{demo.quarantine[-1]}")
        page.locator("details.ask summary").click()
        page.get_by_role("button", name="Purge").click()  # the browser itself asks for the tick
        assert Reader(database).quarantined(demo.quarantine[-1])
        page.get_by_label("Remove the entry").check()
        page.get_by_role("button", name="Purge").click()
        assert "is removed" in page.get_by_role("status").inner_text()
        assert database["quarantine"].count_documents({"_id": demo.quarantine[-1]}) == 0
