"""The alive newsroom's own truth: every printing, change, comment and request, with its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import pairwise
from typing import Literal

__all__ = ["Asked", "How", "Listing", "PrintedCopy", "Record", "Said", "Version", "overlaps"]


How = Literal["print", "update", "correct", "edit", "kill"]
"""How a version came about: by the first printing, by the agency's next version, correction or kill, or silently."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a page said from a time on."""

    at: datetime
    how: How
    headline: str
    body: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Said:
    """A comment."""

    id: int
    """The platform's own id."""
    at: datetime
    text: str
    """Paragraphs separated by a blank line, as the reader wrote them."""
    until: datetime | None = None
    """When it was removed, or its page was taken down. None: it still stands."""


@dataclass(slots=True, kw_only=True)
class PrintedCopy:
    """A page of an outlet from its printing on."""

    story: str
    outlet: str
    id: int
    """Its number at its outlet, by which comments are asked for."""
    url: str
    at: datetime
    versions: list[Version]
    said: list[Said] = field(default_factory=list)
    killed: datetime | None = None
    """When the page became a withdrawal, or answered 410 for the first time. None: neither."""
    gone: bool = False
    """Whether it answers 410."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An answer of a feed, a sitemap or a list page."""

    url: str
    at: datetime
    status: int
    urls: frozenset[str]
    """Stories that the list had at that time, also where the answer was 304."""
    client: str
    """User-Agent of the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, and when it was under way."""

    host: str
    target: str
    began: datetime
    ended: datetime
    status: int
    client: str
    """Its User-Agent."""


@dataclass(slots=True)
class Record:
    """All that happened."""

    copies: dict[str, PrintedCopy] = field(default_factory=dict)
    """By URL."""
    listings: list[Listing] = field(default_factory=list)

    def said(self) -> Iterator[tuple[PrintedCopy, Said]]:
        """Yield every comment with the page that it stands under."""
        for copy in self.copies.values():
            for said in copy.said:
                yield copy, said

    def gaps(self) -> list[tuple[Listing, Listing]]:
        """Return the pairs of consecutive readings of a list that have no story in common.

        Readings are answers with a body: a 304 tells a reader nothing about what it missed.
        """
        readings: dict[str, list[Listing]] = {}
        for listing in self.listings:
            if listing.status == HTTPStatus.OK:
                readings.setdefault(listing.url, []).append(listing)
        return [
            (one, other)
            for of_list in readings.values()
            for one, other in pairwise(of_list)
            if one.urls and other.urls and not one.urls & other.urls
        ]


def overlaps(asked: list[Asked]) -> list[tuple[Asked, Asked]]:
    """Return pairs of requests that were under way at one host at the same time; empty for a polite crawler."""
    found = []
    for host in sorted({each.host for each in asked}):
        of_host = sorted((each for each in asked if each.host == host), key=lambda each: each.began)
        latest = None
        for each in of_host:
            if latest is not None and each.began < latest.ended:
                found.append((latest, each))
            if latest is None or each.ended > latest.ended:
                latest = each
    return found
