"""Facts of answers and of failed requests, as spiders tell them."""

from __future__ import annotations

import scrapy
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawler.extraction.reservations import NOTHING_RESERVED, Reservation
from newscrawler.html.page import PageError
from newscrawler.meta import CONDITIONAL, STORY, TDM

__all__ = ["asked_story", "failure_reason", "header", "require_html", "stated_by_file", "stated_wishes"]


def asked_story(request: scrapy.Request | None) -> str | None:
    """Return the address of the story that a request asks for; None for a request for something else."""
    if request is None or not request.meta.get(STORY):
        return None
    asked: str | None = request.meta.get(CONDITIONAL)
    return asked


def failure_reason(error: BaseException | None, settings: BaseSettings) -> str:
    """Return why a page did not come. The words are the same at every visit, so that quarantine counts one entry."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return str(error) or "refused by a downloader middleware"
    if isinstance(error, DownloadTimeoutError):
        return f"no answer within {settings.getfloat('DOWNLOAD_TIMEOUT'):g} s (DOWNLOAD_TIMEOUT)"
    if isinstance(error, DownloadCancelledError):
        return f"larger than {settings.getint('DOWNLOAD_MAXSIZE'):,} bytes (DOWNLOAD_MAXSIZE)"
    if isinstance(error, ResponseDataLossError):
        return "the connection closed in the middle of the answer"
    if isinstance(error, DownloadConnectionRefusedError):
        return "connection refused"
    if isinstance(error, CannotResolveHostError):
        return "host name does not resolve"
    return f"{type(error).__name__}: {error}".split("\n")[0][:300]


def header(response: Response, name: str | bytes) -> str | None:
    """Return the value of a header; None where the answer has none or an empty one."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def stated_wishes(response: Response) -> dict[str, list[str]]:
    """Return the headers that state wishes about copies, by lower-case names."""
    names = ("x-robots-tag", "tdm-reservation", "tdm-policy")
    return {name: [value.decode("latin-1") for value in response.headers.getlist(name)] for name in names}


def stated_by_file(response: Response) -> Reservation:
    """Return the wishes that the file of the page's host states, where it was read."""
    found = response.meta.get(TDM) if response.request is not None else None
    return Reservation(None, found["reserved"], found["policy"]) if found else NOTHING_RESERVED


def require_html(response: Response) -> None:
    """Refuse an answer that is no page.

    :raises PageError: names its content type
    """
    if not isinstance(response, TextResponse) or not _is_html(response):
        kind = (response.headers.get("Content-Type") or b"unknown").decode("latin-1")
        raise PageError(f"content type {kind} is not a page")


def _is_html(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"text/html").split(b";")[0].strip().lower()
    return kind in (b"text/html", b"application/xhtml+xml", b"")
