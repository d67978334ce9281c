"""Crawl of a real Mezzanine 6.1, whose pages print relative times only: the store equals the server's database."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.busy_server import (
    assert_only_these_were_missed,
    crawl_meanwhile,
    kill_in_the_middle_of_a_thread,
    listed_as_vanished,
    table,
)
from tests.servers import mezzanine_server
from tests.servers.mezzanine_server import Mezzanine
from tests.support.crawls import Crawls
from tests.support.soak import times

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
        self.gone: set[str] = set()

    def seed(self, slug: str, count: int) -> None:
        """An older discussion, from seconds to years ago, half of it answers."""
        comments: list[tuple[str, str, int | None, int]] = []
        for place in range(count):
            answered = self.chance.randrange(place) if place and self.chance.random() < 0.5 else None
            age = int(self.chance.choice(AGES) * (1 + self.chance.random()))
            comments.append((*self._words(), answered, age))
        self.open[slug] += self.mezzanine.seed(self.posts[slug], comments)

    def write(self, slug: str, count: int, *, replies: bool = False) -> None:
        for _ in range(count):
            parent = self.chance.choice(self.open[slug]) if replies and self.open[slug] else None
            self.open[slug].append(self.mezzanine.comment(f"/blog/{slug}/", *self._words(), parent))

    def rate(self, slug: str, count: int) -> None:
        chosen = self.chance.sample(self.open[slug], count)
        self.mezzanine.rate(f"/blog/{slug}/", [(comment, self.chance.random() < 0.6) for comment in chosen])

    def moderate(self, slug: str, count: int) -> None:
        before = self.mezzanine.rows(self.posts[slug])
        operations: list[tuple[Any, ...]] = []
        deleted: set[int] = set()
        for index, comment in enumerate(self.chance.sample(self.open[slug], count * 4)):
            kind = ("deleted for good", "edited", "removed", "held back")[index % 4]
            above: int | None = comment
            while above is not None and above not in deleted:
                above = before[str(above)]["parent"]
            if above is not None:
                continue  # what answered a comment that is deleted is deleted with it
            operations.append(("edited", comment, f"Edited {comment}.") if kind == "edited" else (kind, comment))
            if kind != "edited":
                self.open[slug].remove(comment)
            if kind == "held back":
                self.held.append(comment)
            if kind == "deleted for good":
                deleted.add(comment)
        self.mezzanine.do(*operations)
        there = self.mezzanine.rows(self.posts[slug])
        self.gone |= set(before) - set(there)
        self.open[slug] = [comment for comment in self.open[slug] if str(comment) in there]
        self.held = [comment for comment in self.held if str(comment) not in self.gone]

    def release(self, count: int) -> None:
        chosen, self.held = self.held[:count], self.held[count:]
        self.mezzanine.do(*(("released", comment) for comment in chosen))

    def go_on(self, rounds: int) -> Iterator[None]:
        """All of that on all threads."""
        for number in range(rounds):
            for index, slug in enumerate(self.posts):
                for _ in range(2):
                    self.write(slug, 1)
                    self.write(slug, 2, replies=True)
                    yield
                if index % 3 == number % 3:
                    self.moderate(slug, 2)
                    yield
            self.release(1)

    def _words(self) -> tuple[str, str]:
        text = f"Reader's word {self.chance.randrange(10**9)} on the harbor & its <ferry>."
        if self.chance.random() < 0.2:
            text += "\n\nAnd a second paragraph, 潮風港."
        # Mezzanine sets a cookie of the name, and never answers when that is not Latin-1.
        return text, self.chance.choice(("Quay", "Tide Table", "O'Hare & Co", "Müllerin"))


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


@pytest.mark.live
def test_mezzanine_comment_by_comment(crawls: Crawls, mezzanine: Mezzanine) -> None:
    stories = dict(islice(STORIES.items(), times(2, len(STORIES))))
    made = mezzanine.do(*(("story", slug, title, STORY) for slug, title in stories.items()))
    posts = dict(zip(stories, made, strict=True))
    readers, phases = Readers(mezzanine, posts), {}
    rated = list(posts)[:2]  # to rate a comment its whole page is asked for, which is slow
    for slug in posts:
        readers.write(slug, 5)
        readers.seed(slug, times(70, 275))
        readers.moderate(slug, times(4, 6))
    for slug in rated:
        readers.rate(slug, times(6, 40))
    phases["before the crawls"] = mezzanine.done.copy()
    crawls.hosts = {HOST: f"127.0.0.1:{mezzanine.port}"}
    kill_in_the_middle_of_a_thread(crawls, *CRAWL, stored=1, **SLOWLY)
    crawls.run(*CRAWL, **SLOWLY)
    first = assert_store_equals(crawls, mezzanine, posts)
    assert first["vanished"] == 0

    count = crawl_meanwhile(crawls, readers.go_on(times(3, 10)), *CRAWL, **SLOWLY)
    phases[f"while {count} crawls ran"] = mezzanine.done.copy()
    readers.release(5)
    for slug in posts:
        readers.moderate(slug, 1)
    readers.rate(rated[0], times(8, 20))
    phases["then"] = mezzanine.done.copy()

    # One more visit at rest.
    crawls.run(*CRAWL, **SLOWLY)
    second = assert_store_equals(crawls, mezzanine, posts)
    assert_only_these_were_missed(crawls, readers.gone)
    assert listed_as_vanished(crawls, *(f"{SITE}/blog/{slug}/" for slug in posts)) == second["vanished"]
    # Lists of tags and months that the generic spider takes for stories are there, and no answer with comments.
    assert crawls.database.quarantine.count_documents({"stage": "comments"}) == 0
    numbers = f"stored at first: {first}\nstored at the end: {second}"
    print(f"\n{table('Mezzanine', phases, without=('site', 'story', 'rows'))}\n{numbers}")
    written = mezzanine.done["posted"] + mezzanine.done["replied"]
    assert mezzanine.done["seeded"] + written >= times(150, 2_000)
    assert written >= times(30, 350)
    for kind in ("edited", "removed", "held back", "deleted for good"):
        assert mezzanine.done[kind] >= times(8, 70), kind
    assert mezzanine.done["rated up"] + mezzanine.done["rated down"] == times(20, 100)
    assert second["vanished"] >= times(3, 40)
