"""Name of the program by which a user has started a command."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["program"]


@cache
def program() -> Literal["newscrawler", "scrapy"]:
    """Return the name that a message must give a command, so that it can be typed as it is read.

    ``newscrawler`` for the installed program and for ``python -m newscrawler``; otherwise ``scrapy``, which a clone and
    scrapyd use.
    """
    started = Path(sys.argv[0]) if sys.argv else Path()
    own = started.stem == "newscrawler" or (started.name == "__main__.py" and started.parent.name == "newscrawler")
    return "newscrawler" if own else "scrapy"
