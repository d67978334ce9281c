"""Versions of a copy and of a wire text: what changed between two visits, and which comes after which. Pure
functions."""

from newscrawler.versions.comparison import (
    READ,
    Change,
    ChangeKind,
    Edit,
    changed_lines,
    compare,
    is_flip_flop,
    lines_of_slots,
)
from newscrawler.versions.folding import folded
from newscrawler.versions.printings import Version
from newscrawler.versions.wire import order_of
from newscrawler.versions.worddiff import Op, words

__all__ = [
    "READ",
    "Change",
    "ChangeKind",
    "Edit",
    "Op",
    "Version",
    "changed_lines",
    "compare",
    "folded",
    "is_flip_flop",
    "lines_of_slots",
    "order_of",
    "words",
]
