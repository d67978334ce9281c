"""Running the newsroom: changes between crawls, faults, counts, given comment rows, speed."""

import html
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from gzip import GzipFile
from io import BytesIO
from pathlib import Path

import pytest

import newsroom
from newsroom import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, PLAINPRESS, TROUBLE, TROUBLES, Newsroom, truth

ROOT = Path(__file__).parents[2]


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with newsroom.start() as running:
        yield running


def get(room: Newsroom, host: str, target: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(room.address, timeout=30)
    try:
        sent = {"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", target.replace("'", "%27"), headers=sent)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def comments(room: Newsroom, host: str, article: int) -> dict:
    target = f"/rest.api/article/{article}/comment?order=popular"
    return json.loads(get(room, host, target, X_Requested_With="XMLHttpRequest")[2])


class TestChangesBetweenCrawls:
    def test_a_new_comment_changes_page_count_json_and_validators(self, room: Newsroom) -> None:
        story = room.edition.find(JAPANTODAY, "halden-fire")
        _, before, _ = get(room, JAPANTODAY, story.path)
        remark = room.edition.add_comment(JAPANTODAY, "halden-fire", "Still burning?\n\nReally?")
        status, _, page = get(
            room, JAPANTODAY, story.path, If_None_Match=before["etag"], If_Modified_Since=before["last-modified"]
        )
        assert status == 200
        assert b"65 Comments" in page
        assert remark.id in {row["comment_id"] for row in comments(room, JAPANTODAY, story.id)["comments"]}
        assert str(remark.id) in {comment.nativeId for comment in truth.copy_of(story).thread.comments}

    def test_votes(self, room: Newsroom) -> None:
        story = room.edition.find(JAPANTODAY, "halden-fire")
        remark = story.remarks[3]
        up = remark.up
        room.edition.vote(JAPANTODAY, "halden-fire", remark.id, up=5, down=1)
        rows = {row["comment_id"]: row for row in comments(room, JAPANTODAY, story.id)["comments"]}
        assert up is not None
        assert rows[remark.id]["positive_rating"] == up + 5

    def test_an_edited_story_is_modified_later(self, room: Newsroom) -> None:
        room.edition.edit_story(HARBORLIGHT, "halden-fire", headline="Fire is out", body=["It is out."])
        page = get(room, HARBORLIGHT, room.edition.find(HARBORLIGHT, "halden-fire").path)[2].decode()
        assert "Fire is out" in page
        assert truth.copy_of(room.edition.find(HARBORLIGHT, "halden-fire")).dateModified is not None

    def test_a_removed_comment(self, room: Newsroom) -> None:
        story = room.edition.find(PLAINPRESS, "karsova-envoy")
        room.edition.remove_comment(PLAINPRESS, "karsova-envoy", story.remarks[0].id)
        assert b"removed by a moderator" in get(room, PLAINPRESS, story.path)[2]

    def test_a_removed_story_is_gone_from_page_lists_and_feeds(self, room: Newsroom) -> None:
        path = room.edition.remove_story(PLAINPRESS, "halden-fire").path
        assert get(room, PLAINPRESS, path)[0] == 404
        assert path.encode() not in get(room, PLAINPRESS, "/feed.xml")[2]

    def test_a_story_gets_a_second_version_at_three_outlets_and_a_correction_at_two(self, room: Newsroom) -> None:
        outlets = (JAPANTODAY, HARBORLIGHT, PLAINPRESS, MORNINGTIDE)
        printed = [room.edition.find(outlet, "quarry-dam") for outlet in outlets]
        bodies = [[list(copy.body) for copy in printed]]
        while room.edition.move_on():
            bodies.append([list(copy.body) for copy in printed])
            pages = [get(room, copy.outlet, copy.path)[2].decode() for copy in printed]
            assert all(html.escape(copy.body[1]) in page for copy, page in zip(printed, pages, strict=True))
        changes = [
            [now != then for now, then in zip(*pair, strict=True)] for pair in zip(bodies[1:], bodies, strict=False)
        ]
        assert changes == [[True, True, True, False], [False, True, True, False]]
        noted = [copy.outlet for copy in printed if copy.ednote]
        assert noted == [HARBORLIGHT]
        silent = room.edition.find(PLAINPRESS, "quarry-dam")
        assert silent.modified is not None
        assert silent.modified < silent.touched

    def test_a_killed_story_is_withdrawn_at_two_outlets_gone_at_one_and_still_run_by_one(self, room: Newsroom) -> None:
        before = room.edition.find(MORNINGTIDE, "seal-count").body
        while room.edition.move_on():
            pass
        for outlet in (JAPANTODAY, HARBORLIGHT):
            killed = room.edition.find(outlet, "seal-count")
            assert killed.canceled
            assert b"STORY WITHDRAWN." in get(room, outlet, killed.path)[2]
        gone = room.edition.find(PLAINPRESS, "seal-count")
        assert get(room, PLAINPRESS, gone.path)[0] == 410
        assert gone.path.encode() in get(room, PLAINPRESS, "/feed.xml")[2]
        assert gone.url not in {copy.url for copy in truth.copies(room.edition)}
        still = room.edition.find(MORNINGTIDE, "seal-count")
        assert still.body == before
        assert get(room, MORNINGTIDE, still.path)[0] == 200

    def test_other_pages_keep_their_validators(self, room: Newsroom) -> None:
        path = room.edition.find(HARBORLIGHT, "vessa-motors").path
        rest = f"/wp-json/wp/v2/comments?post={room.edition.find(HARBORLIGHT, 'vessa-motors').id}"
        before = get(room, HARBORLIGHT, rest)[1]["etag"]
        plain = get(room, PLAINPRESS, room.edition.find(PLAINPRESS, "vessa-motors").path)[1]["etag"]
        room.edition.add_comment(JAPANTODAY, "halden-fire", "Elsewhere.")
        assert get(room, HARBORLIGHT, rest)[1]["etag"] == before
        assert get(room, PLAINPRESS, room.edition.find(PLAINPRESS, "vessa-motors").path)[1]["etag"] == plain
        assert get(room, HARBORLIGHT, path)[0] == 200


class TestTrouble:
    @pytest.mark.parametrize(
        ("path", "statuses"),
        [
            ("/healthy", [200, 200]),
            ("/empty", [200]),
            ("/redirect-loop", [302]),
            ("/not-found", [404]),
            ("/gone", [410]),
            ("/busy", [429, 200]),
            ("/busy-forever", [429, 429, 429]),
            ("/stumble", [500, 200]),
            ("/broken", [500, 500]),
            ("/login-wall", [200]),
            ("/no-headline", [200]),
            ("/document.pdf", [200]),
        ],
    )
    def test_statuses(self, room: Newsroom, path: str, statuses: list[int]) -> None:
        assert [get(room, TROUBLE, path)[0] for _ in statuses] == statuses

    def test_index_links_every_trouble(self, room: Newsroom) -> None:
        index = get(room, TROUBLE, "/")[2].decode()
        assert all(f'href="{path}"' in index for path in TROUBLES)

    def test_retry_after(self, room: Newsroom) -> None:
        assert get(room, TROUBLE, "/busy-forever")[1]["retry-after"] == "1"

    def test_empty(self, room: Newsroom) -> None:
        assert get(room, TROUBLE, "/empty")[2] == b""

    def test_truncated_gzip(self, room: Newsroom) -> None:
        _, headers, body = get(room, TROUBLE, "/truncated-gzip")
        assert headers["content-encoding"] == "gzip"
        with pytest.raises(EOFError):
            GzipFile(fileobj=BytesIO(body)).read()

    def test_wrong_charset(self, room: Newsroom) -> None:
        _, headers, body = get(room, TROUBLE, "/wrong-charset")
        assert headers["content-type"].endswith("Shift_JIS")
        assert "Thé " in body.decode("utf-8")

    def test_fifty_megabytes(self, room: Newsroom) -> None:
        assert len(get(room, TROUBLE, "/fifty-megabytes")[2]) == 50 * 1024 * 1024

    def test_cut_off(self, room: Newsroom) -> None:
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            get(room, TROUBLE, "/cut-off")

    def test_slow(self, room: Newsroom) -> None:
        room.trouble.slow_seconds = 0.2
        began = time.monotonic()
        assert get(room, TROUBLE, "/slow")[0] == 200
        assert time.monotonic() - began >= 0.2

    def test_comment_endpoints(self, room: Newsroom) -> None:
        def ask(path: str) -> tuple[int, dict[str, str], bytes]:
            assert get(room, TROUBLE, path)[0] == 200
            target = f"/rest.api/article/{room.trouble.story(path).id}/comment?order=popular"
            return get(room, TROUBLE, target, X_Requested_With="XMLHttpRequest")

        assert json.loads(ask("/healthy")[2])["length"] == 12
        assert ask("/comments-answer-html")[1]["content-type"].startswith("text/html")
        assert isinstance(json.loads(ask("/comments-answer-nonsense")[2])["comments"], dict)
        with pytest.raises(json.JSONDecodeError):
            json.loads(ask("/comments-answer-half-json")[2])
        lies = json.loads(ask("/comments-length-lies")[2])
        assert (lies["length"], len(lies["comments"])) == (40, 12)
        assert [row["user"] for row in json.loads(ask("/comments-answer-odd-rows")[2])["comments"]].count("nobody") == 4
        assert [ask("/comments-broken")[0] for _ in range(2)] == [500, 500]
        assert [ask("/comments-stumble")[0] for _ in range(2)] == [500, 200]
        assert ask("/comments-empty")[2] == b""

    def test_half_of_the_comment_pages(self, room: Newsroom) -> None:
        story = room.trouble.story("/half-of-its-comments/")
        assert get(room, TROUBLE, "/half-of-its-comments/")[0] == 200
        target = f"/wp-json/wp/v2/comments?post={story.id}&per_page=100&page="
        assert [get(room, TROUBLE, target + number)[0] for number in "123"] == [200, 500, 200]
        assert get(room, TROUBLE, target + "1")[1]["x-wp-total"] == "250"


class TestHooks:
    def test_counts_and_visits(self, room: Newsroom) -> None:
        get(room, JAPANTODAY, "/")
        get(room, JAPANTODAY, "/?page=2", User_Agent="a crawler")
        assert room.counts[JAPANTODAY, "/", 200] == 2
        assert room.visits[-1].target == "/?page=2"
        assert room.visits[-1].headers["user-agent"] == "a crawler"
        assert json.loads(get(room, room.address, "/__counters")[2])[0]["count"] == 2
        room.forget()
        assert not room.counts

    def test_failures_on_order(self, room: Newsroom) -> None:
        room.fail(PLAINPRESS, "/", 503, times=2, retry_after=1)
        answers = [get(room, PLAINPRESS, "/") for _ in range(3)]
        assert [status for status, _, _ in answers] == [503, 503, 200]
        assert answers[0][1]["retry-after"] == "1"

    def test_latency(self, room: Newsroom) -> None:
        room.latency = 0.1
        began = time.monotonic()
        get(room, JAPANTODAY, "/")
        assert time.monotonic() - began >= 0.1

    def test_a_taken_port_is_an_error(self, room: Newsroom) -> None:
        with pytest.raises(OSError, match="in use"):
            newsroom.start(room.port)

    def test_requests_on_one_connection_are_answered_in_order(self, room: Newsroom) -> None:
        room.trouble.slow_seconds = 0.1
        with socket.create_connection(("127.0.0.1", room.port), timeout=10) as raw:
            slow = f"GET /slow HTTP/1.1\r\nHost: {TROUBLE}\r\n\r\n"
            raw.sendall((slow + f"GET /gone HTTP/1.1\r\nHost: {TROUBLE}\r\nConnection: close\r\n\r\n").encode())
            got = b"".join(iter(lambda: raw.recv(65536), b""))
        assert got.startswith(b"HTTP/1.1 200 OK")
        assert b"HTTP/1.1 410 Gone" in got

    def test_nonsense_is_refused(self, room: Newsroom) -> None:
        with socket.create_connection(("127.0.0.1", room.port), timeout=10) as raw:
            raw.sendall(b"HELLO\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 400")


class TestGivenRows:
    ROWS = (
        {
            "article": "japantoday:2026-06-01:a-made-up-thread",
            "order": "popular",
            "comments": [
                {
                    "comment_id": 77,
                    "user": {"name": "made up"},
                    "body_text": '1 < 2 & "so on"',
                    "rating": -3,
                    "positive_rating": None,
                    "negative_rating": None,
                    "date_created": "2026-06-01T07:47:29+09:00",
                }
            ],
        },
    )

    def test_rows_are_served_as_they_are(self, tmp_path: Path) -> None:
        rows = tmp_path / "rows.json"
        rows.write_text(json.dumps(self.ROWS))
        with newsroom.start(rows=rows) as room:
            story = room.edition.find(JAPANTODAY, "japantoday:2026-06-01:a-made-up-thread")
            assert get(room, JAPANTODAY, story.path)[0] == 200
            assert (
                story.path.encode()
                in get(room, JAPANTODAY, "/category/national?page=2")[2]
                + get(room, JAPANTODAY, "/category/national")[2]
            )
            answer = comments(room, JAPANTODAY, story.id)
        assert answer["comments"] == [
            {
                "comment_id": 77,
                "user": {"name": "made up"},
                "body": "<p>1 &lt; 2 &amp; &quot;so on&quot;</p>",
                "rating": -3,
                "positive_rating": None,
                "negative_rating": None,
                "date_created": "2026-06-01T07:47:29+09:00",
            }
        ]
        expected = truth.copy_of(story).thread.comments[0]
        assert (expected.score, expected.upvoteCount, expected.downvoteCount) == (-3, None, None)


def test_started_from_a_shell() -> None:
    command = [sys.executable, "-m", "newsroom", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("NEWSCRAWLER_HOST_MAP=japantoday.com=127.0.0.1:")
        assert line.endswith(" NEWSCRAWLER_SPIDER_MODULES=newsroom.spiders\n")
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.live
def test_its_spiders_are_loaded_where_the_environment_names_them_and_do_not_ship(room: Newsroom) -> None:
    def listed(**environment: str) -> set[str]:
        bare = {name: value for name, value in os.environ.items() if name != "NEWSCRAWLER_SPIDER_MODULES"}
        command = [sys.executable, "-m", "scrapy", "list"]
        done = subprocess.run(command, cwd=ROOT, env=bare | environment, capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    assert listed(**room.environment) - listed() == {"harborlight"}


def test_readme_lists_every_trouble() -> None:
    readme = (ROOT / "newsroom" / "README.md").read_text()
    assert all(f"| `{path}` | {what} |" in readme for path, what in TROUBLES.items())


def test_www_leads_to_the_bare_host(room: Newsroom) -> None:
    status, headers, _ = get(room, "www.japantoday.com", "/feed")
    assert (status, headers["location"]) == (301, "https://japantoday.com/feed")
