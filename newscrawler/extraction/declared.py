"""Selectors that an outlet declares, and the values that they find."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.extraction.node_text import inline_text
from newscrawler.html.page import Page, fold
from newscrawler.language.dates.moment import Moment, in_zone
from newscrawler.language.dates.reader import TimeReader
from newscrawler.urls import host_of

__all__ = ["NO_SELECTORS", "Declared", "Selectors", "find_declared"]

_TIMES = 4
"""Elements of the selector for the time that are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors that an outlet declares for what the generic engine cannot guess.

    Join the selectors of old and new markup with commas. An empty selector means: guess. Where a declared selector
    finds nothing, the guess is used and :attr:`ExtractedArticle.missed` names the selector.
    """

    headline: str = ""
    byline: str = ""
    body: str = ""
    """The *paragraphs* of the body."""
    published: str = ""
    """A ``time[datetime]`` or an element whose text is a date."""
    section: str = ""


NO_SELECTORS = Selectors()
"""Selectors of an outlet that declares none."""


@dataclass(slots=True)
class Declared:
    """Values that an outlet's selectors find; None and empty where nothing is declared or found."""

    headline: str | None
    byline: str | None
    body: list[str]
    published: Moment | None
    section: str | None

    def missed(self, selectors: Selectors) -> tuple[str, ...]:
        """Return the names of the selectors that are declared and found nothing."""
        return tuple(
            field.name
            for field in fields(selectors)
            if getattr(selectors, field.name) and not getattr(self, field.name)
        )


def find_declared(page: Page, selectors: Selectors, zone: TimeZone | None, language: str | None) -> Declared:
    """Read what the declared selectors find on a page.

    :param zone: the outlet's, for times that state none
    :param language: tag of the page's language
    """
    return Declared(
        headline=_first_text(page, selectors.headline),
        byline=_first_text(page, selectors.byline),
        body=_paragraphs(page, selectors.body),
        published=_time(page, selectors.published, zone, language) if selectors.published else None,
        section=_first_text(page, selectors.section),
    )


def _first_text(page: Page, selector: str) -> str | None:
    if not selector:
        return None
    return next((text for node in page.tree.css(selector) if (text := inline_text(node))), None)


def _paragraphs(page: Page, selector: str) -> list[str]:
    nodes = page.tree.css(selector) if selector else ()
    return [text for node in nodes if (text := fold(node.text()))]


def _time(page: Page, selector: str, zone: TimeZone | None, language: str | None) -> Moment | None:
    """Return the time of the first element that states an exact one, else the first day."""
    day: Moment | None = None
    reader = TimeReader(page.retrieved, zone, host=host_of(page.url), language=language)
    for node in page.tree.css(selector)[:_TIMES]:
        attributes = node.attributes
        moment = reader.stated(attributes.get("datetime") or attributes.get("content") or node.text())
        if moment and moment.precision == "exact":
            return in_zone(moment, reader.zone)
        day = day or moment
    return day
