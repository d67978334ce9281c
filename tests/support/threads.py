"""Reading a section to its end as the spider does, with answers from a test."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from newscrawler.comments import (
    CommentSection,
    Fallback,
    Platform,
    PlatformRequest,
    PlatformResponse,
    ResponseError,
    ThreadProgress,
)
from newscrawler.html.page import Page
from newscrawler.items import Comment, Thread
from newscrawler.pipelines.validation import problem_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class RefusedError(Exception):
    """The endpoint answers with an HTTP error; the message is the driver's reason."""


def page(url: str, body: str) -> Page:
    return Page(url, f"<html><head></head><body>{body}</body></html>".encode(), content_type=None, retrieved=NOW)


def read(
    platform: Platform, section: CommentSection | None, serve: Callable[[PlatformRequest], Any], most: int = 50
) -> tuple[Thread, list[Comment], list[PlatformRequest]]:
    """The thread, its comments and what was asked.

    :param serve: an ask's answer: bytes, or what is sent as JSON
    :param most: more asks than that are a loop
    """
    assert section is not None
    reading, comments = ThreadProgress.start(section)
    asked: list[PlatformRequest] = []
    while (thread := reading.finished()) is None:
        assert len(asked) < most, "asks without an end"
        reading = ThreadProgress.from_state(json.loads(json.dumps(reading.to_state())))  # as a queue would keep it
        ask = reading.pending.pop(0)
        asked.append(ask)
        try:
            comments += reading.add(platform.parse(reading.thread, ask, answer(ask, serve(ask))))
        except (RefusedError, ResponseError) as error:
            batch = platform.fallback(reading.thread, ask, str(error)) if isinstance(platform, Fallback) else None
            if batch is None:
                reading.fail(str(error))
            else:
                reading.note_fallback(str(error))
                comments += reading.add(batch)
    for item in (thread, *comments):
        assert problem_of(item) is None, (problem_of(item), item)
    return thread, comments, asked


def answer(ask: PlatformRequest, body: Any, headers: dict[str, str] | None = None) -> PlatformResponse:
    if isinstance(body, tuple):
        body, headers = body
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return PlatformResponse(url=ask.url, body=data, headers=headers or {}, retrieved=NOW)


def tree(comments: list[Comment]) -> dict[str, tuple[str | None, int | None, str]]:
    """Parent, depth and state of every comment."""
    assert len({comment.nativeId for comment in comments}) == len(comments), "a comment came twice"
    return {comment.nativeId: (comment.parentItem, comment.depth, comment.state) for comment in comments}
