"""Addresses that a crawler in deploy/ reaches by its rules: MongoDB, the resolver and the public network."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.manifests import DEPLOY, MANIFESTS, compose

SEED = 20_261_127

NOT_PUBLIC = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.127.255.254", "127.0.0.2", "127.255.0.1",
    "168.63.129.16", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.254", "192.0.0.8", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.254", "198.18.0.1", "198.19.255.254", "198.51.100.7",
    "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1",
    "2001::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "3fff::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1",
    "9.9.9.9",
    "100.128.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "223.255.255.1",
    "2606:4700::1111",
    "2a00::1",
]

Reaches = Callable[[str], bool]


def within(address: str, networks: list[str]) -> bool:
    each = ipaddress.ip_address(address)
    return any(each in ipaddress.ip_network(network) for network in networks)


def systemd(address: str) -> bool:
    """As systemd decides: what is allowed goes before what is denied, and anything else passes."""
    rules: dict[str, list[str]] = {"IPAddressAllow": [], "IPAddressDeny": []}
    for line in (DEPLOY / "systemd/newscrawler-scrapyd.service").read_text().splitlines():
        option, _, value = line.partition("=")
        if option in rules:
            rules[option] += value.split()
    return within(address, rules["IPAddressAllow"]) or not within(address, rules["IPAddressDeny"])


def policy() -> dict[str, Any]:
    spec: dict[str, Any] = MANIFESTS["scrapyd.yaml: NetworkPolicy scrapyd"]["spec"]
    return spec


def kubernetes(address: str) -> bool:
    """As a network plugin decides about an address that is no pod's."""
    return any(
        within(address, [block["ipBlock"]["cidr"]]) and not within(address, block["ipBlock"]["except"])
        for rule in policy()["egress"]
        for block in rule["to"]
        if "ipBlock" in block
    )


@pytest.mark.parametrize("reaches", [systemd, kubernetes])
class TestAddresses:
    @pytest.mark.parametrize("address", NOT_PUBLIC)
    def test_no_other_address_is_reached(self, reaches: Reaches, address: str) -> None:
        assert not reaches(address)

    @pytest.mark.parametrize("address", PUBLIC)
    def test_the_public_network_is(self, reaches: Reaches, address: str) -> None:
        assert reaches(address)

    def test_what_python_does_not_call_global_is_not_reached(self, reaches: Reaches) -> None:
        dice = random.Random(SEED)
        own = {"127.0.0.1", "127.0.0.53"}
        for _ in range(20_000):
            version: Any = dice.choice([ipaddress.IPv4Address, ipaddress.IPv6Address])
            bits = 32 if version is ipaddress.IPv4Address else 128
            each: ipaddress.IPv4Address | ipaddress.IPv6Address = version(dice.getrandbits(bits))
            if str(each) not in own and (not each.is_global or each.is_multicast):
                assert not reaches(str(each)), each


def test_a_pod_reaches_mongodb_and_the_resolver_and_the_web_s_two_ports() -> None:
    assert set(policy()["policyTypes"]) == {"Ingress", "Egress"}
    mongo, resolver, public = policy()["egress"]
    assert mongo["to"] == [{"podSelector": {"matchLabels": {"app": "mongo"}}}]
    assert [port["port"] for port in mongo["ports"]] == [27017]
    assert {port["port"] for port in resolver["ports"]} == {53}
    assert all("namespaceSelector" in to and "podSelector" in to for to in resolver["to"])
    assert [port["port"] for port in public["ports"]] == [80, 443]
    # No rule without addresses or ports, which would mean all of them
    assert all(rule["to"] and rule["ports"] for rule in policy()["egress"])


def test_containers_of_mongodb_have_no_way_out_and_are_not_published() -> None:
    document = compose()
    networks = document["networks"]
    for name, service in document["services"].items():
        attached = service["networks"]
        if service["image"].startswith("mongo:") or name == "users":
            assert all(networks[each]["internal"] for each in attached)
            assert "ports" not in service
        else:
            assert attached == ["store", "outside"]
    assert networks["store"] == {"internal": True}
    guide = (DEPLOY.parent / "docs/operating.md").read_text()
    bridge = networks["outside"]["driver_opts"]["com.docker.network.bridge.name"]
    assert f"DOCKER-USER -i {bridge}" in guide
    assert f"INPUT -i {bridge}" in guide
