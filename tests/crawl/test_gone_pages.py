"""An outlet takes a story off its site and puts it back: the store says so, and keeps what it has."""

from __future__ import annotations

import pytest

from newscrawler.storage import Reader
from tests.support.crawls import Crawls
from tests.support.loopback import serving

pytestmark = pytest.mark.live

SITE = "https://granitepost.example"
QUAY, BEES, TRAM = "/2026/11/20/quay-wall-gives-way", "/2026/11/20/volunteers-count-bees", "/2026/11/20/tram-line-built"
HEADLINES = {QUAY: "Quay wall gives way", BEES: "Volunteers count bees", TRAM: "Tram line built"}
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Granite Post</title></head><body>'


def page(path: str) -> str:
    if path == "/":
        return HEAD + "".join(f'<h2><a href="{path}">{headline}</a></h2>' for path, headline in HEADLINES.items())
    text = f"<p>This is what was said of {HEADLINES[path]} on Friday, and whoever came to listen wrote it down.</p>" * 3
    return (
        f'{HEAD}<article><h1>{HEADLINES[path]}</h1><time datetime="2026-11-20T10:00:00Z">20 Nov</time>{text}</article>'
    )


NOT_FOUND = f"{HEAD}<main><h1>Page not found</h1><p>The page that you were looking for is not here.</p></main>"


def test_pages_that_go_and_come_back(crawls: Crawls) -> None:
    answers: dict[str, tuple[int, str]] = {}

    def answer(path: str) -> tuple[int, str]:
        if path in answers:
            return answers[path]
        return (200, page(path)) if path == "/" or path in HEADLINES else (404, "")

    with serving(answer) as address:
        crawls.hosts = {"granitepost.example": address}
        crawls.run("crawl", "outlet", "-a", f"url={SITE}/")
        answers |= {QUAY: (404, ""), BEES: (503, ""), TRAM: (200, NOT_FOUND)}
        crawls.run("crawl", "outlet", "-a", f"url={SITE}/", "-s", "RETRY_ENABLED=0", code=4)
        gone = {copy["_id"]: copy.get("gone", {}).get("status") for copy in crawls.database["copies"].find()}
        assert gone == {f"{SITE}{QUAY}": 404, f"{SITE}{BEES}": None, f"{SITE}{TRAM}": 200}
        assert "gone since" in crawls.run("stories", "--story", f"{SITE}{QUAY}")
        answers.clear()
        crawls.run("crawl", "outlet", "-a", f"url={SITE}/")
        reader = Reader(crawls.database)
        kinds = {
            path: [revision.change and revision.change.kind for revision in reader.revisions(f"{SITE}{path}")]
            for path in HEADLINES
        }
        assert kinds == {QUAY: ["restored"], BEES: [], TRAM: ["restored"]}
        assert crawls.database["copies"].count_documents({"gone": {"$exists": True}}) == 0
