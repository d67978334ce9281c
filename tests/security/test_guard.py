"""The guard at the connection, by attacks: spellings × ways in through the real handler, with canaries that listen.

A canary is a real server that counts who connects to it; besides, the probe counts what the reactor is told to
connect to.
"""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.security.canaries import canary
from tests.security.spellings import NAMES
from tests.support import forking
from tests.support.soak import SOAK, times

PUBLIC = "93.184.216.34"
METADATA = "169.254.169.254"
INTERNAL = ["127.0.0.1", "127.31.7.9", METADATA, "10.0.0.7", "168.63.129.16", "192.0.0.192", "100.100.100.200"]
WAYS = ["start", "redirect", "refresh", "feed", "sitemap", "section", "cursor", "browser", "isso", "coral"]


def probe(**job: Any) -> dict[str, Any]:
    done = forking.run(
        ["tests.security.guard_probe"],
        given=json.dumps({"seed": 10, **job}),
        timeout=1_200,
        env=forking.bare_environment(),
    )
    assert done.stdout, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def link_local() -> tuple[str, int] | None:
    """An address of this machine that only its link knows, and the link's number."""
    with suppress(OSError):
        for line in Path("/proc/net/if_inet6").read_text().splitlines():
            digits, scope = line.split()[:2]
            if digits.startswith("fe80"):
                return socket.inet_ntop(socket.AF_INET6, bytes.fromhex(digits)), int(scope, 16)
    return None


def attack(addresses: list[str]) -> dict[str, Any]:
    """Every spelling of the addresses and of names that lead to them, by every way in; no connection is made."""
    local = link_local()
    with canary() as four, canary("::1") as six, canary() as proxy, canary(*(local or ("::1", 0))) as link:
        ports = {"::1": six.port, link.host: link.port}
        hosts = [[host, ports.get(host, four.port)] for host in [*addresses, "::1", link.host, *NAMES]]
        found = probe(hosts=hosts, proxy=f"http://127.0.0.1:{proxy.port}", names={"hostile.example": [[PUBLIC]]})
        assert [four.connections, six.connections, link.connections] == [0, 0, 0]
        # The proxy is the operator's, and is told of no host but the outlet's own.
        assert all(b"//hostile.example/" in said or b"CONNECT hostile.example:" in said for said in proxy.heard)
        found["connections"].pop(f"127.0.0.1 {proxy.port}", None)
        assert {key.split()[0] for key in found["connections"]} <= {PUBLIC}, found["connections"]
    assert not any(key.startswith("answered") and key != "answered by proxy" for key in found["outcome"]), found[
        "outcome"
    ]
    assert all(found["outcome"].get(f"asked by {way}") for way in WAYS), found["outcome"]
    assert found["stats"]["guard/refused"] == found["outcome"]["refused"]
    return found


@pytest.mark.live
def test_no_spelling_by_any_way_is_connected_to() -> None:
    found = attack(["127.0.0.1"])
    assert found["generated"] > 3_000


@pytest.mark.live
def test_thousands_of_addresses_are_not_connected_to() -> None:
    # The cloud's addresses; in `make soak` all, more than ten thousand spellings.
    found = attack(INTERNAL if SOAK else [METADATA])
    assert found["generated"] > times(1_000, 10_000)
    assert found["outcome"]["refused"] > times(1_000, 10_000)


def test_the_control_is_reached_by_every_way_with_the_operators_word() -> None:
    with canary() as four, canary("::1") as six:
        hosts = [["127.0.0.1", four.port], ["[::1]", six.port], ["inside.corp", four.port]]
        allow = [f"127.0.0.1:{four.port}", f"[::1]:{six.port}", f"inside.corp:{four.port}"]
        found = probe(
            plain=True, hosts=hosts, allow=allow, names={"inside.corp": [["127.0.0.1"]]}, proxy="http://127.0.0.1:9"
        )
        assert all(found["outcome"].get(f"answered by {way}", 0) >= 3 for way in WAYS), found["outcome"]
        assert four.connections
        assert six.connections


@pytest.mark.parametrize("cache", [True, False])
def test_an_answer_that_changes_after_the_check_leads_nowhere(cache: bool) -> None:
    with canary() as four:
        name = "rebind.hostile.example"
        urls = [f"{scheme}://{name}:{four.port}/{number}" for number in range(10) for scheme in ("http", "https")]
        answers = [[PUBLIC], ["127.0.0.1"], [PUBLIC], ["127.0.0.1"]]
        found = probe(urls=urls, own=[f"http://{name}:{four.port}/"], names={name: answers}, cache=cache)
        assert four.connections == 0
        assert {key.split()[0] for key in found["connections"]} == {PUBLIC}
        if not cache:
            assert found["outcome"]["refused"] > 10


def test_of_mixed_addresses_only_the_public_ones_are_tried() -> None:
    with canary() as four:
        name = "mixed.hostile.example"
        answers = [["127.0.0.1", PUBLIC, "::1", "2606:2800:220:1::1", "fe80::1%1"]]
        found = probe(urls=[f"http://{name}:{four.port}/"], own=[f"http://{name}:{four.port}/"], names={name: answers})
        assert {key.split()[0] for key in found["connections"]} == {PUBLIC, "2606:2800:220:1::1"}
        assert four.connections == 0


def test_a_connection_of_the_host_map_serves_no_page_that_names_its_address() -> None:
    with canary() as four:
        inside = f"127.0.0.1:{four.port}"
        urls = ["http://outlet.example/a", f"http://{inside}/b", f"http://{inside}/c", "http://outlet.example/d"]
        found = probe(urls=urls, map={"outlet.example": inside})
        assert [answer[:3] for answer in found["answers"]] == ["200", "127", "127", "200"]
        assert four.connections == 1
        assert [said.split()[1] for said in four.heard] == [b"/a", b"/d"]


def test_an_address_that_is_closed_stays_closed_when_it_is_mapped() -> None:
    with canary() as four:
        mapped = dict.fromkeys(("169.254.169.254", "10.0.0.7", "outlet.example"), f"127.0.0.1:{four.port}")
        found = probe(urls=["http://169.254.169.254/latest", "http://10.0.0.7/", "https://outlet.example/"], map=mapped)
        assert four.connections == 1
        assert "HOST_MAP maps names of outlets only" in found["answers"][0]


def test_only_the_ports_of_the_web_and_of_the_outlets_own_address_are_open() -> None:
    names = {name: [[PUBLIC]] for name in ("outlet.example", "other.example")}
    hosts = ["outlet.example:8080", "outlet.example:6800", "other.example:8080", "other.example", "outlet.example:443"]
    found = probe(urls=[f"http://{host}/" for host in hosts], own=["http://outlet.example:8080/start"], names=names)
    assert found["connections"] == {f"{PUBLIC} {port}": 1 for port in (8080, 80, 443)}
    assert "port 6800 is neither 80 nor 443" in found["answers"][1]
    assert "NEWSCRAWLER_FETCH_ALLOW" in found["answers"][1]


def test_an_outlet_of_ipv6_alone_is_reached_under_its_own_name() -> None:
    with canary("::1") as six:
        name = "six.outlet.example"
        found = probe(urls=[f"http://{name}:{six.port}/a"], allow=[f"{name}:{six.port}"], names={name: [["::1"]]})
        assert found["answers"] == ["200 6"]
        assert f"Host: {name}:{six.port}".encode() in six.heard[0]


def test_tls_asks_for_the_certificate_of_the_host_and_not_of_the_address() -> None:
    with canary() as four:
        name = "tls.outlet.example"
        probe(urls=[f"https://{name}:{four.port}/"], allow=[f"{name}:{four.port}"], names={name: [["127.0.0.1"]]})
        assert name.encode() in four.heard[0]


def test_a_link_local_canary_listens() -> None:
    """The control of the link-local canary: whoever names the link reaches it."""
    if (local := link_local()) is None:
        pytest.skip("this machine has no link-local address; the policy's tests have some")
    host, scope = local
    with canary(host, scope) as link, socket.socket(socket.AF_INET6) as reaching:
        reaching.connect((host, link.port, 0, scope))
        reaching.sendall(b"x")
        assert reaching.recv(100)
        assert link.connections == 1
