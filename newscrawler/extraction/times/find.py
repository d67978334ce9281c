"""Publication and last change of a story, each from the first place that states it."""

from __future__ import annotations

from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.extraction.times.addresses import (
    day_of_attributes,
    day_of_links,
    day_of_scripts,
    day_of_title,
    day_of_url,
)
from newscrawler.extraction.times.order import regional_language, shows_other_order
from newscrawler.extraction.times.printed import (
    PrintedTime,
    belongs_to_story,
    counted_back,
    first_dated_line,
    printed_time,
    stated_by,
)
from newscrawler.extraction.times.reconcile import Times, reconcile
from newscrawler.extraction.times.stated import (
    changed_values,
    in_utc,
    published_values,
    stated_offset,
    unambiguous_values,
    values_of_own_names,
)
from newscrawler.html.outline import Outline, Role, TextBlock
from newscrawler.html.page import Page
from newscrawler.html.structured import Structured
from newscrawler.language.dates.moment import Moment, in_zone
from newscrawler.language.dates.reader import NEAR, TimeReader
from newscrawler.language.dates.zones import zone_of
from newscrawler.urls import host_of

__all__ = ["Times", "find_times"]

_DAYS_APART = 2
"""A printed date that differs from the day in the URL by more days is another date."""


def find_times(
    page: Page,
    outline: Outline,
    structured: Structured,
    zone: TimeZone | None,
    *,
    headline: TextBlock | None,
    body: list[TextBlock],
    language: str | None,
) -> Times:
    """Find the times of a story.

    :param zone: the outlet's, for times that state none; None where it is not known
    :param headline: the block that prints the headline; a printed time counts by its distance from it
    :param body: the blocks of the text
    """
    host = host_of(page.url)
    published = list(published_values(structured, page))
    changed = list(changed_values(structured, page))
    zone = zone or zone_of(host, language) or stated_offset([*published, *changed])
    reader = TimeReader(page.retrieved, zone, host=host, language=regional_language(page, language))
    stated = in_utc(reader, reader.first(published), published, zone) or reader.first(values_of_own_names(page))
    end = body[-1].number if body else 0
    marks = [mark for mark in outline.dates if belongs_to_story(mark, end)]
    modified = reader.first(changed)
    if modified is None:
        modified = reader.first(stated_by(mark) for mark in marks if mark.own & Role.MODIFIED)
    printed = printed_time(reader, outline, marks, headline, body)
    url = day_of_url(reader, page.url)
    shown = printed.moment if printed is not None else None
    stated = stated and _in_order(reader, stated, [shown, url])
    if printed is not None:
        printed.moment = _in_order(reader, printed.moment, [stated, url], outline)
    if stated is not None:
        ambiguous = _is_ambiguous(reader, stated, printed, structured, page)
        times = reconcile(stated, printed, url, modified, zone, ambiguous=ambiguous)
    else:
        found = _unstated(reader, page, outline, printed, url, modified)
        times = Times(found or counted_back(reader, outline, marks, headline, body), modified)
    times.published = in_zone(times.published, zone)
    return times


def _in_order(reader: TimeReader, moment: Moment, known: list[Moment | None], outline: Outline | None = None) -> Moment:
    """Return a date with day and month exchanged, where other sources of the page show that they were mistaken.

    :param known: other sources; one in which day and month may be mistaken too shows nothing
    :param outline: of the page, whose other dates tell the order where no source does; None for a stated date
    """
    other = reader.other_order(moment)
    if other is None:
        return moment
    days = [each.at.date() for each in known if each is not None and reader.other_order(each) is None]
    if moment.at.date() in days:
        return moment
    if other.at.date() in days:
        return other
    is_other = not days and outline is not None and shows_other_order(reader, outline, moment.raw)
    return other if is_other else moment


def _is_ambiguous(
    reader: TimeReader, stated: Moment, printed: PrintedTime | None, structured: Structured, page: Page
) -> bool:
    """Return whether the stated time may be the last change; asked only where the page prints another day."""
    if printed is None or printed.moment.at.date() == stated.at.date():
        return False
    clear = reader.first(unambiguous_values(structured, page))
    return clear is None or clear.at != stated.at


def _unstated(
    reader: TimeReader,
    page: Page,
    outline: Outline,
    printed: PrintedTime | None,
    url: Moment | None,
    modified: Moment | None,
) -> Moment | None:
    """Return the publication of a page that does not state it for machines."""
    clock = _clock_of_visit(reader, printed)
    printed = printed if clock is None else None
    at_headline = _printed_or_addressed(reader, page, printed, url)
    found = at_headline or day_of_links(reader, page)
    if found is None:
        found = first_dated_line(reader, outline, clock) or day_of_attributes(reader, page)
    if found is None:
        found = day_of_scripts(reader, page)
    if found is None:
        return modified
    if modified is not None and at_headline is None and found.at.date() > modified.at.date():
        return modified
    return found


def _clock_of_visit(reader: TimeReader, printed: PrintedTime | None) -> Moment | None:
    """Return the printed time if it is the page's clock: with it, an old story would become one of today."""
    if printed is not None and printed.is_clock and abs(printed.moment.at - reader.now) <= NEAR:
        return printed.moment
    return None


def _printed_or_addressed(
    reader: TimeReader, page: Page, printed: PrintedTime | None, url: Moment | None
) -> Moment | None:
    """Return the time at the headline, else the day in the URL or title, else a time printed farther away."""
    moment = printed.moment if printed is not None else None
    if moment is not None and url is not None and abs((moment.at - url.at).days) > _DAYS_APART:
        moment = url
    if printed is not None and printed.near:
        return moment
    return url or day_of_title(reader, page) or moment
