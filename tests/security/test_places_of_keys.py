"""A key goes into requests that a platform's module made for it, in one place, and into no other."""

from __future__ import annotations

import pytest
from scrapy import Request

from newscrawler.comments.keys import KEY_BEARER, is_place_of_key
from newscrawler.comments.platforms.disqus import _list_request
from newscrawler.downloader.keys import _key_for
from newscrawler.meta import COMMENT_KEY

LIST = "https://disqus.com/api/3.0/threads/listPosts?thread=1&forum=x"


def test_the_control_the_modules_own_places() -> None:
    assert is_place_of_key("disqus", _list_request("x", "1", None, {}).url, None)
    assert is_place_of_key("disqus", _list_request("x", "1", "a&api_key=(key)", {}).url, None)
    assert is_place_of_key("coral", "https://talk.example/api/graphql", KEY_BEARER)


@pytest.mark.parametrize("platform", ["disqus", "coral", "wordpress", "isso", "hypertext", "viafoura", "openweb", "guardian", "japantoday"])  # fmt: skip
@pytest.mark.parametrize(
    ("url", "authorization"),
    [
        ("https://disqus.com/(key)", None),
        ("https://disqus.com/story?a&api_key=(key)", None),
        ("https://disqus.com/embed/comments/?f=x&t_u=https://disqus.com/&api_key=(key)", None),
        ("https://disqus.com.evil.example/api/3.0/threads/listPosts?a&api_key=(key)", None),
        ("https://disqus.com@evil.example/api/3.0/threads/listPosts?a&api_key=(key)", None),
        ("http://disqus.com/api/3.0/threads/listPosts?a&api_key=(key)", None),
        (f"{LIST}&api_key=(key)&x", None),
        (f"{LIST}&q=(key)", None),
        ("https://talk.example/(key)/api/graphql", None),
        ("https://talk.example/api/graphql", "Basic (key)"),
        ("https://talk.example/(key)", "Bearer x (key)"),
    ],
)
def test_wherever_else_the_placeholder_is_a_page_has_put_it(platform: str, url: str, authorization: str | None) -> None:
    assert not is_place_of_key(platform, url, authorization)


@pytest.mark.parametrize(
    ("url", "meta"),
    [
        (f"{LIST}&api_key=(key)", {}),
        (f"{LIST}&api_key=(key)", {"story": "https://disqus.com/"}),
        (f"{LIST}&api_key=(key)", {COMMENT_KEY: "disqus", "redirect_urls": ["https://evil.example/"]}),
        (f"{LIST}&api_key=(key)", {COMMENT_KEY: "disqus", "redirect_urls": ["http://disqus.com/"]}),
        ("http://disqus.com/x?a&api_key=(key)", {COMMENT_KEY: "disqus"}),
        ("https://evil.example/x?a&api_key=(key)", {COMMENT_KEY: "disqus"}),
    ],
)
def test_no_key_is_sent(url: str, meta: dict[str, object]) -> None:
    keys = {"disqus.com": "s3cret"}
    assert _key_for(Request(url, meta=meta), keys) is None
    assert _key_for(Request(f"{LIST}&api_key=(key)", meta={COMMENT_KEY: "disqus"}), keys) == "s3cret"
