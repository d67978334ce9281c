"""morningtide.example: a small site that writes its own headlines, cuts wire stories, and has no comments."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

from newsroom.edition import MORNINGTIDE, Edition, Printed
from newsroom.markup import FeedEntry, esc, paragraphs, rss, sitemap
from newsroom.site import Answer, Request, Resource, Table, redirect

__all__ = ["MorningTide"]

NAME = "The Morning Tide"
ZONE = timezone(timedelta(hours=0))


class MorningTide:
    """Render the site of one edition."""

    host = MORNINGTIDE

    def __init__(self, edition: Edition) -> None:
        self._table = _pages(edition.of(self.host), edition.listed, edition.hints_of(self.host))
        self._missing = Resource(_page("Not found", "<h1>Nothing was washed ashore here</h1>").encode(), status=404)

    def answer(self, request: Request) -> Answer:
        path = request.path
        if path != "/" and path.endswith("/") and path.rstrip("/") in self._table:
            return redirect(path.rstrip("/"))
        return self._table.get(path) or self._missing


def _pages(printed: list[Printed], listed: int | None, hints: str) -> Table:
    changed = max((p.touched for p in printed), default=datetime(2026, 11, 1, tzinfo=UTC))

    def page(text: str, when: datetime = changed) -> Resource:
        return Resource(text.encode(), "text/html; charset=utf-8", last_modified=when)

    root = f"https://{MORNINGTIDE}"
    table = Table()
    for story in printed:
        table.later(story.path, partial(_story_answer, story))
    sections = sorted({_section(p) for p in printed})
    for section in sections:
        inside = [p for p in printed if _section(p) == section]
        table[f"/{section}"] = page(_page(section.title(), f"<h1>{section.title()}</h1>\n{_stories(inside)}"))
    table["/"] = page(_page(NAME, f"<h1>{NAME}</h1>\n{_stories(printed)}", menu=sections))
    entries: list[FeedEntry] = [
        (p.headline, p.url, p.published.astimezone(ZONE), esc(p.body[0]), None) for p in printed[:listed]
    ]
    table["/rss"] = Resource(
        rss(NAME, root, entries, myself=f"{root}/rss", extra=hints),
        "application/rss+xml; charset=utf-8",
        last_modified=changed,
    )
    table["/sitemap.xml"] = Resource(
        sitemap((p.url, p.touched) for p in printed), "application/xml", last_modified=changed
    )
    table["/robots.txt"] = Resource(
        f"User-agent: *\nDisallow:\n\nSitemap: {root}/sitemap.xml\n".encode(), "text/plain; charset=utf-8"
    )
    return table


def _story_answer(story: Printed) -> Resource:
    return Resource(_story(story).encode(), "text/html; charset=utf-8", last_modified=story.touched)


def _section(story: Printed) -> str:
    return story.section.partition("/")[0]


def _stories(printed: list[Printed]) -> str:
    items = "\n".join(
        f'<section class="card"><h2><a href="{p.path}">{esc(p.headline)}</a></h2>'
        f'<time datetime="{p.published.astimezone(ZONE).isoformat()}">{p.published.astimezone(ZONE):%d %B %Y}</time>'
        "</section>"
        for p in printed
    )
    return f'<div class="cards">\n{items}\n</div>'


def _story(story: Printed) -> str:
    when = story.published.astimezone(ZONE)
    # A closing paragraph of the outlet's own is no part of the wire text, and the page does not tell them apart.
    texts = [story.dateline_prefix + story.body[0], *story.body[1:]]
    head = f"""<link rel="canonical" href="{story.url}">
<meta property="og:type" content="article">
<meta property="og:title" content="{esc(story.headline)}">
<script type="application/ld+json">{_json_ld(story)}</script>
"""
    content = f"""<article class="story">
<h1>{esc(story.headline)}</h1>
<p class="meta"><time datetime="{when.isoformat()}">{when:%d %B %Y, %H:%M}</time></p>
<div class="story-text">
{paragraphs(texts)}
</div>
<p class="rights">{esc(story.notice)}</p>
</article>"""
    return _page(esc(story.headline), content, head=head, language=story.language)


def _json_ld(story: Printed) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "datePublished": story.published.astimezone(ZONE).isoformat(),
        "articleSection": _section(story).title(),
        "inLanguage": story.language,
        "mainEntityOfPage": story.url,
        "publisher": {"@type": "Organization", "name": NAME},
        **({"dateModified": story.modified.astimezone(ZONE).isoformat()} if story.modified else {}),
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _page(title: str, content: str, *, head: str = "", menu: list[str] | None = None, language: str = "en") -> str:
    links = " ".join(f'<a href="/{section}">{section.title()}</a>' for section in menu or ())
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
{head}<link rel="alternate" type="application/rss+xml" href="/rss">
</head>
<body>
<header><a href="/">{NAME}</a> <nav>{links}</nav></header>
<main>
{content}
</main>
<footer><p>© 2026 {NAME}. Washed ashore daily.</p></footer>
</body>
</html>
"""
