"""The production spider crawls a real WordPress 6.1; the store then equals WordPress's own database, and its pages."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.crawl.busy_server import (
    assert_only_these_were_missed,
    crawl_meanwhile,
    kill_in_the_middle_of_a_thread,
    listed_as_vanished,
    table,
)
from tests.servers import wordpress_server
from tests.servers.wordpress_server import WordPress
from tests.support.crawls import Crawls
from tests.support.soak import times

HOST = "wireandharbor.example"
SITE = f"https://{HOST}"
CRAWL = ("crawl", "outlet", "-a", f"url={SITE}/")
DEEPEST = 4
"""Themes nest five levels; below, a page cannot tell which comment is answered."""
STORY = "\n\n".join(
    f"<p>Paragraph {n} of the story about the harbor, which went on as it always does.</p>" for n in range(5)
)


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        pytest.skip("WordPress comes from Debian's packages: needs apt-get and dpkg")
    with wordpress_server.running(SITE) as server:
        yield server


class Readers:
    """They write and answer; moderators edit, trash, restore and hold, by a seed."""

    def __init__(self, wordpress: WordPress, posts: list[int]) -> None:
        self.wordpress = wordpress
        self.chance = random.Random(41)
        self.depths: dict[int, dict[int, int]] = {post: {} for post in posts}
        self.trashed: list[int] = []
        self.gone: set[str] = set()

    def seed(self, post: int, count: int) -> None:
        """An older discussion, half of it answers."""
        comments: list[tuple[str, str, int | None]] = []
        depths: list[int] = []
        for _ in range(count):
            open_to_replies = [place for place, depth in enumerate(depths) if depth < DEEPEST]
            answered = self.chance.choice(open_to_replies) if depths and self.chance.random() < 0.5 else None
            depths.append(0 if answered is None else depths[answered] + 1)
            comments.append((*self._words(), answered))
        self.depths[post].update(zip(self.wordpress.seed(post, comments), depths, strict=True))

    def write(self, post: int, count: int, *, replies: bool = False) -> None:
        depths = self.depths[post]
        for _ in range(count):
            open_to_replies = [comment for comment, depth in depths.items() if depth < DEEPEST]
            parent = self.chance.choice(open_to_replies) if replies and open_to_replies else 0
            depths[self.wordpress.comment(post, *self._words(), parent)] = depths[parent] + 1 if parent else 0

    def moderate(self, post: int, count: int) -> None:
        chosen = self.chance.sample(sorted(self.depths[post]), count * 6)
        operations: list[tuple[Any, ...]] = []
        for index, comment in enumerate(chosen):
            kind = ("edited", "edited", "trashed", "unapproved", "marked as spam", "deleted for good")[index % 6]
            operations.append(("edited", comment, f"Edited {comment}.") if kind == "edited" else (kind, comment))
            if kind != "edited":
                # Nobody can answer it; what answered a comment that is deleted for good moves up to its parent.
                self.depths[post].pop(comment)
                self.gone.add(str(comment))
            if kind == "trashed":
                self.trashed.append(comment)
        self.wordpress.do(*operations)

    def restore(self, count: int) -> None:
        chosen, self.trashed = self.trashed[:count], self.trashed[count:]
        self.wordpress.do(*(("restored", comment) for comment in chosen))

    def go_on(self, rounds: int) -> Iterator[None]:
        """All of that on all threads."""
        for _ in range(rounds):
            for post in self.depths:
                for _ in range(4):
                    self.write(post, 1)
                    self.write(post, 2, replies=True)
                    yield
                self.moderate(post, 1)
                yield
            self.restore(1)

    def _words(self) -> tuple[str, str]:
        text = f"Reader's word {self.chance.randrange(10**9)} on the harbor.".replace("'", "")
        if self.chance.random() < 0.2:
            text += "\n\nAnd a second paragraph, 潮風港."
        return text, self.chance.choice(("Quay", "Tide Table", "Old Mainsail"))


def approved(wordpress: WordPress, post: int) -> dict[str, dict[str, Any]]:
    return {number: row for number, row in wordpress.rows(post).items() if row["comment_approved"] == "1"}


def assert_comment_is(comment: dict[str, Any], row: dict[str, Any]) -> None:
    assert comment["text"] == row["comment_content"].replace("\r\n", "\n")
    assert (comment["author"] or {}).get("name") == row["comment_author"]
    assert comment["dateCreated"] == datetime.fromisoformat(row["comment_date_gmt"]).replace(tzinfo=UTC)
    assert comment["parentItem"] == (row["comment_parent"] if row["comment_parent"] != "0" else None)
    assert comment["upvoteCount"] is comment["downvoteCount"] is comment["score"] is None


def assert_store_equals(crawls: Crawls, wordpress: WordPress, posts: list[int]) -> dict[str, int]:
    """Every approved comment is stored as the database has it; returns how many, by state, and how many vanished."""
    seen = {"visible": 0, "orphaned": 0, "vanished": 0}
    for post in posts:
        rows = approved(wordpress, post)
        thread = crawls.database.threads.find_one({"_id": f"wordpress:{HOST}/{post}"})
        assert thread is not None
        assert thread["complete"], thread["reason"]
        assert thread["declaredCount"] == thread["collectedCount"] == len(rows)
        stored = {comment["nativeId"]: comment for comment in crawls.database.comments.find({"thread": thread["_id"]})}
        assert not set(rows) - set(stored), "lost"
        for native_id, comment in stored.items():
            row = rows.get(native_id)
            if row is None:
                assert comment["lastSeen"] < thread["lastSeen"]
                # Trashed, held back, spam or deleted: gone for readers, kept here with what was last seen of it.
                assert comment["state"] == comment["observations"][-1]["state"] == "vanished"
                assert comment["text"] is not None
                seen["vanished"] += 1
                continue
            assert_comment_is(comment, row)
            orphaned = row["comment_parent"] not in ("0", *rows)
            assert comment["state"] == ("orphaned" if orphaned else "visible")
            seen[comment["state"]] += 1
    return seen


def shown_on_pages(rows: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Depths of the comments that no moderated comment stands above: what WordPress prints."""
    depths: dict[str, int] = {}
    for number, row in sorted(rows.items(), key=lambda item: int(item[0])):
        if row["comment_parent"] == "0":
            depths[number] = 0
        elif row["comment_parent"] in depths:
            depths[number] = depths[row["comment_parent"]] + 1
    return depths


def assert_pages_equal(crawls: Crawls, wordpress: WordPress, posts: list[int]) -> dict[str, int]:
    """Check that comments on pages are stored and that dropped comments are missing; returns the number of each."""
    counts = {"shown": 0, "dropped": 0}
    for post in posts:
        rows = approved(wordpress, post)
        depths = shown_on_pages(rows)
        thread = crawls.database.threads.find_one({"_id": f"wordpress:{HOST}/{post}"})
        assert thread is not None
        dropped = len(rows) - len(depths)
        assert (thread["declaredCount"], thread["collectedCount"]) == (len(rows), len(depths))
        assert thread["complete"] == (dropped == 0)
        if dropped:
            counts_differ = f"the platform declares {len(rows)} comments and sent {len(depths)}"
            assert thread["reason"] == f"answer 1: HTTP 401; {counts_differ}"
        stored = {comment["nativeId"]: comment for comment in crawls.database.comments.find({"thread": thread["_id"]})}
        assert set(stored) == set(depths)
        for native_id, comment in stored.items():
            assert_comment_is(comment, rows[native_id])
            assert (comment["depth"], comment["state"]) == (depths[native_id], "visible")
            assert "/wp-json/" not in comment["source"]
        counts["shown"] += len(depths)
        counts["dropped"] += dropped
    return counts


@pytest.mark.live
def test_wordpress_comment_by_comment(crawls: Crawls, wordpress: WordPress) -> None:
    slugs = (
        ("ferry-resumes", "Ferry resumes after a month of repairs"),
        ("bridge-closes", "Bridge closes for 12 days"),
    )
    posts = wordpress.do(*(("story", slug, title, STORY) for slug, title in slugs))
    readers, phases = Readers(wordpress, posts), {}
    long, short = posts
    readers.seed(long, times(250, 1_200))
    readers.seed(short, times(60, 300))
    readers.write(long, times(10, 40))
    readers.write(short, times(10, 20), replies=True)
    readers.moderate(long, times(5, 10))
    phases["before the crawls"] = wordpress.done.copy()
    crawls.hosts = {HOST: f"127.0.0.1:{wordpress.port}"}
    # Slow, so that the next answer is still to come.
    kill_in_the_middle_of_a_thread(
        crawls, *CRAWL, stored=times(100, 500), DOWNLOAD_DELAY=0.5, CONCURRENT_REQUESTS_PER_DOMAIN=1
    )
    crawls.run(*CRAWL)
    first = assert_store_equals(crawls, wordpress, posts)
    assert first["orphaned"] > 0
    assert first["vanished"] == 0

    count = crawl_meanwhile(crawls, readers.go_on(times(4, 18)), *CRAWL, DOWNLOAD_DELAY=0.2)
    phases[f"while {count} crawls ran"] = wordpress.done.copy()
    # Of those that had vanished some come back.
    readers.restore(3)
    readers.write(short, 10, replies=True)
    phases["then"] = wordpress.done.copy()

    # One more visit at rest.
    crawls.run(*CRAWL)
    second = assert_store_equals(crawls, wordpress, posts)
    assert_only_these_were_missed(crawls, readers.gone)
    assert listed_as_vanished(crawls, *(f"{SITE}/2026/11/{slug}/" for slug, _ in slugs)) == second["vanished"]
    assert crawls.database.quarantine.count_documents({}) == 0

    # The same comments from the pages, where REST is off: with a classic theme and with a block theme.
    wordpress.rest(offered=False)
    pages = {}
    for theme in ("twentytwentyone", "twentytwentythree"):
        crawls.database.threads.delete_many({})
        crawls.database.comments.delete_many({})
        crawls.database.copies.update_many({}, {"$set": {"etag": None, "lastModified": None}})
        wordpress.do(("theme", theme))
        crawls.run(*CRAWL)
        pages[theme] = assert_pages_equal(crawls, wordpress, posts)
    assert crawls.database.quarantine.distinct("reason", {"stage": "comments"}) == ["HTTP 401"]
    numbers = f"stored at first: {first}\nstored at the end: {second}\nfrom the pages: {pages}"
    print(f"\n{table('WordPress', phases, without=('install', 'story', 'rows', 'option', 'theme'))}\n{numbers}")
    written = wordpress.done["posted"] + wordpress.done["replied"]
    assert wordpress.done["seeded"] + written >= times(400, 2_000)
    assert written >= times(100, 450)
    for kind in ("edited", "trashed", "unapproved", "marked as spam", "deleted for good"):
        assert wordpress.done[kind] >= times(10, 40), kind
    assert second["vanished"] >= times(15, 100)
