"""The alive newsroom's record beside what a crawl stored: what is missing, what is wrong, and how late it came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from itertools import pairwise, zip_longest
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from newscrawler.discovery.canonical import normalise_url
from newscrawler.urls import host_of
from newsroom.alive.record import Asked, Listing, PrintedCopy, Record, Said, Version, overlaps
from newsroom.edition import HARBORLIGHT, OUTLETS, PLAINPRESS, curly

__all__ = ["Comparison", "Promise", "compare"]

Document = dict[str, Any]

_INDEX = "/wp-sitemap.xml"
"""Index of sitemaps: a list that names no story."""

_FURTHER = re.compile(r"[?&]page=|/page/")
"""Addresses of the further pages of list pages."""

_THREAD = re.compile(r"(?:^/rest\.api/article/|[?&]post=)(\d+)")
"""Number of the story whose comments a request asks for."""

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
        """From its printing: a list that brings some stories an hour waits minutes, after an outage an hour."""
        return timedelta(hours=1) / self.scale + self.slack

    @property
    def comment(self) -> timedelta:
        """A thread that is not quiet waits a day at most, one that is is visited after a day; a tenth is jitter."""
        return timedelta(hours=26.4) / self.scale + self.slack

    def change(self, age: timedelta) -> timedelta:
        """Return the promise for a text that is as old when it changes.

        A copy waits 20 minutes and half of its age at most; a tenth is jitter. An outage adds up to an hour.
        """
        return timedelta(minutes=22) / self.scale + age * 0.55 + timedelta(hours=1) / self.scale + self.slack


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Differences, each as a line for people; all lists are empty where the store holds what was promised."""

    copies_missing: list[str] = field(default_factory=list)
    texts_missing: list[str] = field(default_factory=list)
    """Versions that stood for longer than promised and are neither the copy nor a revision of it."""
    texts_lost: list[str] = field(default_factory=list)
    """Versions that a worker was shown, and that are neither the copy nor a revision of it."""
    kills_unmarked: list[str] = field(default_factory=list)
    comments_missing: list[str] = field(default_factory=list)
    comments_lost: list[str] = field(default_factory=list)
    """Comments that a worker was shown, and that are not stored."""
    comments_wrong: list[str] = field(default_factory=list)
    gaps_unnoted: list[str] = field(default_factory=list)
    gaps_untrue: list[str] = field(default_factory=list)
    ledger_wrong: list[str] = field(default_factory=list)
    """Counters of the ledger that do not fit what was asked, or what is stored."""
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
    *,
    until: datetime,
    promise: Promise,
    killed: Sequence[str] = (),
) -> Comparison:
    """Compare what happened until a time with what is stored then.

    :param killed: User-Agents of workers that were killed: what they took with them is in no ledger
    """
    found = Comparison()
    store = _Store(database)
    _copies(record, store, until, promise, found)
    _comments(record, store, until, promise, found)
    _shown(record, asked, store, killed, found)
    _gaps(record, store.gaps, found)
    _ledger(record, store, killed, found)
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

    @cached_property
    def gaps(self) -> list[Document]:
        """Gaps of the ledger."""
        return list(self._database["gaps"].find())

    @cached_property
    def ledger(self) -> Mapping[str, Counter[str]]:
        """Counters of the ledger by outlet, all hours together."""
        found: dict[str, Counter[str]] = {outlet: Counter() for outlet in OUTLETS}
        for document in self._database["coverage"].find():
            numbers = {name: value for name, value in document.items() if isinstance(value, int)}
            found.setdefault(document["_id"]["outlet"], Counter()).update(numbers)
        return found

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


def _shown(record: Record, asked: Sequence[Asked], store: _Store, killed: Sequence[str], found: Comparison) -> None:
    """Look for what was shown to a worker that was not killed: whatever was promised, that has to be stored."""
    answers: dict[tuple[str, str], list[datetime]] = {}
    for each in asked:
        if each.status == HTTPStatus.OK and each.client not in killed:
            number = _THREAD.search(each.target)
            answers.setdefault((each.host, number[1] if number else each.target), []).append(each.began)
    for printed in record.copies.values():
        path = printed.url.removeprefix(f"https://{printed.outlet}")
        pages = answers.get((printed.outlet, path), [])
        known = store.bodies.get(normalise_url(printed.url), ())
        found.texts_lost += [
            f"{printed.url}: {version.how} of {version.at.time()}"
            for version in _in_force(printed, pages)
            if version.body not in known
        ]
        threads = pages if printed.outlet == PLAINPRESS else answers.get((printed.outlet, str(printed.id)), [])
        found.comments_lost += [
            f"{printed.url}: {said.id} of {said.at.time()}"
            for said in printed.said
            if any(said.at <= at and (said.until is None or at < said.until) for at in threads)
            and (normalise_url(printed.url), str(said.id)) not in store.comments
        ]


def _in_force(printed: PrintedCopy, times: Sequence[datetime]) -> Iterator[Version]:
    """Yield the versions that a page had at some of the times."""
    for version, then in zip_longest(printed.versions, (after.at for after in printed.versions[1:])):
        if any(version.at <= at and (then is None or at < then) for at in times):
            yield version


def _gaps(record: Record, gaps: Sequence[Document], found: Comparison) -> None:
    for one, other in record.gaps():
        # A reading that a worker took with it to its grave is in no ledger: the gap then reaches from an earlier one,
        # or to a later one.
        if not any(gap["url"] == one.url and gap["since"] < other.at and gap["at"] > one.at for gap in gaps):
            found.gaps_unnoted.append(f"{one.url} between {one.at.time()} and {other.at.time()}")
    for gap in gaps:
        readings = [each for each in record.listings if each.url == gap["url"] and each.status == HTTPStatus.OK]
        before = [each.urls for each in readings if each.at <= gap["since"]][-1:]
        after = [each.urls for each in readings if each.at <= gap["at"]][-1:]
        if not before or not after or before[0] & after[0]:
            found.gaps_untrue.append(f"{gap['url']} between {gap['since'].time()} and {gap['at'].time()}")


def _ledger(record: Record, store: _Store, killed: Sequence[str], found: Comparison) -> None:
    """Compare the counters of the ledger with the answers that the newsroom gave, and with what is stored."""
    copies = Counter(copy["outlet"] for copy in store.copies.values())
    gaps = Counter(gap["outlet"] for gap in store.gaps)
    for outlet, counters in store.ledger.items():
        for name, exact in (("stored", copies), ("gaps", gaps)):
            if counters[name] != exact[outlet]:
                found.ledger_wrong.append(f"{outlet}: {name} {counters[name]}, and there are {exact[outlet]}")
        for name, status in (("listsRead", HTTPStatus.OK), ("listsUnchanged", HTTPStatus.NOT_MODIFIED)):
            answers = [each for each in _of_lists(record, outlet) if each.status == status]
            least = sum(each.client not in killed for each in answers)
            if not least <= counters[name] <= len(answers):
                found.ledger_wrong.append(f"{outlet}: {name} {counters[name]}, answered {least} to {len(answers)}")


def _of_lists(record: Record, outlet: str) -> Iterator[Listing]:
    """Yield the answers of an outlet's lists. Further pages belong to the first; a page without stories is no list."""
    for listing in record.listings:
        is_list = (listing.urls or _INDEX in listing.url) and not _FURTHER.search(listing.url)
        if is_list and host_of(listing.url) == outlet:
            yield listing


def _figures(record: Record, asked: Sequence[Asked], store: _Store, promise: Promise, found: Comparison) -> None:
    stored = [(printed, copy) for printed in record.copies.values() if (copy := store.copy_of(printed)) is not None]
    # What was there before the first worker came is not late.
    began = min((each.began for each in asked), default=datetime.max.replace(tzinfo=UTC))
    waits = sorted((copy["firstSeen"] - printed.at) * promise.scale for printed, copy in stored if printed.at >= began)
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
