"""Snapshot of the words that the dedupe keys of stored stories are made with.

The tables in ``language/data`` grow with what the readers learn; a key must not change because they do. So dedupe
reads agencies, connectives, roles and labels from this snapshot, which a test holds to its digest. A change of any
word is a new version: a new file beside the old one, a new :data:`KEY_VERSION`, and a migration of the stored keys
(docs/dedupe.md).
"""

from __future__ import annotations

import tomllib
from importlib.resources import files

__all__ = ["KEY_VERSION", "WORDS"]

KEY_VERSION = 1
"""Version of the snapshot; the number in the name of its file."""

WORDS: dict[str, str] = tomllib.loads((files(__name__) / f"v{KEY_VERSION}.toml").read_text(encoding="utf-8"))
"""Name of a list → its words, as the module of :mod:`newscrawler.dedupe` that reads the list writes them."""
