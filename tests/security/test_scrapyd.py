"""scrapyd executes nothing for a page, a rebound name or a neighbour: the real scrapyd, on loopback."""

from __future__ import annotations

import io
import socket
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pymongo.database import Database
from scrapyd.config import Config
from scrapyd.exceptions import ConfigError
from twisted.web.resource import Resource
from twisted.web.test.requesthelper import DummyRequest

from newscrawler.scrapyd.credentials import Credentials, configured, credentials_file, kept_or_made
from newscrawler.scrapyd.guard import Guard, allowed_hosts
from tests.support.nodes import CREDENTIALS, Node, basic

ENDPOINTS = [
    "", "jobs", "logs", "logs/", "logs/x/y/z.log", "items/", "nosuch", "a/b/c", "%2e%2e/", "favicon.ico",
    "schedule.json", "cancel.json", "status.json?job=x", "addversion.json", "listprojects.json",
    "listversions.json?project=p", "listspiders.json?project=p", "delproject.json", "delversion.json",
    "listjobs.json", "daemonstatus.json",
]  # fmt: skip

FORGED: list[dict[str, str]] = [
    {"Host": "rebound.example"},
    {"Host": "rebound.example:{port}"},
    {"Host": "127.0.0.1.rebound.example:{port}"},
    {"Host": "localhost.rebound.example:{port}"},
    {"Host": "rebound.example#@127.0.0.1:{port}"},
    {"Host": "x@127.0.0.1:{port}"},
    {"Host": "0.0.0.0:{port}"},
    {"Host": "192.0.2.7:{port}"},
    {"Host": "[::1"},
    {"Host": "[::1]rebound.example"},
    {"Host": ""},
    {"Origin": "https://hostile.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost:3000"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1:{port}.hostile.example"},
    {"Origin": "file://127.0.0.1:{port}"},
    {"Origin": "http://[::1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "later-invention"},
    {"Host": "127.0.0.1:{port}", "Origin": "http://rebound.example:{port}", "Sec-Fetch-Site": "same-origin"},
]


def marking_egg(mark: Path) -> str:
    """An egg that tells, when it is run, whether scrapyd's password is in its environment; as a query carries it."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as egg:
        egg.writestr("EGG-INFO/PKG-INFO", "Name: p\nVersion: 1\n")
        egg.writestr("EGG-INFO/entry_points.txt", "[scrapy]\nsettings = q\n")
        egg.writestr("q.py", f"import os; open({str(mark)!r}, 'w').write(str('SCRAPYD_PASSWORD' in os.environ))\n")
    return quote(raw.getvalue(), safe="")


def environment(mongo_uri: str, database: Database[Any], var: Path) -> dict[str, str]:
    return {
        "MONGODB_URI": mongo_uri, "MONGODB_DATABASE": database.name, "NEWSCRAWLER_VAR": str(var),
        "NEWSCRAWLER_CONTACT": "tests@plainpress.example",
    }  # fmt: skip


@pytest.fixture
def node(tmp_path: Path, mongo_uri: str, database: Database[Any]) -> Iterator[Node]:
    node = Node("n1", tmp_path / "n1", environment(mongo_uri, database, tmp_path / "var"), {"items_dir": "items"})
    node.start()
    yield node
    node.stop()


def raw_status(port: int, lines: list[str]) -> int:
    """HTTP status of a request that is sent as it is, without what a library adds."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        return int(connection.makefile("rb").readline().split()[1])


@pytest.mark.live
def test_without_the_password_nothing_answers_and_nothing_runs(
    node: Node, tmp_path: Path, database: Database[Any]
) -> None:
    mark = tmp_path / "egg-ran"
    attack = f"addversion.json?project=p&version=1&egg={marking_egg(mark)}"
    for endpoint in ENDPOINTS:
        for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT"):
            body = b"" if method in ("POST", "PUT") else None
            assert node.status(endpoint, {}, body, method) == 401, (method, endpoint)
    for wrong in (basic("ops", "wrong"), basic("nobody"), basic() + "x", "Basic", "Basic !", "Bearer x"):
        assert node.status("daemonstatus.json", {"Authorization": wrong}) == 401, wrong
    assert raw_status(node.port, ["GET / HTTP/1.1"]) in (400, 403)
    # Twice: whichever a reader takes, one of them may be the other's
    hosts = [f"Host: 127.0.0.1:{node.port}", "Host: rebound.example"]
    passwords = [f"Authorization: {basic()}", f"Authorization: {basic('ops', 'wrong')}"]
    assert raw_status(node.port, ["GET /jobs HTTP/1.1", *hosts, passwords[0]]) in (400, 403)
    assert raw_status(node.port, ["GET /jobs HTTP/1.1", hosts[0], *passwords]) == 401
    assert node.status(attack, {}, b"") == 401
    for headers in FORGED:
        forged = {name: value.format(port=node.port) for name, value in headers.items()}
        assert node.status(attack, {"Authorization": basic(), **forged}, b"") in (400, 403), forged
        assert node.status("jobs", {"Authorization": basic(), **forged}) in (400, 403), forged
    assert not mark.exists()
    assert database["eggs"].count_documents({}) == 0

    own = {"Authorization": basic(), "Origin": f"http://127.0.0.1:{node.port}", "Sec-Fetch-Site": "same-origin"}
    assert node.status("jobs", own) == 200
    assert node.status("", {"Authorization": basic(), "Host": f"localhost:{node.port}"}) == 200
    # The control: with the password, the same request runs the egg, which sees no password
    assert node.status(attack, own, b"") == 200
    assert mark.read_text() == "False"


@pytest.mark.live
def test_the_password_that_is_made_at_the_first_start_is_kept(
    tmp_path: Path, mongo_uri: str, database: Database[Any]
) -> None:
    var = tmp_path / "var"
    unset = dict.fromkeys(CREDENTIALS, "")
    nodes = [Node(name, tmp_path / name, environment(mongo_uri, database, var) | unset) for name in ("n1", "n2")]
    seen = set()
    try:
        for node in (*nodes, nodes[0]):
            if node.process:
                node.stop()
            node.launch()
            while True:
                try:
                    assert node.status("daemonstatus.json", {}) == 401
                    break
                except OSError:
                    assert not node.ended(), node.log()
            made = kept_or_made(var)
            assert node.status("daemonstatus.json", {"Authorization": basic(made.username, made.password)}) == 200
            assert node.status("daemonstatus.json", {"Authorization": basic(made.username, "guess")}) == 401
            assert made.password not in node.log()
            seen.add((made.username, made.password))
    finally:
        for node in nodes:
            if node.process and not node.ended():
                node.stop()
    assert len(seen) == 1
    assert stat.S_IMODE(credentials_file(var).stat().st_mode) == 0o600
    assert stat.S_IMODE(credentials_file(var).parent.stat().st_mode) == 0o700


@pytest.mark.live
def test_where_the_password_could_be_another_s_scrapyd_does_not_start(
    tmp_path: Path, mongo_uri: str, database: Database[Any]
) -> None:
    var = tmp_path / "var"
    kept_or_made(var)
    credentials_file(var).chmod(0o644)
    node = Node("n1", tmp_path / "n1", environment(mongo_uri, database, var) | dict.fromkeys(CREDENTIALS, ""))
    node.launch()
    assert node.wait() != 0
    assert "other users may have read or changed it; remove it; fix that, or set SCRAPYD_USERNAME" in node.log()


def test_of_many_that_start_at_once_all_have_the_first_ones_password(tmp_path: Path) -> None:
    assert kept_or_made(tmp_path) == kept_or_made(tmp_path)
    assert kept_or_made(tmp_path) != kept_or_made(tmp_path / "other")
    assert len(kept_or_made(tmp_path).password) >= 32
    assert kept_or_made(tmp_path).password not in repr(kept_or_made(tmp_path))


@pytest.mark.parametrize("text", ["", "SCRAPYD_PASSWORD=x\n", "SCRAPYD_USERNAME=a:b\nSCRAPYD_PASSWORD=x\n", "\x00"])
def test_a_file_that_is_not_understood_is_named(tmp_path: Path, text: str) -> None:
    kept_or_made(tmp_path)
    credentials_file(tmp_path).write_text(text)
    with pytest.raises(ConfigError, match="remove it to get a new one"):
        kept_or_made(tmp_path)


def test_what_is_configured_goes_before_what_is_made() -> None:
    assert configured(Config({}), {}) is None
    assert configured(Config({"username": "a", "password": "b"}), {}) == Credentials("a", "b")
    assert configured(Config({"username": "a", "password": "b"}), CREDENTIALS) == Credentials(*CREDENTIALS.values())


@pytest.mark.parametrize(
    ("username", "password"),
    [("ops", ""), ("", ""), ("", "pw"), ("ops", "p"), ("ops", "pw "), ("ops:pw", ""), ("o", "ps:pw")],
)
def test_nothing_but_both_matches(username: str, password: str) -> None:
    assert Credentials("ops", "pw").match(b"ops", b"pw")
    assert not Credentials("ops", "pw").match(username.encode(), password.encode())


class Root(Resource):
    def getChild(self, path: bytes, request: Any) -> Resource:  # noqa: N802 - as Twisted calls it
        return self


def passes(guard: Guard, **headers: str) -> bool:
    request = DummyRequest([b""])
    for name, value in {"Authorization": basic(), **headers}.items():
        request.requestHeaders.setRawHeaders(name.replace("_", "-"), [value])
    return isinstance(guard.getChildWithDefault(b"", request), Root)


def test_names_of_a_proxy_are_set() -> None:
    config = Config({"bind_address": "0.0.0.0", "allowed_hosts": "crawls.example, Scrapyd"})
    assert allowed_hosts(config, {}) == {"crawls.example", "scrapyd"}
    assert allowed_hosts(config, {"SCRAPYD_ALLOWED_HOSTS": "[2001:db8::7]", "SCRAPYD_BIND_ADDRESS": "crawler-1"}) == {
        "2001:db8::7",
        "crawler-1",
    }
    guard = Guard(Root(), Credentials(*CREDENTIALS.values()), allowed_hosts(config, {}))
    assert passes(guard, Host="crawls.example")
    assert passes(guard, Host="Crawls.Example", Origin="https://crawls.example")
    assert not passes(guard, Host="127.0.0.1:6800", Origin="https://crawls.example")
    assert not passes(guard, Host="a.crawls.example")
    assert not passes(guard, Host="crawls.example", Origin="https://other.example")
    assert passes(guard, Host="[::1]:6800", Origin="http://[::1]:6800")
    assert not passes(guard, Host="[::1]:6800", Origin="http://[::1]:6801")
    assert not passes(guard, Host="crawls.example", Authorization=basic("x", "y"))


def test_what_passes_may_not_be_framed_or_sniffed() -> None:
    request = DummyRequest([b""])
    Guard(Root(), Credentials("a", "b"), ()).getChildWithDefault(b"", request)
    assert request.responseHeaders.getRawHeaders("X-Frame-Options") == ["DENY"]
    assert request.responseHeaders.getRawHeaders("X-Content-Type-Options") == ["nosniff"]


def test_any_scrapyd_that_is_started_in_the_project_is_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    for folder in (root, root / "deploy", root / "newscrawler"):
        monkeypatch.chdir(folder)
        assert Config().get("application") == "newscrawler.scrapyd.app.application"
