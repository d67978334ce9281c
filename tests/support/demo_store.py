"""A store as a newsroom of some size would fill it, without a crawl: believable, fictional, and partly hostile.

Stories, comments and clusters go through the store's own writer, so that their revisions, observations and links are
those of real visits. Ledgers, runs, jobs and alerts are documents as their writers make them. All times count back from
the server's, and everything else follows from one seed.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from newscrawler.frontier.store import prefix_of
from newscrawler.items import Author, Comment, Copy, Rejection, Thread
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage import SCHEMA_VERSION, audit, prepare
from newscrawler.storage._batch import Item, write_items
from newscrawler.storage._linking import link_stories
from newscrawler.storage.clock import server_time

__all__ = ["HOSTILE", "Demo", "fill"]

Db = Database[dict[str, Any]]

HOSTILE = (
    "<script>document.title='taken'</script>",
    '"><img src=x onerror="document.title=\'taken\'">',
    "javascript:document.title='taken'",
    "{{ 7 * 7 }} {% include 'base.html' %} ${7*7}",
    "Harbour \u202egnihton syas\u202c council \u2066again",
    "</title></textarea></style><svg onload=document.title='taken'>",
    "W" * 10_000,
    "an\x1b[2J escape\x00 and a\u2028line",
)
"""Texts of strangers that try to become markup, a script or a template, to turn the line round, or to break the page."""

_SEED = 20_261_128
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_BATCH = 200

_NAMED = (
    "harborlight.example", "plainpress.example", "morningtide.example", "ridgeherald.example", "eastquay-post.example",
    "fernhill-gazette.example", "saltmarsh-times.example", "upland-courier.example", "lanternpost.example",
    "millrace-news.example", "quarryman.example", "weir-and-wharf.example",
)  # fmt: skip
_TOWNS = (
    "Alderwick", "Brinmouth", "Calder Quay", "Dunmere", "Eskholm", "Farrowgate", "Glenharrow", "Hazelford", "Inverlane",
    "Juniper Cross", "Kestrel Bay", "Larkmoor", "Marrowby", "Netherfold", "Oxenreach", "Pennywell", "Quillford",
    "Rushbrook", "Stonnard", "Thornley", "Umberton", "Vale End", "Wexcombe", "Yarrowdale", "Ashlock",
)  # fmt: skip
_TITLES = (
    "courier", "gazette", "herald", "post", "times", "observer", "echo", "ledger", "mercury", "review", "argus", "star",
    "standard", "record", "dispatch", "bulletin", "monitor", "tribune", "voice", "journal", "chronicle", "examiner",
    "sentinel", "beacon", "mail", "register", "press", "today", "weekly", "daily",
)  # fmt: skip
_REPORTERS = (
    "Mira Aldous", "Tomas Veld", "Ines Okafor", "Jonah Pryce", "Sella Brandt", "Ruth Ikeda", "Piet Lindqvist",
    "Nadia Farouk", "Owen Castell", "Lena Marsh",
)  # fmt: skip
_AGENCIES = ("Reuters", "AP", "Kyodo", "AFP", None)
_READERS = (
    "pebble",
    "old_ferryman",
    "T. Wick",
    "marta",
    "7th-row",
    "quietly",
    "Ossian B.",
    "nettle",
    "grey heron",
    "Ida",
)
_SUBJECTS = (
    ("ferry line", "reopens the night ferry", "passengers", "pier"),
    ("water board", "lifts the hosepipe rule", "households", "reservoir"),
    ("tram workers", "end their strike", "commuters", "depot"),
    ("museum", "returns a carved door", "visitors", "gallery"),
    ("school council", "drops the early bell", "pupils", "playground"),
    ("wind farm", "adds eleven turbines", "fishing crews", "ridge"),
    ("grain exchange", "halts trading for an hour", "farmers", "silo"),
    ("hospital", "opens a second ward", "patients", "north wing"),
    ("library", "extends its hours", "readers", "reading room"),
    ("port authority", "bars three tankers", "pilots", "breakwater"),
    ("orchestra", "plays in the old foundry", "listeners", "hall"),
    ("lake patrol", "finds the missing canoe", "campers", "south shore"),
    ("city court", "refuses the casino", "residents", "square"),
    ("railway", "orders forty sleeping cars", "travellers", "junction"),
    ("bakers' guild", "fixes the price of rye", "shoppers", "market"),
    ("observatory", "names a comet", "pupils", "dome"),
)
_SENTENCES = (
    "The {who} {said} on {day} that the {adj} change would reach {many} {people} {when}.",
    "At the {place} in {town}, {some} {people} had waited since {hour} with {adj} blankets and {adj} flasks.",
    "“We counted {many} {adj} ones, {when}, and then we stopped,” {said} {name}, who runs the {place}.",
    "A {adj} report by the {who}, {pages} pages, gives {few} {adj} reasons and {adj} prices of {many} crowns.",
    "{adv}, critics in {town} call the {adj} plan hasty; {name} {said} so {when} and in {month}.",
    "{adv}, nobody was hurt, though {few} {adj} windows broke and the {adj} road to {town} closed {when}.",
    "The {adj} council of {town} votes on {day}; {name} {said} that {some} would {adv} agree.",
    "Last year {many} {people} came to the {adj} {place}; {when}, {few} hundred {adj} ones.",
    "Work at the {adj} {place} begins in {month}, takes {few} {adj} weeks and, {adv}, {some} {people}.",
    "{name}, {age}, had {adv} written to the {adj} {who} {few} times and {said} it again {when}.",
    "For {town} it is {adv} the first {adj} decision since the {adj} flood of {year} at the {place}.",
    "The {who} puts the {adj} cost at {few} million, {some} of it {adv} paid by {town} {when}.",
)
_SLOTS = {
    "said": ("said", "told a meeting", "wrote", "insisted", "noted", "argued", "warned", "repeated", "admitted"),
    "adj": (
        "new", "old", "long", "wet", "narrow", "quiet", "northern", "small", "costly", "early", "second", "public",
        "wooden", "grey", "open", "careful", "famous", "local", "heavy", "distant", "simple", "private", "cold",
    ),
    "adv": ("so far", "again", "plainly", "by noon", "rarely", "at last", "once more", "in part", "as before", "alone"),
    "some": ("some", "about half", "nearly all", "a third", "a few", "at least nine", "most", "roughly a tenth"),
    "when": (
        "before the end of the month", "after dark", "within a week", "by spring", "in the afternoon", "until Easter",
        "at the next sitting", "during the storm", "a year later", "before breakfast", "in the same winter",
    ),
}  # fmt: skip
_REMARKS = (
    "I was at the {place} that morning and it was nothing like this.",
    "Good. It took them {few} years.",
    "And who pays? The {people}, as always.",
    "My grandmother sold tickets there in {year}. She would laugh.",
    "Could the reporter ask the {who} about the {few} other sites?",
    "This is the third time I read this headline this year.",
    "Well done, {town}. Now the road, please.",
    "Numbers do not add up: {many} people do not fit into that {place}.",
)


@dataclass(slots=True, kw_only=True)
class Demo:
    """Ids of what was stored, for tests and tours."""

    now: datetime
    outlets: list[str]
    stories: list[str] = field(default_factory=list)
    hostile_stories: list[str] = field(default_factory=list)
    cluster: str | None = None
    revised: str = ""
    """URL of a copy with earlier revisions."""
    thread: str = ""
    """A nested thread that was visited three times."""
    commented: str = ""
    """A story with a revision and a thread."""
    run: str = ""
    """A run that ended badly."""
    running: str = ""
    dead: str = ""
    quarantine: list[str] = field(default_factory=list)
    dead_letters: list[str] = field(default_factory=list)
    """Hexadecimal, as :func:`newscrawler.frontier.inspection.dead_letters` has them."""
    failed_job: str = ""
    schedule: str = ""


def fill(database: Db, *, outlets: int = 12, days: int | None = None, hostile: bool = True) -> Demo:
    """Fill an empty database; some seconds, of which 1,000 outlets take most.

    :param outlets: number of outlets with a ledger, at most 750 × 2
    :param days: days of the ledger; None for 21 of the first 12 outlets and 2 of all others
    :param hostile: whether some texts are those of :data:`HOSTILE`
    """
    prepare(database)
    now = server_time(database).replace(microsecond=0)
    demo = Demo(now=now, outlets=_outlets(outlets))
    chance = random.Random(_SEED)
    _write_stories(database, demo, chance, hostile=hostile)
    _write_ledgers(database, demo, chance, days)
    _write_outlets(database, demo, chance)
    _write_runs(database, demo, chance, hostile=hostile)
    _write_alerts(database, demo, hostile=hostile)
    _write_jobs(database, demo, chance)
    _write_frontier(database, demo, chance)
    _write_notes(database, demo, hostile=hostile)
    return demo


def _outlets(number: int) -> list[str]:
    made = [f"{_slug(town)}-{title}.example" for title in _TITLES for town in _TOWNS]
    more = [f"the-{name}" for name in made]
    return [*_NAMED, *made, *more][:number]


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


# --- stories ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Text:
    headline: str
    body: list[str]
    byline: str
    agency: str | None
    words: dict[str, str]


def _text(chance: random.Random) -> _Text:
    who, does, people, place = chance.choice(_SUBJECTS)
    town, name = chance.choice(_TOWNS), chance.choice(_REPORTERS)

    def words() -> dict[str, str]:
        return {
            "who": who, "people": people, "place": f"{chance.choice(_TOWNS)} {place}", "town": chance.choice(_TOWNS),
            "name": f"{chance.choice(_REPORTERS).split()[0]} {chance.choice(_TOWNS).split()[0]}",
            "day": chance.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
            "month": chance.choice(("January", "March", "May", "August", "October")),
            "many": f"{chance.randrange(300, 90_000):,}", "few": str(chance.randrange(3, 29)),
            "pages": str(chance.randrange(40, 400)), "hour": str(chance.randrange(4, 12)),
            "age": str(chance.randrange(19, 88)), "year": str(chance.randrange(1890, 2015)),
        }  # fmt: skip

    def sentence(form: str) -> str:
        # Each slot anew: texts of one form must have no five words in common, or they would be linked.
        drawn = re.sub(r"\{(said|adj|adv|some|when)\}", lambda found: chance.choice(_SLOTS[found[1]]), form)
        said = drawn.format(**words())
        return said[0].upper() + said[1:]

    body = [
        " ".join(sentence(each) for each in chance.sample(_SENTENCES, chance.randrange(2, 4)))
        for _ in range(chance.randrange(5, 9))
    ]
    headline = f"{town} {who} {does} after {chance.randrange(2, 40)} weeks"
    return _Text(headline, body, name, chance.choice(_AGENCIES), words())


def _copy(demo: Demo, text: _Text, outlet: str, printed: datetime, seen: datetime, **known: Any) -> Copy:
    headline = known.pop("headline", text.headline)
    slug = _slug(headline)[:60] or "story"
    made: Copy = DedupePipeline().process_item(
        Copy(
            url=known.pop("url", f"https://{outlet}/{printed:%Y/%m/%d}/{slug}-{printed:%H%M%S}"),
            outlet=outlet,
            retrieved=seen,
            headline=headline,
            byline=known.pop("byline", text.byline),
            authors=[text.byline],
            agency=text.agency,
            body=known.pop("body", text.body),
            section=known.pop("section", "news"),
            publisher=f"{outlet.partition('.')[0].replace('-', ' ').title()} Ltd.",
            inLanguage="en",
            datePublished=printed,
            datePublishedPrecision="exact",
            copyrightHolder=text.agency,
            **known,
        )
    )
    return made


def _write_stories(database: Db, demo: Demo, chance: random.Random, *, hostile: bool) -> None:
    papers = demo.outlets[: len(_NAMED)]
    visits: list[list[Item]] = [[], [], []]
    for number in range(48):
        printed = demo.now - timedelta(minutes=20 + 61 * number + chance.randrange(40))
        first = printed + timedelta(minutes=chance.randrange(2, 14))
        text = _text(chance)
        _print(
            demo, chance, visits, text, chance.sample(papers, min(len(papers), 1 + (number % 4 == 0))), printed, first
        )
        if number % 8 == 1:
            _reprint(demo, chance, visits[0], text, papers, printed)
    if hostile:
        for number, words in enumerate(HOSTILE):
            printed = demo.now - timedelta(minutes=7 + 9 * number)
            text = replace(_text(chance), headline=words, byline=words[:200])
            copy = _copy(
                demo,
                text,
                papers[number % len(papers)],
                printed,
                printed + _MINUTE,
                url=f"https://{papers[number % len(papers)]}/odd/{number}",
            )
            visits[0] += [copy, *_thread(demo, chance, copy, printed + _MINUTE, hostile=True)]
    visits[0] += _rejections(demo, hostile=hostile)
    due: set[str] = set()
    for items in visits:
        # The next visit of the youngest is still to come.
        seen = [item for item in items if item.retrieved <= demo.now]
        for start in range(0, len(seen), _BATCH):
            due |= write_items(database, seen[start : start + _BATCH]).due
    link_stories(database, sorted(due))
    _name_stories(database, demo)


def _print(
    demo: Demo, chance: random.Random, visits: Sequence[list[Item]], text: _Text, papers: Sequence[str],
    printed: datetime, first: datetime,
) -> None:  # fmt: skip
    """Add a story in one or two outlets; each fourth is revised, each third is commented."""
    for place, outlet in enumerate(papers):
        copy = _copy(demo, text, outlet, printed + place * 9 * _MINUTE, first + place * 9 * _MINUTE)
        visits[0].append(copy)
        if chance.random() < 0.3:
            later = [*text.body[:-1], text.body[-1].replace("The", "A spokesman for the", 1), _text(chance).body[0]]
            revised = replace(copy, body=later, blocks=[], retrieved=copy.retrieved + 40 * _MINUTE)
            visits[1].append(DedupePipeline().process_item(revised))
            demo.revised = demo.revised or copy.url
        if chance.random() < 0.4:
            for number, visit in enumerate(visits):
                visit += _thread(demo, chance, copy, copy.retrieved + number * 25 * _MINUTE, visit=number)


def _reprint(
    demo: Demo, chance: random.Random, visit: list[Item], text: _Text, papers: Sequence[str], printed: datetime
) -> None:
    """Add three stories that print the same text under headlines of their own, one of them cut."""
    for number, outlet in enumerate(chance.sample(list(papers), min(3, len(papers)))):
        when = printed + (number + 1) * 17 * _MINUTE
        if when < demo.now:
            headline = f"{chance.choice(('Relief', 'Doubts', 'Surprise', 'Applause'))} as {text.headline}"
            body = text.body if number else text.body[:-2]
            visit.append(_copy(demo, text, outlet, when, when + 4 * _MINUTE, headline=headline, body=body, byline=None))


def _thread(
    demo: Demo, chance: random.Random, copy: Copy, seen: datetime, *, visit: int = 0, hostile: bool = False
) -> Iterator[Item]:
    platform = "wordpress" if len(copy.url) % 2 else "disqus"
    native = f"{copy.outlet}/{copy.url.rpartition('/')[2]}"
    whose = f"{platform}:{native}"
    remarks = HOSTILE if hostile else _REMARKS
    count = len(HOSTILE) if hostile else 7 + 2 * visit
    own = random.Random(native)
    words = _text(own).words
    for number in range(count):
        up, down = own.randrange(0, 30) + visit * own.randrange(0, 9), own.randrange(0, 9) + visit * own.randrange(0, 4)
        parent = None if number < 2 or number % 3 == 0 else str(number // 2)
        said = remarks[number % len(remarks)]
        gone = visit == 2 and number == 3
        yield Comment(
            platform=platform, thread=whose, nativeId=str(number), position=number, retrieved=seen,
            text=None if gone else said if hostile else said.format(**words),
            author=None if gone else Author(name=HOSTILE[number][:120] if hostile else own.choice(_READERS)),
            state="removed" if gone else "visible", parentItem=parent, depth=0 if parent is None else 1 + (number > 5),
            upvoteCount=up, downvoteCount=down, score=up - down,
            dateCreated=copy.retrieved + number * 2 * _MINUTE, dateCreatedPrecision="exact",
        )  # fmt: skip
    whole = len(native) % 5 != 0
    yield Thread(
        platform=platform, nativeId=native, copyUrl=copy.url, retrieved=seen, complete=whole,
        declaredCount=count if whole else count + 5, collectedCount=count,
        reason=None if whole else "page 2: HTTP 500",
    )  # fmt: skip
    if visit == 2 and not demo.thread:
        demo.thread = whose


def _rejections(demo: Demo, *, hostile: bool) -> Iterator[Rejection]:
    reasons = (
        ("fetch", "HTTP 503 three times; it is tried again when a list names it"),
        ("extraction", "no headline: not a story page, or the outlet's markup changed"),
        ("validation", "datePublished is 2 years in the future"),
        ("comments", "page 2: the answer is not JSON"),
        *((("extraction", words[:200]) for words in HOSTILE) if hostile else ()),
    )
    for number, (stage, reason) in enumerate(reasons):
        outlet = demo.outlets[number % len(demo.outlets)]
        yield Rejection(
            url=f"https://{outlet}/refused/{number}", stage=stage, reason=reason,
            retrieved=demo.now - number * 13 * _MINUTE,
            fragment=f"<article><h1>{HOSTILE[number % 3] if hostile else 'A headline'}</h1></article>",
        )  # fmt: skip


def _name_stories(database: Db, demo: Demo) -> None:
    demo.stories = [
        each["_id"] for each in database["stories"].find({}, {"_id": 1}).sort([("datePublished", -1), ("_id", -1)])
    ]
    refused = database["quarantine"].find({}, {"_id": 1}).sort([("lastSeen", -1), ("_id", -1)])
    demo.quarantine = [each["_id"] for each in refused]
    odd = database["copies"].find({"_id": {"$regex": "/odd/"}}, {"story": 1}).sort("_id", 1)
    demo.hostile_stories = [each["story"] for each in odd]
    revised = database["copies"].find({"revision": {"$gt": 0}}, {"story": 1}).sort("_id", 1)
    commented = (each["story"] for each in revised if database["threads"].find_one({"copyUrl": each["_id"]}))
    demo.commented = next(commented, demo.stories[0])
    cluster = database["clusters"].find_one({}, {"_id": 1}, sort=[("spread", -1), ("_id", -1)])
    demo.cluster = None if cluster is None else cluster["_id"]


# --- ledgers ----------------------------------------------------------------------------------------------------------


def _write_ledgers(database: Db, demo: Demo, chance: random.Random, days: int | None) -> None:
    this_hour = demo.now.replace(minute=0, second=0)
    hours: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    for place, outlet in enumerate(demo.outlets):
        count = 24 * (days or (21 if place < len(_NAMED) else 2))
        pace = math.exp(chance.gauss(0.6, 0.9))
        for back in range(count):
            hour = this_hour - back * _HOUR
            if noted := _ledger(chance, outlet, place, hour, back, pace):
                hours.append(noted)
                gaps += _gaps(outlet, hour, noted)
    for start in range(0, len(hours), 5_000):
        database["coverage"].insert_many(hours[start : start + 5_000], ordered=False)
    if gaps:
        database["gaps"].insert_many(gaps, ordered=False)


def _ledger(
    chance: random.Random, outlet: str, place: int, hour: datetime, back: int, pace: float
) -> dict[str, Any] | None:
    own = {"_id": {"outlet": outlet, "hour": hour}, "schemaVersion": SCHEMA_VERSION}
    if place % 11 == 10 and back < 9:
        # Its lists have failed since the morning.
        return {**own, "listsDue": 12, "listsFailed": 12}
    if place % 7 == 5 and 3 <= back < 6:
        return None
    if place % 9 == 7 and back < 14:
        return {**own, "listsDue": 12, "listsUnchanged": 9, "listsRead": 3, "entries": 120}
    usual = pace * (0.15 + max(0.0, math.sin((hour.hour - 4) / 20 * math.pi)))
    stored = sum(chance.random() < usual / 8 for _ in range(8)) + int(usual)
    expected = stored * chance.randrange(0, 30)
    quick = sum(chance.random() < 0.7 for _ in range(stored))
    latency = {"300": quick, "900": (stored - quick + 1) // 2, "7200": (stored - quick) // 2}
    gap = place % 5 == 2 and back in (2, 9, 40)
    return {
        **own,
        "listsDue": 12, "listsRead": 9, "listsUnchanged": 3, "entries": 9 * 40, "storiesNew": stored, "stored": stored,
        "changed": stored // 3, "unchanged": 14, "failed": int(chance.random() < 0.06), "gaps": int(gap),
        "rejected": int(chance.random() < 0.03), "threadsRead": stored, "commentsExpected": expected,
        "commentsGot": expected - (expected // 9 if chance.random() < 0.2 else 0),
        "leftOut": {"old": 300, "other_site": chance.randrange(9)},
        "latency": {bound: count for bound, count in latency.items() if count},
    }  # fmt: skip


def _gaps(outlet: str, hour: datetime, noted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if noted.get("gaps"):
        url, at = f"https://{outlet}/feed", hour + 11 * _MINUTE
        is_open = noted["stored"] % 3 == 0
        yield {
            "_id": f"{url}@{at.isoformat(timespec='milliseconds')}", "schemaVersion": SCHEMA_VERSION, "outlet": outlet,
            "url": url, "entry": f"list:{url}", "at": at, "since": at - 2 * _HOUR, "seen": 40,
            "missed": None if is_open else 6.5, "walk": [f"list:https://{outlet}/news"] if is_open else [],
            "found": 0 if is_open else 5, "closed": None if is_open else at + 3 * _MINUTE,
        }  # fmt: skip


def _write_outlets(database: Db, demo: Demo, chance: random.Random) -> None:
    followed, lists, budgets = [], [], []
    this_hour = demo.now.replace(minute=0, second=0)
    for place, outlet in enumerate(demo.outlets):
        limited = place % 3 == 0
        followed.append(
            {
                "_id": outlet,
                "schemaVersion": SCHEMA_VERSION,
                "spider": None,
                "outlet": outlet,
                "state": "paused" if place % 13 == 12 else "active",
                "added": demo.now - 40 * _DAY,
                "changed": demo.now - 3 * _DAY,
                "mostPerHour": 240 if limited else None,
                "feeds": [f"https://{outlet}/feed"],
                "sitemaps": [],
                "sections": [f"https://{outlet}/news"],
                "languages": ["en"],
                "country": "NZ",
                "timeZone": None,
                "publisher": None,
                "storyUrl": None,
                "commentPlatforms": ["wordpress"],
            }
        )
        lists += [
            _list(demo, outlet, kind, f"https://{outlet}/{path}", chance)
            for kind, path in (("feed", "feed"), ("section", "news"))
        ]
        if limited:
            spent = chance.randrange(20, 240)
            budgets.append(
                {
                    "_id": {"host": outlet, "hour": this_hour},
                    "schemaVersion": SCHEMA_VERSION,
                    "hour": this_hour,
                    "spent": spent,
                    "slots": {"0": spent},
                }
            )
    database["outlets"].insert_many(followed, ordered=False)
    database["calendar"].insert_many(lists, ordered=False)
    if budgets:
        database["budgets"].insert_many(budgets, ordered=False)


def _list(demo: Demo, outlet: str, kind: str, url: str, chance: random.Random) -> dict[str, Any]:
    last = demo.now - timedelta(seconds=chance.randrange(20, 280))
    return {
        "_id": f"list:{url}", "schemaVersion": SCHEMA_VERSION, "kind": "list", "outlet": outlet, "host": outlet,
        "url": url, "due": last + 5 * _MINUTE, "why": chance.choice(("rate", "overlap", "stated")),
        "first": demo.now - 40 * _DAY, "last": last, "changed": last - 9 * _MINUTE, "visits": chance.randrange(50, 9_000),
        "failures": 4 if outlet.startswith("quarryman") else 0, "memory": {"listKind": kind},
    }  # fmt: skip


# --- crawls and alerts ------------------------------------------------------------------------------------------------


def _write_runs(database: Db, demo: Demo, chance: random.Random, *, hostile: bool) -> None:
    runs: list[dict[str, Any]] = []
    for place, outlet in enumerate(demo.outlets[:40]):
        for back in range(6):
            started = demo.now - timedelta(hours=3 + 6 * back, minutes=place)
            runs.append(_run(chance, f"{place:02x}{back:02x}", outlet, started, took=90 + 7 * place))
    demo.run = runs[7]["_id"]
    runs[7].update(
        exitCode=3, outcomes={"added": 4, "failed": 19, "quarantined": 6}, errors=25, statuses={"200": 31, "503": 19},
        downloadErrors={"TimeoutError": 4}, rejections={"extraction": 6}, missed={"headline": 6},
        lastErrors=[f"TimeoutError: {words[:200]} (GET https://plainpress.example/a)" for words in HOSTILE[:5]]
        if hostile
        else ["TimeoutError: no answer in 30 s (GET https://plainpress.example/a)"],
    )  # fmt: skip
    runs[13].update(exitCode=4, outcomes={}, stories=0, copies=0, coverage={})
    runs[19].update(exitCode=130, reason="shutdown")
    for number, (back, _ended) in enumerate(((0, 0), (0, 0), (0, 0), (3, 0))):
        outlet = demo.outlets[number % len(demo.outlets)]
        started = demo.now - timedelta(hours=back + 1, minutes=4 * number)
        alive = _run(chance, f"ee{number:02x}", outlet, started, took=0)
        alive.update(ended=None, reason=None, exitCode=None, spider="follow", heartbeat=demo.now - back * _HOUR)
        alive["pagesPerMinute"] = 0.0 if back else 61.5 * (number + 1)
        runs.append(alive)
    demo.running, demo.dead = runs[-4]["_id"], runs[-1]["_id"]
    database["crawls"].insert_many(runs, ordered=False)


def _run(chance: random.Random, mark: str, outlet: str, started: datetime, *, took: int) -> dict[str, Any]:
    added, same = chance.randrange(2, 40), chance.randrange(5, 60)
    pages = added + same
    ended = started + timedelta(seconds=took)
    has = {
        "byline": 0.83,
        "authors": 0.81,
        "agency": 0.4,
        "body": 1.0,
        "datePublished": 0.97,
        "section": 0.7,
        "commentPlatform": 0.3,
    }
    return {
        "_id": f"{mark}{chance.getrandbits(32):08x}", "schemaVersion": SCHEMA_VERSION, "spider": outlet.partition(".")[0],
        "outlet": outlet, "arguments": {"days": "1"}, "job": None, "node": f"crawler-{1 + chance.randrange(3)}",
        "pid": chance.randrange(300, 30_000), "version": "0.2.0", "started": started, "heartbeat": ended, "ended": ended,
        "reason": "finished", "exitCode": 0, "stories": pages, "outcomes": {"added": added, "unchanged": same},
        "copies": pages, "coverage": {name: int(share * pages) for name, share in has.items()}, "missed": {},
        "withheld": {}, "threads": {"added": added // 2, "incomplete": added // 8}, "comments": {"added": 9 * added},
        "rejections": {}, "requests": pages * 2, "responses": pages * 2 - 1, "bytes": pages * 91_000,
        "statuses": {"200": pages * 2 - 4, "304": 3}, "downloadErrors": {}, "pagesPerMinute": round(pages * 120 / max(took, 60), 1),
        "errors": 0, "lastErrors": [], "replayed": 0,
    }  # fmt: skip


def _write_alerts(database: Db, demo: Demo, *, hostile: bool) -> None:
    def alert(rule: str, subject: str, message: str, began: timedelta, *, over: bool = False) -> dict[str, Any]:
        return {
            "_id": f"{rule}: {subject}", "schemaVersion": SCHEMA_VERSION, "rule": rule, "subject": subject,
            "message": message, "since": demo.now - began, "lastSeen": demo.now - (_HOUR if over else _MINUTE),
            "cleared": demo.now - _HOUR if over else None, "told": demo.now - began, "toldCleared": None,
        }  # fmt: skip

    said = HOSTILE[1] if hostile else "no stories"
    quarry = demo.outlets[min(10, len(demo.outlets) - 1)]
    database["alerts"].insert_many(
        [
            alert(
                "silence", quarry, f"{quarry} has brought no new story for 9 hours: its lists were not read", 8 * _HOUR
            ),
            alert("ended badly", "plainpress", f"plainpress: run {demo.run} ended with errors: {said}", 2 * _HOUR),
            alert("dead run", demo.dead, f"run {demo.dead} on crawler-2 was last heard of 3 hours ago", 2 * _HOUR),
            alert("dead node", "crawler-3", "scrapyd node crawler-3 was last heard of 5 hours ago", 5 * _HOUR),
            alert("coverage fell", "ridgeherald byline", "ridgeherald: byline on 2 of 40 pages", 9 * _HOUR, over=True),
        ]
    )


# --- jobs, nodes, frontier --------------------------------------------------------------------------------------------


def _write_jobs(database: Db, demo: Demo, chance: random.Random) -> None:
    nodes = []
    for number, (heard, stopped) in enumerate(((4, None), (9, None), (5 * 3_600, None), (30 * 3_600, 30 * 3_600))):
        nodes.append(
            {
                "_id": f"crawler-{number + 1}:81{number}:9f0c31a{number}",
                "schemaVersion": SCHEMA_VERSION,
                "name": f"crawler-{number + 1}",
                "host": f"crawler-{number + 1}.newsroom.example",
                "pid": 810 + number,
                "slots": 2,
                "running": 1 if number < 2 else 0,
                "version": "0.2.0",
                "jobFormat": 1,
                "started": demo.now - 3 * _DAY,
                "heartbeat": demo.now - timedelta(seconds=heard),
                "stopped": None if stopped is None else demo.now - timedelta(seconds=stopped),
            }
        )
    database["nodes"].insert_many(nodes)
    schedules: list[dict[str, Any]] = []
    for number, outlet in enumerate(demo.outlets[:6]):
        name = outlet.partition(".")[0]
        schedules.append(
            {
                "_id": f"{name}-hourly",
                "schemaVersion": SCHEMA_VERSION,
                "cron": f"{7 * number} * * * *",
                "timeZone": "UTC",
                "project": "newscrawler",
                "spider": name,
                "version": None,
                "settings": {},
                "args": {"days": "1"},
                "priority": 0.0,
                "overlap": False,
                "jitter": 60.0,
                "grace": 300.0,
                "next": demo.now + timedelta(minutes=7 * number + 3),
            }
        )
    database["schedules"].insert_many(schedules)
    demo.schedule = schedules[0]["_id"]
    jobs = [_job(demo, chance, number, state) for number, state in enumerate(_STATES)]
    demo.failed_job = next(job["_id"] for job in jobs if job["state"] == "failed")
    database["jobs"].insert_many(jobs)


_STATES = ("running", "running", "pending", "pending", "failed", "cancelled", "skipped", *["finished"] * 9)


def _job(demo: Demo, chance: random.Random, number: int, state: str) -> dict[str, Any]:
    started = demo.now - timedelta(minutes=9 + 50 * number)
    over, ran = state not in ("running", "pending"), state not in ("pending", "skipped")
    spider = demo.outlets[number % min(6, len(demo.outlets))].partition(".")[0]
    return {
        "_id": f"job{number:04x}{chance.getrandbits(32):08x}", "schemaVersion": SCHEMA_VERSION, "format": 1,
        "project": "newscrawler", "spider": spider, "job": f"{chance.getrandbits(48):012x}", "state": state,
        "priority": 0.0, "version": None, "settings": {}, "args": {"days": "1"}, "queued": started - _MINUTE,
        "due": started - _MINUTE, "token": 1, "tries": 3 if state == "failed" else 1, "attempts": [],
        "node": "crawler-1:810:9f0c31a0" if ran else None, "nodeName": "crawler-1" if ran else None,
        "pid": 900 + number if state == "running" else None, "started": started if ran else None,
        "leaseUntil": demo.now + _MINUTE if state == "running" else None,
        "ended": started + 4 * _MINUTE if over else None, "exitCode": {"finished": 0, "failed": None}.get(state),
        "signal": "SIGKILL" if state == "failed" else None,
        "reason": {"failed": "killed by SIGKILL", "finished": "exit code 0"}.get(state), "schedule": f"{spider}-hourly",
        "firing": started - _MINUTE,
    }  # fmt: skip


def _write_frontier(database: Db, demo: Demo, chance: random.Random) -> None:
    requests: list[dict[str, Any]] = []
    walks: list[dict[str, Any]] = []
    hosts: list[dict[str, Any]] = []
    for number, outlet in enumerate(demo.outlets[:4]):
        spider = outlet.partition(".")[0]
        walk = f"{spider}-{demo.now - _HOUR:%Y%m%dT%H%M%S}-{number:06x}"
        alive = {f"crawler-{number + 1}:81{number}": demo.now + _MINUTE} if number < 2 else {}
        walks.append(
            {
                "_id": walk,
                "key": f"{spider} days=1",
                "spider": spider,
                "arguments": {"days": "1"},
                "seeded": True,
                "round": 1,
                "started": demo.now - _HOUR,
                "asked": demo.now,
                "workers": alive,
                "limited": [],
                "open": True,
            }
        )
        hosts.append(
            {"_id": outlet, "token": 1, "due": demo.now, "owner": next(iter(alive), "nobody"), "walks": [walk]}
        )
        for place in range(40 - 9 * number):
            dead = number == 1 and place < 7
            requests.append(
                _request(demo, chance, walk, outlet, place, dead=dead, leased=place % 6 == 0 and bool(alive))
            )
    database["walks"].insert_many(walks)
    database["hosts"].insert_many(hosts)
    database["frontier"].insert_many(requests)
    demo.dead_letters = [each["_id"].hex() for each in requests if "died" in each]


def _request(
    demo: Demo, chance: random.Random, walk: str, outlet: str, place: int, *, dead: bool, leased: bool
) -> dict[str, Any]:
    at: dict[str, Any] = {"due": demo.now + (_MINUTE if leased else -_MINUTE)}
    if dead:
        at = {"died": demo.now - place * 11 * _MINUTE, "reason": "TimeoutError: no answer in 30 s, three times"}
    elif leased:
        at["owner"] = "crawler-1:810"
    return {
        "_id": prefix_of(walk) + chance.randbytes(16), "walk": walk, "host": outlet, "priority": place % 3, "token": 1,
        "tries": 5 if dead else 1, "added": demo.now - _HOUR, "request": {"url": f"https://{outlet}/news/{place}"}, **at,
    }  # fmt: skip


def _write_notes(database: Db, demo: Demo, *, hostile: bool) -> None:
    """Add what operators did, and the last backup."""
    desk = audit.Actor("night-desk", None)
    for action, subject, outcome in (
        ("quarantine.replay", "quarantine 3", "replayed 3"),
        ("frontier.requeue", "plainpress, 7 dead letters", "done"),
        ("jobs.cancel", HOSTILE[0] if hostile else "job 0004", "refused: it is over"),
    ):
        audit.end(database, audit.begin(database, desk, action, subject), outcome)
    backup = {"_id": "backup", "at": demo.now - 9 * _HOUR, "host": "crawler-1", "folder": "/srv/backups/2026-11-28"}
    documents = {"documents": 41_207, "schemaVersion": SCHEMA_VERSION}
    database["meta"].insert_many([backup | documents, {"_id": "doctor", "at": demo.now - 2 * _DAY}])
