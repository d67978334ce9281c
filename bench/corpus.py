"""The pages that the benchmark crawls: Japan-Today-shaped stories, each different, none of them padded.

A crawler's time depends on the amount of markup per kilobyte. It was measured over the 416 evaluation pages of 60 to
150 KB (KB = 1,000 bytes of uncompressed HTML; shares are of those bytes; attributes with their names and quotes):

===================  =====  =====  ======  =====  =====
quantile               5 %   25 %  median   75 %   95 %
===================  =====  =====  ======  =====  =====
kilobytes             61.6   73.6    90.3  116.8  140.5
elements per KB       4.27   5.62    7.50   9.75  13.41
visible text         0.035  0.059   0.087  0.136  0.255
inline scripts       0.000  0.048   0.121  0.233  0.476
inline style         0.000  0.000   0.006  0.074  0.256
attributes           0.286  0.407   0.504  0.592  0.762
gzip -6              0.154  0.189   0.217  0.250  0.294
===================  =====  =====  ======  =====  =====

Size and elements per KB of each page are drawn from these distributions between the 5th and the 95th percentile. The
blocks around the story (terse or wordy blocks, scripts, style) are then chosen to reach both values. ``tests/bench``
checks the generator against the table.

The stories themselves (headline, byline, 6 to 22 paragraphs, 0 to 40 comments, mean about 7.5) are written by
:mod:`bench.prose`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape
from itertools import pairwise
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from bench import furniture, prose
from newscrawler.spiders.japantoday import JapanTodaySpider

__all__ = ["COUNT", "HOST", "SEED", "Corpus", "Document", "Story", "comment_answer", "page", "plan", "prepare"]

HOST = "japantoday.com"
COUNT = 2_000
"""Pages of a crawl. It takes 5 s or more, so that start-up and the last flush do not change the rate."""
SEED = 2
LEAST, MOST = 60_000, 150_000
"""Bytes of a page's HTML."""

_JAPAN = timezone(timedelta(hours=9))
_LISTS = tuple(urlsplit(url).path for url in (*JapanTodaySpider.feeds, *JapanTodaySpider.sections))
"""Paths that the spider reads first: its feed, then its section pages."""
_SECTIONS = tuple(path.removeprefix("/category/") for path in _LISTS[1:])
_LATEST = datetime(2026, 10, 31, 21, 0, tzinfo=_JAPAN)
_AGENCIES = {
    "Reuters": "© (c) Copyright Thomson Reuters {year}.",
    "AFP": "© {year} AFP",
    "AP": "© Copyright {year} The Associated Press. All rights reserved. This material may not be published, "
    "broadcast, rewritten or redistributed without permission.",
    "Kyodo": "© KYODO",
}

# Values at the 5th, 25th, 50th, 75th and 95th percentile (table above).
_AT = (0.05, 0.25, 0.50, 0.75, 0.95)
_KILOBYTES = (61.6, 73.6, 90.3, 116.8, 140.5)
_DENSITY = (4.27, 5.62, 7.50, 9.75, 13.41)
_SCRIPTS = (0.0, 0.048, 0.121, 0.233, 0.476)
_STYLE = (0.0, 0.0, 0.006, 0.074, 0.256)
# Least and most bytes of markup per element that the blocks can reach: menus and tables need the least, tracking and
# images the most. Where the drawn shares of script and style need a value outside, the shares are changed.
_TERSEST, _WORDIEST = 55.0, 180.0


@dataclass(frozen=True, slots=True)
class Story:
    """Facts of a story that exist before its page is written."""

    number: int
    path: str
    headline: str
    byline: str
    agency: str
    section: str
    published: str
    """ISO 8601 with the outlet's offset."""
    comments: int


@dataclass(frozen=True, slots=True)
class Document:
    """One answer of the server."""

    path: str
    """Path without query."""
    content_type: str
    body: bytes
    """Compressed with gzip."""


class Corpus:
    """The prepared documents in a folder.

    :ivar stories: in feed order
    :ivar lists: paths of the feed and then of the section pages
    :ivar kilobytes: mean size of a story page, uncompressed
    """

    def __init__(self, folder: Path) -> None:
        index = json.loads((folder / "index.json").read_text())
        self.folder = folder
        self.stories = [Story(**fields) for fields in index["stories"]]
        self.lists = _LISTS
        self.kilobytes: float = index["kilobytes"]
        self._documents: list[tuple[str, str, int]] = index["documents"]

    def documents(self) -> Iterator[Document]:
        with (self.folder / "bodies").open("rb") as bodies:
            for path, content_type, size in self._documents:
                yield Document(path, content_type, bodies.read(size))


def prepare(folder: Path, count: int = COUNT, seed: int = SEED) -> Corpus:
    """Return the corpus below ``folder``. It is written first unless it exists for these generators, count and seed.

    Writing 2,000 pages takes about 10 s.
    """
    here = Path(__file__).parent
    sources = b"".join((here / name).read_bytes() for name in ("prose.py", "prose.toml", "furniture.py", "corpus.py"))
    digest = hashlib.sha256(sources + f"{count} {seed} {_LISTS}".encode()).hexdigest()[:12]
    home = folder / f"corpus-{count}-{digest}"
    if not (home / "index.json").exists():
        for outdated in folder.glob(f"corpus-{count}-*"):
            shutil.rmtree(outdated)
        print(f"bench: writing {count:,} pages into {home} (once, about {count // 200} s)", flush=True)
        _write(home, count, seed)
    return Corpus(home)


def _write(home: Path, count: int, seed: int) -> None:
    home.mkdir(parents=True, exist_ok=True)
    stories = plan(count, seed)
    documents: list[tuple[str, str, int]] = []
    size = 0
    with (home / "bodies").open("wb") as bodies:

        def add(path: str, content_type: str, body: bytes) -> None:
            bodies.write(body)
            documents.append((path, content_type, len(body)))

        add("/robots.txt", "text/plain", _gzip(b"User-agent: *\nDisallow: /login\n"))
        add(_LISTS[0], "application/rss+xml; charset=utf-8", _gzip(_feed(stories)))
        for path, section in zip(_LISTS[1:], _SECTIONS, strict=True):
            add(path, "text/html; charset=UTF-8", _gzip(_list_page(section, stories)))
        for index, story in enumerate(stories):
            html = page(stories, index, seed).encode()
            size += len(html)
            add(story.path, "text/html; charset=UTF-8", _gzip(html))
            add(f"/rest.api/article/{story.number}/comment", "application/json", _gzip(comment_answer(story, seed)))
    contents = {
        "kilobytes": size / count / 1000,
        "stories": [asdict(story) for story in stories],
        "documents": documents,
    }
    # Written last: a folder without it is an interrupted attempt.
    (home / "index.json").write_text(json.dumps(contents))


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


# --- stories ----------------------------------------------------------------------------------------------------------


def plan(count: int = COUNT, seed: int = SEED) -> list[Story]:
    """Return ``count`` stories, newest first, all with different headlines and paths."""
    rng = Random(f"{seed} plan")
    stories: dict[str, Story] = {}
    while len(stories) < count:
        headline = prose.headline(rng)
        if headline in stories:
            continue
        number, section = 400_000 - len(stories), rng.choice(_SECTIONS)
        slug = re.sub(r"[^a-z0-9]+", "-", headline.lower()).strip("-")
        stories[headline] = Story(
            number=number,
            path=f"/category/{section}/{slug}",
            headline=headline,
            byline=" and ".join(prose.person(rng) for _ in range(rng.choice((1, 1, 1, 2)))),
            agency=rng.choice(list(_AGENCIES)),
            section=section,
            published=(_LATEST - timedelta(minutes=7 * len(stories) + rng.randrange(7))).isoformat(),
            comments=min(40, int(rng.expovariate(1 / 8))),
        )
    return list(stories.values())


def _feed(stories: list[Story]) -> bytes:
    items = "".join(
        f"<item><title>{escape(story.headline)}</title><link>https://{HOST}{story.path}</link>"
        f'<guid isPermaLink="true">https://{HOST}{story.path}</guid><category>{story.section}</category>'
        f"<pubDate>{format_datetime(datetime.fromisoformat(story.published))}</pubDate></item>"
        for story in stories
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Japan Today</title>'
        f"<link>https://{HOST}/</link><description>Latest</description>{items}</channel></rss>"
    ).encode()


def _list_page(section: str, stories: list[Story]) -> bytes:
    teasers = "".join(
        f'<div class="media media-sm"><div class="media-body"><h3><a href="{story.path}">{escape(story.headline)}'
        "</a></h3></div></div>"
        for story in [story for story in stories if story.section == section][:30]
    )
    return f'<!DOCTYPE html><html lang="en"><title>{section}</title><body><main>{teasers}</main></body></html>'.encode()


def comment_answer(story: Story, seed: int = SEED) -> bytes:
    """Return the comment endpoint's answer for a story."""
    rng = Random(f"{seed} comments {story.number}")
    at = datetime.fromisoformat(story.published)
    rows: list[dict[str, object]] = []
    for position in range(story.comments):
        at += timedelta(seconds=rng.randrange(20, 7200))
        up, down = int(rng.expovariate(1 / 5)), int(rng.expovariate(1 / 3))
        rows.append(
            {
                "comment_id": story.number * 100 + position,
                "user": {"name": prose.handle(rng)},
                "body": prose.comment_html(rng),
                "rating": up - down,
                "positive_rating": up,
                "negative_rating": down,
                "date_created": at.isoformat(),
            }
        )
    return json.dumps({"success": True, "message": "", "length": len(rows), "comments": rows}).encode()


# --- pages ------------------------------------------------------------------------------------------------------------


def page(stories: list[Story], index: int, seed: int = SEED) -> str:
    """Return the HTML of a story's page."""
    story = stories[index]
    rng = Random(f"{seed} page {story.number}")
    size, density = 1000 * _draw(rng, _KILOBYTES), _draw(rng, _DENSITY)
    style_share, share = _draw(rng, _STYLE), _draw(rng, _SCRIPTS)
    share = min(max(style_share + share, 1 - density * _WORDIEST / 1000), 1 - density * _TERSEST / 1000)
    rules = furniture.style_rules(rng, int(min(style_share, share) * size))
    style = f"<style>{rules}</style>" if rules else ""

    start, article, end = _start(rng, story, style), _article(rng, story), _end()
    room = round(size * (1 - share)) - len(article) - (len(start) - len(style)) - len(end)
    elements = round(size / 1000 * density) - sum(map(_elements, (start, article, end))) - 1
    before, after = _surroundings(rng, stories, room, elements)
    state = size - sum(map(len, (start, before, article, after, end)))
    script = f"<script>window.__STATE__=[{furniture.state_records(rng, stories, int(state) - 700)}]</script>"
    return "".join((start, before, article, after, script, end))


def _draw(rng: Random, values: tuple[float, ...]) -> float:
    """Draw a value of the distribution with these quantiles, inside its ends: the last block may miss by 1 %."""
    at = rng.uniform(_AT[0] + 0.01, _AT[-1] - 0.01)
    for (low, high), (least, most) in zip(pairwise(_AT), pairwise(values), strict=True):
        if at <= high:
            return least + (most - least) * (at - low) / (high - low)
    return values[-1]


def _elements(markup: str) -> int:
    return markup.count("<") - markup.count("</") - markup.count("<!")


def _surroundings(rng: Random, stories: list[Story], room: int, elements: int) -> tuple[str, str]:
    """Return blocks of about ``room`` bytes with about ``elements`` elements, before and after the article."""
    blocks: list[str] = []
    while room > 400 and elements > 4:
        # Choose the kind that moves the ratio towards its goal: a terse block has about 30 bytes per element, a wordy
        # block about 190. The last few elements are wordy, because those blocks are small enough to hit the size.
        kind = furniture.WORDY if elements < 25 or rng.uniform(30, 190) < room / elements else furniture.TERSE
        block = rng.choice(kind)(rng, stories)
        if _elements(block) > elements:
            continue
        blocks.append(block)
        room -= len(block)
        elements -= _elements(block)
    cut = len(blocks) // 3
    return "".join(blocks[:cut]), "".join(blocks[cut:])


def _start(rng: Random, story: Story, style: str) -> str:
    lead = prose.sentence(rng)
    return (
        f'<!DOCTYPE html><html lang="en"><head>{furniture.head(rng, story, lead)}{style}</head>'
        f'<body class="article-page category-{story.section}"><header class="navbar"><a class="navbar-brand" '
        'href="/">Japan Today</a>'
        f'<a class="btn btn-login" href="/login">Login</a></header><main class="container">'
    )


def _end() -> str:
    return (
        '</main><footer><ul><li><a href="/about">About us</a></li><li><a href="/contact">Contact us</a></li>'
        '<li><a href="/terms">Terms of use</a></li></ul><p class="text-xsmall">©2026 GPlusMedia Inc.</p></footer>'
        "</body></html>"
    )


def _article(rng: Random, story: Story) -> str:
    """Render the article in one of the two markups that the outlet has used."""
    at = datetime.fromisoformat(story.published)
    city = rng.choice(prose.CITIES).upper()
    paragraphs = [prose.paragraph(rng) for _ in range(rng.randint(6, 22))]
    if agency_dateline := rng.random() < 0.5:
        paragraphs[0] = f"{city}, {at:%b} {at.day} ({story.agency}) - {paragraphs[0]}"
    body = "".join(
        f"<p>{text}</p>" for text in (f"By {story.byline}", *paragraphs, _AGENCIES[story.agency].format(year=at.year))
    )
    where = "" if agency_dateline else f'<div class="dateline">{city}</div>'
    container = rng.choice(('<div itemprop="articleBody">', '<div class="text-large mb-40">'))
    comments = escape(
        json.dumps(
            {
                "articleId": story.number,
                "route": {
                    order: f"https://{HOST}/rest.api/article/{story.number}/comment?order={order}"
                    for order in ("popular", "latest", "oldest")
                },
                "user": None,
            }
        )
    )
    return (
        f'<article class="article-detail"><h1>{escape(story.headline)}</h1><div class="text-strong text-xsmall '
        'text-gray">'
        f'<time datetime="{story.published}">{at:%b. %d %I:%M %p} JST</time> <a href="#comments"><span '
        'itemprop="commentCount">'
        f"{story.comments}</span> Comments</a></div>{where}"
        f'<figure><img src="https://img.{HOST}/{story.number}.jpg" alt="">'
        f"<figcaption>{prose.sentence(rng)} Image: {story.agency}</figcaption></figure>{container}{body}</div>"
        f'<div class="text-xsmall">©{at.year} GPlusMedia Inc.</div></article>'
        f'<section id="comments"><h2>{story.comments} Comments</h2><a class="btn" href="/login">Login to comment</a>'
        f'<div id="comments-js" data-json="{comments}"></div><div class="login-box"><h4>Facebook users</h4>'
        "<p>Use your Facebook account to login or register with Japan Today.</p><h4>Login with your "
        "account</h4></div></section>"
    )
