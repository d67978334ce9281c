"""An outlet on loopback whose comments come from scripts: "load more", replies behind expanders, and faults."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.loopback import listening

HOST = "quaytimes.example"
SITE = f"https://{HOST}"
PER_ANSWER = 15
PARAGRAPHS = "".join(
    f"<p>Paragraph {n} of the story about the quay, which was as long as ever on Monday.</p>" for n in range(5)
)

SCRIPT = """
const box = document.getElementById('comments'), list = document.createElement('ol');
const more = document.createElement('button');
more.textContent = box.dataset.more || 'Load more comments';
box.replaceChildren(list, more);
let after = 0;
const show = (comment) => {
  const item = document.createElement('li');
  item.id = 'comment-' + comment.id;
  item.className = 'comment';
  item.innerHTML = '<header><a class="comment-author" rel="author"></a> <time></time></header><div class="comment-text"><p></p></div>'
    + '<span class="upvotes"></span> <button>Reply</button>';
  item.querySelector('a').textContent = comment.author;
  item.querySelector('time').setAttribute('datetime', comment.created);
  item.querySelector('time').textContent = comment.created.slice(0, 10);
  item.querySelector('p').textContent = comment.text;
  item.querySelector('.upvotes').textContent = comment.up;
  if (comment.replies) {
    const open = document.createElement('button'), below = document.createElement('ol');
    open.textContent = comment.replies === 1 ? 'Show 1 reply' : `Show ${comment.replies} replies`;
    open.onclick = async () => {
      open.textContent = 'Hide replies';
      const answer = await fetch('/api/replies?to=' + comment.id);
      for (const reply of await answer.json()) below.append(show(reply));
      open.onclick = () => { below.replaceChildren(); };
    };
    item.append(open, below);
  }
  return item;
};
const load = async () => {
  const answer = await fetch(`${box.dataset.api || '/api/comments'}?thread=${box.dataset.thread}&after=${after}`);
  const rows = await answer.json();
  for (const row of rows.comments) list.append(show(row));
  after += rows.comments.length;
  if (!rows.more) more.remove();
};
more.onclick = load;
load();
"""


def story(slug: str, rest: str) -> str:
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The quay: {slug}</title>
<meta property="og:type" content="article"><link rel="canonical" href="{SITE}/story/{slug}">
<link rel="stylesheet" href="/static/style.css"></head><body><article><h1>The quay is {slug} again this week</h1>
<time datetime="2026-11-24T08:00:00Z">24 November</time><img src="/static/quay.jpg" alt="">
<div itemprop="articleBody">{PARAGRAPHS}</div></article>{rest}</body></html>"""


SECTION = (
    '<section id="comments" data-thread="{0}">Loading comments …</section><script src="/static/comments.js"></script>'
)
SHOWN = (
    '<h2>2 comments</h2><ol class="comment-list">'
    '<li id="comment-901" class="comment"><a class="comment-author">Tide Table</a> <time datetime="2026-11-24T09:00:00Z">24 November</time><div class="comment-text"><p>First again.</p></div></li>'
    '<li id="comment-902" class="comment"><a class="comment-author">Old Mainsail</a> <time datetime="2026-11-24T09:05:00Z">24 November</time><div class="comment-text"><p>Not for long.</p></div></li></ol>'
)


@dataclass
class ScriptedOutlet:
    """An outlet with given pages; records the requests that it receives."""

    pages: dict[str, str] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By id; ``thread`` and ``parent`` say where."""
    moved: dict[str, str] = field(default_factory=dict)
    """Paths that redirect, and where to."""
    asked: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    address: str = ""

    def fill(self, thread: str, top: int, *, replies: int = 0, deeper: int = 0) -> None:
        """``top`` comments, every fifth with ``replies``, of which the first has ``deeper`` replies."""
        for index in range(top):
            number = self._add(thread, None)
            if index % 5 == 0:
                for reply in [self._add(thread, number) for _ in range(replies)][:1]:
                    for _ in range(deeper):
                        self._add(thread, reply)

    def of(self, thread: str) -> dict[str, dict[str, Any]]:
        return {str(number): comment for number, comment in self.comments.items() if comment["thread"] == thread}

    def _add(self, thread: str, parent: int | None) -> int:
        number = 1000 + len(self.comments)
        self.comments[number] = {
            "id": number,
            "thread": thread,
            "parent": parent,
            "author": ("Quay", "Tide Table", "潮風")[number % 3],
            "created": f"2026-11-24T{number % 24:02}:{number % 60:02}:00Z",
            "text": f"Word number {number} on the <quay> & its bicycles.",
            "up": number % 7,
        }
        return number

    def _row(self, comment: dict[str, Any]) -> dict[str, Any]:
        below = sum(other["parent"] == comment["id"] for other in self.comments.values())
        return {**{key: comment[key] for key in ("id", "author", "created", "text", "up")}, "replies": below}

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        parts, query = urlsplit(path), parse_qs(urlsplit(path).query)
        if parts.path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nDisallow: /private/\n"
        if parts.path == "/static/comments.js":
            return 200, "text/javascript", SCRIPT.encode()
        if parts.path in ("/api/comments", "/private/comments"):
            top = [row for row in self.of(query["thread"][0]).values() if row["parent"] is None]
            after = int(query["after"][0])
            found = [self._row(row) for row in top[after : after + PER_ANSWER]]
            answer = {"comments": found, "more": after + PER_ANSWER < len(top)}
            return 200, "application/json", json.dumps(answer).encode()
        if parts.path == "/api/replies":
            below = [self._row(row) for row in self.comments.values() if row["parent"] == int(query["to"][0])]
            return 200, "application/json", json.dumps(below).encode()
        slug = parts.path.removeprefix("/story/")
        if slug in self.pages:
            return 200, "text/html; charset=utf-8", self.pages[slug].encode()
        if parts.path == "/":
            links = "".join(
                f'<h2><a href="/story/{name}">The quay is {name} again this week</a></h2>' for name in self.pages
            )
            return 200, "text/html; charset=utf-8", f"<html><body><main>{links}</main></body></html>".encode()
        return 404, "text/plain", b"nothing here"


@contextmanager
def running() -> Iterator[ScriptedOutlet]:
    """Served on loopback; map ``HOST`` to its ``address``."""
    outlet = ScriptedOutlet()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def do_GET(self) -> None:
            outlet.asked[self.path] += 1
            outlet.agents.add(self.headers.get("User-Agent", ""))
            status, kind, body = outlet.answer(self.path)
            self.send_response(302 if self.path in outlet.moved else status)
            if self.path in outlet.moved:
                self.send_header("Location", outlet.moved[self.path])
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    with listening(Handler) as outlet.address:
        yield outlet
