"""Remove words, names and addresses from stored documents, and keep them out.

An erased comment stays as a tombstone in its place. Id, thread, parent, depth, position, time and votes, which other
commenters gave, remain; text, markup and author are removed from it and from its history. Its ``erasure`` states when
and how, and no later visit overwrites it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bson.codec_options import CodecOptions
from pymongo import UpdateOne
from pymongo.database import Database

from newscrawler.items import Rejection
from newscrawler.spelling import decoded
from newscrawler.storage import suppression
from newscrawler.storage._copies import show_without_erased
from newscrawler.storage._documents import COMMENT, COPY, Document, comment_hash, moment, quarantine_id
from newscrawler.storage._linking import link_stories
from newscrawler.storage._search_index import forget
from newscrawler.storage._writes import ROUNDS, CannotWriteError
from newscrawler.storage.suppression import Entry, How, Screen

__all__ = [
    "ERASED",
    "Changed",
    "end_visits",
    "erase_comments",
    "erase_copies",
    "keep_erased",
    "remark",
    "remarked",
    "rewrite",
    "screen_comments",
    "screen_item",
    "screen_rejections",
    "settle",
]

ERASED = "[erased]"
"""Stored in place of a headline, which every copy and story must have, and of a reason."""

_NEEDED = {"retrieved": 0, "schemaVersion": 0, "firstSeen": 0, "lastChanged": 0, "position": 0}

_CHUNK = 500
"""Documents that are read and written at once: of comments some 2 MB."""

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)

_KEPT_OF_COPY = frozenset(
    {"agency", "inLanguage", "version", "datePublished", "datePublishedRaw", "datePublishedPrecision", "dateModified"}
    | {
        "dateModifiedRaw",
        "url",
        "outlet",
        "retrieved",
        "publisher",
        "section",
        "discoveredVia",
        "commentPlatform",
        "key",
    }
)
_KEPT_OF_COMMENT = frozenset(
    {"platform", "thread", "nativeId", "upvoteCount", "downvoteCount", "score", "parentItem", "depth", "state"}
    | {"dateCreated", "dateCreatedRaw", "dateCreatedPrecision"}
)
# The fields that an erasure leaves. They name nobody; every other field goes, also one that is added to the items
# later.

_WORDS = tuple(name for name in COMMENT.content if name not in _KEPT_OF_COMMENT)
"""``text``, ``html``, ``author``: the fields that an erased comment loses."""

_ENTRY = "quarantine "
"""Precedes the id of an entry of quarantine in a mark."""

_PIECES = re.compile(r'(?:\\?["\'<>])+')
"""Characters around a name in an answer or a page."""

Change = Callable[[Document], bool]
"""Changes a comment's document in place; returns whether it did."""


class Changed:
    """Number of documents that were changed, and the documents that a legal hold kept."""

    def __init__(self) -> None:
        self.documents = 0
        self.held: dict[str, str] = {}
        """Reasons by id."""


# --- comments --------------------------------------------------------------------------------------------------------


def blank(comment: Document, entry: Entry, screen: Screen) -> bool:
    """Take out of a comment's document what the entry forbids, and mark it; returns whether that changed anything."""
    before = {name: comment.get(name) for name in (*_WORDS, "state", "observations", "erasure")}
    mark = comment.get("erasure")
    how: How = "erased" if entry.how == "erased" or (mark is not None and mark["how"] == "erased") else "pseudonymised"
    if how == "erased":
        _erase_words(comment)
    else:
        _pseudonymise(comment, screen)
    comment["erasure"] = mark if mark is not None and mark["how"] == how else {"at": entry.at, "how": how}
    digest = comment_hash(comment)
    comment["contentHash"] = f"vanished {digest}" if comment["state"] == "vanished" else digest
    return any(comment.get(name) != value for name, value in before.items())


def _erase_words(comment: Document) -> None:
    comment.update(_without_words())
    if comment["state"] != "vanished":
        comment["state"] = "removed"
    comment["observations"] = [
        {name: value for name, value in each.items() if name not in _WORDS} for each in comment["observations"]
    ]


def _pseudonymise(comment: Document, screen: Screen) -> None:
    comment["author"] = screen.pseudonymous(comment["author"])
    comment["observations"] = [
        {**each, "author": screen.pseudonymous(each["author"])} if "author" in each else each
        for each in comment["observations"]
    ]


def _without_words() -> Document:
    return {name: COMMENT.defaults[name]() for name in _WORDS}


def screen_comments(screen: Screen, comments: Iterable[Document]) -> int:
    """Blank the documents of a batch that the list forbids; returns their number."""
    if screen.is_empty:
        return 0
    number = 0
    for comment in comments:
        entry = screen.comment(comment)
        if entry is not None and "erasure" not in comment:
            blank(comment, entry, screen)
            number += 1
    return number


def keep_erased(database: Database[Document], stored: Mapping[str, Document], comments: Iterable[Document]) -> None:
    """Apply erasures to a visit and to the stored comments, before they are compared.

    A comment that is stored as erased takes no words of a visit; words that a visit may not bring are removed from
    the store.

    :param stored: by id, with their ``erasure``; the caller's next round reads rewritten comments again
    :param comments: of the visit
    """
    behind: dict[str, Document] = {}
    for comment in comments:
        known = stored.get(comment["_id"])
        if known is None:
            continue
        ours, theirs = comment.get("erasure"), known.get("erasure")
        if theirs is not None and (ours is None or ours["how"] != theirs["how"]):
            blank(comment, Entry(theirs["how"], theirs["at"], "mark"), suppression.current(database))
        elif ours is not None and theirs is None:
            behind[comment["_id"]] = ours
    if behind:
        screen = suppression.current(database)

        def change(document: Document) -> bool:
            mark = behind[document["_id"]]
            return blank(document, Entry(mark["how"], mark["at"], "mark"), screen)

        rewrite(database, {"_id": {"$in": list(behind)}}, change)


def erase_comments(
    database: Database[Document],
    screen: Screen,
    query: Mapping[str, Any],
    *,
    only: Callable[[Document], bool] | None = None,
    seen: Callable[[Document], object] | None = None,
    marked: Callable[[Sequence[str]], object] | None = None,
    dry: bool = False,
) -> Changed:
    """Apply the list to the stored comments that match a query.

    :param only: whether a comment is meant, where the query cannot decide
    :param seen: called with each comment before it is changed
    :param marked: called with the ids of comments that are erased for their author, before they are changed
    """
    changed = Changed()

    def apply(comments: list[Document]) -> list[Document]:
        marks = screen.marks([comment["_id"] for comment in comments])
        gone, authors = [], []
        for comment in comments:
            if only is not None and not only(comment):
                continue
            entry = screen.comment(comment, marks)
            if entry is None:
                if (reason := screen.hold(comment)) is not None:
                    changed.held[comment["_id"]] = reason
                continue
            before = {**comment}
            if blank(comment, entry, screen):
                gone.append(comment)
                if seen is not None:
                    seen(before)
                if entry.kind == "author":
                    authors.append(comment["_id"])
        if marked is not None and authors and not dry:
            marked(authors)
        return gone

    changed.documents = _rewritten(database, query, apply, dry)
    return changed


def rewrite(database: Database[Document], query: Mapping[str, Any], change: Change) -> int:
    """Change the comments that match; returns the number of changed comments."""
    return _rewritten(database, query, lambda comments: [each for each in comments if change(each)], dry=False)


def _rewritten(
    database: Database[Document], query: Mapping[str, Any], apply: Callable[[list[Document]], list[Document]], dry: bool
) -> int:
    collection = database["comments"].with_options(codec_options=_AWARE)
    number = 0
    chunk: list[Document] = []
    for comment in collection.find(query, _NEEDED, batch_size=_CHUNK):
        chunk.append(comment)
        if len(chunk) == _CHUNK:
            number += _write_chunk(database, chunk, apply, dry)
            chunk = []
    return number + (_write_chunk(database, chunk, apply, dry) if chunk else 0)


def _write_chunk(
    database: Database[Document], chunk: list[Document], apply: Callable[[list[Document]], list[Document]], dry: bool
) -> int:
    collection = database["comments"].with_options(codec_options=_AWARE)
    number = 0
    for _ in range(ROUNDS):
        guards = {
            each["_id"]: {
                "_id": each["_id"],
                "contentHash": each["contentHash"],
                "lastSeen": each["lastSeen"],
                "observations": {"$size": len(each["observations"])},
            }
            for each in chunk
        }
        changed = apply(chunk)
        if dry or not changed:
            return number + len(changed)
        now = moment(datetime.now(UTC))
        operations = [
            UpdateOne(guards[each["_id"]], {"$set": {**_fields(each), "lastChanged": now}}) for each in changed
        ]
        matched = collection.bulk_write(operations, ordered=False).matched_count
        number += matched
        if matched == len(changed):
            return number
        # A visit overtook some of them; comments that are written already need no change.
        chunk = list(collection.find({"_id": {"$in": [each["_id"] for each in changed]}}, _NEEDED))
    raise CannotWriteError(f"overtaken {ROUNDS} times by crawls at {chunk[0]['_id']}")


def _fields(comment: Document) -> Document:
    names = (*_WORDS, "state", "observations", "contentHash", "erasure", "expired")
    return {name: comment[name] for name in names if name in comment}


# --- copies ----------------------------------------------------------------------------------------------------------


def erase_copies(database: Database[Document], urls: Sequence[str], entry: Entry) -> dict[str, int]:
    """Remove the words of copies, and of stories that show them; remove their revisions.

    :returns: the numbers of changed copies, revisions and stories
    """
    copies = database["copies"].with_options(codec_options=_AWARE)
    mark = {"at": entry.at, "how": "erased"}
    now = moment(datetime.now(UTC))
    counts = {"copies": 0, "revisions": 0, "stories": 0}
    for url in urls:
        counts["revisions"] += database["revisions"].delete_many({"url": url}).deleted_count
        fields = {
            **{name: default() for name, default in COPY.defaults.items() if name not in _KEPT_OF_COPY},
            **{"headline": ERASED, "pubStatus": "withheld", "representation": "partial"},
            **{"contentHash": "erased", "erasure": mark, "lastChanged": now},
        }
        found = copies.find_one_and_update(
            {"_id": url, "contentHash": {"$ne": "erased"}},
            {"$set": fields, "$unset": {"headlines": "", "flipFlops": ""}},
            {"story": 1},
        )
        story = found or copies.find_one({"_id": url}, {"story": 1})
        counts["copies"] += found is not None
        if story is not None:
            counts["stories"] += show_without_erased(database.with_options(codec_options=_AWARE), url, now)
            # Its fingerprint is made of its words, its links say what else has them, and it is found by them.
            link_stories(database, [story["story"]], trust=None)
            forget(database, [story["story"]])
    return counts


def end_visits(database: Database[Document], screen: Screen, ids: Iterable[str], *, dry: bool = False) -> int:
    """Remove the calendar's entries of erased copies and threads, which would be asked again for ever.

    :param ids: of entries; those that the list does not forbid stay
    :returns: the number of entries
    """
    calendar, number = database["calendar"], 0
    wanted = (each for each in ids if screen.ends_visits(each))
    while chunk := list(islice(wanted, _CHUNK)):
        these = {"_id": {"$in": chunk}}
        number += calendar.count_documents(these) if dry else calendar.delete_many(these).deleted_count
    return number


# --- items that are kept as they are: quarantine and spool -----------------------------------------------------------


def screen_item(screen: Screen, item: Mapping[str, Any]) -> Document | None:
    """Return the item in a form that may be kept, with its ``_type``; None where nothing of it may be kept."""
    kind = item.get("_type")
    if kind == "Comment" and (entry := screen.comment(item)) is not None:
        kept = dict(item)
        if entry.how == "erased":
            kept.update(_without_words(), state="removed")
        else:
            kept["author"] = screen.pseudonymous(item.get("author"))
        return kept
    if kind == "Copy" and isinstance(item.get("url"), str) and screen.copy(item["url"]) is not None:
        return None
    if kind == "Rejection":
        inner = item.get("item")
        kept = {**item, "item": screen_item(screen, inner) if isinstance(inner, Mapping) else inner}
        if _forbids(screen, kept, inner):
            kept["fragment"] = None
        return kept
    return dict(item)


def screen_rejections(database: Database[Document], rejections: Sequence[Rejection]) -> Sequence[Rejection]:
    """Remove from rejections, in place, the words that the list forbids."""
    screen = suppression.current(database)
    if screen.is_empty:
        return rejections
    marks = screen.marks([f"{_ENTRY}{quarantine_id(rejection)}" for rejection in rejections])
    for rejection in rejections:
        if marks and screen.mark(f"{_ENTRY}{quarantine_id(rejection)}", marks) is not None:
            rejection.fragment = None
        before = rejection.item
        if before is not None:
            rejection.item = screen_item(screen, before)
        whole = {"url": rejection.url, "fragment": rejection.fragment, "item": rejection.item}
        if _forbids(screen, whole, before):
            rejection.fragment = None
    return rejections


def _forbids(screen: Screen, rejection: Mapping[str, Any], before: Any) -> bool:
    """Return whether the fragment of a rejection may hold words of a person on the list."""
    if rejection["item"] != before or screen.copy(str(rejection.get("url"))) is not None:
        return True
    pieces = {decoded(piece).strip() for piece in _PIECES.split(rejection.get("fragment") or "")}
    return any(screen.author(piece) is not None for piece in pieces if piece)


# --- what was put on the list while a batch was being written --------------------------------------------------------


def settle(
    database: Database[Document],
    screen: Screen,
    copies: Sequence[str],
    comments: Sequence[str],
    quarantined: Sequence[str] = (),
) -> None:
    """Erase from a batch that has just been written what was added to the list meanwhile.

    An erasure first adds to the list and then erases. So it erases a batch that was written before it reads the
    comments, and a batch that was written later finds the list changed here.

    :param screen: by which the batch was screened
    :param copies: their addresses
    :param comments: their ids
    """
    if not copies and not comments and not quarantined:
        return
    now = suppression.refreshed(database, screen)
    if now is screen:
        return
    if comments:
        erase_comments(database, now, {"_id": {"$in": list(comments)}})
    for url in copies:
        if (entry := now.copy(url)) is not None:
            erase_copies(database, [url], entry)
    for entry_ in database["quarantine"].find({"_id": {"$in": list(quarantined)}}):
        remark(database, now, entry_)


def remark(
    database: Database[Document],
    screen: Screen,
    stored: Document,
    *,
    forbidden: Callable[[Any], bool] = lambda kept: False,
    marked: Callable[[Sequence[str]], object] | None = None,
) -> bool:
    """Screen a stored entry of quarantine; returns whether it was changed.

    :param forbidden: whether an item or a fragment holds words to erase that the list alone does not show
    :param marked: called with the entry's mark for the list, before the entry is changed
    """
    change = remarked(screen, stored, forbidden)
    if change and marked is not None:
        marked([f"{_ENTRY}{stored['_id']}"])
    if change:
        database["quarantine"].update_one({"_id": stored["_id"]}, {"$set": change})
    return bool(change)


def remarked(screen: Screen, stored: Document, forbidden: Callable[[Any], bool]) -> Document:
    """Return the fields of an entry of quarantine that have to change."""
    inner = stored.get("item")
    kept = screen_item(screen, inner) if isinstance(inner, Mapping) else inner
    name = f"{_ENTRY}{stored['_id']}"
    marks = screen.marks([name])
    change: Document = {"item": None if forbidden(kept) else kept}
    if (
        _forbids(screen, {**stored, "item": kept}, inner)
        or forbidden(stored.get("fragment"))
        or screen.mark(name, marks)
    ):
        change["fragment"] = None
    if forbidden(stored["reason"]):
        change["reason"] = ERASED
    return {name: value for name, value in change.items() if stored.get(name) != value}
