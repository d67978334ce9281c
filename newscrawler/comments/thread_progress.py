"""Reading a thread answer by answer: which comments, which request next, and when the thread is complete.

Sans-I/O: the spider makes the requests. The state is plain data, so that a request in a queue can carry it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from newscrawler.comments.protocol import Ask, AskError, Batch, Section
from newscrawler.items import Comment, Thread

__all__ = ["Reading", "ThreadLimits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLimits:
    """How much of one thread is read; the settings ``THREAD_ANSWERS``, ``THREAD_COMMENTS`` and ``THREAD_BYTES``."""

    answers: int
    comments: int
    bytes: int


class Reading:
    """The progress of one thread.

    :param thread: the thread as detected
    :param pending: requests still to make, next one first
    :param problem: why the thread will not be complete, once known
    :param answers: how many answers were read
    :param asked: what was asked so far, pending requests included
    :param otherwise: other sections of the page, to be read in place of this one when it holds no comment
    :param first: the section that this one is read in place of
    :param trouble: why a second source is read, once one is
    :param size: bytes of the answers that were read
    :param before: ids of the answer before: a page that has moved on meanwhile repeats some of it
    """

    def __init__(
        self,
        thread: Thread,
        pending: list[Ask],
        problem: str | None = None,
        answers: int = 0,
        asked: list[str] | None = None,
        otherwise: Sequence[Reading] = (),
        first: Reading | None = None,
        trouble: str | None = None,
        before: Sequence[str] = (),
        size: int = 0,
    ) -> None:
        self.thread = thread
        self.pending = pending
        self.problem = problem
        self._answers = answers
        self._asked = [_name(ask) for ask in pending] if asked is None else asked
        self._otherwise = list(otherwise)
        self._first = first
        self._trouble = trouble
        self._before = list(before)
        self._size = size

    @classmethod
    def of(cls, section: Section) -> tuple[Reading, list[Comment]]:
        """A reading of a section found on a page, and the comments that the page already shows."""
        asks = section.batch.asks
        # What stands on the page is read with the page; a rendered page repeats it.
        alone = bool(asks) and (asks[0].render or not section.batch.comments)
        thread = replace(section.thread, cursor=_cursor(asks[0]) if alone else None)
        # Only a section that is asked for can be kept for later; what stands on the page is read at once.
        otherwise = [cls.of(other)[0] for other in section.otherwise if other.batch.asks and not other.batch.comments]
        reading = cls(thread, [], answers=-1, otherwise=otherwise)  # the page itself is no answer
        return reading, reading.take(section.batch)

    @classmethod
    def again(cls, thread: Thread, retrieved: datetime) -> Reading:
        """A reading of a stored thread from its cursor, without its story page."""
        if thread.cursor is None:
            raise ValueError(f"{thread.id} has no cursor: its comments are part of the story page")
        fresh = replace(thread, retrieved=retrieved, complete=False, reason=None, collectedCount=0)
        return cls(fresh, *_asks([thread.cursor]))

    @property
    def is_first(self) -> bool:
        """Whether no answer was read yet: only then does "unchanged" speak of the whole thread."""
        return self._answers == 0

    @property
    def answered_at_once(self) -> bool:
        """Whether a single answer, and no page, held the whole thread."""
        return self._answers == 1 and not self.pending and self.problem is None and self.thread.cursor is not None

    @property
    def where(self) -> str:
        """The answer being read, for a reason that people read: ``answer 3``."""
        return f"answer {self._answers + 1}"

    def take(self, batch: Batch) -> list[Comment]:
        """Account for what an answer gave; returns its comments."""
        if batch.declaredCount is not None:
            self.thread.declaredCount = batch.declaredCount
        if batch.closed is not None:
            self.thread.closed = batch.closed
        ids = dict.fromkeys(comment.nativeId for comment in batch.comments)
        # At least as many: a browser that was cut off may show fewer than the plain page did.
        self.thread.collectedCount = (
            max(self.thread.collectedCount, len(ids))
            if batch.whole
            else self.thread.collectedCount + len(ids.keys() - set(self._before))
        )
        if ids:
            self._before = list(ids)
        self.problem = self.problem or batch.problem
        asked = set(self._asked)
        for ask in batch.asks:
            name = _name(ask)
            if name in asked:
                # A "next" link that leads back would be followed for ever.
                self.problem = self.problem or f"{self.where} leads back to {ask.url}, which was asked before"
            else:
                asked.add(name)
                self._asked.append(name)
                self.pending.append(ask)
        self._answers += 1
        return batch.comments

    def stop_beyond(self, limits: ThreadLimits, size: int) -> None:
        """Give up what is pending beyond the limits: a platform that always has more would be read for ever.

        :param size: bytes of the answer that was taken last
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
            # What is pending was asked last.
            del self.pending[-beyond:], self._asked[-beyond:]

    def fail(self, reason: str) -> None:
        """An answer did not come or could not be read: what is pending behind it is given up."""
        self.problem = self.problem or reason
        self.pending.clear()

    def disown(self) -> None:
        """The thread is that of another site's page, which must find it free: this page's is stored under a name of its own."""
        self.thread = replace(self.thread, nativeId=f"page:{self.thread.copyUrl}", declaredCount=None)

    def excuse(self, reason: str) -> None:
        """An answer did not come, but there is a second source: the reason counts only if that is not all there is."""
        self._trouble = self._trouble or reason

    def finished(self) -> Thread | None:
        """The thread with its verdict, or None while requests are pending."""
        if self.pending:
            return None
        declared, collected = self.thread.declaredCount, self.thread.collectedCount
        problem = self.problem
        if problem is None and declared is not None and collected < declared:
            problem = f"the platform declares {declared} comments and sent {collected}"
        if problem is not None and self._trouble is not None:
            problem = f"{self._trouble}; {problem}"
        return replace(self.thread, complete=problem is None, reason=problem)

    def other(self) -> Reading | None:
        """The reading to go on with in place of this one, when it ended without a comment and the page has another.

        When none holds a comment, the thread is the one that was found first.
        """
        if self.pending or self.thread.collectedCount or self.thread.declaredCount:
            return None
        if not self._otherwise:
            first, self._first = self._first, None
            return first
        following, *rest = self._otherwise
        following._otherwise = rest
        following._first = self._first or self
        self._otherwise, self._first = [], None
        return following

    def to_state(self) -> dict[str, Any]:
        """JSON-able progress."""
        thread = asdict(self.thread)
        thread["retrieved"] = self.thread.retrieved.isoformat()
        pending = [asdict(ask) for ask in self.pending]
        otherwise = [reading.to_state() for reading in self._otherwise]
        return {
            "thread": thread,
            "pending": pending,
            "problem": self.problem,
            "answers": self._answers,
            "asked": self._asked,
            "otherwise": otherwise,
            "first": self._first.to_state() if self._first else None,
            "trouble": self._trouble,
            "before": self._before if self.pending else [],
            "size": self._size,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Reading:
        """Undo :meth:`to_state`."""
        fields = dict(state["thread"])
        fields["retrieved"] = datetime.fromisoformat(fields["retrieved"])
        pending, problem = _asks(state["pending"])
        otherwise = [cls.from_state(other) for other in state["otherwise"]]
        first = cls.from_state(state["first"]) if state["first"] else None
        asked = list(state["asked"])
        return cls(
            Thread(**fields),
            pending,
            state["problem"] or problem,
            state["answers"],
            asked,
            otherwise,
            first,
            state["trouble"],
            state.get("before", ()),  # absent, as the next, from what an older version left in a queue
            state.get("size", 0),
        )


def _cursor(ask: Ask) -> dict[str, Any]:
    """How to ask again; ``render`` is named only where it is so."""
    cursor = asdict(ask)
    if not ask.render:
        del cursor["render"]
    return cursor


def _asks(kept: Sequence[dict[str, Any]]) -> tuple[list[Ask], str | None]:
    """The asks that a store or queue kept, and the problem that they end in where an older version let a bad one in."""
    asks = []
    for each in kept:
        try:
            asks.append(Ask(**each))
        except AskError as error:
            return asks, str(error)
    return asks, None


def _name(ask: Ask) -> str:
    """What tells two requests apart: some platforms have one URL for all."""
    if ask.body is None:
        return f"{ask.url} rendered" if ask.render else ask.url
    return f"{ask.url} {hashlib.blake2b(ask.body.encode(), digest_size=8).hexdigest()}"
