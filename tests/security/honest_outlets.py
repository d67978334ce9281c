"""Two honest outlets beside the demo newsroom's own: they print the same wire stories, with comments of their own."""

from __future__ import annotations

import html
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from newsroom import PLAINPRESS, Edition, Printed

ISSO_OUTLET = "tidewater.example"
"""Comments by its own Isso server, under ``/isso/``."""
HYPERTEXT_OUTLET = "greyquay.example"
"""Comments in the page, as microdata."""
HOSTS = (ISSO_OUTLET, HYPERTEXT_OUTLET)

LAG = {ISSO_OUTLET: timedelta(minutes=31), HYPERTEXT_OUTLET: timedelta(minutes=54)}
"""Behind Plain Press, so that no two outlets print a story in the same minute."""

COMMENTS = 4
"""Under each story."""

Answer = tuple[int, str, bytes]
"""Status, content type and body."""


class HonestOutlets:
    """Pages and comment answers of the two, by host and path."""

    def __init__(self, edition: Edition) -> None:
        self.printed = [printed for printed in edition.of(PLAINPRESS) if printed.body]
        self._by_path = {f"/news/{printed.story}": printed for printed in self.printed}

    def answer(self, host: str, target: str) -> Answer:
        """Answer a request; 404 for what the outlet does not have."""
        parts = urlsplit(target)
        if parts.path == "/":
            return _page(_front(self.printed))
        if host == ISSO_OUTLET and parts.path == "/isso/":
            thread = parse_qs(parts.query)["uri"][0]
            return 200, "application/json", json.dumps(_isso_thread(self._by_path[thread])).encode()
        printed = self._by_path.get(parts.path)
        if printed is None:
            return 404, "text/html; charset=utf-8", b"<html><body><p>Not found</p></body></html>"
        comments = _isso_place() if host == ISSO_OUTLET else _microdata(printed)
        return _page(_story(host, printed, comments))


def path_of(story: str) -> str:
    """Path of a wire story's page, at both outlets."""
    return f"/news/{story}"


def _page(text: str) -> Answer:
    return 200, "text/html; charset=utf-8", text.encode()


def _front(printed: list[Printed]) -> str:
    links = "\n".join(
        f'<article><h2><a href="{path_of(each.story)}">{html.escape(each.headline)}</a></h2></article>'
        for each in printed
    )
    return f"<!doctype html><html><head><title>Front page</title></head><body><main>{links}</main></body></html>"


def _story(host: str, printed: Printed, comments: str) -> str:
    published = (printed.published + LAG[host]).isoformat()
    byline = f'<p class="byline">{html.escape(printed.byline)}</p>' if printed.byline else ""
    paragraphs = [printed.dateline_prefix + printed.body[0], *printed.body[1:]]
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="{printed.language}"><head><meta charset="utf-8">
<title>{html.escape(printed.headline)}</title><meta property="og:type" content="article">
<link rel="canonical" href="https://{host}{path_of(printed.story)}"></head><body>
<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{html.escape(printed.headline)}</h1>
{byline}<time itemprop="datePublished" datetime="{published}">{published}</time>
<div itemprop="articleBody">{text}</div></article>
{comments}</body></html>"""


def _isso_place() -> str:
    return (
        '<script data-isso="/isso/" src="/isso/js/embed.min.js" async></script>'
        '<section id="isso-thread"><noscript>Comments need JavaScript.</noscript></section>'
    )


def _isso_thread(printed: Printed) -> dict[str, object]:
    """The shape that Isso 0.14 answers with (docs/platforms.md)."""
    created = printed.published.timestamp()
    rows = [
        {
            "id": printed.id * 100 + number,
            "parent": None,
            "created": created + 600 * number + 0.25,
            "modified": None,
            "mode": 1,
            "text": f"<p>Remark {number} on {html.escape(printed.topic)}, from the pier.</p>",
            "author": f"Reader {number}",
            "website": None,
            "likes": number,
            "dislikes": 0,
            "hash": "35f71b426723",
            "hidden_replies": 0,
            "total_replies": 0,
            "replies": [],
        }
        for number in range(COMMENTS)
    ]
    return {"id": None, "total_replies": len(rows), "hidden_replies": 0, "replies": rows}


def _microdata(printed: Printed) -> str:
    shown = "".join(
        f'<article id="comment-{printed.id * 100 + number}" class="comment" itemscope '
        f'itemtype="https://schema.org/Comment"><b itemprop="author">Walker {number}</b> '
        f'<time itemprop="dateCreated" datetime="{(printed.published + timedelta(minutes=7 * number)).isoformat()}">'
        f'</time><div itemprop="text"><p>Note {number} about {html.escape(printed.topic)}, seen from the quay.</p></div>'
        f"</article>"
        for number in range(COMMENTS)
    )
    return f'<section id="comments"><h2><span itemprop="commentCount">{COMMENTS}</span> comments</h2>{shown}</section>'
