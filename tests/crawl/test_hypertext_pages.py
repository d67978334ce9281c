"""A thread in the pages themselves that does not say how many comments it has: what was not read has not vanished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.support.crawls import Crawls
from tests.support.loopback import serving

HOST = "pierpost.example"
SITE = f"https://{HOST}"
STORY = "/2026/11/pier-reopens/"
THREAD = f"hypertext:{SITE}{STORY}"
PARAGRAPHS = "".join(f"<p>Paragraph {n} of the story about the pier, which is open again to all.</p>" for n in range(5))
CRAWL = ("crawl", "outlet", "-a", f"url={SITE}{STORY}")


def comment(number: int) -> str:
    return (
        f'<li id="comment-{number}" class="comment"><a class="comment-author">Reader {number}</a> '
        f'<time datetime="2026-11-24T08:{number:02}:00Z">24 November</time>'
        f'<div class="comment-text"><p>Word number {number} on the pier.</p></div></li>'
    )


@dataclass
class Outlet:
    """Contents below the story, by the rest of the page's address after the story's address."""

    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def show(self, rest: str, *pages: tuple[range, str], name: str = "?page={}") -> None:
        """Comments and what stands below them, page by page; the first is the story's own.

        :param rest: below all comments
        """
        self.pages = {
            name.format(number) if number > 1 else "": f"{''.join(map(comment, numbers))}</ol>{links}{rest}"
            for number, (numbers, links) in enumerate(pages, 1)
        }

    def answer(self, path: str) -> tuple[int, str]:
        self.asked.append(path)
        rest = self.pages.get(path.removeprefix(STORY)) if path.startswith(STORY) else None
        if rest is None:
            return 404, ""
        return 200, (
            f'<!doctype html><html lang="en"><head><title>Pier reopens</title><meta property="og:type" content="article">'
            f'<link rel="canonical" href="{SITE}{STORY}"></head><body><article><h1>Pier reopens after a month of repairs'
            f'</h1><time datetime="2026-11-24T08:00:00Z">24 November</time><div itemprop="articleBody">{PARAGRAPHS}</div>'
            f'</article><section id="comments" class="comments"><h2>Comments</h2><ol class="comment-list">{rest}</section>'
            "</body></html>"
        )


@pytest.fixture
def outlet(crawls: Crawls) -> Iterator[Outlet]:
    served = Outlet()
    with serving(served.answer) as address:
        crawls.hosts = {HOST: address}
        # What all of these tests begin with: a thread that one page shows to its end.
        served.show("", (range(1, 31), ""))
        crawls.run(*CRAWL)
        assert verdict(crawls) == (True, None)
        assert states(crawls) == dict.fromkeys(range(1, 31), "visible")
        yield served


def verdict(crawls: Crawls) -> tuple[bool, str | None]:
    (thread,) = crawls.database.threads.find()
    assert thread["_id"] == THREAD
    assert thread["declaredCount"] is None
    return thread["complete"], thread["reason"]


def states(crawls: Crawls) -> dict[int, str]:
    return {int(row["nativeId"]): row["state"] for row in crawls.database.comments.find().sort("position")}


def gone(crawls: Crawls) -> set[int]:
    return {number for number, state in states(crawls).items() if state == "vanished"}


OLDER, TURN = '<a href="{0}?page={1}">Older comments</a>', '<nav><a href="{0}?page={1}">»</a></nav>'


@pytest.mark.live
@pytest.mark.parametrize("link", [OLDER, TURN])
def test_older_pages_are_read_and_only_what_is_on_none_has_vanished(crawls: Crawls, outlet: Outlet, link: str) -> None:
    outlet.show(
        "",
        (range(21, 33), link.format(STORY, 2)),
        (range(11, 21), link.format(STORY, 3)),
        (range(3, 11), OLDER.format(STORY, 2)),
    )
    crawls.run(*CRAWL)
    assert verdict(crawls) == (True, None)
    assert gone(crawls) == {1, 2}
    assert len(states(crawls)) == 32


@pytest.mark.live
def test_a_page_between_the_ends_is_read_though_no_other_leads_to_it_in_turn(crawls: Crawls, outlet: Outlet) -> None:
    """The story shows the third of four; both its neighbours lead back only."""
    pages = {"": "", "comment-page-2/": "", "comment-page-1/": "", "comment-page-4/": ""}
    link = f'<a href="{STORY}comment-page-{{}}/">{{}}</a>'
    pages[""] = f"{''.join(map(comment, range(9, 17)))}</ol>{link.format(2, 2)} {link.format(4, 4)}"
    pages["comment-page-2/"] = f"{''.join(map(comment, range(17, 25)))}</ol>{link.format(1, 1)}"
    pages["comment-page-1/"] = f"{''.join(map(comment, range(25, 31)))}</ol>{link.format(2, 2)}"
    pages["comment-page-4/"] = f"{''.join(map(comment, range(1, 9)))}</ol>"
    outlet.pages = pages
    crawls.run(*CRAWL)
    assert verdict(crawls) == (True, None)
    assert gone(crawls) == set()


@pytest.mark.live
def test_a_page_that_does_not_come_hides_comments_and_ends_none(crawls: Crawls, outlet: Outlet) -> None:
    outlet.show("", (range(21, 33), OLDER.format(STORY, 2)))
    crawls.run(*CRAWL)
    assert verdict(crawls) == (False, "answer 1: HTTP 404")
    assert gone(crawls) == set()


@pytest.mark.live
def test_a_page_that_only_repeats_another_proves_nothing(crawls: Crawls, outlet: Outlet) -> None:
    """As where a cache takes all pages for one."""
    link = f'<a href="{STORY}?cpage={{}}">Older</a>'
    outlet.show(
        "", (range(21, 33), link.format(3)), (range(21, 33), link.format(3)), (range(21, 33), ""), name="?cpage={}"
    )
    crawls.run(*CRAWL)
    assert verdict(crawls) == (False, "3 pages of comments are linked and 1 showed any that the others do not")
    assert gone(crawls) == set()


@pytest.mark.live
def test_a_page_without_a_new_comment_ends_the_reading(crawls: Crawls, outlet: Outlet) -> None:
    """As where a theme shows the same comments under any number, and always links to the next."""
    shown = range(21, 33)
    outlet.show("", *((shown, OLDER.format(STORY, number)) for number in range(2, 9)))
    log = crawls.run(*CRAWL)
    assert verdict(crawls)[0] is False
    assert "'downloader/response_status_count/200': 2" in log


@pytest.mark.live
def test_a_button_that_nothing_presses_promises_more(crawls: Crawls, outlet: Outlet) -> None:
    outlet.show("<button>Load more comments</button>", (range(21, 33), OLDER.format(STORY, 2)), (range(11, 21), ""))
    crawls.run(*CRAWL)
    assert verdict(crawls) == (
        False,
        "the page promises more comments than it shows, and does not say how many there are",
    )
    assert gone(crawls) == set()
    assert len(states(crawls)) == 32


@pytest.mark.live
def test_without_a_browser_a_button_leaves_the_thread_open(crawls: Crawls, outlet: Outlet) -> None:
    outlet.show("<button>Load more comments</button>", (range(21, 33), ""))
    crawls.run(*CRAWL, CHROMIUM="/nowhere/chromium")
    complete, reason = verdict(crawls)
    assert not complete
    assert reason is not None
    assert "need a browser" in reason
    assert gone(crawls) == set()


@pytest.mark.live
def test_pages_of_other_stories_are_not_read(crawls: Crawls, outlet: Outlet) -> None:
    recent = "".join(
        f'<li><a href="/2026/11/{name}/comment-page-7/#comment-{n}">Reader on {name}</a></li>'
        for n, name in enumerate(("ferry", "bridge"), 900)
    )
    outlet.show(f"<ul>{recent}</ul>", (range(3, 31), ""))
    crawls.run(*CRAWL)
    assert verdict(crawls) == (True, None)
    assert gone(crawls) == {1, 2}
    assert not [path for path in outlet.asked if "comment-page" in path]
