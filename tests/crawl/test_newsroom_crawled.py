"""Crawls of the demo newsroom with the unmodified production spiders: MongoDB holds the newsroom's truth."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import newsroom
from newscrawler.discovery.canonical import normalise_url
from newsroom import truth
from tests.support.crawls import Crawls

ROWS = Path(__file__).parents[3] / "shared/samples/japantoday/comment_rows.json"
SPIDERS = (
    ("japantoday",),
    ("harborlight",),
    ("outlet", "-a", "url=https://plainpress.example/"),
    ("outlet", "-a", "url=https://morningtide.example/"),
)
TEXTS = ("headline", "byline", "authors", "agency", "body", "inLanguage", "version", "pubStatus", "edNote")
RIGHTS = ("copyrightHolder", "copyrightNotice", "copyrightYear", "publisher", "datePublishedPrecision")


@pytest.fixture
def room() -> Iterator[newsroom.Newsroom]:
    with newsroom.start() as running:
        yield running


def crawl_all(crawls: Crawls, room: newsroom.Newsroom) -> str:
    crawls.hosts = room.host_map
    return "\n".join(crawls.run("crawl", *spider) for spider in SPIDERS)


@pytest.mark.live
def test_the_newsroom_crawled_twice_and_as_it_moves_on(crawls: Crawls, room: newsroom.Newsroom) -> None:
    crawl_all(crawls, room)
    assert crawls.counts() == {
        "stories": 40, "copies": 100, "threads": 90, "comments": 1123, "revisions": 0, "quarantine": 0,
    }  # fmt: skip
    first = crawls.everything()
    assert_copies_are_true(first, truth.copies(room.edition))
    assert_each_story_has_three_copies(first, room)
    assert_rewritten_headlines_are_stories_of_their_own(first, room)
    assert_threads_are_true(first, room)

    log = crawl_all(crawls, room)
    second = crawls.everything()
    assert log.count(" 0 stories added, 0 copies added, 0 changed") == len(SPIDERS), log
    for name, documents in first.items():
        assert set(second[name]) == set(documents)
        for key, document in documents.items():
            changed = {field for field in document if document[field] != second[name][key][field]}
            assert changed == {"lastSeen"}, (name, key, changed)

    while room.edition.move_on():
        for spider in SPIDERS[:3]:
            crawls.run("crawl", *spider, "-a", "since=2026-11-20")
    assert_versions_and_the_kill_are_stored(crawls.everything(), room)


def assert_versions_and_the_kill_are_stored(
    stored: dict[str, dict[Any, dict[str, Any]]], room: newsroom.Newsroom
) -> None:
    assert_copies_are_true(stored, truth.copies(room.edition))
    revised = Counter((r["url"].split("/")[2], r["headline"][:4]) for r in stored["revisions"].values())
    assert revised == {
        ("japantoday.com", "Leak"): 1, ("harborlight.example", "Leak"): 2, ("plainpress.example", "Leak"): 1,
        ("plainpress.example", "UPDA"): 1, ("japantoday.com", "Sker"): 1, ("harborlight.example", "Sker"): 1,
    }  # fmt: skip
    killed, still = (
        stored["stories"][stored["copies"][normalise_url(room.edition.find(outlet, "seal-count").url)]["story"]]
        for outlet in ("harborlight.example", "morningtide.example")
    )
    assert (killed["pubStatus"], still["pubStatus"]) == ("canceled", "usable")


def assert_copies_are_true(stored: dict[str, dict[Any, dict[str, Any]]], printed: list[truth.ExpectedCopy]) -> None:
    for expected in printed:
        copy = stored["copies"][normalise_url(expected.url)]
        for field in (*TEXTS, *RIGHTS, "outlet", "representation"):
            value = getattr(expected, field, copy[field])
            assert copy[field] == (list(value) if isinstance(value, tuple) else value), (expected.url, field)
        assert copy["datePublished"] == expected.datePublished
        # WordPress prints the name of the last category only.
        leaf = "/" + (expected.section or "")
        assert leaf.endswith("/" + copy["section"].casefold()), (expected.url, copy["section"])
        assert copy["etag"] or copy["lastModified"]


def assert_each_story_has_three_copies(stored: dict[str, dict[Any, dict[str, Any]]], room: newsroom.Newsroom) -> None:
    for name, copies in truth.stories(room.edition).items():
        links = {stored["copies"][normalise_url(copy.url)]["story"] for copy in copies}
        assert len(links) == 1, (name, links)
        story = stored["stories"][links.pop()]
        assert sorted(story["copies"]) == sorted(normalise_url(copy.url) for copy in copies)
        assert set(story["outlets"]) == {"japantoday.com", "harborlight.example", "plainpress.example"}
    recurring = Counter(story["key"] for story in stored["stories"].values())
    assert sorted(recurring.values())[-2:] == [1, 2], "the headline that recurs on two days is two stories of one key"


def assert_rewritten_headlines_are_stories_of_their_own(
    stored: dict[str, dict[Any, dict[str, Any]]], room: newsroom.Newsroom
) -> None:
    for copy in truth.copies(room.edition):
        if copy.rewritten:
            story = stored["stories"][stored["copies"][normalise_url(copy.url)]["story"]]
            assert story["outlets"] == ["morningtide.example"]


def assert_threads_are_true(stored: dict[str, dict[Any, dict[str, Any]]], room: newsroom.Newsroom) -> None:
    threads = {thread["copyUrl"]: thread for thread in stored["threads"].values()}
    comments: dict[str, dict[str, dict[str, Any]]] = {}
    for comment in stored["comments"].values():
        comments.setdefault(comment["thread"], {})[comment["nativeId"]] = comment
    for copy in truth.copies(room.edition):
        if copy.thread is None:
            assert normalise_url(copy.url) not in threads
            continue
        thread = threads[normalise_url(copy.url)]
        assert thread["complete"], (copy.url, thread["reason"])
        assert thread["platform"] == copy.thread.platform
        assert thread["declaredCount"] == copy.thread.declaredCount
        assert thread["collectedCount"] == len(copy.thread.comments)
        assert thread["closed"] == copy.thread.closed
        found = comments.get(thread["_id"], {})
        assert set(found) == {expected.nativeId for expected in copy.thread.comments}
        for expected in copy.thread.comments:
            comment = found[expected.nativeId]
            assert (comment["author"] or {}).get("name") == expected.author
            for field in (
                "text",
                "dateCreated",
                "upvoteCount",
                "downvoteCount",
                "score",
                "parentItem",
                "depth",
                "state",
            ):
                assert comment[field] == getattr(expected, field), (copy.url, expected.nativeId, field)


@pytest.mark.live
def test_all_real_rows_field_by_field(crawls: Crawls) -> None:
    if not ROWS.exists():
        pytest.skip(f"the real comment rows are not here: {ROWS}")
    rows = [row for thread in json.loads(ROWS.read_text(encoding="utf-8")) for row in thread["comments"]]
    with newsroom.start(rows=ROWS) as room:
        crawls.hosts = room.host_map
        crawls.run("crawl", "japantoday")
    stored = {comment["nativeId"]: comment for comment in crawls.database.comments.find()}
    for row in rows:
        comment = stored[str(row["comment_id"])]
        assert comment["text"] == row["body_text"]
        assert comment["html"] == f"<p>{html.escape(row['body_text'], quote=False)}</p>"
        assert comment["author"] == {"name": row["user"]["name"], "id": None, "url": None}
        assert comment["score"] == row["rating"]
        assert comment["upvoteCount"] == row["positive_rating"]
        assert comment["downvoteCount"] == row["negative_rating"]
        assert comment["dateCreated"] == datetime.fromisoformat(row["date_created"]).astimezone(UTC)
        assert comment["dateCreatedRaw"] == row["date_created"]
    assert len(rows) == 256
    assert any(row["rating"] < 0 for row in rows)
    assert any(row["positive_rating"] is None for row in rows)


@pytest.mark.live
def test_what_changed_between_two_crawls(crawls: Crawls, room: newsroom.Newsroom) -> None:
    crawls.hosts = room.host_map
    crawls.run("crawl", "japantoday")
    before = crawls.everything()
    outlet, edition = "japantoday.com", room.edition
    edition.add_comment(outlet, "karsova-envoy", author="late riser", text="What did I miss?")
    voted_on = edition.find(outlet, "halden-fire").remarks[0].id
    edition.vote(outlet, "halden-fire", voted_on, up=3)
    edition.edit_story(outlet, "amble-bridge", body=["The bridge will not close after all, the county said."])
    log = crawls.run("crawl", "japantoday")
    after = crawls.everything()
    assert "1 changed" in log or "1 copies changed" in log, log
    assert len(after["comments"]) == len(before["comments"]) + 1
    assert len(after["revisions"]) == 1
    (revision,) = after["revisions"].values()
    old_comments, new_comments = before["comments"], after["comments"]
    (voted,) = {k for k, old in old_comments.items() if new_comments[k]["observations"] != old["observations"]}
    assert voted.endswith(f"#{voted_on}")
    assert new_comments[voted]["observations"][:-1] == old_comments[voted]["observations"]
    assert new_comments[voted]["upvoteCount"] == old_comments[voted]["upvoteCount"] + 3
    assert revision["body"] == before["copies"][revision["url"]]["body"]
    assert after["copies"][revision["url"]]["body"] == ["The bridge will not close after all, the county said."]


@pytest.mark.live
@pytest.mark.parametrize(
    ("arguments", "copies"), [(("-a", "category=sports"), 2), (("-a", "limit=3"), 3), (("-a", "since=2026-11-19"), 5)]
)
def test_arguments_narrow_a_crawl(
    crawls: Crawls, room: newsroom.Newsroom, arguments: tuple[str, ...], copies: int
) -> None:
    crawls.hosts = room.host_map
    crawls.run("crawl", "japantoday", *arguments)
    assert crawls.counts()["copies"] == copies


@pytest.mark.live
def test_one_story_by_its_url(crawls: Crawls, room: newsroom.Newsroom) -> None:
    crawls.hosts = room.host_map
    url = "https://japantoday.com/category/sports/okonedo's-late-try-sends-harriers-to-first-final-in-32-years"
    crawls.run("crawl", "japantoday", "-a", f"url={url}?comment-order=popular#comments")
    assert crawls.database.copies.distinct("_id") == [normalise_url(url)]
