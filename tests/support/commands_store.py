"""A small store as items: two outlets, three stories, two threads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from newscrawler.items import Author, Comment, Copy, Rejection, Thread

VISIT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

BUSES = "https://japantoday.com/category/national/driverless-buses"
BUSES_THERE = "https://harborlight.example/2026/11/20/driverless-buses/"
STOCKS = "https://japantoday.com/category/business/stocks"
UNDATED = "https://harborlight.example/2026/lighthouse/"


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def copies() -> list[Copy]:
    buses = {
        "headline": "Tokyo to test driverless night buses",
        "byline": "Mari Sato",
        "authors": ["Mari Sato"],
        "agency": "Kyodo",
        "body": [
            "The city will run driverless buses on two lines between midnight and five, the transport office said.",
            "Each bus carries eleven passengers and one attendant, who may stop it but does not steer.",
            "The trial lasts until March and costs riders nothing.",
            "A paragraph that only --full shows.",
        ],
        "datePublished": at(8, 30),
        "datePublishedPrecision": "exact",
        "copyrightHolder": "Kyodo",
        "copyrightNotice": "© KYODO",
    }
    return [
        Copy(
            url=BUSES,
            outlet="japantoday.com",
            publisher="GPlusMedia Inc.",
            section="national",
            retrieved=VISIT,
            **buses,
        ),
        Copy(
            url=BUSES_THERE,
            outlet="harborlight.example",
            retrieved=VISIT,
            **{**buses, "headline": "TOKYO TO TEST DRIVERLESS NIGHT BUSES", "datePublished": at(8, 45)},
        ),
        Copy(
            url=STOCKS,
            outlet="japantoday.com",
            retrieved=VISIT,
            headline="東京株式市場、終値は続伸 日経平均は三万九千円台を回復し投資家の期待が高まる",
            byline="Ken Ito",
            agency="Reuters",
            body=["東京株式市場は続伸した。輸出関連株が買われ、投資家の期待が高まった。" * 4],
            # Midnight of the 19th in Tokyo
            datePublished=at(15, day=18),
            datePublishedPrecision="day",
        ),
        Copy(
            url=UNDATED,
            outlet="harborlight.example",
            retrieved=VISIT,
            headline="Lighthouse keeper retires",
            body=["After forty years the last keeper hands over the keys to a computer and a cat."],
        ),
    ]


def thread(native_id: str, copy_url: str, **known: Any) -> Thread:
    known = {"platform": "japantoday", "complete": True, "retrieved": VISIT, **known}
    return Thread(nativeId=native_id, copyUrl=copy_url, **known)


def comment(thread: str, native_id: str, position: int | None, **known: Any) -> Comment:
    known = {"text": f"Text of {native_id}.", "author": Author(name=f"reader {native_id}"), **known}
    platform = thread.partition(":")[0]
    return Comment(platform=platform, thread=thread, nativeId=native_id, position=position, retrieved=VISIT, **known)


FLAT = "japantoday:1234"
NESTED = "wordpress:harborlight.example/7"


def threads() -> list[Thread]:
    return [
        thread("1234", BUSES, declaredCount=3, collectedCount=3),
        thread(
            "harborlight.example/7",
            BUSES_THERE,
            platform="wordpress",
            declaredCount=9,
            collectedCount=5,
            complete=False,
            reason="page 2: HTTP 500",
        ),
    ]


def comments() -> list[Comment]:
    return [
        comment(FLAT, "1", 0, upvoteCount=6, downvoteCount=0, score=6, dateCreated=at(10)),
        comment(FLAT, "2", 1, score=-2),
        comment(FLAT, "3", 2, author=None, text=None, state="removed"),
        comment(NESTED, "a", 0, dateCreated=at(11)),
        comment(NESTED, "b", 3, parentItem="a", depth=1),
        comment(NESTED, "c", 4, parentItem="b", depth=2, upvoteCount=1),
        comment(NESTED, "d", 1, text="An answer.\n\nTo \x1b[2Jnobody\u202e."),
        comment(NESTED, "e", 2, parentItem="gone", depth=1),
    ]


def rejection(**known: Any) -> Rejection:
    known = {"url": "https://japantoday.com/x", "stage": "extraction", "reason": "no headline", **known}
    return Rejection(retrieved=VISIT, **known)
