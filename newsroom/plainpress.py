"""plainpress.example: hand-written hypertext. No platform, no script: semantic HTML and microdata."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import partial

from newsroom.edition import PLAINPRESS, Edition, Printed
from newsroom.markup import FeedEntry, esc, paragraphs, rss, sitemap
from newsroom.readers import Remark
from newsroom.site import Answer, Request, Resource, Table, redirect

__all__ = ["PlainPress", "story_page"]

NAME = "Plain Press"
ZONE = timezone(timedelta(hours=1))

THREADS_PER_PAGE = 15
"""Top-level comments on one page; their replies come with them."""

_ROBOTS = """# Please be gentle: one small machine in a cupboard.
User-agent: *
Crawl-delay: 0.05
Disallow: /search
Disallow: /login

Sitemap: https://plainpress.example/sitemap-news.xml
"""


class PlainPress:
    """Render the site of one edition."""

    host = PLAINPRESS

    def __init__(self, edition: Edition) -> None:
        self._table = _pages(edition.of(self.host), edition.listed, edition.hints_of(self.host))
        self._missing = Resource(_page("Not found", "<h1>There is no such page</h1>").encode(), status=404)

    def answer(self, request: Request) -> Answer:
        path = request.path
        if (found := self._table.get(path)) is not None:
            return found
        if path != "/" and path.endswith("/") and path.rstrip("/") in self._table:
            return redirect(path.rstrip("/"))
        return self._missing


def _pages(printed: list[Printed], listed: int | None, hints: str) -> Table:
    changed = max((p.touched for p in printed), default=datetime(2026, 11, 1, tzinfo=UTC))

    def page(text: str, when: datetime = changed) -> Resource:
        return Resource(text.encode(), "text/html; charset=utf-8", last_modified=when)

    root = f"https://{PLAINPRESS}"
    table = Table()
    for story in printed:
        if story.gone:
            table[story.path] = Resource(_page("Gone", "<h1>This page was taken down</h1>").encode(), status=410)
            continue
        for number in range(1, _page_count(story) + 1):
            table.later(_page_path(story, number), partial(_story, story, number))
    sections = sorted({p.section for p in printed})
    for section in sections:
        inside = [p for p in printed if p.section == section]
        title = section.rpartition("/")[2].title()
        table[f"/section/{section}"] = page(_page(title, f"<h1>{title}</h1>\n{_stories(inside)}"))
    index = "\n".join(f'<li><a href="/section/{s}">{s.rpartition("/")[2].title()}</a></li>' for s in sections)
    table["/"] = page(
        _page(
            "All the news, plainly",
            f"<h1>{NAME}</h1>\n<h2>Sections</h2>\n<ul>\n{index}\n</ul>\n<h2>Latest</h2>\n{_stories(printed[:12])}",
        )
    )
    table["/feed.xml"] = Resource(
        rss(NAME, root, [_entry(p) for p in printed[:listed]], myself=f"{root}/feed.xml", extra=hints),
        "application/rss+xml; charset=utf-8",
        last_modified=changed,
    )
    table["/sitemap-news.xml"] = Resource(
        sitemap(((p.url, p.published.astimezone(ZONE)) for p in printed), news=[p.headline for p in printed]),
        "application/xml",
        last_modified=changed,
    )
    table["/robots.txt"] = Resource(_ROBOTS.encode(), "text/plain; charset=utf-8")
    table["/login"] = page(
        _page(
            "Log in", '<h1>Log in</h1><form method="post"><input name="name"><input type="password" name="word"></form>'
        )
    )
    table["/search"] = page(_page("Search", '<h1>Search</h1><form><input name="q"></form>'))
    table["/about"] = page(_page("About", f"<h1>About</h1><p>{NAME} is written by hand, in a cupboard, with care.</p>"))
    return table


def _story(story: Printed, number: int) -> Resource:
    return Resource(story_page(story, number).encode(), "text/html; charset=utf-8", last_modified=story.touched)


def _entry(story: Printed) -> FeedEntry:
    return story.headline, story.url, story.published.astimezone(ZONE), esc(story.body[0]), None


def _stories(printed: list[Printed]) -> str:
    items = "\n".join(
        f'<li><a href="{p.path}">{esc(p.headline)}</a> <small>{p.published.astimezone(ZONE):%d %B %Y}</small></li>'
        for p in printed
    )
    return f"<ul>\n{items}\n</ul>"


def _roots(story: Printed) -> list[Remark]:
    return [r for r in story.remarks if r.parent is None]


def _page_count(story: Printed) -> int:
    return max(1, -(-len(_roots(story)) // THREADS_PER_PAGE))


def _page_path(story: Printed, number: int) -> str:
    return story.path if number == 1 else f"{story.path}/comments/{number}"


def story_page(story: Printed, number: int = 1) -> str:
    """Render the story with its first comments, or a further page with comments only."""
    pages = _page_count(story)
    following = _page_path(story, number + 1) if number < pages else None
    links = f'<link rel="canonical" href="https://{PLAINPRESS}{_page_path(story, number)}">\n'
    if following:
        links += f'<link rel="next" href="{following}">\n'
    if number > 1:
        links += f'<link rel="prev" href="{_page_path(story, number - 1)}">\n'
    comments = _comments(story, number, pages, following)
    if number > 1:
        content = f'<h1>Comments on <a href="{story.path}">{esc(story.headline)}</a></h1>\n{comments}'
        return _page(f"Comments, page {number}: {esc(story.headline)}", content, head=links, language=story.language)
    return _page(esc(story.headline), f"{_article(story)}\n{comments}", head=links, language=story.language)


def _article(story: Printed) -> str:
    when = story.published.astimezone(ZONE)
    names = {name: f'<span itemprop="author">{esc(name)}</span>' for name in story.authors}
    byline = ""
    if names:
        byline = f'<p class="byline">by {", ".join(names.values())}</p>\n'
    elif story.byline:
        byline = f'<p class="byline">{esc(story.byline)}</p>\n'
    updated = (
        f'<p>Updated <time itemprop="dateModified" datetime="{story.modified.astimezone(ZONE).isoformat()}">'
        f"{story.modified.astimezone(ZONE):%d %B %Y, %H:%M}</time></p>\n"
        if story.modified
        else ""
    )
    note = f'<p class="correction">{esc(story.ednote)}</p>\n' if story.ednote else ""
    texts = [story.dateline_prefix + story.body[0], *story.body[1:]] if story.body else []
    agency = f'<p>Source: <span itemprop="sourceOrganization">{esc(story.agency)}</span></p>\n' if story.agency else ""
    return f"""<article itemscope itemtype="https://schema.org/NewsArticle">
<header>
<h1 itemprop="headline">{esc(story.headline)}</h1>
{byline}<p><time itemprop="datePublished" datetime="{when.isoformat()}">{when:%d %B %Y, %H:%M}</time>
in <a href="/section/{story.section}" itemprop="articleSection">{story.section.rpartition("/")[2].title()}</a></p>
{updated}</header>
<div itemprop="articleBody">
{note}{paragraphs(texts)}
</div>
<footer>
{agency}<p><small itemprop="copyrightNotice">{esc(story.notice)}</small></p>
</footer>
</article>"""


def _comments(story: Printed, number: int, pages: int, following: str | None) -> str:
    roots = _roots(story)[(number - 1) * THREADS_PER_PAGE : number * THREADS_PER_PAGE]
    children: dict[int, list[Remark]] = {}
    for remark in story.remarks:
        if remark.parent is not None:
            children.setdefault(remark.parent, []).append(remark)
    shown = "\n".join(_comment(story, remark, children) for remark in roots)
    count = len(story.remarks)
    page = f" (page {number} of {pages})" if pages > 1 else ""
    more = f'<p><a rel="next" href="{following}">More comments</a></p>\n' if following else ""
    closed = "<p>Comments are closed.</p>" if story.closed else '<p><a href="/login">Log in to write a comment</a></p>'
    word = "comment" if count == 1 else "comments"
    return f"""<section id="comments">
<h2><span itemprop="commentCount">{count}</span> {word}{page}</h2>
{shown}
{more}{closed}
</section>"""


def _comment(story: Printed, remark: Remark, children: dict[int, list[Remark]]) -> str:
    replies = "\n".join(_comment(story, reply, children) for reply in children.get(remark.id, []))
    nested = f'\n<section class="replies">\n{replies}\n</section>' if replies else ""
    when = remark.at.astimezone(ZONE)
    if remark.state == "removed":
        return (
            f'<article id="comment-{remark.id}" class="comment removed" itemscope '
            'itemtype="https://schema.org/Comment">\n'
            f"<p><em>This comment was removed by a moderator.</em></p>{nested}\n</article>"
        )
    votes = (
        f'<p class="votes"><span itemprop="upvoteCount">{remark.up}</span> agree, '
        f'<span itemprop="downvoteCount">{remark.down}</span> disagree</p>\n'
        if story.votes
        else ""
    )
    told = f"<blockquote><p>{esc(remark.quote)}</p></blockquote>\n" if remark.quote else ""
    return f"""<article id="comment-{remark.id}" class="comment" itemscope itemtype="https://schema.org/Comment">
<header><span itemprop="author">{esc(remark.author)}</span>
<time itemprop="dateCreated" datetime="{when.isoformat()}">{when:%d %B %Y, %H:%M}</time></header>
<div itemprop="text">
{told}{paragraphs(remark.paragraphs)}
</div>
{votes}<p><a href="#comment-{remark.id}">Link</a> <a href="/login">Reply</a></p>{nested}
</article>"""


def _page(title: str, content: str, *, head: str = "", language: str = "en") -> str:
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
{head}<link rel="alternate" type="application/rss+xml" href="/feed.xml">
</head>
<body>
<header><p><a href="/">{NAME}</a></p>
<nav><a href="/about">About</a> <a href="/search">Search</a> <a href="/login">Log in</a></nav></header>
<main>
{content}
</main>
<footer><p>© 2026 {NAME}. <a href="/feed.xml">Feed</a></p></footer>
</body>
</html>
"""
