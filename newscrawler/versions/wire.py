"""Order of the versions of one wire text, across the outlets that print them."""

from __future__ import annotations

from newscrawler.items import WireStage, WireVersion

__all__ = ["order_of"]

_PLACE: dict[WireStage, int] = {
    "flash": -1,
    "repeat": 0,
    "refile": 1,
    "clarification": 2,
    "correction": 3,
    "lead": 4,
    "update": 4,
    "wrapup": 4,
    "withdrawal": 5,
}
"""Order of the stages of one number. A lead or an update without a number is the first."""
_AFTER_ALL = 1_000
"""Number of a withdrawal: no later version of a text is used."""


def order_of(version: WireVersion | None) -> tuple[int, int]:
    """Return the place of a version among the versions of its text: the later, the greater.

    The number decides, then the stage: ``CORRECTED-UPDATE 1-`` comes after ``UPDATE 1-`` and before ``UPDATE 2-``. A
    text without a label is the first, and only a flash comes before it. Equal places say nothing; the times of
    publication decide there.

    >>> order_of(WireVersion(kind="correction", number=1)) < order_of(WireVersion(kind="update", number=2))
    True
    """
    if version is None:
        return 0, 0
    if version.kind == "withdrawal":
        return _AFTER_ALL, _PLACE["withdrawal"]
    if version.number is None or version.kind == "flash":
        return 0, _PLACE[version.kind]
    # UPDATE 2- itself comes before its own correction.
    return version.number, 0 if version.kind in ("lead", "update", "wrapup", "repeat") else _PLACE[version.kind]
