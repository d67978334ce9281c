"""The alive newsroom's record beside what a crawl stored: what is missing, what is wrong, and how late it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from newscrawler.discovery.canonical import normalise_url
from newsroom.alive.record import Asked, PrintedCopy, Record, Said, Version, overlaps
from newsroom.edition import HARBORLIGHT, curly

__all__ = ["Comparison", "LedgerGap", "Promise", "compare"]

Document = dict[str, Any]

_AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How long something stands, at most, before the calendar has seen it.

    The figures are those of ``newscrawler/calendar``, divided by the scale of its clock.
    """

    scale: float = 1.0
    """How many times as fast as the world the calendar's clock goes (``CALENDAR_TIME_SCALE``)."""
    slack: timedelta = timedelta(seconds=60)
    """Real time beside it: for a dead worker's leases, an election, a host's queue."""

    @property
    def story(self) -> timedelta:
        """From its printing: a list waits two hours at most, and an outage of an hour makes that four."""
        return timedelta(hours=6) / self.scale + self.slack

    @property
    def comment(self) -> timedelta:
        """A thread that is not quiet waits a day at most, one that is is visited after a day; a tenth is jitter."""
        return timedelta(hours=26.4) / self.scale + self.slack

    def change(self, age: timedelta) -> timedelta:
        """Return the promise for a text that is as old when it changes.

        A copy waits half of its age at most, but ten minutes at least; a tenth is jitter. An outage doubles that.
        """
        return max(timedelta(minutes=11) / self.scale, age * 0.55) + timedelta(hours=1) / self.scale + self.slack


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerGap:
    """A gap that the ledger has, in real time."""

    url: str
    since: datetime
    until: datetime


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Differences, each as a line for people; all lists are empty where the store holds what was promised."""

    copies_missing: list[str] = field(default_factory=list)
    texts_missing: list[str] = field(default_factory=list)
    """Versions that stood for longer than promised and are neither the copy nor a revision of it."""
    kills_unmarked: list[str] = field(default_factory=list)
    comments_missing: list[str] = field(default_factory=list)
    comments_wrong: list[str] = field(default_factory=list)
    gaps_unnoted: list[str] = field(default_factory=list)
    gaps_untrue: list[str] = field(default_factory=list)
    at_once: list[str] = field(default_factory=list)
    """Requests that were under way at one host at the same time."""
    figures: dict[str, str] = field(default_factory=dict)
    """What is no promise: latencies, shares, requests."""

    @property
    def problems(self) -> dict[str, list[str]]:
        """The lists that are not empty, by name."""
        found = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "figures"}
        return {name: lines for name, lines in found.items() if lines}

    def table(self) -> str:
        """Return the figures and the number of problems, for people."""
        counts = {each.name: f"{len(getattr(self, each.name)):,}" for each in fields(self) if each.name != "figures"}
        rows = {**self.figures, **{name.replace("_", " "): count for name, count in counts.items()}}
        return "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def compare(
    record: Record,
    asked: Sequence[Asked],
    database: Database[Document],
    gaps: Sequence[LedgerGap],
    *,
    until: datetime,
    promise: Promise,
) -> Comparison:
    """Compare what happened until a time with what is stored then.

    :param gaps: gaps of the ledger
    """
    found = Comparison()
    store = _Store(database)
    _copies(record, store, until, promise, found)
    _comments(record, store, until, promise, found)
    _gaps(record, gaps, found)
    found.at_once = [
        f"{one.host}: {one.target} of {one.client} until {one.ended.time()}, {other.target} of {other.client} "
        f"from {other.began.time()}"
        for one, other in overlaps(list(asked))
    ]
    _figures(record, asked, store, promise, found)
    return found


class _Store:
    """What is stored, by the addresses of the newsroom."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database.with_options(codec_options=_AWARE)
        self.copies = {document["_id"]: document for document in self._database["copies"].find()}

    @cached_property
    def bodies(self) -> Mapping[str, list[tuple[str, ...]]]:
        """Every text that is known of a copy, by its address."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for document in self.copies.values():
            found.setdefault(document["_id"], []).append(tuple(document["body"]))
        for revision in self._database["revisions"].find({}, {"url": 1, "body": 1}):
            found.setdefault(revision["url"], []).append(tuple(revision.get("body") or ()))
        return found

    @cached_property
    def comments(self) -> Mapping[tuple[str, str], Document]:
        """Comments by the address of their copy and their own id."""
        pages = {thread["_id"]: thread["copyUrl"] for thread in self._database["threads"].find()}
        return {
            (pages[comment["thread"]], comment["nativeId"]): comment
            for comment in self._database["comments"].find()
            if comment["thread"] in pages
        }

    def copy_of(self, printed: PrintedCopy) -> Document | None:
        """Return the stored copy; None where there is none."""
        return self.copies.get(normalise_url(printed.url))


def _copies(record: Record, store: _Store, until: datetime, promise: Promise, found: Comparison) -> None:
    for printed in record.copies.values():
        copy = store.copy_of(printed)
        if copy is None:
            ended = printed.killed if printed.gone and printed.killed else until
            if ended - printed.at > promise.story:
                found.copies_missing.append(f"{printed.url} printed {printed.at.time()}")
            continue
        known = store.bodies[copy["_id"]]
        for version in _promised(printed, until, promise):
            if version.body not in known:
                found.texts_missing.append(f"{printed.url}: {version.how} of {version.at.time()}")
        if printed.killed and until - printed.killed > promise.change(printed.killed - printed.at):
            is_marked = bool(copy.get("gone")) if printed.gone else copy["pubStatus"] == "canceled"
            if not is_marked:
                found.kills_unmarked.append(f"{printed.url} killed {printed.killed.time()}")


def _promised(printed: PrintedCopy, until: datetime, promise: Promise) -> Iterator[Version]:
    """Yield the versions of a page that stood for longer than the promise."""
    ended = printed.killed if printed.gone and printed.killed else until
    times = [*(version.at for version in printed.versions), ended]
    for version, (since, then) in zip(printed.versions, pairwise(times), strict=True):
        waits = promise.story if version.how == "print" else promise.change(since - printed.at)
        if then - since > waits:
            yield version


def _comments(record: Record, store: _Store, until: datetime, promise: Promise, found: Comparison) -> None:
    for printed, said in record.said():
        comment = store.comments.get((normalise_url(printed.url), str(said.id)))
        if comment is None:
            if (said.until or until) - said.at > promise.comment:
                found.comments_missing.append(f"{printed.url}: {said.id} of {said.at.time()}")
        elif (text := comment["text"]) is not None and text != _as_printed(printed, said):
            found.comments_wrong.append(f"{printed.url}: {said.id} reads {text!r}")


def _as_printed(printed: PrintedCopy, said: Said) -> str:
    return curly(said.text) if printed.outlet == HARBORLIGHT else said.text


def _gaps(record: Record, gaps: Sequence[LedgerGap], found: Comparison) -> None:
    for one, other in record.gaps():
        # A reading that a worker took with it to its grave is in no ledger: the gap then reaches from an earlier one,
        # or to a later one.
        if not any(gap.url == one.url and gap.since < other.at and gap.until > one.at for gap in gaps):
            found.gaps_unnoted.append(f"{one.url} between {one.at.time()} and {other.at.time()}")
    for gap in gaps:
        readings = [each for each in record.listings if each.url == gap.url and each.status == 200]
        before = [each.urls for each in readings if each.at <= gap.since][-1:]
        after = [each.urls for each in readings if each.at <= gap.until][-1:]
        if not before or not after or before[0] & after[0]:
            found.gaps_untrue.append(f"{gap.url} between {gap.since.time()} and {gap.until.time()}")


def _figures(record: Record, asked: Sequence[Asked], store: _Store, promise: Promise, found: Comparison) -> None:
    stored = [(printed, copy) for printed in record.copies.values() if (copy := store.copy_of(printed)) is not None]
    waits = sorted((copy["firstSeen"] - printed.at) * promise.scale for printed, copy in stored)
    versions = [(printed, version) for printed in record.copies.values() for version in printed.versions]
    seen = sum(version.body in store.bodies.get(normalise_url(printed.url), ()) for printed, version in versions)
    said = list(record.said())
    got = sum((normalise_url(printed.url), str(each.id)) in store.comments for printed, each in said)
    found.figures = {
        "copies printed": f"{len(record.copies):,}",
        "copies stored": f"{len(stored):,}",
        "minutes from print to store, p50": _minutes(waits, 0.5),
        "minutes from print to store, p90": _minutes(waits, 0.9),
        "versions of texts": f"{len(versions):,}",
        "versions stored": f"{seen:,}",
        "comments made": f"{len(said):,}",
        "comments stored": f"{got:,}",
        "requests": f"{len(asked):,}",
        "of them 304": f"{sum(each.status == 304 for each in asked):,}",
        "gaps made": f"{len(record.gaps()):,}",
    }


def _minutes(waits: Sequence[timedelta], share: float) -> str:
    """Return a percentile of waits in minutes of the calendar's clock."""
    return f"{waits[int(share * (len(waits) - 1))].total_seconds() / 60:.1f}" if waits else "–"
