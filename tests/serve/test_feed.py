"""The change feed over HTTP: as a consumer follows it, by long poll and by server-sent events."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from newscrawler.storage._batch import write_batch
from tests.support.sequencing import until
from tests.support.serving import Served, serving
from tests.support.wire_items import comment, copy, page, thread

Db = Database[dict[str, Any]]


@pytest.fixture
def server(database: Db) -> Iterator[Served]:
    """The app with its sequencer, which has begun."""
    with serving(database, tasks=True) as server:
        until(lambda: server.json("/api/feed")["last"] > 0)
        yield server


def path_of(server: Served, link: str) -> str:
    assert link.startswith(server.url)
    return link.removeprefix(server.url)


def followed(server: Served, path: str, enough: int) -> tuple[list[dict[str, Any]], str]:
    """The events from a path on, by following ``next``; and where it goes on."""
    events: list[dict[str, Any]] = []
    while len(events) < enough:
        answer = server.json(path)
        events += answer["items"]
        path = path_of(server, answer["next"])
    return events, path


def test_a_consumer_that_follows_next_has_each_event_once_and_in_order(database: Db, server: Served) -> None:
    write_batch(database, page(comments=5))
    events, path = followed(server, "/api/feed?limit=2&wait=5", 9)
    assert [each["number"] for each in events] == list(range(1, 10))
    assert [each["kind"] for each in events] == ["resync", *["added"] * 8]
    added = events[2]
    assert added == {
        **{"number": 3, "kind": "added", "collection": "copies", "id": "https://a.example/ferry"},
        **{"at": added["at"], "outlet": "a.example", "story": events[1]["id"]},
    }
    assert datetime.fromisoformat(added["at"]).tzinfo == UTC
    below = thread(copy())
    write_batch(database, [comment(below, 9)])
    (event,), _ = followed(server, path, 1)
    assert (event["id"], event["thread"]) == (f"{below.id}#9", below.id)


def test_a_request_waits_for_an_event_and_no_longer_than_it_asked(database: Db, server: Served) -> None:
    last = server.json("/api/feed")["last"]
    began = time.monotonic()
    answer = server.json(f"/api/feed?after={last}&wait=1")
    assert (answer["items"], answer["last"]) == ([], last)
    assert path_of(server, answer["next"]).startswith(f"/api/feed?after={last}&wait=1&feed=")
    assert time.monotonic() - began >= 1
    answers: list[Any] = []
    waiting = [
        threading.Thread(target=lambda: answers.append(server.json(f"/api/feed?after={last}&wait=50&kinds=added")))
        for _ in range(5)
    ]
    for each in waiting:
        each.start()
    write_batch(database, [copy()])
    for each in waiting:
        each.join(40)
    assert [answer["items"][0]["kind"] for answer in answers] == ["added"] * 5


def test_a_client_that_gives_up_takes_no_place_of_others(database: Db, server: Served, caplog: Any) -> None:
    last = server.json("/api/feed")["last"]
    host, port = server.url.removeprefix("http://").split(":")
    with caplog.at_level(logging.INFO, "newscrawler.serve.access"):
        for _ in range(3):
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(f"GET /api/feed?after={last}&wait=60 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        # Long before the minute for which they asked. The line of the request above may come among theirs.
        until(lambda: sum("GET /api/feed 200" in each.getMessage() for each in caplog.records) >= 3, seconds=40)


def test_kinds_and_documents_on_request(database: Db, server: Served) -> None:
    write_batch(database, page(comments=1))
    until(lambda: server.json("/api/feed")["last"] >= 5)
    database["threads"].delete_many({})
    until(lambda: server.json("/api/feed")["last"] >= 6)
    answer = server.json("/api/feed?include=document&kinds=added,removed")
    by_collection = {each["collection"]: each for each in answer["items"] if each["kind"] == "added"}
    assert by_collection["stories"]["document"]["headline"] == "Ferry returns to harbor"
    assert by_collection["copies"]["document"]["id"] == "https://a.example/ferry"
    assert by_collection["comments"]["document"]["text"] == "Comment 0"
    assert by_collection["threads"]["document"] is None, "it is not stored any more"
    assert [each["kind"] for each in answer["items"]][-1] == "removed"
    assert server.json("/api/feed?kinds=killed")["next"].partition("&feed=")[0].endswith(f"after={answer['last']}")


def test_what_is_not_kept_is_gone_with_the_first_that_is(database: Db, server: Served) -> None:
    write_batch(database, page(comments=2))
    until(lambda: server.json("/api/feed")["last"] >= 6)
    database["feed"].delete_many({"_id": {"$lt": 4}})
    for path in ("/api/feed?after=1", "/api/feed/stream?after=1"):
        refused = server.get(path)
        problem = json.loads(refused.data)
        assert (refused.status, refused.headers["Content-Type"]) == (410, "application/problem+json")
        assert (problem["first"], problem["last"]) == (4, 6)
        assert "follow from `last`" in problem["detail"]
    assert [each["number"] for each in server.json("/api/feed")["items"]] == [4, 5, 6]
    assert server.get("/api/feed?after=7").status == 410
    assert server.get("/api/feed?after=6&feed=abc").status == 410


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "wait=61", "wait=1.5", "kinds=all", "include=text", "limit=0", "since=1", "feed=x"]
)
def test_a_bad_parameter_is_named(server: Served, query: str) -> None:
    refused = server.get(f"/api/feed?{query}")
    assert refused.status == 400
    assert json.loads(refused.data)["parameter"] == query.partition("=")[0]


def test_server_sent_events_go_on_after_the_last_id(database: Db, server: Served) -> None:
    write_batch(database, page(comments=2))
    until(lambda: server.json("/api/feed")["last"] >= 6)
    stream = server.get("/api/feed/stream", headers={"Last-Event-ID": "4"}, preload_content=False)
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    lines = (line.decode() for line in stream)
    assert next(lines) == "retry: 1000\n"
    got: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith("data: "):
            got.append(json.loads(line.removeprefix("data: ")))
        if len(got) == 2:
            write_batch(database, [comment(thread(copy()), 9)])
        if len(got) == 3:
            break
    stream.close()
    assert [each["number"] for each in got] == [5, 6, 7]
    assert server.get("/api/feed/stream", headers={"Last-Event-ID": "4; DROP"}).status == 400


CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
"""A client that nobody here wrote."""


@CURL
def test_curl_holds_a_long_poll(database: Db, server: Served) -> None:
    last = server.json("/api/feed")["last"]
    asked = subprocess.Popen(
        ["curl", "--silent", "--fail", "--compressed", f"{server.url}/api/feed?after={last}&wait=30"],
        stdout=subprocess.PIPE,
    )
    write_batch(database, [copy()])
    out, _ = asked.communicate(timeout=240)
    assert asked.returncode == 0
    assert json.loads(out)["items"][0]["number"] == last + 1


@CURL
def test_the_documented_loop_of_the_shell_follows_the_feed(database: Db, server: Served) -> None:
    page_ = Path(__file__).parents[2] / "docs" / "change-feed.md"
    (loop,) = (each for each in re.findall(r"```sh\n(.*?)```", page_.read_text("utf-8"), re.DOTALL) if "while" in each)
    script = loop.replace("http://127.0.0.1:8420", server.url).replace("grep", "grep --line-buffered")
    shell = subprocess.Popen(["bash", "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert shell.stdout is not None
        assert json.loads(next(shell.stdout).rstrip(",\n"))["kind"] == "resync"
        for number in range(2):
            write_batch(database, [copy(f"https://{number}.example/", headline=f"{number}")])
            told = [json.loads(next(shell.stdout).rstrip(",\n")) for _ in ("story", "copy")]
            assert [each["collection"] for each in told] == ["stories", "copies"]
    finally:
        os.killpg(shell.pid, signal.SIGKILL)
        shell.communicate()
