from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.comments import PLATFORMS, PlatformResponse, ThreadProgress, detect
from newscrawler.html.page import Page

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://plainpress.example/story/ferry"


def page(body: str) -> Page:
    return Page(URL, f"<html><body><h1>Ferry</h1>{body}</body></html>".encode(), content_type=None, retrieved=NOW)


def block(number: int, inner: str = "") -> str:
    return f"""<article id="comment-{number}" itemscope itemtype="https://schema.org/Comment">
      <span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/reader/{number}">
      <span itemprop="name">reader{number}</span></a></span>
      <time itemprop="dateCreated" datetime="2026-11-2{number}T08:00:00+09:00">some time ago</time>
      <div itemprop="text"><p>Text {number}.</p></div>
      <span itemprop="upvoteCount">{number}</span> <span itemprop="downvoteCount">1</span>
      <button>Report</button>{inner}</article>"""


def test_microdata_with_nested_replies() -> None:
    section = detect(page(block(1, block(2, block(3))) + block(4)), URL)
    assert section is not None
    comments = section.result.comments
    assert [(c.nativeId, c.parentItem, c.depth) for c in comments] == [
        ("1", None, 0),
        ("2", "1", 1),
        ("3", "2", 2),
        ("4", None, 0),
    ]
    first = comments[0]
    assert first.text == "Text 1."
    assert first.author is not None
    assert (first.author.name, first.author.url) == ("reader1", "https://plainpress.example/reader/1")
    assert (first.upvoteCount, first.downvoteCount, first.score) == (1, 1, 0)
    assert first.dateCreated == datetime(2026, 11, 20, 23, tzinfo=UTC)


def test_pages_of_comments_are_followed() -> None:
    platform = PLATFORMS["hypertext"]
    section = detect(page(block(1) + '<a rel="next" href="/story/ferry/comments/2">More comments</a>'), URL)
    assert section is not None
    reading, comments = ThreadProgress.start(section)
    ask = reading.pending.pop(0)
    assert ask.url == "https://plainpress.example/story/ferry/comments/2"
    answer = PlatformResponse(
        url=ask.url, body=page(block(2)).body, headers={"content-type": "text/html"}, retrieved=NOW
    )
    comments += reading.add(platform.parse(reading.thread, ask, answer))
    thread = reading.finished()
    assert [c.position for c in comments] == [0, 1]
    assert thread is not None
    assert (thread.complete, thread.collectedCount) == (True, 2)


def test_a_declared_count_that_is_not_reached_is_a_problem() -> None:
    section = detect(page('<meta itemprop="commentCount" content="5">' + block(1)), URL)
    assert section is not None
    thread = ThreadProgress.start(section)[0].finished()
    assert thread is not None
    assert thread.reason == "the page declares 5 comments and shows 1"


def test_a_page_without_comments_has_no_section() -> None:
    assert detect(page("<aside><h2>Recent comments</h2><ul><li>reader1 on Ferry</li></ul></aside>"), URL) is None


@pytest.mark.parametrize(
    "notice",
    [
        "Comments are closed.",
        "Comments are Closed",
        "COMMENTS ARE CLOSED",
        "Comment is now Closed",
        "Die Kommentare sind Geschlossen",
        "DIE KOMMENTARFUNKTION IST GESCHLOSSEN",
        "Les commentaires sont Fermés",
        "LES COMMENTAIRES SONT FERMÉS",
        "Comentarios Cerrados",
        "COMENTARIOS ESTÁN CERRADOS",
        "Commenti Chiusi",
        "I COMMENTI SONO CHIUSI",
    ],
)
def test_a_notice_closes_a_thread_however_its_letters_are_written(notice: str) -> None:
    section = detect(page(f'<section id="comments">{block(1)}<p>{notice}</p></section>'), URL)
    assert section is not None
    assert section.thread.closed is True
