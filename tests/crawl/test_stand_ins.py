"""An outlet that sends something else in place of its stories: nothing stored is lost, and nothing of it is stored."""

from __future__ import annotations

import pytest

from tests.support.crawls import Crawls
from tests.support.loopback import serving

pytestmark = pytest.mark.live

SITE = "https://granitepost.example"
STORIES = {
    "/2026/11/20/quay-wall-gives-way-after-storm": "Quay wall gives way after storm",
    "/2026/11/20/volunteers-count-bees-on-the-roof": "Volunteers count bees on the roof",
    "/2026/11/20/tram-line-to-be-built-anew": "Tram line to be built anew",
    # The same story in two sections.
    "/harbour/museum-returns-drum-to-the-isle": "Museum returns drum to the isle",
    "/arts/museum-returns-drum-to-the-isle": "Museum returns drum to the isle",
}
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Granite Post</title></head><body>'


def front() -> str:
    return HEAD + "".join(f'<h2><a href="{path}">{headline}</a></h2>' for path, headline in STORIES.items())


def story(headline: str) -> str:
    text = f"<p>This is what was said of “{headline}” on Friday, and whoever had come to listen wrote it down.</p>" * 3
    return f'{HEAD}<article><h1>{headline}</h1><time datetime="2026-11-20T10:00:00Z">20 Nov</time>{text}</article>'


STAND_IN = (
    f"{HEAD}<main><h1>How may we count you?</h1><p>The Post and its friends would like to keep small files on your "
    "device and to read them again, so that what you see here fits you.</p><p>Say yes to all of it, or choose below."
    "</p></main>"
)


def test_a_stand_in_is_quarantined_and_leaves_what_is_stored(crawls: Crawls) -> None:
    replaced: set[str] = set()

    def answer(path: str) -> tuple[int, str]:
        if path == "/":
            return 200, front()
        if path not in STORIES:
            return 404, ""
        return 200, STAND_IN if path in replaced else story(STORIES[path])

    with serving(answer) as address:
        crawls.hosts = {"granitepost.example": address}
        crawls.run("crawl", "outlet", "-a", f"url={SITE}/")
        before = {copy["_id"]: copy["headline"] for copy in crawls.database["copies"].find()}
        # One stand-in alone: what is stored shows it. The log of a second run counts it.
        replaced.add("/2026/11/20/tram-line-to-be-built-anew")
        crawls.run("crawl", "outlet", "-a", f"url={SITE}/")
        assert [entry["url"] for entry in crawls.database["quarantine"].find()] == [
            f"{SITE}{path}" for path in replaced
        ]
        crawls.database["quarantine"].delete_many({})
        replaced.update(STORIES)
        log = crawls.run("crawl", "outlet", "-a", f"url={SITE}/", code=4)
    assert before == {f"{SITE}{path}": headline for path, headline in STORIES.items()}
    assert {copy["_id"]: copy["headline"] for copy in crawls.database["copies"].find()} == before
    assert crawls.database["revisions"].count_documents({}) == 0
    told = {entry["url"].removeprefix(SITE): entry["reason"] for entry in crawls.database["quarantine"].find()}
    assert told.keys() == STORIES.keys()
    assert all(reason.startswith("not the story: other addresses") for reason in told.values())
    assert "'answers/not_the_story/repeated': 5" in log
    [run] = crawls.database["crawls"].find({"exitCode": 4})
    assert run["outcomes"] == {"quarantined": 5}
