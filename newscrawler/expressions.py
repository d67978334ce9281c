"""Regular expressions that are compiled when they are first used.

The words of 30 languages make expressions of thousands of characters, and Python compiles them anew in each process: a
third of the time that ``scrapy stories`` took to start, which reads no page.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["expression"]

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return an expression as :func:`re.compile` does, compiled when it is first used.

    A mistake in the pattern is raised then. ``pattern`` and ``flags`` can be read before; functions of :mod:`re` do not
    take the expression in place of a pattern.

    >>> expression("comments?", re.IGNORECASE).search("3 Comments").group()
    'Comments'
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    """Stands for a compiled expression until it is used, and then hands on that expression's methods."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags | re.UNICODE
        """Without those that the pattern states itself."""

    def __getattr__(self, name: str) -> Any:
        """Compile; from then on the methods are found without this one."""
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)
