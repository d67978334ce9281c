"""Rights of clients, over real HTTP: tokens, roles, sessions of browsers, actions and their audit lines."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from newscrawler.serve.errors import ProblemError
from newscrawler.serve.security import (
    Access,
    OperatorLink,
    audited,
    client,
    csrf_token,
    form,
    operating,
    posted,
    sign_in,
    sign_out,
)
from newscrawler.storage import audit, tokens
from tests.support.serving import Served, serving

PATIENCE_S = 30.0
"""For what happens within two seconds; a test does not depend on how fast a machine is."""


@operating("test.change")
def change(request: Request) -> Response:
    if form(request).get("how") == "refused":
        raise ProblemError(409, "Taken", "It was changed before.")
    if form(request).get("how") == "broken":
        raise RuntimeError("secret of the program")
    if form(request).get("how") == "told":
        audited(request, subject="thing 7", outcome="changed 3")
    return PlainTextResponse("changed\n")


def who(request: Request) -> Response:
    found = client(request)
    return PlainTextResponse(f"{found.name} {found.role} {csrf_token(request)}")


@posted
def sign(request: Request) -> Response:
    answer = sign_in(request, form(request).get("key", ""), form(request).get("next", "/"))
    return answer or PlainTextResponse("wrong\n", 401)


ROUTES = [
    Route("/who", who),
    Route("/change", change, methods=["POST", "GET"]),
    Route("/login", sign, methods=["POST"]),
    Route("/logout", sign_out, methods=["POST"]),
]


@pytest.fixture
def served(database: Database[dict[str, Any]]) -> Iterator[Served]:
    with serving(database, routes=ROUTES, prepared=True) as server:
        yield server


def cookie_of(answer: Any) -> str:
    return str(answer.headers["Set-Cookie"]).partition(";")[0]


def signed_in(server: Served, key: str) -> dict[str, str]:
    """Headers of a browser that has signed in, as it sends them with a form of ours."""
    answer = server.post("/login", {"key": key})
    assert answer.status == 303, answer.data
    return {"Cookie": cookie_of(answer), "Origin": server.url, "Sec-Fetch-Site": "same-origin"}


def until(condition: Any) -> bool:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


# --- Reading --------------------------------------------------------------------------------------------------------


def test_the_probe_needs_no_token(served: Served) -> None:
    served.token("read")
    assert served.get("/healthz").data == b"ok\n"


def test_on_loopback_everybody_reads_until_a_token_is_issued(served: Served) -> None:
    assert served.get("/who").data == b"anonymous read "
    assert served.get("/change").status == 405
    token = served.token("read")
    assert until(lambda: served.get("/api/x").status == 401)
    assert served.get("/who", token=token).data == b"test-read read "


def test_a_proxy_on_this_machine_does_not_let_everybody_read(served: Served) -> None:
    assert served.get("/api/x", headers={"X-Forwarded-For": "192.0.2.7"}).status == 401


@pytest.mark.parametrize("access", [Access(token_required=True), Access(hosts=frozenset({"news.example"}))])
def test_under_another_name_or_if_told_so_reading_always_needs_a_token(database: Database[Any], access: Access) -> None:
    with serving(database, access=access, routes=ROUTES, prepared=True) as server:
        host = next(iter(access.hosts), "127.0.0.1")
        answer = server.get("/api/x", headers={"Host": host})
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="newscrawler"'
        assert server.get("/who", headers={"Host": host}, token=server.token("read")).data == b"test-read read "


@pytest.mark.parametrize("secret", ["ncr_" + "A" * 43, "ncr_x", "", "ncs_" + "A" * 43, "ncr_" + "A" * 5_000, "ä"])
def test_a_wrong_token_is_refused_where_none_is_needed_too(served: Served, secret: str) -> None:
    answer = served.get("/api/x", headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")})
    assert answer.status == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(answer.data)
    assert (told["status"], told["title"]) == (401, "Unknown client")
    assert told["detail"] == "The token is wrong, expired or revoked; an operator issues a new one."


@pytest.mark.parametrize("scheme", ["Basic", "Token", "bearer:"])
def test_a_token_in_another_scheme_is_refused(served: Served, scheme: str) -> None:
    assert served.get("/api/x", headers={"Authorization": f"{scheme} {served.token('read')}"}).status == 401


def test_an_expired_token_is_refused(served: Served) -> None:
    _, secret = tokens.issue(served.database, "brief", "read", by="tests", expires=timedelta(0))
    assert served.get("/api/x", token=secret).status == 401


def test_a_revoked_token_is_refused_within_seconds(served: Served) -> None:
    _, secret = tokens.issue(served.database, "gone", "operate", by="tests")
    assert served.get("/who", token=secret).data == b"gone operate "
    tokens.revoke(served.database, "gone")
    assert until(lambda: served.get("/who", token=secret).status == 401)


def test_revoking_the_last_token_does_not_open_the_app(served: Served) -> None:
    served.token("read")
    tokens.revoke(served.database, "test-read")
    assert served.get("/api/x").status == 401
    assert tokens.any_issued(served.database)
    assert not tokens.any_usable(served.database)


def test_the_store_has_hashes_only(served: Served) -> None:
    secret = served.token("operate")
    headers = signed_in(served, secret)
    stored = str([list(served.database[name].find()) for name in ("tokens", "sessions", "audit")])
    assert secret[4:] not in stored
    assert headers["Cookie"].partition("=")[2][4:] not in stored


def test_a_name_is_used_once(served: Served) -> None:
    served.token("read")
    tokens.revoke(served.database, "test-read")
    with pytest.raises(tokens.TokenError, match="'test-read' was issued before; choose another name"):
        tokens.issue(served.database, "test-read", "read", by="tests")


# --- Operating ------------------------------------------------------------------------------------------------------


def test_a_reader_does_not_operate_and_the_attempt_is_in_the_audit(served: Served) -> None:
    answer = served.post("/change", token=served.token("read"))
    assert answer.status == 403
    assert b"needs a token of the role operate" in answer.data
    (line,) = audit.lines(served.database)
    assert (line.who, line.action, line.subject) == ("test-read", "test.change", "/change")
    assert line.outcome == "refused: Operators only"


def test_without_a_token_nobody_operates_even_on_loopback(served: Served) -> None:
    assert served.post("/change").status == 403


@pytest.mark.parametrize(
    ("how", "status", "subject", "outcome"),
    [
        ("", 200, "/change", "done"),
        ("told", 200, "thing 7", "changed 3"),
        ("refused", 409, "/change", "refused: It was changed before."),
        ("broken", 500, "/change", "failed: RuntimeError"),
    ],
)
def test_an_action_leaves_a_line_with_its_outcome(
    served: Served, how: str, status: int, subject: str, outcome: str
) -> None:
    answer = served.post("/change", {"how": how}, token=served.token("operate"))
    assert answer.status == status
    assert b"secret of the program" not in answer.data
    (line,) = audit.lines(served.database)
    assert (line.who, line.subject, line.outcome) == ("test-operate", subject, outcome)
    assert line.ended is not None


def test_the_line_is_there_before_the_action(database: Database[dict[str, Any]]) -> None:
    seen: list[str] = []

    @operating("test.look")
    def look(request: Request) -> Response:
        seen.extend(each.outcome for each in audit.lines(database))
        return PlainTextResponse("")

    with serving(database, routes=[Route("/look", look, methods=["POST"])], prepared=True) as server:
        server.post("/look", token=server.token("operate"))
    assert seen == [audit.BEGUN]


def test_a_get_changes_nothing(served: Served) -> None:
    assert served.get("/change", token=served.token("operate")).status == 405


# --- Browsers -------------------------------------------------------------------------------------------------------


def test_a_browser_signs_in_with_a_token_and_operates_with_its_forms(served: Served) -> None:
    answer = served.post("/login", {"key": served.token("operate"), "next": "/work?host=a.example"})
    assert (answer.status, answer.headers["Location"]) == (303, "/work?host=a.example")
    flags = {each.strip() for each in answer.headers["Set-Cookie"].split(";")[1:]}
    assert flags == {"HttpOnly", "SameSite=strict", "Path=/"}
    browser = signed_in(served, served.token("operate"))
    name, role, csrf = served.get("/who", headers=browser).data.decode().split(" ")
    assert (name, role) == ("test-operate", "operate")
    assert served.post("/change", {"csrf": csrf}, headers=browser).data == b"changed\n"
    assert served.post("/change", headers=browser | {"X-CSRF-Token": csrf}).data == b"changed\n"


def test_a_form_without_the_token_of_its_session_is_refused(served: Served) -> None:
    browser, other = (signed_in(served, served.token("operate")) for _ in range(2))
    foreign = served.get("/who", headers=other).data.decode().split(" ")[2]
    for csrf in ("", "0" * 64, foreign, "ä"):
        answer = served.post("/change", {"csrf": csrf}, headers=browser)
        assert answer.status == 403
        assert b"load the page again" in answer.data


def test_a_form_that_does_not_tell_its_origin_is_refused(served: Served) -> None:
    browser = signed_in(served, served.token("operate"))
    csrf = served.get("/who", headers=browser).data.decode().split(" ")[2]
    cookie_alone = {"Cookie": browser["Cookie"]}
    assert served.post("/change", {"csrf": csrf}, headers=cookie_alone).status == 403


def test_signing_out_ends_the_session_on_the_server(served: Served) -> None:
    browser = signed_in(served, served.token("read"))
    assert served.get("/who", headers=browser).status == 200
    answer = served.post("/logout", headers=browser)
    assert 'newscrawler_session=""' in answer.headers["Set-Cookie"]
    assert served.get("/who", headers={"Cookie": browser["Cookie"]}).status == 303


def test_revoking_a_token_ends_the_sessions_that_it_opened(served: Served) -> None:
    browser = signed_in(served, served.token("operate"))
    tokens.revoke(served.database, "test-operate")
    assert until(lambda: served.get("/who", headers=browser).status == 303)
    assert served.database["sessions"].count_documents({}) == 0


def test_a_session_is_no_bearer_token_and_a_token_is_no_cookie(served: Served) -> None:
    token = served.token("read")
    session = signed_in(served, token)["Cookie"].partition("=")[2]
    assert served.get("/api/x", token=session).status == 401
    assert served.get("/api/x", headers={"Cookie": f"newscrawler_session={token}"}).status == 401


def test_who_is_not_known_is_sent_to_sign_in_and_back(served: Served) -> None:
    served.token("read")
    answer = served.get("/stories?q=a+b&next=//evil.example")
    assert answer.status == 303
    assert answer.headers["Location"] == "/login?next=/stories%3Fq%3Da%2Bb%26next%3D//evil.example"
    fragment = served.get("/stories", headers={"HX-Request": "true"})
    assert (fragment.status, fragment.headers["HX-Redirect"]) == (401, "/login")


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a\r\nX: y"])
def test_signing_in_leads_to_no_other_site(served: Served, to: str) -> None:
    answer = served.post("/login", {"key": served.token("read"), "next": to})
    assert answer.headers["Location"] == "/"


def test_the_operator_link_works_once_and_for_this_process(database: Database[dict[str, Any]]) -> None:
    access = Access(link=OperatorLink())
    assert access.link is not None
    with serving(database, access=access, routes=ROUTES, prepared=True) as server:
        assert server.post("/login", {"key": access.link.key[:-1] + "!"}).status == 401
        browser = signed_in(server, access.link.key)
        assert server.post("/login", {"key": access.link.key}).status == 401
        name, role, csrf = server.get("/who", headers=browser).data.decode().rsplit(" ", 2)
        assert (name, role) == ("operator link", "operate")
        assert server.post("/change", {"csrf": csrf}, headers=browser).status == 200
    with serving(database, access=replace(access, link=OperatorLink()), routes=ROUTES, prepared=True) as server:
        assert server.get("/who", headers={"Cookie": browser["Cookie"]}).data == b"anonymous read "


def test_behind_https_the_cookie_is_never_sent_without(database: Database[dict[str, Any]]) -> None:
    with serving(database, access=Access(https=True), routes=ROUTES, prepared=True) as server:
        answer = server.post("/login", {"key": server.token("read")})
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


# --- MongoDB away ---------------------------------------------------------------------------------------------------


def test_while_mongodb_is_away_nobody_comes_in_and_the_answer_says_when_to_ask_again() -> None:
    away: MongoClient[dict[str, Any]] = MongoClient("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
    with away, serving(away["test"], routes=ROUTES, prepared=True) as server:
        answer = server.get("/api/x", token="ncr_" + "A" * 43)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert json.loads(answer.data)["title"] == "Store away"
        page = server.get("/who")
        assert (page.status, b"<h1>Store away</h1>" in page.data) == (503, True)
        assert server.get("/healthz").status == 200
