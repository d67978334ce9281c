"""Keys that some platforms want, which are the operator's own: one per host.

A platform knows which hosts have one, and puts :data:`KEY_PLACEHOLDER` where the key belongs. The key itself is put in as the
request leaves (:mod:`newscrawler.downloader.keys`), so that it is in no queue, cursor, log or document; and only into a
request to its own host, so that no page can have it sent elsewhere. An address of a page that holds :data:`KEY_PLACEHOLDER` is an
address like any other: only a request with :data:`newscrawler.meta.COMMENT_KEY` in its meta gets a key, and only in the one place that the platform's
module puts it.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KEY_BEARER", "KEY_PARAMETER", "KEY_PLACEHOLDER", "Keys", "is_place_of_key"]

KEY_PLACEHOLDER = "(key)"
"""Stands for the key of the host that is asked. All its characters may stand in a URL."""

KEY_PARAMETER = f"&api_key={KEY_PLACEHOLDER}"
"""Ends the URL of a request that carries the key there."""

KEY_BEARER = f"Bearer {KEY_PLACEHOLDER}"
"""Is the ``Authorization`` of a request that carries the key there."""

Keys = Mapping[str, str]
"""The setting ``COMMENT_KEYS``: host name → key."""

_IN_ADDRESS = {"disqus": "https://disqus.com/api/3.0/"}
"""Platforms whose key is in the URL, and how that begins: nothing before the key is a page's own address."""

_IN_HEADER = frozenset({"coral"})


def is_place_of_key(platform: str, url: str, authorization: str | None) -> bool:
    """Return whether a platform's module has put :data:`KEY_PLACEHOLDER` where a key belongs; wherever else it is, a page put it."""
    if platform in _IN_HEADER:
        return authorization == KEY_BEARER
    begin = _IN_ADDRESS.get(platform)
    return begin is not None and url.startswith(begin) and url.endswith(KEY_PARAMETER)
