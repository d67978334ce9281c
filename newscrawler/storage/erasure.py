"""Erase the words of commenters, on request, in every place and for good.

First the selectors go onto the suppression list, so that no crawl, replay or restore stores their words from then
on. Then the words are taken out of what is stored, and once more after a pause, in which a crawl that was killed in
the middle of a batch can have left some behind. docs/readers.md says what is reached, and what is not.
"""

from __future__ import annotations

import getpass
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo.database import Database

from newscrawler.spelling import spelled
from newscrawler.storage import spool, suppression
from newscrawler.storage._documents import Document, comment_hash
from newscrawler.storage._erasing import (
    ERASED,
    end_visits,
    erase_comments,
    erase_copies,
    remark,
    remarked,
    rewrite,
    screen_item,
)
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.needles import Needles
from newscrawler.storage.pseudonyms import AuthorNames
from newscrawler.storage.suppression import Entry, How, Kind, Screen

__all__ = ["Erasure", "Selection", "erase", "operator", "reapply", "rename_all"]

_WORD = re.compile(r"\S+")

_NAME_WORDS = 5

_AROUND = ".,:;!?'\"()[]{}<>"

_PAUSE_S = 2.0
"""Between the two passes: a batch takes some 50 ms from its screening to its check."""

_CHUNK = 500
"""Values of one query: the planner takes them in one scan of the index."""

_LISTED = 1_000
"""Keyed hashes that an erasure's record shows; all of them are in ``suppressions``, under the record's id."""

_AUTHOR_FIELDS = ("author.name", "author.id", "observations.author.name", "observations.author.id")
_ADDRESS_FIELDS = ("author.url", "observations.author.url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Selection of what is to be erased."""

    authors: tuple[str, ...] = ()
    """Names, account ids or addresses of commenters, as the platform gives them."""
    urls: tuple[str, ...] = ()
    """Addresses of copies: their own text, and all comments under them."""
    threads: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    """Both by ``_id``."""
    platform: str | None = None
    """Only comments on this comment platform."""
    outlet: str | None = None
    """Only comments under this outlet's copies."""
    how: How = "erased"

    @property
    def scope(self) -> str:
        """Of the authors, as the suppression list has it."""
        if self.platform is not None:
            return f"platform:{self.platform}"
        return f"outlet:{self.outlet}" if self.outlet is not None else ""


@dataclass(slots=True)
class Erasure:
    """Result of an erasure, or of its dry run."""

    id: str
    counts: dict[str, int] = field(default_factory=dict)
    """Documents by collection, and items of the spool under ``spool``."""
    held: dict[str, str] = field(default_factory=dict)
    """Documents and selectors that a legal hold kept, with the hold's reason."""
    new_selectors: int = 0
    spool: spool.Rewritten = field(default_factory=spool.Rewritten)
    needles: Needles = field(default_factory=Needles)
    """Texts to look for afterwards. In memory only."""

    def add(self, counts: dict[str, int]) -> None:
        for name, number in counts.items():
            self.counts[name] = self.counts.get(name, 0) + number


def operator() -> str:
    """Return the person who runs this: ``user@host``."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}"


def erase(
    database: Database[Document], var_dir: Path, selection: Selection, names: AuthorNames, *, dry: bool = False
) -> Erasure:
    """Erase the selection everywhere, and keep it from coming back.

    :param names: the rule by which names may have been stored as pseudonyms
    :param dry: only look
    :raises StorageError: when the suppression list's secret cannot be used
    """
    sealer = suppression.current_sealer(database)
    done = Erasure(id=secrets.token_hex(8))
    at, number = datetime.now(UTC), len(selection.authors)
    screen = suppression.refreshed(database, suppression.current(database))
    selection = replace(
        selection, authors=tuple(dict.fromkeys(each for value in selection.authors for each in spelled(value)))
    )
    if selection.how == "erased":
        selection = _with_pseudonyms(selection, names, suppression.secrets_of(database))
    selectors = list(_selectors(database, selection, names, screen, done))
    entry = Entry(selection.how, at, "author")
    for value in selection.authors:
        done.needles.add_name(value)
    if dry:
        screen = screen.with_entries(sealer, selectors, entry)
        _pass(database, var_dir, selection, names, screen, done, dry=True)
        return done
    _begin(database, selection, selectors, sealer, done, at, number)
    done.new_selectors = suppression.put(database, sealer, selectors, selection.how, done.id, at)
    suppression.bump(database)
    screen = suppression.current(database)
    _pass(database, var_dir, selection, names, screen, done, sealer=sealer)
    time.sleep(_PAUSE_S)
    _pass(database, var_dir, selection, names, screen, done, sealer=sealer)
    database["erasures"].update_one(
        {"_id": done.id},
        {"$set": {"counts": done.counts, "held": len(done.held), "ended": datetime.now(UTC)}},
    )
    return done


def reapply(database: Database[Document]) -> Erasure:
    """Apply the whole list to everything that is stored: erases again what a restore has brought back."""
    done = Erasure(id="")
    if database["suppressions"].find_one({}, {"_id": 1}) is None:
        return done
    suppression.bump(database)
    screen = suppression.current(database)
    changed = erase_comments(database, screen, {})
    done.add({"comments": changed.documents})
    done.held.update(changed.held)
    for copy in database["copies"].find({}, {"story": 1}):
        if (entry := screen.copy(copy["_id"])) is not None:
            done.add(erase_copies(database, [copy["_id"]], entry))
    entries = database["calendar"].find({"kind": {"$ne": "list"}}, {"_id": 1})
    done.add({"calendar": end_visits(database, screen, (each["_id"] for each in entries))})
    number = 0
    for stored in database["quarantine"].find():
        number += remark(database, screen, stored)
    done.add({"quarantine": number})
    done.add(
        {"crawls": _crawls(database, lambda line: any(screen.author(each) for each in _runs_of_words(line)), dry=False)}
    )
    return done


def _runs_of_words(line: str) -> Iterator[str]:
    """Yield the parts of a line that may be a name: up to five words, without the punctuation around them."""
    words = list(_WORD.finditer(line))
    for first in range(len(words)):
        for last in words[first : first + _NAME_WORDS]:
            yield line[words[first].start() : last.end()].strip(_AROUND)


def rename_all(database: Database[Document], names: AuthorNames) -> int:
    """Apply the rule for names to all stored comments, their history included; returns the number of changed comments.

    Pseudonyms cannot be undone: after a change from ``keyed`` to ``plain``, the next crawls bring the names.
    """

    def change(comment: Document) -> bool:
        before = (comment["author"], [each.get("author") for each in comment["observations"]])
        comment["observations"] = [dict(each) for each in comment["observations"]]
        names.apply_stored(comment)
        if before == (comment["author"], [each.get("author") for each in comment["observations"]]):
            return False
        digest = comment_hash(comment)
        comment["contentHash"] = f"vanished {digest}" if comment["state"] == "vanished" else digest
        return True

    named = {"$or": [{"author": {"$ne": None}}, {"observations.author": {"$type": "object"}}]}
    return rewrite(database, named, change)


def _with_pseudonyms(selection: Selection, names: AuthorNames, sealers: Sequence[suppression.Sealer]) -> Selection:
    """Add the forms in which the commenters may be stored: pseudonyms by the rule for names, and by earlier
    ``--pseudonymise``."""
    found: dict[str, None] = {}
    for value in selection.authors:
        found |= dict.fromkeys(names.names_of(value))
        found |= dict.fromkeys(sealer.pseudonym(value) for sealer in sealers)
    return replace(selection, authors=tuple(found))


def _selectors(
    database: Database[Document], selection: Selection, names: AuthorNames, screen: Screen, done: Erasure
) -> Iterator[tuple[Kind, str, str]]:
    """Yield the entries for the list, without those that a legal hold is on."""

    def is_free(kind: Kind, value: str) -> bool:
        reason = screen.hold_on(kind, value)
        if kind == "url" and reason is None:
            copy = database["copies"].find_one({"_id": value}, {"story": 1})
            reason = screen.hold_on_copy(value, copy["story"] if copy else None)
        if reason is not None:
            # Not by its name, because the printed output may be kept somewhere.
            done.held[f"a selector of kind {kind}"] = reason
        return reason is None

    for value in selection.authors:
        stored = names.names_of(value)
        if all(is_free("author", each) for each in stored):
            yield from (("author", each, selection.scope) for each in stored)
    for url in selection.urls:
        if is_free("url", url):
            yield "url", url, ""
            yield from (("thread", thread, "") for thread in _threads_under(database, [url]))
    yield from (("thread", thread, "") for thread in selection.threads if is_free("thread", thread))
    yield from (("comment", comment, "") for comment in selection.comments if is_free("comment", comment))


def _begin(
    database: Database[Document],
    selection: Selection,
    selectors: Sequence[tuple[Kind, str, str]],
    sealer: suppression.Sealer,
    done: Erasure,
    at: datetime,
    number: int,
) -> None:
    database["erasures"].insert_one(
        {
            "_id": done.id,
            "schemaVersion": SCHEMA_VERSION,
            "at": at,
            "ended": None,
            "by": operator(),
            "how": selection.how,
            "selectors": {
                "author": number,
                "url": len(selection.urls),
                "thread": len(selection.threads),
                "comment": len(selection.comments),
            },
            "scope": selection.scope,
            "hashes": [sealer.seal(*each) for each in selectors[:_LISTED]],
            "counts": {},
            "held": 0,
            "remaining": None,
        }
    )


def _pass(
    database: Database[Document],
    var_dir: Path,
    selection: Selection,
    names: AuthorNames,
    screen: Screen,
    done: Erasure,
    *,
    sealer: suppression.Sealer | None = None,
    dry: bool = False,
) -> None:
    def seen(comment: Document) -> None:
        if selection.how == "erased":
            for each in (comment, *comment["observations"]):
                done.needles.add_own(each.get("text"))
        if selection.threads or selection.comments or selection.urls:
            for name in suppression.authors_of(comment) if selection.how == "pseudonymised" else ():
                done.needles.add_name(name)

    def marked(ids: Sequence[str]) -> None:
        assert sealer is not None
        suppression.put(
            database, sealer, (("mark", each, "") for each in ids), selection.how, done.id, datetime.now(UTC)
        )

    met: set[str] = set()

    def first(comment: Document) -> bool:
        # A comment is found by name and by id; what is only looked at must not be counted twice.
        new = comment["_id"] not in met
        if dry:
            met.add(comment["_id"])
        return new

    for query in _queries(database, selection, names):
        changed = erase_comments(database, screen, query, only=first, seen=seen, marked=marked, dry=dry)
        done.add({"comments": changed.documents})
        done.held.update(changed.held)
    for url in selection.urls if selection.how == "erased" else ():
        entry = screen.copy(url)
        stored = database["copies"].find_one({"_id": url}, {"contentHash": 1, "story": 1})
        if stored is not None and (reason := screen.hold_on_copy(url, stored["story"])) is not None:
            done.held[url] = reason
        elif entry is not None and stored is not None:
            done.add({"copies": 1} if dry else erase_copies(database, [url], entry))
    done.add({"calendar": end_visits(database, screen, _entries(database, selection), dry=dry)})
    done.add({"quarantine": _quarantine(database, screen, selection, done, marked, dry)})
    done.add({"crawls": _crawls(database, done.needles.within, dry)})
    rewritten = spool.rewrite(
        var_dir / "spool",
        database.name,
        lambda item: screen_item(screen, item),
        damaged=done.needles.within,
        dry=dry,
    )
    done.add({"spool": rewritten.items})
    done.spool = rewritten


def _queries(database: Database[Document], selection: Selection, names: AuthorNames) -> Iterator[Document]:
    """Yield queries for the comments, each by an index; only addresses of authors, which few erasures name, need a
    scan."""
    values = [stored for value in selection.authors for stored in names.names_of(value)]
    addresses = [value for value in values if "://" in value]
    narrow: Document = {} if selection.platform is None else {"platform": selection.platform}
    wanted = [(name, values) for name in _AUTHOR_FIELDS] + [(name, addresses) for name in _ADDRESS_FIELDS]
    for name, chunk in ((name, chunk) for name, some in wanted for chunk in _chunks(some)):
        yield {name: {"$in": chunk}, **narrow}
    for chunk in _chunks([*selection.threads, *_threads_under(database, selection.urls)]):
        yield {"thread": {"$in": chunk}}
    for chunk in _chunks(selection.comments):
        yield {"_id": {"$in": chunk}}


def _threads_under(database: Database[Document], urls: Sequence[str]) -> list[str]:
    found = database["threads"].find({"copyUrl": {"$in": list(urls)}}, {"_id": 1}) if urls else ()
    return [thread["_id"] for thread in found]


def _entries(database: Database[Document], selection: Selection) -> Iterator[str]:
    """Yield the ids that the selected copies and threads may have in the calendar."""
    yield from (f"copy:{url}" for url in selection.urls)
    yield from (f"thread:{id_}" for id_ in (*selection.threads, *_threads_under(database, selection.urls)))


def _chunks(values: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _CHUNK):
        yield list(values[start : start + _CHUNK])


def _quarantine(
    database: Database[Document],
    screen: Screen,
    selection: Selection,
    done: Erasure,
    marked: Callable[[Sequence[str]], object],
    dry: bool,
) -> int:
    """Entries whose item is on the list, or whose words are the erased ones."""
    number = 0
    urls = set(selection.urls) if selection.how == "erased" else set()
    for stored in database["quarantine"].find():
        inner = stored.get("item") or {}
        reason = screen.hold(inner) if isinstance(inner.get("thread"), str) else screen.hold_on_copy(stored["url"])
        if reason is not None:
            done.held[f"quarantine {stored['_id'][:8]}"] = reason
            continue
        every = stored["url"] in urls

        def forbidden(kept: Any, every: bool = every) -> bool:
            return kept is not None and ((every and not isinstance(kept, str)) or done.needles.within(kept))

        number += (
            bool(remarked(screen, stored, forbidden))
            if dry
            else remark(database, screen, stored, forbidden=forbidden, marked=marked)
        )
    return number


def _crawls(database: Database[Document], forbidden: Callable[[str], bool], dry: bool) -> int:
    """Error lines of run records, which may quote what an error was about."""
    number = 0
    for run in database["crawls"].find({"lastErrors.0": {"$exists": True}}, {"lastErrors": 1}):
        lines = [ERASED if forbidden(line) else line for line in run["lastErrors"]]
        if lines != run["lastErrors"]:
            number += 1
            if not dry:
                database["crawls"].update_one({"_id": run["_id"]}, {"$set": {"lastErrors": lines}})
    return number
