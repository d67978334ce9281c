"""Addresses as pages write them, which is any text at all: split and resolved without an error.

``urllib.parse`` raises ValueError for some of them (``//[ this.selectedIndex ]/``, a host that normalises to another one).
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from newscrawler.limits import MAX_URL_LENGTH

__all__ = ["host_of", "joined", "parts_of", "unaskable"]

_NONE = SplitResult("", "", "", "", "")
_WHOLE = re.compile(r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(?:/[a-zA-Z0-9_~%=&+-][a-zA-Z0-9_~%=&+.-]*)*/?")
"""Addresses that joining leaves as they are: nothing in them is relative, and nothing empty."""
_ASKED = re.compile(r"https?://[^/?#\\\s]", re.I)


def parts_of(url: str) -> SplitResult:
    """The parts of a URL; all empty where it is none, or longer than an address may be."""
    if len(url) > MAX_URL_LENGTH:
        return _NONE
    try:
        return urlsplit(url)
    except ValueError:
        return _NONE


def host_of(url: str) -> str:
    """The host of a URL in lower case, without port; empty where it has none."""
    return parts_of(url).hostname or ""


def joined(base: str, href: str) -> str | None:
    """``href`` as an absolute URL; None where it cannot be one, or is longer than an address may be."""
    href = href.strip()
    if len(href) > MAX_URL_LENGTH:
        return None
    if _WHOLE.fullmatch(href):
        return href  # most are; joining takes ten times as long as to see that
    try:
        return urljoin(base, href)
    except ValueError:
        return None


def unaskable(url: str) -> str | None:
    """Return why a crawl never asks for this address, None where it may: only http and https, with a host, are asked."""
    if len(url) > MAX_URL_LENGTH:
        return f"an address of {len(url):,} characters; the limit is {MAX_URL_LENGTH:,}"
    return None if _ASKED.match(url) else f"{url[:200]!r} is not an http(s) address"
