"""Requests that do not come in, and what every answer has, over real HTTP and by bytes on a socket."""

from __future__ import annotations

import contextlib
import http.client
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any

import pytest
from pymongo.database import Database
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from newscrawler.serve import server as server_module
from newscrawler.serve.security import Access, form, posted
from newscrawler.serve.security.gate import LARGEST_BODY
from newscrawler.serve.server import access_for
from tests.support.serving import Served, serving


@posted
def take(request: Request) -> Response:
    return PlainTextResponse(f"{len(form(request))} fields\n")


def fail(request: Request) -> Response:
    raise RuntimeError("secret of the program")


ROUTES = [Route("/take", take, methods=["POST"]), Route("/fail", fail), Route("/api/fail", fail)]


@pytest.fixture
def served(database: Database[dict[str, Any]]) -> Iterator[Served]:
    with serving(database, routes=ROUTES, prepared=True) as server:
        yield server


def raw(server: Served, *lines: str, body: bytes = b"") -> bytes:
    """Return the answer to a request that no client library would send."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


# --- Host and origin ------------------------------------------------------------------------------------------------


FORGED = (
    *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.0.2.7", "0.0.0.0", "[::]"),
    *("127.0.0.1@evil.example", "127.0.0.1:80:90", "evil.example:8420", "localhost.", "127.1"),
)


@pytest.mark.parametrize("path", ["/api/x", "/healthz", "/static/x", "/login"])
def test_a_forged_host_is_refused(served: Served, path: str) -> None:
    answers = {host: served.get(path, headers={"Host": host}) for host in FORGED}
    assert {host for host, answer in answers.items() if answer.status != 403} == set()
    assert all(b"NEWSCRAWLER_SERVE_HOSTS" in answer.data for answer in answers.values())


def test_names_of_this_machine_are_accepted(served: Served) -> None:
    for host in ("127.0.0.1", "localhost:9", "LOCALHOST", "[::1]:8420", "127.0.0.9"):
        assert served.get("/healthz", headers={"Host": host}).status == 200, host


def test_without_a_host_or_with_two_nothing_is_answered(served: Served) -> None:
    assert raw(served, "GET /healthz HTTP/1.1").startswith(b"HTTP/1.1 400 ")
    assert raw(served, "GET /healthz HTTP/1.1", "Host: localhost", "Host: evil.example").startswith(b"HTTP/1.1 400 ")
    assert raw(served, "GET /healthz HTTP/1.0").startswith(b"HTTP/1.1 403 ")


def test_further_names_are_those_that_an_operator_lists(database: Database[Any]) -> None:
    access = access_for("127.0.0.1", names=["News.Example", " [2001:db8::7] "], per_minute=1_000)
    assert access.token_required
    assert access.link is None
    with serving(database, access=access, prepared=True) as server:
        for host in ("news.example", "NEWS.example:443", "[2001:db8::7]"):
            assert server.get("/healthz", headers={"Host": host}).status == 200
        assert server.get("/healthz", headers={"Host": "www.news.example"}).status == 403


FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://localhost"},
    {"Origin": "chrome-extension://abc"},
    {"Origin": "http://[broken"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
)


def test_a_form_of_another_origin_is_refused(served: Served) -> None:
    for headers in FOREIGN:
        answer = served.post("/take", {"a": "1"}, headers=headers)
        assert answer.status == 403, headers
        assert b"another origin" in answer.data


def test_a_form_of_ours_is_taken(served: Served) -> None:
    assert served.post("/take", {"a": "1"}, headers={"Origin": served.url}).data == b"1 fields\n"
    assert served.post("/take", {"a": "1"}).data == b"1 fields\n"


def test_a_page_of_another_origin_may_link_here_but_not_ask(served: Served) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert served.get("/api/x", headers=link).status == 404
    for mode in ("no-cors", "cors", "websocket"):
        assert served.get("/api/x", headers=link | {"Sec-Fetch-Mode": mode}).status == 403
    assert "Access-Control-Allow-Origin" not in served.get("/api/x").headers


# --- Paths ----------------------------------------------------------------------------------------------------------


OUTSIDE = (
    *("/static/../app.py", "/static/../../settings.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"),
    *("/static/%2e%2e%2f%2e%2e%2fsettings.py", "/static/..%5capp.py", "/static/..\\app.py", "/static/./../app.py"),
    *(
        "/static//etc/passwd",
        "/static/%2fetc/passwd",
        "/static/%00",
        "/static/x%00.css",
        "/static/%252e%252e/app.py",
    ),
    *("/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "http://evil.example/etc/passwd", "/static/"),
)


def test_no_path_leads_out_of_the_static_files(served: Served) -> None:
    for path in OUTSIDE:
        answer = raw(served, f"GET {path} HTTP/1.1", "Host: localhost")
        assert answer.partition(b" ")[2][:3] in (b"400", b"404"), (path, answer[:80])
        assert b"import" not in answer, path
        assert b"root:" not in answer, path


# --- Limits ---------------------------------------------------------------------------------------------------------


def test_a_large_body_is_refused_told_or_not(served: Served) -> None:
    answer = raw(served, "POST /take HTTP/1.1", "Host: localhost", f"Content-Length: {LARGEST_BODY + 1}")
    assert answer.startswith(b"HTTP/1.1 413 ")
    large = b"a=" + b"x" * LARGEST_BODY
    form_type = "Content-Type: application/x-www-form-urlencoded"
    chunk = f"{len(large):x}\r\n".encode() + large + b"\r\n0\r\n\r\n"
    chunked = ("POST /take HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked", form_type)
    assert raw(served, *chunked, body=chunk).startswith(b"HTTP/1.1 413 ")


def test_a_form_of_too_many_fields_is_refused(served: Served) -> None:
    assert served.post("/take", {f"f{n}": "1" for n in range(100)}).data == b"100 fields\n"
    assert served.post("/take", {f"f{n}": "1" for n in range(101)}).status == 400


def test_too_long_a_head_is_refused(served: Served) -> None:
    assert raw(served, f"GET /healthz?{'x' * 8_000} HTTP/1.1", "Host: localhost").startswith(b"HTTP/1.1 200 ")
    assert raw(served, f"GET /healthz?{'x' * 9_000} HTTP/1.1", "Host: localhost").startswith(b"HTTP/1.1 414 ")


def test_a_client_that_asks_too_often_is_told_when_to_ask_again(database: Database[Any]) -> None:
    with serving(database, access=Access(requests_per_minute=60), prepared=True) as server:
        token, other = server.token("read"), server.token("operate")
        answers = [server.get("/api/x", token=token) for _ in range(40)]
        refused = [each for each in answers if each.status == 429]
        assert refused
        assert answers[0].status == 404
        assert {each.headers["Retry-After"] for each in refused} == {"1"}
        assert server.get("/api/x", token=other).status == 404
        assert server.get("/healthz").status == 200


def test_who_asks_too_often_without_a_token_keeps_no_other_machine_from_signing_in(database: Database[Any]) -> None:
    access = access_for("127.0.0.1", token_required=True, per_minute=60)
    with serving(database, access=access, prepared=True) as server:
        port = int(server.url.rpartition(":")[2])

        def sign_in_page(address: str) -> int:
            with closing(http.client.HTTPConnection("127.0.0.1", port, source_address=(address, 0))) as connection:
                connection.request("GET", "/login")
                return connection.getresponse().status

        assert 429 in [sign_in_page("127.0.0.2") for _ in range(40)]
        assert sign_in_page("127.0.0.3") == 200


def test_a_request_that_does_not_come_in_time_is_cut_off(
    database: Database[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "_REQUEST_S", 0.3)
    with serving(database, prepared=True) as server:
        host, port = server.url.removeprefix("http://").split(":")
        for begun in (
            b"",
            b"GET /healthz HTTP/1.1\r\n",
            b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
        ):
            with socket.create_connection((host, int(port)), timeout=30) as connection:
                connection.sendall(begun)
                while connection.recv(65_536):
                    pass  # a timeout of the socket would raise


@pytest.mark.parametrize("reads", [True, False])
def test_an_answer_that_its_client_does_not_read_is_cut_off(
    database: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, reads: bool
) -> None:
    # More than the kernel keeps for a connection, so that the server has to wait for its client.
    piece, number = b"x" * 1_000_000, 40
    ended = threading.Event()

    async def pieces() -> AsyncIterator[bytes]:
        try:
            for _ in range(number):
                yield piece
        finally:
            ended.set()

    if not reads:
        monkeypatch.setattr(server_module, "_UNREAD_S", 0.3)
    routes = [Route("/long", lambda _: StreamingResponse(pieces()))]
    with serving(database, routes=routes, prepared=True) as server:
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(b"GET /long HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            if not reads:
                assert ended.wait(30)
            received = 0
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(1_000_000):
                    received += len(part)
    assert (received > number * len(piece)) is reads


# --- Answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/healthz", "/api/x", "/api/fail", "/fail", "/x", "/static/x", "/static/../x"])
def test_every_answer_has_the_headers_that_protect_a_browser(served: Served, path: str) -> None:
    headers = served.get(path).headers
    policy = {each.strip() for each in headers["Content-Security-Policy"].split(";")}
    assert policy >= {"default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"}
    assert not any("unsafe" in each for each in policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] in ("private, no-cache", "no-store")
    assert "Server" not in headers
    assert "Strict-Transport-Security" not in headers


def test_a_failure_says_nothing_of_the_program_but_in_the_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    for path in ("/fail", "/api/fail"):
        answer = served.get(path)
        assert answer.status == 500
        assert b"RuntimeError" not in answer.data
        assert b"secret" not in answer.data
    assert "secret of the program" in caplog.text


def test_a_log_line_has_no_secret(database: Database[Any], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "newscrawler"):
        with serving(database, prepared=True) as served:
            token = served.token("read")
            served.get("/api/x?key=ncl_key&q=words", token=token, headers={"Cookie": "newscrawler_session=ncs_x"})
            served.get("/api/x%1b[31m")
        # A line is written after its answer was sent; the server has stopped, so that both are there.
        lines = [record.getMessage() for record in caplog.records if record.name == "newscrawler.serve.access"]
    (line,) = (each for each in lines if each.startswith("GET /api/x "))
    (hostile,) = (each for each in lines if not each.startswith("GET /api/x "))
    assert hostile.startswith("GET /api/x\\x1b[31m 400 ")
    assert line.endswith(" test-read")
    assert " 404 " in line
    for secret in (token, "ncl_key", "words", "ncs_x", "?"):
        assert secret not in line


def test_methods_that_nobody_offers_are_refused(served: Served) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"):
        assert raw(served, f"{method} /healthz HTTP/1.1", "Host: localhost").startswith(b"HTTP/1.1 405 "), method


def test_a_websocket_is_no_way_in(served: Served) -> None:
    asked = ("GET /api/x HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    assert raw(served, *asked, "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==").startswith(b"HTTP/1.1 404 ")
