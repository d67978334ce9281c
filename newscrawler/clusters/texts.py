"""A story as clusters see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from newscrawler.items import Precision

__all__ = ["Text", "aware"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The fields of a stored story that decide which cluster it belongs to."""

    id: str
    """Id of the story: ``<key>.<occurrence>``."""
    outlet: str
    """Outlet of the story's lead: ``japantoday.com``."""
    headline: str = ""
    byline: str | None = None
    agency: str | None = None
    """Canonical name of the wire agency. None: no agency is named."""
    dateline: str | None = None
    """Place of the dateline as printed: ``TOKYO``. None: the text has no dateline."""
    language: str | None = None
    """BCP 47 tag. None: the page states no language."""
    published: datetime | None = None
    precision: Precision | None = None
    """Precision of ``published``, as :attr:`newscrawler.items.Printing.datePublishedPrecision`."""
    firstSeen: datetime | None = None
    """Aware time of the first visit."""
    paragraphs: tuple[str, ...] = ()
    """The body."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return the text of a document of the collection ``stories``.

        :raises KeyError: the document lacks ``_id``
        """
        dateline = document.get("dateline") or {}
        return cls(
            id=document["_id"],
            outlet=_outlet(document),
            headline=document.get("headline") or "",
            byline=document.get("byline"),
            agency=document.get("agency"),
            dateline=dateline.get("located"),
            language=document.get("inLanguage"),
            published=document.get("datePublished"),
            precision=document.get("datePublishedPrecision"),
            firstSeen=document.get("firstSeen"),
            paragraphs=tuple(document.get("body") or ()),
        )


def _outlet(document: Mapping[str, Any]) -> str:
    """Return the outlet of the lead; of stories of schema version 1 the first by name."""
    copies = (document.get("evidence") or {}).get("copies") or ()
    of_lead = (copy["outlet"] for copy in copies if copy.get("copy") == document.get("lead"))
    return next(of_lead, None) or min(document.get("outlets") or ("",))


def aware(at: datetime) -> datetime:
    """Return a time with its zone: a day, or a time of an unknown zone, counts as UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
