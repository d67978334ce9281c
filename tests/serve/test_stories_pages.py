"""Pages about stories and clusters, and sign-in, over real HTTP on a store that the real writer filled."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from pymongo.database import Database

from newscrawler.items import Gone
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage import audit, connect
from newscrawler.storage._batch import write_batch
from newscrawler.storage._linking import link_stories
from newscrawler.storage._search_index import index_stories
from newscrawler.storage.reader import Reader
from newscrawler.storage.schema import prepare
from newscrawler.storage.trust import Trust
from tests.support.commands_store import (
    BUSES,
    BUSES_THERE,
    FLAT,
    NESTED,
    STOCKS,
    VISIT,
    comment,
    comments,
    copies,
    thread,
    threads,
)
from tests.support.pages import Browsing, access_with_link, read, signed_in
from tests.support.serving import Served, serving
from tests.support.wire_items import page

THERE_TOO = "https://millrace.example/buses"
ODD = "https://odd.example/1"
TRUST = Trust.declared(["japantoday.com"])
OTHER = "Night buses in the capital need no driver"
HOSTILE = "<script>alert(1)</script> \u202eevil"


def write(database: Database[Any], *items: Any) -> None:
    write_batch(database, [DedupePipeline().process_item(item) for item in items], TRUST)


@pytest.fixture(scope="module")
def server(mongo_uri: str) -> Iterator[Served]:
    """The app over a small store, for all tests of the module: only the last ones change it."""
    name = f"test-{secrets.token_hex(6)}"
    with connect(mongo_uri) as client:
        fill(client[name])
        with serving(client[name], access=access_with_link(), settings={"LEAD_OUTLETS": ["japantoday.com"]}) as server:
            yield server
        client.drop_database(name)


def fill(database: Database[Any]) -> None:
    prepare(database)
    write(database, *copies(), *threads(), *comments())
    first = copies()[0]
    later = VISIT + timedelta(hours=1)
    body = [first.body[0].replace("two lines", "three lines"), *first.body[1:]]
    write(database, replace(first, body=body, retrieved=later))
    write(database, replace(comment(FLAT, "1", 0, upvoteCount=9, downvoteCount=1, score=8), retrieved=later))
    write(database, replace(first, url=THERE_TOO, outlet="millrace.example", headline=OTHER))
    write(database, replace(copies()[3], headline=HOSTILE, url=ODD, outlet="odd.example"))
    write(database, Gone(url=BUSES_THERE, status=410, retrieved=later))
    link_stories(database, [each.id for each in Reader(database).stories()])


@pytest.fixture(scope="module")
def browser(server: Served) -> Browsing:
    return signed_in(server)


@pytest.fixture
def buses(server: Served) -> str:
    return Reader(server.database).story_id(BUSES)


class TestList:
    def test_shows_each_story_once_the_newest_first(self, browser: Browsing) -> None:
        page = browser.get("/stories")
        assert page.status == 200
        headlines = page.texts(".headline")
        assert set(headlines[:2]) == {"Tokyo to test driverless night buses", OTHER}
        assert len(headlines) == 5

    def test_filters_are_in_the_address_and_in_the_form(self, browser: Browsing) -> None:
        page = browser.get("/stories?agency=Kyodo&outlet=millrace.example")
        assert page.texts(".headline") == [OTHER]
        assert page.tree.cssselect("option[selected]")[0].get("value") == "Kyodo"
        assert page.tree.cssselect("input[name=outlet]")[0].get("value") == "millrace.example"

    def test_words_are_found_with_filters_and_words_that_are_none_are_told(
        self, browser: Browsing, server: Served
    ) -> None:
        index_stories(server.database, [each.id for each in Reader(server.database).stories()])
        assert browser.get("/stories?q=lighthouse+keeper&outlet=harborlight.example").texts(".headline") == [
            "Lighthouse keeper retires"
        ]
        assert browser.get("/stories?q=%22night+buses%22&agency=Kyodo&since=2026-11-20").texts(".headline") != []
        page = browser.get("/stories?q=...")
        assert page.status == 422
        assert page.tree.cssselect("input[name=q]")[0].get("value") == "..."

    def test_a_day_is_asked_for_with_its_end(self, browser: Browsing) -> None:
        assert len(browser.get("/stories?since=2026-11-20&until=2026-11-20").texts(".headline")) == 2
        assert browser.get("/stories?until=2026-11-19").texts(".headline") == [copies()[2].headline]

    def test_a_bad_value_is_told_beside_the_form(self, browser: Browsing) -> None:
        page = browser.get("/stories?since=yesterday")
        assert page.status == 422
        assert "From: 'yesterday' is no day; write it as 2026-11-20." in page.text
        assert page.tree.cssselect("input[name=since]")[0].get("value") == "yesterday"
        assert browser.get("/stories?after=bad").status == 422

    def test_an_unknown_parameter_is_refused_by_its_name(self, browser: Browsing) -> None:
        page = browser.get("/stories?outlets=x")
        assert page.status == 400
        assert "'outlets' is no parameter of this page" in page.text

    def test_says_what_to_do_where_nothing_matches(self, browser: Browsing) -> None:
        assert "No story matches." in browser.get("/stories?outlet=nowhere.example").text


class TestStory:
    def test_shows_text_facts_copies_and_comments(self, browser: Browsing, buses: str) -> None:
        # Ranks follow the spiders of the project, which are imported for the first page
        page = next(page for _ in range(1_000) if "Rank of the lead" in (page := browser.get(f"/stories/{buses}")).text)
        assert page.texts("h1") == ["Tokyo to test driverless night buses"]
        assert "The city will run driverless buses on three lines" in page.text
        assert "1 of 2: full text of a declared outlet that 1 other site prints too" in page.text
        rows = page.texts("#copies tbody tr")
        assert page.texts("#copies a[href^='/outlets']") == ["japantoday.com", "harborlight.example"]
        assert "gone (HTTP 410)" in rows[1]
        assert "wordpress · 5 of 9 comments incomplete page 2: HTTP 500" in page.text

    def test_is_found_by_the_beginning_of_its_key_and_by_an_address(self, browser: Browsing, buses: str) -> None:
        assert browser.get(f"/stories/{buses[:10]}").status == 200
        page = browser.get(f"/stories?q={quote(BUSES, safe='')}")
        assert (page.status, page.headers["Location"]) == (303, f"/stories/{buses}")
        assert browser.get("/stories?q=https://nowhere.example/").status == 404
        page = browser.get("/stories/ffffffff")
        assert page.status == 404
        assert "no story is stored under 'ffffffff'" in page.text
        assert browser.get("/stories/ff.99999999999999999999").status == 404

    def test_the_latest_change_is_shown_word_by_word_and_not_by_colour_alone(
        self, browser: Browsing, buses: str
    ) -> None:
        page = browser.get(f"/stories/{buses}")
        assert page.texts(".step del") == ["[removed: two]"]
        assert page.texts(".step ins") == ["[added: three]"]
        assert "2 unchanged paragraphs" in page.text
        changes = browser.get(f"/stories/{buses}/changes?copy={quote(BUSES, safe='')}")
        assert changes.texts(".step ins") == ["[added: three]"]
        assert browser.get(f"/stories/{buses}/changes?copy=https://else.example/").status == 404

    def test_answers_are_nested_and_removed_comments_are_tombstones(self, browser: Browsing, buses: str) -> None:
        page = browser.get(f"/stories/{buses}/comments?thread={quote(NESTED, safe='')}")
        (deepest,) = page.tree.cssselect(".tree > li > ul > li > ul > li")
        assert "Text of c." in deepest.text_content()
        assert "answers gone" in page.text
        flat = browser.get(f"/stories/{buses}/comments?thread={FLAT}")
        (tombstone,) = flat.texts(".tombstone")
        assert tombstone.startswith("The outlet removed this comment.")

    def test_votes_over_time_are_a_table_for_those_without_a_script(self, browser: Browsing, buses: str) -> None:
        # They are added up beside the requests, for whatever time a machine takes
        path = f"/stories/{buses}/comments?thread={FLAT}"
        page = next(page for _ in range(1_000) if "being added up" not in (page := browser.get(path)).text)
        latest, first = [row.split()[-4:] for row in page.texts("#votes-table tbody tr")]
        assert (first, latest) == (["3", "6", "0", "4"], ["3", "9", "1", "6"])
        data = json.loads(page.tree.cssselect("[data-chart]")[0].get("data-chart"))
        assert {each["label"]: each["values"] for each in data["series"]} == {
            "up votes": [6, 9], "down votes": [0, 1], "score": [4, 6],
        }  # fmt: skip

    def test_a_comment_that_is_gone_and_a_thread_of_another_story_are_told(
        self, browser: Browsing, server: Served, buses: str
    ) -> None:
        assert browser.get(f"/stories/{buses}/comments?thread={FLAT}&from=never").status == 404
        other = Reader(server.database).story_id(STOCKS)
        assert browser.get(f"/stories/{other}/comments?thread={FLAT}").status == 404

    def test_a_program_that_asks_for_json_is_sent_to_the_api(self, browser: Browsing, buses: str) -> None:
        page = browser.get(f"/stories/{buses}", Accept="application/json")
        assert (page.status, page.headers["Location"]) == (303, f"/api/stories/{buses}")
        chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        assert browser.get(f"/stories/{buses}", Accept=chromium).status == 200

    def test_text_of_strangers_is_text(self, browser: Browsing, server: Served) -> None:
        for path in ("/stories", f"/stories/{Reader(server.database).story_id(ODD)}"):
            page = browser.get(path)
            assert page.tree.cssselect("main script") == []
            assert "<script>alert(1)</script>" in page.text
            assert "\u202e" not in page.text.replace("\\u202e", "")

    def test_a_thread_of_many_comments_is_shown_page_by_page(
        self, browser: Browsing, server: Served, buses: str
    ) -> None:
        # Ids after those of other threads, so that the thread is the story's last one
        many = thread("900", BUSES, declaredCount=120, collectedCount=120)
        write(server.database, many, *(comment("japantoday:900", str(each), each) for each in range(120)))
        page = browser.get(f"/stories/{buses}")
        assert "All 120 comments and votes over time" in page.text
        path = f"/stories/{buses}/comments?thread=japantoday:900"
        first = browser.get(path)
        assert len(first.texts(".comment")) == 100
        assert "1 to 100 of 120" in first.text
        (following,) = first.links("a[rel=next]")
        second = browser.get(following)
        assert (len(second.texts(".comment")), "101 to 120 of 120" in second.text) == (20, True)
        assert second.links("a[rel=prev]") == [f"{path.replace(':', '%3A')}&from=japantoday%3A900%230"]


class TestClusters:
    def test_list_and_page_say_who_printed_what(self, browser: Browsing) -> None:
        listed = browser.get("/clusters?agency=Kyodo")
        assert [row.split()[-1] for row in listed.texts("#clusters tbody th")] != []
        (path,) = listed.links("#clusters tbody a")
        page = browser.get(path)
        assert len(page.texts(".printing")) == 3
        assert "own headline" in page.text
        assert page.texts(".printing.original .badge") == ["original"]
        assert browser.get("/clusters/ffff").status == 404
        assert browser.get(f"{path}?page=0").status == 422
        assert browser.get("/clusters?sort=size").status == 422

    def test_a_wrong_link_is_cut_with_a_reason_and_taken_back(
        self, browser: Browsing, server: Served, buses: str
    ) -> None:
        database = server.database
        (path,) = browser.get("/clusters?agency=Kyodo").links("#clusters tbody a")
        action = f"{path}/cut"
        page = browser.submit(path, action, reason=" ")
        assert "Nothing was cut: say why." in page.text
        page = browser.submit(path, action, reason="another story")
        assert "The two stories are in no cluster together any more; 1 cluster changed." in page.text
        (cut,) = Reader(database).cuts()
        assert (cut.reason, cut.by) == ("another story", "web:operator link")
        assert database["clusters"].count_documents({"agency": "Kyodo"}) == 0
        assert [line.action for line in audit.lines(database)] == ["clusters.cut"] * 2
        assert "another story" in browser.get("/clusters").text
        page = browser.submit("/clusters", "/clusters/uncut")
        assert "The cut is taken back" in page.text
        assert "The cut is taken back" not in browser.get("/clusters").text
        assert Reader(database).cuts() == []
        assert database["clusters"].count_documents({"agency": "Kyodo"}) == 1

    def test_who_may_only_read_sees_no_button_and_is_refused(self, server: Served, buses: str) -> None:
        before = server.database["clusters"].find_one()
        reading = Browsing(server)
        page = reading.get(f"/clusters/{before['_id']}")
        assert page.actions == []
        assert page.links("main a[href^='/login']") == [f"/login?next=/clusters/{before['_id']}"]
        a, b = (each["story"] for each in before["stories"])
        answer = reading.post(f"/clusters/{before['_id']}/cut", {"a": a, "b": b, "reason": "because"})
        assert answer.status == 403
        assert server.database["clusters"].find_one() == before

    def test_a_form_of_another_session_is_refused(self, browser: Browsing, server: Served) -> None:
        before = server.database["clusters"].find_one()
        a, b = (each["story"] for each in before["stories"])
        fields = {"a": a, "b": b, "reason": "because", "csrf": "0" * 64}
        assert browser.post(f"/clusters/{before['_id']}/cut", fields).status == 403
        assert server.database["clusters"].find_one() == before


class TestSignIn:
    def test_a_wrong_token_is_told_and_a_right_one_leads_where_the_reader_wanted(self, server: Served) -> None:
        browsing = Browsing(server)
        assert read(browsing.post("/login", {"token": "ncr_wrong"})).status == 403
        answer = browsing.post("/login", {"token": server.token("operate"), "next": "/clusters?sort=spread"})
        assert (answer.status, answer.headers["Location"]) == (303, "/clusters?sort=spread")
        assert "test-operate · may operate" in browsing.get("/stories").tree.text_content()

    def test_the_link_needs_one_click_and_works_once(self, server: Served, browser: Browsing) -> None:
        key = server.access.link.key
        browsing = Browsing(server)
        page = browsing.get(f"/login?key={key}&next=https://else.example/")
        assert (page.form("/login")["token"], page.form("/login")["next"]) == (key, "/")
        assert browsing.post("/login", page.form("/login")).status == 403  # the module's browser used it

    def test_signing_out_ends_the_session(self, server: Served) -> None:
        browsing = Browsing(server)
        browsing.post("/login", {"token": server.token("operate")})
        kept = dict(browsing.cookies)
        assert browsing.post("/logout", {}).status == 303
        browsing.cookies = kept
        answer = browsing.post("/clusters/x/cut", {})
        assert answer.status in (401, 403)


def test_a_story_under_which_nobody_has_commented_yet_is_shown(database: Database[Any]) -> None:
    write_batch(database, page(comments=0))
    (stored,) = Reader(database).stories()
    with serving(database) as server:
        answer = server.get(f"/stories/{stored.id}")
    assert answer.status == 200
    assert "Ferry returns to harbor" in answer.data.decode()
