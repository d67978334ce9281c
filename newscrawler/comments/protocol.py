"""The contract of a comment platform: sans-I/O, one small module each.

A platform *detects* its section on a page, says which requests to make, and *parses* each answer into comments and
the next requests. It never fetches: :class:`newscrawler.spiders.syndication.SyndicationSpider` drives it, and so can a
test with saved bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from datetime import tzinfo as TimeZone  # noqa: N812
from typing import Any, Protocol, Self, runtime_checkable

from newscrawler.html.page import Page
from newscrawler.items import Comment, Thread
from newscrawler.sites import site_of
from newscrawler.urls import host_of, unaskable

__all__ = [
    "Answer",
    "AnswerError",
    "Ask",
    "AskError",
    "Batch",
    "Fallback",
    "ForeignThreadError",
    "Platform",
    "Section",
    "check_page",
]


class AnswerError(ValueError):
    """An answer has a shape that the platform module does not know. The message says what was expected."""


class ForeignThreadError(AnswerError):
    """The platform says that the thread which a page names belongs to a page of another site."""


class AskError(AnswerError):
    """A page or answer names an address for its comments that is never asked for; the message says which and why."""


def check_page(platform: str, of: str | None, thread: Thread) -> None:
    """Check the page that a platform says a thread belongs to, where it says so.

    Any page can name any thread of a platform, and would own it if it were crawled before the thread's own page.

    :param of: address of that page; None or empty where the platform does not say
    :raises ForeignThreadError: when it is on another site than the page that names the thread
    """
    if of and site_of(of) != site_of(thread.copyUrl):
        reason = f"{platform} says that the thread is that of {host_of(of)}, another site than this page's"
        raise ForeignThreadError(reason[:200])


@dataclass(slots=True, kw_only=True)
class Ask:
    """One request that a platform wants made. Plain data, so that it survives in a queue as JSON.

    Where it needs the operator's key for its host, :data:`newscrawler.comments.keys.HERE` stands for it.

    :raises AskError: unless the address is http or https, with a host and of at most ``MAX_URL_LENGTH`` characters, and the
        headers are one printable line each
    """

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    state: dict[str, Any] = field(default_factory=dict)
    """JSON-able progress that the platform gets back with the answer."""
    render: bool = False
    """Whether the answer is to be the page as it stands in a browser, once its scripts have brought all comments."""

    def __post_init__(self) -> None:
        if (why := unaskable(self.url)) is not None:
            raise AskError(f"its comments are not asked for: {why}")
        for name, value in self.headers.items():
            if not (isinstance(value, str) and value.isascii() and value.isprintable()):
                raise AskError(f"its comments are not asked for: {value!r}"[:200] + f" cannot be sent as {name}")


@dataclass(slots=True, kw_only=True)
class Answer:
    """What came back for an :class:`Ask` (HTTP 200 only; the driver reports other statuses)."""

    url: str
    body: bytes
    headers: dict[str, str]
    """Header names in lower case."""
    retrieved: datetime
    zone: TimeZone | None = None
    """The outlet's time zone, for printed times that state none."""
    cut: str | None = None
    """For a rendered page: why not all of it was brought up. None where nothing more would come."""
    refused: str | None = None
    """For a rendered page: what its scripts asked for and did not get; counts where comments are missing."""

    def page(self) -> Page:
        """The answer as a page."""
        content_type = self.headers.get("content-type")
        return Page(self.url, self.body, content_type=content_type, retrieved=self.retrieved, zone=self.zone)


@dataclass(slots=True, kw_only=True)
class Batch:
    """What one page or answer gave."""

    comments: list[Comment] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    """What to ask next, one after the other; empty when the section is read to its end."""
    declaredCount: int | None = None
    closed: bool | None = None
    """Whether new comments are refused, where the answer says so."""
    problem: str | None = None
    """Why comments are missing although nothing is left to ask (page cap, key missing). That fewer came than the
    platform declares need not be said: the driver counts."""
    whole: bool = False
    """Whether the comments that the thread gave before are among these: a rendered page repeats what the plain one shows."""
    unreadable: str | None = None
    """Rows of an otherwise good answer that could not be read, as they came; ``problem`` says why. For quarantine."""

    @classmethod
    def asking(cls, make: Callable[[], Ask], **others: Any) -> Self:
        """Return a batch with the ask that ``make`` gives, or with its ``problem`` where the address is refused.

        :param others: further fields
        """
        try:
            return cls(asks=[make()], **others)
        except AskError as error:
            return cls(problem=str(error), **others)


@dataclass(slots=True, kw_only=True)
class Section:
    """A comment section found on a page."""

    thread: Thread
    """With ``complete=False``; the driver completes it when the last answer is read."""
    batch: Batch
    """Comments that are already on the page, and the first asks."""
    guessed: bool = False
    """Whether there may be no section at all: the page has an empty place for one, which only a browser could fill."""
    otherwise: list[Section] = field(default_factory=list)
    """Other platforms' sections on the same page, in order of detection: read when this one holds no comment."""


class Platform(Protocol):
    """What a platform module offers, as functions or as an object."""

    name: str

    def detect(self, page: Page, copy_url: str) -> Section | None:
        """The platform's section on the page, or None. Makes no request."""

    def parse(self, thread: Thread, ask: Ask, answer: Answer) -> Batch:
        """Comments of an answer and what to ask next.

        :raises AnswerError: when the answer's shape is unknown
        """


@runtime_checkable
class Fallback(Protocol):
    """What a platform with a second source offers besides."""

    def instead(self, thread: Thread, ask: Ask, reason: str) -> Batch | None:
        """What to ask when an ask was refused or its answer cannot be read; None when there is no other way.

        The batch's ``problem`` says what the second source cannot show.
        """
