"""Owner of a thread: the copy under whose page the thread was first seen.

Any page can name any thread of a platform by its id. The platform's answer is true, and still the thread does not
move: its comments are written for its owner's outlet alone. A thread is claimed before its first comment is written,
by one insert, so that only the first of several simultaneous crawls claims it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from pymongo.database import Database

from newscrawler.items import Rejection
from newscrawler.sites import same_outlet, site_of
from newscrawler.storage._documents import Document
from newscrawler.storage._writes import insert_new
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["Claim", "kept_out", "may_write", "owners_of", "takes_over"]

_HOST = re.compile(r"[a-z]+:([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?/")
"""The host at the beginning of a platform's own id, where the id begins with a host."""

Claim = tuple[str, str, datetime, bool]
"""Thread, the ``copyUrl`` that names it, time, and whether it was read from an archive."""


def owners_of(
    database: Database[Document], claims: Iterable[Claim], others: Iterable[str] = ()
) -> tuple[dict[str, str], set[str]]:
    """Return the ``copyUrl`` that each thread belongs to, and the threads that were stored before.

    A thread that nobody has claimed before belongs to the first of the claims. A page from an archive claims nothing.

    :param others: threads that are looked up and not claimed
    """
    first, archived = _first_claims(claims)
    threads = list({*first, *archived, *others})
    if not threads:
        return {}, set()
    found = database["threads"].find({"_id": {"$in": threads}}, {"copyUrl": 1, "archived": 1})
    known = {document["_id"]: document for document in found}
    # A thread that is stored from an archive does not keep an outlet out.
    held = {
        thread: document["copyUrl"]
        for thread, document in known.items()
        if not (document.get("archived") and thread in first)
    }
    new = {thread: claim for thread, claim in first.items() if thread not in held}
    return archived | held | _claimed(database, new), set(known)


def _first_claims(claims: Iterable[Claim]) -> tuple[dict[str, tuple[str, datetime]], dict[str, str]]:
    """Return the first claim of each thread, and the first page from an archive that names it."""
    first: dict[str, tuple[str, datetime]] = {}
    archived: dict[str, str] = {}
    for thread, copy_url, at, is_archived in claims:
        if is_archived:
            archived.setdefault(thread, copy_url)
        else:
            first.setdefault(thread, (copy_url, at))
    return first, archived


def _claimed(database: Database[Document], claims: Mapping[str, tuple[str, datetime]]) -> dict[str, str]:
    """Claim threads that are not stored; returns their owners: another page where it was faster."""
    inserted = insert_new(
        database["claims"],
        [
            {"_id": thread, "copyUrl": copy_url, "at": at, "schemaVersion": SCHEMA_VERSION}
            for thread, (copy_url, at) in claims.items()
        ],
    )
    owners = {thread: copy_url for thread, (copy_url, _) in claims.items()}
    if inserted.existing:
        earlier = database["claims"].find({"_id": {"$in": list(inserted.existing)}}, {"copyUrl": 1})
        owners |= {document["_id"]: document["copyUrl"] for document in earlier}
    return owners


def may_write(thread: str, copy_url: str, owner: str) -> bool:
    """Return whether the page at ``copy_url`` may write to a thread of ``owner``: same outlet, or
    :func:`takes_over`."""
    return same_outlet(copy_url, owner) or takes_over(thread, copy_url, owner)


def takes_over(thread: str, copy_url: str, owner: str) -> bool:
    """Return whether a thread rightly belongs to another page than its owner: its id names a host of that page's site.

    ``isso:comments.outlet.example/a-story`` is a thread of ``outlet.example``, whoever named it first.
    """
    named = _HOST.match(thread)
    if named is None:
        return False
    site = site_of(f"https://{named.group(1)}/")
    return site_of(copy_url) == site != site_of(owner)


def kept_out(thread: str, copy_url: str, owner: str, at: datetime) -> Rejection:
    """Return the entry for quarantine of a claim that does not count: one entry for each page and thread."""
    reason = (
        f"the comment thread {thread} is that of {owner}, another outlet's page: comments read for this page are not "
        "stored; if the outlet has moved here, set the thread's copyUrl to this page"
    )
    return Rejection(url=copy_url, stage="storage", reason=reason, retrieved=at)
