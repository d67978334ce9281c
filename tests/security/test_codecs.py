"""Python's codecs that are no character sets are not taken for one, whoever declares them."""

from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

from newscrawler.discovery.feeds import parse_feed
from newscrawler.html.charsets import resolve_encoding
from newscrawler.html.page import Page
from tests.security.measuring import cost_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

SLOW = b"a" * 400_000 + b"-" + b"a" * 400_000
NOT_SETS = ["punycode", "idna", "unicode_escape", "raw-unicode-escape", "utf-7", "zlib", "base64", "rot13", "undefined"]


@pytest.mark.parametrize("name", NOT_SETS)
def test_what_is_no_character_set_is_not_declared(name: str) -> None:
    assert resolve_encoding(name) is None
    page = Page(
        "https://x.example/", b"<p>\\u00e9 +AGE- caf\xc3\xa9", content_type=f"text/html; charset={name}", retrieved=NOW
    )
    assert page.text == "<p>\\u00e9 +AGE- café"
    document = f'<?xml version="1.0" encoding="{name}"?><rss><item><title>\\u00e9 é</title><link>/1</link></item></rss>'
    assert [link.title for link in parse_feed(document.encode(), "https://x.example/").links] == ["\\u00e9 é"]


@pytest.mark.parametrize(
    "name",
    ["utf-8", "Shift_JIS", "x-sjis", "windows-1251", "iso-8859-15", "gb2312", "big5", "euc-kr", "koi8-r", "macintosh"],
)
def test_character_sets_are(name: str) -> None:
    assert resolve_encoding(name) is not None


def test_a_declared_codec_costs_nothing_here_and_in_scrapy() -> None:
    body = b"<html><head><meta charset=punycode></head>" + SLOW

    def read() -> None:
        _ = Page("https://x.example/", body, content_type=None, retrieved=NOW).text
        _ = HtmlResponse("https://x.example/", body=body).text

    assert cost_of(read).seconds < 1
