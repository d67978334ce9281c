"""The program ``newscrawler``: the project's commands without a Scrapy project around them.

``newscrawler stories`` is ``scrapy stories`` of a clone, with the same options and exit codes, in any folder. In the
folder of another Scrapy project it still runs newscrawler, and ``scrapy`` there still runs that project: the commands
are not registered with Scrapy.
"""

from __future__ import annotations

import difflib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawler import __version__
from newscrawler.extras import MissingExtraError, need

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand
    from scrapy.settings import Settings

__all__ = ["PROGRAM", "main"]

PROGRAM = "newscrawler"

_HEAD = (
    f"{PROGRAM} {__version__}: wire stories and their comment sections, into MongoDB",
    "",
    f"usage: {PROGRAM} COMMAND [options] [arguments]",
    "",
)
"""First lines of the help."""

_USAGE = 2
"""Exit code for a command line that cannot be used, as Scrapy and argparse have it."""

_OF_SCRAPY = ("list", "settings", "fetch", "shell", "view", "parse")
"""Scrapy's own commands that make sense without a project's folder. Those that write into one are left out."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    :param argv: arguments without the program's name; those of the process by default
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if args and args[0] in ("-V", "--version"):
        print(f"{PROGRAM} {__version__}")
        return 0
    asks_for_help = not args or args[0] in ("-h", "--help", "help")
    try:
        need("crawl", "scrapy")
    except MissingExtraError as error:
        if asks_for_help:
            print(_names_of_commands())
            return 0
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 1
    settings = _settings()
    commands = _commands(settings)
    if asks_for_help:
        print(_listing(commands))
        return 0
    name, *rest = args
    if name not in commands:
        near = difflib.get_close_matches(name, commands, n=1)
        hint = f"did you mean {near[0]}?" if near else f"see: {PROGRAM} --help"
        print(f"{PROGRAM}: no command {name!r}; {hint}", file=sys.stderr)
        return _USAGE
    return _run(name, commands[name], rest, settings)


def _settings() -> Settings:
    # Packages with the operator's own outlets (NEWSCRAWLER_SPIDER_MODULES) may be in the working directory. At the
    # end of the path it hides no module.
    sys.path.append(str(Path.cwd()))
    # The variable goes before a scrapy.cfg of the working directory, for this process and for those that it starts.
    os.environ["SCRAPY_SETTINGS_MODULE"] = "newscrawler.settings"
    from scrapy.utils.project import get_project_settings

    return get_project_settings()


def _commands(settings: Settings) -> dict[str, ScrapyCommand]:
    # Scrapy has no public function for this; its own program calls this one for a project's commands.
    from scrapy.cmdline import _get_commands_from_module

    scrapys = _get_commands_from_module("scrapy.commands", inproject=True)
    ours = _get_commands_from_module(settings["COMMANDS_MODULE"], inproject=True)
    return {name: scrapys[name] for name in _OF_SCRAPY if name in scrapys} | ours


def _names_of_commands() -> str:
    """Return the help for an installation without Scrapy, where no command can be imported."""
    modules = pkgutil.iter_modules([str(Path(__file__).with_name("commands"))])
    names = sorted(module.name for module in modules if not module.name.startswith("_"))
    return "\n".join(
        [
            *_HEAD,
            f"commands: {', '.join(names)}",
            "",
            "They need the extra [crawl], install it with: pip install 'newscrawler[crawl]'",
        ]
    )


def _listing(commands: dict[str, ScrapyCommand]) -> str:
    def lines(ours: bool) -> list[str]:
        return [
            f"  {name:<13} {command.short_desc()}"
            for name, command in sorted(commands.items())
            if type(command).__module__.startswith("newscrawler.") is ours
        ]

    return "\n".join(
        [
            *_HEAD,
            "commands:",
            *lines(True),
            "",
            "commands of Scrapy, with the settings of newscrawler:",
            *lines(False),
            "",
            f"{PROGRAM} COMMAND -h shows the options of a command.",
        ]
    )


def _run(name: str, command: ScrapyCommand, args: list[str], settings: Settings) -> int:
    """Run a command as ``scrapy.cmdline.execute`` does, which calls every program ``scrapy``."""
    from scrapy.cmdline import ScrapyArgumentParser, _run_command
    from scrapy.commands import ScrapyHelpFormatter
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.exceptions import UsageError

    parser = ScrapyArgumentParser(
        formatter_class=ScrapyHelpFormatter,
        usage=f"{PROGRAM} {name} {command.syntax()}",
        conflict_handler="resolve",
        description=command.long_desc(),
    )
    settings.setdict(command.default_settings, priority="command")
    command.settings = settings
    command.add_options(parser)
    options, rest = parser.parse_known_args(args)
    try:
        command.process_options(rest, options)
        if command.requires_crawler_process:
            command.crawler_process = AsyncCrawlerProcess(settings)
        _run_command(command, rest, options)
    except UsageError as error:
        if str(error):
            parser.error(str(error))
        if error.print_help:
            parser.print_help()
        return _USAGE
    return command.exitcode


if __name__ == "__main__":
    sys.exit(main())
