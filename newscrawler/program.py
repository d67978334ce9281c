"""The program by which a user has started a command, and the command."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["commands_module", "program"]

_COMMANDS = Path(__file__).with_name("commands")

_RUNS_A_COMMAND = (("scrapy", "__main__.py"), ("newscrawler", "__main__.py"), ("scrapyd", "runner.py"))
"""Packages and modules that run the command which the process's first argument names, as do the installed programs
``scrapy`` and ``newscrawler``."""


@cache
def program() -> Literal["newscrawler", "scrapy"]:
    """Return the name that a message must give a command, so that it can be typed as it is read.

    ``newscrawler`` for the installed program and for ``python -m newscrawler``; otherwise ``scrapy``, which a clone and
    scrapyd use.
    """
    started = Path(sys.argv[0]) if sys.argv else Path()
    own = started.stem == "newscrawler" or (started.name == "__main__.py" and started.parent.name == "newscrawler")
    return "newscrawler" if own else "scrapy"


def commands_module() -> str:
    """Return the module of the command for which this process was started, else the package of all commands.

    Scrapy imports all commands that it is given before it looks which of them to run. With what they need in turn, that
    took as long as all else at the start of a process.
    """
    started, *args = sys.argv or [""]
    path = Path(started)
    name = next((each for each in args if not each.startswith("-")), "")
    if path.name not in ("scrapy", "newscrawler") and (path.parent.name, path.name) not in _RUNS_A_COMMAND:
        return "newscrawler.commands"
    is_ours = name.isidentifier() and not name.startswith("_") and (_COMMANDS / f"{name}.py").is_file()
    return f"newscrawler.commands.{name}" if is_ours else "newscrawler.commands"
