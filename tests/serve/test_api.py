"""The HTTP API over real HTTP: what its addresses answer."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import brotli
import feedparser
import pytest
from pymongo.database import Database

from newscrawler.serve.api.openapi import document
from newscrawler.serve.api.table import OPERATIONS
from newscrawler.serve.server import listen
from newscrawler.storage._batch import write_batch
from newscrawler.storage._search_index import index_stories
from newscrawler.storage.plain import as_json, stored_fields
from newscrawler.storage.reader import Reader, traverse
from tests.support.demo_store import fill
from tests.support.ninjs_rules import errors, problems, valid
from tests.support.prepared import PreparedDatabases
from tests.support.serving import Served, serving
from tests.support.wire_items import comment, copy, thread

Db = Database[dict[str, Any]]


@pytest.fixture(scope="module")
def server(prepared_databases: PreparedDatabases) -> Iterator[Served]:
    """Serves a newsroom's store that nobody writes to."""
    with prepared_databases.lend() as database:
        fill(database)
        with serving(database) as server:
            yield server


def local(server: Served, address: str) -> str:
    """Return an address of an answer as a path of this server."""
    assert address.startswith(f"{server.url}/")
    return address.removeprefix(server.url)


def walk(server: Served, path: str) -> Iterator[dict[str, Any]]:
    following: str | None = server.url + path
    while following is not None:
        answer = server.get(local(server, following))
        assert answer.status == 200, answer.data
        page = json.loads(answer.data)
        yield from page["items"]
        following = page["next"]
        assert (answer.headers.get("Link") == f'<{following}>; rel="next"') is (following is not None)


def plain(found: Any) -> Any:
    return json.loads(as_json(found))


def test_the_index_leads_to_everything(server: Served) -> None:
    links = server.json("/api")["links"]
    assert len(links) > 15
    for link in links:
        # A stream of events ends after a minute; it has tests of its own.
        if not link["templated"] and not link["needs"] and not link["href"].endswith("/stream"):
            assert server.get(local(server, link["href"])).status == 200, link


def test_stories_come_page_by_page_with_their_text_as_the_read_api_has_them(server: Served) -> None:
    stored = [plain(stored_fields(each)) for each in Reader(server.database).stories()]
    assert list(walk(server, "/api/stories?limit=9")) == stored
    assert all(each["body"] for each in stored[:3])


def test_the_filters_are_those_of_the_read_api(server: Served) -> None:
    reader = Reader(server.database)
    first = next(reader.stories())
    outlet, at = first.outlets[0], first.story.datePublished
    found = list(walk(server, f"/api/stories?outlet={outlet}&agency=Reuters&limit=5"))
    assert [each["id"] for each in found] == [each.id for each in reader.stories(outlet=outlet, agency="Reuters")]
    until = {each["id"] for each in walk(server, f"/api/stories?until={at:%Y-%m-%dT%H:%M:%SZ}")}
    since = {each["id"] for each in walk(server, f"/api/stories?since={at:%Y-%m-%dT%H:%M:%SZ}")}
    assert first.id in since
    assert since.isdisjoint(until)
    (cluster,) = server.json("/api/clusters?limit=1")["items"]
    members = {each["id"] for each in walk(server, f"/api/stories?cluster={cluster['id']}")}
    assert members == {each["story"] for each in cluster["stories"]}


def test_a_search_finds_words_in_every_form_of_answer(database: Db) -> None:
    with serving(database) as server:
        write_batch(
            database,
            [
                copy(f"https://a.example/{n}", headline=f"The {what} returns")
                for n, what in enumerate(("ferry", "train"))
            ],
        )
        index_stories(database, [each["_id"] for each in database["stories"].find({}, {"_id": 1})])
        (story,) = server.json("/api/stories?q=train")["items"]
        assert story["headline"] == "The train returns"
        assert len(server.json("/api/stories?q=returns&outlet=a.example")["items"]) == 2
        assert [each["title"] for each in server.json("/api/stories.json?q=train")["items"]] == ["The train returns"]
        assert len(feedparser.parse(server.get("/api/stories.atom?q=train").data).entries) == 1


def test_fields_choose_what_comes(server: Served) -> None:
    for story in server.json("/api/stories?fields=headline,outlets&limit=5")["items"]:
        assert story.keys() == {"id", "headline", "outlets"}
    assert server.get("/api/stories?fields=headline,secret").status == 400


def test_a_story_comes_alone_or_with_the_parts_that_are_wanted(server: Served) -> None:
    reader = Reader(server.database)
    trees = (reader.story(each.id) for each in reader.stories())
    tree = next(tree for tree in trees if any(node.comments for each in tree.copies for node in each.threads))
    path = f"/api/stories/{tree.stored.id}"
    assert server.json(path) == plain(stored_fields(tree.stored))
    assert server.json(f"/api/stories/{tree.stored.story.key[:12]}") == server.json(path)
    copies = server.json(f"{path}?include=copies")["copies"]
    assert copies == [plain(stored_fields(each.stored)) for each in tree.copies]
    whole = server.json(f"{path}?include=comments")
    for node, copied in zip(tree.copies, whole["copies"], strict=True):
        for below, read in zip(node.threads, copied["threads"], strict=True):
            assert read["comments"] == [plain(stored_fields(each.stored)) for each, _ in traverse(below.comments)]
            assert read["commentsLeftOut"] == 0
            flat = list(walk(server, local(server, read["commentsUrl"]) + "?limit=3"))
            assert sorted(each["id"] for each in flat) == sorted(each["id"] for each in read["comments"])


def test_ninjs_and_activitystreams_are_chosen_by_parameter_or_by_header(server: Served) -> None:
    (story,) = server.json("/api/stories?limit=1")["items"]
    by_header = server.get(f"/api/stories/{story['id']}", headers={"Accept": "application/vnd.iptc.ninjs+json"})
    assert by_header.headers["Content-Type"] == "application/vnd.iptc.ninjs+json"
    assert "Accept" in by_header.headers["Vary"]
    found = server.json(f"/api/stories/{story['id']}?format=ninjs")
    assert found == json.loads(by_header.data)
    assert problems(found) == []
    for part in ("fields=headline", "include=copies"):
        refused = server.get(f"/api/stories/{story['id']}?format=ninjs&{part}")
        assert json.loads(refused.data)["parameter"] == part.partition("=")[0]
    named = quote(server.database["comments"].find_one({"state": "removed"})["thread"], safe="")
    activity = {"Accept": "text/html;q=0.4, application/activity+json;q=0.9, application/json;q=0.5"}
    collection = json.loads(server.get(f"/api/threads/{named}", headers=activity).data)
    assert collection["type"] == "OrderedCollection"
    assert "Tombstone" in {each["type"] for each in collection["orderedItems"]}
    assert collection == server.json(f"/api/threads/{named}?format=activitystreams")
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert server.get(f"/api/threads/{named}", headers=browser).headers["Content-Type"] == "application/json"


def test_a_cluster_says_who_printed_how_much(server: Served) -> None:
    for cluster in walk(server, "/api/clusters?limit=1&sort=firstSeen"):
        found = server.json(f"/api/clusters/{cluster['id']}?printings=2")
        assert len(found["printings"]) == min(2, found["printingsCount"])
        assert all(0 <= each["share"] <= 1 for each in found["printings"])
        assert server.json(f"/api/clusters/{cluster['stories'][-1]['story']}")["id"] == cluster["id"]


def test_revisions_give_back_what_a_copy_said(server: Served) -> None:
    revision = server.database["revisions"].find_one({"revision": 0})
    url = quote(revision["url"], safe="")
    found = server.json(f"/api/copies/revisions?url={url}")
    assert found["skipped"] == 0
    assert found["items"][0]["change"]["kind"]
    before = "".join(text for op, text in found["items"][0]["headline"] if op != "+")
    assert before == revision["headline"]
    assert server.json(f"/api/copies?url={url}")["revision"] == len(found["items"])
    assert server.json(f"/api/copies/revisions?url={url}&limit=1")["skipped"] == len(found["items"]) - 1


def test_what_operators_ask_for_is_there(server: Served) -> None:
    reader = Reader(server.database)
    assert server.json("/api/outlets")["items"] == reader.outlets()
    assert server.json("/api/agencies")["items"] == reader.agencies()
    by_hour = server.json("/api/coverage")["items"]
    by_outlet = server.json("/api/coverage?by=outlet")["items"]
    assert len(by_outlet) < len(by_hour)
    assert sum(each["stored"] for each in by_outlet) == sum(each["stored"] for each in by_hour)
    assert server.json("/api/gaps?limit=3")["items"]
    runs = list(walk(server, "/api/runs?limit=7"))
    assert len({each["id"] for each in runs}) == server.database["crawls"].count_documents({})
    assert {"running", "ended", "dead"} >= {each["state"] for each in runs}
    assert server.json(f"/api/runs/{runs[0]['id']}")["spider"] == runs[0]["spider"]
    current = server.json("/api/alerts")["items"]
    assert all(each["cleared"] is None for each in current)
    assert len(current) <= len(server.json("/api/alerts?state=all")["items"])
    entries = list(walk(server, "/api/quarantine?limit=2"))
    assert entries
    assert server.json(f"/api/quarantine/{entries[0]['id']}") == entries[0]


def test_a_reader_of_feeds_reads_the_atom_feed_to_its_end(server: Served) -> None:
    ids: list[str] = []
    following = server.url + "/api/stories.atom?limit=9"
    while following:
        answer = server.get(local(server, following))
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        read = feedparser.parse(answer.data)
        assert not read.bozo, read.get("bozo_exception")
        ids += [entry.id for entry in read.entries]
        following = next((link.href for link in read.feed.links if link.rel == "next"), "")
    assert ids == [f"urn:newscrawler:story:{each.id}" for each in Reader(server.database).stories()]


def test_the_json_feed_has_the_same_filters(server: Served) -> None:
    answer = server.get("/api/stories.json?agency=Reuters&limit=3")
    assert answer.headers["Content-Type"] == "application/feed+json"
    feed = json.loads(answer.data)
    assert feed["title"] == "newscrawler: stories · agency Reuters"
    assert [each["_newscrawler"]["agency"] for each in feed["items"]] == ["Reuters"] * 3
    assert json.loads(server.get(local(server, feed["next_url"])).data)["items"]


def test_an_answer_that_the_client_has_is_not_sent_again(server: Served) -> None:
    for path in ("/api/stories?limit=20", "/api/openapi.json", "/api/stories.atom", "/api/runs", "/api/agencies"):
        for accepted in ("identity", "gzip", "br"):
            sent = {"Accept-Encoding": accepted}
            tag = server.get(path, headers=sent).headers["ETag"]
            assert not tag.startswith("W/")
            again = server.get(path, headers=sent | {"If-None-Match": f'"other", {tag}'})
            assert (again.status, again.data, again.headers["ETag"]) == (304, b"", tag)
            assert server.get(path, headers=sent | {"If-None-Match": '"other"'}).status == 200


def test_a_changed_answer_has_another_tag(database: Db) -> None:
    with serving(database) as server:
        write_batch(database, [copy()])
        before = server.get("/api/stories").headers["ETag"]
        write_batch(database, [copy("https://b.example/ferry")])
        answer = server.get("/api/stories", headers={"If-None-Match": before})
        assert answer.status == 200
        assert answer.headers["ETag"] != before


def test_answers_are_compressed_as_the_client_accepts(server: Served) -> None:
    def ask(accepted: str) -> tuple[str | None, bytes, str]:
        answer = server.get("/api/coverage", headers={"Accept-Encoding": accepted}, decode_content=False)
        assert "Accept-Encoding" in answer.headers["Vary"]
        return answer.headers.get("Content-Encoding"), answer.data, answer.headers["ETag"]

    encoding, whole, tag = ask("identity")
    assert encoding is None
    assert [ask(accepted)[0] for accepted in ("gzip", "br", "gzip, br", "br;q=0.1, gzip;q=0.9")] == [
        "gzip",
        "br",
        "br",
        "gzip",
    ]
    assert gzip.decompress(ask("gzip")[1]) == brotli.decompress(ask("br")[1]) == whole
    assert len({tag, ask("gzip")[2], ask("br")[2]}) == 3
    assert len(ask("br")[1]) < len(whole) / 5


def test_head_gives_the_headers_alone(server: Served) -> None:
    whole = server.get("/api/stories?limit=5")
    head = server.request("HEAD", "/api/stories?limit=5")
    assert (head.status, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Link", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]


def test_nothing_of_the_api_is_kept_by_a_cache_that_others_share(server: Served) -> None:
    assert "private" in server.get("/api/stories").headers["Cache-Control"]
    assert server.get("/api/stories?limit=x").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status", "parameter", "words"),
    [
        ("/api/stories?color=red", 400, "color", "which takes: after, agency"),
        ("/api/stories?limit=0", 400, "limit", "from 1 to 1000"),
        ("/api/stories?limit=1001", 400, "limit", "from 1 to 1000"),
        ("/api/stories?limit=ten", 400, "limit", "whole number"),
        ("/api/stories?limit=1&limit=2", 400, "limit", "several times"),
        ("/api/stories?since=yesterday", 400, "since", "2026-03-01T11:00:00Z"),
        ("/api/stories?since=2026-03-01T11:00:00", 400, "since", "with its zone"),
        ("/api/stories?since=2026-03-01T11:00:00+01:00", 400, "since", "%2B"),
        ("/api/stories?since=2026-02-30", 400, "since", "not a time"),
        ("/api/stories?after=nonsense", 400, "after", "cursor"),
        ("/api/stories?outlet=", 400, "outlet", "empty"),
        ("/api/stories?agency=A%00B", 400, "agency", "NUL"),
        ("/api/stories?after=limit", 400, "after", "not a cursor"),
        ("/api/stories?q=...", 400, "q", "has no word"),
        ("/api/stories?q=ferry&changed_since=2026-03-01", 400, "q", "leave one of them out"),
        ("/api/stories/zzz", 400, "id", "not of its form"),
        ("/api/stories/ffffffffffff", 404, None, "No story is stored"),
        ("/api/stories/ffff?format=xml", 400, "format", "json, ninjs"),
        ("/api/threads/none", 404, None, "No thread is stored"),
        ("/api/threads/a%2Fb/comments?shape=round", 400, "shape", "flat, tree"),
        ("/api/copies", 400, "url", "missing"),
        ("/api/copies?url=https://none.example/", 404, None, "No copy is stored"),
        ("/api/clusters?sort=size", 400, "sort", "spread, firstSeen, lastChanged"),
        ("/api/coverage?since=2020-01-01", 400, "since", "2 days"),
        ("/api/runs/none", 404, None, "No run is stored"),
        ("/api/runs?after=soon", 400, "after", "cursor"),
        ("/api/quarantine?stage=lost", 400, "stage", "fetch, discovery"),
        ("/api/nowhere", 404, None, "/api/openapi.json"),
    ],
)
def test_a_wrong_wish_is_answered_with_its_name_and_the_remedy(
    server: Served, path: str, status: int, parameter: str | None, words: str
) -> None:
    answer = server.get(path)
    problem = json.loads(answer.data)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status, problem["status"], problem.get("parameter")) == (status, status, parameter)
    assert words in problem["detail"]


def test_times_of_every_zone_are_taken(server: Served) -> None:
    for moment in ("2026-03-01", "2026-03-01T11:00Z", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:60-12:00"):
        assert server.get(f"/api/stories?since={moment}").status == 200, moment
        assert server.get(f"/api/coverage?until={moment}").status == 200, moment


def test_an_id_with_slashes_names_a_thread_and_not_its_comments(database: Db) -> None:
    page = copy("https://a.example/ferry/comments")
    held = thread(page)
    with serving(database) as server:
        write_batch(database, [page, held, comment(held, 0), comment(held, 1, parentItem="0")])
        path = f"/api/threads/{quote(held.id, safe='')}"
        assert server.json(path)["id"] == held.id
        assert [each["nativeId"] for each in server.json(f"{path}/comments")["items"]] == ["0", "1"]
        (root,) = server.json(f"{path}/comments?shape=tree")["items"]
        assert [each["nativeId"] for each in root["replies"]] == ["1"]
        assert urlsplit(server.json(path)["commentsUrl"]).path == f"{path}/comments"


def test_a_thread_of_any_depth_is_nested_no_deeper_than_readers_of_json_go(database: Db) -> None:
    page = copy()
    held = thread(page)
    chain = [comment(held, n, parentItem=str(n - 1) if n else None) for n in range(300)]
    with serving(database) as server:
        write_batch(database, [page, held, *chain])
        level = server.json(f"/api/threads/{quote(held.id, safe='')}/comments?shape=tree")["items"]
        levels, seen = 0, 0
        while level:
            levels, seen = levels + 1, seen + len(level)
            level = [reply for each in level for reply in each["replies"]]
        assert (levels, seen) == (51, 300)


def closed(schema: Any) -> Any:
    """Return a schema that refuses members which it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(value) for name, value in schema.items()}
    return {"additionalProperties": False, **found} if isinstance(schema.get("properties"), dict) else found


def test_answers_have_no_member_that_the_document_does_not_describe(server: Served) -> None:
    described = document()
    first = {
        collection: server.json(f"/api/{collection}?limit=1")["items"][0]["id"]
        for collection in ("stories", "clusters", "runs", "quarantine")
    }
    held = server.database["comments"].find_one()["thread"]
    url = quote(server.database["revisions"].find_one()["url"], safe="")
    asked = {
        "/api": "",
        "/api/stories": "",
        "/api/stories/{id}": f"/{first['stories']}?include=comments",
        "/api/threads/{id}": f"/{quote(held, safe='')}",
        "/api/threads/{id}/comments": f"/{quote(held, safe='')}/comments?shape=tree",
        "/api/clusters": "",
        "/api/clusters/{id}": f"/{first['clusters']}",
        "/api/copies": f"?url={url}",
        "/api/copies/revisions": f"?url={url}",
        **dict.fromkeys(("/api/outlets", "/api/agencies", "/api/coverage", "/api/gaps", "/api/runs"), ""),
        "/api/runs/{id}": f"/{first['runs']}",
        "/api/alerts": "?state=all",
        "/api/quarantine": "",
        "/api/quarantine/{id}": f"/{first['quarantine']}",
    }
    elsewhere = {"/api/stories.atom", "/api/stories.json", "/api/openapi.json", "/api/docs"}
    assert set(asked) | elsewhere >= {path for path in described["paths"] if not path.startswith("/api/feed")}
    for path, more in asked.items():
        content = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        schema = {**closed(content["schema"]), "components": closed(described["components"])}
        answer = server.json(path.partition("/{id}")[0] + more)
        assert valid(schema, answer), (path, errors(schema, answer)[:3])
        assert not valid(schema, {**answer, "surprise": 1}), path


def test_the_page_for_people_describes_every_address(server: Served) -> None:
    answer = server.get("/api/docs")
    assert answer.headers["Content-Type"].startswith("text/html")
    page = answer.data.decode()
    for operation in OPERATIONS:
        assert f"<code>GET {operation.path}</code>" in page
        for parameter in operation.parameters:
            assert f"<code>{parameter.name}</code>" in page
    assert "https://" not in page, "the page loads or links nothing of other servers"


def test_a_large_answer_is_whole(database: Db) -> None:
    with serving(database) as server:
        write_batch(
            database,
            [copy(f"https://a.example/{n}", headline=f"Part {n}", body=[f"{n} " * 3_000]) for n in range(60)],
        )
        answers = [
            server.get("/api/stories?limit=60", headers={"Accept-Encoding": accepted})
            for accepted in ("identity", "gzip", "br")
        ]
        assert len({answer.data for answer in answers}) == 1
        assert len(answers[0].data) > 300_000
        assert len(json.loads(answers[0].data)["items"]) == 60


def test_an_answer_does_not_wait_for_the_acknowledgement_of_its_headers() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
