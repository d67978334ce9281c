"""One URL per story: what pages say of themselves is believed only where it can be true."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.discovery.canonical import canonical_url, normalise_url, same_site
from newscrawler.html.page import Page


def page(url, head=""):
    body = f"<html><head>{head}</head><body><p>x</p></body></html>".encode()
    return Page(url, body, content_type="text/html; charset=utf-8", retrieved=datetime(2026, 11, 20, tzinfo=UTC))


def link(href):
    return f'<link rel="canonical" href="{href}">'


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Outlet.Example:443/Category/World/Story#comments", "https://outlet.example/Category/World/Story"),
        ("http://outlet.example:80", "http://outlet.example/"),
        ("http://outlet.example:8080/a", "http://outlet.example:8080/a"),
        ("https://outlet.example/it's-here", "https://outlet.example/it's-here"),
        ("https://outlet.example/it%27s-here", "https://outlet.example/it's-here"),
        ("https://outlet.example/caf%c3%a9", "https://outlet.example/caf%C3%A9"),
        ("https://outlet.example/café", "https://outlet.example/caf%C3%A9"),
        ("https://outlet.example/a%2fb", "https://outlet.example/a%2Fb"),
        ("https://outlet.example/a/../b/./c", "https://outlet.example/b/c"),
        ("https://outlet.example/s?utm_source=x&utm_medium=y&fbclid=z", "https://outlet.example/s"),
        ("https://outlet.example/s?id=7&comment-order=popular", "https://outlet.example/s?id=7"),
        ("https://outlet.example/s?b=2&a=1", "https://outlet.example/s?a=1&b=2"),
        ("https://outlet.example/?p=123", "https://outlet.example/?p=123"),
        ("https://outlet.example/s/", "https://outlet.example/s/"),
        ("https://outlet.example/s", "https://outlet.example/s"),
        ("https://outlet.example/s/comment-page-2/#comments", "https://outlet.example/s/"),
        ("https://outlet.example/s/comment-page-12", "https://outlet.example/s"),
        ("https://outlet.example/?p=9&cpage=2#comment-44", "https://outlet.example/?p=9"),
        ("https://outlet.example/s?replytocom=44", "https://outlet.example/s"),
        (" https://outlet.example/s\n", "https://outlet.example/s"),
        # Sessions, and names that count readers where the path names the story and the value is a word.
        ("https://outlet.example/view;jsessionid=1A2B?id=7", "https://outlet.example/view?id=7"),
        ("https://outlet.example/view?PHPSESSID=1a2b&id=7", "https://outlet.example/view?id=7"),
        ("https://outlet.example/the-ferry-sails?share=facebook&nb=1", "https://outlet.example/the-ferry-sails"),
        ("https://outlet.example/the-ferry-sails?at_medium=rss", "https://outlet.example/the-ferry-sails"),
        ("https://outlet.example/n/4711?cmp=front", "https://outlet.example/n/4711"),
    ],
)
def test_addresses_are_written_one_way(url, expected):
    assert normalise_url(url) == expected
    assert normalise_url(expected) == expected


@pytest.mark.parametrize(
    "name", ["nb", "share", "cmp", "icid", "ocid", "at_no", "pk_id", "stm_id", "mtm_no", "ref", "id"]
)
@pytest.mark.parametrize("path", ["/view", "/story.php", "/world-news", "/the-weather-of-today"])
def test_numbers_of_stories_stay_whatever_their_parameter_is_called(name, path):
    urls = {normalise_url(f"https://outlet.example{path}?{name}={number}") for number in (15, 16)}
    assert len(urls) == 2


STORY = "https://outlet.example/category/world/the-ferry"


@pytest.mark.parametrize(
    ("url", "head", "expected"),
    [
        (STORY + "?utm_source=x", "", STORY),
        (STORY + "?ref=front", link(STORY), STORY),
        (STORY, link("/category/world/the-ferry-sails"), STORY + "-sails"),
        # templates gone wrong: home page, own section, comment page, another outlet, nothing, not a URL, two that
        # disagree
        (STORY, link("https://outlet.example/"), STORY),
        (STORY, link("https://outlet.example"), STORY),
        (STORY, link("https://outlet.example/category/world/"), STORY),
        (STORY, link("https://outlet.example/category"), STORY),
        (STORY, link(STORY + "/comment-page-2#comments"), STORY),
        (STORY, link("https://agency.example/the-ferry"), STORY),
        (STORY, link(""), STORY),
        (STORY, link("http://[broken"), STORY),
        (STORY, link("javascript:void(0)"), STORY),
        (STORY, link(STORY + "-a") + link(STORY + "-b"), STORY),
        (STORY, link(STORY + "-a") + link(STORY + "-a#x"), STORY + "-a"),
        # og:url is asked next
        (STORY, link("/") + f'<meta property="og:url" content="{STORY}-2">', STORY + "-2"),
        (STORY, '<meta property="og:url" content="https://outlet.example/">', STORY),
        # the same story under another of its addresses
        (STORY + "/amp", link(STORY), STORY),
        ("https://m.outlet.example/s-1", link("https://www.outlet.example/s-1"), "https://www.outlet.example/s-1"),
        (STORY + "/comment-page-3/", link(STORY + "/"), STORY + "/"),
        ("https://outlet.example/?p=7", link("https://outlet.example/the-ferry/"), "https://outlet.example/the-ferry/"),
        (STORY, link(STORY.replace("https", "http")), STORY),
        (STORY.replace("https", "http"), link(STORY), STORY),
        ("https://outlet.example/", link("https://outlet.example/"), "https://outlet.example/"),
        ("https://outlet.example/?p=7", link("https://outlet.example/"), "https://outlet.example/?p=7"),
    ],
)
def test_what_a_page_says_of_itself_is_believed_where_it_can_be_true(url, head, expected):
    assert canonical_url(page(url, head)) == expected


FERRY = "https://outlet.example/2026/11/20/ferry-returns-to-vessa"


@pytest.mark.parametrize(
    ("own", "stated", "expected"),
    [
        # Of the same story: by slug, by number, by parameters, by the headline.
        (FERRY + "?from=front", FERRY, FERRY),
        (FERRY + "/amp", FERRY, FERRY),
        ("https://outlet.example/harbour/ferry-returns-to-vessa", FERRY, FERRY),
        ("https://outlet.example/n/4711", "https://outlet.example/x/4711-ferry", "https://outlet.example/x/4711-ferry"),
        ("https://outlet.example/?p=12", FERRY, FERRY),
        ("https://outlet.example/view?id=15&from=x", "/view?id=15", "https://outlet.example/view?id=15"),
        # Without a scheme.
        (FERRY, "www.outlet.example/2026/11/20/ferry-returns-to-vessa", FERRY.replace("//", "//www.")),
        (FERRY, "outlet.example/2026/11/20/ferry-returns-to-vessa", FERRY),
        # Of another story, of a section elsewhere, of no story.
        (FERRY, "/2026/11/20/museum-returns-drum", FERRY),
        (FERRY, "/2026/11/19/ferry-returns-to-vessa", FERRY),
        (FERRY, "/2026/11/20/ferry-returns-to-orla", FERRY),
        (FERRY, "/news/", FERRY),
        (FERRY, "/index.html", FERRY),
        ("https://outlet.example/n/4711", "/n/4712", "https://outlet.example/n/4711"),
        ("https://outlet.example/view?id=15", "/view?id=16", "https://outlet.example/view?id=15"),
        ("https://outlet.example/view?id=15", "/view", "https://outlet.example/view?id=15"),
    ],
)
def test_a_stated_address_has_to_name_the_story(own, stated, expected):
    assert canonical_url(page(own, link(stated)), "Ferry returns to Vessa after nine days") == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://outlet.example/a", "http://www.outlet.example/b", True),
        ("https://m.outlet.example/", "https://outlet.example/", True),
        ("https://edition.outlet.example/", "https://www.outlet.example/", True),
        ("https://outlet.example/", "https://notoutlet.example/", False),
        ("https://a.blogs.example/", "https://b.blogs.example/", False),
        ("nonsense", "https://outlet.example/", False),
        ("http://[", "http://[", False),
    ],
)
def test_same_site(one, other, same):
    assert same_site(one, other) is same


@given(st.text(max_size=60), st.sampled_from(["", "https://a.example/", "http://", "https://a.example/?", "//"]))
def test_any_text_is_normalised_for_good_or_is_a_value_error(text, start):
    try:
        once = normalise_url(start + text)
    except ValueError:
        return
    assert normalise_url(once) == once


@given(st.text(max_size=60))
def test_no_canonical_link_breaks_a_page(href):
    quoted = href.replace("&", "&amp;").replace('"', "&quot;")
    assert canonical_url(page(STORY, link(quoted))).startswith(("http://", "https://"))
