"""Page parts around a story: menus, teasers, tables, advertising slots, icons, scripts, style.

There are two kinds of blocks. *Terse* blocks (link lists, tables, options) have 10 to 65 bytes per element, about 30
on average. *Wordy* blocks (responsive images, tracking attributes, icons, players) have 85 to 320 bytes per element,
about 190 on average. The mix of both kinds sets the density of a page, as on real sites; there is no padding.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from random import Random
from typing import Protocol

from bench import prose

__all__ = ["TERSE", "WORDY", "Block", "Linked", "head", "state_records", "style_rules"]


class Linked(Protocol):
    """Fields of a story that a teaser shows."""

    @property
    def path(self) -> str: ...
    @property
    def headline(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def published(self) -> str: ...
    @property
    def number(self) -> int: ...


Block = Callable[[Random, Sequence[Linked]], str]

_IMAGES = "https://img.japantoday.com/img/store"
_SECTIONS = (
    "national",
    "crime",
    "politics",
    "business",
    "tech",
    "entertainment",
    "sports",
    "world",
    "features",
    "lifestyle",
    "food",
    "travel",
    "health",
    "environment",
    "education",
    "culture",
    "opinion",
    "science",
    "weather",
    "markets",
    "space",
    "obituaries",
    "events",
    "jobs",
    "property",
)
_GRID = (
    "col-xs-12 col-sm-6 col-md-4 mb-20",
    "col-xs-6 col-md-3 mb-10",
    "media media-sm mb-20",
    "grid__cell grid__cell--third",
)


def _some(rng: Random, stories: Sequence[Linked], low: int, high: int) -> list[Linked]:
    return [rng.choice(stories) for _ in range(rng.randint(low, high))]


def _token(rng: Random, size: int) -> str:
    return f"{rng.getrandbits(size * 4):0{size}x}"


# --- terse ----------------------------------------------------------------------------------------------------------


def _menu(rng: Random, stories: Sequence[Linked]) -> str:
    names = rng.sample(_SECTIONS, rng.randint(6, 14))
    entries = "".join(
        f'<li><a href="/category/{name}/{topic.replace(" ", "-")}">{escape(topic.title())}</a></li>'
        for name in names
        for topic in rng.sample(prose.TOPICS, rng.randint(1, 3))
    )
    return f"<nav><ul>{entries}</ul></nav>"


def _markets(rng: Random, stories: Sequence[Linked]) -> str:
    rows = "".join(
        f"<tr><td>{rng.choice(prose.CITIES)} "
        f"{rng.choice(('100', '225', 'All', 'Mid', 'REIT'))}</td><td>{rng.uniform(90, 40_000):,.2f}</td><td>"
        f"{rng.uniform(-4, 4):+.2f}%</td><td>{rng.randrange(6, 16):02}:{rng.randrange(60):02}</td></tr>"
        for _ in range(rng.randint(6, 18))
    )
    return f'<table class="rates"><tbody>{rows}</tbody></table>'


def _weather(rng: Random, stories: Sequence[Linked]) -> str:
    rows = "".join(
        f"<tr><td>{city}</td><td><b>{rng.randrange(-3, 37)}</b></td><td>{rng.randrange(-9, 29)}</td><td>"
        f"{rng.randrange(0, 100, 10)}%</td></tr>"
        for city in rng.sample(prose.CITIES, rng.randint(6, 16))
    )
    return f"<section><h4>Weather</h4><table>{rows}</table></section>"


def _options(rng: Random, stories: Sequence[Linked]) -> str:
    entries = "".join(
        f'<option value="{number}">{place}</option>'
        for number, place in enumerate(rng.sample(prose.CITIES, rng.randint(10, 40)), rng.randrange(10, 500))
    )
    return (
        f'<form action="/search"><select name="area">{entries}</select><input name="q"><button>Search</button></form>'
    )


def _topics(rng: Random, stories: Sequence[Linked]) -> str:
    entries = " ".join(
        f'<a href="/tag/{topic.replace(" ", "-")}">{topic}</a>'
        for topic in rng.sample(prose.TOPICS, rng.randint(8, 24))
    )
    return f'<p class="tags">{entries}</p>'


def _latest(rng: Random, stories: Sequence[Linked]) -> str:
    entries = "".join(
        f'<li><a href="{story.path}">{escape(story.headline)}</a> <small>{rng.randrange(1, 59)} min</small></li>'
        for story in _some(rng, stories, 5, 12)
    )
    return (
        f"<aside><h3>{rng.choice(('Latest', 'Popular', 'Most discussed', 'Editors chose'))}</h3><ol>{entries}</ol>"
        "</aside>"
    )


# --- wordy ----------------------------------------------------------------------------------------------------------


def _cards(rng: Random, stories: Sequence[Linked]) -> str:
    grid = rng.choice(_GRID)
    return '<div class="row">' + "".join(_card(rng, story, grid) for story in _some(rng, stories, 2, 5)) + "</div>"


def _card(rng: Random, story: Linked, grid: str) -> str:
    stem = f"{_IMAGES}/{_token(rng, 2)}/{_token(rng, 2)}/{_token(rng, 32)}"
    sizes = ", ".join(
        f"{stem}/w{width}.jpg?fit=crop&amp;sign={_token(rng, 16)} {width}w"
        for width in rng.sample((160, 320, 480, 640, 960, 1280), rng.randint(2, 6))
    )
    tracking = escape(json.dumps({"id": story.number, "slot": _token(rng, 6), "position": rng.randrange(40)}))
    return (
        f'<div class="{grid}" data-article-id="{story.number}" data-impression="{tracking}">'
        f'<a class="pull-left img-responsive" href="{story.path}?utm_source=site&amp;utm_medium={story.section}&'
        f'amp;utm_content={_token(rng, 8)}">'
        f'<img class="media-object lazyload" src="{stem}/w16.jpg" data-srcset="{sizes}" data-sizes="auto" '
        f'width="{rng.randrange(120, 640)}" alt="Image: {escape(story.headline)}" loading="lazy"></a>'
        f'<div class="media-body"><span class="label label-{story.section}">{story.section.title()}</span>'
        f'<h3 class="media-heading text-strong"><a href="{story.path}">{escape(story.headline)}</a></h3>'
        f'{f"""<p class="text-small text-gray hidden-xs">{prose.sentence(rng)}</p>""" if rng.random() < 0.3 else ""}'
        f'<time class="text-xsmall" datetime="{story.published}">{story.published[:10]}</time></div></div>'
    )


def _icons(rng: Random, stories: Sequence[Linked]) -> str:
    def path() -> str:
        return "".join(
            f"{rng.choice('MLHVCSQ')}{rng.uniform(0, 24):.2f} {rng.uniform(0, 24):.2f}"
            for _ in range(rng.randint(8, 30))
        )

    story = rng.choice(stories)
    return (
        '<div class="share-buttons">'
        + "".join(
            f'<a class="btn btn-share btn-{name}" rel="nofollow noopener" target="_blank" '
            f'href="https://{name}.example/share?url=https%3A%2F%2Fjapantoday.com{story.path}&amp;'
            f'text={story.number}">'
            '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path '
            f'fill="#{_token(rng, 6)}" d="{path()}z"/></svg></a>'
            for name in rng.sample(("chirp", "friends", "clip", "mail", "line", "pin"), 3)
        )
        + "</div>"
    )


def _advertising(rng: Random, stories: Sequence[Linked]) -> str:
    slot = f"div-ad-{rng.getrandbits(40)}-{rng.randrange(9)}"
    number, section = rng.randrange(10**7, 10**8), rng.choice(_SECTIONS)
    unit = f"/{number}/{section}_{rng.choice(('rectangle', 'leaderboard', 'infeed', 'sky'))}"
    sizes = json.dumps(
        [
            [rng.choice((300, 320, 336, 728, 970)), rng.choice((50, 90, 100, 250, 280, 600))]
            for _ in range(rng.randint(1, 4))
        ]
    )
    return (
        f'<div class="ad-wrapper text-center mb-30 hidden-print" data-ad-unit="{unit}" data-ad-sizes="{sizes}">'
        f'<div id="{slot}" style="min-height:{rng.choice((90, 250, 280))}px">'
        "<script>"
        f"adq.cmd.push(function(){{adq.slot({unit!r},{sizes},{slot!r}).target('key',{_token(rng, 10)!r}).show()}});"
        "</script></div></div>"
    )


def _player(rng: Random, stories: Sequence[Linked]) -> str:
    story = rng.choice(stories)
    setup = escape(
        json.dumps(
            {
                "sources": [
                    {
                        "src": f"https://media.japantoday.com/{_token(rng, 24)}/{height}p.m3u8",
                        "height": height,
                        "bandwidth": rng.randrange(10**5, 10**7),
                    }
                    for height in (240, 360, 720)
                ],
                "title": story.headline,
                "analytics": {"property": _token(rng, 12), "sample": round(rng.random(), 3)},
                "poster": f"{_IMAGES}/{_token(rng, 16)}.jpg",
            }
        )
    )
    return (
        f'<figure class="video-block mb-30"><div class="player" data-setup="{setup}"></div><figcaption>'
        f"{escape(story.headline)}</figcaption></figure>"
    )


def _jobs(rng: Random, stories: Sequence[Linked]) -> str:
    return (
        '<section class="partner-content"><h4>Jobs in Japan</h4>'
        + "".join(
            f'<article class="job-teaser clearfix" data-job="{rng.getrandbits(24)}" data-company="{_token(rng, 12)}">'
            f'<a href="https://jobs.japantoday.com/en/job/{rng.getrandbits(24)}?utm_source=jt&amp;'
            f'utm_campaign={_token(rng, 10)}" rel="nofollow">'
            f"{rng.choice(('Teacher', 'Engineer', 'Cook', 'Guide', 'Translator', 'Nurse'))} in "
            f"{rng.choice(prose.CITIES)}</a>"
            f'<span class="job-salary text-xsmall">¥{rng.randrange(210, 900)},000 a month</span></article>'
            for _ in range(rng.randint(2, 5))
        )
        + "</section>"
    )


TERSE: tuple[Block, ...] = (_menu, _markets, _weather, _options, _topics, _latest)
WORDY: tuple[Block, ...] = (_cards, _cards, _cards, _icons, _icons, _advertising, _player, _jobs)
"""Cards and icons are repeated because they are more frequent on news pages than other blocks."""


# --- head and scripts -------------------------------------------------------------------------------------------------


def head(rng: Random, story: Linked, summary: str) -> str:
    """Inner markup of ``<head>`` without style and state."""
    title, url = escape(story.headline), f"https://japantoday.com{story.path}"
    image = f"{_IMAGES}/{_token(rng, 32)}.jpg"
    metas = {
        "description": summary,
        "keywords": ", ".join(rng.sample(prose.TOPICS, 5)),
        "robots": "max-image-preview:large",
        "viewport": "width=device-width, initial-scale=1",
        "theme-color": "#" + _token(rng, 6),
        "application-name": "Japan Today",
        "msapplication-TileColor": "#" + _token(rng, 6),
        "csrf-token": _token(rng, 40),
    }
    properties = {
        "og:title": story.headline,
        "og:type": "article",
        "og:url": url,
        "og:image": image,
        "og:site_name": "Japan Today",
        "og:description": summary,
        "article:section": story.section,
    }
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://japantoday.com/"},
            {
                "@type": "ListItem",
                "position": 2,
                "name": story.section,
                "item": f"https://japantoday.com/category/{story.section}",
            },
        ],
    }
    return "".join(
        [
            f'<meta charset="utf-8"><title>{title} - Japan Today</title><link rel="canonical" href="{url}">',
            *(f'<meta name="{name}" content="{escape(value)}">' for name, value in metas.items()),
            *(f'<meta property="{name}" content="{escape(value)}">' for name, value in properties.items()),
            '<link rel="alternate" type="application/rss+xml" href="/feed">',
            *(f'<link rel="{rel}" href="/{rel}/{_token(rng, 20)}.css">' for rel in ("stylesheet", "preload", "icon")),
            *(
                f'<script async src="https://cdn{n}.example/{_token(rng, 16)}.js"></script>'
                for n in range(rng.randint(2, 9))
            ),
            f'<script type="application/ld+json">{json.dumps(crumbs)}</script>',
        ]
    )


def style_rules(rng: Random, size: int) -> str:
    """About ``size`` bytes of critical CSS."""
    rules: list[str] = []
    length = 0
    while length < size:
        name = (
            f"{rng.choice(('media', 'grid', 'btn', 'nav', 'label', 'card', 'story', 'form', 'modal'))}-{_token(rng, 2)}"
        )
        facts = "".join(
            rng.choice(
                (
                    f"margin:{rng.randrange(40)}px {rng.randrange(40)}px;",
                    f"color:#{_token(rng, 6)};",
                    f"font:{rng.randrange(300, 800, 100)} {rng.randrange(10, 40)}px/1.{rng.randrange(1, 9)} "
                    "sans-serif;",
                    f"width:{rng.randrange(5, 100)}%;",
                    f"padding:0 {rng.randrange(30)}px;",
                    "display:flex;",
                    "position:relative;",
                    f"transition:opacity .{rng.randrange(1, 9)}s ease-in-out;",
                )
            )
            for _ in range(rng.randint(1, 5))
        )
        rule = f".{name}{rng.choice(('', ':hover', ' a', '>li', '::after'))}{{{facts}}}"
        rules.append(f"@media(max-width:{rng.randrange(320, 1200)}px){{{rule}}}" if rng.random() < 0.2 else rule)
        length += len(rules[-1])
    return "".join(rules)


def state_records(rng: Random, stories: Sequence[Linked], size: int) -> str:
    """About ``size`` bytes of the JSON from which such a site's scripts redraw the page; ``</`` escaped."""
    records: list[str] = []
    length = 0
    while length < size:
        story = rng.choice(stories)
        record = json.dumps(
            {
                "id": story.number,
                "path": story.path,
                "title": story.headline,
                "section": story.section,
                "published": story.published,
                "image": {
                    "src": f"{_IMAGES}/{_token(rng, 32)}.jpg",
                    "w": rng.randrange(300, 2000),
                    "h": rng.randrange(200, 1500),
                },
                "flags": {flag: rng.random() < 0.5 for flag in ("video", "premium", "sponsored", "live")},
                "lead": prose.sentence(rng),
                "score": round(rng.random(), 5),
            }
        )
        records.append(record)
        length += len(record) + 1
    return ",".join(records).replace("</", "<\\/")
