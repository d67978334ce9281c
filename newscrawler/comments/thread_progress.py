"""Progress of one thread: the comments read so far, the next request, and whether the thread is complete.

Sans-I/O: the spider makes the requests. The state is plain data, so that a request in a queue can carry it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from newscrawler.comments.protocol import CommentSection, ParseResult, PlatformRequest, RequestError
from newscrawler.items import Comment, Thread

__all__ = ["ThreadLimits", "ThreadProgress"]

_OF_THREAD = tuple(each.name for each in fields(Thread))
_OF_REQUEST = tuple(each.name for each in fields(PlatformRequest))
_thread_values: Callable[[Thread], tuple[Any, ...]] = attrgetter(*_OF_THREAD)
_request_values: Callable[[PlatformRequest], tuple[Any, ...]] = attrgetter(*_OF_REQUEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLimits:
    """Limits of what is read of one thread; the settings ``THREAD_ANSWERS``, ``THREAD_COMMENTS`` and
    ``THREAD_BYTES``."""

    answers: int
    comments: int
    bytes: int


class ThreadProgress:
    """Progress of one thread.

    :param thread: the thread as detected
    :param pending: requests still to make, next one first
    :param problem: why the thread will not be complete, once known
    :param answers: number of responses read; -1 before the story's own page is accounted for
    :param asked: names of the requests made so far, including pending ones
    :param alternatives: other sections of the page, to be read when this one has no comment
    :param replaced: the section for which this one is an alternative
    :param fallback_reason: why a second source is read, once one is
    :param previous_ids: ids in the response before. A list that has moved on meanwhile repeats some of them
    :param size: bytes of the responses read
    """

    def __init__(
        self,
        thread: Thread,
        pending: list[PlatformRequest],
        problem: str | None = None,
        answers: int = 0,
        asked: list[str] | None = None,
        alternatives: Sequence[ThreadProgress] = (),
        replaced: ThreadProgress | None = None,
        fallback_reason: str | None = None,
        previous_ids: Sequence[str] = (),
        size: int = 0,
    ) -> None:
        self.thread = thread
        self.pending = pending
        self.problem = problem
        self._answers = answers
        self._asked = [_name(request) for request in pending] if asked is None else asked
        self._alternatives = list(alternatives)
        self._replaced = replaced
        self._fallback_reason = fallback_reason
        self._previous_ids = list(previous_ids)
        self._size = size

    @classmethod
    def start(cls, section: CommentSection) -> tuple[ThreadProgress, list[Comment]]:
        """Start with a section found on a page; the second value is the comments that the page already shows."""
        requests = section.result.requests
        # Comments on the page are read together with the page; a rendered page repeats them.
        separate = bool(requests) and (requests[0].render or not section.result.comments)
        thread = replace(section.thread, cursor=_cursor(requests[0]) if separate else None)
        # Only a section that has an endpoint can be kept for later; comments on the page are read at once.
        alternatives = [
            cls.start(other)[0] for other in section.alternatives if other.result.requests and not other.result.comments
        ]
        progress = cls(thread, [], answers=-1, alternatives=alternatives)
        return progress, progress.add(section.result)

    @classmethod
    def revisit(cls, thread: Thread, retrieved: datetime) -> ThreadProgress:
        """Start with a stored thread and its cursor, without its story page.

        :raises ValueError: when the thread has no cursor
        """
        if thread.cursor is None:
            raise ValueError(f"{thread.id} has no cursor: its comments are part of the story page")
        fresh = replace(thread, retrieved=retrieved, complete=False, reason=None, collectedCount=0)
        return cls(fresh, *_restored([thread.cursor]))

    @property
    def is_first(self) -> bool:
        """Whether no response was read yet. Only then does "not modified" speak of the whole thread."""
        return self._answers == 0

    @property
    def answered_at_once(self) -> bool:
        """Whether a single response, and no page, held the whole thread."""
        return self._answers == 1 and not self.pending and self.problem is None and self.thread.cursor is not None

    @property
    def label(self) -> str:
        """Name of the response being read, for a reason that people read: ``answer 3``."""
        return f"answer {self._answers + 1}"

    def add(self, result: ParseResult) -> list[Comment]:
        """Account for a response; returns its comments."""
        if result.declaredCount is not None:
            self.thread.declaredCount = result.declaredCount
        if result.closed is not None:
            self.thread.closed = result.closed
        self._count(result)
        self.problem = self.problem or result.problem
        self._queue(result.requests)
        self._answers += 1
        return result.comments

    def _count(self, result: ParseResult) -> None:
        ids = dict.fromkeys(comment.nativeId for comment in result.comments)
        if result.cumulative:
            # At least as many as before: a browser that was cut off may show fewer than the plain page did.
            self.thread.collectedCount = max(self.thread.collectedCount, len(ids))
        else:
            self.thread.collectedCount += len(ids.keys() - set(self._previous_ids))
        if ids:
            self._previous_ids = list(ids)

    def _queue(self, requests: Sequence[PlatformRequest]) -> None:
        asked = set(self._asked)
        for request in requests:
            name = _name(request)
            if name in asked:
                # A "next" link that leads back would be followed for ever.
                self.problem = self.problem or f"{self.label} leads back to {request.url}, which was asked before"
            else:
                asked.add(name)
                self._asked.append(name)
                self.pending.append(request)

    def stop_beyond(self, limits: ThreadLimits, size: int) -> None:
        """Drop pending requests beyond the limits: a platform that always has more would be read for ever.

        :param size: bytes of the response that was added last
        """
        self._size += size
        if not self.pending:
            return
        if self.thread.collectedCount >= limits.comments:
            self.fail(f"more than {limits.comments:,} comments (THREAD_COMMENTS)")
        elif self._size >= limits.bytes:
            self.fail(f"answers of more than {limits.bytes:,} bytes (THREAD_BYTES)")
        elif (beyond := len(self.pending) - max(0, limits.answers - self._answers)) > 0:
            self.problem = self.problem or f"more than {limits.answers:,} answers (THREAD_ANSWERS)"
            # Pending requests are the last names in the list.
            del self.pending[-beyond:], self._asked[-beyond:]

    def fail(self, reason: str) -> None:
        """Note that a response did not come or cannot be read, and drop the pending requests behind it."""
        self.problem = self.problem or reason
        self.pending.clear()

    def disown(self) -> None:
        """Give the thread an id of this page. The platform's id belongs to another site's page and stays free for
        it.
        """
        self.thread = replace(self.thread, nativeId=f"page:{self.thread.copyUrl}", declaredCount=None)

    def note_fallback(self, reason: str) -> None:
        """Note that a second source replaces a response. The reason is reported only if comments are missing."""
        self._fallback_reason = self._fallback_reason or reason

    def finished(self) -> Thread | None:
        """Return the thread, complete or with its reason; None while requests are pending."""
        if self.pending:
            return None
        declared, collected = self.thread.declaredCount, self.thread.collectedCount
        problem = self.problem
        if problem is None and declared is not None and collected < declared:
            problem = f"the platform declares {declared} comments and sent {collected}"
        if problem is not None and self._fallback_reason is not None:
            problem = f"{self._fallback_reason}; {problem}"
        return replace(self.thread, complete=problem is None, reason=problem)

    def alternative(self) -> ThreadProgress | None:
        """Return the page's next thread when this thread ended without a comment; None when there is no other.

        When no alternative has a comment, the thread is the first one found.
        """
        if self.pending or self.thread.collectedCount or self.thread.declaredCount:
            return None
        if not self._alternatives:
            replaced, self._replaced = self._replaced, None
            return replaced
        following, *rest = self._alternatives
        following._alternatives = rest
        following._replaced = self._replaced or self
        self._alternatives, self._replaced = [], None
        return following

    def to_state(self) -> dict[str, Any]:
        """Return the progress as JSON. The names are those that earlier versions left in queues."""
        thread = dict(zip(_OF_THREAD, map(_copied, _thread_values(self.thread)), strict=True))
        thread["retrieved"] = self.thread.retrieved.isoformat()
        return {
            "thread": thread,
            "pending": [_plain(request) for request in self.pending],
            "problem": self.problem,
            "answers": self._answers,
            "asked": self._asked,
            # The attribute `_alternatives`.
            "otherwise": [other.to_state() for other in self._alternatives],
            # The attribute `_replaced`.
            "first": self._replaced.to_state() if self._replaced else None,
            # The attribute `_fallback_reason`.
            "trouble": self._fallback_reason,
            # The attribute `_previous_ids`.
            "before": self._previous_ids if self.pending else [],
            "size": self._size,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> ThreadProgress:
        """Undo :meth:`to_state`."""
        fields = dict(state["thread"])
        fields["retrieved"] = datetime.fromisoformat(fields["retrieved"])
        pending, problem = _restored(state["pending"])
        return cls(
            Thread(**fields),
            pending,
            problem=state["problem"] or problem,
            answers=state["answers"],
            asked=list(state["asked"]),
            alternatives=[cls.from_state(other) for other in state["otherwise"]],
            replaced=cls.from_state(state["first"]) if state["first"] else None,
            fallback_reason=state["trouble"],
            # Requests that an older version left in a queue lack these two.
            previous_ids=state.get("before", ()),
            size=state.get("size", 0),
        )


def _cursor(request: PlatformRequest) -> dict[str, Any]:
    """Return the request as a thread's cursor; ``render`` is stored only where it is true."""
    cursor = _plain(request)
    if not request.render:
        del cursor["render"]
    return cursor


def _plain(request: PlatformRequest) -> dict[str, Any]:
    """Return a request as JSON. ``dataclasses.asdict`` takes ten times as long, and runs three times for a page."""
    return dict(zip(_OF_REQUEST, map(_copied, _request_values(request)), strict=True))


def _copied(value: Any) -> Any:
    """Return JSON that shares no list or dictionary with the value."""
    if isinstance(value, dict):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _restored(stored: Sequence[dict[str, Any]]) -> tuple[list[PlatformRequest], str | None]:
    """Return the requests of a store or queue, up to the first that is refused, and the reason of that refusal.

    Older versions stored addresses that are refused today.
    """
    requests = []
    for each in stored:
        try:
            requests.append(PlatformRequest(**each))
        except RequestError as error:
            return requests, str(error)
    return requests, None


def _name(request: PlatformRequest) -> str:
    """Identity of a request: the URL is not enough, because some platforms have one URL for all requests."""
    if request.body is None:
        return f"{request.url} rendered" if request.render else request.url
    return f"{request.url} {hashlib.blake2b(request.body.encode(), digest_size=8).hexdigest()}"
