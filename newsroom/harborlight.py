"""harborlight.example: a WordPress 6.1 site with a classic theme, an SEO plugin and a guest-author plugin.

Its REST answers, headers and comment markup are those of a real WordPress 6.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any
from urllib.parse import quote, unquote, urlencode

from newsroom.edition import HARBORLIGHT, Edition, Printed, curly
from newsroom.markup import PIXEL, FeedEntry, esc, rss, sitemap, sitemap_index
from newsroom.readers import Remark
from newsroom.site import Answer, Request, Resource, Table, redirect, table_key

__all__ = ["Harborlight", "rest_comments", "story_page"]

NAME = "The Harbor Light"
ZONE = timezone(timedelta(hours=-5))
"""The site's own time zone; REST gives local and UTC times."""

THREADS_PER_PAGE = 50
"""Top-level comments on a page, each with all its replies: the default of WordPress's "break comments into pages"."""

_POSTS_PER_PAGE = 10
_REST_DEFAULT = 10
_REST_MOST = 100
_DEEPEST = 5

_ROBOTS = """User-agent: *
Disallow: /wp-admin/
Allow: /wp-admin/admin-ajax.php
Disallow: /wp-login.php
Disallow: /search/

Sitemap: https://harborlight.example/wp-sitemap.xml
"""

_LOGIN = (
    '<form name="loginform" id="loginform" action="/wp-login.php" method="post"><label>Username or Email Address '
    '<input name="log"></label><label>Password <input type="password" name="pwd"></label></form>'
)

_NEWSLETTER = (
    '<div class="newsletter-signup"><h3>Sign up for the Harbor Light Morning Briefing</h3><p>Get the day\'s news in '
    'your inbox every weekday at 6 a.m. You can unsubscribe at any time.</p><form><input type="email" name="email">'
    "<button>Sign up</button></form></div>"
)

_EVENT = (
    '<div class="event-promo"><h3>Upcoming event</h3><p>Join our editors on Dec. 3 for an evening at the Old Customs '
    'House. Tickets from 12 crowns.</p><a href="/events/">Book your seat</a></div>'
)


class Harborlight:
    """Render the site of one edition."""

    host = HARBORLIGHT

    def __init__(self, edition: Edition) -> None:
        self._printed = edition.of(self.host)
        self._by_id = {p.id: p for p in self._printed}
        self._changed = max((p.touched for p in self._printed), default=datetime(2026, 11, 1, tzinfo=UTC))
        self._rest: dict[str, Resource] = {}
        self._table = _pages(self._printed, self._changed, edition.listed, edition.hints_of(self.host))

    def answer(self, request: Request) -> Answer:
        path, query = request.path, request.query
        if path.startswith("/wp-json"):
            return self._rest_answer(request)
        if path == "/" and (post := self._by_id.get(_whole(query.get("p")))):
            return redirect(post.path)
        if path.startswith("/wp-content/uploads/"):
            return PIXEL
        if (found := self._table.get(path)) is not None:
            return found
        # WordPress redirects an address without the last slash to the address with it.
        if not path.endswith("/") and path + "/" in self._table:
            return redirect(quote(path) + "/")
        sorry = _page("Page not found", "<h1>Oops! That page can&rsquo;t be found.</h1>", self._printed)
        return Resource(sorry.encode(), status=404)

    def _rest_answer(self, request: Request) -> Resource:
        key = table_key(request.path, request.query)
        if key not in self._rest:
            self._rest[key] = self._rest_made(request.path.rstrip("/"), request.query)
        return self._rest[key]

    def _rest_made(self, path: str, query: Mapping[str, str]) -> Resource:
        root = f"https://{self.host}/wp-json"
        if path == "/wp-json":
            return rest_json({"name": NAME, "url": f"https://{self.host}", "namespaces": ["oembed/1.0", "wp/v2"]}, root)
        if path == "/wp-json/wp/v2/comments":
            posts = [p for p in self._printed if "post" not in query or str(p.id) in query["post"].split(",")]
            changed = max((p.touched for p in posts), default=self._changed)
            return rest_comments(posts, query, root, changed)
        if path == "/wp-json/wp/v2/posts":
            posts = [p for p in self._printed if "slug" not in query or _slug(p) == query["slug"]]
            most = _whole(query.get("per_page")) or _REST_DEFAULT
            number = _whole(query.get("page")) or 1
            shown = posts[(number - 1) * most : number * most]
            headers = [("X-WP-Total", str(len(posts))), ("X-WP-TotalPages", str(-(-len(posts) // most)))]
            return rest_json([_post_json(p) for p in shown], root, headers=headers, changed=self._changed)
        if match := re.fullmatch(r"/wp-json/wp/v2/posts/(\d+)", path):
            post = self._by_id.get(int(match[1]))
            if post is None:
                return rest_error("rest_post_invalid_id", "Invalid post ID.", 404, root)
            return rest_json(_post_json(post), root, changed=post.touched)
        if match := re.fullmatch(r"/wp-json/wp/v2/comments/(\d+)", path):
            for post in self._printed:
                for row in _rest_rows(post):
                    if row["id"] == int(match[1]):
                        return rest_json(row, root, changed=post.touched)
            return rest_error("rest_comment_invalid_id", "Invalid comment ID.", 404, root)
        if path == "/wp-json/oembed/1.0/embed":
            post = next((p for p in self._printed if p.url == query.get("url")), None)
            if post is None:
                return rest_error("oembed_invalid_url", "Not Found", 404, root)
            embed = {"version": "1.0", "provider_name": NAME, "title": post.headline, "type": "rich"}
            return rest_json(embed, root)
        return rest_error("rest_no_route", "No route was found matching the URL and request method.", 404, root)


def rest_comments(posts: list[Printed], query: Mapping[str, str], root: str, changed: datetime) -> Resource:
    """Return the comment collection of these posts, with WordPress's paging headers and errors."""
    most, number = query.get("per_page", str(_REST_DEFAULT)), query.get("page", "1")
    if not (most.lstrip("-").isdigit() and 1 <= int(most) <= _REST_MOST):
        return _bad_parameter("per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)", root)
    if not (number.isdigit() and int(number) >= 1):
        return _bad_parameter("page", "page must be greater than or equal to 1", root)
    rows = [row for post in posts for row in _rest_rows(post)]
    if "parent" in query:
        rows = [row for row in rows if str(row["parent"]) in query["parent"].split(",")]
    order = "id" if query.get("orderby") == "id" else "date_gmt"
    rows.sort(key=lambda row: (row[order], row["id"]), reverse=query.get("order", "desc") == "desc")
    size, page = int(most), int(number)
    pages = -(-len(rows) // size)
    headers = [("X-WP-Total", str(len(rows))), ("X-WP-TotalPages", str(pages))]
    collection = f"{root}/wp/v2/comments"
    # As in WordPress, ``offset`` has priority over ``page``, and neither changes the number of pages.
    first = int(query["offset"]) if query.get("offset", "").isdigit() else (page - 1) * size
    if page > 1:
        headers.append(_link(collection, query, min(page - 1, max(pages, 1)), "prev"))
    if page < pages:
        headers.append(_link(collection, query, page + 1, "next"))
    return rest_json(rows[first : first + size], root, headers=headers, changed=changed)


def rest_json(
    data: object,
    root: str,
    *,
    headers: list[tuple[str, str]] | None = None,
    status: int = 200,
    changed: datetime | None = None,
) -> Resource:
    """Serialise as PHP does: slashes and all characters beyond ASCII are escaped."""
    body = json.dumps(data, separators=(",", ":")).replace("/", "\\/")
    common = (
        ("X-Robots-Tag", "noindex"),
        ("Link", f'<{root}/>; rel="https://api.w.org/"'),
        ("X-Content-Type-Options", "nosniff"),
        ("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link"),
        ("Allow", "GET"),
    )
    return Resource(
        body.encode(),
        content_type="application/json; charset=UTF-8",
        status=status,
        last_modified=changed,
        headers=(*common, *(headers or ())),
    )


def rest_error(code: str, message: str, status: int, root: str) -> Resource:
    """Return WordPress's error object."""
    return rest_json({"code": code, "message": message, "data": {"status": status}}, root, status=status)


def _bad_parameter(name: str, message: str, root: str) -> Resource:
    error = {
        "code": "rest_invalid_param",
        "message": f"Invalid parameter(s): {name}",
        "data": {
            "status": 400,
            "params": {name: message},
            "details": {name: {"code": "rest_out_of_bounds", "message": message, "data": None}},
        },
    }
    return rest_json(error, root, status=400)


def _link(collection: str, query: Mapping[str, str], page: int, rel: str) -> tuple[str, str]:
    return "Link", f'<{collection}?{urlencode({**query, "page": str(page)})}>; rel="{rel}"'


def _rest_rows(post: Printed) -> list[dict[str, Any]]:
    shown = [r for r in post.remarks if r.state == "visible"]
    answered = {r.parent for r in shown}
    root = f"https://{post.outlet}/wp-json/wp/v2"
    pages = _page_of(post)
    rows: list[dict[str, Any]] = []
    for remark in shown:
        links: dict[str, Any] = {
            "self": [{"href": f"{root}/comments/{remark.id}"}],
            "collection": [{"href": f"{root}/comments"}],
            "up": [{"embeddable": True, "post_type": "post", "href": f"{root}/posts/{post.id}"}],
        }
        if remark.parent:
            links["in-reply-to"] = [{"embeddable": True, "href": f"{root}/comments/{remark.parent}"}]
        if remark.id in answered:
            links["children"] = [{"embeddable": True, "href": f"{root}/comments?parent={remark.id}"}]
        rows.append(
            {
                "id": remark.id,
                "post": post.id,
                "parent": remark.parent or 0,
                "author": 0,
                "author_name": remark.author,
                "author_url": _home(remark),
                "date": remark.at.astimezone(ZONE).replace(tzinfo=None).isoformat(),
                "date_gmt": remark.at.astimezone(UTC).replace(tzinfo=None).isoformat(),
                "content": {"rendered": _rendered(remark)},
                "link": _comment_url(post, remark, pages.get(remark.id, 1)),
                "status": "approved",
                "type": "comment",
                "meta": [],
                "_links": links,
            }
        )
    return rows


def _home(remark: Remark) -> str:
    return "https://dock-nine.example/" if remark.author == "Dock Nine" else ""


def _entities(text: str) -> str:
    """Escape a text, with WordPress's numeric entities for typographic characters."""
    for character in "‘’“”–—…":
        text = text.replace(character, f"\0{ord(character)}\1")
    return esc(text).replace("\0", "&#").replace("\1", ";").replace("&amp;", "&#038;")


def _rendered(remark: Remark) -> str:
    told = f"<blockquote><p>{_entities(curly(remark.quote))}</p></blockquote>\n" if remark.quote else ""
    return told + "".join(f"<p>{_entities(curly(text))}</p>\n" for text in remark.paragraphs)


def _post_json(post: Printed) -> dict[str, Any]:
    return {
        "id": post.id,
        "date": post.published.astimezone(ZONE).replace(tzinfo=None).isoformat(),
        "date_gmt": post.published.astimezone(UTC).replace(tzinfo=None).isoformat(),
        "modified_gmt": (post.modified or post.published).astimezone(UTC).replace(tzinfo=None).isoformat(),
        "slug": _slug(post),
        "status": "publish",
        "type": "post",
        "link": post.url,
        "title": {"rendered": _entities(post.headline)},
        "content": {"rendered": _content(post), "protected": False},
        "comment_status": "closed" if post.closed else "open",
    }


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _slug(post: Printed) -> str:
    return post.path.strip("/").rpartition("/")[2]


def _comment_url(post: Printed, remark: Remark, page: int) -> str:
    within = f"comment-page-{page}/" if page > 1 else ""
    return f"{post.url}{within}#comment-{remark.id}"


def _threads(post: Printed) -> list[Remark]:
    return [r for r in post.remarks if r.parent is None and r.state == "visible"]


def _page_of(post: Printed) -> dict[int, int]:
    """Return the comment page of each remark that the HTML shows. Replies to a trashed comment are not shown."""
    pages = {root.id: number // THREADS_PER_PAGE + 1 for number, root in enumerate(_threads(post))}
    for remark in post.remarks:
        if remark.parent in pages and remark.state == "visible":
            pages[remark.id] = pages[remark.parent]
    return pages


def _pages(printed: list[Printed], changed: datetime, listed: int | None, hints: str) -> Table:
    def page(text: str, when: datetime = changed) -> Resource:
        return Resource(text.encode(), last_modified=when)

    root = f"https://{HARBORLIGHT}"
    table = Table()
    for post in printed:
        path = unquote(post.path)
        pages = max(1, -(-len(_threads(post)) // THREADS_PER_PAGE))
        table.later(path, partial(_story, post, printed))
        for number in range(1, pages + 1) if pages > 1 else ():
            table.later(f"{path}comment-page-{number}/", partial(_story, post, printed, number))
        table.later(f"{path}feed/", partial(_comment_feed, post))
    lists: list[tuple[str, str, list[Printed]]] = [("/", NAME, printed)]
    for section in sorted({p.section for p in printed}):
        inside = [p for p in printed if p.section == section]
        lists.append((f"/category/{section}/", section.rpartition("/")[2].title(), inside))
        address = f"{root}/category/{section}/feed/"
        table.later(f"/category/{section}/feed/", partial(_feed, section, inside[:listed], address, changed))
    for path, title, inside in lists:
        last = -(-len(inside) // _POSTS_PER_PAGE)
        for number in range(1, last + 1):
            shown = inside[(number - 1) * _POSTS_PER_PAGE : number * _POSTS_PER_PAGE]
            key = path if number == 1 else f"{path}page/{number}/"
            listing = partial(_list, path, title, shown, number, last)
            table.later(key, partial(_listed, title, listing, printed, changed))
    for author in sorted({name for p in printed for name in p.authors}):
        inside = [p for p in printed if author in p.authors]
        listing = partial(_list, "/", author, inside, 1, 1)
        table.later(f"/author/{_nice(author)}/", partial(_listed, author, listing, printed, changed))
    table.later("/feed/", partial(_feed, NAME, printed[:listed], f"{root}/feed/", changed, hints))
    table.later("/comments/feed/", partial(_newest_comments, printed, changed))
    table["/wp-sitemap.xml"] = Resource(
        sitemap_index([(f"{root}/wp-sitemap-posts-post-1.xml", changed)]), "application/xml", last_modified=changed
    )
    table["/wp-sitemap-posts-post-1.xml"] = Resource(
        sitemap((p.url, p.touched) for p in printed), "application/xml", last_modified=changed
    )
    table["/robots.txt"] = Resource(_ROBOTS.encode(), "text/plain; charset=UTF-8")
    table["/wp-content/themes/pier/style.css"] = Resource(b"body { font-family: serif }\n", "text/css")
    table["/xmlrpc.php"] = Resource(b"XML-RPC server accepts POST requests only.", "text/plain", validated=False)
    table["/wp-login.php"] = page("<!DOCTYPE html><title>Log In</title>" + _LOGIN)
    for title, content in (("Newsletter", _NEWSLETTER), ("Events", _EVENT), ("Search", "")):
        listing = partial(str, f"<h1>{title}</h1>{content}")
        table.later(f"/{title.lower()}/", partial(_listed, title, listing, printed, changed))
    return table


def _story(post: Printed, printed: list[Printed], number: int = 1) -> Resource:
    return Resource(story_page(post, printed, number).encode(), last_modified=post.touched)


def _feed(title: str, listed: list[Printed], address: str, changed: datetime, hints: str = "") -> Resource:
    data = rss(title, f"https://{HARBORLIGHT}", [_entry(p) for p in listed], myself=address, extra=hints)
    return Resource(data, "application/rss+xml; charset=UTF-8", last_modified=changed)


def _newest_comments(printed: list[Printed], changed: datetime) -> Resource:
    root = f"https://{HARBORLIGHT}"
    newest = sorted(_comment_entries(printed), key=lambda entry: entry[2], reverse=True)[:20]
    data = rss(f"Comments for {NAME}", root, newest, myself=f"{root}/comments/feed/")
    return Resource(data, "application/rss+xml; charset=UTF-8", last_modified=changed)


def _comment_feed(post: Printed) -> Resource:
    feed = rss(f"Comments on: {post.headline}", post.url, _comment_entries([post]), myself=post.url + "feed/")
    return Resource(feed, "application/rss+xml; charset=UTF-8", last_modified=post.touched)


def _listed(title: str, listing: Callable[[], str], printed: list[Printed], changed: datetime) -> Resource:
    return Resource(_page(title, listing(), printed).encode(), last_modified=changed)


def _entry(post: Printed) -> FeedEntry:
    return post.headline, post.url, post.published.astimezone(UTC), _content(post), " and ".join(post.authors) or NAME


def _comment_entries(posts: list[Printed]) -> list[FeedEntry]:
    entries: list[FeedEntry] = []
    for post in posts:
        pages = _page_of(post)
        entries += [
            (f"By: {r.author}", _comment_url(post, r, pages[r.id]), r.at.astimezone(UTC), _rendered(r), r.author)
            for r in post.remarks
            if r.id in pages
        ]
    return entries


def _content(post: Printed) -> str:
    note = f"<p><em>{_entities(post.ednote)}</em></p>\n" if post.ednote else ""
    texts = [post.dateline_prefix + post.body[0], *post.body[1:]] if post.body else []
    return note + "".join(f"<p>{_entities(text)}</p>\n" for text in texts)


def _nice(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-") or "author"


def _json_ld(post: Printed) -> str:
    graph: list[dict[str, Any]] = [
        {
            "@type": "NewsArticle",
            "@id": f"{post.url}#article",
            "headline": post.headline,
            "datePublished": post.published.astimezone(UTC).isoformat(),
            "dateModified": (post.modified or post.published).astimezone(UTC).isoformat(),
            "mainEntityOfPage": {"@id": post.url},
            "commentCount": len(_page_of(post)),
            "articleSection": [post.section.rpartition("/")[2].title()],
            "inLanguage": _locale(post),
            "publisher": {"@id": f"https://{post.outlet}/#organization"},
            **({"author": [{"@type": "Person", "name": name} for name in post.authors]} if post.authors else {}),
        },
        {"@type": "WebPage", "@id": post.url, "url": post.url, "name": f"{post.headline} | {NAME}"},
        {"@type": "Organization", "@id": f"https://{post.outlet}/#organization", "name": NAME},
    ]
    data = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _locale(post: Printed) -> str:
    return {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES"}.get(post.language, post.language)


def story_page(post: Printed, printed: list[Printed], number: int = 1) -> str:
    """Render the post with one page of its comments."""
    root = f"https://{post.outlet}"
    pages = max(1, -(-len(_threads(post)) // THREADS_PER_PAGE))
    address = post.url if number == 1 else f"{post.url}comment-page-{number}/"
    canonical = post.url if number == 1 else f"{address}#comments"
    authors = "".join(f'<meta name="author" content="{esc(name)}" />\n' for name in post.authors[:1])
    head = f"""<title>{_entities(post.headline)} | {NAME}</title>
<link rel="canonical" href="{canonical}" />
<meta property="og:type" content="article" />
<meta property="og:title" content="{esc(post.headline)} | {NAME}" />
<meta property="og:url" content="{post.url}" />
<meta property="og:site_name" content="{NAME}" />
<meta property="article:published_time" content="{post.published.astimezone(UTC).isoformat()}" />
<meta property="article:modified_time" content="{(post.modified or post.published).astimezone(UTC).isoformat()}" />
{authors}<script type="application/ld+json" class="yoast-schema-graph">{_json_ld(post)}</script>
<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; Feed" href="{root}/feed/" />
<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; Comments Feed" href="{root}/comments/feed/" />
<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; {esc(post.headline)} Comments Feed" \
href="{post.url}feed/" />
<link rel="https://api.w.org/" href="{root}/wp-json/" /><link rel="alternate" type="application/json" \
href="{root}/wp-json/wp/v2/posts/{post.id}" /><link rel="EditURI" type="application/rsd+xml" title="RSD" \
href="{root}/xmlrpc.php?rsd" />
<meta name="generator" content="WordPress 6.1.9" />
<link rel='shortlink' href='{root}/?p={post.id}' />
<link rel="alternate" type="application/json+oembed" \
href="{root}/wp-json/oembed/1.0/embed?url={quote(post.url, safe="")}" \
/>
"""
    people = " and ".join(
        f'<a class="url fn n author" href="{root}/author/{_nice(name)}/" rel="author">{_entities(name)}</a>'
        for name in post.authors
    )
    if people and len(post.authors) > 2:
        people = people.replace(" and ", ", ", len(post.authors) - 2)
    who = f"By {people}" if people else (_entities(post.byline) if post.byline else "")
    byline = f'<span class="byline">{who}</span>' if who else ""
    local = post.published.astimezone(ZONE)
    updated = (
        f'<time class="updated" datetime="{post.modified.astimezone(ZONE).isoformat()}">Updated</time>'
        if post.modified
        else ""
    )
    related = "\n".join(f'<li><a href="{p.url}">{_entities(p.headline)}</a></li>' for p in printed if p.id != post.id)
    related = "\n".join(related.splitlines()[:3])
    section = post.section.rpartition("/")[2]
    article = f"""<article id="post-{post.id}" class="post-{post.id} post type-post status-publish format-standard \
hentry category-{section} entry">
<header class="entry-header alignwide">
<h1 class="entry-title">{_entities(post.headline)}</h1>
<div class="entry-meta"><span class="posted-on">Published <time class="entry-date published" \
datetime="{local.isoformat()}">{local:%B} {local.day}, {local.year}</time>{updated}</span> {byline}</div>
</header><!-- .entry-header -->
<div class="entry-content">
<figure class="wp-block-image"><img src="/wp-content/uploads/2026/11/{post.id}.jpg" alt=""/>\
<figcaption class="wp-element-caption">The scene on the day. Photo: {esc(post.agency or NAME)}</figcaption></figure>
{_content(post)}{_NEWSLETTER}
<p class="wire-rights">{_entities(post.notice)}</p>
<div class="related-links"><h3>Related stories</h3><ul>
{related}
</ul></div>
{_EVENT}
</div><!-- .entry-content -->
<footer class="entry-footer default-max-width"><div class="post-taxonomies"><span class="cat-links">Categorized as \
<a href="{root}/category/{post.section}/" rel="category tag">{section.title()}</a></span></div></footer>
</article><!-- #post-{post.id} -->"""
    return _page(None, article + "\n" + _comments(post, number, pages), printed, head=head, language=_locale(post))


def _comments(post: Printed, number: int, pages: int) -> str:
    total = len([r for r in post.remarks if r.state == "visible"])
    if not total and post.closed:
        return ""
    of = _page_of(post)
    children: dict[int, list[Remark]] = {}
    for remark in post.remarks:
        if remark.parent is not None and remark.state == "visible":
            children.setdefault(remark.parent, []).append(remark)
    roots = [r for r in _threads(post) if of[r.id] == number]
    shown = "".join(_comment(post, remark, children, 1, number) for remark in roots)
    title = f'<h2 class="comments-title">{total} comment{"" if total == 1 else "s"}</h2>' if total else ""
    nav = ""
    if pages > 1:
        links = [
            f'<a class="page-numbers" href="{post.url}comment-page-{n}/#comments">Page {n}</a>'
            if n != number
            else f'<span aria-current="page" class="page-numbers current">Page {n}</span>'
            for n in range(1, pages + 1)
        ]
        if number > 1:
            links.insert(
                0,
                f'<a class="prev page-numbers" href="{post.url}comment-page-{number - 1}/#comments">Older comments</a>',
            )
        if number < pages:
            links.append(
                f'<a class="next page-numbers" href="{post.url}comment-page-{number + 1}/#comments">Newer comments</a>'
            )
        nav = (
            '<nav class="navigation comments-pagination" aria-label="Comments"><div class="nav-links">'
            + "\n".join(links)
            + "</div></nav>"
        )
    listed = f'<ol class="comment-list">\n{shown}</ol><!-- .comment-list -->' if shown else ""
    form = '<p class="no-comments">Comments are closed.</p>' if post.closed else _form(post)
    return f'<div id="comments" class="comments-area default-max-width">\n{title}\n{listed}\n{nav}\n{form}\n</div>'


def _comment(post: Printed, remark: Remark, children: dict[int, list[Remark]], depth: int, page: int) -> str:
    replies = children.get(remark.id, [])
    # WordPress prints deeper replies as siblings at its deepest level.
    below = min(depth + 1, _DEEPEST)
    nested = "".join(_comment(post, reply, children, below, page) for reply in replies)
    inside = f'<ol class="children">\n{nested}</ol><!-- .children -->\n' if nested and depth < _DEEPEST else ""
    after = nested if depth >= _DEEPEST else ""
    local = remark.at.astimezone(ZONE)
    clock = f"{local:%B} {local.day}, {local.year} at {local.hour % 12 or 12}:{local:%M} {local:%p}".replace(
        "AM", "am"
    ).replace("PM", "pm")
    author = esc(remark.author)
    named = (
        f'<a href="{_home(remark)}" rel="external nofollow ugc" class="url">{author}</a>' if _home(remark) else author
    )
    return f"""<li id="comment-{remark.id}" class="comment {"even" if remark.id % 2 else "odd alt"} depth-{depth}">
<article id="div-comment-{remark.id}" class="comment-body">
<footer class="comment-meta">
<div class="comment-author vcard"><b class="fn">{named}</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="{_comment_url(post, remark, page)}"><time datetime="{local.isoformat()}">\
{clock}</time></a></div>
</footer><!-- .comment-meta -->
<div class="comment-content">
{_rendered(remark)}</div><!-- .comment-content -->
<div class="reply"><a rel='nofollow' class='comment-reply-link' href='#respond' data-commentid="{remark.id}" \
data-postid="{post.id}" aria-label='Reply to {esc(remark.author)}'>Reply</a></div></article><!-- .comment-body -->
{inside}</li><!-- #comment-## -->
{after}"""


def _form(post: Printed) -> str:
    return f"""<div id="respond" class="comment-respond">\
<h2 id="reply-title" class="comment-reply-title">Leave a comment</h2>
<form action="/wp-comments-post.php" method="post" id="commentform" class="comment-form" novalidate>
<p class="comment-notes"><span id="email-notes">Your email address will not be published.</span> \
<span class="required-field-message">Required fields are marked <span class="required">*</span></span></p>
<p class="comment-form-comment"><label for="comment">Comment</label> \
<textarea id="comment" name="comment"></textarea></p>
<p class="comment-form-author"><label for="author">Name</label> <input id="author" name="author" type="text"></p>
<p class="form-submit"><input name="submit" type="submit" value="Post Comment">
<input type='hidden' name='comment_post_ID' value='{post.id}' id='comment_post_ID' /></p></form></div>"""


def _list(path: str, title: str, shown: list[Printed], number: int, last: int) -> str:
    items = "\n".join(
        f'<article id="post-{p.id}" class="post-{p.id} post type-post hentry"><header class="entry-header">'
        f'<h2 class="entry-title default-max-width"><a href="{p.url}">{_entities(p.headline)}</a></h2></header>'
        f'<div class="entry-content"><p>{_entities(p.body[0][:140])}&hellip; '
        f'<a class="more-link" href="{p.url}">Continue reading</a></p></div></article>'
        for p in shown
    )
    older = f'<a class="next page-numbers" href="{path}page/{number + 1}/">Older posts</a>' if number < last else ""
    return f'<h1 class="page-title">{esc(title)}</h1>\n{items}\n<nav class="navigation pagination">{older}</nav>'


def _page(title: str | None, content: str, printed: list[Printed], *, head: str = "", language: str = "en-US") -> str:
    recent = "\n".join(
        f'<li><a class="wp-block-latest-posts__post-title" href="{p.url}">{_entities(p.headline)}</a></li>'
        for p in printed[:5]
    )
    talk = sorted(((r, p) for p in printed for r in p.remarks if r.state == "visible"), key=lambda rp: rp[0].at)[-5:]
    said = "\n".join(
        f'<li class="wp-block-latest-comments__comment"><article><footer><span>{esc(r.author)}</span> on '
        f'<a class="wp-block-latest-comments__comment-link" href="{p.url}#comment-{r.id}">{_entities(p.headline)}</a>'
        "</footer></article></li>"
        for r, p in talk
    )
    sections = "".join(
        f'<li><a href="/category/{s}/">{s.rpartition("/")[2].title()}</a></li>'
        for s in sorted({p.section for p in printed})
    )
    titled = f"<title>{esc(title)} | {NAME}</title>\n" if title else ""
    feeds = (
        f'<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; Feed" href="/feed/" />\n'
        if title
        else ""
    )
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="UTF-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
{titled}{head}{feeds}<link rel='stylesheet' href='/wp-content/themes/pier/style.css' media='all' />
</head>
<body class="wp-embed-responsive">
<div id="page" class="site">
<header id="masthead" class="site-header"><p class="site-title"><a href="/">{NAME}</a></p>
<nav><ul>{sections}<li><a href="/newsletter/">Newsletter</a></li><li><a href="/events/">Events</a></li></ul></nav>
</header>
<main id="main" class="site-main">
{content}
</main>
<aside class="widget-area">
<section class="widget"><h2>Recent Posts</h2><ul>
{recent}
</ul></section>
<section class="widget"><h2>Recent Comments</h2><ol class="wp-block-latest-comments">
{said}
</ol></section>
<section class="widget"><h2>Meta</h2><ul><li><a href="/wp-login.php">Log in</a></li>\
<li><a href="/feed/">Entries feed</a></li><li><a href="/comments/feed/">Comments feed</a></li>\
<li><a href="/search/">Search</a></li></ul></section>
</aside>
<footer class="site-footer"><p>&copy; 2026 {NAME}. All rights reserved.</p></footer>
</div>
</body>
</html>
"""
