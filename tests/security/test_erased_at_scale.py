"""Many readers erased out of many comments: nothing left in a dump, nothing back by a crawl, a spool or a restore.

ERASE_AUTHORS=1000 ERASE_COMMENTS=200000 .venv/bin/python -m pytest -s tests/security/test_erased_at_scale.py
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.items import Author, Comment
from newscrawler.storage import connect
from newscrawler.storage.spool import Spool
from tests.support import forking
from tests.support.crawls import Crawls
from tests.support.loopback import serving

pytestmark = pytest.mark.live

AUTHORS = int(os.environ.get("ERASE_AUTHORS", "10"))
COMMENTS = int(os.environ.get("ERASE_COMMENTS", "1000"))
READERS = AUTHORS * 5
"""A fifth of the readers, and so of the comments, goes."""

PER_STORY = 500
STORIES = max(1, COMMENTS // PER_STORY)

SAID = re.compile(rb"(?:reader|words)(\d{6})")


@pytest.fixture
def crawls(database: Database[Any], mongo_uri: str, tmp_path: Path) -> Crawls:
    return Crawls(database=database, mongo_uri=mongo_uri, var=tmp_path / "var")


def row(story: int, number: int) -> dict[str, Any]:
    reader = (story * 7919 + number) % READERS
    return {
        "comment_id": story * PER_STORY + number,
        "body": f"<p>What words{reader:06d} said of story {story} is number {number}, and it is long enough to be found.</p>",
        "user": {"name": f"reader{reader:06d} Doe"},
        "date_created": "2026-11-24T09:00:00+09:00",
        "positive_rating": number % 9,
        "negative_rating": 1,
        "rating": number % 9 - 1,
    }


def answer(path: str) -> tuple[int, str]:
    if path.startswith("/feed"):
        items = "".join(
            f"<item><link>https://japantoday.com/category/world/story-number-{n}</link><title>S {n}</title></item>"
            for n in range(STORIES)
        )
        return 200, f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    if (found := re.match(r"/category/world/story-number-(\d+)$", path)) is not None:
        n = found[1]
        body = "".join(
            f"<p>Paragraph {k} of story {n} about the quay, which was as long as ever, officials said.</p>"
            for k in range(4)
        )
        return 200, (
            f"<html><head><title>Story number {n} of the quay</title></head><body><article><h1>Story number {n} of the quay</h1>"
            f'<div itemprop="articleBody">{body}</div></article>'
            f'<div id="comments-js" data-json=\'{{"r":"/rest.api/article/{n}/comment"}}\'></div></body></html>'
        )
    if (found := re.match(r"/rest.api/article/(\d+)/comment", path)) is not None:
        rows = [row(int(found[1]), number) for number in range(PER_STORY)]
        return 200, json.dumps({"success": True, "length": len(rows), "comments": rows})
    return 404, ""


def left(folder: Path, gone: set[bytes]) -> int:
    """How often an erased reader's name or words stand in the bytes of a backup."""
    packed = list(folder.glob("*.bson.gz"))
    assert packed
    return sum(number in gone for path in packed for number in SAID.findall(gzip.decompress(path.read_bytes())))


def shape(database: Database[Any]) -> dict[str, tuple[Any, ...]]:
    fields = ("thread", "parentItem", "depth", "position", "dateCreated", "score", "upvoteCount")
    return {each["_id"]: tuple(each[name] for name in fields) for each in database.comments.find()}


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.1f} s")


def command(crawls: Crawls, *arguments: str, database: str | None = None) -> str:
    environment = {**crawls.environment, **({"MONGODB_DATABASE": database} if database else {})}
    done = forking.run(crawls.command(*arguments)[2:], env=environment, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    return done.stdout


def crawl(crawls: Crawls) -> None:
    command = crawls.command("crawl", "japantoday", "-a", "pages=1", CONCURRENT_REQUESTS_PER_DOMAIN=4)
    done = forking.run(command[2:], env=crawls.environment, timeout=1800)
    assert crawls.database.comments.count_documents({}) >= STORIES * PER_STORY, done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]


def test_erased_readers_are_gone_and_stay_gone(crawls: Crawls, tmp_path: Path) -> None:
    names = [f"reader{number:06d} Doe" for number in range(AUTHORS)]
    gone = {f"{number:06d}".encode() for number in range(AUTHORS)}
    (tmp_path / "names.txt").write_text("\n".join(names) + "\n")
    store = crawls.database
    with serving(answer) as address, timed("all"):
        crawls.hosts = {"japantoday.com": address}
        with timed("crawl"):
            crawl(crawls)
        before = shape(store)
        with timed("backup"):
            command(crawls, "backup", "create", str(tmp_path / "before"))
        assert left(tmp_path / "before", gone) >= 2 * len(before) // 5
        spool = Spool.create(tmp_path / "other" / "spool", store.name)
        for each in store.comments.find({"author.name": {"$in": names}}):
            fields = {name: each[name] for name in Comment.__dataclass_fields__ if name in each}
            spool.append([Comment(**{**fields, "author": Author(**each["author"])})])
            if spool._end > 3_000_000:
                break
        spool.close()
        with timed("erase and verify"):
            said = command(crawls, "erase", "--authors-file", str(tmp_path / "names.txt"), "--verify")
        assert "verified: 0 hits" in said
        assert store.comments.count_documents({"erasure.how": "erased"}) == sum(
            row(story, number)["user"]["name"] in set(names) for story in range(STORIES) for number in range(PER_STORY)
        )
        assert shape(store) == before
        command(crawls, "backup", "create", str(tmp_path / "after"))
        assert left(tmp_path / "after", gone) == 0

        (crawls.var / "spool").mkdir(parents=True, exist_ok=True)
        for path in (tmp_path / "other" / "spool").iterdir():
            path.rename(crawls.var / "spool" / path.name)
        with timed("crawl again, with an old spool"):
            crawl(crawls)
        assert not list((crawls.var / "spool").glob("*.spool"))
        command(crawls, "backup", "create", str(tmp_path / "again"))
        assert left(tmp_path / "again", gone) == 0
        assert shape(store) == before

        restored = f"{store.name}-restored"
        with timed("restore of the backup from before"):
            command(crawls, "backup", "restore", str(tmp_path / "before"), database=restored)
        command(crawls, "backup", "create", str(tmp_path / "restored"), database=restored)
        assert left(tmp_path / "restored", gone) == 0
        with connect(crawls.mongo_uri) as client:
            assert shape(client[restored]) == before
            client.drop_database(restored)
