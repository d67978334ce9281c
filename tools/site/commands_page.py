"""Page of all commands, from the commands' own option parsers."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["commands_page"]

_HEAD = """# Commands

Generated from the commands. In a clone they are `.venv/bin/scrapy COMMAND`, where the package is installed
`newscrawler COMMAND`; options, output and exit codes are the same. `-h` shows this page's part on a terminal.
Scrapy's own commands (`list`, `shell`, `fetch`, …) are described in
[Scrapy's documentation](https://docs.scrapy.org/en/latest/topics/commands.html).
"""

_GLOBAL = "Global Options"
"""Title of the group of options that Scrapy adds to every command."""


def commands_page() -> str:
    """Return the page as Markdown."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = "newscrawler.settings"
    from scrapy.cmdline import _get_commands_from_module
    from scrapy.utils.project import get_project_settings

    settings = get_project_settings()
    commands = _get_commands_from_module("newscrawler.commands", inproject=True)
    parts, shared = [_HEAD, _overview(commands)], list[argparse.Action]()
    for name, command in sorted(commands.items()):
        command.settings = settings
        parser = argparse.ArgumentParser(conflict_handler="resolve", add_help=False)
        command.add_options(parser)
        own, shared = _split(parser)
        parts += [f"## {name}\n", f"    {name} {command.syntax()}\n", f"{command.long_desc()}\n", *_options(own)]
    parts += ["## Options of every command\n", *_options(shared)]
    return "\n".join(parts)


def _overview(commands: Mapping[str, object]) -> str:
    rows = [
        f"| [{name}](#{name}) | {command.short_desc()} |"  # type: ignore[attr-defined]
        for name, command in sorted(commands.items())
    ]
    return "\n".join(["| command | what it does |", "|---|---|", *rows, ""])


def _split(parser: argparse.ArgumentParser) -> tuple[list[argparse.Action], list[argparse.Action]]:
    """Return the options of the command and those of every command."""
    shared = [action for group in parser._action_groups if group.title == _GLOBAL for action in group._group_actions]
    return [action for action in parser._actions if action not in shared], shared


def _options(actions: Iterable[argparse.Action]) -> Iterator[str]:
    rows = [
        f"| {_flags(action)} | {_cell((action.help or '') % _values(action))} |"
        for action in actions
        if action.option_strings and action.help != argparse.SUPPRESS
    ]
    if rows:
        yield "\n".join(["| option | meaning |", "|---|---|", *rows, ""])


def _flags(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return ", ".join(f"`{flag}{value}`" for flag in action.option_strings)


def _values(action: argparse.Action) -> dict[str, object]:
    return {**vars(action), "prog": "scrapy"}


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
