"""Items of an imaginary wire, and ways to look at what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from newscrawler.items import Author, Comment, Copy, Thread
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage import Item

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = timedelta(hours=1)


def paragraphs(topic: str, number: int = 6) -> list[str]:
    """A body long enough to have a signature, in which every topic has its own words."""
    return [
        f"{topic} sentence {n} tells of {topic}-{n * 7 % 11}, of {topic}-{n * 5 % 13} and of what {topic} "
        f"means for place {n} and its {n + 3} people"
        for n in range(number)
    ]


def copy(url: str = "https://a.example/ferry", **fields: Any) -> Copy:
    """A valid copy with its dedupe key."""
    values: dict[str, Any] = {
        "url": url,
        "outlet": url.split("/")[2],
        "retrieved": NOON,
        "headline": "Ferry returns to harbor",
        "byline": "Ada Harbor",
        "authors": ["Ada Harbor"],
        "agency": "Reuters",
        "body": paragraphs("ferry"),
        "datePublished": NOON - LATER,
        "datePublishedRaw": "2026-03-01T11:00Z",
        "datePublishedPrecision": "exact",
    }
    made: Copy = DedupePipeline().process_item(Copy(**values | fields))
    return made


def thread(of: Copy, **fields: Any) -> Thread:
    """A complete thread of two comments."""
    values: dict[str, Any] = {
        "platform": "hypertext",
        "nativeId": of.url.removeprefix("https://"),
        "copyUrl": of.url,
        "retrieved": of.retrieved,
        "complete": True,
        "declaredCount": 2,
        "collectedCount": 2,
    }
    return Thread(**values | fields)


def comment(of: Thread, number: int = 0, **fields: Any) -> Comment:
    """A visible comment with votes."""
    values: dict[str, Any] = {
        "platform": of.platform,
        "thread": of.id,
        "nativeId": str(number),
        "retrieved": of.retrieved,
        "text": f"Comment {number}",
        "author": Author(name=f"reader {number}"),
        "dateCreated": NOON - LATER / 2,
        "dateCreatedRaw": "11:30",
        "dateCreatedPrecision": "exact",
        "upvoteCount": 3,
        "downvoteCount": 1,
        "score": 2,
        "position": number,
        "source": of.copyUrl,
    }
    return Comment(**values | fields)


def page(url: str = "https://a.example/ferry", at: datetime = NOON, comments: int = 2, **fields: Any) -> list[Item]:
    """Return the items of a story page: a copy, its comments and their thread."""
    printed = copy(url, retrieved=at, **fields)
    below = thread(printed, declaredCount=comments, collectedCount=comments)
    return [printed, *(comment(below, number) for number in range(comments)), below]


def again(items: list[Item], at: datetime) -> list[Item]:
    """The same, seen by another visit."""
    return [replace(item, retrieved=at) for item in items]


def contents(database: Database[dict[str, Any]], *but: str) -> dict[str, list[dict[str, Any]]]:
    """All documents, without the fields named, and without the mark of a story that waits to be linked."""
    return {
        name: [
            {field: value for field, value in document.items() if field not in {"linkDue", *but}}
            for document in database[name].find().sort("_id")
        ]
        for name in ("stories", "copies", "revisions", "threads", "comments", "quarantine")
    }
