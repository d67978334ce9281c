"""The wire: fictional stories as an agency would send them, each in a text file under ``wire/``.

A file has ``name: value`` lines, a blank line, then paragraphs separated by blank lines. The folders ``wire/later-1``
and ``wire/later-2`` hold what the agency sends afterwards: later versions, a correction, a kill.
People, places and companies are invented; the agencies' names are real because crawlers must know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["WireStory", "later_stories", "wire_stories"]

_FOLDER = Path(__file__).parent / "wire"

_NAMES = {
    "headline", "authors", "agency", "section", "dateline", "published", "topic", "place", "slug", "language",
    "prefix", "wireprefix", "slugprefix", "version", "ednote", "status", "spread", "comments", "staff",
    "rewritten", "kept", "added", "printedby", "silently", "goneat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WireStory:
    """One story as the agency sent it; outlets print variations of it."""

    name: str
    """Name of the file without ``.txt``; identifies the story in tests."""
    headline: str
    """Headline without a prefix."""
    body: tuple[str, ...]
    section: str
    """``world``, or with a sub-section ``features/food``."""
    published: datetime
    """Time at which the agency sent it; each outlet prints it some hours later."""
    topic: str
    """The words that readers use for it in their comments."""
    place: str
    authors: tuple[str, ...] = ()
    staff: str | None = None
    """A byline without people, e.g. ``Reuters Staff``."""
    agency: str | None = None
    dateline: str | None = None
    """``PORT HALDEN`` or ``SELMA, Nov 2``."""
    language: str = "en"
    slug: str | None = None
    prefix: str = ""
    """Printed before the headline by outlets that keep the agency's own mark: ``UPDATE1: ``."""
    wireprefix: str = ""
    """Printed only by the outlet that runs wire copy raw: ``UPDATE 2-``."""
    slugprefix: str = ""
    version: int | None = None
    ednote: str | None = None
    canceled: bool = False
    spread: Literal["wide", "small"] = "wide"
    """Time span in which the outlets print it; recurring headlines are printed within four hours."""
    comments: Literal["some", "none"] = "some"
    rewritten: str | None = None
    """Headline of the outlet that writes its own. None: that outlet does not print the story."""
    kept: int | None = None
    """Paragraphs that this outlet prints, from the first. None: all."""
    added: str | None = None
    """Last paragraph there, by the outlet itself."""
    printed_by: tuple[str, ...] = ()
    """Of a later version: outlets that print it. The others stay with what they have."""
    silently: tuple[str, ...] = ()
    """Outlets that print it without a note and without a time of change."""
    gone_at: tuple[str, ...] = ()
    """Outlets that take their page down instead; only Plain Press can."""


@cache
def later_stories() -> tuple[tuple[WireStory, ...], ...]:
    """Return what the agency sends after the first edition, one tuple for each time that outlets print something new.
    ``name`` is the name of the story that it replaces.

    :raises ValueError: a file is malformed; the message names it
    """
    folders = sorted(_FOLDER.glob("later-*"))
    return tuple(tuple(_read(path) for path in sorted(folder.glob("*.txt"))) for folder in folders)


@cache
def wire_stories() -> tuple[WireStory, ...]:
    """Return all stories of the first edition, in the order of publication.

    :raises ValueError: a file under ``wire/`` is malformed; the message names it
    """
    stories = [_read(path) for path in sorted(_FOLDER.glob("*.txt"))]
    return tuple(sorted(stories, key=lambda story: (story.published, story.name)))


def _read(path: Path) -> WireStory:
    head, *body = path.read_text(encoding="utf-8").strip().split("\n\n")
    values: dict[str, str] = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name not in _NAMES:
            raise ValueError(f"{path}: not a head line: {line!r}")
        # The space at the end of a prefix is part of it: "UPDATE1: ".
        values[name] = value.removeprefix(" ") if name == "prefix" else value.strip()
    return WireStory(
        name=path.stem,
        headline=values["headline"],
        body=tuple(body),
        section=values["section"],
        published=datetime.fromisoformat(values["published"]),
        topic=values["topic"],
        place=values["place"],
        authors=_list(values, "authors"),
        staff=values.get("staff"),
        agency=values.get("agency"),
        dateline=values.get("dateline") or None,
        language=values.get("language", "en"),
        slug=values.get("slug"),
        prefix=values.get("prefix", ""),
        wireprefix=values.get("wireprefix", ""),
        slugprefix=values.get("slugprefix", ""),
        version=int(values["version"]) if "version" in values else None,
        ednote=values.get("ednote"),
        canceled=values.get("status") == "canceled",
        spread="small" if values.get("spread") == "small" else "wide",
        comments="none" if values.get("comments") == "none" else "some",
        rewritten=values.get("rewritten"),
        kept=int(values["kept"]) if "kept" in values else None,
        added=values.get("added"),
        printed_by=_list(values, "printedby"),
        silently=_list(values, "silently"),
        gone_at=_list(values, "goneat"),
    )


def _list(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in values.get(name, "").split(";") if part.strip())
