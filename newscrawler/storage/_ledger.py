"""Names of the counters of the ledger, which the schema and the documents share."""

from __future__ import annotations

__all__ = ["COUNTERS", "COUNTERS_BY_NAME", "LATENCIES"]

COUNTERS = (
    *("listsDue", "listsRead", "listsUnchanged", "listsFailed", "entries", "storiesNew"),
    *("stored", "changed", "unchanged", "failed", "rejected", "gone", "killed"),
    *("threadsRead", "threadsUnchanged", "threadsFailed", "threadsGone", "commentsExpected", "commentsGot"),
    *("gaps", "putOff", "told", "toldChanged"),
)
"""Counters of an outlet and hour."""

COUNTERS_BY_NAME = ("leftOut", "latency")
"""Counters by reason, or by the upper bound in seconds."""

LATENCIES = (60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400, 604800)
"""Upper bounds in seconds of the counters of ``latency``: the promises (5 and 15 minutes) are among them."""
