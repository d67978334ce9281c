"""Crawls of the newsroom before and after its moderators were at work: what vanished, what came back, what an unchanged
thread costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import newsroom
from tests.support.crawls import Crawls

pytestmark = pytest.mark.live

JAPANTODAY, HARBORLIGHT, PLAINPRESS = "japantoday.com", "harborlight.example", "plainpress.example"
SPIDERS = {JAPANTODAY: "japantoday", HARBORLIGHT: "harborlight", PLAINPRESS: "outlet"}


@pytest.fixture
def room() -> Iterator[newsroom.Newsroom]:
    with newsroom.start() as running:
        yield running


def visit(crawls: Crawls, room: newsroom.Newsroom, outlet: str, story: str) -> str:
    crawls.hosts = room.host_map
    return crawls.run("crawl", SPIDERS[outlet], "-a", f"url={room.edition.find(outlet, story).url}", RETRY_TIMES=0)


def of(crawls: Crawls, remark: int) -> dict[str, Any]:
    found: dict[str, Any] | None = crawls.database.comments.find_one({"nativeId": str(remark)})
    assert found is not None
    return found


def busiest(room: newsroom.Newsroom, outlet: str) -> str:
    """A story of the outlet with several comments, all on one answer."""
    return max(
        room.edition.of(outlet), key=lambda printed: len(printed.remarks) if len(printed.remarks) < 40 else 0
    ).story


@pytest.mark.parametrize("outlet", [JAPANTODAY, HARBORLIGHT])
def test_a_comment_that_is_taken_down_vanishes_and_comes_back(
    crawls: Crawls, room: newsroom.Newsroom, outlet: str
) -> None:
    story = busiest(room, outlet)
    taken = room.edition.find(outlet, story).remarks[-1].id
    visit(crawls, room, outlet, story)
    before = of(crawls, taken)
    others = crawls.database.comments.count_documents({}) - 1
    assert others > 2
    remark = room.edition.remove_comment(outlet, story, taken)
    log = visit(crawls, room, outlet, story)
    assert "1 vanished" in log
    gone = of(crawls, taken)
    assert gone["state"] == "vanished"
    assert gone["observations"][:-1] == before["observations"]
    assert {name for name in before if before[name] != gone[name]} == {
        "state",
        "lastChanged",
        "contentHash",
        "observations",
    }
    assert crawls.database.comments.count_documents({"state": "vanished"}) == 1
    # A visit that finds nothing new leaves it at that.
    assert "vanished" not in visit(crawls, room, outlet, story)
    assert of(crawls, taken) == gone

    room.edition.restore_comment(outlet, story, remark)
    visit(crawls, room, outlet, story)
    back = of(crawls, taken)
    assert back["text"] == before["text"]
    assert [seen["state"] for seen in back["observations"]] == [before["state"], "vanished", before["state"]]


def test_a_tombstone_keeps_its_words_in_the_history(crawls: Crawls, room: newsroom.Newsroom) -> None:
    story = busiest(room, PLAINPRESS)
    taken = next(r.id for r in reversed(room.edition.find(PLAINPRESS, story).remarks) if r.state == "visible")
    visit(crawls, room, PLAINPRESS, story)
    before = of(crawls, taken)
    room.edition.remove_comment(PLAINPRESS, story, taken)
    visit(crawls, room, PLAINPRESS, story)
    removed = of(crawls, taken)
    assert (removed["state"], removed["text"]) == ("removed", None)
    assert removed["observations"][0]["text"] == before["text"]
    assert removed["observations"][0]["html"] == before["html"]


def test_an_endpoint_out_of_order_proves_nothing(crawls: Crawls, room: newsroom.Newsroom) -> None:
    story = busiest(room, JAPANTODAY)
    printed = room.edition.find(JAPANTODAY, story)
    visit(crawls, room, JAPANTODAY, story)
    room.edition.remove_comment(JAPANTODAY, story, printed.remarks[0].id)
    room.fail(JAPANTODAY, f"/rest.api/article/{printed.id}/comment", 500, times=9)
    visit(crawls, room, JAPANTODAY, story)
    thread = crawls.database.threads.find_one()
    assert thread is not None
    assert not thread["complete"]
    assert crawls.database.comments.count_documents({"state": "vanished"}) == 0
    room.forget()
    visit(crawls, room, JAPANTODAY, story)
    assert crawls.database.comments.count_documents({"state": "vanished"}) == 1


def test_an_unchanged_thread_costs_one_conditional_request(crawls: Crawls, room: newsroom.Newsroom) -> None:
    story = busiest(room, JAPANTODAY)
    visit(crawls, room, JAPANTODAY, story)
    room.forget()
    visit(crawls, room, JAPANTODAY, story)
    asked = [seen for seen in room.visits if "/rest.api/" in seen.target]
    assert [seen.status for seen in asked] == [304]
    assert "if-none-match" in asked[0].headers or "if-modified-since" in asked[0].headers
    pages = [seen.status for seen in room.visits if seen.target == room.edition.find(JAPANTODAY, story).path]
    assert pages == [304]
