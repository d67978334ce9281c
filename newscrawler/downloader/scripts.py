"""Scripts that run in the browser, each in a ``.js`` file beside this module."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["script"]


def script(name: str) -> str:
    """Return the text of a script of this package."""
    return (files("newscrawler.downloader") / name).read_text(encoding="utf-8")
