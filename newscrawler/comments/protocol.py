"""Contract of a comment platform: sans-I/O, one small module for each platform.

A platform *detects* its section on a page, says which requests to make, and *parses* each response into comments and
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
from newscrawler.renamed import former_attribute
from newscrawler.sites import site_of
from newscrawler.urls import host_of, unaskable

__all__ = [
    "CommentSection",
    "Fallback",
    "ForeignThreadError",
    "ParseResult",
    "Platform",
    "PlatformRequest",
    "PlatformResponse",
    "RequestError",
    "ResponseError",
    "check_page",
    "unread_thread",
]


class ResponseError(ValueError):
    """A response has a form that the platform's module does not know. The message says what was expected."""


class ForeignThreadError(ResponseError):
    """The platform says that the thread which a page names belongs to a page of another site."""


class RequestError(ResponseError):
    """A page or response names an address for its comments that is never requested. The message says which and why."""


def unread_thread(platform: str, native_id: str, page: Page, copy_url: str, *, closed: bool | None = None) -> Thread:
    """Return the thread of a page before any of its comments is read."""
    return Thread(
        platform=platform,
        nativeId=native_id,
        copyUrl=copy_url,
        retrieved=page.retrieved,
        complete=False,
        closed=closed,
    )


def check_page(platform: str, of: str | None, thread: Thread) -> None:
    """Check the page that a platform says a thread belongs to, where the platform says so.

    Any page can name any thread of a platform. Without this check it would own the thread whenever it is crawled before
    the thread's own page.

    :param of: address of that page; None or empty where the platform does not say
    :raises ForeignThreadError: when it is on another site than the page that names the thread
    """
    if of and site_of(of) != site_of(thread.copyUrl):
        reason = f"{platform} says that the thread is that of {host_of(of)}, another site than this page's"
        raise ForeignThreadError(reason[:200])


@dataclass(slots=True, kw_only=True)
class PlatformRequest:
    """One request that a platform wants to be made. Plain data, so that it survives in a queue as JSON.

    Where the request needs the operator's key for its host, it holds :data:`newscrawler.comments.keys.KEY_PLACEHOLDER`.

    :raises RequestError: unless the address is http or https, with a host and at most ``MAX_URL_LENGTH`` characters,
        and each header is one printable line
    """

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    state: dict[str, Any] = field(default_factory=dict)
    """Progress, as JSON, that the platform gets back together with the response."""
    render: bool = False
    """Whether the response is to be the page as a browser shows it, after its scripts have loaded all comments."""

    def __post_init__(self) -> None:
        if (why := unaskable(self.url)) is not None:
            raise RequestError(f"its comments are not asked for: {why}")
        for name, value in self.headers.items():
            if not (isinstance(value, str) and value.isascii() and value.isprintable()):
                raise RequestError(f"its comments are not asked for: {value!r}"[:200] + f" cannot be sent as {name}")


@dataclass(slots=True, kw_only=True)
class PlatformResponse:
    """Response to a :class:`PlatformRequest`. Its status is 200; the driver handles other statuses."""

    url: str
    body: bytes
    headers: dict[str, str]
    """Header names in lower case."""
    retrieved: datetime
    zone: TimeZone | None = None
    """The outlet's time zone, for printed times that state no zone."""
    cut: str | None = None
    """For a rendered page: why not all of its comments were loaded. None where no more would come."""
    refused: str | None = None
    """For a rendered page: requests of its scripts that were refused. It matters only where comments are missing."""

    def page(self) -> Page:
        """Return the response as a page."""
        content_type = self.headers.get("content-type")
        return Page(self.url, self.body, content_type=content_type, retrieved=self.retrieved, zone=self.zone)


@dataclass(slots=True, kw_only=True)
class ParseResult:
    """Comments of one page or response, and the requests that follow from it."""

    comments: list[Comment] = field(default_factory=list)
    requests: list[PlatformRequest] = field(default_factory=list)
    """Next requests, to be made one after the other; empty when the section is read to its end."""
    declaredCount: int | None = None
    closed: bool | None = None
    """Whether new comments are refused, where the response says so."""
    problem: str | None = None
    """Why comments are missing although no request is left (page limit, missing key). That fewer comments came than the
    platform declares need not be stated: the driver counts them."""
    cumulative: bool = False
    """Whether these comments include those that the thread gave before: a rendered page repeats the plain page's."""
    unreadable: str | None = None
    """Rows of an otherwise good response that could not be read, as they came, for quarantine. ``problem`` says why."""

    asks = former_attribute("ParseResult", "asks", "requests")
    whole = former_attribute("ParseResult", "whole", "cumulative")

    @classmethod
    def with_request(cls, make: Callable[[], PlatformRequest], **others: Any) -> Self:
        """Return a result with the request that ``make`` returns, or with its ``problem`` where the address is refused.

        :param others: further fields
        """
        try:
            return cls(requests=[make()], **others)
        except RequestError as error:
            return cls(problem=str(error), **others)


@dataclass(slots=True, kw_only=True)
class CommentSection:
    """A comment section found on a page."""

    thread: Thread
    """With ``complete=False``; the driver completes it when the last response is read."""
    result: ParseResult
    """Comments that are already on the page, and the first requests."""
    guessed: bool = False
    """Whether the section may not exist: the page has an empty place for comments, which only a browser could fill."""
    alternatives: list[CommentSection] = field(default_factory=list)
    """Other platforms' sections on the page, in order of detection. They are read when this section has no comment."""

    batch = former_attribute("CommentSection", "batch", "result")
    otherwise = former_attribute("CommentSection", "otherwise", "alternatives")


class Platform(Protocol):
    """Interface of a platform, implemented by an object."""

    name: str

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        """Return the platform's section on the page, or None. Makes no request."""

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        """Return the comments of a response and the next requests.

        :raises ResponseError: when the form of the response is unknown
        """


@runtime_checkable
class Fallback(Protocol):
    """Additional interface of a platform with a second source."""

    def fallback(self, thread: Thread, request: PlatformRequest, reason: str) -> ParseResult | None:
        """Return requests to the second source after a request failed or its response cannot be read; None without one.

        The result's ``problem`` says what the second source cannot show.
        """
