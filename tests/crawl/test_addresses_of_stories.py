"""Addresses of copies: one story is one copy whatever follows its address, and two stories are never one."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawler.discovery.answers import Answer
from newscrawler.extensions.copy_addresses import CopyAddresses, is_with_parameters, same_page
from newscrawler.storage.writer import KnownCopy
from tests.support.crawls import Crawls
from tests.support.loopback import serving

SITE = "https://granitepost.example"
QUAY = f"{SITE}/2026/11/20/quay-gives-way-to-storm"
TEXT = "The wall of the old quay gave way on Friday night, and three boats were lost before the morning came."
OTHER = "Bees were counted by whoever had a roof, a ladder and a pencil, and there were more of them than last year."


def answer(url: str = QUAY, text: str = TEXT, **given: Any) -> Answer:
    return Answer(**{"asked": url, "url": url, "headline": "Quay gives way to storm", "text": text, **given})


def test_the_same_text_at_the_same_path_is_one_copy() -> None:
    addresses = CopyAddresses()
    addresses.note(answer(), QUAY)
    assert addresses.seen_at(answer(f"{QUAY}?from=front")) == QUAY
    assert addresses.seen_at(answer(f"{QUAY};v=2")) == QUAY
    # Another text, another path, and the same page once more: a worker may be given it twice.
    assert addresses.seen_at(answer(f"{QUAY}?from=front", OTHER)) is None
    assert addresses.seen_at(answer(f"{SITE}/harbour/quay-gives-way-to-storm")) is None
    assert addresses.seen_at(answer()) is None


def test_one_address_stated_by_two_texts_belongs_to_one_of_them() -> None:
    addresses = CopyAddresses()
    assert not addresses.is_anothers(answer(f"{SITE}/n/1"), QUAY, [])
    addresses.note(answer(f"{SITE}/n/1"), QUAY)
    assert not addresses.is_anothers(answer(f"{SITE}/amp/n/1", TEXT[:60]), QUAY, [])
    assert addresses.is_anothers(answer(f"{SITE}/n/2", OTHER), QUAY, [])


def test_the_store_is_believed_too() -> None:
    known = KnownCopy(url=QUAY, headline="Bees counted on all roofs", body=(OTHER,))
    assert CopyAddresses().is_anothers(answer(f"{SITE}/n/1"), QUAY, [known])
    rewritten = KnownCopy(url=QUAY, headline="Storm: quay gives way", body=(OTHER,))
    assert not CopyAddresses().is_anothers(answer(f"{SITE}/n/1"), QUAY, [rewritten])


def test_a_stored_copy_of_the_path_is_the_pages() -> None:
    stored = [
        KnownCopy(url=f"{QUAY}?visit=1", headline="Quay gives way to storm", body=(TEXT,)),
        KnownCopy(url=f"{SITE}/other-path", headline="Quay gives way to storm", body=(TEXT,)),
    ]
    own = f"{QUAY}?visit=2"
    assert same_page(answer(own), stored) == f"{QUAY}?visit=1"
    assert same_page(answer(own, OTHER), stored) == own
    # Other figures are another story, a note that is not stored is none.
    assert same_page(answer(own, TEXT.replace("three", "3")), stored) == own
    assert same_page(answer(own, f"Note\n{TEXT}"), stored) == f"{QUAY}?visit=1"
    assert same_page(answer(own), [*stored, KnownCopy(url=own, headline=None, body=())]) == own
    assert is_with_parameters(own)
    assert not is_with_parameters(QUAY)


HEAD = '<!doctype html><html lang="en"><head><title>Granite Post</title></head><body>'


def front_of(paths: list[str]) -> str:
    return HEAD + "".join(f'<h2><a href="{path}">What is told of it, here</a></h2>' for path in paths)


def story_at(path: str) -> str:
    """A story page with a comment; two paths show the same text unless their ``nb`` differs."""
    parts = urlsplit(path)
    headline = parts.path[1:].partition(";")[0].replace("-", " ").capitalize()
    number = parse_qs(parts.query).get("nb", [""])[0]
    text = f"<p>{headline} {number}: this was said on Friday, and there was somebody who wrote it all down.</p>" * 2
    comment = (
        '<ol id=comments><li id="comment-7"><b class=author>Tide</b><p>First of all, and for the last time.</p></ol>'
    )
    time = f'<time datetime="2026-11-20T10:0{number[-1:] or 0}:00Z">20 Nov</time>'
    return f"{HEAD}<article><h1>{headline}</h1>{time}{text}{'weather ' * int(number or 0)}</article>{comment}"


@pytest.mark.live
def test_one_copy_of_each_story_at_every_crawl(crawls: Crawls) -> None:
    visit = 0
    paths = [
        *(f"/quay-gives-way-to-storm{rest}" for rest in ("?from=a", "?from=b", "?visit={0}", ";jsessionid={0}", "")),
        # Without a plain address; the session changes.
        *(f"/bees-counted-on-all-roofs?visit={{0}}{n}" for n in (1, 2)),
        # A path that names a story, and a number that does.
        *(f"/the-weather-of-the-isles?nb={number}" for number in (15, 16)),
    ]

    def page(path: str) -> tuple[int, str]:
        return 200, front_of([each.format(visit) for each in paths]) if path == "/" else story_at(path)

    with serving(page) as address:
        crawls.hosts = {"granitepost.example": address}
        for number in (1, 2):
            visit = number
            # One after another: without a delay Scrapy's downloader sends all that it has at once.
            crawls.run("crawl", "outlet", "-a", f"url={SITE}/", DOWNLOAD_DELAY=0.05, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    stored = {copy["_id"].removeprefix(SITE) for copy in crawls.database["copies"].find()}
    bees = {each for each in stored if "bees" in each}
    weather = {"/the-weather-of-the-isles?nb=15", "/the-weather-of-the-isles?nb=16"}
    assert stored - bees == {"/quay-gives-way-to-storm", *weather}
    assert len(bees) == 1
    assert {thread["copyUrl"].removeprefix(SITE) for thread in crawls.database["threads"].find()} <= stored


@pytest.mark.live
def test_the_plain_address_that_comes_after_another_is_the_same_copy(crawls: Crawls) -> None:
    paths: list[str] = []

    def page(path: str) -> tuple[int, str]:
        return 200, front_of(paths) if path == "/" else story_at(path)

    quay = "/quay-gives-way-to-storm"
    with serving(page) as address:
        crawls.hosts = {"granitepost.example": address}
        for listed in ([f"{quay}?from=a"], [quay], [quay, f"{quay}?from=a", "/bees-counted-on-all-roofs"]):
            paths[:] = listed
            crawls.run("crawl", "outlet", "-a", f"url={SITE}/")
    stored = {copy["_id"].removeprefix(SITE) for copy in crawls.database["copies"].find()}
    assert stored == {f"{quay}?from=a", "/bees-counted-on-all-roofs"}
    assert {thread["copyUrl"].removeprefix(SITE) for thread in crawls.database["threads"].find()} <= stored
