"""The newsroom whose outlets print, edit, kill and take comments while it serves."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from types import MappingProxyType
from urllib.parse import urljoin

from newsroom.alive.record import Asked, How, Listing, PrintedCopy, Record, Said, Version
from newsroom.alive.schedule import FOLLOWING, Event, EventKind, Schedule
from newsroom.alive.texts import corrected, killed, remark_text, updated, wire_story
from newsroom.edition import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, OUTLETS, PLAINPRESS, Edition, Printed, print_story
from newsroom.readers import Remark
from newsroom.server import Newsroom
from newsroom.site import Answer, Request, Resource
from newsroom.wire import WireStory

__all__ = ["AliveEdition", "AliveNewsroom"]

_LIST = re.compile(r"/feed|\.xml$|^/rss$|^/$|^/(?:category/|section/)?[a-z]+/?$")
"""Paths of feeds, sitemaps and list pages, at all outlets."""

_LISTED = re.compile(r'<(?:loc|link|id)>([^<]+)<|href="([^"]+)"')
"""Addresses of stories in feeds and sitemaps, and in list pages."""

_BESIDE = re.compile(r"<aside.*", re.DOTALL)
"""What is popular or recent stands beside the list, and is no part of it."""

_COMMENT_FEED = re.compile(r"^/comments/feed|^/\d{4}/.*/feed")
"""Paths of The Harbor Light's feeds of comments."""

_HINTS: Mapping[str, str] = MappingProxyType(
    {
        JAPANTODAY: "<ttl>1</ttl>\n",
        HARBORLIGHT: '<atom:link rel="hub" href="https://hub.harborlight.example/" />\n',
    }
)
"""Wishes in main feeds: asked at most once a minute; a WebSub hub that nobody runs."""

_REPLIES = 0.3
"""Share of comments that answer another one."""

_FIRST_IDS = MappingProxyType(
    {JAPANTODAY: (21_000_000, 6_000_000), HARBORLIGHT: (5_000, 40_000), PLAINPRESS: (500, 5_000), MORNINGTIDE: (900, 0)}
)
"""First story id and first comment id of each outlet."""

_NO_HURRY = 2
"""Seconds in the header ``Retry-After`` of an outlet that is out of order."""


class AliveEdition(Edition):
    """An edition that starts empty and whose changes have the time of the event that makes them."""

    def __init__(self, listed: int) -> None:
        super().__init__()
        self.printed.clear()
        self.listed = listed
        self.hints = dict(_HINTS)
        self.now = datetime(2026, 11, 21, tzinfo=UTC)
        self._ids = {outlet: list(first) for outlet, first in _FIRST_IDS.items()}

    def time_of_change(self) -> datetime:
        return self.now

    def print(self, story: WireStory, outlet: str, number: int) -> Printed:
        """Print a story at an outlet, now."""
        ids = self._ids[outlet]
        ids[0] += 1
        # Pages print no fractions of a second.
        printed = print_story(story, outlet, number, ids[0], published=self.now.replace(microsecond=0))
        self.printed.append(printed)
        self.version += 1
        return printed

    def say(self, printed: Printed, text: str, author: str, parent: int | None, votes: tuple[int, int]) -> Remark:
        """Add a comment to a page, now; its id is never given to another comment of the outlet."""
        ids = self._ids[printed.outlet]
        ids[1] += 1
        up, down = votes
        remark = Remark(
            id=ids[1],
            author=author,
            paragraphs=text.split("\n\n"),
            at=self.now.replace(microsecond=0),
            up=up,
            down=down,
            rating=up - down,
            parent=parent,
        )
        printed.remarks.append(remark)
        printed.touched = self.now
        self.version += 1
        return remark


class AliveNewsroom(Newsroom):
    """A newsroom that follows a schedule. Each answer shows what has happened until its request was read.

    :param schedule: what happens
    :param clock: seconds since the epoch; a test may turn its own
    """

    def __init__(self, schedule: Schedule, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.schedule = schedule
        self.record = Record()
        self._alive = AliveEdition(schedule.rhythm.listed)
        self.edition = self._alive
        self._clock = clock
        self._began = clock()
        self._monotonic_offset = time.time() - time.monotonic()
        self._coming = list(reversed(schedule.events))
        self._wire: dict[int, WireStory] = {}
        self._happen: dict[EventKind, Callable[[Event], None]] = {
            "print": self._print,
            "update": partial(self._change, how="update"),
            "correct": partial(self._change, how="correct"),
            "edit": self._edit,
            "kill": self._kill,
            "comment": self._comment,
            "remove": self._remove,
        }
        self.move_to_now()

    def begin(self) -> None:
        """Let the schedule begin now, where nobody has asked anything yet: those who follow may need time to start."""
        self._began = self._clock()

    @property
    def seconds(self) -> float:
        """Seconds since the start; less than zero never."""
        return self._clock() - self._began

    @property
    def started(self) -> datetime:
        """Time of the start."""
        return datetime.fromtimestamp(self._began, UTC)

    def at(self, seconds: float) -> datetime:
        """Return the time that many seconds after the start."""
        return self.started + timedelta(seconds=seconds)

    def move_to_now(self) -> None:
        """Let everything happen that is due. Answers do it by themselves; call it in the server's thread only."""
        now = self.seconds
        while self._coming and self._coming[-1].at <= now:
            event = self._coming.pop()
            self._alive.now = self.at(event.at)
            self._happen[event.kind](event)

    def answer(self, request: Request) -> Answer:
        """Return the answer of an outlet as it is at this moment."""
        self.move_to_now()
        if self._is_out(request.host):
            return Resource(b"out of order", status=503, headers=(("Retry-After", str(_NO_HURRY)),))
        answer = super().answer(request)
        if isinstance(answer, Resource) and request.host in OUTLETS and self._is_list(request.path):
            answer.lies = f"https://{request.host}{request.target}" in self.schedule.rhythm.liars
            self._note_listing(request, answer)
        return answer

    def asked(self) -> list[Asked]:
        """Return all requests that were answered, or whose client went away before."""
        return [
            Asked(
                host=visit.host,
                target=visit.target,
                began=self._wall(visit.at),
                ended=self._wall(visit.ended),
                status=visit.status,
                client=visit.headers.get("user-agent", ""),
            )
            for visit in list(self.visits)
        ]

    def _wall(self, monotonic: float) -> datetime:
        return datetime.fromtimestamp(monotonic + self._monotonic_offset, UTC)

    def _is_out(self, host: str) -> bool:
        now = self.seconds
        return any(each.outlet == host and each.since <= now < each.until for each in self.schedule.outages)

    @staticmethod
    def _is_list(path: str) -> bool:
        return _LIST.search(path) is not None and _COMMENT_FEED.match(path) is None

    def _note_listing(self, request: Request, answer: Resource) -> None:
        root = f"https://{request.host}"
        links = (one or other for one, other in _LISTED.findall(_BESIDE.sub("", answer.body.decode())))
        found = frozenset(urljoin(root, link) for link in links)
        status, _ = answer.written(request)
        at = datetime.fromtimestamp(self._clock(), UTC)
        listing = Listing(
            url=root + request.target,
            at=at,
            status=status,
            urls=found & self.record.copies.keys(),
            client=request.headers.get("user-agent", ""),
        )
        self.record.listings.append(listing)

    # --- what happens -------------------------------------------------------------------------------------------------

    def _wire_story(self, number: int) -> WireStory:
        if number not in self._wire:
            self._wire[number] = wire_story(number, self.schedule.seed, self._alive.now)
        return self._wire[number]

    def _copy(self, outlet: str, number: int) -> tuple[Printed, PrintedCopy] | None:
        """Return the outlet's page and its record; None where it does not run the story, or no more."""
        name = f"wire-{number:04d}"
        found = (p for p in self._alive.printed if p.outlet == outlet and p.story == name and not p.gone)
        printed = next(found, None)
        return (printed, self.record.copies[printed.url]) if printed is not None else None

    def _print(self, event: Event) -> None:
        assert event.outlet is not None
        story = self._wire_story(event.story)
        if story.canceled:
            return
        printed = self._alive.print(story, event.outlet, event.story)
        first = Version(at=self._alive.now, how="print", headline=printed.headline, body=tuple(printed.body))
        self.record.copies[printed.url] = PrintedCopy(
            story=story.name, outlet=event.outlet, id=printed.id, url=printed.url, at=self._alive.now, versions=[first]
        )

    def _change(self, event: Event, how: How) -> None:
        story = self._wire_story(event.story)
        if story.canceled:
            return
        version = (story.version or 0) + 1
        seed = self.schedule.seed
        self._wire[event.story] = updated(story, version, seed) if how == "update" else corrected(story, seed)
        for outlet in FOLLOWING:
            self._reprint(outlet, event.story, how)

    def _edit(self, event: Event) -> None:
        """Change a word of the text at one outlet, without a note and without a time of change."""
        assert event.outlet is not None
        if (found := self._copy(event.outlet, event.story)) is None or found[0].canceled:
            return
        printed, copy = found
        printed.body[-1] = f"{printed.body[-1]} Officials said no more about it that evening, edit {event.story}."
        printed.touched = self._alive.now
        self._alive.version += 1
        self._note_version(printed, copy, "edit")

    def _kill(self, event: Event) -> None:
        story = self._wire_story(event.story)
        if story.canceled:
            return
        self._wire[event.story] = killed(story, gone_at=(PLAINPRESS,))
        for outlet in FOLLOWING:
            if (found := self._copy(outlet, event.story)) is None:
                continue
            printed, copy = found
            copy.killed = self._alive.now
            if outlet == PLAINPRESS:
                self._alive.take_down(outlet, printed.story)
                copy.gone = True
                for said in copy.said:
                    said.until = said.until or self._alive.now
            else:
                self._reprint(outlet, event.story, "kill")

    def _reprint(self, outlet: str, number: int, how: How) -> None:
        if (found := self._copy(outlet, number)) is not None:
            printed, copy = found
            self._alive.reprint(outlet, self._wire[number])
            self._note_version(printed, copy, how)

    def _note_version(self, printed: Printed, copy: PrintedCopy, how: How) -> None:
        copy.versions.append(Version(at=self._alive.now, how=how, headline=printed.headline, body=tuple(printed.body)))

    def _comment(self, event: Event) -> None:
        assert event.outlet is not None
        if (found := self._copy(event.outlet, event.story)) is None or found[0].closed:
            return
        printed, copy = found
        draw = Random(f"comment {self.schedule.seed} {event.outlet} {event.story} {event.number}")
        others = [each.id for each in printed.remarks if each.state == "visible"]
        parent = draw.choice(others) if others and draw.random() < _REPLIES else None
        text = remark_text(self._wire_story(event.story), draw)
        votes = draw.randint(0, 19), draw.randint(0, 6)
        remark = self._alive.say(printed, text, f"Reader {draw.randint(1, 400)}", parent, votes)
        copy.said.append(Said(id=remark.id, at=self._alive.now, text=text))

    def _remove(self, event: Event) -> None:
        assert event.outlet is not None
        if (found := self._copy(event.outlet, event.story)) is None:
            return
        printed, copy = found
        # A comment that came to a closed thread was never there.
        if event.number < len(copy.said):
            said = copy.said[event.number]
            self._alive.remove_comment(event.outlet, printed.story, said.id)
            said.until = self._alive.now
