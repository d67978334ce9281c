"""Keys that some platforms want, which are the operator's own: one per host.

A platform knows which hosts have one, and puts :data:`HERE` where the key belongs. The key itself is put in as the
request leaves (:mod:`newscrawler.downloader.keys`), so that it is in no queue, cursor, log or document; and only into a
request to its own host, so that no page can have it sent elsewhere. An address of a page that holds :data:`HERE` is an
address like any other: only a request with :data:`newscrawler.meta.COMMENT_KEY` in its meta gets a key, and only in the one place that the platform's
module puts it.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BEARER", "HERE", "PARAMETER", "Keys", "place_of_key"]

HERE = "(key)"
"""Stands for the key of the host that is asked. All its characters may stand in a URL."""

PARAMETER = f"&api_key={HERE}"
"""Ends the URL of a request that carries the key there."""

BEARER = f"Bearer {HERE}"
"""Is the ``Authorization`` of a request that carries the key there."""

Keys = Mapping[str, str]
"""The setting ``COMMENT_KEYS``: host name → key."""

_IN_ADDRESS = {"disqus": "https://disqus.com/api/3.0/"}
"""Platforms whose key is in the URL, and how that begins: nothing before the key is a page's own address."""

_IN_HEADER = frozenset({"coral"})


def place_of_key(platform: str, url: str, authorization: str | None) -> bool:
    """Return whether a platform's module has put :data:`HERE` where a key belongs; wherever else it is, a page put it."""
    if platform in _IN_HEADER:
        return authorization == BEARER
    begin = _IN_ADDRESS.get(platform)
    return begin is not None and url.startswith(begin) and url.endswith(PARAMETER)
