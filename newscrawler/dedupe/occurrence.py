"""Choose the occurrence of a key, in time, that a copy belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newscrawler.dedupe.signature import distance, near_identical
from newscrawler.items import Copy, Precision

__all__ = ["Occurrence", "choose_occurrence"]

WINDOW = timedelta(hours=12)
"""Outlets run a wire story within hours; half a day stays clear of a headline that recurs every 24 h."""

WINDOW_SAME_TEXT = timedelta(hours=36)
"""The next day's reprint of the same text; the text distinguishes it from the next day's story."""

_DAY = timedelta(days=1)

_FURTHEST_EAST, _FURTHEST_WEST = timedelta(hours=14), timedelta(hours=12)
"""Offsets of time zones from UTC reach from -12 to +14 hours."""

_UNKNOWN_TIME = timedelta.max

_Interval = tuple[datetime, datetime]
_Rank = tuple[timedelta, int, timedelta]


@dataclass(slots=True)
class Occurrence:
    """One occurrence of a key, with the facts that decide which copies join it."""

    occurrence: int
    """Its number, from 0."""

    datePublished: datetime | None = None
    """Aware: the time, or the midnight of the day, that its first copy printed when it was first seen. It must not
    move with copies that join later, or the window would. None when no copy is dated."""

    precision: Precision | None = None
    """Precision of ``datePublished``, or None without a date."""

    signatures: list[int] = field(default_factory=list)
    """Body signatures of its copies."""


def choose_occurrence(copy: Copy, known: Sequence[Occurrence]) -> int | None:
    """Return the number of the occurrence of its key that ``copy`` joins; None when it starts a new one.

    - Both times exact: at most 12 h apart, or 36 h with a near-identical body.
    - A day is an interval of 24 h from its midnight in the outlet's zone, a relative time one of the 24 h before it,
      and a clock in an unknown zone one of all zones. Two clocks in unknown zones are compared like exact times.
      Intervals that overlap fit; with a near-identical body they may lie up to 12 h apart, since the true times are
      then at most 36 h apart where one of them is exact.
    - An undated copy or an undated occurrence fits only a near-identical body.
    - Of several that fit the nearest in time wins; then the most similar body; then the lowest number.

    Pure and deterministic. The outcome does not depend on the order of ``known``. It does not depend on the order in
    which copies arrive either, as long as the exact printings of each occurrence lie within 12 h of each other and
    those of different occurrences more than 12 h apart (36 h where bodies are near-identical). Beyond that (printings
    at 0 h, 10 h and 20 h) the first to arrive decides. The same holds of undated copies that come before the dated
    one whose text they share: they join, but an undated copy that resembles two occurrences goes to the one known.
    """
    fitting = [(rank, one.occurrence) for one in known if (rank := _rank(copy, one)) is not None]
    return min(fitting)[1] if fitting else None


def _rank(copy: Copy, one: Occurrence) -> _Rank | None:
    bits = _bits_apart(copy.signature, one.signatures)
    same_text = any(near_identical(copy.signature, signature) for signature in one.signatures)
    # Clocks of unknown zones are compared as they are: outlets of one story are more often near than at the antipodes.
    both_local = copy.datePublishedPrecision == one.precision == "local"
    mine = _interval(copy.datePublished, None if both_local else copy.datePublishedPrecision)
    theirs = _interval(one.datePublished, None if both_local else one.precision)
    if mine is None or theirs is None:
        return (_UNKNOWN_TIME, bits, _UNKNOWN_TIME) if same_text else None
    gap = max(mine[0] - theirs[1], theirs[0] - mine[1], timedelta(0))
    middles = abs((mine[0] + (mine[1] - mine[0]) / 2) - (theirs[0] + (theirs[1] - theirs[0]) / 2))
    return (gap, bits, middles) if _fits(mine, theirs, gap, same_text) else None


def _fits(mine: _Interval, theirs: _Interval, gap: timedelta, same_text: bool) -> bool:
    if mine[0] == mine[1] and theirs[0] == theirs[1]:
        return gap <= (WINDOW_SAME_TEXT if same_text else WINDOW)
    return _overlap(mine, theirs) or (same_text and gap <= WINDOW)


def _bits_apart(signature: int | None, signatures: Sequence[int]) -> int:
    if signature is None or not signatures:
        return 64
    return min(distance(signature, other) for other in signatures)


def _interval(at: datetime | None, precision: Precision | None) -> _Interval | None:
    if at is None:
        return None
    at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    if precision == "day":
        return at, at + _DAY
    if precision == "relative":
        return at - _DAY, at
    if precision == "local":
        return at - _FURTHEST_EAST, at + _FURTHEST_WEST
    return at, at


def _overlap(a: _Interval, b: _Interval) -> bool:
    """Return whether half-open intervals overlap; a point has no end of its own."""
    if a[0] == a[1]:
        return b[0] <= a[0] < b[1]
    if b[0] == b[1]:
        return a[0] <= b[0] < a[1]
    return a[0] < b[1] and b[0] < a[1]
