"""``scrapy tail``: follows additions and changes; after a restart it resumes where it stopped."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson import json_util
from pymongo.database import Database
from pymongo.errors import ConnectionFailure
from scrapy.commands import ScrapyCommand

from newscrawler.commands._asking import FailureError, InputError, NoCrawl, database, nothing_else, one_line_errors
from newscrawler.commands._rendering import short_id
from newscrawler.commands._terminal import columns, cut, one_line, quote, votes
from newscrawler.items import Comment, Thread
from newscrawler.private import private_directory, read_own, write_private
from newscrawler.program import program
from newscrawler.storage.plain import as_json, stored_fields
from newscrawler.storage.reader import (
    Change,
    ChangeFeed,
    FeedPositionLostError,
    Reader,
    StoredCluster,
    StoredComment,
    StoredCopy,
    StoredStory,
    StoredThread,
)

__all__ = ["Command", "Position"]

_AGAIN_SECONDS = 2.0
"""Seconds between attempts while MongoDB does not answer. A restart of MongoDB takes about that long."""

_SAVE_IDLE_SECONDS = 60.0
"""Seconds between two saves of the position while nothing happens, so that it does not become too old to resume
from."""

_QUOTED = 80
"""Columns for a headline or the beginning of a comment."""

_BOOKKEEPING = frozenset({"lastSeen", "lastChanged", "retrieved", "contentHash", "observations", "schemaVersion"})
"""Fields that are listed only if nothing else has changed."""

_SIGNS = {"added": "+", "changed": "~", "removed": "-"}
_NOUNS = {
    "stories": "story",
    "copies": "copy",
    "threads": "thread",
    "comments": "comment",
    "clusters": "cluster",
}


class Command(NoCrawl, ScrapyCommand):
    """Follow additions to the store and changes in it."""

    def short_desc(self) -> str:
        return "Follow additions to the store and changes in it"

    def long_desc(self) -> str:
        return (
            "Prints a line for every story, copy, thread, comment and cluster that is added (+), changes (~) or is "
            "removed (-). A visit without changes prints nothing. Each call resumes where the last one ended, so "
            "nothing is missed; the first call starts now. Ctrl-C ends it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--once", action="store_true", help="print pending changes and exit")
        parser.add_argument("--json", action="store_true", help="one JSON document per line")
        parser.add_argument(
            "--name", default="default", help="consumer whose position is used and saved; %(default)s if not given"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args)
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", opts.name):
                raise InputError(f"--name {opts.name!r} becomes a file name: use letters, digits, - and _")
            with database(self.settings) as stored:
                path = Path(self.settings["VAR_DIR"]) / "tail" / f"{opts.name}.token"
                # Ctrl-C is the normal end.
                with suppress(KeyboardInterrupt):
                    self._follow(stored, Position(path, stored.name), opts)

    def _follow(self, stored: Database[dict[str, Any]], position: Position, opts: argparse.Namespace) -> None:
        token = position.load()
        if token is None:
            _note(f"there is no saved position {position.path.stem!r}; following from now")
        away = False
        while True:
            try:
                with Reader(stored).changes(token) as feed:
                    away = False
                    if token is None:
                        position.save(feed.token)
                    self._print(feed, position, opts)
                return
            except FeedPositionLostError as lost:
                since = f" (saved {position.saved:%Y-%m-%d %H:%M} UTC)" if position.saved else ""
                _note(
                    f"the position{since} is no longer known to MongoDB ({one_line(str(lost))}); changes since then "
                    f"are not shown, see `{program()} stories --changed-since`; following from now"
                )
                token = None
            except ConnectionFailure as down:
                if opts.once:
                    raise
                if not away:
                    _note(f"MongoDB does not answer; retrying until it does: {one_line(str(down).partition(',')[0])}")
                away = True
                time.sleep(_AGAIN_SECONDS)
                token = position.load()

    def _print(self, feed: ChangeFeed, position: Position, opts: argparse.Namespace) -> None:
        saved = time.monotonic()
        if opts.once:
            for pending in feed.pending():
                if pending.what != "seen":
                    _show(pending, position, opts)
            position.save(feed.token)
            return
        while True:
            change = feed.poll()
            if change is not None and change.what != "seen":
                _show(change, position, opts)
                saved = time.monotonic()
            elif time.monotonic() - saved > _SAVE_IDLE_SECONDS:
                position.save(feed.token)
                saved = time.monotonic()


class Position:
    """Position of a consumer in the change feed, saved in a file.

    :param path: the file, which is replaced atomically
    :param name: name of the database; a token is valid in its database only
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.saved: datetime | None = None
        self._name = name

    def load(self) -> Mapping[str, Any] | None:
        """Return the saved token, or None if there is none.

        :raises FailureError: the file cannot be read or belongs to another database
        """
        try:
            kept = json_util.loads(read_own(self.path))
            name, token, self.saved = kept["database"], kept["token"], kept["saved"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FailureError(
                f"{self.path} cannot be read ({error}); remove it to follow from now, which skips the changes since "
                "then"
            ) from error
        if name != self._name:
            raise FailureError(
                f"{self.path} belongs to the database {name!r}; follow {self._name!r} under another --name"
            )
        return dict(token)

    def save(self, token: Mapping[str, Any] | None) -> None:
        """Save the token, if there is one.

        :raises FailureError: it cannot be saved in a file of this user alone
        """
        if token is None:
            return
        self.saved = datetime.now(UTC)
        kept = json_util.dumps({"database": self._name, "saved": self.saved, "token": token})
        try:
            private_directory(self.path.parent)
            write_private(self.path, kept)
        except OSError as error:
            raise FailureError(f"the position cannot be saved: {error}") from error


def _note(text: str) -> None:
    print(f"{program()} tail: {text}", file=sys.stderr, flush=True)


def _show(change: Change, position: Position, opts: argparse.Namespace) -> None:
    print(_json_line(change) if opts.json else _line(change), flush=True)
    # After printing: if the process dies in between, the change is printed twice rather than never.
    position.save(change.token)


def _json_line(change: Change) -> str:
    document = None if change.stored is None else stored_fields(change.stored)
    return as_json(
        {
            "at": change.at,
            "collection": change.collection,
            "id": change.id,
            "what": change.what,
            "fields": list(change.fields),
            "document": document,
        }
    )


def _line(change: Change) -> str:
    at = change.at.astimezone()
    line = f"{at:%H:%M:%S} {_SIGNS[change.what]} {_NOUNS[change.collection]:<7}  {_described(change)}"
    if change.what == "changed":
        told = [name for name in change.fields if name not in _BOOKKEEPING]
        line += f"  [{', '.join(told or change.fields)}]"
    return cut(line, columns()) if sys.stdout.isatty() else line


def _described(change: Change) -> str:
    match change.stored:
        case StoredStory(story=story, copies=copies, id=id):
            number = f"{len(copies)} {'copy' if len(copies) == 1 else 'copies'}"
            return f"{one_line(story.agency) or '–'}  {quote(story.headline, _QUOTED)}  ({number})  {short_id(id)}"
        case StoredCopy(copy=copy):
            return f"{one_line(copy.outlet)}  {quote(copy.headline, _QUOTED)}  {one_line(copy.url)}"
        case StoredThread(thread=thread):
            return _thread(thread)
        case StoredComment(comment=comment):
            return _comment(comment)
        case StoredCluster(id=id, agency=agency, storiesCount=number, spread=spread):
            return f"{one_line(agency) or '–'}  {number} stories, {spread} outlets  {short_id(id)}"
        case None:
            return one_line(change.id)


def _thread(thread: Thread) -> str:
    declared = "?" if thread.declaredCount is None else thread.declaredCount
    whole = "" if thread.complete else "  INCOMPLETE"
    counted = f"{thread.collectedCount} of {declared} comments{whole}"
    return f"{one_line(thread.platform)}  {counted}  {one_line(thread.copyUrl)}"


def _comment(comment: Comment) -> str:
    author = one_line(comment.author.name if comment.author else None) or "–"
    counted = votes(comment.upvoteCount, comment.downvoteCount, comment.score)
    state = "" if comment.state == "visible" else f"  ({comment.state})"
    return f"{author}  {counted}  {quote(comment.text, _QUOTED)}{state}"
