"""Entries and visits of fictional outlets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newscrawler.calendar import CopyVisit, Entry, Listed, ListVisit, ThreadVisit

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def a_list(at: datetime = NOON, url: str = "https://gazette.example/feed") -> Entry:
    return Entry.for_list(url, outlet="gazette.example", host="gazette.example", form="feed", at=at)


def a_copy(at: datetime = NOON, published: datetime | None = None, name: str = "harbour") -> Entry:
    url = f"https://gazette.example/{name}"
    return Entry.for_copy(url, outlet="gazette.example", host="gazette.example", at=at, published=published)


def a_thread(at: datetime = NOON, published: datetime | None = None, name: str = "7") -> Entry:
    return Entry.for_thread(
        f"isso:gazette.example/{name}",
        url=f"https://comments.gazette.example/{name}",
        outlet="gazette.example",
        host="comments.gazette.example",
        platform="isso",
        at=at,
        published=published,
    )


def stories(
    first: int, number: int, latest: datetime | None = None, every: timedelta = 10 * MINUTE
) -> tuple[Listed, ...]:
    """Return entries, newest first: the highest number is the newest."""
    return tuple(
        Listed(
            id=f"https://gazette.example/{first + number - 1 - back}",
            published=None if latest is None else latest - back * every,
        )
        for back in range(number)
    )


def read(at: datetime, *seen: Listed, **more: object) -> ListVisit:
    return ListVisit(at=at, outcome="read", seen=seen, **more)


def looked(at: datetime, outcome: str = "unchanged", **more: object) -> CopyVisit:
    return CopyVisit(at=at, outcome=outcome, **more)


def thread_read(at: datetime, got: int, *times: datetime | None, **more: object) -> ThreadVisit:
    return ThreadVisit(at=at, outcome="read", got=got, times=times, **more)


def due(entry: Entry) -> datetime:
    """Return the time at which an entry is due, which has not ended."""
    assert entry.due is not None, entry
    return entry.due
