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


# --- sources that disagree ------------------------------------------------------------------------------------------

_STATED = '<meta property="article:published_time" content="2021-11-08T09:30:00-04:00">'


@pytest.mark.parametrize(
    "above",
    [
        "<div class='block header_date'><div> Thursday, June 15, 2023 </div></div>",
        "<header><span class=today>15.06.2023</span></header>",
        "<table><tr><td>June 15, 2023</td></tr></table>",
        "<div>Today is Thursday, June 15, 2023</div>",
        "<div id=clock>jeudi 15 juin 2023, 10:30</div>",
        "<header><time>Thursday, June 15, 2023</time></header>",
    ],
)
def test_the_day_of_the_visit_in_the_header_is_no_publication(above: str) -> None:
    assert _day(_read(head=_STATED, above=above)) == "2021-11-08"


@pytest.mark.parametrize(
    "below",
    [
        "<p>The board has set a new date for the day when ferries may use the harbour again: March 31, 2022.</p>",
        "<p>The harbour will reopen on March 31, 2022.</p>",
        "<h2 class=lead>Release date of the ferry set for March 31, 2022</h2>",
    ],
)
def test_a_day_that_a_sentence_tells_is_no_publication(below: str) -> None:
    assert _day(_read(head=_STATED, body=below + TEXT)) == "2021-11-08"
    assert _day(_read(head=_STATED, below=below)) == "2021-11-08"


@pytest.mark.parametrize(
    "below",
    [
        '<div>Published on <time datetime="2026-03-05 10:20:41 +01:00">05/03/2026 - 10:20 GMT+1</time></div>',
        '<div class=date title="2026-03-05T10:20:41+01:00">05/03/2026</div>',
        "<div>05/03/2026 - 10:20</div>",
    ],
)
def test_a_stated_day_shows_which_number_is_the_month(below: str) -> None:
    assert _day(_read(head=_linked(datePublished="2026-03-05T10:20:41+01:00"), below=below)) == "2026-03-05"


def test_an_attribute_an_address_or_other_dates_of_the_page_show_which_number_is_the_month() -> None:
    assert _day(_read(below='<time datetime="2026-03-05">05/03/2026</time>')) == "2026-03-05"
    dated = "<div class=date>05/03/2026</div>"
    assert _day(_read(below=dated, url="https://outlet.example/2026/03/05/harbour")) == "2026-03-05"
    others = (
        "<ul><li><a href=/a>Tides of Vessa</a> 28/02/2026</li><li><a href=/b>Quay of Vessa</a> 13/02/2026</li></ul>"
    )
    assert _day(_read(below=dated, after=others)) == "2026-03-05"
    assert _day(_read(below=dated)) == "2026-05-03"


def test_a_stated_day_whose_numbers_may_be_mistaken_too_shows_nothing() -> None:
    page = _read(head='<meta name="date" content="03/05/2026">', below="<div class=date>05/03/2026</div>")
    assert _day(page) in ("2026-05-03", "2026-03-05")


@pytest.mark.parametrize(
    ("root", "head", "url"),
    [
        ('xml:lang="en-GB"', "", "https://outlet.example/harbour"),
        ('lang="en"', "", "https://outlet.example/en-gb/news/harbour"),
        ('lang="en"', "", "https://outlet.example/uk/harbour"),
        ('lang="en"', '<meta property="og:locale" content="en_GB">', "https://outlet.example/harbour"),
        ('lang="en"', '<meta name="geo.region" content="GB">', "https://outlet.example/harbour"),
        ("", '<meta http-equiv="Content-Language" content="en-AU">', "https://outlet.example/harbour"),
    ],
)
def test_the_region_tells_that_the_day_is_printed_first(root: str, head: str, url: str) -> None:
    html = f"<html {root}><head>{head}</head><body><h1>Ferry leaves</h1><p>03/11/2020</p>{TEXT}</body></html>"
    page = Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    assert _day(extract_html(page).printing) == "2020-11-03"


def test_an_address_that_has_the_stated_day_outweighs_an_update() -> None:
    page = _read(
        head='<meta property="article:published_time" content="2017-12-15T08:50:02-05:00">',
        below="<div>By Ann Lee Updated Jul 24, 2018, 2:15pm EDT</div>",
        url="https://outlet.example/2017/12/15/harbour",
    )
    assert _day(page) == "2017-12-15"


# --- where else the day stands --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "This entry was posted on Friday, July 8th, 2011 at 9:40 pm and is filed under <a href=/c>Harbour</a>. You can "
        "follow any responses to this entry through the <a href=/f>RSS 2.0</a> feed. You can <a href=/r>leave a "
        "response</a>, or <a href=/t>trackback</a> from your own site, whenever you have something to say of it.",
        "<a href=/x>Ferry leaves harbour</a> wurde am <nobr>8. Juli 2011</nobr> um <nobr>21:40</nobr> Uhr gepostet und "
        "unter <a href=/c>Lesenswert</a>, <a href=/d>Hafen</a>, <a href=/e>Bau</a> abgelegt. Kommentare dazu gibt es "
        "im <a href=/f>Feed</a>, eine eigene Antwort kann man unten hinterlassen.",
    ],
)
@pytest.mark.parametrize(
    "place", ["<div id=sidebar><p>{}</p></div>", "<p class='postmetadata alt'><small>{}</small></p>"]
)
def test_the_closing_sentence_of_a_blog(sentence: str, place: str) -> None:
    assert _day(_read(after=place.format(sentence))) == "2011-07-08"
    assert _day(_read(above=place.format(sentence))) == "2011-07-08"


@pytest.mark.parametrize(
    "start",
    [
        "24.10.2022 – ",
        "(24.10.2022) – ",
        "Vessa, 24. Oktober 2022 – ",
        "VESSA, Oct. 24, 2022 /Coastal Wire/ -- ",
        "2022-10-24: ",
    ],
)
def test_the_day_at_the_head_of_a_paragraph_below_the_lead(start: str) -> None:
    lead = f"<h3>{TEXT[3:90]} {TEXT[3:90]}</h3><p>Von Claudia Linden</p>"
    assert _day(_read(below=lead, body=TEXT.replace("<p>", f"<p>{start}", 1))) == "2022-10-24"


def test_an_earlier_day_printed_beside_an_editor_against_a_vague_name() -> None:
    page = _read(
        head='<meta name="date" content="2020-06-10">',
        below="<div class=timedata>03.06.2020 <span>- Redaktion: Eberhard Furr (press officer of the board)</span></div>",
    )
    assert _day(page) == "2020-06-03"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ("", '<input type=hidden name="publishDate" value="2020-06-03T10:00:00">'),
        ("", '<div data-publish-time="1591178400"></div>'),
        ('<script>window.state={"story":{"id":4,"publishedAt":"2020-06-03T10:00:00Z","title":"Ferry"}}</script>', ""),
        (r'<script>var s="{\"published_at\":\"2020-06-03T10:00:00Z\"}"</script>', ""),
    ],
)
def test_attributes_inputs_and_scripts_where_nothing_else_states_a_day(head: str, above: str) -> None:
    assert _day(_read(head=head, above=above)) == "2020-06-03"


def test_scripts_that_state_several_days_state_none() -> None:
    head = '<script>var s=[{"publishedAt":"2020-06-03"},{"publishedAt":"2020-06-04"}]</script>'
    assert _day(_read(head=head)) is None


@pytest.mark.parametrize(
    "above",
    [
        "<div>Tuesday, November 24, 2026</div>",
        "<div class=date>Tue, 24 Nov 2026</div>",
        "<div id=today>24.11.2026</div>",
    ],
)
def test_the_pages_clock_is_no_publication_where_nothing_else_states_one(above: str) -> None:
    assert _day(_read(above=above)) is None
    assert _day(_read(above=above, after="<p>Posted on 2 November 2026</p>")) == "2026-11-02"


def test_a_day_above_the_headline_that_is_not_the_visits_is_the_papers() -> None:
    assert _day(_read(above="<div>Tuesday, November 10, 2026</div>")) == "2026-11-10"
