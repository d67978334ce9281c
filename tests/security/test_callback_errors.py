"""A page that makes a callback raise is quarantined with its address, in the local and in the shared frontier."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from tests.support import forking
from tests.support.loopback import serving

STORY = "/2026/11/a-story-of-the-quay-today"
PAGES = {
    "/feed": "<rss version='2.0'><channel></channel></rss>",
    "/story-list": f'<html><body><main><h2><a href="{STORY}">A story of the quay as of today</a></h2></main></body></html>',
    STORY: "<html><body><article><h1>A story of the quay as of today</h1><div itemprop=articleBody>"
    + "".join(f"<p>Paragraph {n} of the story about the quay, which was as long as ever.</p>" for n in range(4))
    + "</div></article></body></html>",
}


@pytest.mark.live
@pytest.mark.parametrize("frontier", ["local", "shared"])
def test_every_callback_that_raises_is_quarantined(
    frontier: str, database: Database[dict[str, Any]], mongo_uri: str, tmp_path: Path
) -> None:
    def answer(path: str) -> tuple[int, str]:
        return (200, PAGES[path]) if path in PAGES else (410, "gone")

    with serving(answer) as address:
        settings = {
            "SPIDER_MODULES": "tests.security.raising_spider",
            "FRONTIER": frontier,
            "FRONTIER_TRIES": 2,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
            "ROBOTSTXT_OBEY": 0,
        }
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        done = forking.run(
            ["scrapy", "crawl", "raising", *options],
            env={
                **os.environ,
                "MONGODB_URI": mongo_uri,
                "MONGODB_DATABASE": database.name,
                "NEWSCRAWLER_VAR": str(tmp_path),
                "NEWSCRAWLER_HOST_MAP": f"outlet.example={address}",
            },
            timeout=120,
        )
    log = done.stdout + done.stderr
    raised = {
        (entry["url"].removeprefix("https://outlet.example"), entry["stage"], entry["reason"]): entry["count"]
        for entry in database["quarantine"].find({"reason": {"$regex": "raised"}})
    }
    tries = 2 if frontier == "shared" else 1
    assert raised == {
        ("/feed", "discovery", "parse_feed raised KeyError: 'feed'"): tries,
        ("/story-list", "discovery", "parse_section raised ValueError: Exceeds the limit (4300 digits)"): tries,
        ("/closed-list", "discovery", "discovery_failed raised OverflowError"): tries,
        (STORY, "extraction", "parse_story raised ZeroDivisionError: a division"): tries,
    }, log
    # What the page gave before it raised is kept, and the run says that it was not well.
    assert database["copies"].distinct("url") == [f"https://outlet.example{STORY}"], log
    assert done.returncode == 3, log
