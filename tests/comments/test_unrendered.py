"""Which pages a browser is started for, told from their bytes, and what becomes of what it shows."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from newscrawler.comments import PLATFORMS, CommentSection, PlatformRequest, PlatformResponse, ThreadProgress, detect
from newscrawler.comments.platforms.hypertext import Hypertext
from tests.support.threads import NOW, RefusedError, page, read

URL = "https://quaytimes.example/story/ferry"
SCRIPT = '<script src="/comments.js"></script>'


def comment(number: int) -> str:
    return f"""<li id="comment-{number}" class="comment"><b class="comment-author">Reader {number}</b>
    <time datetime="2026-11-24T08:00:00Z">24 November</time><div class="comment-text"><p>Text {number}.</p></div></li>"""


def shown(*numbers: int) -> str:
    return f'<ol class="comment-list">{"".join(map(comment, numbers))}</ol>'


def found(body: str, render: bool | None = None) -> CommentSection | None:
    return Hypertext(render).detect(page(URL, body), URL)


@pytest.mark.parametrize(
    "body",
    [
        '<div id="comments"></div>',
        '<section class="story-comments"><p>Loading comments …</p></section>',
        '<div id="comment-app" data-id="4"><noscript>Please switch on JavaScript to see the comments.</noscript></div>',
        '<aside class="article__comments"><div class="spinner"></div><script>start()</script></aside>',
        '<news-comments article-id="5"></news-comments>',
        '<div id="remark42"></div>',
        '<div id="kommentare">Kommentare werden geladen …</div>',
        '<b itemprop="commentCount">17</b>',
        f"{shown(1, 2)}<button>Load more comments</button>",
        f'<b itemprop="commentCount">17</b>{shown(1)}<a href="#">Weitere Kommentare</a>',
        f'{shown(1)}<a role="button">コメントをもっと見る</a>',
        f"{shown(1)}<button>Afficher 12 autres commentaires</button>",
    ],
)
def test_a_page_that_keeps_comments_back_is_asked_for_rendered(body: str) -> None:
    section = found(body + SCRIPT)
    assert section is not None
    (ask,) = section.result.requests
    assert (ask.url, ask.render) == (URL, True)
    assert section.result.problem is None


@pytest.mark.parametrize(
    "body",
    [
        "<p>A story without a section.</p>",
        '<span class="comments-count">3</span>',
        '<div class="num_comments">0</div>',
        '<div class="comments">12</div>',
        '<div id="comments"><p>Comments are closed. They were open for a week, and you had your chance to say what you think of it.</p></div>',
        '<div id="comments"><form><textarea></textarea></form></div>',
        '<div class="share-comments"></div>',
        '<section class="comments"><div class="fb-comments" data-href="https://quaytimes.example/story/ferry"></div></section>',
        '<div class="recent-comments"></div>',
        '<div id="comment-policy"></div>',
        '<b itemprop="commentCount">0</b><div id="comments"></div>',
        f'<b itemprop="commentCount">2</b>{shown(1, 2)}<button>Load more comments</button>',
        f"{shown(1, 2)}<button>Load more stories</button>",
        f'{shown(1, 2)}<a href="/opinion">More comments by our editors</a>',
    ],
)
def test_a_page_that_does_not_is_not(body: str) -> None:
    section = found(body + SCRIPT)
    assert section is None or not section.result.requests


def test_an_empty_place_without_any_script_stays_empty() -> None:
    assert found('<div id="comments"></div>') is None


def test_an_outlet_can_say_that_the_guess_is_wrong() -> None:
    assert found(f'<div id="comments"></div>{SCRIPT}', render=False) is None
    declared = found(f'<b itemprop="commentCount">17</b>{SCRIPT}', render=False)
    assert declared is not None
    assert declared.result.requests == []
    assert declared.result.problem == "the page declares 17 comments and shows none that can be read"
    always = found("<p>Nothing here tells of comments.</p>", render=True)
    assert always is not None
    assert always.result.requests[0].render


def test_beside_a_section_with_an_endpoint_nothing_is_guessed() -> None:
    wordpress = (
        '<link rel="https://api.w.org/" href="/wp-json/">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/4">'
    )
    section = detect(page(URL, f'{wordpress}<div id="comments"></div>{SCRIPT}'), URL)
    assert section is not None
    assert (section.thread.platform, section.alternatives) == ("wordpress", [])


def render(answer: PlatformResponse, body: str) -> PlatformResponse:
    return replace(answer, body=page(URL, body).body, headers={"content-type": "text/html; charset=utf-8"})


BLANK = PlatformResponse(url=URL, body=b"", headers={}, retrieved=NOW)


def test_what_the_browser_shows_is_the_thread_with_what_the_page_showed_before() -> None:
    section = found(f'<b itemprop="commentCount">4</b>{shown(1, 2)}<button>Load more comments</button>{SCRIPT}')
    assert section is not None
    reading, comments = ThreadProgress.start(section)
    assert [one.nativeId for one in comments] == ["1", "2"]
    reading = ThreadProgress.from_state(json.loads(json.dumps(reading.to_state())))
    ask = reading.pending.pop(0)
    body = f'<b itemprop="commentCount">4</b>{shown(1, 2, 3, 4)}'
    comments = reading.add(PLATFORMS["hypertext"].parse(reading.thread, ask, render(BLANK, body)))
    assert [one.nativeId for one in comments] == ["1", "2", "3", "4"]
    thread = reading.finished()
    assert thread is not None
    assert (thread.complete, thread.declaredCount, thread.collectedCount) == (True, 4, 4)
    # A later visit may render it again without reading the story first.
    assert thread.cursor is not None
    assert PlatformRequest(**thread.cursor) == ask


def test_a_thread_without_its_browser_says_what_is_missing() -> None:
    section = found(f"{shown(1, 2)}<button>Load more comments</button>{SCRIPT}")

    def serve(ask: PlatformRequest) -> bytes:
        raise RefusedError("answer 1: these comments need a browser")

    thread, comments, _ = read(Hypertext(), section, serve)
    assert [one.nativeId for one in comments] == ["1", "2"]
    assert (thread.complete, thread.reason) == (False, "answer 1: these comments need a browser")


@pytest.mark.parametrize(
    ("body", "cut", "refused", "reason"),
    [
        (shown(1), None, "its scripts did not get /ads", None),
        (shown(1), "more was to come after 180 s", None, "more was to come after 180 s"),
        ("<p>Nobody has written yet.</p>", None, None, None),
        ("<p>…</p>", None, "its scripts did not get /api (HTTP 500)", "its scripts did not get /api (HTTP 500)"),
        (
            f'<b itemprop="commentCount">3</b>{shown(1)}',
            None,
            "its scripts did not get /api (HTTP 500)",
            "the page declares 3 comments and shows 1; its scripts did not get /api (HTTP 500)",
        ),
    ],
)
def test_what_the_browser_could_not_do_is_the_reason(
    body: str, cut: str | None, refused: str | None, reason: str | None
) -> None:
    section = found(f'<div id="comments"></div>{SCRIPT}')
    assert section is not None
    reading, _ = ThreadProgress.start(section)
    ask = reading.pending.pop(0)
    answer = replace(render(BLANK, body), cut=cut, refused=refused)
    reading.add(Hypertext().parse(reading.thread, ask, answer))
    thread = reading.finished()
    assert thread is not None
    assert (thread.complete, thread.reason) == (reason is None, reason)
