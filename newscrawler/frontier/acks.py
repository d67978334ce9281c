"""Acks and nacks: whether the request of a lease is done, dead, or to be tried again."""

from __future__ import annotations

from bson.raw_bson import RawBSONDocument

from newscrawler.frontier.lease_table import Lease
from newscrawler.frontier.store import AckResult

__all__ = ["ack_of", "is_nack"]

_RETRY_PAUSES_S = (5.0, 20.0, 60.0, 300.0)
"""Before a page whose callback or pipeline failed is tried again: a passing fault is over within minutes."""


def ack_of(
    lease: Lease, tries: int, untried: bool, moved: tuple[str, RawBSONDocument] | None
) -> tuple[str | None, AckResult]:
    """Return the counter and the ack or nack of a lease.

    :param tries: number of tries after which a request becomes a dead letter
    """
    if lease.lost:
        # Its callback was cut short. If nobody has the lease the request is due at once; otherwise this changes
        # nothing.
        return "frontier/lost", AckResult(id=lease.id, token=lease.token, retry_after=0.0)
    if untried or moved is not None:
        return "frontier/returned", AckResult(id=lease.id, token=lease.token, untried=untried, moved=moved)
    reason = lease.dead_letter_reason
    if reason is None and lease.retry_reason is not None and lease.tries >= tries:
        reason = lease.retry_reason
    if reason is not None:
        return "frontier/dead", AckResult(id=lease.id, token=lease.token, dead_letter_reason=reason)
    if lease.retry_reason is not None:
        pause = _RETRY_PAUSES_S[min(lease.tries, len(_RETRY_PAUSES_S)) - 1]
        return "frontier/again", AckResult(
            id=lease.id, token=lease.token, retry_after=pause, retry_reason=lease.retry_reason
        )
    return None, AckResult(id=lease.id, token=lease.token)


def is_nack(result: AckResult) -> bool:
    """Return whether a request is not done: it is due again, elsewhere, or a dead letter."""
    return (
        result.untried
        or result.dead_letter_reason is not None
        or result.retry_after is not None
        or result.moved is not None
    )
