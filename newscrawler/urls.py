"""Addresses as pages write them: any text is split and resolved without an error.

``urllib.parse`` raises ValueError for some of them (``//[ this.selectedIndex ]/``, a host that normalises to
another one).
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from newscrawler.limits import MAX_URL_LENGTH

__all__ = [
    "has_userinfo",
    "host_of",
    "joined",
    "linked_address",
    "parts_of",
    "unaskable",
    "web_address",
    "without_userinfo",
]

_NONE = SplitResult("", "", "", "", "")
_WHOLE = re.compile(r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(?:/[a-zA-Z0-9_~%=&+-][a-zA-Z0-9_~%=&+.-]*)*/?")
"""Addresses that joining does not change: they have no relative and no empty part."""
_ODD = r"\x00-\x20\x7f-\xa0\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\\<>\""
"""Characters that no address contains: control, direction, white space, and those that end it in markup."""
_WEB = re.compile(rf"https?://[^{_ODD}/?#][^{_ODD}]*", re.IGNORECASE)
_ASKED = re.compile(r"https?://[^/?#\\\s]", re.I)


def parts_of(url: str) -> SplitResult:
    """Return the parts of a URL; all are empty where the text is no URL, or longer than an address may be."""
    if len(url) > MAX_URL_LENGTH:
        return _NONE
    try:
        return urlsplit(url)
    except ValueError:
        return _NONE


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without port; empty where it has none."""
    return parts_of(url).hostname or ""


def has_userinfo(url: str) -> bool:
    """Return whether a URL names a user or a password before its host, which no address of a page may."""
    return "@" in url and "@" in parts_of(url).netloc


def web_address(url: str | None) -> str | None:
    """Return the URL if it is an absolute address on the web without a user's name; otherwise None.

    An address with white space, control or direction characters or a backslash is refused, because browsers differ in
    reading it.
    """
    if url is None or len(url) > MAX_URL_LENGTH or not _WEB.fullmatch(url):
        return None
    parts = parts_of(url)
    return url if parts.hostname and "@" not in parts.netloc else None


def joined(base: str, href: str) -> str | None:
    """Return ``href`` as an absolute URL; None where it cannot be one, or is longer than an address may be."""
    href = href.strip()
    if len(href) > MAX_URL_LENGTH:
        return None
    if _WHOLE.fullmatch(href):
        return href  # as most are; joining takes ten times as long as this check
    try:
        return urljoin(base, href)
    except ValueError:
        return None


def linked_address(base: str, href: str) -> str | None:
    """Return :func:`joined` without user name and password, because a page's links are stored and shown."""
    url = joined(base, href)
    return None if url is None else without_userinfo(url)


def unaskable(url: str) -> str | None:
    """Return why a crawl never requests this address, None where it may.

    Only http and https are requested, with a host, and without a user's name or password: an address is stored, logged
    and shown.
    """
    if len(url) > MAX_URL_LENGTH:
        return f"an address of {len(url):,} characters; the limit is {MAX_URL_LENGTH:,}"
    if not _ASKED.match(url):
        return f"{url[:200]!r} is not an http(s) address"
    if has_userinfo(url):
        return f"{without_userinfo(url)[:200]!r} came with a user name or a password before its host"
    return None


def without_userinfo(url: str) -> str:
    """Return a URL without user name and password before its host."""
    if not has_userinfo(url):
        return url
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
