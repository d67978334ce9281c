"""The crawl as a worker of the shared frontier sees it: questions, notices, limits, and requests on their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bson.raw_bson import RawBSONDocument
from scrapy import Request

__all__ = ["EngineView", "Limits", "NewRequest"]


class EngineView(Protocol):
    """The crawl that a worker works for: its questions and its notices."""

    def not_before(self, host: str) -> float | None:
        """Return the seconds until the host may be asked again; None when at once."""

    def delay_of(self, host: str) -> float:
        """Return the seconds between two requests to the host."""

    def is_quiet(self, host: str) -> bool:
        """Return whether nothing is being fetched from the host."""

    def may_acknowledge(self) -> bool:
        """Return whether everything that the pipelines took is in MongoDB, and not on this machine's disk alone."""

    def wake(self) -> None:
        """Note that there is a request to hand out, or that the crawl job is over."""

    def count(self, name: str, number: int) -> None:
        """Count an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of leases; see ``FRONTIER_*`` in settings.py. All but ``tries`` are seconds."""

    lease: float
    max_age: float
    tries: int
    timeout: float
    """Time that a fetch may take."""

    @property
    def margin(self) -> float:
        """Time by which we consider a lease ended sooner than the server does."""
        return self.lease / 12

    @property
    def heartbeat(self) -> float:
        """Time between two renewals: a lease outlasts five that fail, and a fetch that begins after two."""
        return self.lease / 6


@dataclass(slots=True, eq=False, kw_only=True)
class NewRequest:
    """A request on its way into the frontier."""

    id: bytes
    known_by: bytes
    """Argument of :meth:`Worker.knows`: the fingerprint, or the id where requests with one fingerprint differ."""
    host: str
    priority: int
    request: Request
    document: RawBSONDocument
    """The request, serialised."""
    limit: int | None
    """Maximum number of stories for the whole crawl job; requests beyond it are dropped. None: no limit."""
