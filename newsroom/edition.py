"""The current edition of each outlet: wire stories in the outlet's wording, with comments by its readers.

Pages are rendered from it, and :mod:`newsroom.truth` derives the expected items from it; nothing here is parsed from a
page. An edition can be changed between crawls (:meth:`Edition.move_on`, :meth:`Edition.add_comment` and the methods
after it).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Literal
from urllib.parse import quote

from newsroom.readers import Remark, remarks_of
from newsroom.wire import WireStory, later_stories, wire_stories

__all__ = [
    "HARBORLIGHT",
    "JAPANTODAY",
    "JST",
    "MORNINGTIDE",
    "OUTLETS",
    "PLAINPRESS",
    "Edition",
    "Printed",
    "curly",
    "print_story",
    "straight",
    "town_story",
]

JAPANTODAY = "japantoday.com"
HARBORLIGHT = "harborlight.example"
PLAINPRESS = "plainpress.example"
MORNINGTIDE = "morningtide.example"
OUTLETS = (JAPANTODAY, HARBORLIGHT, PLAINPRESS, MORNINGTIDE)
"""Outlets in the order in which the edition numbers their stories and comments. The Morning Tide prints the stories
with a ``rewritten`` headline only, cuts them from the end, and has no comments."""

JST = timezone(timedelta(hours=9), "JST")

_LAG_MINUTES = {JAPANTODAY: (35, 100), HARBORLIGHT: (150, 420), PLAINPRESS: (5, 20), MORNINGTIDE: (60, 300)}
"""Shortest and longest delay between agency and outlet, within the 12 hours in which copies belong to one story."""

_COUNTS = {
    # Two and a half pages of 50 (WordPress's default), and more than one REST answer of 100.
    (HARBORLIGHT, "karsova-envoy"): 130,
    # Exactly one full REST answer: a crawler must not request a second page, or must find it empty.
    (HARBORLIGHT, "vessa-motors"): 100,
    (JAPANTODAY, "halden-fire"): 64,
    (JAPANTODAY, "clockmaker-obit"): 9,
    # Enough for several /comments/N pages.
    (PLAINPRESS, "tarn-villagers"): 95,
    (PLAINPRESS, "rate-decision"): 41,
    (HARBORLIGHT, "aid-convoy"): 14,
}

_ID_START = {
    JAPANTODAY: (20_400_000, 5_300_000),
    HARBORLIGHT: (4_100, 31_000),
    PLAINPRESS: (100, 1),
    MORNINGTIDE: (700, 0),
}
"""First story id and first comment id: as large as those of a site that is many years old."""

_STRAIGHT = {ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"'}

_SMALL_WORDS = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "no", "of", "on", "or", "the", "to", "is"}

_TOWNS = ["Lower Vessa", "Nether Tarn", "Otakawa", "Skerry Point", "Dunmarrow", "Awashima", "Vell", "St. Orra"]

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

_MATTERS = [
    "the price of harbour berths",
    "a roof for the fish market",
    "the new bus timetable",
    "lamps along the sea wall",
    "the library's opening hours",
    "who may ring the old bell",
]

_ENDINGS = ["agreed", "adjourned", "voted by a show of hands", "ran out of coffee", "put it off until spring"]

_CLOSERS = ["all are welcome", "soup will be served", "the doors open at six", "seats are few"]

_NOTES = [
    "The mayor opened the session by reading a letter from the school, whose pupils had measured the walk themselves.",
    "Two members said that the plan was too dear, and one that it was not dear enough to be done properly.",
    "The treasurer had brought the figures on a large sheet of paper, which was passed around and came back folded.",
    "A shopkeeper in the second row asked for the floor and spoke for eleven minutes about gravel.",
    "Last year the same question was decided by a single vote, and the decision was never carried out.",
    "The harbour master said that he could live with either answer as long as he was given it in writing.",
    "An engineer from the county explained that the ground there is clay to a depth of nine metres.",
    "Several residents said that they had heard of the matter only from the notice on the bakery door.",
    "The works, if they are ordered, would take about four months and close the north pier to visitors.",
    "A petition with 312 names was handed over; the clerk counted them during the break and found 309.",
    "The youth council, which has a voice but no vote, was in favour and said so twice.",
    "Members thanked the volunteers who had cleared the path after the storm with their own shovels.",
]


@dataclass(slots=True)
class Printed:
    """One outlet's printing of a wire story, as its page shows it."""

    story: str
    """Name of the wire story; printings of one story share it."""
    outlet: str
    id: int
    path: str
    """Path of the page, percent-encoded where the outlet encodes it."""
    headline: str
    byline: str | None
    """As printed, with its "By"."""
    authors: list[str]
    agency: str | None
    dateline: str | None
    """``PORT HALDEN`` or ``SELMA, Nov 2``."""
    dateline_prefix: str
    """Text before the first words of the first paragraph, ``SELMA, Nov 2 (Reuters) - ``; empty where the outlet prints
    the dateline in an element of its own or not at all."""
    body: list[str]
    """Paragraphs without the dateline prefix; empty when the page no longer shows a body."""
    section: str
    language: str
    published: datetime
    modified: datetime | None
    notice: str
    """The rights line of the story."""
    holder: str | None
    year: int | None
    version: int | None
    ednote: str | None
    canceled: bool
    expired: bool
    era: Literal["old", "new"]
    """Which of Japan Today's two markups its page uses."""
    closed: bool
    votes: bool
    """Whether the page shows votes."""
    topic: str
    touched: datetime
    """Last change of anything on the page: its Last-Modified."""
    remarks: list[Remark] = field(default_factory=list)
    gone: bool = False
    """Whether the page answers 410 while lists still link it."""

    @property
    def url(self) -> str:
        return f"https://{self.outlet}{self.path}"


class Edition:
    """All printings of all outlets. Each change increases ``version``, so that servers know when to render again."""

    def __init__(self, rows: Path | None = None) -> None:
        self.printed: list[Printed] = []
        self.version = 0
        self.listed: int | None = None
        """Number of the newest stories in each feed. None: all."""
        self.hints: dict[str, str] = {}
        """Elements of an outlet's main feed that say when and how it wants to be read: ``ttl``, a WebSub hub."""
        for outlet in OUTLETS:
            story_id, remark_id = _ID_START[outlet]
            for number, story in enumerate(wire_stories()):
                story_id += 7
                if outlet == MORNINGTIDE and story.rewritten is None:
                    continue
                printed = print_story(story, outlet, number, story_id)
                count = _count(story, outlet)
                printed.remarks = list(remarks_of(story, outlet, count, remark_id, printed.published)) if count else []
                remark_id += count * 3 + 10
                _moderate(printed)
                printed.touched = max([printed.published, *(remark.at for remark in printed.remarks)])
                self.printed.append(printed)
        if rows is not None:
            self.printed += _from_rows(rows)
        self._later = list(later_stories())
        self._now = datetime(2026, 11, 21, tzinfo=UTC)

    def hints_of(self, outlet: str) -> str:
        """Return the elements that the outlet's main feed states beside its entries."""
        return self.hints.get(outlet, "")

    def of(self, outlet: str) -> list[Printed]:
        """Return the outlet's printings, newest first."""
        return sorted((p for p in self.printed if p.outlet == outlet), key=lambda p: (p.published, p.id), reverse=True)

    def find(self, outlet: str, story: str) -> Printed:
        """Return the outlet's printing of a story.

        :raises LookupError: the outlet does not print that story
        """
        for printed in self.printed:
            if printed.outlet == outlet and printed.story == story:
                return printed
        raise LookupError(f"{outlet} prints no story {story!r}")

    def move_on(self) -> bool:
        """Print what the agency has sent since: later versions, a correction, a kill.

        :return: False when nothing more was sent; the first edition can move on twice
        """
        if not self._later:
            return False
        for story in self._later.pop(0):
            for outlet in story.printed_by:
                self.reprint(outlet, story)
            for outlet in story.gone_at:
                self.take_down(outlet, story.name)
        return True

    def take_down(self, outlet: str, story: str) -> Printed:
        """Have the page answer 410 while lists still link it."""
        printed = self.find(outlet, story)
        printed.gone, printed.remarks = True, []
        self._touch(printed)
        self.version += 1
        return printed

    def reprint(self, outlet: str, story: WireStory) -> Printed:
        """Print a later version of a story at an outlet that has it; ``story.silently`` tells whether it says so."""
        printed = self.find(outlet, story.name)
        # Its number decides only the order of names and the capitals of its headline, which stay as they are printed.
        fresh = print_story(story, outlet, 0, printed.id)
        now = self._touch(printed)
        printed.body, printed.canceled, printed.closed = fresh.body, fresh.canceled, fresh.closed
        if outlet not in story.silently:
            printed.ednote, printed.modified = fresh.ednote, now
            if outlet == PLAINPRESS:
                printed.headline, printed.version = fresh.headline, fresh.version
        self.version += 1
        return printed

    def add_comment(
        self, outlet: str, story: str, text: str, *, author: str = "A Late Reader", parent: int | None = None
    ) -> Remark:
        """Add a comment, written a minute after the latest change; a blank line separates paragraphs."""
        printed = self.find(outlet, story)
        at = self._touch(printed)
        remark = Remark(
            id=max((other.id for p in self.of(outlet) for other in p.remarks), default=0) + 1,
            author=author,
            paragraphs=text.split("\n\n"),
            at=at,
            up=0,
            down=0,
            rating=0,
            parent=parent,
        )
        printed.remarks.append(remark)
        self.version += 1
        return remark

    def vote(self, outlet: str, story: str, remark: int, *, up: int = 0, down: int = 0) -> Remark:
        """Add ``up`` and ``down`` votes to the comment with that id."""
        printed = self.find(outlet, story)
        found = next(other for other in printed.remarks if other.id == remark)
        found.up = (found.up or 0) + up
        found.down = (found.down or 0) + down
        found.rating = found.up - found.down
        self._touch(printed)
        self.version += 1
        return found

    def remove_comment(self, outlet: str, story: str, remark: int) -> Remark:
        """Remove the comment, as a moderator does: Plain Press leaves a placeholder, the other two leave no trace."""
        printed = self.find(outlet, story)
        found = next(other for other in printed.remarks if other.id == remark)
        if outlet == PLAINPRESS:
            found.state = "removed"
        elif outlet == HARBORLIGHT:
            found.state = "trashed"
        else:
            printed.remarks.remove(found)
        self._touch(printed)
        self.version += 1
        return found

    def restore_comment(self, outlet: str, story: str, remark: Remark) -> None:
        """Put a removed comment back in its place."""
        printed = self.find(outlet, story)
        remark.state = "visible"
        if remark not in printed.remarks:
            printed.remarks.append(remark)
            printed.remarks.sort(key=lambda other: other.id)
        self._touch(printed)
        self.version += 1

    def edit_story(
        self, outlet: str, story: str, *, headline: str | None = None, body: list[str] | None = None
    ) -> Printed:
        """Change the outlet's headline or body; the URL stays."""
        printed = self.find(outlet, story)
        if headline is not None:
            printed.headline = headline
        if body is not None:
            printed.body = list(body)
        printed.modified = self._touch(printed)
        self.version += 1
        return printed

    def remove_story(self, outlet: str, story: str) -> Printed:
        """Delete the page: it answers 404, and no list, feed or sitemap shows it any more."""
        printed = self.find(outlet, story)
        self.printed.remove(printed)
        # Lists, feeds and sitemaps have the date of the newest change among their entries.
        self._touch(max((p for p in self.printed if p.outlet == outlet), key=lambda p: p.touched))
        self.version += 1
        return printed

    def print_later(self, days: int) -> None:
        """Move all printings, with their changes and comments, to later days; addresses and texts stay."""
        later = timedelta(days=days)
        for printed in self.printed:
            printed.published += later
            printed.touched += later
            printed.modified = printed.modified and printed.modified + later
            for remark in printed.remarks:
                remark.at += later
        self._now += later
        self.version += 1

    def _touch(self, printed: Printed) -> datetime:
        printed.touched = self.time_of_change()
        return printed.touched

    def time_of_change(self) -> datetime:
        """Return the time of the change that is being made: a minute after the one before."""
        self._now += timedelta(minutes=1)
        return self._now


def curly(text: str) -> str:
    """Replace typewriter quotes, double hyphens and dots as WordPress does."""
    text = re.sub(r"(?<!\w)\"(?=\S)", "“", text).replace('"', "”")
    text = re.sub(r"(?<![\w.,!?)])'(?=\w)", "‘", text).replace("'", "’")
    return text.replace("...", "…").replace(" - ", " – ")


def straight(text: str) -> str:
    """Replace typographic quotes by typewriter quotes."""
    return text.translate(_STRAIGHT)


def print_story(
    story: WireStory, outlet: str, number: int, story_id: int, published: datetime | None = None
) -> Printed:
    """Return the outlet's printing of a wire story, without comments.

    :param number: place of the story on the wire, which decides its markup, the order of names and their capitals
    :param published: when the outlet prints it; by default some hours after the agency
    """
    published = published or _published(story, outlet)
    notice, holder, year = _rights(story, outlet)
    wire_mark = story.agency and story.dateline and outlet != JAPANTODAY
    dash = {"Reuters": "-", "AP": "—"}.get(story.agency or "", "-")
    english = story.language == "en"
    wordings: dict[str, Callable[[str], str]] = {JAPANTODAY: straight, HARBORLIGHT: curly}
    words = wordings.get(outlet, str) if english else str
    printed_prefix = (story.prefix and outlet != HARBORLIGHT) or (story.wireprefix and outlet == PLAINPRESS)
    printed = Printed(
        story=story.name,
        outlet=outlet,
        id=story_id,
        path=_path(story, outlet, number, published),
        headline=words(_headline(story, outlet, number)),
        byline=_byline(story, outlet, number),
        authors=_order(story, outlet, number),
        agency=story.agency,
        dateline=story.dateline if wire_mark or outlet == JAPANTODAY else None,
        dateline_prefix=words(f"{story.dateline} ({story.agency}) {dash} ") if wire_mark else "",
        body=[words(paragraph) for paragraph in story.body],
        section=story.section,
        language=story.language,
        published=published,
        modified=None,
        notice=notice,
        holder=holder,
        year=year,
        version=story.version if printed_prefix else None,
        ednote=words(story.ednote) if story.ednote else None,
        canceled=story.canceled,
        expired=outlet == JAPANTODAY and story.name == "clockmaker-obit",
        era="old" if number % 2 else "new",
        closed=story.canceled and outlet != JAPANTODAY,
        votes=outlet == JAPANTODAY or (outlet == PLAINPRESS and number % 3 != 2),
        topic=story.topic,
        touched=published,
    )
    if printed.expired:
        printed.body = []
    if outlet == MORNINGTIDE:
        printed.ednote = None
        printed.body = [*printed.body[: story.kept], *([story.added] if story.added else [])]
    if outlet == HARBORLIGHT and story.name == "glacier-survey":
        # Outlets shorten wire stories from the end: a near-identical body that lacks the last paragraph.
        printed.body = printed.body[:-1]
    return printed


def _published(story: WireStory, outlet: str) -> datetime:
    low, high = _LAG_MINUTES[outlet] if story.spread == "wide" else (5, 90)
    return story.published + timedelta(minutes=Random(f"{outlet} lag {story.name}").randint(low, high))


def _headline(story: WireStory, outlet: str, number: int) -> str:
    if outlet == MORNINGTIDE and story.rewritten:
        return story.rewritten
    headline = story.headline if outlet == HARBORLIGHT else story.prefix + story.headline
    if outlet == PLAINPRESS:
        return story.wireprefix + headline
    if outlet == HARBORLIGHT and story.language == "en" and number % 2:
        return " ".join(word if word in _SMALL_WORDS else word[0].upper() + word[1:] for word in headline.split(" "))
    return headline


def _order(story: WireStory, outlet: str, number: int) -> list[str]:
    names = list(story.authors) if outlet != MORNINGTIDE else []
    return names[::-1] if outlet == PLAINPRESS and number % 2 else names


def _byline(story: WireStory, outlet: str, number: int) -> str | None:
    if outlet == MORNINGTIDE:
        return None
    if story.staff:
        return {JAPANTODAY: story.staff, HARBORLIGHT: f"By {story.staff}", PLAINPRESS: story.staff.upper()}[outlet]
    names = _order(story, outlet, number)
    if not names:
        return None
    if outlet == PLAINPRESS:
        return "by " + ", ".join(names)
    *others, last = names
    return "By " + (f"{', '.join(others)} and {last}" if others else last)


def _rights(story: WireStory, outlet: str) -> tuple[str, str | None, int | None]:
    agency, year = story.agency, story.published.year
    if agency is None:
        owner = {JAPANTODAY: "GPlusMedia Inc.", HARBORLIGHT: "The Harbor Light", PLAINPRESS: "Plain Press"}[outlet]
        return (f"©{year} {owner}" if outlet == JAPANTODAY else f"© {year} {owner}"), owner, year
    if agency == "Reuters":
        if outlet == JAPANTODAY:
            return f"© (c) Copyright Thomson Reuters {year}.", "Thomson Reuters", year
        return f"© {year} Thomson Reuters. All rights reserved.", "Thomson Reuters", year
    if agency == "AP":
        short = f"© {year} The Associated Press. All rights reserved."
        long = (
            f"© Copyright {year} The Associated Press. All rights reserved. This material may not be published, "
            "broadcast, rewritten or redistributed without permission."
        )
        return (long if outlet == JAPANTODAY else short), "The Associated Press", year
    if agency == "Kyodo" and outlet == JAPANTODAY:
        return "© KYODO", "KYODO", None
    return f"© {year} {agency}", agency, year


def _path(story: WireStory, outlet: str, number: int, published: datetime) -> str:
    if outlet == MORNINGTIDE and story.rewritten:
        return f"/{story.section.partition('/')[0]}/{_slug(straight(story.rewritten), keep='')}"
    plain = story.slug or _slug(straight(story.headline), keep="'." if outlet == JAPANTODAY else "")
    if outlet == JAPANTODAY:
        # The site appends a digit when a slug is taken.
        collision = "1" if story.name == "minato-close-2" else ""
        return f"/category/{story.section}/{story.slugprefix}{plain}{collision}"
    if outlet == HARBORLIGHT:
        plain = _slug(plain, keep="")
        if story.language == "ja":
            plain = quote(story.headline.split(" ")[0].replace("、", "-")).lower()
        day = published + timedelta(hours=-5)
        return f"/{day:%Y/%m/%d}/{plain}/"
    collision = "-2" if story.name == "minato-close-2" else ""
    return f"/story/{published:%Y-%m-%d}/{_slug(plain, keep='')}{collision}"


def _slug(text: str, keep: str) -> str:
    text = text.lower().replace("%", "")
    text = re.sub(rf"[^a-z0-9{re.escape(keep)}]+", "-", text)
    return text.strip("-")


def _count(story: WireStory, outlet: str) -> int:
    if story.comments == "none" or outlet == MORNINGTIDE:
        return 0
    return _COUNTS.get((outlet, story.name)) or Random(f"{outlet} count {story.name}").randint(0, 17)


def _moderate(printed: Printed) -> None:
    """Remove some comments, as moderators do, where the platform shows traces of removed comments."""
    answered = [r.parent for r in printed.remarks if r.parent is not None]
    if printed.outlet == PLAINPRESS and printed.story in {"tarn-villagers", "lanmere-barrier"}:
        for remark in printed.remarks:
            if remark.id == (answered[0] if answered else None) or remark.id % 41 == 3:
                remark.state = "removed"
    if printed.outlet == HARBORLIGHT and printed.story == "aid-convoy" and answered:
        next(r for r in printed.remarks if r.id == answered[0]).state = "trashed"


def _from_rows(path: Path) -> list[Printed]:
    """Return a Japan Today story for each thread of saved comment rows: ``[{article, order, comments: [...]}]``."""
    threads = json.loads(path.read_text(encoding="utf-8"))
    return [_row_story(thread, number) for number, thread in enumerate(threads, start=1)]


def _row_story(thread: dict[str, object], number: int) -> Printed:
    article = str(thread["article"])
    rows = thread["comments"]
    if not isinstance(rows, list):
        raise ValueError(f"{article}: 'comments' is not a list")
    remarks = [
        Remark(
            id=row["comment_id"],
            author=row["user"]["name"],
            paragraphs=[row["body_text"]],
            at=datetime.fromisoformat(row["date_created"]),
            up=row["positive_rating"],
            down=row["negative_rating"],
            rating=row["rating"],
        )
        for row in rows
    ]
    digest = int.from_bytes(hashlib.blake2b(article.encode(), digest_size=4).digest())
    published = min((r.at for r in remarks), default=datetime(2026, 6, 1, tzinfo=JST)) - timedelta(hours=1)
    return town_story(
        article,
        JAPANTODAY,
        # Above every id of the wire stories, and below 2**31 like the ids of the real site.
        id=30_000_000 + digest % 1_000_000_000,
        path=f"/category/national/open-thread-{number:02d}",
        headline=f"Open thread {number}: what readers made of the day",
        published=published.replace(microsecond=0),
        remarks=remarks,
    )


def town_story(
    name: str, outlet: str, *, id: int, path: str, headline: str, published: datetime, remarks: list[Remark]
) -> Printed:
    """Return a story by the outlet itself, for tests of its URL or its comments; its text is filler."""
    owner = "GPlusMedia Inc."
    return Printed(
        story=name,
        outlet=outlet,
        id=id,
        path=path,
        headline=headline,
        byline=None,
        authors=[],
        agency=None,
        dateline="MINATO",
        dateline_prefix="",
        body=town_notes(headline),
        section="national",
        language="en",
        published=published,
        modified=None,
        notice=f"©{published.year} {owner}",
        holder=owner,
        year=published.year,
        version=None,
        ednote=None,
        canceled=False,
        expired=False,
        era="old" if id % 2 else "new",
        closed=False,
        votes=True,
        topic="the day",
        touched=max([published, *(r.at for r in remarks)]).astimezone(UTC),
        remarks=remarks,
    )


def town_notes(seed: str) -> list[str]:
    """Return eight readable paragraphs about a small town, chosen by the seed: filler for pages."""
    draw = Random(seed)
    return [
        f"The council of {draw.choice(_TOWNS)} met on {draw.choice(_DAYS)} to talk about {draw.choice(_MATTERS)}, "
        f"and sat for {draw.randint(2, 6)} hours before it {draw.choice(_ENDINGS)}.",
        *draw.sample(_NOTES, 6),
        f"The next meeting is in {draw.randint(2, 9)} weeks, at the usual place, and {draw.choice(_CLOSERS)}.",
    ]
