"""Host and origin of a request: the rules that scrapyd's guard and the app share. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

__all__ = ["is_foreign", "is_loopback", "name_of"]

_OWN_SITE = frozenset({"same-origin", "none"})
"""Values of ``Sec-Fetch-Site`` for a request of a page of ours, and for an address that the user typed."""


def name_of(host: str) -> str:
    """Return the name or address in ``name:port`` in lower case, or an empty string if it is not of that form."""
    if host.startswith("["):
        name, closed, port = host[1:].partition("]")
        rest = closed and (not port or (port.startswith(":") and port[1:].isdigit()))
        return name.lower() if rest else ""
    name, colon, port = host.partition(":")
    return name.lower() if not colon or port.isdigit() else ""


def is_loopback(address: str) -> bool:
    """Return whether only this machine can reach an address. Of names only ``localhost`` is certain."""
    # Empty means no TCP at all; the permissions of the Unix socket decide.
    if address in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_foreign(host: str, origins: Iterable[str], sites: Iterable[str]) -> bool:
    """Return whether a page of another origin sent a request.

    :param host: the request's ``Host``
    :param origins: values of its ``Origin`` headers
    :param sites: values of its ``Sec-Fetch-Site`` headers
    """
    if any(site not in _OWN_SITE for site in sites):
        return True
    for origin in origins:
        try:
            parts = urlsplit(origin)
        except ValueError:
            return True
        # The port counts: another server on this machine is foreign too.
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != host.lower():
            return True
    return False
