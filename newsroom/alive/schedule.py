"""Events of an alive newsroom, drawn from a seed: the same seed and rhythm give the same events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from newsroom.edition import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, PLAINPRESS

__all__ = ["FOLLOWING", "Event", "EventKind", "Outage", "Rhythm", "Schedule"]

EventKind = Literal["print", "update", "correct", "edit", "kill", "comment", "remove"]
"""``update``, ``correct`` and ``kill`` come from the agency and concern all outlets but The Morning Tide; ``edit`` is a
silent change by one outlet."""

FOLLOWING = (JAPANTODAY, HARBORLIGHT, PLAINPRESS)
"""Outlets that print what the agency sends later. They have comments; The Morning Tide has neither."""

_AT_OUTLET = 0.8
"""Share of the wire that an outlet prints."""

_REWRITTEN = 0.4
"""Share of the wire that The Morning Tide prints, under headlines of its own."""

_LAG_MIN = 4.0
"""Mean minutes from the agency to an outlet."""

_CHANGES: dict[EventKind, tuple[float, float]] = {
    "update": (0.30, 25.0),
    "correct": (0.08, 40.0),
    "edit": (0.10, 30.0),
    "kill": (0.04, 45.0),
}
"""Share of the stories that a change comes to, and the mean of the minutes until it comes. In the published samples
21 % of articles change within a day, most within hours; here more do, so that a run of minutes has enough of each."""

_COMMENTS = 5.0
"""Mean number of comments under a printing."""

_HOT = 0.06
"""Share of printings with a long thread."""

_HOT_COMMENTS = (35, 70)
"""Fewest and most comments of a long thread: more than one page at Plain Press."""

_COMMENT_DECAY_MIN = 75.0
"""Mean minutes from a printing to a comment, exponential as in the published samples (DESIGN, section 8), but shorter:
a run has 20 hours."""

_REMOVED = 0.07
"""Share of comments that a moderator removes."""

_REMOVAL_MIN = 60.0
"""Mean minutes until a moderator does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How much happens, and how fast. Times are minutes of the newsroom from its start, unless a name says else."""

    minute: float = 1.0
    """Seconds of the wall clock that a minute of the newsroom takes: 1.0 is sixty times as fast as the world."""
    minutes: float = 1_200.0
    """Length of the schedule; afterwards nothing happens any more."""
    before: float = 240.0
    """Minutes before the start of which the newsroom has stories already."""
    stories_an_hour: float = 8.0
    """Mean number of stories on the wire."""
    listed: int = 10
    """Entries of a feed: WordPress's default."""
    bursts: tuple[tuple[float, str], ...] = ((200.0, PLAINPRESS), (520.0, JAPANTODAY), (800.0, HARBORLIGHT))
    """(minute, outlet): the outlet prints more at once than its feeds hold, so that every reader misses some there."""
    outages: tuple[tuple[float, float, str], ...] = ((300.0, 330.0, HARBORLIGHT), (700.0, 720.0, PLAINPRESS))
    """(from, until, outlet): the outlet answers 503."""
    liars: tuple[str, ...] = (f"https://{MORNINGTIDE}/rss",)
    """Lists that answer 304 to every conditional request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens in the newsroom."""

    at: float
    """Seconds of the wall clock from the start; negative before it."""
    kind: EventKind
    story: int
    """Number of the story on the wire."""
    outlet: str | None = None
    """None: all outlets that follow the agency."""
    number: int = 0
    """Number of the comment under its printing, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Seconds from the start between which an outlet answers 503."""

    outlet: str
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that happens, in order of time."""

    seed: int
    rhythm: Rhythm
    events: tuple[Event, ...]
    outages: tuple[Outage, ...]

    @classmethod
    def made(cls, seed: int, rhythm: Rhythm | None = None) -> Schedule:
        """Return the schedule of a seed."""
        rhythm = rhythm or Rhythm()
        events = [event for event in _all_events(seed, rhythm) if event.at <= rhythm.minutes * rhythm.minute]
        outages = tuple(
            Outage(outlet=outlet, since=since * rhythm.minute, until=until * rhythm.minute)
            for since, until, outlet in rhythm.outages
        )
        # The order of equal times is that in which they were drawn: a story is printed before its first comment.
        return cls(seed, rhythm, tuple(sorted(events, key=lambda event: event.at)), outages)

    @property
    def seconds(self) -> float:
        """Seconds of the wall clock after which nothing happens any more."""
        return self.rhythm.minutes * self.rhythm.minute


def _all_events(seed: int, rhythm: Rhythm) -> Iterator[Event]:
    draw = Random(f"schedule {seed}")
    number = 0
    for minute in _sent(draw, rhythm):
        yield from _of_story(draw, number, minute, _printed_by(draw), rhythm)
        number += 1
    for minute, outlet in rhythm.bursts:
        # Two more than the feed holds: not even one of the entries that were there before is left.
        for _ in range(rhythm.listed + 2):
            yield from _of_story(draw, number, minute, (outlet,), rhythm, at_once=True)
            number += 1


def _sent(draw: Random, rhythm: Rhythm) -> Iterator[float]:
    minute = -rhythm.before
    while (minute := minute + draw.expovariate(rhythm.stories_an_hour / 60)) < rhythm.minutes:
        yield minute


def _printed_by(draw: Random) -> tuple[str, ...]:
    outlets = [outlet for outlet in FOLLOWING if draw.random() < _AT_OUTLET] or [JAPANTODAY]
    return (*outlets, MORNINGTIDE) if draw.random() < _REWRITTEN else tuple(outlets)


def _of_story(
    draw: Random, number: int, sent: float, outlets: tuple[str, ...], rhythm: Rhythm, *, at_once: bool = False
) -> Iterator[Event]:
    """Yield what happens to one story.

    :param at_once: print it in the minute in which the agency sends it
    """
    for outlet in outlets:
        printed = sent if at_once else sent + draw.expovariate(1 / _LAG_MIN)
        yield Event(at=printed * rhythm.minute, kind="print", story=number, outlet=outlet)
        if outlet != MORNINGTIDE:
            yield from _comments(draw, number, outlet, printed, rhythm)
    for kind, (share, mean) in _CHANGES.items():
        if draw.random() < share:
            at = (sent + draw.expovariate(1 / mean)) * rhythm.minute
            yield Event(at=at, kind=kind, story=number, outlet=draw.choice(FOLLOWING) if kind == "edit" else None)


def _comments(draw: Random, number: int, outlet: str, printed: float, rhythm: Rhythm) -> Iterator[Event]:
    count = draw.randint(*_HOT_COMMENTS) if draw.random() < _HOT else int(draw.expovariate(1 / _COMMENTS))
    times = sorted(printed + draw.expovariate(1 / _COMMENT_DECAY_MIN) for _ in range(count))
    for nth, minute in enumerate(times):
        yield Event(at=minute * rhythm.minute, kind="comment", story=number, outlet=outlet, number=nth)
        if draw.random() < _REMOVED:
            removed = (minute + draw.expovariate(1 / _REMOVAL_MIN)) * rhythm.minute
            yield Event(at=removed, kind="remove", story=number, outlet=outlet, number=nth)
