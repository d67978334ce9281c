"""Policy for the addresses and names to which a crawl may connect. It needs no network.

Every address is refused unless it is a global unicast address of the public network. A page chooses where a crawl
goes next (links, redirects, feeds, comment platforms, scripts), and the machine that crawls stands beside databases,
metadata services and other people's intranets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Self

__all__ = ["WEB_PORTS", "Address", "AllowList", "HostError", "closed", "closed_name", "read_host"]

Address = IPv4Address | IPv6Address

WEB_PORTS = frozenset({80, 443})
"""Ports of the web. Anything else is a service that was not meant for readers, unless an outlet's own address names
it."""

_CLOSED_4 = tuple(
    (IPv4Network(network), why)
    for network, why in (
        # IANA's special-purpose registry
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "of AS112"),
        ("192.52.193.0/24", "for multicast relays"),
        ("192.88.99.0/24", "for 6to4 relays"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "of AS112"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        # Public by the registry, and answered by the cloud's own platform to the machines in it
        ("168.63.129.16/32", "of Azure's platform"),
        ("161.26.0.0/16", "of IBM Cloud's platform"),
        ("166.8.0.0/14", "of IBM Cloud's platform"),
        ("199.36.153.4/30", "of Google Cloud's platform"),
        ("199.36.153.8/30", "of Google Cloud's platform"),
    )
)
_OPEN_6 = IPv6Network("2000::/3")
"""Addresses that IANA assigns as global unicast. All others (loopback, link-local, unique local, multicast, NAT64,
mapped) are closed."""

_CLOSED_6 = tuple(
    (IPv6Network(network), why)
    for network, why in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "an IPv4 address in IPv6"),
        ("::/96", "an IPv4 address in IPv6"),
        ("64:ff9b::/96", "an IPv4 address behind NAT64"),
        ("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
        # Inside of global unicast
        ("2001::/32", "a Teredo tunnel"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "an IPv4 address behind 6to4"),
        ("3fff::/20", "for documentation"),
    )
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""Upper half of an interface identifier that holds an IPv4 address to tunnel to."""

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_LONGEST_NAME = 253

_PRIVATE_NAMES = (
    # Reserved for names of one machine, link or organisation (RFC 6761, 6762, 7686, 8375; ICANN for "internal"), and
    # those that so many private networks use that they were never given out.
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "arpa", "onion",
)  # fmt: skip

_ENTRY = re.compile(r"(\[[^\]]*\]|[^:]+):([0-9]{1,5})")
"""Host and port of an entry in ``FETCH_ALLOW``."""


class HostError(ValueError):
    """A host is neither a name nor an address; the message says why."""


def read_host(text: str) -> Address | str:
    """Return the host of a URL as an address, in whichever spelling it came, or as a name in lower case.

    IPv4 is read as browsers and the C library do: ``127.1``, ``0x7f.1``, ``017700000001`` and ``2130706433`` are
    addresses.

    :param text: without port; brackets around IPv6 may be there
    :raises HostError: when it is neither: user information, percent signs, other scripts, control characters, zones
    """
    host = text.lower()
    if host.startswith("[") or ":" in host:
        try:
            address = IPv6Address(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
        except ValueError:
            raise HostError(f"{text[:100]!r} is no host") from None
        if address.scope_id is not None:
            raise HostError(f"{text[:100]!r} names a link of this machine")
        return address
    if len(host.removesuffix(".")) > _LONGEST_NAME or not _NAME.fullmatch(host):
        raise HostError(f"{text[:100]!r} is no host")
    name = host.removesuffix(".")
    # No top-level domain begins with a digit.
    if name.rpartition(".")[2][0].isdigit():
        return _ipv4(name)
    return name


def _ipv4(text: str) -> IPv4Address:
    numbers = [_number(part) for part in text.split(".")]
    *first, last = numbers
    if len(numbers) > 4 or any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        raise HostError(f"{text[:100]!r} is no IPv4 address")
    return IPv4Address(sum(number << 8 * (3 - place) for place, number in enumerate(first)) + last)


def _number(text: str) -> int:
    base = 16 if text.startswith("0x") else 8 if text.startswith("0") and len(text) > 1 else 10
    try:
        return int(text, base) if text != "0x" else 0
    except ValueError:
        raise HostError(f"{text[:100]!r} is no part of an IPv4 address") from None


def closed(address: Address) -> str | None:
    """Return why the address is refused ("loopback", "private" …); None where it is on the public network."""
    if isinstance(address, IPv4Address):
        return next((why for network, why in _CLOSED_4 if address in network), None)
    for network, why in _CLOSED_6:
        if address in network:
            return why
    if address not in _OPEN_6:
        return "not global unicast"
    return "an IPv4 address in IPv6" if int(address) >> 32 & 0xFFFFFFFF in _ISATAP else None


def closed_name(name: str) -> str | None:
    """Return what keeps a crawl from a name whatever it resolves to; None where its addresses decide.

    Behind a proxy this is all that is certain: what the name resolves to is the proxy's to say.
    """
    if "." not in name:
        return "a name without a dot is one of the network that this machine is in"
    last = name.rpartition(".")[2]
    return f"names in .{last} are of private networks" if last in _PRIVATE_NAMES else None


@dataclass(frozen=True, slots=True)
class AllowList:
    """Exceptions of the operator's: names, addresses and networks, each for one port or for the ports of the web."""

    names: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[tuple[IPv4Network | IPv6Network, int | None], ...] = ()

    @classmethod
    def read(cls, entries: Iterable[str]) -> Self:
        """Read ``host``, ``host:port``, ``10.0.0.5:8080``, ``[fd00::5]:8080``, ``10.0.0.0/8`` …

        :raises ValueError: names the entry that is none of these
        """
        names, networks = set(), []
        for entry in filter(None, (entry.strip() for entry in entries)):
            host, port = _entry(entry)
            try:
                found = ip_network(host) if "/" in host else read_host(host)
            except ValueError as error:
                raise ValueError(f"FETCH_ALLOW: {entry!r} is no host, host:port or network: {error}") from None
            if isinstance(found, str):
                names.add((found, port))
            else:
                networks.append((ip_network(found) if isinstance(found, Address) else found, port))
        return cls(frozenset(names), tuple(networks))

    def names_host(self, name: str, port: int, *, is_open: bool) -> bool:
        """Whether the name is an exception at this port.

        :param is_open: whether the port needs no exception
        """
        return (name, port) in self.names or (is_open and (name, None) in self.names)

    def names_address(self, address: Address, port: int, *, is_open: bool) -> bool:
        """Whether the address is an exception at this port."""
        return any(address in network and (of == port or (of is None and is_open)) for network, of in self.networks)

    def names_port(self, port: int) -> bool:
        """Whether any address is an exception at this port."""
        return any(of == port for _, of in self.networks)

    def __bool__(self) -> bool:
        return bool(self.names or self.networks)


def _entry(text: str) -> tuple[str, int | None]:
    """Host and port of an entry; an IPv6 address or network without brackets has no port."""
    if (match := _ENTRY.fullmatch(text)) is not None and 0 < int(match.group(2)) < 65536:
        return match.group(1), int(match.group(2))
    return text, None
