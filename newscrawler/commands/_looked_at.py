"""Pages of an outlet that ``scrapy probe`` and ``scrapy outlets`` looked at, and words for what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from newscrawler.commands._terminal import columns, date, one_line, quote, wrap
from newscrawler.items import Printing

__all__ = ["Source", "StoryRead", "labelled", "number", "source_words", "story_words", "utc"]


@dataclass(slots=True)
class Source:
    """A feed, sitemap or list page."""

    url: str
    stories: int | None = None
    """Addresses of stories in it; None where it was not read."""
    newest: datetime | None = None
    """The newest time that it states for a story."""
    sitemaps: int | None = None
    """Sitemaps that an index names; None for everything else."""
    trouble: str | None = None
    """Why it was not read, or holds nothing."""

    @property
    def is_good(self) -> bool:
        """Whether it leads to stories."""
        return self.trouble is None and bool(self.stories or self.sitemaps)


@dataclass(slots=True)
class StoryRead:
    """A story as the engine reads it without a declaration."""

    url: str
    headline: str | None = None
    byline: str | None = None
    agency: str | None = None
    published: datetime | None = None
    precision: str | None = None
    paragraphs: int = 0
    language: str | None = None
    platform: str | None = None
    """Comment platform; None where no section was seen."""
    is_guessed: bool = False
    """Whether the section is an empty place that scripts may fill."""
    declared: int | None = None
    """Comments that the page or its section declares."""
    others: list[str] = field(default_factory=list)
    """Further platforms that are on the page."""
    endpoint: str | None = None
    """First address that is asked for the comments; None where they are on the page."""
    trouble: str | None = None

    @classmethod
    def of(cls, url: str, printing: Printing) -> Self:
        """Return the story without its comment section."""
        return cls(
            url=url,
            headline=printing.headline,
            byline=printing.byline,
            agency=printing.agency,
            published=printing.datePublished,
            precision=printing.datePublishedPrecision,
            paragraphs=len(printing.body),
            language=printing.inLanguage,
        )


def source_words(source: Source) -> str:
    """Return the address, and what came of it."""
    url = one_line(source.url)
    if source.trouble is not None:
        return f"{url}: {one_line(source.trouble)}"
    if source.sitemaps is not None:
        return f"{url}: an index of {number(source.sitemaps, 'sitemap')}"
    newest = f", newest {utc(source.newest)}" if source.newest else ""
    return f"{url}: {number(source.stories or 0, 'address', 'es')} of stories{newest}"


def story_words(story: StoryRead) -> str:
    """Return what was read of a story that came, without its address."""
    section = "no comment section" if story.platform is None else f"comments: {story.platform}"
    declared = "" if story.declared is None else f", {story.declared:,} declared"
    parts = [
        quote(story.headline) if story.headline else "NO HEADLINE",
        f"By {one_line(story.byline)}" if story.byline else "no byline",
        f"{_clock(story.published, story.precision)} ({story.precision})" if story.published else "no time",
        number(story.paragraphs, "paragraph"),
        *([story.agency] if story.agency else []),
        section + declared,
    ]
    return " · ".join(parts)


def _clock(at: datetime, precision: str | None) -> str:
    """Return a time without its precision, which is printed behind it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if precision == "local" else utc(at, precision)


def labelled(label: str, lines: Iterable[str], width: int) -> Iterator[str]:
    """Yield wrapped lines behind a label; the following ones are as far in as the first.

    :param width: columns of the label, with its indent and two spaces behind it
    """
    wrapped = [part for line in lines for part in wrap(line, columns() - width)]
    yield f"  {label:<{width - 2}}{wrapped[0]}"
    yield from (" " * width + line for line in wrapped[1:])


def number(number: int, what: str, plural: str = "s") -> str:
    """Return the number with what is counted, in the plural where it is not one."""
    return f"{number:,} {what}{'' if number == 1 else plural}"


def utc(at: datetime | None, precision: str | None = "exact") -> str:
    """Return a time as far as it is known."""
    return date(at.astimezone(UTC) if at else None, precision) + (
        "" if at is None or precision in {"day", "local"} else " UTC"
    )
