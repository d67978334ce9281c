"""The policy alone: which addresses and names a crawl may connect to, in whichever spelling."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from random import Random

import pytest

from newscrawler.addresses import AllowList, HostError, closed, closed_name, read_host

PUBLIC = (
    "8.8.8.8",
    "93.184.216.34",
    "1.1.1.1",
    "100.128.0.1",
    "172.32.0.1",
    "2606:2800:220:1::1",
    "2a00:1450:4001:830::200e",
)
CLOSED = (
    "0.0.0.0", "0.1.2.3", "10.0.0.7", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "169.254.0.23", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "161.26.0.10", "166.8.0.1", "199.36.153.8", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::7f00:1", "100::1", "fc00::1",
    "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fec0::1", "ff02::1", "2001::7f00:1", "2001:10::1", "2001:20::1",
    "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1", "8000::1",
    "2606:2800:220:1:0:5efe:7f00:1", "2606:2800:220:1:200:5efe:7f00:1",
)  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_open(text: str) -> None:
    assert closed(ip_address(text)) is None


@pytest.mark.parametrize("text", CLOSED)
def test_everything_else_is_closed_and_says_why(text: str) -> None:
    assert closed(ip_address(text))


def test_nothing_is_open_that_python_knows_not_to_be_global() -> None:
    random = Random(10)
    addresses = [IPv4Address(random.getrandbits(32)) for _ in range(20_000)]
    wide = [IPv6Address(random.getrandbits(128)) for _ in range(20_000)]
    each: list[IPv4Address | IPv6Address] = [*addresses, *wide]
    for address in each:
        if closed(address) is None:
            assert address.is_global, address
            assert not address.is_multicast, address


@pytest.mark.parametrize(
    "spelling",
    [
        "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0X7F.0x0.0x0.0x1", "0177.0.0.1",
        "017700000001", "0177.0x0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[::1]",
        "[0:0:0:0:0:0:0:1]", "0", "0x", "[2002:7f00:1::]", "000000177.0.0.01",
    ],
)  # fmt: skip
def test_a_spelled_address_is_read_as_what_it_is(spelling: str) -> None:
    host = read_host(spelling)
    assert not isinstance(host, str)
    assert closed(host)


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "user@127.0.0.1", "127.0.0.1@example.com", "127.0.0.1\\@example.com", "exa mple.com", "example.com\x00.x",
        "example.com\t", "%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "münchen.example", "[fe80::1%eth0]",
        "[fe80::1%25eth0]", "[::1", "::1::", "256.1", "1.2.3.4.5", "0x100000000", "1.2.3.08", "a..b", "-", "x" * 300, "1.256.1.1",
        "127.0.0.0x1g", "[127.0.0.1]",
    ],
)  # fmt: skip
def test_what_is_neither_name_nor_address_is_refused(text: str) -> None:
    with pytest.raises(HostError):
        read_host(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Example.COM", "example.com"), ("example.com.", "example.com"), ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
     ("my_host.example", "my_host.example"), ("1and1.com", "1and1.com"), ("3.example", "3.example")],
)  # fmt: skip
def test_names_are_names(text: str, name: str) -> None:
    assert read_host(text) == name


@pytest.mark.parametrize(
    "name",
    ["localhost", "vm", "mongodb", "x.localhost", "metadata.google.internal", "printer.local", "nas.lan", "ip6.arpa"],
)
def test_names_of_private_networks_are_closed_whatever_they_resolve_to(name: str) -> None:
    assert closed_name(name)


def test_an_allow_list_opens_what_it_names_and_nothing_beside_it() -> None:
    allowed = AllowList.read(
        ["paper.corp", "wiki.corp:8080", "10.1.0.0/16", "127.0.0.1:8091", "[fd00::5]:8080", "fd01::/64"]
    )
    assert allowed.names_host("paper.corp", 80, is_open=True)
    assert not allowed.names_host("paper.corp", 8080, is_open=False)
    assert allowed.names_host("wiki.corp", 8080, is_open=False)
    assert not allowed.names_host("wiki.corp", 80, is_open=True)
    for text, port, is_open, expected in [
        ("10.1.2.3", 443, True, True), ("10.1.2.3", 22, False, False), ("10.2.2.3", 443, True, False),
        ("127.0.0.1", 8091, False, True), ("127.0.0.1", 80, True, False), ("127.0.0.2", 8091, False, False),
        ("fd00::5", 8080, False, True), ("fd00::6", 8080, False, False), ("fd01::9", 80, True, True),
    ]:  # fmt: skip
        assert allowed.names_address(ip_address(text), port, is_open=is_open) is expected, (text, port)


@pytest.mark.parametrize("entry", ["http://paper.corp/", "paper.corp:99999", "10.0.0.1/8", "a b", "paper.corp:x"])
def test_an_entry_that_cannot_be_read_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="FETCH_ALLOW"):
        AllowList.read([entry])
