"""Extras of the package, and the error of an installation without the needed extra."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

__all__ = ["Extra", "MissingExtraError", "need"]

Extra = Literal["crawl", "browser", "scrapyd", "serve", "search", "export", "local"]
"""Names in ``[project.optional-dependencies]`` of pyproject.toml."""


class MissingExtraError(ImportError):
    """Packages of a used part of newscrawler are not installed. The message names the extra that installs them."""


def need(extra: Extra, *modules: str) -> None:
    """Check that the modules of an extra can be imported.

    :param modules: top-level names of the modules
    :raises MissingExtraError: a module is missing; the message names it and the command that installs it
    """
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"not installed: {', '.join(missing)}; this part of newscrawler needs the extra [{extra}], "
            f"install it with: pip install 'newscrawler[{extra}]'",
            name=missing[0],
        )
