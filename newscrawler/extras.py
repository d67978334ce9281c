"""Extras of the package: what an installation without one says when a part is used that needs it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

__all__ = ["Extra", "MissingExtraError", "need"]

Extra = Literal["crawl", "browser", "scrapyd", "local"]
"""Names in ``[project.optional-dependencies]`` of pyproject.toml."""


class MissingExtraError(ImportError):
    """A part of newscrawler is used whose packages are not installed. The message names the extra that brings them."""


def need(extra: Extra, *modules: str) -> None:
    """Check that modules which an extra brings can be imported.

    :param modules: their top-level names
    :raises MissingExtraError: one is missing; names it and the command that installs it
    """
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"not installed: {', '.join(missing)}; this part of newscrawler needs the extra [{extra}], "
            f"which comes with: pip install 'newscrawler[{extra}]'",
            name=missing[0],
        )
