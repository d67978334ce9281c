"""Sites: which hosts and addresses belong to one outlet, by the public suffix list.

The list is the snapshot that comes with ``tldextract``, its private section included, so that ``a.github.io`` and
``b.github.io`` are two sites. Nothing is fetched and no cache is written.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from newscrawler.addresses import HostError, read_host
from newscrawler.extras import need
from newscrawler.urls import host_of, parts_of

if TYPE_CHECKING:
    from tldextract import TLDExtract

__all__ = ["outlet_of", "registrant_of", "same_outlet", "same_site", "site_of"]

_HOSTS = 8_192
"""Hosts, and pairs of hosts, whose answer is kept: a crawl of all outlets of a country meets fewer, and a look at
the list takes 10 µs. One entry is some 200 bytes."""

_ADDRESSES = 1_024
"""Addresses whose server is kept: those of a story and of its outlet are compared about ten times while it is read."""

_HTTP_PORTS = frozenset({80, 443, None})
"""Ports of the one server that answers for a name; another port of the name may be anybody's who has a login there."""

_SERVICE = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
"""Prefixes of the hosts that show an outlet's stories in another form."""

_OWN_SPACE = re.compile(r"/[@~][^/]+")
"""The part of a shared host that belongs to one of its users: ``/@name/…``, ``/~name/…``."""

_LIKE_ADDRESS = re.compile(r":|(?:^|\.)\d[^.]*$")
"""IPv6 has colons, and no top-level domain begins with a digit. ``1572395042`` and ``0x5d.184.216.34`` are one
machine."""


def same_site(one: str, other: str) -> bool:
    """Return whether both addresses belong to one outlet.

    They do when their hosts are equal, equal but for a service prefix (``www.``, ``m.``, ``amp.``), or one lies
    below the other, and both lie below one registered name. Two hosts beside each other are two sites: many hosting
    services are not on the public suffix list. The ports must be equal too, with 80 and 443 being one.
    """
    a, b = _server(one), _server(other)
    return a is not None and b is not None and a[1] == b[1] and _is_one_site(a[0], b[0])


def same_outlet(one: str, other: str) -> bool:
    """Return whether a page at one address may make statements about the other.

    They must be the :func:`same_site`, and belong to the same user of a shared host.

    Addresses without a host (``urn:…``) must be equal.
    """
    if one == other:
        return True
    return same_site(one, other) and _own_space(one) == _own_space(other)


def site_of(url: str) -> str:
    """Return the registered name that the host of an address lies below, empty where it has no host.

    A host without one (an IP address, ``localhost``, a public suffix) is its own site.
    """
    return _registered(_plain(host_of(url)))


@lru_cache(_HOSTS)
def registrant_of(site: str) -> str:
    """Return the name that somebody registered for what :func:`site_of` returned: ``github.io`` for ``a.github.io``.

    Whoever has a page at a public hosting service can have a second one within a minute, so two such pages count as one
    witness.
    """
    found = _suffixes().extract_str(site, include_psl_private_domains=False)
    return found.top_domain_under_public_suffix or site


def outlet_of(url: str) -> str:
    """Return the name of the outlet that an address belongs to: its host without ``www.``, empty where it has none."""
    return host_of(url).rstrip(".").removeprefix("www.")


@lru_cache(_ADDRESSES)
def _server(url: str) -> tuple[str, int | None] | None:
    """Return host and port of an address, None for the ports of the web; None where it has no port that is one."""
    parts = parts_of(url)
    try:
        return parts.hostname or "", None if parts.port in _HTTP_PORTS else parts.port
    except ValueError:
        return None


@cache
def _suffixes() -> TLDExtract:
    # Imported late: whoever only reads the store needs neither the list nor the eight packages that come with it.
    need("crawl", "tldextract")
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


@lru_cache(_HOSTS)
def _is_one_site(one: str, other: str) -> bool:
    a, b = _plain(one), _plain(other)
    if not a or not b:
        return False
    if a == b:
        return True
    if _registered(a) != _registered(b):
        return False
    wide_a, wide_b = a.removeprefix("www."), b.removeprefix("www.")
    if wide_a == wide_b or wide_a.endswith(f".{wide_b}") or wide_b.endswith(f".{wide_a}"):
        return True
    # m.outlet.example and www.outlet.example; never m.blogs.example and somebody.blogs.example
    return _SERVICE.sub("", a, count=1) == _SERVICE.sub("", b, count=1)


@lru_cache(_HOSTS)
def _registered(host: str) -> str:
    if not host or _is_address(host):
        return host
    found = _suffixes().extract_str(host)
    if found.top_domain_under_public_suffix:
        return found.top_domain_under_public_suffix
    if found.suffix or not found.domain:
        return host
    # A top-level domain that is not on the list: the list's own default rule takes it for a public suffix.
    return ".".join(host.split(".")[-2:])


def _address(host: str) -> str:
    try:
        return str(read_host(host))
    except HostError:
        return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _plain(host: str) -> str:
    """Return the normal form of a host: lower case, no final dot, ASCII where possible, addresses as four numbers."""
    host = host.rstrip(".").lower()
    if host.isascii():
        return _address(host) if _LIKE_ADDRESS.search(host) else host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _own_space(url: str) -> str | None:
    found = _OWN_SPACE.match(parts_of(url).path.replace("%40", "@").replace("%7E", "~").replace("%7e", "~"))
    return found.group().lower() if found else None
