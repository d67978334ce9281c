"""Pages of work and the actions on them, over real HTTP: what they change in the store, and to whom they are refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.frontier.inspection import dead_letters
from newscrawler.scrapyd.jobs import JobQueue
from newscrawler.scrapyd.schedules import Schedule, Schedules
from newscrawler.storage import audit, connect, holds, outlets
from newscrawler.storage._batch import write_batch
from newscrawler.storage.outlets import FollowedOutlet
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.reader import Reader
from tests.support.commands_store import BUSES, VISIT, copies, rejection
from tests.support.frontier_store import stored_crawl_job
from tests.support.pages import Browsing, access_with_link, read, signed_in
from tests.support.serving import Served, serving


@pytest.fixture(scope="module")
def server(mongo_uri: str) -> Iterator[Served]:
    name = f"test-{secrets.token_hex(6)}"
    with connect(mongo_uri) as client:
        with serving(client[name], access=access_with_link()) as server:
            yield server
        client.drop_database(name)


@pytest.fixture(scope="module")
def browser(server: Served) -> Browsing:
    return signed_in(server)


@pytest.fixture
def database(server: Served) -> Iterator[Database[dict[str, Any]]]:
    """Emptied after each test, but for what the app itself keeps."""
    yield server.database
    for name in (
        "stories",
        "copies",
        "quarantine",
        "frontier",
        "walks",
        "hosts",
        "jobs",
        "schedules",
        "outlets",
        "audit",
    ):
        server.database[name].delete_many({})


def kept(item: Any) -> dict[str, Any]:
    return {"_type": type(item).__name__, **asdict(item)}


def actions(database: Database[Any]) -> list[tuple[str, str, str]]:
    return [(line.action, line.who, line.outcome) for line in audit.lines(database)]


class TestDeadLetters:
    @pytest.fixture
    def job(self, database: Database[Any]) -> str:
        return stored_crawl_job(database).id

    @pytest.fixture
    def letter(self, job: str, database: Database[Any]) -> str:
        (found,) = dead_letters(database)
        return found.id

    def test_are_listed_with_their_reason_and_their_crawl_job(self, browser: Browsing, job: str) -> None:
        page = browser.get(f"/work/dead?job={job}")
        assert "HTTP 503 (4 tries)\\x1b[2J" in page.text
        assert page.links("#letters th a") == ["https://japantoday.com/dead"]
        frontier = browser.get("/work/frontier")
        assert frontier.texts("#jobs tbody .num") == ["1", "1", "1 dead letters of " + job]
        assert browser.get(f"/work/frontier/{job}").texts("#hosts tbody td.num") == ["2"]
        assert browser.get("/work/dead?job=never").status == 404
        assert browser.get("/work/frontier/never").status == 404

    def test_the_chosen_are_requeued(self, browser: Browsing, database: Database[Any], letter: str) -> None:
        page = browser.submit("/work/dead", "/work/dead/requeue", all="")
        assert "1 dead letter requeued; a crawl that runs takes them" in page.text
        assert list(dead_letters(database)) == []
        assert database["frontier"].find_one({"_id": bytes.fromhex(letter)})["due"] is not None
        ((action, who, outcome),) = actions(database)
        assert (action, who) == ("frontier.requeue", "operator link")
        assert outcome.startswith("done: 1 dead letter requeued")

    def test_all_of_the_list_are_requeued_by_one_button(
        self, browser: Browsing, database: Database[Any], job: str
    ) -> None:
        page = browser.get("/work/dead")
        answer = browser.post("/work/dead/requeue", {"csrf": page.form("/work/dead/requeue")["csrf"], "all": "yes"})
        assert answer.status == 303
        assert list(dead_letters(database)) == []

    def test_nothing_is_removed_without_a_tick(self, browser: Browsing, database: Database[Any], letter: str) -> None:
        form = browser.get("/work/dead").form("/work/dead/requeue")
        chosen = {"csrf": form["csrf"], f"pick:{letter}": "1"}
        assert browser.post("/work/dead/discard", chosen).status == 303
        assert "Nothing was removed: tick the box" in browser.get("/work/dead").text
        assert len(list(dead_letters(database))) == 1
        browser.post("/work/dead/discard", {**chosen, "sure": "yes"})
        assert "1 dead letter removed" in browser.get("/work/dead").text
        assert list(dead_letters(database)) == []

    def test_a_crawl_job_is_dropped_with_its_requests(
        self, browser: Browsing, database: Database[Any], job: str
    ) -> None:
        page = browser.submit("/work/frontier", f"/work/frontier/{job}/drop")
        assert f"The crawl job {job} is dropped with 4 requests" in page.text
        assert database["walks"].count_documents({}) == database["frontier"].count_documents({}) == 0


class TestQuarantine:
    @pytest.fixture
    def entries(self, database: Database[Any]) -> dict[str, str]:
        """An item that is valid now, one that is not, and a page that left none."""
        valid = rejection(stage="storage", reason="MongoDB refused it", item=kept(copies()[0]), url=BUSES)
        invalid = rejection(stage="validation", reason="no headline", item=kept(replace(copies()[0], headline=None)))
        bare = rejection(stage="fetch", reason="HTTP 500 <b>", fragment="<html>\x1b[2J<script>alert(1)</script>")
        write_batch(database, [valid, invalid, bare])
        return {entry.rejection.stage: entry.id for entry in Reader(database).quarantine()}

    def test_is_listed_by_stage_with_what_is_left_out_told(self, browser: Browsing, entries: dict[str, str]) -> None:
        assert len(browser.get("/work/quarantine").texts("#entries tbody tr")) == 3
        page = browser.get("/work/quarantine?stage=fetch")
        assert page.texts("#entries caption") == ["1 in quarantine of this stage, the latest met first"]
        assert page.texts("#entries tbody th") == ["HTTP 500 <b>"]

    def test_an_entry_shows_its_fragment_as_text_and_how_to_fetch_it_again(
        self, browser: Browsing, entries: dict[str, str]
    ) -> None:
        page = browser.get(f"/work/quarantine/{entries['fetch']}")
        assert page.texts("pre.fragment") == ["<html>\\x1b[2J<script>alert(1)</script>"]
        assert page.texts(".command") == ["scrapy crawl japantoday -a url=https://japantoday.com/x"]
        assert page.tree.cssselect("main script") == []
        assert "Tokyo to test driverless night buses" in browser.get(f"/work/quarantine/{entries['storage']}").text
        assert browser.get("/work/quarantine/ffff").status == 404

    def test_replay_stores_what_is_valid_now_and_says_why_the_rest_stays(
        self, browser: Browsing, database: Database[Any], entries: dict[str, str]
    ) -> None:
        page = browser.submit("/work/quarantine", "/work/quarantine/replay", all="yes")
        assert "3 entries replayed: 1 stored, 1 refused again, 1 without an item." in page.text
        assert Reader(database).story(BUSES).stored.story.headline == "Tokyo to test driverless night buses"
        assert {entry.rejection.stage for entry in Reader(database).quarantine()} == {"validation", "fetch"}

    def test_one_entry_is_replayed(self, browser: Browsing, database: Database[Any], entries: dict[str, str]) -> None:
        path = f"/work/quarantine/{entries['validation']}"
        page = browser.submit(path, f"{path}/replay")
        assert "Refused again: no headline" in page.text
        stored = entries["storage"]
        page = browser.submit(f"/work/quarantine/{stored}", f"/work/quarantine/{stored}/replay")
        assert f"The item of {stored[:8]} is stored" in page.text
        assert Reader(database).quarantine_count() == 2

    def test_the_chosen_are_purged_and_a_legal_hold_keeps_its_entry(
        self, browser: Browsing, database: Database[Any], entries: dict[str, str]
    ) -> None:
        names = AuthorNames.from_environment("plain")
        (hold,) = holds.add(database, "url", BUSES, "lawsuit", names)
        csrf = browser.get("/work/quarantine").form("/work/quarantine/replay")["csrf"]
        chosen = {"csrf": csrf, **{f"pick:{entries[stage]}": "1" for stage in ("storage", "fetch")}}
        browser.post("/work/quarantine/purge", chosen)
        assert Reader(database).quarantine_count() == 3
        browser.post("/work/quarantine/purge", {**chosen, "sure": "yes"})
        page = browser.get("/work/quarantine")
        assert "1 entry removed. 1 is kept by a legal hold." in page.text
        assert {entry.rejection.stage for entry in Reader(database).quarantine()} == {"storage", "validation"}
        holds.remove(database, hold)

    def test_old_entries_are_purged_by_their_age(
        self, browser: Browsing, database: Database[Any], entries: dict[str, str]
    ) -> None:
        recent = rejection(reason="new", url="https://japantoday.com/new")
        write_batch(database, [replace(recent, retrieved=datetime.now(UTC) - timedelta(days=1))])
        age = (datetime.now(UTC) - VISIT).days
        csrf = browser.get("/work/quarantine").form("/work/quarantine/replay")["csrf"]
        browser.post("/work/quarantine/purge", {"csrf": csrf, "days": str(age - 1), "sure": "yes"})
        assert [entry.rejection.reason for entry in Reader(database).quarantine()] == ["new"]
        browser.post("/work/quarantine/purge", {"csrf": csrf, "days": "0", "sure": "yes"})
        assert "'0' is no number of days from 1" in browser.get("/work/quarantine").text


class TestSchedulesJobsOutlets:
    def test_a_schedule_is_run_now_once(self, browser: Browsing, database: Database[Any]) -> None:
        queue = JobQueue(database)
        hourly = Schedule(name="hourly", cron="15 * * * *", project="newscrawler", spider="japantoday")
        Schedules(database, queue).add(hourly)
        page = browser.submit("/work/schedules", "/work/schedules/hourly/run")
        assert "Queued as job hourly-" in page.text
        assert [job.schedule for job in queue.pending("newscrawler")] == ["hourly"]
        page = browser.submit("/work/schedules", "/work/schedules/hourly/run")
        assert "Nothing was queued: a job of 'hourly' is pending or running" in page.text
        assert queue.count("newscrawler") == 1

    def test_jobs_are_cancelled_as_the_nodes_read_it(self, browser: Browsing, database: Database[Any]) -> None:
        queue = JobQueue(database)
        runs = queue.add("newscrawler", "japantoday")
        lease, _ = queue.take("node-1", "north", ["newscrawler"])
        waits = queue.add("newscrawler", "theguardian")
        page = browser.submit("/work/jobs", f"/work/jobs/{waits}/cancel")
        assert f"The job {waits} is cancelled; it had not begun." in page.text
        page = browser.submit("/work/jobs", f"/work/jobs/{runs}/cancel")
        assert "ends its crawl in seconds; cancel again to kill it." in page.text
        assert "asked to end" in page.text
        assert queue.renew(lease, pid=None)[1]["by"] == "web:operator link"
        csrf = page.form(f"/work/jobs/{runs}/cancel")["csrf"]
        assert browser.post(f"/work/jobs/{runs}/cancel", {"csrf": csrf}).status == 303
        assert "Nothing was cancelled: tick the box" in browser.get("/work/jobs").text
        assert queue.renew(lease, pid=None)[1]["times"] == 1

    def test_an_outlet_is_paused_and_followed_again(self, browser: Browsing, database: Database[Any]) -> None:
        outlets.add(database, FollowedOutlet(name="japantoday", outlet="japantoday.com", spider="japantoday"))
        page = browser.submit("/work/outlets", "/work/outlets/japantoday/pause")
        assert "japantoday is paused: requests under way are finished" in page.text
        assert [each.state for each in outlets.followed(database)] == ["paused"]
        browser.submit("/work/outlets", "/work/outlets/japantoday/resume")
        assert [each.state for each in outlets.followed(database)] == ["active"]

    def test_the_overview_counts_what_waits_and_shows_operators_what_was_done(
        self, browser: Browsing, database: Database[Any], server: Served
    ) -> None:
        stored_crawl_job(database)
        write_batch(database, [rejection()])
        csrf = browser.get("/work/dead").form("/work/dead/requeue")["csrf"]
        browser.post("/work/outlets/nowhere/pause", {"csrf": csrf})
        page = browser.get("/work")
        assert page.texts(".stat .figure")[:3] == ["1", "1", "1"]
        assert "Nothing was changed: there is no outlet 'nowhere' in the list" in page.texts("#audit tbody tr")[0]
        assert Browsing(server).get("/work").texts("#audit") == []


POSTS = (
    "/work/dead/requeue",
    "/work/dead/discard",
    "/work/frontier/{job}/drop",
    "/work/quarantine/replay",
    "/work/quarantine/purge",
    "/work/quarantine/{entry}/replay",
    "/work/quarantine/{entry}/purge",
    "/work/schedules/hourly/run",
    "/work/jobs/{waits}/cancel",
    "/work/outlets/japantoday/pause",
    "/work/outlets/japantoday/resume",
)


class TestRefusals:
    @pytest.fixture
    def ids(self, database: Database[Any]) -> dict[str, str]:
        job = stored_crawl_job(database).id
        write_batch(database, [rejection(item=kept(copies()[0]))])
        queue = JobQueue(database)
        Schedules(database, queue).add(
            Schedule(name="hourly", cron="15 * * * *", project="newscrawler", spider="japantoday")
        )
        outlets.add(database, FollowedOutlet(name="japantoday", outlet="japantoday.com"))
        (entry,), (letter,) = list(Reader(database).quarantine()), list(dead_letters(database))
        return {"job": job, "entry": entry.id, "letter": letter.id, "waits": queue.add("newscrawler", "cbc")}

    @staticmethod
    def state(database: Database[Any]) -> dict[str, list[Any]]:
        names = ("stories", "quarantine", "frontier", "walks", "jobs", "schedules", "outlets")
        return {name: list(database[name].find()) for name in names}

    def test_who_may_only_read_changes_nothing(
        self, server: Served, database: Database[Any], ids: dict[str, str]
    ) -> None:
        before = self.state(database)
        asked = {"sure": "yes", "all": "yes", "days": "1", f"pick:{ids['letter']}": "1", f"pick:{ids['entry']}": "1"}
        reading = Browsing(server)
        for path in POSTS:
            answer = reading.post(path.format(**ids), asked)
            assert answer.status == 403, path
            assert "role operate" in read(answer).text
        assert self.state(database) == before
        assert [outcome for _, _, outcome in actions(database)] == ["refused: Operators only"] * len(POSTS)

    def test_a_form_without_the_token_of_its_session_changes_nothing(
        self, browser: Browsing, database: Database[Any], ids: dict[str, str]
    ) -> None:
        before = self.state(database)
        for path in POSTS:
            for csrf in ({}, {"csrf": "f" * 64}):
                assert browser.post(path.format(**ids), {"sure": "yes", "all": "yes", **csrf}).status == 403, path
        assert self.state(database) == before

    def test_actions_are_not_done_by_following_a_link(self, browser: Browsing, ids: dict[str, str]) -> None:
        # An id of quarantine is a page of its own, and so are its names.
        for path in POSTS:
            assert browser.get(path.format(**ids)).status in (404, 405), path

    def test_who_may_only_read_sees_no_button_and_how_to_sign_in(self, server: Served, ids: dict[str, str]) -> None:
        reading = Browsing(server)
        pages = ["/work", "/work/frontier", "/work/dead", "/work/quarantine", f"/work/quarantine/{ids['entry']}"]
        for path in [*pages, f"/work/frontier/{ids['job']}", "/work/schedules", "/work/jobs", "/work/outlets"]:
            page = reading.get(path)
            assert page.status == 200, path
            assert page.actions == [], path
            assert page.tree.cssselect("main input[type=checkbox]") == []
            assert page.links(".sign-in a") == [f"/login?next={path}"]

    def test_an_id_that_is_none_names_itself_and_changes_nothing(
        self, browser: Browsing, database: Database[Any], ids: dict[str, str]
    ) -> None:
        csrf = {"csrf": browser.get("/work/dead").form("/work/dead/requeue")["csrf"], "sure": "yes"}
        before = self.state(database)
        for path, told in {
            "/work/jobs/never/cancel": "there is no job 'never'",
            "/work/schedules/never/run": "there is no schedule 'never'",
            "/work/outlets/never/resume": "there is no outlet 'never'",
            "/work/frontier/never/drop": "'never' is no crawl job",
            "/work/quarantine/ffff/replay": "no quarantine entry is stored under 'ffff'",
            "/work/quarantine/ffff/purge": "there is no such entry any more",
        }.items():
            answer = browser.post(path, csrf)
            assert answer.status == 303
            assert told in browser.get(answer.headers["Location"]).text, path
        assert self.state(database) == before
