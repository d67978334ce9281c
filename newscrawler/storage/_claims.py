"""Owner of a thread: the copy under whose page the thread was first seen.

Any page can name any thread of a platform by its id. What the platform answers is true, and still the thread does not move:
its comments are written for its owner's outlet alone. A thread is claimed before its first comment is written, by one
insert, so that of several crawls at once one is first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from pymongo.database import Database

from newscrawler.items import Rejection
from newscrawler.sites import same_outlet, site_of
from newscrawler.storage._documents import Document
from newscrawler.storage._writes import insert_new
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = ["Claim", "kept_out", "may_write", "owners_of", "takes_over"]

_HOST = re.compile(r"[a-z]+:([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?/")
"""The host at the beginning of a platform's own id, where it has one."""

Claim = tuple[str, str, datetime, bool]
"""Thread, the ``copyUrl`` that names it, when, and whether it was read from an archive."""


def owners_of(
    database: Database[Document], claims: Iterable[Claim], others: Iterable[str] = ()
) -> tuple[dict[str, str], set[str]]:
    """Return the ``copyUrl`` that each thread belongs to, and which threads were stored before.

    A thread that nobody has claimed before belongs to the first of the claims. What an archive says claims nothing.

    :param others: threads that are looked up and not claimed
    """
    first: dict[str, tuple[str, datetime]] = {}
    archived: dict[str, str] = {}
    for thread, copy_url, at, is_archived in claims:
        if is_archived:
            archived.setdefault(thread, copy_url)
        else:
            first.setdefault(thread, (copy_url, at))
    asked = list({*first, *archived, *others})
    if not asked:
        return {}, set()
    found = database["threads"].find({"_id": {"$in": asked}}, {"copyUrl": 1, "archived": 1})
    known = {document["_id"]: document for document in found}
    # What an archive says of a thread holds no outlet off.
    owners: dict[str, str] = archived | {
        thread: document["copyUrl"]
        for thread, document in known.items()
        if not (document.get("archived") and thread in first)
    }
    stored = set(known)
    new = {thread: claim for thread, claim in first.items() if thread not in known or known[thread].get("archived")}
    if new:
        inserted = insert_new(
            database["claims"],
            [
                {"_id": thread, "copyUrl": copy_url, "at": at, "schemaVersion": SCHEMA_VERSION}
                for thread, (copy_url, at) in new.items()
            ],
        )
        owners |= {thread: copy_url for thread, (copy_url, _) in new.items()}
        if inserted.existing:
            earlier = database["claims"].find({"_id": {"$in": list(inserted.existing)}}, {"copyUrl": 1})
            owners |= {document["_id"]: document["copyUrl"] for document in earlier}
    return owners, stored


def may_write(thread: str, copy_url: str, owner: str) -> bool:
    """Return whether the page at ``copy_url`` may write to a thread of ``owner``: it is the owner, of its outlet, or in the right."""
    return same_outlet(copy_url, owner) or takes_over(thread, copy_url, owner)


def takes_over(thread: str, copy_url: str, owner: str) -> bool:
    """Return whether a thread is rightly another page's than its owner's: the host that its id names is of that page's site.

    ``isso:comments.outlet.example/a-story`` is a thread of ``outlet.example``, whoever named it first.
    """
    named = _HOST.match(thread)
    if named is None:
        return False
    site = site_of(f"https://{named.group(1)}/")
    return site_of(copy_url) == site != site_of(owner)


def kept_out(thread: str, copy_url: str, owner: str, at: datetime) -> Rejection:
    """Return what is told of a claim that does not count: one entry for each page and thread."""
    reason = (
        f"the comment thread {thread} is that of {owner}, another outlet's page: what this page names it for is not stored; "
        "if the outlet has moved here, set the thread's copyUrl to this page"
    )
    return Rejection(url=copy_url, stage="storage", reason=reason, retrieved=at)
