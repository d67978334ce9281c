"""Stored stories of many shapes, drawn with a fixed seed: dates that are missing or half known, kills, corrections,
languages, kinds of blocks, addresses with odd characters, no agency, erased words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from newscrawler.items import (
    Author,
    Block,
    BlockKind,
    Comment,
    CommentState,
    Copy,
    Dateline,
    Precision,
    Printing,
    PubStatus,
    Story,
    Thread,
    WireVersion,
)
from newscrawler.storage.reader import Observation, StoredComment, StoredCopy, StoredStory, StoredThread

__all__ = ["comments_of_a_thread", "stories"]

BEGIN = datetime(2026, 3, 1, 6, 30, 5, 125_000, tzinfo=UTC)

_TEXTS = (
    "Ferry returns to harbor",
    "フェリーが港に戻る",
    "Die Fähre kehrt zurück & <b>legt an</b>",
    "العبارة تعود إلى الميناء",
    'She said: "no" \u2013 and left\u2026',
    "😀 Markets 100% up",
    "A line with \x0b and \u2028 in it ]]> done",
)
_LANGUAGES = ("en", "ja-JP", "de", "ar", None)
_ADDRESSES = (
    "https://a.example/ferry",
    "https://b.example/élan?q=a b&x=100%",
    "http://[::1]:8000/story#part#two",
    "https://c.example/[draft]/{1}|2\\3",
    "urn:sha256:" + "ab" * 32,
)


def stories(number: int, seed: int) -> Iterator[tuple[StoredStory, list[StoredCopy]]]:
    """Yield stories, each with its copies."""
    drawn = random.Random(seed)
    for place in range(number):
        yield _story(drawn, place)


def _story(drawn: random.Random, place: int) -> tuple[StoredStory, list[StoredCopy]]:
    key = f"{drawn.getrandbits(128):032x}"
    copies = [_copy(drawn, key, index) for index in range(drawn.randrange(4))]
    times = _times(drawn)
    stored = StoredStory(
        id=f"{key}.{place % 3}",
        story=Story(
            key=key,
            occurrence=place % 3,
            cluster=drawn.choice((None, f"{key}.0")),
            **_printing(drawn),
        ),
        outlets=tuple(sorted({each.copy.outlet for each in copies})),
        copies=tuple(sorted({each.copy.url for each in copies})),
        lead=copies[0].copy.url if copies else None,
        **times,
    )
    return stored, copies


def _copy(drawn: random.Random, key: str, index: int) -> StoredCopy:
    url = _ADDRESSES[index] if drawn.random() < 0.5 else drawn.choice(_ADDRESSES) + str(index)
    printed = Printing(**_printing(drawn))
    copy = Copy.printed(
        printed,
        url=url,
        outlet=f"outlet-{index}.example",
        retrieved=BEGIN,
        publisher=drawn.choice((None, "Harbor Press & Co")),
        representation=drawn.choice(("full", "partial")),
        tdmPolicy=drawn.choice((None, "https://outlet.example/terms of tdm")),
    )
    return StoredCopy(copy=copy, story=f"{key}.0", revision=drawn.randrange(3), **_times(drawn))


def _times(drawn: random.Random) -> dict[str, datetime]:
    first = BEGIN + timedelta(seconds=drawn.randrange(10_000_000))
    changed = first + timedelta(milliseconds=drawn.randrange(10_000_000))
    return {"firstSeen": first, "lastChanged": changed, "lastSeen": changed + timedelta(hours=1)}


def _printing(drawn: random.Random) -> dict[str, Any]:
    precision = drawn.choice((None, *get_args(Precision)))
    published = None if precision is None else BEGIN - timedelta(days=drawn.randrange(400_000))
    blocks = [
        Block(kind=drawn.choice(get_args(BlockKind)), text=drawn.choice(_TEXTS)) for _ in range(drawn.randrange(6))
    ]
    names = [drawn.choice(_TEXTS) for _ in range(drawn.randrange(3))]
    return {
        "headline": drawn.choice((*_TEXTS, "[erased]")),
        "byline": " and ".join(names) or None,
        "authors": names,
        "agency": drawn.choice((None, "Reuters", "AP", "Kyodo")),
        "dateline": drawn.choice((None, Dateline(located="TOKYO"), Dateline(located="Zürich", date="1. März"))),
        "blocks": blocks,
        "inLanguage": drawn.choice(_LANGUAGES),
        "datePublished": published,
        "datePublishedRaw": None if published is None else f"{published:%d/%m/%Y}",
        "datePublishedPrecision": precision,
        "dateModifiedRaw": drawn.choice((None, "yesterday")),
        "version": drawn.choice((None, 0, 2)),
        "wireVersion": drawn.choice((None, WireVersion(kind="correction", number=2))),
        "pubStatus": drawn.choice(get_args(PubStatus)),
        "edNote": drawn.choice((None, "Corrects the name of the harbor")),
        "copyrightHolder": drawn.choice((None, "Harbor Press")),
        "copyrightNotice": drawn.choice((None, "© 2026 Harbor Press")),
    }


def comments_of_a_thread(number: int, seed: int) -> tuple[StoredThread, list[StoredComment]]:
    """Return a thread, and comments of all states that answer each other, some of them comments that are not there."""
    drawn = random.Random(seed)
    thread = Thread(
        platform="hypertext", nativeId="a.example/ferry", copyUrl=_ADDRESSES[0], retrieved=BEGIN, complete=True
    )
    stored = StoredThread(id=thread.id, thread=thread, **_times(drawn))
    return stored, [_comment(drawn, thread, place) for place in range(number)]


def _comment(drawn: random.Random, thread: Thread, place: int) -> StoredComment:
    state: CommentState = drawn.choice(get_args(CommentState))
    precision = drawn.choice((None, *get_args(Precision)))
    times = _times(drawn)
    comment = Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=f"{place}/é",
        retrieved=BEGIN,
        text=drawn.choice((None, *_TEXTS, "one\n\ntwo")),
        html=drawn.choice((None, "<p>one</p>")),
        author=drawn.choice((None, Author(), Author(name="Ada"), Author(name="Ben", url="https://ben.example/ü"))),
        dateCreated=None if precision is None else BEGIN,
        dateCreatedRaw=drawn.choice((None, "an hour ago")),
        dateCreatedPrecision=precision,
        upvoteCount=drawn.choice((None, 0, 7)),
        score=drawn.choice((None, -3)),
        parentItem=None if place == 0 or drawn.random() < 0.3 else f"{drawn.randrange(place + 30)}/é",
        position=place,
        state=state,
    )
    observed = (Observation(at=times["firstSeen"]), Observation(at=times["lastChanged"], state=state))
    return StoredComment(id=comment.id, comment=comment, observations=observed, **times)
