"""Second pipeline: the text of a page that its outlet reserves is not stored, where the operator obeys that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawler.items import Copy

__all__ = ["RESERVATIONS", "ReservationsPipeline", "check_wishes", "withhold"]

logger = logging.getLogger(__name__)

RESERVATIONS = ("noarchive", "tdm")
"""Names of the wishes that ``OBEY_RESERVATIONS`` may hold."""


class ReservationsPipeline:
    """Remove the text of copies whose page states a wish that ``OBEY_RESERVATIONS`` names.

    Headline, byline, dates and address stay: they are what a link needs. Stats: ``reservations/noarchive`` and
    ``reservations/tdm`` count texts that are not stored.
    """

    def __init__(self, obeyed: Collection[str], count: Callable[[str], Any]) -> None:
        check_wishes(obeyed)
        self._obeyed = obeyed
        self._count = count

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        stats = crawler.stats
        assert stats is not None
        return cls(crawler.settings.getlist("OBEY_RESERVATIONS"), stats.inc_value)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Copy) and (wish := self._wish(item)) is not None:
            withhold(item)
            self._count(f"reservations/{wish}")
            logger.info("%s: its text is not stored, because the outlet reserves it (%s)", item.url, wish)
        return item

    def _wish(self, copy: Copy) -> str | None:
        if copy.tdmReservation and "tdm" in self._obeyed:
            return "tdm"
        return "noarchive" if copy.noarchive and "noarchive" in self._obeyed else None


def check_wishes(names: Collection[str]) -> None:
    """Refuse a value of ``OBEY_RESERVATIONS`` that names an unknown wish.

    :raises ValueError: names it, and what the setting may hold
    """
    unknown = sorted(set(names) - set(RESERVATIONS))
    if unknown:
        raise ValueError(
            f"OBEY_RESERVATIONS names {', '.join(unknown)}: it may hold {' and '.join(RESERVATIONS)}; set one of "
            "them, both or none (docs/reservations.md)"
        )


def withhold(copy: Copy) -> None:
    """Remove the text of a copy, in place."""
    copy.blocks, copy.body, copy.edNote = [], [], None
    copy.representation, copy.partialReason = "partial", "reserved"
