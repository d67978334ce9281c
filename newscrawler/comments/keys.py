"""The operator's keys for comment platforms: one for each host.

A platform's module knows which hosts need a key, and puts :data:`KEY_PLACEHOLDER` where the key belongs. The key
itself is put in when the request leaves (:mod:`newscrawler.downloader.keys`). So the key is in no queue, cursor, log
or document, and no page can have it sent to another host. A page's address that holds :data:`KEY_PLACEHOLDER` is an
address like any other: only a request with :data:`newscrawler.meta.COMMENT_KEY` in its meta gets a key, and only in
the place where the platform's module puts it.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KEY_BEARER", "KEY_PARAMETER", "KEY_PLACEHOLDER", "Keys", "is_place_of_key"]

KEY_PLACEHOLDER = "(key)"
"""Placeholder for the key of the requested host. A URL may hold all its characters."""

KEY_PARAMETER = f"&api_key={KEY_PLACEHOLDER}"
"""End of the URL of a request whose key is in the URL."""

KEY_BEARER = f"Bearer {KEY_PLACEHOLDER}"
"""Header ``Authorization`` of a request whose key is in that header."""

Keys = Mapping[str, str]
"""The setting ``COMMENT_KEYS``: host name → key."""

_IN_ADDRESS = {"disqus": "https://disqus.com/api/3.0/"}
"""Platforms whose key is in the URL, and the beginning of that URL. Nothing before the key is taken from a page."""

_IN_HEADER = frozenset({"coral"})
"""Platforms whose key is in the header ``Authorization``."""


def is_place_of_key(platform: str, url: str, authorization: str | None) -> bool:
    """Return whether :data:`KEY_PLACEHOLDER` is where the platform's module puts it. Elsewhere, a page put it."""
    if platform in _IN_HEADER:
        return authorization == KEY_BEARER
    begin = _IN_ADDRESS.get(platform)
    return begin is not None and url.startswith(begin) and url.endswith(KEY_PARAMETER)
