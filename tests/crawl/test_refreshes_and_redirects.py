"""Answers that lead elsewhere: a page that reloads itself is a page, and nothing that is dropped is dropped in silence."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.crawls import Crawls
from tests.support.loopback import listening

SITE = "https://granitepost.example"
DAY = "/2026/11/20"
NAMES = (
    "plain",
    "minute",
    "at-once",
    "circle-one",
    "circle-two",
    "gone-one",
    "gone-two",
    "wall-one",
    "wall-two",
    "moved",
)
SENT = {
    f"{DAY}/gone-one": "/",
    f"{DAY}/gone-two": "/",
    f"{DAY}/wall-one": "/subscribe",
    f"{DAY}/wall-two": "/subscribe",
    f"{DAY}/moved": f"{DAY}/plain",
}


def page(title: str, content: str, refresh: str | None = None) -> str:
    reload = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{reload}</head>'
        f"<body>{content}</body></html>"
    )


def story(name: str, refresh: str | None = None) -> str:
    text = (
        f"<p>The harbour board spoke of {name} on Friday, and nobody who had come to listen was any the wiser.</p>" * 3
    )
    return page(
        f"The quay is {name}", f"<article><h1>The quay is {name}</h1><time>2026-11-20</time>{text}</article>", refresh
    )


PAGES = {
    "/": page(
        "Granite Post", "".join(f'<h2><a href="{DAY}/{name}">The quay is {name}</a></h2>' for name in NAMES), "60"
    ),
    "/subscribe": page("Subscribe", "<h1>Subscribe</h1><form><input type=password></form>"),
    f"{DAY}/plain": story("plain"),
    f"{DAY}/minute": story("minute", f"60; url={SITE}{DAY}/minute"),
    f"{DAY}/at-once": story("at-once", f"0;URL='{DAY}/at-once'"),
    f"{DAY}/circle-one": story("circle-one", f"1; url={DAY}/circle-two"),
    f"{DAY}/circle-two": story("circle-two", f"1; url={DAY}/circle-one"),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        text = PAGES.get(self.path)
        self.send_response(302 if self.path in SENT else 200 if text else 404)
        if self.path in SENT:
            self.send_header("Location", SENT[self.path])
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((text or "").encode())

    def log_message(self, *arguments: Any) -> None:
        pass


def test_every_story_is_stored_or_told(crawls: Crawls) -> None:
    with listening(Site) as address:
        crawls.hosts = {"granitepost.example": address}
        log = crawls.run("crawl", "outlet", "-a", f"url={SITE}/", code=3)
    stored = sorted(copy["_id"] for copy in crawls.database["copies"].find())
    assert stored == [f"{SITE}{DAY}/{name}" for name in ("at-once", "minute", "plain")]
    told = {entry["url"].removeprefix(SITE): entry["reason"] for entry in crawls.database["quarantine"].find()}
    known = "which this crawl has asked for already"
    assert told.pop(f"{DAY}/gone-one") == told.pop(f"{DAY}/gone-two") == f"redirected to {SITE}/, {known}"
    walls = [told.pop(f"{DAY}/{name}", None) for name in ("wall-one", "wall-two")]
    # One of them is read at the address that it leads to.
    assert [wall for wall in walls if wall] == [f"redirected to {SITE}/subscribe, {known}"]
    assert "/subscribe" in told
    del told["/subscribe"]
    assert set(told) == {f"{DAY}/circle-one", f"{DAY}/circle-two"}
    assert all("refresh loop" in reason or "redirect loop" in reason for reason in told.values())
    assert "'discovery/redirected_to_known_story': " in log
