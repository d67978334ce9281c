"""Stories that are split over pages are joined; what is no page of the story is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.discovery.story_pages import next_story_page, page_of_story
from newscrawler.html.page import Page
from tests.support.crawls import Crawls
from tests.support.loopback import serving

SITE = "https://granitepost.example"
QUAY = f"{SITE}/2026/11/20/quay-gives-way-to-storm"
BOX = '<div class="x">Page <b>1</b> <a href="{0}">2</a> <a href="{1}">3</a></div>'


def page(body: str, url: str = QUAY) -> Page:
    html = f"<html><body><article><h1>Quay</h1><p>Text.</p></article>{body}</body></html>"
    return Page(url, html.encode(), content_type="text/html", retrieved=datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("url", "body", "following"),
    [
        (QUAY, BOX.format(f"{QUAY}?page=2", f"{QUAY}?page=3"), f"{QUAY}?page=2"),
        (QUAY, BOX.format(f"{QUAY}/2", f"{QUAY}/3"), f"{QUAY}/2"),
        (f"{QUAY}/2", BOX.format(f"{QUAY}", f"{QUAY}/3"), f"{QUAY}/3"),
        (f"{QUAY}.html", BOX.format(f"{QUAY}-2.html", f"{QUAY}-3.html"), f"{QUAY}-2.html"),
        (QUAY, f'<a rel="next" href="{QUAY}?page=2">More</a>', f"{QUAY}?page=2"),
        # The last page, a lone link, the next story, pages of comments, a list.
        (f"{QUAY}/3", BOX.format(QUAY, f"{QUAY}/2"), None),
        (QUAY, f'<p>See <a href="{QUAY}?page=2">here</a></p>', None),
        (QUAY, f'<a rel="next" href="{SITE}/2026/11/20/bees-counted-on-roofs">Next</a>', None),
        (QUAY, f'<div id="comments">{BOX.format(f"{QUAY}?page=2", f"{QUAY}?page=3")}</div>', None),
        (QUAY, f'<a rel="next" href="{QUAY}/comment-page-2">Older</a>', None),
        (f"{SITE}/news", BOX.format(f"{SITE}/news?page=2", f"{SITE}/news?page=3"), None),
    ],
)
def test_the_next_page_of_a_story(url: str, body: str, following: str | None) -> None:
    assert next_story_page(page(body, url)) == following


def test_the_number_is_no_part_of_the_story() -> None:
    assert page_of_story(f"{QUAY}?a=1&page=2") == (f"{QUAY}?a=1", 2)
    assert page_of_story(f"{QUAY}/page/3/") == (QUAY, 3)
    assert page_of_story(f"{SITE}/n/48811") == (f"{SITE}/n/48811", 1)


@pytest.mark.live
def test_a_story_is_joined_in_order(crawls: Crawls) -> None:
    broken: set[str] = set()

    def answer(path: str) -> tuple[int, str]:
        number = int(path.rpartition("?page=")[2]) if "?page=" in path else 1
        head = '<!doctype html><html lang="en"><head><title>Quay gives way to storm</title></head><body>'
        if path == "/":
            return 200, f'{head}<h2><a href="{QUAY}">Quay gives way to storm</a></h2>'
        if not path.startswith(QUAY.removeprefix(SITE)) or path in broken:
            return 404, ""
        links = " ".join(str(n) if n == number else f'<a href="?page={n}">{n}</a>' for n in (1, 2, 3))
        text = "".join(
            f"<p>Part {number}.{n}: the wall of the quay gave way, and whoever stood by told it to the next.</p>"
            for n in range(3)
        )
        comment = '<ol id=comments><li id="comment-7"><b class=author>Tide</b><p>First of all, and for the last time.</p></ol>'
        lead = "<p>The storm of the night has broken the wall of the old quay, as everybody had said that it would.</p>"
        body = (
            f'<article><h1>Quay gives way to storm</h1><time datetime="2026-11-20T10:00:00Z">20 Nov</time>{lead}{text}'
        )
        return 200, f"{head}{body}<div class=pages>{links}</div></article>{comment}"

    def parts() -> list[str]:
        [copy] = crawls.database["copies"].find()
        assert copy["_id"] == QUAY
        return [line[5:8] for line in copy["body"] if line.startswith("Part")]

    with serving(answer) as address:
        crawls.hosts = {"granitepost.example": address}
        crawls.run("crawl", "outlet", "-a", f"url={SITE}/")
        assert parts() == [f"{number}.{n}" for number in (1, 2, 3) for n in range(3)]
        [copy] = crawls.database["copies"].find()
        assert copy["representation"] == "full"
        assert sum(line.startswith("The storm") for line in copy["body"]) == 1
        assert crawls.database["comments"].count_documents({}) == 1
        broken.add(f"{QUAY.removeprefix(SITE)}?page=3")
        crawls.run("crawl", "outlet", "-a", f"url={SITE}/")
    [copy] = crawls.database["copies"].find()
    assert (copy["representation"], copy["partialReason"]) == ("partial", "pages")
    assert parts() == [f"{number}.{n}" for number in (1, 2) for n in range(3)]
