"""Shared parts of the commands: arguments, connection to the store, errors as one line."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import OperationFailure, PyMongoError
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawler.commands import _terminal
from newscrawler.printable import EscapingStream, make_records_printable
from newscrawler.program import program
from newscrawler.storage.connection import connect, resolve_uri
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.reader import AmbiguousKeyError, NotStoredError

__all__ = [
    "FailureError",
    "InputError",
    "NoCrawl",
    "check_action",
    "database",
    "moment",
    "nothing_else",
    "one_line_errors",
    "whole_number",
]


class InputError(ValueError):
    """The command line is wrong; the message names the argument and the remedy. Exit code 2."""


class FailureError(Exception):
    """The command failed; the message names the input and the remedy. Exit code 1."""


class NoCrawl:
    """Mixin of commands that crawl nothing: they need the project's settings, and no process of crawlers.

    It is no command itself: Scrapy lists each class of commands in this package.
    """

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"


@contextmanager
def one_line_errors(command: ScrapyCommand) -> Iterator[None]:
    """End a command with one line on standard error and an exit code instead of a traceback.

    All output meanwhile is made printable, even if a command forgets that it prints text of a page or a commenter.
    """
    _terminal.ready()
    make_records_printable()
    out, err = EscapingStream.around(sys.stdout), EscapingStream.around(sys.stderr)
    with redirect_stdout(out), redirect_stderr(err), _reported(command):
        yield


@contextmanager
def _reported(command: ScrapyCommand) -> Iterator[None]:
    # The store's messages are meant for the log of a crawl. Without a handler Python would print them with tracebacks.
    if not logging.root.handlers:
        logging.getLogger("newscrawler").addHandler(logging.NullHandler())
    name = type(command).__module__.rpartition(".")[2]
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has stopped reading. Python would print an error when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        command.exitcode = 130
    except InputError as error:
        _say(command, name, str(error), 2)
    except (NotStoredError, AmbiguousKeyError) as error:
        _say(command, name, f"{error.args[0]}; list them with: {program()} {_listing(name)}", 1)
    except (FailureError, StorageError) as error:
        _say(command, name, str(error), 1)
    except PyMongoError as error:
        _say(command, name, _mongo_trouble(error), 1)


def _say(command: ScrapyCommand, name: str, message: str, exitcode: int) -> None:
    print(f"{program()} {name}: {_terminal.one_line(message)}", file=sys.stderr)
    command.exitcode = exitcode


def _listing(name: str) -> str:
    return {"quarantine": "quarantine list", "crawls": "crawls"}.get(name, "stories")


def _mongo_trouble(error: PyMongoError) -> str:
    if isinstance(error, OperationFailure) and error.details:
        return f"MongoDB refuses: {error.details.get('errmsg', error)}"
    return f"MongoDB does not answer: {first_clause(error)}; see `{program()} doctor`"


def check_action(args: Sequence[str], actions: Collection[str], syntax: str) -> None:
    """Refuse a command line that does not begin with an action.

    :raises InputError: the action is missing or unknown; the message shows the syntax
    """
    if not args or args[0] not in actions:
        asked = f"{args[0]!r} is not an action" if args else "an action is missing"
        raise InputError(f"{asked}; use {syntax}")


def nothing_else(args: Sequence[str]) -> None:
    """Refuse unknown arguments, which Scrapy passes on.

    :raises InputError: there is one; the message names the first
    """
    if args:
        raise InputError(f"{args[0]!r} is not an argument of this command; see -h")


def moment(option: str, text: str | None) -> datetime | None:
    """Parse a date or time of the command line, in ISO 8601; UTC if it has no zone.

    :raises InputError: the text is not a date
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        # Everything compares it in UTC, in which the first and the last day of some zones have no date.
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"{option} {text!r} is not a date; write it as 2019-08-17 or 2019-08-17T09:30+09:00") from None
    return at


def whole_number(option: str, text: str, *, least: int = 1) -> int:
    """Parse a number of the command line.

    :raises InputError: the text is not a whole number, or the number is below ``least``
    """
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
        raise InputError(f"{option} {text!r} is not a whole number of at least {least}")
    return int(text)


@contextmanager
def database(settings: BaseSettings | None) -> Iterator[Database[dict[str, Any]]]:
    """Connect to the database that the settings name; start the local mongod if they name none.

    :raises StorageError: the server cannot be reached
    """
    assert settings is not None
    with connect(resolve_uri(settings)) as client:
        yield client[settings["MONGODB_DATABASE"]]
