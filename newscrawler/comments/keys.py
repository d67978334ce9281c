"""Keys that some platforms want, which are the operator's own: one per host.

A platform knows which hosts have one, and puts :data:`HERE` where the key belongs. The key itself is put in as the
request leaves (:mod:`newscrawler.downloader.keys`), so that it is in no queue, cursor, log or document; and only into a
request to its own host, so that no page can have it sent elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["HERE", "Keys"]

HERE = "(key)"
"""Stands for the key of the host that is asked. All its characters may stand in a URL."""

Keys = Mapping[str, str]
"""The setting ``COMMENT_KEYS``: host name → key."""
