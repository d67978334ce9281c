"""deploy/mongo_users.py on a real mongod with authentication: what a crawler and a consumer may do, and what not."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from newscrawler.feed import Feed, FeedGoneError
from newscrawler.feed._position import Lease
from newscrawler.storage import Reader, StorageError, connect, prepare
from newscrawler.storage.backup import back_up
from newscrawler.storage.local import mongod as local_mongod
from tests.support.forking import run
from tests.support.sequencing import sequencing

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
DUMP = "Ferry resumes\n\nBy Mari Sato\n\nThe ferry between the two harbours sails again, the line said on Tuesday.\n"


@dataclass
class Guarded:
    """A one-node replica set that lets nobody in without a password."""

    socket: str

    def uri(self, user: str, password: str, source: str) -> str:
        options = f"authSource={source}&replicaSet=guarded&directConnection=true"
        return f"mongodb://{user}:{password}@{quote(self.socket, safe='')}/?{options}"


def patiently(work: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 240
    while True:
        try:
            return work()
        except PyMongoError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="module")
def guarded() -> Iterator[Guarded]:
    folder = Path(tempfile.mkdtemp(prefix="newscrawler-auth-"))
    key, data, socket = folder / "key", folder / "data", folder / "m.sock"
    key.write_text(secrets.token_urlsafe(96).replace("-", "+").replace("_", "/"))
    key.chmod(0o400)
    data.mkdir()
    binary = local_mongod.binary()
    command = [
        str(binary),
        "--replSet",
        "guarded",
        "--keyFile",
        str(key),
        "--dbpath",
        str(data),
        "--bind_ip",
        str(socket),
    ]
    command += ["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        address = f"mongodb://{quote(str(socket), safe='')}/?directConnection=true&serverSelectionTimeoutMS=1000"
        with MongoClient(address) as client:
            config = {"_id": "guarded", "members": [{"_id": 0, "host": str(socket)}]}
            patiently(lambda: client.admin.command("replSetInitiate", config))
            # Until there is a first user, whoever sits at the machine may make one.
            patiently(lambda: client.admin.command("createUser", "admin", pwd="admin-pw", roles=["root"]))
        yield Guarded(str(socket))
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def make_users(guarded: Guarded, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {
        "MONGODB_URI": guarded.uri("admin", "admin-pw", "admin"),
        "MONGODB_DATABASE": "news",
        "NEWSCRAWLER_CRAWLER_PASSWORD": "crawler-pw",
        "NEWSCRAWLER_CONSUMER_PASSWORD": "consumer-pw",
    }
    return subprocess.run(
        [sys.executable, "deploy/mongo_users.py"],
        cwd=ROOT, env={**os.environ, **own, **environment}, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def users(guarded: Guarded) -> Guarded:
    for _ in range(2):  # the second time they are there
        done = make_users(guarded)
        assert (done.returncode, done.stderr) == (0, "")
    assert "crawler of news has the role newscrawlerCrawler" in done.stdout
    return guarded


def test_a_crawl_needs_no_more_than_the_crawlers_role(users: Guarded, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DUMP)
    environment = {
        "MONGODB_URI": users.uri("crawler", "crawler-pw", "news"),
        "MONGODB_DATABASE": "news",
        "NEWSCRAWLER_VAR": str(tmp_path / "var"),
    }
    for words in (
        ["crawl", "archive", "-a", f"path={tmp_path}/a.txt"],
        ["crawls"],
        ["alerts", "--notify"],
        ["doctor"],
        ["erase", "--author", "Nobody", "--verify"],
        # With an entry on the list, a crawl needs its secret.
        ["crawl", "archive", "-a", f"path={tmp_path}/a.txt"],
    ):
        done = run(["scrapy", *words], env={**os.environ, **environment}, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
    with connect(environment["MONGODB_URI"]) as client:
        assert client["news"]["copies"].count_documents({}) == 1
        assert client["news"]["crawls"].find_one({"exitCode": 0})
        prepare(client["news"])
        # And so is the change feed; a lease that is taken again ends the session of the one before.
        assert all(Lease.acquire(client["news"], "one") for _ in range(2))
        client["news"]["meta"].update_one({"_id": "feed"}, {"$unset": {"holder": "", "expires": ""}})
        with sequencing(client["news"]) as working:
            assert working.feed.first() == 1
        # A backup is a crawler's right too: it reads.
        assert back_up(client["news"], tmp_path / "backup")


def test_a_crawler_drops_nothing_and_touches_no_other_database(users: Guarded) -> None:
    with connect(users.uri("crawler", "crawler-pw", "news")) as client:
        for work in (
            lambda: client["news"].drop_collection("copies"),
            lambda: client.drop_database("news"),
            lambda: client["news"]["copies"].rename("stolen"),
            lambda: client["news"].command("createUser", "mallory", pwd="x", roles=[]),
            lambda: client["other"]["x"].insert_one({}),
            lambda: client["admin"]["system.users"].find_one(),
        ):
            with pytest.raises(OperationFailure, match="not authorized"):
                work()


def test_a_consumer_reads_and_follows_and_writes_nothing(users: Guarded) -> None:
    with connect(users.uri("crawler", "crawler-pw", "news")) as client:
        prepare(client["news"])
        with sequencing(client["news"]) as working:
            assert working.feed.first() == 1
    with connect(users.uri("consumer", "consumer-pw", "news")) as client:
        reader = Reader(client["news"])
        assert list(reader.stories()) is not None
        with reader.changes() as feed:
            assert list(feed.pending()) == []
        numbered = Feed(client["news"])
        assert numbered.events(0, 5)[0].kind == "resync"
        with pytest.raises(FeedGoneError):
            numbered.events(numbered.last() + 1)
        for work in (
            lambda: client["news"]["copies"].insert_one({"_id": "x"}),
            lambda: client["news"]["copies"].update_many({}, {"$set": {"headline": "x"}}),
            lambda: client["news"]["jobs"].insert_one({"_id": "x"}),
            lambda: client["news"]["copies"].delete_many({}),
            # The suppression list's secret: a consumer must not be able to try names against the list.
            lambda: client["newscrawler_private"]["secrets"].find_one(),
        ):
            with pytest.raises(OperationFailure, match="not authorized"):
                work()
        with pytest.raises(StorageError, match="readWrite and dbAdmin"):
            prepare(client["news"])


def test_nobody_gets_in_without_a_password(users: Guarded) -> None:
    uri = f"mongodb://{quote(users.socket, safe='')}/?replicaSet=guarded&directConnection=true"
    with connect(uri) as client, pytest.raises(OperationFailure, match="requires authentication"):
        client["news"]["copies"].find_one()


def test_a_password_that_is_not_set_is_named(guarded: Guarded) -> None:
    done = make_users(guarded, NEWSCRAWLER_CRAWLER_PASSWORD="")
    assert (done.returncode, done.stderr) == (2, "mongo_users: set NEWSCRAWLER_CRAWLER_PASSWORD in the environment\n")
