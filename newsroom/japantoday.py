"""japantoday.com: pages in both of its markups, comments from its JSON endpoint."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote, unquote

from newsroom.edition import JAPANTODAY, JST, Edition, Printed
from newsroom.markup import PIXEL, FeedEntry, atom, esc, paragraphs, rss, sitemap, sitemap_index
from newsroom.readers import Remark
from newsroom.site import Answer, Request, Resource, Table, table_key

__all__ = ["JapanToday", "comment_json", "comments_answer", "story_page"]

_PER_PAGE = 10
_PUBLISHER = "GPlusMedia Inc."
_SECTIONS = (
    "national",
    "world",
    "politics",
    "business",
    "tech",
    "sports",
    "entertainment",
    "features",
    "features/food",
)

_ROBOTS = """User-agent: *
Disallow: /login
Disallow: /register
Disallow: /search
Disallow: /user
Disallow: /facebook

Sitemap: https://japantoday.com/sitemap.xml
"""

_LOGIN_FORM = (
    '<h2>Login to JapanToday</h2><form method="post" action="/login"><label>Email <input name="email"></label>'
    '<label>Password <input type="password" name="password"></label><button>Login</button></form>'
    '<p><a href="/facebook/connect">Facebook Connect</a></p><p><a href="/register">User registration</a></p>'
)


class JapanToday:
    """Render the site of one edition."""

    host = JAPANTODAY

    def __init__(self, edition: Edition) -> None:
        printed = edition.of(self.host)
        self._stories = {p.id: p for p in printed}
        self._answers: dict[str, Resource] = {}
        self._table = _pages(printed, edition.listed, edition.hints_of(self.host))
        self._missing = Resource(_page("Page not found", "<h1>404 - Page not found</h1>").encode(), status=404)

    def answer(self, request: Request) -> Answer:
        if endpoint := re.fullmatch(r"/rest\.api/article/(\d+)/comment", request.path):
            return self._comments(request, int(endpoint[1]))
        if request.path.startswith("/images/"):
            return PIXEL
        # The order of comments and tracking parameters do not change the page.
        query = {name: value for name, value in request.query.items() if name == "page" and value != "1"}
        return self._table.get(table_key(request.path, query)) or self._missing

    def _comments(self, request: Request, article: int) -> Resource:
        if request.headers.get("x-requested-with") != "XMLHttpRequest":
            return _json({"success": False, "message": "Bad request"}, status=400)
        printed = self._stories.get(article)
        if printed is None:
            return _json({"success": False, "message": "Article not found"}, status=404)
        order = request.query.get("order", "popular")
        key = f"{article} {order}"
        if key not in self._answers:
            self._answers[key] = comments_answer(printed, order)
        return self._answers[key]


def comments_answer(printed: Printed, order: str) -> Resource:
    """Return the endpoint's answer: all comments at once, best, newest or oldest first."""
    remarks = sorted(printed.remarks, key=lambda r: (r.at, r.id), reverse=order in {"newest", "desc"})
    if order == "popular":
        remarks.sort(key=lambda r: -(r.rating or 0))
    rows = [comment_json(remark) for remark in remarks]
    return _json({"success": True, "message": "", "length": len(rows), "comments": rows}, changed=printed.touched)


def comment_json(remark: Remark) -> dict[str, object]:
    """Return one row of the endpoint."""
    body = f"<blockquote><p>{esc(remark.quote)}</p></blockquote>" if remark.quote else ""
    return {
        "comment_id": remark.id,
        "user": {"name": remark.author},
        "body": body + paragraphs(remark.paragraphs, joint=""),
        "rating": remark.rating,
        "positive_rating": remark.up,
        "negative_rating": remark.down,
        "date_created": remark.at.astimezone(JST).isoformat(),
    }


def _json(data: object, *, status: int = 200, changed: datetime | None = None) -> Resource:
    return Resource(
        json.dumps(data, ensure_ascii=False).encode(),
        content_type="application/json",
        status=status,
        last_modified=changed,
        weak=True,
    )


def _pages(printed: list[Printed], listed: int | None, hints: str) -> Table:
    changed = max((p.touched for p in printed), default=datetime(2026, 11, 1, tzinfo=UTC))

    def page(text: str, when: datetime = changed) -> Resource:
        return Resource(text.encode(), last_modified=when, weak=True)

    def feed(data: bytes, kind: str) -> Resource:
        return Resource(data, f"{kind}; charset=UTF-8", last_modified=changed)

    root = f"https://{JAPANTODAY}"
    table = Table()
    for story in printed:
        table.later(unquote(story.path), partial(_story, story, printed))
    lists = [("/", "Japan Today - Japan News and Discussion", printed)]
    for section in _SECTIONS:
        inside = [p for p in printed if p.section == section or p.section.startswith(section + "/")]
        lists.append((f"/category/{section}", f"{section.rpartition('/')[2].title()} - Japan Today", inside))
        entries = [_entry(p) for p in inside[:listed]]
        link = f"{root}/category/{section}"
        table[f"/category/{section}/feed"] = feed(
            rss(f"Japan Today: {section}", link, entries, myself=link + "/feed"), "application/rss+xml"
        )
    for path, title, inside in lists:
        last = max(1, -(-len(inside) // _PER_PAGE))
        for number in range(1, last + 1):
            shown = inside[(number - 1) * _PER_PAGE : number * _PER_PAGE]
            query = {"page": str(number)} if number > 1 else {}
            listing = partial(_list, path, title, shown, number, last, printed)
            table.later(table_key(path, query), partial(_listed, title, listing, changed))
    newest = [_entry(p) for p in printed[:listed]]
    table["/feed"] = feed(rss("Japan Today", root, newest, myself=f"{root}/feed", extra=hints), "application/rss+xml")
    table["/feed/atom"] = feed(atom("Japan Today", root, newest, myself=f"{root}/feed/atom"), "application/atom+xml")
    months = sorted({f"{p.published:%Y-%m}" for p in printed})
    for month in months:
        inside = [p for p in printed if f"{p.published:%Y-%m}" == month]
        table[f"/sitemap/{month}.xml"] = Resource(
            sitemap((p.url, p.touched) for p in inside), "application/xml", last_modified=changed
        )
    table["/sitemap.xml"] = Resource(
        sitemap_index((f"{root}/sitemap/{month}.xml", changed) for month in months), "application/xml"
    )
    table["/robots.txt"] = Resource(_ROBOTS.encode(), "text/plain")
    table["/style.css"] = Resource(b"body { font: 16px/1.5 sans-serif }\n", "text/css")
    table["/login"] = page(_page("Login", _LOGIN_FORM))
    table["/register"] = page(_page("Registration", "<h1>User registration</h1>" + _LOGIN_FORM))
    table["/search"] = page(_page("Search", '<h1>Search</h1><form><input name="keyword"></form>'))
    table["/facebook/connect"] = page(_page("Facebook Connect", "<h1>Facebook Connect</h1>"))
    table["/about"] = page(_page("About us", f"<h1>About us</h1><p>Japan Today is published by {_PUBLISHER}</p>"))
    return table


def _story(story: Printed, printed: list[Printed]) -> Resource:
    return Resource(story_page(story, printed).encode(), last_modified=story.touched, weak=True)


def _listed(title: str, listing: Callable[[], str], changed: datetime) -> Resource:
    return Resource(_page(title, listing()).encode(), last_modified=changed, weak=True)


def _entry(story: Printed) -> FeedEntry:
    summary = story.body[0] if story.body else "This article has expired."
    # Feeds percent-encode characters that the site's pages do not.
    return story.headline, _encoded(story.url), story.published.astimezone(JST), esc(summary), None


def _encoded(url: str) -> str:
    return quote(url, safe=":/%")


def story_page(story: Printed, printed: list[Printed], *, endpoint: str | None = None, count: int | None = None) -> str:
    """Render an article page; ``endpoint`` and ``count`` replace its comment route and stated count."""
    article = _old_article(story) if story.era == "old" else _new_article(story)
    endpoint = endpoint or f"/rest.api/article/{story.id}/comment"
    count = len(story.remarks) if count is None else count
    head = (
        f'<link rel="canonical" href="{esc(story.url)}">\n'
        f'<meta property="og:title" content="{esc(story.headline)} - Japan Today">\n'
        '<meta property="og:type" content="article">\n<meta property="og:site_name" content="Japan Today">\n'
        f'<meta property="og:url" content="{esc(story.url)}">\n'
        f'<meta name="description" content="{esc(story.body[0] if story.body else story.headline)}">\n'
    )
    content = (
        f"{_crumbs(story)}\n{article}\n{_share(story, count)}\n{_comments(story, endpoint, count)}\n"
        f"{_aside(story, printed)}"
    )
    return _page(f"{esc(story.headline)} - Japan Today", content, head=head, language=story.language)


def _crumbs(story: Printed) -> str:
    parts = story.section.split("/")
    links = "".join(
        f'<li><a href="/category/{"/".join(parts[: n + 1])}">{part.title()}</a></li>' for n, part in enumerate(parts)
    )
    return f'<ol class="breadcrumb"><li><a href="/">Home</a></li>{links}</ol>'


def _text(story: Printed) -> str:
    if story.expired:
        return "<p>This article has expired, and is no longer available.</p>"
    note = f"<p><em>{esc(story.ednote)}</em></p>\n" if story.ednote else ""
    half = len(story.body) // 2
    advert = '<div class="ad-slot text-center mb-20"><span class="text-xsmall">Advertisement</span></div>'
    return f"{note}{paragraphs(story.body[:half])}\n{advert}\n{paragraphs(story.body[half:])}"


def _rights_lines(story: Printed) -> str:
    own = f"©{story.published.year} {_PUBLISHER}"
    lines = f'<p class="text-xsmall">{esc(story.notice)}</p>\n' if story.notice != own else ""
    return f'{lines}<p class="text-xsmall copyright">{own}</p>'


def _new_article(story: Printed) -> str:
    when = story.published.astimezone(JST)
    byline = f'<div class="mb-20 text-small">{esc(story.byline)}</div>\n' if story.byline else ""
    dateline = f'<span class="dateline text-strong">{esc(story.dateline)}</span>\n' if story.dateline else ""
    updated = _updated(story)
    return (
        f'<article class="article-detail">\n<h1 class="text-xlarge">{esc(story.headline)}</h1>\n'
        f'<div class="text-strong text-xsmall text-gray"><time datetime="{when.isoformat()}">'
        f"{when:%b.} {when.day} {when:%I:%M %p} JST</time>{updated}"
        f' <a href="#comments"><span itemprop="commentCount">{len(story.remarks)}</span> Comments</a></div>\n'
        f"{byline}{dateline}{_figure(story)}\n"
        f'<div class="text-large mb-40">\n{_text(story)}\n</div>\n{_rights_lines(story)}\n</article>'
    )


def _old_article(story: Printed) -> str:
    when = story.published.astimezone(JST)
    byline = (
        f'<div class="byline" itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<span itemprop="name">{esc(story.byline)}</span></div>\n'
        if story.byline
        else ""
    )
    dateline = f'<div class="dateline">{esc(story.dateline)}</div>\n' if story.dateline else ""
    updated = _updated(story)
    return (
        '<article itemscope itemtype="https://schema.org/NewsArticle">\n'
        f'<h1 itemprop="headline">{esc(story.headline)}</h1>\n'
        f'<div class="text-strong text-xsmall text-gray">{story.section.rpartition("/")[2].title()} '
        f'<time itemprop="datePublished" datetime="{when.isoformat()}">{when:%b.} {when.day}, {when.year} - '
        f"{when:%I:%M %p} JST</time>{updated}"
        f' ( <a href="#comments"><span itemprop="commentCount">{len(story.remarks)}</span></a> )</div>\n'
        f"{byline}{dateline}{_figure(story)}\n"
        f'<div itemprop="articleBody">\n{_text(story)}\n</div>\n{_rights_lines(story)}\n</article>'
    )


def _updated(story: Printed) -> str:
    if story.modified is None:
        return ""
    when = story.modified.astimezone(JST)
    return (
        f' | Updated <time class="updated" datetime="{when.isoformat()}">{when:%b.} {when.day} {when:%I:%M %p}</time>'
    )


def _figure(story: Printed) -> str:
    if story.id % 2:
        return ""
    return (
        f'<figure><img src="/images/{story.id}.jpg" alt="">'
        f"<figcaption>A file photo of the place. Image: {esc(story.agency or 'Japan Today')}/file</figcaption></figure>"
    )


def _share(story: Printed, count: int) -> str:
    return (
        f'<div class="share-bar"><a href="#comments">{count} Comments</a> '
        '<a class="btn" href="/facebook/connect">Share</a></div>'
    )


def _comments(story: Printed, endpoint: str, count: int) -> str:
    data = {
        "route": {order: f"{endpoint}?order={order}" for order in ("popular", "newest", "oldest")},
        "order": "popular",
        "articleId": story.id,
        "user": None,
    }
    return f"""<section id="comments">
<h3>{count} Comments</h3>
<a class="btn" href="/login">Login to comment</a>
<div id="comments-js" data-json="{esc(json.dumps(data))}"></div>
<div class="login-box">
<h4>Login to leave a comment</h4>
<h5>Facebook users</h5>
<p>Use your Facebook account to login or register with JapanToday. By doing so, you will also receive an email \
inviting you to receive our news alerts.</p>
<a href="/facebook/connect">Facebook Connect</a>
<p>Login with your JapanToday account</p>
<p><a href="/register">User registration</a></p>
</div>
</section>"""


def _aside(story: Printed, printed: list[Printed]) -> str:
    others = [p for p in printed if p.id != story.id][:4]
    popular = "\n".join(f'<li><a href="{esc(p.path)}?comment-order=popular">{esc(p.headline)}</a></li>' for p in others)
    return f"""<aside>
<h4>Articles, Offers &amp; Useful Resources</h4>
<p>A mix of what's trending on our other sites</p>
<ul>
{popular}
</ul>
</aside>"""


def _list(path: str, title: str, shown: list[Printed], number: int, last: int, printed: list[Printed]) -> str:
    items = "\n".join(_media(p) for p in shown)
    pages = " ".join(
        f'<li><a href="{path}?page={n}">{n}</a></li>' if n != number else f'<li class="active"><span>{n}</span></li>'
        for n in range(1, last + 1)
    )
    following = f'<li><a rel="next" href="{path}?page={number + 1}">Next</a></li>' if number < last else ""
    busiest = sorted(printed, key=lambda p: -len(p.remarks))[:5]
    popular = "\n".join(
        f'<li><a href="{esc(p.path)}?comment-order=popular">{esc(p.headline)}</a></li>' for p in busiest
    )
    return f"""<h1>{esc(title)}</h1>
{items}
<ul class="pagination">{pages}{following}</ul>
<aside><h4>Popular</h4><ul>
{popular}
</ul></aside>"""


def _media(story: Printed) -> str:
    when = story.published.astimezone(JST)
    # Half of the site's lists encode the apostrophe, half do not.
    path = esc(_encoded(story.path) if story.id % 2 else story.path)
    teaser = f"<p>{esc(story.body[0][:120])}…</p>" if story.body else ""
    return f"""<div class="media media-sm">
<div class="media-left"><a href="{path}"><img src="/images/{story.id}.jpg" alt=""></a></div>
<div class="media-body"><h3><a href="{path}">{esc(story.headline)}</a></h3>
<div class="text-xsmall text-gray"><time datetime="{when.isoformat()}">{when:%b.} {when.day}</time>
<a href="{path}#comments">{len(story.remarks)}</a></div>
{teaser}</div>
</div>"""


def _page(title: str, content: str, *, head: str = "", language: str = "en") -> str:
    menu = "".join(f'<li><a href="/category/{s}">{s.rpartition("/")[2].title()}</a></li>' for s in _SECTIONS)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
{head}<link rel="alternate" type="application/rss+xml" title="Japan Today" href="https://japantoday.com/feed">
<link rel="alternate" type="application/atom+xml" title="Japan Today" href="https://japantoday.com/feed/atom">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">Japan Today</a>
<nav><ul>{menu}</ul><a href="/login">Login</a> <a href="/register">Register</a> \
<a href="/search">Search</a></nav></header>
<main>
{content}
</main>
<footer><p>©2026 {_PUBLISHER}</p><p><a href="/about">About us</a> <a href="/feed">RSS</a></p></footer>
</body>
</html>
"""
