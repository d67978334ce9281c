"""The production spider crawls pages that embed a real Isso; the store then equals Isso's own database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.crawl.busy_server import (
    assert_only_these_were_missed,
    crawl_meanwhile,
    kill_in_the_middle_of_a_thread,
    listed_as_vanished,
    table,
)
from tests.servers import isso_server
from tests.servers.isso_server import Isso
from tests.support.crawls import Crawls
from tests.support.loopback import serving
from tests.support.soak import times

SITE, TALK = "plainpress.example", "talk.plainpress.example"
CRAWL = ("crawl", "outlet", "-a", f"url=https://{SITE}/")
URIS = ("/2026/11/ferry-resumes/", "/2026/11/bridge-closes/", "/2026/11/潮風港/")
WORDS = (
    "The ferry was full again. & nobody counted <the> bicycles",
    "> quoted line\n\nI do not agree with this at all.",
    "潮風港の朝市に人出 🚢",
    "First paragraph.\n\nSecond paragraph, with 3 > 2.",
)


def story(uri: str) -> str:
    paragraphs = "".join(
        f"<p>Paragraph {n} of the story about the ferry, which ran as it always does.</p>" for n in range(5)
    )
    return f"""<!doctype html><html lang="en"><head><title>Ferry {uri}</title><meta property="og:type" content="article">
<link rel="canonical" href="https://{SITE}{uri}"></head><body><article><h1>Ferry resumes at {uri.split("/")[3]}</h1>
<time datetime="2026-11-24T08:00:00Z">24 November</time><div itemprop="articleBody">{paragraphs}</div></article>
<script data-isso="https://{TALK}/" src="https://{TALK}/js/embed.min.js"></script>
<section id="isso-thread" data-isso-id="{uri}"></section></body></html>"""


def answer(path: str) -> tuple[int, str]:
    if path == "/robots.txt":
        return 404, ""
    if found := next((uri for uri in URIS if path.split("/")[3:4] == quote(uri).split("/")[3:4]), None):
        return 200, story(found)
    links = "".join(f'<h2><a href="{uri}">Ferry resumes at {uri.split("/")[3]}</a></h2>' for uri in URIS)
    return 200, f"<html><body><main>{links}</main></body></html>"


class Readers:
    """They write, answer, vote, change their minds and regret, by a seed."""

    def __init__(self, isso: Isso) -> None:
        self.isso = isso
        self.chance = random.Random(41)
        self.alive: dict[str, list[int]] = {uri: [] for uri in URIS}
        self.voices: Counter[int] = Counter()
        self.gone: set[str] = set()

    def write(self, uri: str, count: int, *, replies: bool = False, parent: int | None = None) -> None:
        for _ in range(count):
            answered = self.chance.choice(self.alive[uri]) if replies and self.alive[uri] else parent
            author = self.chance.choice(("Quay", "Tide Table", "O’Hare & Co", None))
            text = f"{self.chance.choice(WORDS)} {self.chance.randrange(10**9)}"
            self.alive[uri].append(self.isso.post(uri, text, author=author, parent=answered))

    def vote(self, uri: str, count: int) -> None:
        for _ in range(count):
            comment = self.chance.choice(self.alive[uri])
            # A comment counts every network once.
            self.voices[comment] += 1
            self.isso.vote(comment, self.chance.random() < 0.6, 10 + self.voices[comment])

    def edit(self, uri: str, count: int) -> None:
        for comment in self.chance.sample(self.alive[uri], count):
            self.isso.edit(comment, f"On second thoughts: {self.chance.randrange(10**9)}")

    def delete(self, uri: str, count: int) -> None:
        for comment in self.chance.sample(self.alive[uri], count):
            self.isso.delete(comment)
            self.alive[uri].remove(comment)
            self.gone.add(str(comment))

    def go_on(self, rounds: int) -> Iterator[None]:
        """All of that on all threads, most of it on the long one."""
        for _ in range(rounds):
            for uri in (URIS[0], *URIS):
                self.write(uri, 2, replies=True)
                self.write(uri, 1)
                self.vote(uri, 2)
                self.edit(uri, 1)
                self.delete(uri, 1)
                yield


@pytest.fixture
def isso(tmp_path: Path) -> Iterator[Isso]:
    with isso_server.running(tmp_path / "isso", f"https://{SITE}/") as server:
        yield server


def assert_store_equals(crawls: Crawls, isso: Isso) -> dict[str, int]:
    """Every comment of Isso's database is stored as it is there; returns how many, by state, and how many vanished."""
    seen = {"visible": 0, "edited": 0, "removed": 0, "vanished": 0}
    for uri in URIS:
        rows = isso.rows(uri)
        thread = crawls.database.threads.find_one({"_id": f"isso:{TALK}{uri}"})
        assert thread is not None
        assert thread["complete"], thread["reason"]
        assert thread["declaredCount"] == thread["collectedCount"] == len(rows)
        stored = {comment["nativeId"]: comment for comment in crawls.database.comments.find({"thread": thread["_id"]})}
        assert not set(rows) - set(stored), "lost"
        for native_id, comment in stored.items():
            row = rows.get(native_id)
            if row is None:
                # It left no trace in Isso; the store keeps it, as it was when it was last there.
                assert comment["lastSeen"] < thread["lastSeen"]
                assert comment["state"] == comment["observations"][-1]["state"] == "vanished"
                seen["vanished"] += 1
                continue
            assert comment["lastSeen"] >= thread["firstSeen"]
            state = "removed" if row["mode"] == 4 else "edited" if row["modified"] else "visible"
            assert comment["state"] == state, (native_id, row)
            seen[state] += 1
            assert comment["parentItem"] == (str(row["parent"]) if row["parent"] else None)
            assert comment["depth"] == (1 if row["parent"] else 0)
            assert (comment["upvoteCount"], comment["downvoteCount"]) == (row["likes"], row["dislikes"])
            assert comment["score"] == row["likes"] - row["dislikes"]
            created = datetime.fromtimestamp(round(row["created"], 3), UTC)
            assert abs((comment["dateCreated"] - created).total_seconds()) < 0.0011
            if state == "removed":
                # What the store keeps of a deleted comment's text is its own, older observation.
                assert comment["observations"][-1]["state"] == "removed"
            else:
                assert comment["text"] == row["text"]
                assert (comment["author"] or {}).get("name") == row["author"]
    return seen


@pytest.mark.live
def test_isso_comment_by_comment(crawls: Crawls, isso: Isso) -> None:
    readers, phases = Readers(isso), {}
    long, short, japanese = URIS
    # More than a page at the top level, and more than a page of replies under one comment.
    readers.write(long, times(510, 620))
    readers.write(long, 505, parent=readers.alive[long][0])
    readers.write(long, times(40, 80), replies=True)
    for uri in (short, japanese):
        readers.write(uri, times(20, 40))
        readers.write(uri, times(20, 40), replies=True)
    for uri in URIS:
        readers.vote(uri, times(30, 60))
        readers.edit(uri, times(6, 12))
        readers.delete(uri, times(6, 12))
    phases["before the crawls"] = isso.done.copy()
    with serving(answer) as address:
        crawls.hosts = {SITE: address, TALK: f"127.0.0.1:{isso.port}"}
        # Slow, so that the next page is still to come.
        kill_in_the_middle_of_a_thread(crawls, *CRAWL, stored=500, DOWNLOAD_DELAY=1, CONCURRENT_REQUESTS_PER_DOMAIN=1)
        crawls.run(*CRAWL)
        first = assert_store_equals(crawls, isso)
        assert first["vanished"] == 0
        assert crawls.database.threads.count_documents({}) == 3

        count = crawl_meanwhile(crawls, readers.go_on(times(8, 56)), *CRAWL, DOWNLOAD_DELAY=0.2)
        phases[f"while {count} crawls ran"] = isso.done.copy()
        readers.delete(long, 20)
        readers.edit(long, 20)
        readers.vote(long, 40)
        readers.write(long, 30, replies=True)
        phases["then"] = isso.done.copy()

        # One more visit at rest.
        crawls.run(*CRAWL)
        second = assert_store_equals(crawls, isso)
        assert_only_these_were_missed(crawls, readers.gone)
        assert listed_as_vanished(crawls, *(f"https://{SITE}{quote(uri)}" for uri in URIS)) == second["vanished"]
        assert crawls.database.quarantine.count_documents({}) == 0
        before = crawls.everything()["comments"]
        crawls.run(*CRAWL)
        after = crawls.everything()["comments"]
    for key, comment in before.items():
        assert {name for name in comment if comment[name] != after[key][name]} <= {"lastSeen"}
    print(f"\n{table('Isso', phases)}\nstored at first: {first}\nstored at the end: {second}")
    assert isso.done["posted"] + isso.done["replied"] >= times(1_150, 2_000)
    for kind in ("replied", "edited", "voted up", "voted down", "deleted", "deleted, with replies below"):
        assert isso.done[kind] >= times(5, 30), kind
    assert second["vanished"] >= times(20, 100)
