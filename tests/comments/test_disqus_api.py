from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawler.comments import PlatformRequest, platforms
from tests.support.platform_answers.disqus import URL, WITHOUT_KEY, embed, post, section
from tests.support.threads import read, tree

WITH_KEY = platforms({"disqus.com": "s3cret"})["disqus"]


def test_the_embed_is_asked_as_the_pages_own_script_would() -> None:
    found = section()
    assert found is not None
    assert found.thread.nativeId == "plainpress/ferry & co 41"
    query = parse_qs(urlsplit(found.result.requests[0].url).query)
    assert query["f"] == ["plainpress"]
    assert query["t_i"] == ["ferry & co 41"]
    assert query["t_u"] == [URL]


def test_the_wordpress_plugins_settings_are_read() -> None:
    settings = {"disqusIdentifier": "41 https://p.example/?p=41", "disqusShortname": "plain-press", "disqusUrl": URL}
    found = section(f'<div id="disqus_thread"></div><script>var embedVars = {json.dumps(settings)};</script>')
    assert found is not None
    assert found.thread.nativeId == "plain-press/41 https://p.example/?p=41"


def test_a_page_that_only_counts_comments_has_no_section() -> None:
    assert section('<script src="//plainpress.disqus.com/count.js"></script>') is None


def test_a_thread_without_a_name_is_said_to_be_unreadable() -> None:
    found = section('<div id="disqus_thread"></div><script src="/disqus-loader.js"></script>')
    thread, _, asked = read(WITHOUT_KEY, found, lambda ask: b"")
    assert asked == []
    assert thread.reason == "a #disqus_thread, but no Disqus shortname in the page's scripts"


def test_a_short_thread_is_in_the_embed() -> None:
    posts = [post(1), post(2, 1, isEdited=True), post(3, 2, isDeleted=True, message=""), post(4, 3)]
    thread, comments, _ = read(WITHOUT_KEY, section(), lambda ask: embed(posts, 3))
    assert tree(comments) == {
        "1": (None, 0, "visible"),
        "2": ("1", 1, "edited"),
        "3": ("2", 2, "removed"),
        "4": ("3", 3, "visible"),
    }
    assert (thread.complete, thread.declaredCount, thread.closed) == (True, 3, False)
    first, _, tombstone, _ = comments
    assert (first.upvoteCount, first.downvoteCount, first.score) == (5, 2, 3)
    assert first.author is not None
    assert (first.author.name, first.author.id) == ("Ferry Fan", "8")
    assert first.dateCreated is not None
    assert first.dateCreated.isoformat() == "2026-11-24T09:19:02+00:00"
    assert tombstone.text is tombstone.author is None


def test_without_a_key_a_long_thread_says_what_it_lacks() -> None:
    thread, comments, asked = read(WITHOUT_KEY, section(), lambda ask: embed([post(1), post(2)], 120, more=True))
    assert len(asked) == 1
    assert len(comments) == 2
    assert thread.reason == (
        "the embed shows 2 of 120 comments; the rest needs the operator's Disqus API key: set COMMENT_KEYS with disqus.com"
    )


def test_with_a_key_the_list_is_read_to_its_end() -> None:
    def serve(ask: PlatformRequest) -> Any:
        if "/embed/" in ask.url:
            return embed([post(9), post(1, isDeleted=True, message=""), post(2, 1)], 205, more=True)
        page_number = int((ask.state["cursor"] or "0:0:0").split(":")[0])
        first = 2 + page_number * 100
        posts = [post(n, 1 if n == 2 else 2 if n == 103 else None) for n in range(first, min(first + 100, 207))]
        return {"code": 0, "cursor": {"hasNext": page_number < 2, "next": f"{page_number + 1}:0:0"}, "response": posts}

    thread, comments, asked = read(WITH_KEY, section(platform=WITH_KEY), serve)
    assert len(asked) == 4
    assert thread.complete
    assert len(comments) == 206
    known = tree(comments)
    assert known["1"] == (None, 0, "removed")
    assert known["2"] == ("1", 1, "visible")
    assert known["103"] == ("2", 2, "visible")


def test_the_key_is_in_no_kept_request_and_in_no_comment() -> None:
    asked: list[PlatformRequest] = []

    def serve(ask: PlatformRequest) -> Any:
        asked.append(ask)
        listed = {"code": 0, "cursor": {"hasNext": False}, "response": [post(1)]}
        return embed([post(1)], 1, more=True) if "/embed/" in ask.url else listed

    thread, comments, _ = read(WITH_KEY, section(platform=WITH_KEY), serve)
    assert "s3cret" not in repr((asked, thread, comments))
    assert asked[1].url.endswith("&api_key=(key)")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><body>Sign in</body></html>", "expected script#disqus-threadData, got a page without it"),
        (b"", "expected script#disqus-threadData, got a page without it"),
        (b'<script type="text/json" id="disqus-threadData">{"co</script>', "expected JSON in script#disqus-threadData"),
        (embed([], 0, code=2), "expected code 0, got 2"),
        (embed([{"message": "no id"}], 1), "expected an id at disqus-threadData.response.posts[0].id, got nothing"),
    ],
)
def test_an_unknown_shape_is_a_loud_error(body: bytes, reason: str) -> None:
    thread, _, _ = read(WITHOUT_KEY, section(), lambda ask: body)
    assert not thread.complete
    assert (thread.reason or "").startswith(reason)
