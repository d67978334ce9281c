"""Edit pages as outlets do, visit them again, and count how often the store says what happened.

    make edits                            1,000 edits and 5,000 visits of pages on which only furniture changed
    make edits ARGS=--show                and each visit that was told wrongly

40 page templates in 8 languages (:mod:`bench.edit_templates`), real HTML through the real extraction and pipelines into
a real mongod. At every visit counters, times, advertisements and related stories of a page differ, as on real sites.
The last ten templates are kept aside and reported apart: write no rule after what they show.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from bench import prose
from bench.edit_templates import ASIDE, TEMPLATES, Template
from newscrawler.extraction import extract_html
from newscrawler.html.page import Page
from newscrawler.items import Copy, Gone
from newscrawler.pipelines.boilerplate import clean
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage import Reader, prepare, write_batch
from newscrawler.storage.local import mongod

__all__ = ["EDITS", "Outcome", "Score", "run"]

_WORDS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))[
    "words"
]
_SEED = 20261128
_STORIES = 25
"""Stories of an outlet, each edited once: 1,000 edits over 40 outlets."""
_REFETCHES = 5
"""Visits of each story before its edit on which only furniture changed."""
_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
_STORED_SHARE = 0.7
"""Share of the related stories that are stored; the others are older than the crawl."""

Db = Database[dict[str, Any]]


@dataclass(slots=True)
class Story:
    """A story of an outlet as its desk has it."""

    url: str
    headline: str
    name: str
    paragraphs: list[str]


@dataclass(slots=True)
class Outlet:
    """A template, its words and its stories."""

    template: Template
    host: str
    rng: Random
    stories: list[Story] = field(default_factory=list)
    visits: int = 0

    @property
    def words(self) -> dict[str, Any]:
        return _WORDS[self.template.language]

    def sentence(self) -> str:
        parts = {name: self.rng.choice(self.words[name]) for name in ("who", "did", "what", "when")}
        return str(self.words["sentence"].format(**parts))

    def paragraph(self) -> str:
        return str(self.words["space"].join(self.sentence() for _ in range(self.rng.choice((2, 2, 3)))))

    def headline(self) -> str:
        parts = {name: self.rng.choice(self.words[name]) for name in ("who", "did", "what")}
        return str(self.words["headline"].format(**parts))

    # --- pages ----------------------------------------------------------------------------------------------------

    def page(self, story: Story) -> str:
        """Return the page of a story with furniture of this visit."""
        rng, template = self.rng, self.template
        parts = {
            "ad": self._ad(),
            "counter": template.counter.format(**self._counts()),
            "updated": template.updated.format(**self._times()),
            "related": self._related(story),
            "inline": f"<p><a href='/older'><b>{self.words['related']}: {escape(self._title(story))}</b></a></p>",
        }
        text = []
        for number, paragraph in enumerate(story.paragraphs):
            text += [parts[name] for at, name in template.inside if at == number]
            text.append(template.paragraph.format(text=escape(paragraph)))
        text += [parts[name] for at, name in template.inside if at >= len(story.paragraphs)]
        placed = {name for _, name in template.inside}
        menu = " ".join(f"<a href='/{n}'>{rng.choice(prose.CITIES)}</a>" for n in range(4))
        return template.shell.format(
            language=template.language,
            headline=escape(story.headline),
            by=self.words["by"].format(name=story.name),
            name=story.name,
            iso="2026-11-20T08:30:00Z",
            day="20.11.2026 08:30",
            text="".join(text),
            menu=menu,
            **{name: "" if name in placed else parts[name] for name in ("ad", "counter", "updated", "related")},
        )

    def _ad(self) -> str:
        return self.template.ad.format(label=self.words["ad"], words=self.rng.choice(self.words["ads"]))

    def _counts(self) -> dict[str, str]:
        number = self.rng.randrange
        return {
            "shares": self.words["shares"].format(n=f"{number(1, 9)},{number(100, 999)}"),
            "comments": self.words["comments"].format(n=number(2, 400)),
            "views": self.words["views"].format(n=number(1_000, 90_000)),
            "reading": self.words["reading"].format(n=number(2, 9)),
        }

    def _times(self) -> dict[str, str]:
        number = self.rng.randrange
        clock = self.words["clock"].format(h=f"{number(9, 23):02}", m=f"{number(60):02}")
        return {"ago": self.words["ago"].format(n=number(2, 59)), "clock": clock}

    def _title(self, story: Story) -> str:
        others = [each.headline for each in self.stories if each is not story]
        return self.rng.choice(others) if others and self.rng.random() < _STORED_SHARE else self.headline()

    def _related(self, story: Story) -> str:
        titles = dict.fromkeys(self._title(story) for _ in range(3))
        items = "".join(self.template.item.format(url=f"/s{n}", title=escape(t)) for n, t in enumerate(titles))
        return self.template.related.format(label=self.words["box"], items=items)

    # --- visits ---------------------------------------------------------------------------------------------------

    def copy(self, story: Story) -> Copy:
        """Return the copy that the extraction reads from the page of this visit."""
        self.visits += 1
        at = _NOON + timedelta(minutes=self.visits)
        page = Page(story.url, self.page(story).encode(), content_type="text/html; charset=utf-8", retrieved=at)
        found = extract_html(page)
        own = {"section": found.section, "labelled": list(found.labelled)}
        copy = Copy.printed(found.printing, url=story.url, outlet=self.host, retrieved=at, **own)
        clean(copy)
        made: Copy = DedupePipeline().process_item(copy)
        return made

    def gone(self, story: Story) -> Gone:
        self.visits += 1
        return Gone(url=story.url, status=404, retrieved=_NOON + timedelta(minutes=self.visits))


def _outlet(number: int, template: Template) -> Outlet:
    rng = Random(f"{_SEED} {number}")
    outlet = Outlet(template, f"outlet{number}.example", rng)
    headlines: set[str] = set()
    while len(outlet.stories) < _STORIES:
        headline = outlet.headline()
        if headline not in headlines:
            headlines.add(headline)
            paragraphs = [outlet.paragraph() for _ in range(rng.choice((5, 6, 7, 8)))]
            url = f"https://{outlet.host}/2026/11/20/story-{len(outlet.stories)}-of-the-harbour"
            outlet.stories.append(Story(url, headline, prose.person(rng), paragraphs))
    return outlet


# --- edits ------------------------------------------------------------------------------------------------------------

Visits = Iterator[tuple[Copy | Gone, str | None]]
"""What a visit brings, and the kind of the revision that it makes; None for no revision."""


def _misspell(outlet: Outlet, story: Story) -> None:
    """Exchange two letters of a word that stands once in the story, or one of a script without spaces."""
    text = " ".join(story.paragraphs)
    while True:
        number = outlet.rng.randrange(len(story.paragraphs))
        paragraph = story.paragraphs[number]
        if outlet.words["space"] == "":
            at = outlet.rng.randrange(1, len(paragraph) - 2)
            if paragraph[at].isalpha() and not paragraph[at].isnumeric() and paragraph[at] != "港":
                story.paragraphs[number] = paragraph[:at] + "港" + paragraph[at + 1 :]
                return
            continue
        word = outlet.rng.choice(paragraph.split())
        if len(word) > 6 and word.isalpha() and text.count(word) == 1 and word[2] != word[3]:
            story.paragraphs[number] = paragraph.replace(word, word[:2] + word[3] + word[2] + word[4:], 1)
            return


def _typo(outlet: Outlet, story: Story) -> Visits:
    _misspell(outlet, story)
    yield outlet.copy(story), "typo"


def _added(outlet: Outlet, story: Story) -> Visits:
    story.paragraphs.insert(outlet.rng.randrange(1, len(story.paragraphs) + 1), outlet.paragraph())
    yield outlet.copy(story), "update"


def _swapped(outlet: Outlet, story: Story) -> Visits:
    at = outlet.rng.randrange(1, len(story.paragraphs) - 1)
    story.paragraphs[at : at + 2] = story.paragraphs[at + 1], story.paragraphs[at]
    yield outlet.copy(story), "text"


def _furniture(outlet: Outlet, story: Story) -> Visits:
    yield outlet.copy(story), None


def _flip_flop(outlet: Outlet, story: Story) -> Visits:
    first, other = story.headline, outlet.headline()
    for headline, kind in ((other, "headline"), (first, None), (other, None)):
        story.headline = headline
        yield outlet.copy(story), kind


def _corrected(outlet: Outlet, story: Story) -> Visits:
    story.paragraphs.insert(outlet.rng.choice((0, len(story.paragraphs))), outlet.words["correction"])
    yield outlet.copy(story), "correction"


def _killed(outlet: Outlet, story: Story) -> Visits:
    if outlet.rng.random() < 0.5:
        story.headline = outlet.words["killed_headline"]
    story.paragraphs = [outlet.words["kill"]]
    yield outlet.copy(story), "kill"


def _lost(outlet: Outlet, story: Story) -> Visits:
    yield outlet.gone(story), "gone"


def _restored(outlet: Outlet, story: Story) -> Visits:
    yield outlet.gone(story), "gone"
    yield outlet.copy(story), "restored"


EDITS: dict[str, Callable[[Outlet, Story], Visits]] = {
    "typo": _typo,
    "paragraph added": _added,
    "block swapped": _swapped,
    "related box changed": _furniture,
    "advertisement changed": _furniture,
    "flip-flop": _flip_flop,
    "correction note": _corrected,
    "kill": _killed,
    "404": _lost,
    "restored": _restored,
}
"""Each edit as the visits that follow it."""


# --- measuring --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """A visit that was told wrongly."""

    template: int
    edit: str
    expected: str | None
    found: str | None
    detail: str


@dataclass(slots=True)
class Score:
    """Counts of one set of templates."""

    edits: int = 0
    right: int = 0
    refetches: int = 0
    revisions: int = 0
    """Revisions of visits on which only furniture changed."""
    by_edit: Counter[str] = field(default_factory=Counter)
    """Edits that were told wrongly."""
    wrong: list[Outcome] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / self.edits if self.edits else 0.0


def run(database: Db, numbers: Sequence[int], *, stories: int = _STORIES, refetches: int = _REFETCHES) -> Score:
    """Visit the outlets of some templates before and after edits; returns what was told right.

    :param numbers: places in the list of templates
    """
    score = Score()
    for number in numbers:
        outlet = _outlet(number, TEMPLATES[number])
        chosen = outlet.stories[:stories]
        for story in outlet.stories:
            write_batch(database, [outlet.copy(story)])
        for story in chosen:
            for _ in range(refetches):
                _visit(database, score, number, ("refetch", outlet.copy(story), None))
        for place, story in enumerate(chosen):
            _edit(database, score, number, outlet, story, list(EDITS)[(number * _STORIES + place) % len(EDITS)])
    return score


def _edit(database: Db, score: Score, number: int, outlet: Outlet, story: Story, edit: str) -> None:
    score.edits += 1
    told = [_visit(database, score, number, (edit, item, kind)) for item, kind in EDITS[edit](outlet, story)]
    score.right += all(told)
    score.by_edit[edit] += not all(told)


def _visit(database: Db, score: Score, number: int, visit: tuple[str, Copy | Gone, str | None]) -> bool:
    edit, item, expected = visit
    before = database["copies"].find_one({"_id": item.url}, {"revision": 1, "body": 1}) or {}
    write_batch(database, [item])
    after = database["copies"].find_one({"_id": item.url}, {"revision": 1, "gone": 1, "body": 1}) or {}
    found: str | None = None
    detail = ""
    if after["revision"] > before["revision"]:
        change = Reader(database).revisions(item.url)[-1].change
        found = change.kind if change else None
        detail = "; ".join(f"{each.kind}: {each.after or each.before}" for each in change.edits) if change else ""
        detail = detail or _differing(before, after)
    elif "gone" in after and isinstance(item, Gone):
        found = "gone"
    if edit == "refetch":
        score.refetches += 1
        score.revisions += found is not None
    if found != expected:
        score.wrong.append(Outcome(number, edit, expected, found, detail))
    return found == expected


def _differing(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Return the paragraphs that one of two visits has and the other has not."""
    old, new = before["body"], after["body"]
    return " / ".join([f"-{line}" for line in old if line not in new] + [f"+{line}" for line in new if line not in old])


def main() -> int:
    """Measure and print a table; returns 1 where an aim is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.edits", description=__doc__.partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="print each visit that was told wrongly")
    arguments = parser.parse_args()
    open_ones = range(len(TEMPLATES) - ASIDE)
    with tempfile.TemporaryDirectory(prefix="edits-") as name:
        try:
            with MongoClient[dict[str, Any]](mongod.ensure(Path(name)), tz_aware=True) as client:
                database = client["edits"]
                prepare(database)
                scores = {
                    "30 templates": run(database, open_ones),
                    "10 kept aside": run(database, range(len(open_ones), len(TEMPLATES))),
                }
        finally:
            mongod.stop(Path(name))
    print("| | edits | kind right | refetches | revisions |\n|---|---|---|---|---|")
    for which, score in scores.items():
        print(f"| {which} | {score.edits} | {score.share:.3f} | {score.refetches} | {score.revisions} |")
        print("  wrong:", dict(+score.by_edit) or "none", file=sys.stderr)
    if arguments.show:
        for which, score in scores.items():
            if which != "10 kept aside":
                for each in score.wrong:
                    print(f"{each.template} {each.edit}: expected {each.expected}, found {each.found}: {each.detail}")
    return 0 if all(score.share >= 0.97 and not score.revisions for score in scores.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
