"""Whether two stores say the same, and whether one says a thing twice."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from pymongo.database import Database

Documents = dict[str, Any]

MAY_DIFFER = {
    "firstSeen": "when a crawl met it first",
    "lastSeen": "when a crawl met it last",
    "lastChanged": "the visit that brought the content",
    "retrieved": "when the answer was read",
    "evidence": "holds these times for each copy",
    "linkDue": "a mark for the linker, made anew by each write and removed when the story is linked",
    "discoveredVia": "the feed and the section pages list the same story; whichever answer comes first is noted",
}
"""Fields that depend on when, and on what arrived first; and why. Everything else must be equal."""

WINDOW = timedelta(hours=12)
"""Printings of one key that lie closer are one story (the dedupe rule)."""


def differences(
    expected: dict[str, dict[Any, Documents]], found: dict[str, dict[Any, Documents]]
) -> list[tuple[str, Any, Any]]:
    """(collection, identity, fields that differ), (…, "missing") and (…, "too many", with the reason of a quarantine)."""
    unlike: list[tuple[str, Any, Any]] = []
    for collection in expected:
        left, right = _plain(collection, expected), _plain(collection, found)
        unlike += [(collection, identity, "missing") for identity in left.keys() - right.keys()]
        unlike += [(collection, identity, _too_many(right[identity])) for identity in right.keys() - left.keys()]
        for identity in left.keys() & right.keys():
            ours, theirs = left[identity], right[identity]
            fields = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
            if fields:
                unlike.append((collection, identity, {name: (ours.get(name), theirs.get(name)) for name in fields}))
    return unlike


def _too_many(document: Documents) -> str:
    return f"too many: {document['url']}: {document['reason']}" if "reason" in document else "too many"


def _plain(collection: str, everything: dict[str, dict[Any, Documents]]) -> dict[Any, Documents]:
    plain = {}
    members = _members(everything)
    for identity, document in everything[collection].items():
        fields = {name: value for name, value in document.items() if name not in MAY_DIFFER}
        if collection == "stories":
            # Which of two printings of a recurring headline is occurrence 0 depends on which came first.
            identity = _story(document)
            fields = {name: value for name, value in fields.items() if name not in ("_id", "occurrence")}
            # Sets that the server keeps as arrays, in the order of arrival.
            for name in ("copies", "outlets", "signatures"):
                fields[name] = sorted(fields[name])
            # A cluster has the name of the story that came first: what must be equal is who is in it.
            fields["cluster"] = members.get(fields.get("cluster"))
        if collection == "copies" and (story := everything.get("stories", {}).get(fields.pop("story"))):
            fields["story"] = _story(story)
        if collection == "comments":
            fields["observations"] = [{k: v for k, v in each.items() if k != "at"} for each in fields["observations"]]
        plain[identity] = fields
    return plain


def _members(everything: dict[str, dict[Any, Documents]]) -> dict[str | None, list[Any]]:
    """Return the stories of each cluster."""
    members: dict[str | None, list[Any]] = {}
    for story in everything.get("stories", {}).values():
        if story.get("cluster") is not None:
            members.setdefault(story["cluster"], []).append(_story(story))
    return {name: sorted(stories, key=repr) for name, stories in members.items()}


def _story(document: Documents) -> tuple[str, datetime | None]:
    return document["key"], document["datePublished"]


def twice(database: Database[Documents]) -> list[str]:
    """Return documents stored more than once under different ids: comments, stories, and copies in two stories."""
    found = []
    comments = Counter((each["thread"], each["nativeId"]) for each in database.comments.find())
    found += [f"comment {key}" for key, number in comments.items() if number > 1]
    threads = Counter((each["platform"], each["nativeId"]) for each in database.threads.find())
    found += [f"thread {key}" for key, number in threads.items() if number > 1]
    copies = Counter(url for story in database.stories.find() for url in story["copies"])
    found += [f"copy {url} in {number} stories" for url, number in copies.items() if number > 1]
    printings = sorted(
        (story["key"], story["datePublished"]) for story in database.stories.find({"datePublished": {"$ne": None}})
    )
    for (key, at), (next_key, next_at) in pairwise(printings):
        if key == next_key and next_at - at < WINDOW:
            found.append(f"story {key} at {at} and {next_at}")
    return found
