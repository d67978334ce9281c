"""Feeds: four formats, broken in all the ways that outlets break them, and nothing to exploit."""

import json
from datetime import UTC, datetime, timedelta, timezone
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import DiscoveryError, parse_date
from newscrawler.discovery.sitemaps import parse_sitemap

URL = "https://outlet.example/category/world/feed"
JST = timezone(timedelta(hours=9))

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>World</title><link>https://outlet.example/</link><atom:link rel="self" href="/feed"/>
<atom:link rel="next" href="?paged=2"/>
<item><media:title>Picture</media:title><title>Lantern bay&#8217;s ferry &amp;amp; its &lt;b&gt;crew&lt;/b&gt;</title>
  <link>https://outlet.example/category/world/ferry?utm_source=rss#top</link>
  <pubDate>Fri, 20 Nov 2026 09:30:00 +0900</pubDate><dc:date>2020-01-01</dc:date><atom:updated>2026-11-20T03:00:00Z</atom:updated></item>
<item><title><![CDATA[Mayor's "plan" <i>fails</i>]]></title><link><![CDATA[ /category/world/plan?a=1&b=2 ]]></link></item>
<item><title>By its guid</title><guid>https://outlet.example/by-guid</guid></item>
<item><title>No link</title><guid isPermaLink="false">https://outlet.example/not-a-link</guid></item>
<item><title>Twice</title><link>/category/world/plan?a=1&amp;b=2</link></item>
</channel></rss>"""


def test_rss_with_relative_links_cdata_entities_and_extensions():
    feed = parse_feed(RSS.encode(), URL)
    ferry, plan, guid = feed.links
    assert ferry.url == "https://outlet.example/category/world/ferry?utm_source=rss"
    assert ferry.title == "Lantern bay’s ferry & its crew"
    assert ferry.published == datetime(2026, 11, 20, 9, 30, tzinfo=JST)
    assert ferry.modified == datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert ferry.via == URL
    assert (plan.url, plan.title) == ("https://outlet.example/category/world/plan?a=1&b=2", 'Mayor\'s "plan" fails')
    assert guid.url == "https://outlet.example/by-guid"
    assert feed.next == URL + "?paged=2"
    assert feed.skipped == 1


def test_every_address_that_an_entry_states_is_kept():
    """A link over a host that counts readers; the story's own address is beside it."""
    counted, own = "https://count.example/~3/a", "https://outlet.example/a/"
    item = "<rss><item><title>a</title>{}</item></rss>"
    for guid in (f"<guid>{own}</guid>", f'<guid isPermaLink="false">{own}</guid>'):
        [link] = parse_feed(item.format(f"<link>{counted}</link>{guid}").encode(), URL).links
        assert (link.url, link.others) == (counted, (own,))
    feed = parse_feed(item.format(f'<guid isPermaLink="false">{own}</guid>').encode(), URL)
    assert (feed.links, feed.skipped) == ([], 1)


def test_an_entry_with_an_id_alone():
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title><id>{}</id></entry></feed>'
    [link] = parse_feed(atom.format("https://outlet.example/a/").encode(), URL).links
    assert link.url == "https://outlet.example/a/"
    assert parse_feed(atom.format("tag:outlet.example,2026:a").encode(), URL).skipped == 1


def test_rss_1_0():
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://outlet.example/"><title>x</title></channel>
      <item rdf:about="https://outlet.example/1"><title>One</title><link>https://outlet.example/1</link><dc:date>2026-11-20T09:30:00+09:00</dc:date></item>
      <item rdf:about="https://outlet.example/2"><title>Two</title></item></rdf:RDF>"""
    one, two = parse_feed(body, URL).links
    assert (one.url, one.published) == ("https://outlet.example/1", datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
    assert two.url == "https://outlet.example/2"


def test_atom_takes_the_alternate_page_and_xml_base():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/base/"><link rel="next" href="/feed?page=2"/>
      <entry xml:base="stories/"><title type="html">Harbour &amp;lt;3</title><link rel="edit" href="https://x.example/edit"/>
      <link rel="alternate" type="application/pdf" href="paper.pdf"/><link rel="alternate" type="text/html" href="harbour"/>
      <published>2026-11-20T09:30:00Z</published><updated>2026-11-21</updated></entry>
      <entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Plain <em>markup</em></div></title><link href="two"/></entry></feed>"""
    feed = parse_feed(body, URL)
    harbour, two = feed.links
    assert (harbour.url, harbour.title) == ("https://cdn.example/base/stories/harbour", "Harbour <3")
    assert harbour.modified == datetime(2026, 11, 21, tzinfo=UTC)
    assert (two.url, two.title) == ("https://cdn.example/base/two", "Plain markup")
    assert feed.next == "https://cdn.example/feed?page=2"


def test_json_feed():
    body = b"""\xef\xbb\xbf{"version": "https://jsonfeed.org/version/1.1", "next_url": "/feed.json?p=2", "items": [
      {"id": "1", "url": "/one", "title": " One  story ", "date_published": "2026-11-20T09:30:00+09:00"},
      {"id": "https://outlet.example/two"}, {"id": 3}, "nonsense", {"url": ["list"]}]}"""
    feed = parse_feed(body, URL)
    assert [link.url for link in feed.links] == ["https://outlet.example/one", "https://outlet.example/two"]
    assert feed.links[0].title == "One story"
    assert (feed.next, feed.skipped) == ("https://outlet.example/feed.json?p=2", 3)


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        (b"\n\n PHP Notice: oops\n<rss><channel><item><title>After noise</title><link>/1</link></item></channel></rss>", ["After noise"]),
        (b"<rss><channel><item><title>Cut</title><link>/1</link></item><item><title>Off", ["Cut"]),
        (b"<rss><item><title>Sales &amp tax & more&nbsp;&hellip;</title><link>/1?a=1&b=2</link></item></rss>", ["Sales & tax & more …"]),
        (b"<rss><item><title>Bell\x07 and \x00 null &#0; &#x1F; gone</title><link>/1</link></item></rss>", ["Bell and null gone"]),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><rss><item><title>Caf\xe9</title><link>/1</link></item></rss>', ["Café"]),
        (b'<?xml version="1.0" encoding="utf-8"?><rss><item><title>Caf\xe9 \x93x\x94</title><link>/1</link></item></rss>', ["Café “x”"]),
        ('<?xml version="1.0" encoding="utf-16"?><rss><item><title>港</title><link>/1</link></item></rss>'.encode("utf-16"), ["港"]),
        ('<?xml version="1.0" encoding="euc-jp"?><rss><item><title>港</title><link>/1</link></item></rss>'.encode("euc-jp"), ["港"]),
        (b"<rss><item><other:title>no</other:title><title>Undeclared prefix</title><link>/1</link></item></rss>", ["Undeclared prefix"]),
    ],
)  # fmt: skip
def test_broken_feeds_are_read_as_far_as_they_go(body, titles):
    assert [link.title for link in parse_feed(body, URL).links] == titles


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><head><title>502</title></head><body><rss></rss></body></html>", "HTML page"),
        (b"<html><h1>Sign in</h1></html>", "HTML page"),
        (b'{"error": "not found"}', "not a JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "without a list"),
        (b"{" * 100_000, "not"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "<urlset> is not the root of a feed"),
        (b"Hello", "neither"),
        (b"\x1f\x8b\x08junk", "neither"),
        (b"<rss>" + b" " * (50 * 1024 * 1024), "limit"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(body, reason):
    with pytest.raises(DiscoveryError, match=reason):
        parse_feed(body, URL)


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{bomb}<!ENTITY file SYSTEM "file://{secret}">]>
      <rss><item><title>&l11;&file; ok</title><link>/1?x=&l11;</link></item></rss>"""
    begun = process_time()
    (link,) = parse_feed(body.encode(), URL).links
    assert link.title == "&l11;&file; ok"
    assert "secret" not in link.url
    assert process_time() - begun < 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 20 Nov 2026 09:30:00 GMT", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09:30:00 JST", datetime(2026, 11, 20, 0, 30, tzinfo=UTC)),
        ("20 Nov 2026 09:30 EST", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T09:30:00.123+09:00", datetime(2026, 11, 20, 0, 30, 0, 123000, tzinfo=UTC)),
        ("2026-11-20 09:30:00", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09:30:00 XYZ", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_feeds_and_sitemaps(text, expected):
    assert parse_date(text) == expected


PIECES = st.sampled_from(
    [
        b"<rss>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<urlset>", b"<sitemapindex>", b"<item>", b"<entry>",
        b"<url>", b"<loc>", b"</loc>", b"<link>", b"</link>", b"<link href='http://[x' rel=>", b"http://a.example:x/", b"//[",
        b"<title>", b"<pubDate>", b"99999", b"&#x110000;", b"&#", b"<![CDATA[", b"]]>", b"<!--", b"<?xml", b"<!DOCTYPE",
        b"</item>", b"\xff\xfe", b"\x00", b"xml:base='http://['", b"{", b'"version":"jsonfeed.org/version"', b'"items":[', b"]}",
        b"\x1f\x8b\x08", b"http://", "あ".encode(), b"<x:y ", b">",
    ]
)  # fmt: skip


@pytest.mark.parametrize("parse", [parse_feed, parse_sitemap])
@given(body=st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=25).map(b"".join)))
def test_any_bytes_give_links_or_a_discovery_error(parse, body):
    try:
        feed = parse(body, URL)
    except DiscoveryError:
        return
    for link in [*feed.links, *feed.sitemaps]:
        assert link.url.startswith(("http://", "https://"))
        assert link.published is None or link.published.tzinfo is not None


@given(st.text(max_size=100))
def test_any_text_is_a_date_or_none(text):
    found = parse_date(text)
    assert found is None or found.utcoffset() is not None


@pytest.mark.parametrize("cut", [30, 60, 90])
def test_a_feed_that_ends_within_an_entry_gives_the_entries_before(cut):
    item = (
        "<item><title>Ferry</title><description><![CDATA[<item>old</item>]]></description>"
        "<link>https://outlet.example/ferry-{}</link></item>"
    )
    whole = '<rss version="2.0"><channel>' + item.format("returns") + item.format("leaves")
    feed = parse_feed(whole[:-cut].encode(), "https://outlet.example/feed")
    assert [link.url for link in feed.links] == ["https://outlet.example/ferry-returns"]
    assert feed.is_cut
    assert not parse_feed(f"{whole}</channel></rss>".encode(), "https://outlet.example/feed").is_cut


def test_entries_that_no_template_ever_ends_are_kept():
    items = "".join(f"<item><link>https://outlet.example/{number}</link>" for number in range(3))
    feed = parse_feed(f'<rss version="2.0"><channel>{items}'.encode(), "https://outlet.example/feed")
    assert len(feed.links) == 3


def test_a_json_feed_names_its_hub() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [], "hubs": [{"type": "WebSub", "url": "/hub"}]}
    assert parse_feed(json.dumps(feed).encode(), URL).hub == "https://outlet.example/hub"
