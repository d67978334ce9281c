"""A clock whose zone nothing tells is not exact: stories, comments and dumps say ``local``."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newscrawler.comments.structure import read_structure
from newscrawler.extraction import extract_html
from newscrawler.html.page import Page
from newscrawler.items import Precision, Thread
from newscrawler.textdumps import read_text_dump

RETRIEVED = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = "".join(
    f"<p>The ferry to the isle of Tarn came back after nine days at sea, its captain said in part {number}.</p>"
    for number in range(6)
)


def story(host: str, time: str, zone: ZoneInfo | None = None, language: str = "en") -> tuple[datetime, Precision]:
    html = f'<html lang="{language}"><body><h1>Ferry Comes Back</h1><time>{time}</time><article>{BODY}</article></body></html>'
    page = Page(f"https://{host}/ferry", html.encode(), content_type="text/html; charset=utf-8", retrieved=RETRIEVED)
    printing = extract_html(page, zone=zone).printing
    assert printing.datePublished
    assert printing.datePublishedPrecision
    return printing.datePublished.astimezone(UTC), printing.datePublishedPrecision


@pytest.mark.parametrize(
    ("host", "time", "zone", "language", "expected"),
    [
        ("courier.example.com", "20 November 2026, 16:07", None, "en", "2026-11-20 16:07 local"),
        ("courier.example.com", "20 November 2026, 16:07 JST", None, "en", "2026-11-20 07:07 exact"),
        ("courier.example.com", "20 November 2026, 16:07", "Asia/Tokyo", "en", "2026-11-20 07:07 exact"),
        ("courier.example.jp", "20 November 2026, 16:07", None, "en", "2026-11-20 07:07 exact"),
        ("courier.example.com", "20 novembre 2026, 16:07", None, "it", "2026-11-20 15:07 exact"),
        ("courier.example.com", "20 November 2026", None, "en", "2026-11-20 00:00 day"),
        ("courier.example.com", "2026-11-20T16:07:00", None, "en", "2026-11-20 16:07 local"),
        ("courier.example.com", "2026-11-20T16:07:00+00:00", None, "en", "2026-11-20 16:07 exact"),
    ],
)
def test_a_story_says_how_much_of_its_time_is_known(
    host: str, time: str, zone: str | None, language: str, expected: str
) -> None:
    at, precision = story(host, time, ZoneInfo(zone) if zone else None, language)
    assert f"{at:%Y-%m-%d %H:%M} {precision}" == expected


@pytest.mark.parametrize(
    ("host", "time", "zone", "expected"),
    [
        ("courier.example.com", "Nov 20, 2026 at 4:07 pm", None, "local"),
        ("courier.example.com", "Nov 20, 2026 at 4:07 pm", "America/Chicago", "exact"),
        ("courier.example.jp", "Nov 20, 2026 at 4:07 pm", None, "exact"),
        ("courier.example.com", "Nov 20, 2026 at 4:07 pm PST", None, "exact"),
        ("courier.example.com", "3 days ago", None, "relative"),
    ],
)
def test_a_comment_says_how_much_of_its_time_is_known(
    host: str, time: str, zone: str | None, expected: Precision
) -> None:
    rows = "".join(
        f'<li id="comment-{number}" class="comment"><b class="comment-author">{name}</b>'
        f'<span class="comment-date">{time}</span><p>High time that somebody said so, number {number}.</p></li>'
        for number, name in enumerate(("Una", "Bo"), 1)
    )
    html = f'<html lang="en"><body><article>{BODY}</article><ol class="comment-list">{rows}</ol></body></html>'
    url = f"https://{host}/ferry"
    page = Page(
        url,
        html.encode(),
        content_type="text/html; charset=utf-8",
        retrieved=RETRIEVED,
        zone=ZoneInfo(zone) if zone else None,
    )
    thread = Thread(platform="hypertext", nativeId=url, copyUrl=url, retrieved=RETRIEVED, complete=False)
    found = read_structure(page).comments(thread, page, 0)
    assert [one.dateCreatedPrecision for one in found] == [expected, expected]


def test_a_text_dump_says_so_too() -> None:
    text = "Ferry Comes Back\n\nBy Una Reed\n\nNovember 20, 2026 16:07\n\n" + "\n\n".join(
        f"The ferry to the isle of Tarn came back after nine days at sea, said its captain in part {number}."
        for number in range(4)
    )
    assert read_text_dump(text, now=RETRIEVED).printing.datePublishedPrecision == "local"
    assert read_text_dump(text, now=RETRIEVED, zone=ZoneInfo("Asia/Tokyo")).printing.datePublishedPrecision == "exact"


def test_an_offset_that_the_page_states_elsewhere_is_its_zone() -> None:
    changed = '<meta property="article:modified_time" content="2026-11-20T17:00:00-06:00">'
    html = f"<html><head>{changed}</head><body><h1>Ferry Comes Back</h1><time>20 November 2026, 16:07</time><article>{BODY}</article>"
    page = Page("https://courier.example.com/ferry", html.encode(), content_type="text/html", retrieved=RETRIEVED)
    printing = extract_html(page).printing
    assert printing.datePublished == datetime(2026, 11, 20, 22, 7, tzinfo=UTC)
    assert printing.datePublishedPrecision == "exact"
