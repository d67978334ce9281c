"""Which of a page's many dates is the story's; every page here is made up."""

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page
from newscrawler.items import Printing

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT = "".join(
    f"<p>Paragraph {n} of a story about the harbour of Vessa, where nothing much has happened since the ferry left.</p>"
    for n in range(6)
)


def _read(
    *,
    head: str = "",
    above: str = "",
    below: str = "",
    after: str = "",
    body: str = TEXT,
    url: str = "https://outlet.example/harbour",
) -> Printing:
    html = (
        f"<html><head><title>Ferry leaves harbour</title>{head}</head><body>{above}<h1>Ferry leaves harbour</h1>"
        f"{below}<div class=story>{body}</div>{after}</body></html>"
    )
    page = Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    return extract_html(page).printing


def _linked(**fields: str) -> str:
    members = ", ".join(f'"{name}": "{value}"' for name, value in fields.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry leaves harbour", {members}}}</script>'


def _day(printing: Printing) -> str | None:
    return printing.datePublished.date().isoformat() if printing.datePublished else None


# --- what the data states -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2026-11-02T06:40:00+09:00">',
        '<meta name="article:published_time" value="2026-11-02T06:40:00+09:00">',
        '<meta name="quill:publication-date" content="2026-11-02T06:40:00+09:00">',
        '<meta name="citation_online_date" content="2026-11-02T06:40:00+09:00">',
        '<meta property="quill:uploaded" content="2026-11-02T06:40:00+09:00">',
        _linked(datePublished="2026-11-02T06:40:00+09:00", dateModified="2026-11-03T06:40:00+09:00"),
        _linked(datePublished="2026-11-02T06:40:00+09:00").replace("}<", ",}<"),
        _linked(datePublished="2026-11-02T06:40:00+09:00").replace("}<", "};<"),
    ],
)
def test_stated_time_with_its_zone_and_its_string(head: str) -> None:
    printing = _read(head=head)
    assert printing.datePublished is not None
    assert printing.datePublished.isoformat() == "2026-11-02T06:40:00+09:00"
    assert printing.datePublishedRaw == "2026-11-02T06:40:00+09:00"
    assert printing.datePublishedPrecision == "exact"


def test_stated_seconds_since_1970() -> None:
    printing = _read(head=_linked(datePublished="1793569200").replace('"1793569200"', "1793569200"))
    assert printing.datePublished == datetime(2026, 11, 1, 21, 40, tzinfo=UTC)


def test_outlets_own_name_that_holds_the_last_change_is_not_the_publication() -> None:
    head = '<meta name="quill:publicationDate" content="2026-11-09T17:33:18Z"><meta name="quill:modificationDate" content="2026-11-09T17:33:18Z">'
    assert _day(_read(head=head, below="<p>2 November 2026</p>")) == "2026-11-02"


def test_time_stated_in_utc_and_without_zone_tells_the_zone() -> None:
    head = _linked(datePublished="2026-11-02T02:30:00Z") + '<meta name="sailthru.date" content="2026-11-01 21:30:00">'
    printing = _read(head=head)
    assert printing.datePublished is not None
    assert printing.datePublished.isoformat() == "2026-11-01T21:30:00-05:00"


def test_time_without_zone_is_in_the_zone_that_the_pages_other_times_state() -> None:
    head = '<meta name="pubdate" content="2026-11-02 06:40"><meta property="article:modified_time" content="2026-11-02T09:40:00+09:00">'
    printing = _read(head=head)
    assert printing.datePublished is not None
    assert printing.datePublished.isoformat() == "2026-11-02T06:40:00+09:00"


def test_local_time_that_is_called_utc_where_the_page_states_it_in_utc_too() -> None:
    head = _linked(datePublished="2026-11-02T05:30:00Z")
    shared = '<meta property="article:published_time" content="2026-11-01T18:30:00+00:00">'
    printing = _read(head=head + shared, url="https://outlet.example.au/harbour")
    assert printing.datePublished == datetime(2026, 11, 1, 18, 30, tzinfo=UTC)
    # Two different times stay two different times.
    other = shared.replace("18:30", "18:10")
    printing = _read(head=head + other, url="https://outlet.example.au/harbour")
    assert printing.datePublished == datetime(2026, 11, 2, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("stated", ["2031-05-05T10:00:00Z", "not a date", "0000-00-00", "1926-01-01"])
def test_a_stated_time_that_cannot_be_is_left_out(stated: str) -> None:
    printing = _read(head=_linked(datePublished=stated))
    assert printing.datePublished is None
    assert printing.datePublishedRaw is None


# --- what the page prints ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "below",
    [
        "<p>By Ann Lee | 2 November 2026</p>",
        "<p class=date>02.11.2026, 16:07 Uhr</p>",
        '<p class=date data-time="1793613600">2 days ago</p>',
        '<div class="share-bar"><span>Posted:</span> <time datetime="2026-11-02T16:07:00Z">2 Nov</time></div>',
        "<p>Letzte Änderung:</p><p>09.11.2026</p><p>Veröffentlicht:</p><p>02.11.2026</p>",
        "<p>2026年11月2日(月) 午後4時07分</p>",
        "<p>Letzte Änderung: 09.11.2026 - 14:49:39 Erschienen am: 02.11.2026 Lesungen: 61</p>",
        "<p>Published 2 November 2026, updated 9 November 2026</p>",
        "<p class=date>Aktualisiert am 09.11.2026, erstellt am 02.11.2026</p>",
        '<div class="StoryHeaderComment_publishDate"><span class="Day">Montag,</span> <span>2. November 2026</span></div>',
        '<div id="comments-date"><span class="date">November 2, 2026</span> / <a href="#comments">3</a></div>',
    ],
)
def test_date_at_the_headline(below: str) -> None:
    assert _day(_read(below=below)) == "2026-11-02"


def test_today_at_the_head_of_the_page_is_the_readers_day() -> None:
    above = '<header><span class="date">Tue, 24 Nov 2026</span></header>'
    assert _day(_read(above=above, below="<p>Newswire 2 Nov 2026, 22:11 GMT+10</p>")) == "2026-11-02"


def test_words_that_a_reader_sees_before_an_attribute_that_says_another_day() -> None:
    below = '<div class="time"><time datetime="2026-11-20T10:18:46Z">Publié le 2 novembre 2026</time></div>'
    assert _day(_read(below=below)) == "2026-11-02"


def test_a_compact_stamp_keeps_its_own_form() -> None:
    printing = _read(head='<meta name="timestamp" content="20261102T06:40:00Z">')
    assert printing.datePublished == datetime(2026, 11, 2, 6, 40, tzinfo=UTC)
    assert printing.datePublishedRaw == "20261102T06:40:00Z"


def test_a_vague_name_may_be_the_last_change() -> None:
    head = '<meta name="date" content="2026-11-04T11:52:23">'
    assert _day(_read(head=head, below="<p>Stand: 02.11.2026 18:00 Uhr</p>")) == "2026-11-02"
    assert _day(_read(head=head)) == "2026-11-04"


def test_an_update_of_the_same_week_leaves_the_publication_alone_one_of_years_later_is_a_new_one() -> None:
    head = _linked(datePublished="2026-11-02T10:00:00Z")
    assert _day(_read(head=head, below="<p class=date>Updated 9 November 2026</p>")) == "2026-11-02"
    head = _linked(datePublished="2019-11-02T10:00:00Z")
    assert _day(_read(head=head, below="<p class=date>Updated 9 November 2026</p>")) == "2026-11-09"


@pytest.mark.parametrize(
    "after",
    [
        '<div class="list"><div><span class="date">20 Nov 2026</span><p>Another story</p></div></div>',
        '<aside><time datetime="2026-11-20">20 Nov</time></aside>',
        '<ol class="comments"><li>Ann, 20 November 2026: first!</li></ol>',
        "<script>var published = '2026-11-20';</script>",
        "<footer>Page generated on 20 November 2026</footer>",
    ],
)
def test_no_date_of_teasers_sidebars_comments_and_scripts_where_the_story_has_one(after: str) -> None:
    assert _day(_read(below="<p class=date>2 November 2026</p>", after=after)) == "2026-11-02"
    assert _day(_read(head=_linked(datePublished="2026-11-02T10:00:00Z"), after=after)) == "2026-11-02"


@pytest.mark.parametrize(
    "after",
    [
        '<ol class="comments"><li>Ann, 20 November 2026: first!</li></ol>',
        '<div class="comments"><p>Ann</p><span class="comment-date">20 November 2026</span><p>First!</p></div>',
        '<p>Ann</p><span class="comment-date">20 November 2026</span><p>First!</p>',
        "<script>var published = '2026-11-20';</script>",
    ],
)
def test_a_comment_or_a_script_is_never_a_storys_date(after: str) -> None:
    assert _read(after=after).datePublished is None


def test_days_that_the_text_speaks_of_are_not_its_own() -> None:
    listing = "".join(f"<p>{day:02d}.11.2026 - a concert in the harbour hall</p>" for day in range(3, 20))
    assert _day(_read(above="<div class=date>Kultur, 2.11.26</div>", body=TEXT + listing + TEXT)) == "2026-11-02"
    body = "<p>Boats in the harbour of Vessa during the storm of 24 April 2026, when all was well.</p>" + TEXT
    assert _read(body=body).datePublished is None


def test_paragraph_that_begins_with_a_day_is_not_the_bar_below_the_headline() -> None:
    bar = "<ul class=social><li>Ann Lee</li><li><div>2 November 2026</div></li></ul><h3>Boats and more boats</h3>"
    body = (
        f"<p>On October 24, 2026, two councillors of Vessa submitted a plan {'for the boats of the harbour ' * 5}.</p>"
    )
    assert _day(_read(below=bar, body=body + TEXT)) == "2026-11-02"


def test_update_that_is_seen_and_a_first_publication_years_ago_that_is_not() -> None:
    head = '<meta itemprop="dateCreated" content="2004-11-02">'
    bar = "".join(f"<div class=share>{count} boats</div>" for count in range(5))
    below = f"{bar}<p>{'This harbour has been a favourite for generations. ' * 4}</p><p>By Ann Lee</p>"
    assert _day(_read(below=f'{head}{below}<p class="date">Updated November 2, 2026</p>')) == "2026-11-02"
    assert _day(_read(below=head + below)) == "2004-11-02"


def test_an_attribute_of_no_printed_element_where_nothing_else_states_the_day() -> None:
    bar = '<div class="bar" data-date="2. November 2026"></div>'
    assert _day(_read(above=bar, below=bar)) == "2026-11-02"
    assert _day(_read(above=bar, below="<p class=date>1 November 2026</p>")) == "2026-11-01"
    calendar = "".join(f'<td data-date="2026-11-{day:02d}"></td>' for day in range(1, 20))
    assert _read(after=f"<table><tr>{calendar}</table>").datePublished is None


def test_day_at_the_end_of_the_title() -> None:
    head = '<meta property="og:title" content="Ferry leaves harbour | Outlet | 02.11.2026">'
    assert _day(_read(head=head)) == "2026-11-02"


@pytest.mark.parametrize(
    "path", ["2026/11/02/ferry", "20261102-ferry", "2026/1102/ferry", "202611/02/ferry", "2026/nov/02/ferry"]
)
def test_day_in_the_url(path: str) -> None:
    printing = _read(url=f"https://outlet.example/{path}")
    assert _day(printing) == "2026-11-02"
    assert printing.datePublishedPrecision == "day"


def test_time_counted_back_where_the_page_has_no_other() -> None:
    printing = _read(below='<span class="date">3 hours ago</span>')
    assert printing.datePublished == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert printing.datePublishedPrecision == "relative"
    assert printing.datePublishedRaw == "3 hours ago"
    stated = _read(head=_linked(datePublished="2026-11-24T08:58:00Z"), below='<span class="date">3 hours ago</span>')
    assert stated.datePublishedPrecision == "exact"


def test_page_without_any_date() -> None:
    printing = _read()
    assert (printing.datePublished, printing.datePublishedRaw, printing.datePublishedPrecision) == (None, None, None)


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ({"head": '<meta property="og:regDate" content="20261120030646">'}, "2026-11-20"),
        ({"head": '<meta http-equiv="date" content="2026-11-20">'}, "2026-11-20"),
        ({"head": '<meta property="dc:created" content="2026-11-20">'}, "2026-11-20"),
        (
            {
                "below": '<time itemprop="dateModified" datetime="2026-11-21T19:20:45+01:00">20/11/2026 01:57 | Actualizado a 21/11/2026 19:20</time>'
            },
            "2026-11-20",
        ),
        ({"below": "<p>20/11/2026 01:57 | Actualizado a 21/11/2026 19:20</p>"}, "2026-11-20"),
        (
            {
                "head": '<meta name="dc.date" content="2026-11-20">',
                "below": "<p>Received: 5 May 2026. Accepted: 16 October 2026. Published: 20 November 2026</p>",
            },
            "2026-11-20",
        ),
        (
            {"below": "<p>Received: 5 May 2026. Accepted: 16 October 2026. Published: 20 November 2026</p>"},
            "2026-11-20",
        ),
        ({"below": "<p>Received: 5 May 2026</p><p>20 November 2026</p>"}, "2026-11-20"),
        (
            {"below": "<p>Published: 01:46 GMT, 22 November 2026 | Updated: 09:47 GMT, 23 November 2026</p>"},
            "2026-11-22",
        ),
    ],
)
def test_which_of_several_dates(parts: dict[str, str], day: str) -> None:
    assert _day(_read(**parts)) == day


def test_a_zone_beside_another_time_says_nothing_of_the_stated_one() -> None:
    printing = _read(head=_linked(datePublished="2026-11-20T09:31:30Z"), below="<p>November 20, 2026: 4:46 PM ET</p>")
    assert printing.datePublished == datetime(2026, 11, 20, 9, 31, 30, tzinfo=UTC)
