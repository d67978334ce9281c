"""trouble.example: faults of the web, each at a path of its own.

The index page links all of :data:`TROUBLES` and a healthy story, so that a test can see that a crawl went on. "Once"
counts from the start of the newsroom or from :meth:`Trouble.reset`.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from newsroom import harborlight, japantoday
from newsroom.edition import Printed, town_story
from newsroom.markup import esc, paragraphs
from newsroom.readers import remarks_of
from newsroom.site import Answer, Connection, Request, Resource, redirect
from newsroom.wire import wire_stories

__all__ = ["TROUBLE", "TROUBLES", "Trouble"]

TROUBLE = "trouble.example"

TROUBLES = {
    "/healthy": "a healthy story with its comments",
    "/empty": "200 with no body at all",
    "/truncated-gzip": "gzip that stops half-way, under a Content-Length that fits it",
    "/wrong-charset": "UTF-8 that is declared as Shift_JIS in its HTTP header",
    "/fifty-megabytes": "an HTML page of 50 MB, streamed",
    "/redirect-loop": "302 to itself by way of another page",
    "/not-found": "404",
    "/gone": "410",
    "/busy": "429 with Retry-After once, then a story",
    "/busy-forever": "429 with Retry-After always",
    "/stumble": "500 once, then a story",
    "/broken": "500 always",
    "/login-wall": "200 with a login form and nothing else",
    "/no-headline": "a story whose markup changed: no title, no headline, other class names",
    "/document.pdf": "application/pdf",
    "/slow": "a story after Trouble.slow_seconds",
    "/cut-off": "the connection closes in the middle of the body",
    "/comments-answer-html": "story whose comment endpoint answers a login page as HTML",
    "/comments-answer-nonsense": "story whose comment endpoint answers JSON of wrong types",
    "/comments-answer-half-json": "story whose comment endpoint answers JSON that stops half-way",
    "/comments-answer-odd-rows": "story with 12 comments of which the endpoint garbles every third row",
    "/comments-length-lies": "story whose comment endpoint says 40 comments and gives 12",
    "/comments-broken": "story whose comment endpoint answers 500 always",
    "/comments-stumble": "story whose comment endpoint answers 500 once, then all 12 comments",
    "/comments-empty": "story whose comment endpoint answers 200 with no body",
    "/half-of-its-comments/": (
        "WordPress story with 250 comments of which REST page 2 of 3, and HTML page 2, answer 500"
    ),
}
"""Path → description of the fault."""

_FIFTY_MEGABYTES = 50 * 1024 * 1024

_LOGIN_WALL = (
    b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Log in</title></head><body>'
    b"<h1>Log in to read on</h1><p>This story is for members.</p>"
    b'<form method="post" action="/login"><input name="email"><input type="password" name="password">'
    b"<button>Log in</button></form></body></html>"
)


class Trouble:
    """The site. ``slow_seconds`` and ``retry_after`` may be changed at any time."""

    host = TROUBLE

    def __init__(self) -> None:
        self.slow_seconds = 3.0
        self.retry_after = 1
        """Seconds in ``Retry-After``: few, so that tests need not wait."""
        self._seen: Counter[str] = Counter()
        self._stories = {path: _story(path, number) for number, path in enumerate(TROUBLES, start=1)}
        self._by_id = {story.id: path for path, story in self._stories.items()}

    def reset(self) -> None:
        """Repeat all faults that happen once."""
        self._seen.clear()

    def story(self, path: str) -> Printed:
        """Return the story of the path, also where its page is broken."""
        return self._stories[path]

    def answer(self, request: Request) -> Answer:
        path = request.path
        if path == "/":
            return _index()
        if path == "/robots.txt":
            return Resource(b"User-agent: *\nDisallow:\n", "text/plain")
        if path.startswith("/images/") or path == "/style.css":
            return Resource(b"", "text/css")
        if endpoint := re.fullmatch(r"/rest\.api/article/(\d+)/comment", path):
            return self._comments(request, self._by_id.get(int(endpoint[1]), ""))
        if path.startswith(("/wp-json", "/half-of-its-comments/")):
            return self._wordpress(request)
        if path == "/redirect-loop/again":
            return redirect("/redirect-loop", 302)
        if path not in TROUBLES:
            return _status(404)
        if path.startswith("/comments-"):
            return self._page(path)
        return self._fault(path)

    def _fault(self, path: str) -> Answer:
        performances = {
            "/fifty-megabytes": _endless,
            "/truncated-gzip": _truncated,
            "/cut-off": _cut_off,
            "/slow": self._late,
        }
        if (performance := performances.get(path)) is not None:
            return performance
        self._seen[path] += 1
        first = self._seen[path] == 1
        busy = Resource(b"Too many requests", status=429, headers=(("Retry-After", str(self.retry_after)),))
        match path:
            case "/empty":
                return Resource(b"", validated=False)
            case "/wrong-charset":
                return Resource(self._page(path).body, "text/html; charset=Shift_JIS")
            case "/redirect-loop":
                return redirect("/redirect-loop/again", 302)
            case "/not-found":
                return _status(404)
            case "/gone":
                return _status(410)
            case "/busy":
                return busy if first else self._page(path)
            case "/busy-forever":
                return busy
            case "/stumble":
                return _status(500) if first else self._page(path)
            case "/broken":
                return _status(500)
            case "/login-wall":
                return Resource(_LOGIN_WALL)
            case "/no-headline":
                return Resource(_without_headline(self._stories[path]))
            case "/document.pdf":
                return Resource(b"%PDF-1.4\n% not a page\n%%EOF\n", "application/pdf")
        return self._page(path)

    def _page(self, path: str) -> Resource:
        story = self._stories[path]
        page = japantoday.story_page(story, list(self._stories.values())[:1])
        if path == "/wrong-charset":
            # Only the header may state the charset, and the text must not be ASCII.
            page = page.replace('<meta charset="utf-8">', "").replace("The ", "Thé ")
        return Resource(page.encode(), last_modified=story.touched, weak=True)

    async def _late(self, request: Request, connection: Connection) -> int:
        await asyncio.sleep(self.slow_seconds)
        status, data = self._page(request.path).written(request)
        await connection.send(data)
        return status

    def _comments(self, request: Request, path: str) -> Resource:
        if request.headers.get("x-requested-with") != "XMLHttpRequest":
            return _json({"success": False, "message": "Bad request"}, 400)
        if not path:
            return _status(404)
        story = self._stories[path]
        whole = japantoday.comments_answer(story, request.query.get("order", "popular"))
        key = f"{path} comments"
        self._seen[key] += 1
        match path:
            case "/comments-answer-html":
                return Resource(_LOGIN_WALL)
            case "/comments-answer-nonsense":
                return _json({"success": "yes", "message": 7, "length": "many", "comments": {"first": "post"}})
            case "/comments-answer-half-json":
                return Resource(whole.body[: len(whole.body) // 2], "application/json")
            case "/comments-answer-odd-rows":
                return _json(_garbled(json.loads(whole.body)))
            case "/comments-length-lies":
                return _json({**json.loads(whole.body), "length": 40})
            case "/comments-broken":
                return _status(500)
            case "/comments-stumble":
                return _status(500) if self._seen[key] == 1 else whole
            case "/comments-empty":
                return Resource(b"", "application/json", validated=False)
        return whole

    def _wordpress(self, request: Request) -> Resource:
        story = self._stories["/half-of-its-comments/"]
        path, query = request.path.rstrip("/"), request.query
        root = f"https://{TROUBLE}/wp-json"
        if path == "/wp-json/wp/v2/comments":
            if query.get("page") == "2" or "offset" in query:
                return harborlight.rest_error("internal_server_error", "There has been a critical error.", 500, root)
            posts = [story] if query.get("post", str(story.id)) == str(story.id) else []
            return harborlight.rest_comments(posts, query, root, story.touched)
        if match := re.fullmatch(r"/half-of-its-comments(?:/comment-page-(\d+))?", path):
            number = int(match[1] or 1)
            if number == 2:
                return _status(500)
            return Resource(harborlight.story_page(story, [story], number).encode(), last_modified=story.touched)
        return harborlight.rest_error("rest_no_route", "No route was found.", 404, root)


def _story(path: str, number: int) -> Printed:
    published = datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(minutes=number)
    wordpress = path.endswith("/")
    # Above 200 comments REST needs three pages of 100.
    count = 250 if wordpress else 12
    readers = "harborlight.example" if wordpress else "japantoday.com"
    template = wire_stories()[0]
    return town_story(
        path,
        TROUBLE,
        id=900 + number,
        path=path,
        headline=f"Town notes {number}: {path.strip('/').replace('-', ' ')}",
        published=published,
        remarks=list(remarks_of(template, readers, count, 70_000 + number * 1_000, published)),
    )


def _index() -> Resource:
    links = "\n".join(f'<li><a href="{path}">{esc(path)}</a>: {esc(what)}</li>' for path, what in TROUBLES.items())
    return Resource(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trouble</title></head><body>'
        f"<h1>Trouble</h1>\n<ul>\n{links}\n</ul></body></html>".encode()
    )


def _status(status: int) -> Resource:
    return Resource(f"<!doctype html><title>{status}</title><h1>{status}</h1>".encode(), status=status)


def _json(data: object, status: int = 200) -> Resource:
    return Resource(json.dumps(data).encode(), "application/json", status=status)


def _garbled(answer: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    for number, row in enumerate(answer["comments"]):
        if number % 3 == 0:
            row.update(comment_id=None, user="nobody", rating="much", date_created="yesterday")
    return answer


def _without_headline(story: Printed) -> bytes:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body><div class="x-1"><div class="x-2">'
        f'{paragraphs(story.body)}</div></div><div class="x-3">Menu</div></body></html>'
    ).encode()


async def _endless(request: Request, connection: Connection) -> int:
    paragraph = b"<p>The clerk read the minutes of the last meeting, and then the minutes of the one before.</p>\n"
    block = paragraph * 700
    opening = b"<!doctype html><html lang=en><head><title>Minutes</title></head><body><h1>All the minutes</h1>\n"
    await connection.send(_head("text/html; charset=utf-8", _FIFTY_MEGABYTES) + opening)
    left = _FIFTY_MEGABYTES - len(opening)
    while left:
        piece = block[:left]
        await connection.send(piece)
        left -= len(piece)
    return 200


async def _truncated(request: Request, connection: Connection) -> int:
    page = b"<!doctype html><html><body><h1>Half a page</h1>" + b"<p>The rest is missing.</p>" * 400
    whole = gzip.compress(page, mtime=0)
    half = whole[: len(whole) // 2]
    await connection.send(_head("text/html; charset=utf-8", len(half), "Content-Encoding: gzip") + half)
    return 200


async def _cut_off(request: Request, connection: Connection) -> int:
    page = b"<!doctype html><html><body><h1>Cut off</h1><p>This sentence has no"
    await connection.send(_head("text/html; charset=utf-8", 20_000) + page)
    # The client must receive the written bytes before the connection is closed.
    await asyncio.sleep(0.05)
    connection.abort()
    return 200


def _head(content_type: str, length: int, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {content_type}", f"Content-Length: {length}", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
