"""The production spider crawls a real Mezzanine 6.1, whose pages print relative times only; the store then equals its database."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawl.conftest import Crawls
from servers import mezzanine_server
from servers.mezzanine_server import Mezzanine

HOST = "harborblog.example"
SITE = f"https://{HOST}"
STORIES = {
    "ferry-resumes": "Ferry resumes after a month of repairs",
    "bridge-closes": "Bridge closes for 12 days",
    "harbor-frozen": "Harbor frozen from quay to quay",
    "lamp-relit": "Lighthouse lamp relit after forty years",
    "toll-doubled": "Toll for lorries doubled on Monday",
    "whale-seen": "Whale seen beside the fish market",
}
# Mezzanine takes a hundredth of a second for each comment that it prints, and more on a busy machine.
SLOWLY = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_TIMEOUT": 150}
STORY = "".join(
    f"<p>Paragraph {n} of the story about the harbor, which went on as it always does.</p>" for n in range(5)
)
CRAWL = ("crawl", "outlet", "-a", f"url={SITE}/blog/")
UNITS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400, "month": 31 * 86_400, "year": 366 * 86_400}
AGES = (30, 300, 7_000, 50_000, 150_000, 700_000, 2_000_000, 8_000_000, 40_000_000, 90_000_000)


@pytest.fixture
def mezzanine(tmp_path: Path) -> Iterator[Mezzanine]:
    with mezzanine_server.running(tmp_path / "mezzanine", SITE) as server:
        yield server


class Readers:
    """They write, answer and rate; moderators edit, remove, hold back, release and delete, by a seed."""

    def __init__(self, mezzanine: Mezzanine, posts: dict[str, int]) -> None:
        self.mezzanine = mezzanine
        self.posts = posts
        self.chance = random.Random(41)
        self.open: dict[str, list[int]] = {slug: [] for slug in posts}
        self.held: list[int] = []

    def write(self, slug: str, count: int, *, replies: bool = False) -> None:
        for _ in range(count):
            parent = self.chance.choice(self.open[slug]) if replies and self.open[slug] else None
            text = f"Reader's word {self.chance.randrange(10**9)} on the harbor & its <ferry>."
            if self.chance.random() < 0.2:
                text += "\n\nAnd a second paragraph, 潮風港."
            # Mezzanine sets a cookie of the name, and never answers when that is not Latin-1.
            author = self.chance.choice(("Quay", "Tide Table", "O'Hare & Co", "Müllerin"))
            self.open[slug].append(self.mezzanine.comment(f"/blog/{slug}/", text, author, parent))

    def age(self, slug: str) -> None:
        """As if the thread had been imported with its past: from seconds to years ago."""
        self.mezzanine.do(
            *(
                ("dated", comment, int(self.chance.choice(AGES) * (1 + self.chance.random())))
                for comment in self.open[slug]
            )
        )

    def rate(self, slug: str, count: int) -> None:
        chosen = self.chance.sample(self.open[slug], count)
        self.mezzanine.rate(f"/blog/{slug}/", [(comment, self.chance.random() < 0.6) for comment in chosen])

    def moderate(self, slug: str, count: int) -> None:
        chosen = self.chance.sample(self.open[slug], count * 4)
        operations: list[tuple[Any, ...]] = []
        for index, comment in enumerate(chosen):
            kind = ("edited", "removed", "held back", "deleted for good")[index % 4]
            operations.append(("edited", comment, f"Edited {comment}.") if kind == "edited" else (kind, comment))
            if kind != "edited":
                self.open[slug].remove(comment)
            if kind == "held back":
                self.held.append(comment)
        self.mezzanine.do(*operations)
        # What answered a comment that is deleted is deleted with it.
        there = self.mezzanine.rows(self.posts[slug])
        self.open[slug] = [comment for comment in self.open[slug] if str(comment) in there]

    def release(self, count: int) -> None:
        chosen, self.held = self.held[:count], self.held[count:]
        self.mezzanine.do(*(("released", comment) for comment in chosen))


def assert_time_is(comment: dict[str, Any], row: dict[str, Any]) -> None:
    """Counted back from what was printed when it was first seen, and right to the smallest unit that was printed."""
    printed = comment["dateCreatedRaw"]
    assert comment["dateCreatedPrecision"] == "relative"
    units = re.findall(r"(\d+)\s+(minute|hour|day|week|month|year)s?", printed)
    assert units, printed
    assert printed.endswith(" ago"), printed
    # A unit, what months and years are longer or shorter than each other, and what the page took to be made and sent.
    uneven = sum(int(number) * {"month": 2, "year": 1}.get(unit, 0) * 86_400 for number, unit in units)
    slack = UNITS[units[-1][1]] + uneven + SLOWLY["DOWNLOAD_TIMEOUT"]
    off = comment["dateCreated"].replace(tzinfo=UTC) - datetime.fromtimestamp(row["at"], UTC)
    assert abs(off) <= timedelta(seconds=slack), (printed, off, row)


def assert_store_equals(crawls: Crawls, mezzanine: Mezzanine, posts: dict[str, int]) -> dict[str, int]:
    """Every comment of the database is stored as its page shows it; returns how many, by state."""
    seen = {"visible": 0, "removed": 0, "vanished": 0}
    for slug, post in posts.items():
        rows = mezzanine.rows(post)
        thread = crawls.database.threads.find_one({"_id": f"hypertext:{SITE}/blog/{slug}/"})
        assert thread is not None
        assert (thread["complete"], thread["reason"], thread["collectedCount"]) == (True, None, len(rows))
        stored = {comment["nativeId"]: comment for comment in crawls.database.comments.find({"thread": thread["_id"]})}
        assert not set(rows) - set(stored), "lost"
        for native_id, comment in stored.items():
            row = rows.get(native_id)
            if row is None:
                assert comment["state"] == comment["observations"][-1]["state"] == "vanished"
                seen["vanished"] += 1
                continue
            # One that waits for approval is a notice in its place, as one that was removed is.
            state = "visible" if row["public"] and not row["removed"] else "removed"
            assert comment["state"] == state, (native_id, row)
            seen[state] += 1
            assert comment["parentItem"] == (str(row["parent"]) if row["parent"] else None)
            # Averages are no votes.
            assert comment["upvoteCount"] is comment["downvoteCount"] is comment["score"] is None
            assert_time_is(comment, row)
            if state == "visible":
                assert comment["text"] == row["text"]
                assert comment["author"]["name"] == row["author"]
    return seen


def kill_between_threads(crawls: Crawls) -> None:
    """kill -9 when comments of the first thread are stored."""
    crawl = crawls.start(*CRAWL, **{**SLOWLY, "DOWNLOAD_DELAY": 2})
    try:
        deadline = time.monotonic() + 300
        while not crawls.database.comments.count_documents({}):
            assert crawl.poll() is None, crawl.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        crawl.kill()
        crawl.communicate()
    assert crawls.database.threads.count_documents({}) < len(STORIES)


@pytest.mark.live
def test_mezzanine_comment_by_comment(crawls: Crawls, mezzanine: Mezzanine) -> None:
    made = mezzanine.do(*(("story", slug, title, STORY) for slug, title in STORIES.items()))
    posts = dict(zip(STORIES, made, strict=True))
    readers = Readers(mezzanine, posts)
    for slug in posts:
        readers.write(slug, 40)
        readers.write(slug, 50, replies=True)
        readers.age(slug)
        readers.rate(slug, 8)
        readers.moderate(slug, 4)
    crawls.hosts = {HOST: f"127.0.0.1:{mezzanine.port}"}
    kill_between_threads(crawls)
    crawls.run(*CRAWL, **SLOWLY)
    first = assert_store_equals(crawls, mezzanine, posts)
    assert first["vanished"] == 0

    # While the crawl runs, readers and moderators go on.
    crawl = crawls.start(*CRAWL, **SLOWLY)
    while crawl.poll() is None:
        for slug in posts:
            readers.write(slug, 3, replies=True)
        readers.moderate(readers.chance.choice(list(posts)), 1)
    log, _ = crawl.communicate()
    assert crawl.returncode == 0, log
    readers.release(5)
    for slug in posts:
        readers.moderate(slug, 2)
        readers.rate(slug, 4)

    # One more visit at rest.
    crawls.run(*CRAWL, **SLOWLY)
    second = assert_store_equals(crawls, mezzanine, posts)
    assert second["vanished"] > 0
    # Lists of tags and months that the generic spider takes for stories are there, and no answer with comments.
    assert crawls.database.quarantine.count_documents({"stage": "comments"}) == 0
    table = "; ".join(
        f"{kind} {count:,}" for kind, count in mezzanine.done.items() if kind not in ("rows", "story", "site")
    )
    print(f"\nMezzanine: {table}\nstored at first: {first}\nstored at the end: {second}")
