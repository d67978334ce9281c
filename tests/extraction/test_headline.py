"""Which of a page's many titles is the headline."""

from datetime import UTC, datetime

import pytest

from newscrawler.extraction.article import extract_html
from newscrawler.extraction.headline import find_headline
from newscrawler.html.outline import read_outline
from newscrawler.html.page import Page
from newscrawler.html.structured import Structured

PROSE = "<p>" + "The harbour master said that the quay would stay closed until the crane had been lifted. " * 3 + "</p>"
LONG = PROSE * 6


def headline(body: str, head: str = "", url: str = "https://www.harbour-courier.example/news/quay") -> str | None:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    page = Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=datetime(2026, 1, 1, tzinfo=UTC))
    return find_headline(page, read_outline(page), Structured(page))


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def ld(title: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}"}}</script>'


@pytest.mark.parametrize(
    "title",
    [
        "Crane blocks the old quay | Harbour Courier",
        "Crane blocks the old quay - Harbour Courier",
        "Harbour Courier: Crane blocks the old quay",
        "Crane blocks the old quay — harbour-courier.example",
    ],
)
def test_the_outlets_name_is_no_part_of_it(title: str) -> None:
    site = '<meta property="og:site_name" content="Harbour Courier">'
    assert headline(PROSE, f"<title>{title}</title>{site}") == "Crane blocks the old quay"
    assert headline(f"<h1>Crane blocks the old quay</h1>{PROSE}", f"<title>{title}</title>{site}") == (
        "Crane blocks the old quay"
    )


def test_an_outlets_name_with_separators_in_it_is_taken_off_whole() -> None:
    site = "★★ - Courier e.V. - News of the day"
    head = f'<meta property="og:site_name" content="{site}">' + og(f"Crane blocks quay » {site}")
    assert headline(PROSE, head) == "Crane blocks quay"


@pytest.mark.parametrize("quoted", ["«Nobody told us about the crane»", "»Nobody told us about the crane«"])
def test_a_quotation_keeps_its_marks(quoted: str) -> None:
    assert headline(PROSE, og(quoted)) == quoted
    assert headline(PROSE, f"<title>{quoted} » harbour-courier.example</title>") == quoted


def test_a_section_behind_a_bar_is_no_part_of_it() -> None:
    assert headline(PROSE, "<title>Crane blocks the old quay | Port | harbour-courier.example</title>") == (
        "Crane blocks the old quay"
    )


def test_a_headline_that_ends_with_the_outlets_name_keeps_it() -> None:
    head = '<meta property="og:site_name" content="Courier">' + og("The best quays of the year on Courier")
    assert headline(PROSE, head) == "The best quays of the year on Courier"


def test_markup_in_what_is_stated_is_no_text() -> None:
    assert headline(PROSE, og("Crane blocks &lt;em&gt;Old Quay&lt;/em&gt; again")) == "Crane blocks Old Quay again"


def test_the_stated_headline_goes_before_the_printed_one() -> None:
    body = f"<h1>Harbour: Crane blocks the old quay</h1>{PROSE}"
    assert headline(body, ld("Crane blocks the old quay") + "<title>Crane</title>") == "Crane blocks the old quay"


def test_a_linked_heading_may_be_the_logo() -> None:
    head = "<title>Four Tides Remaining » Archive » Crane blocks the old quay for a week</title>"
    body = f"<h1><a href='/'>Four Tides Remaining</a></h1><h2><a href='/7'>Crane blocks the old quay for a week</a></h2>{PROSE}"
    assert headline(body, head) == "Crane blocks the old quay for a week"


def test_a_linked_heading_that_repeats_the_shared_title_is_the_headline() -> None:
    body = f"<h1>Do you know my videos?</h1><h1><a href='/7'>Crane blocks the old quay</a></h1>{PROSE}"
    assert headline(body, og("Crane blocks the old quay")) == "Crane blocks the old quay"


def test_a_section_above_the_headline_is_none() -> None:
    body = f'<h1 id="pagecategory">Seminars and events</h1><h2>Crane blocks the old quay</h2>{LONG}'
    assert headline(body, "<title>Association of Quays</title>") == "Crane blocks the old quay"
    body = f"<h1>Port diary</h1><h2>3 May</h2><h3>Crane blocks the old quay and nobody knows for how long</h3>{LONG}"
    head = "<title>Port diary - Crane blocks the old quay and nobody knows for how long</title>"
    assert headline(body, head) == "Crane blocks the old quay and nobody knows for how long"


def test_a_heading_at_the_foot_of_the_page_is_none() -> None:
    body = f"<h2>Crane blocks the old quay</h2>{LONG}<h1>Quick links</h1><h1>Our partners</h1>"
    assert headline(body, "<title>News - Association of Quays</title>") == "Crane blocks the old quay"
    title = "Crane blocks the old quay"
    assert headline(f"<div>{LONG}</div><h1>Original text</h1>", f"<title>{title}</title>") == title


def test_a_page_without_h1_prints_it_in_a_lower_heading() -> None:
    body = f"<h4>Crane blocks the old quay</h4>{LONG}"
    assert headline(body, "<title>Association of Quays e.V.</title>") == "Crane blocks the old quay"


def test_a_heading_for_screen_readers_is_none() -> None:
    body = f'<h2 class="text-hide">Main content</h2><h2>Crane blocks the old quay</h2>{LONG}'
    assert headline(body, "<title>Association of Quays</title>") == "Crane blocks the old quay"


def test_breadcrumbs_vary_the_headline() -> None:
    body = (
        '<nav></nav><div class="breadcrumb"><h1>Harbour: Crane blocks the old quay in town</h1></div>'
        f"<article><header><h2>Harbour</h2><h2>Crane blocks the old quay for good</h2></header>{LONG}</article>"
    )
    assert headline(body, "<title>Harbour: Crane blocks the old quay in town</title>") == (
        "Crane blocks the old quay for good"
    )


def test_a_kicker_in_the_heading_is_no_part_of_it() -> None:
    body = f"<h1><span>Trouble at the port</span> <span>Crane blocks the old quay</span></h1>{PROSE}"
    assert headline(body, og("Crane blocks the old quay")) == "Crane blocks the old quay"
    assert headline(body, og("Crane blocks the old quay - Trouble at the port")) == "Crane blocks the old quay"


def test_the_title_for_search_engines_goes_behind_what_is_printed() -> None:
    seo = "Quay closed: crane accident, what we know"
    body = f"<h1>{seo}</h1><h2>Trouble at the port</h2><div>Crane blocks the old quay</div>{PROSE}"
    head = f"<title>{seo}</title>" + ld(seo) + og("Trouble at the port: Crane blocks the old quay")
    assert headline(body, head) == "Crane blocks the old quay"


def test_a_cut_title_is_completed() -> None:
    body = f"<h1>Crane blocks the old quay for a second week</h1>{PROSE}"
    assert headline(body, ld("Crane blocks the old quay for…")) == "Crane blocks the old quay for a second week"
    # Some publishers state no more than search engines show.
    whole = (
        "Crane blocks the old quay for a second week, and neither the town nor the port can say when it will be lifted"
    )
    assert headline(f"<h1>{whole}, or by whom</h1>{PROSE}", ld(whole)) == f"{whole}, or by whom"
    # An attribute ends at an unescaped quotation mark.
    head = '<meta property="og:title" content="Mayor calls the crane "a shame""><title>Mayor calls the crane "a shame"</title>'
    assert headline(PROSE, head) == 'Mayor calls the crane "a shame"'


def test_what_two_plugins_state_is_decided_by_what_is_printed() -> None:
    head = og("Crane blocks quay: all you need to know") + og("Crane blocks quay: a town waits")
    body = f"<h1>Crane blocks quay: a town waits</h1>{PROSE}"
    assert headline(body, head) == "Crane blocks quay: a town waits"


def test_entities_that_are_escaped_twice() -> None:
    assert headline(PROSE, og("Crane &amp;amp; quay: &amp;quot;closed&amp;quot; for a week")) == (
        'Crane & quay: "closed" for a week'
    )


def test_no_title_at_all() -> None:
    assert headline("<p>Nothing here</p>") is None


def test_a_heading_in_a_bar_that_repeats_the_title_is_the_headline() -> None:
    body = f"<h1 class='logo'>Opinion</h1><div class='sharing'><h2>Crane blocks the old quay</h2>{LONG}</div>"
    assert headline(body, "<title>Crane blocks the old quay</title>") == "Crane blocks the old quay"


def test_composed_and_decomposed_accents_are_one() -> None:
    body = f"<h1>Opinion</h1><h2>La gru\u0301a blo\u0301quea el muelle viejo</h2>{PROSE}"
    assert headline(body, "<title>La grúa blóquea el muelle viejo | Harbour Courier</title>") == (
        "La gru\u0301a blo\u0301quea el muelle viejo"
    )


def test_the_shared_title_printed_below_a_subject_is_the_headline() -> None:
    body = f"<h1>Port safety and cranes</h1><h2>How a crane came to block a quay</h2>{LONG}"
    head = "<title>Port safety and cranes - all you need to know</title>" + og("How a crane came to block a quay")
    assert headline(body, head) == "How a crane came to block a quay"


def test_a_title_with_a_section_behind_it_is_still_the_title() -> None:
    seo = "Quay: Port City - The crane is back, mayor is happy"
    body = f"<h1>{seo}</h1><h2>Port City: The crane is back - mayor is glad</h2>{LONG}"
    head = f"<title>{seo} | Politics</title>" + ld(seo) + og("Port City: The crane is back - mayor is glad")
    assert headline(body, head) == "Port City: The crane is back - mayor is glad"


def test_a_kicker_of_which_the_shared_title_has_another_is_no_part_of_it() -> None:
    body = f"<h1><span>Trouble at the port</span><span> - </span><span>Crane blocks the old quay</span></h1>{PROSE}"
    assert headline(body, og("Vessa harbour: Crane blocks the old quay")) == "Crane blocks the old quay"
    # A colon is the writer's.
    body = f"<h1>Trouble at the port: Crane blocks the old quay</h1>{PROSE}"
    shared = og("Vessa harbour: Crane blocks the old quay")
    assert headline(body, shared) == "Trouble at the port: Crane blocks the old quay"


def test_a_headline_beside_the_title_where_no_heading_is_printed() -> None:
    title = og("Crane blocks the old quay-HarbourㅣVessa Echo")
    stated = '<meta name="headline" content="Crane blocks the old quay">'
    assert headline("<div id=root></div>", title + stated) == "Crane blocks the old quay"
    kicker = '<meta name="headline" content="... what the master says">'
    assert headline(f"<h1>Crane blocks the old quay</h1>{PROSE}", kicker) == "Crane blocks the old quay"


@pytest.mark.parametrize(
    "title",
    [
        "Crane blocks the old quay",
        "Harbour Courier: Crane blocks the old quay",
        "Courier -- Port - Columns - Tolland: Crane blocks the old quay",
        "Crane blocks the old quay | Port News, Timetables, Tides, Cranes, Moorings",
        "Crane blocks the old quay (from The Harbour Courier)",
        "Crane blocks the old quay_Port_Courier",
    ],
)
@pytest.mark.parametrize("tag", ['td class="x1"', "p", "div", "h5", "center"])
def test_a_part_of_the_title_that_stands_above_the_text_is_it_whatever_its_tag(title: str, tag: str) -> None:
    menu = "<div><a href=/port>Port</a></div><div><a href=/tides>Tides</a></div>"
    end = tag.split()[0]
    line = f"<table><tr><{tag}>" if end == "td" else f"<{tag}>"
    body = f"{menu}{line}CRANE blocks the old quay</{end}>" + ("</tr></table>" if end == "td" else "") + LONG
    assert headline(body, f"<title>{title}</title>") == "CRANE blocks the old quay"


def test_the_outlets_name_above_the_text_is_not_the_headline_below_it() -> None:
    head = "<title>Letters from the Tolland quay: Crane blocks it</title>"
    body = f"<h1><a href=/>Letters from the Tolland quay</a></h1><p>Index</p><h3>Crane blocks it</h3>{LONG}"
    assert headline(body, head) == "Crane blocks it"


@pytest.mark.parametrize("day", ["November 11, 2012", "Thursday, 1 November 2012", "11.11.2012", "11. November 2012"])
def test_a_heading_that_is_a_day_is_none(day: str) -> None:
    head = "<title>The Quay Diary: Crane blocks it</title>"
    assert headline(f"<h2>{day}</h2><h3>Crane blocks it</h3>{LONG}", head) == "Crane blocks it"


def test_a_section_that_the_title_names_too_is_not_it() -> None:
    head = "<title>Courier.example - CRANE BLOCKS THE OLD QUAY - All The News - Courier News</title>"
    body = f"<h1>All The News</h1><h2>CRANE BLOCKS THE OLD QUAY</h2>{LONG}"
    assert headline(body, head) == "CRANE BLOCKS THE OLD QUAY"


def test_a_teaser_of_the_same_words_below_the_text_is_not_it() -> None:
    body = f"<h1>Six thousand piles and a crane</h1>{LONG}<p>Crane blocks the old quay</p>{PROSE}"
    assert headline(body, "<title>Crane blocks the old quay | Courier</title>") == "Six thousand piles and a crane"


def test_a_subtitle_that_the_title_names_too_is_not_it() -> None:
    head = "<title>Seen from below - How a crane came to block the old quay of Tolland : courier.example</title>"
    body = f"<h1>Seen from below</h1><h2>How a crane came to block the old quay of Tolland</h2>{LONG}"
    assert headline(body, head) == "Seen from below"


def test_readers_words_go_before_those_for_machines() -> None:
    body = f"<h1>Six thousand piles: how the quay came to be closed</h1>{LONG}"
    head = "<title>How the quay came to be closed</title>" + og("How the quay came to be closed")
    stated = ld("How the northern quay came to be closed")
    assert headline(body, head + stated) == "Six thousand piles: how the quay came to be closed"


def test_an_h1_that_goes_on_is_whole_unless_an_element_begins_there() -> None:
    stated = ld("Crane blocks the old quay")
    assert headline(f"<h1>Crane blocks the old quay: 'Nobody told us'</h1>{LONG}", stated) == (
        "Crane blocks the old quay: 'Nobody told us'"
    )
    assert headline(f"<h1>Crane blocks the old quay <small>A week at the harbour</small></h1>{LONG}", stated) == (
        "Crane blocks the old quay"
    )


def test_the_outlets_name_in_an_h1_is_no_wording_of_the_headline() -> None:
    body = f"<h1>The Old Quay Courier</h1><h2>Six thousand piles: how the crane came there</h2>{LONG}"
    assert headline(body, ld("How a crane blocked the quay")) == "How a crane blocked the quay"


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span>At the harbour</span><span class='hide'>: </span><br><span>Crane blocks the old quay</span></h1>",
        "<h1><div>At the harbour</div><div>Crane blocks the old quay</div></h1>",
        "<h1><span>At the harbour</span> <span>Crane blocks the old quay</span></h1>",
    ],
)
def test_a_kicker_in_the_same_heading_is_not_the_headline(heading: str) -> None:
    title = "At the harbour: Crane blocks the old quay"
    assert headline(heading + LONG, f"<title>{title} | Courier</title>" + og(title)) in (
        "Crane blocks the old quay",
        title,
    )


@pytest.mark.parametrize("mark", ["» ", "[&gt; ", "&gt;&gt; ", "• ", "+++ ", "## "])
def test_an_ornament_is_no_part_of_it(mark: str) -> None:
    body = f"<h2>{mark}Crane blocks the old quay</h2>{LONG}"
    assert headline(body, f"<title>Courier - {mark}Crane blocks the old quay</title>") == "Crane blocks the old quay"


def test_a_reference_that_was_escaped_twice_is_read() -> None:
    assert headline(LONG, og("Crane &amp;amp;#8230; and quay")) == "Crane … and quay"


def test_a_day_at_its_end_is_no_part_of_it_unless_a_title_has_it_too() -> None:
    body = f"<h1>Crane blocks the old quay Monday January 7 2019 09:43 CET</h1>{LONG}"
    assert headline(body, "<title>Crane blocks the old quay - Courier</title>") == "Crane blocks the old quay"
    dated = "<title>Tides of the old quay, 7 January 2019</title>"
    assert headline(f"<h1>Tides of the old quay, 7 January 2019</h1>{LONG}", dated) == (
        "Tides of the old quay, 7 January 2019"
    )


@pytest.mark.parametrize("head", ["<title>{0} | Portal</title>", "<title>{0}</title>", ""])
def test_a_portal_that_repeats_it_as_its_own_name(head: str) -> None:
    text = "Crane blocks the old quay of Tolland"
    site = f'<meta property="og:site_name" content="{text}">'
    assert headline(f"<h1>{text}</h1>{LONG}", head.format(text) + site + og(text)) == text


# --- pages on which no title names the headline ---------------------------------------------------------------------


def story_headline(body: str, head: str) -> tuple[str | None, list[str]]:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    page = Page(
        "https://news.example/story?id=4",
        html.encode(),
        content_type="text/html; charset=utf-8",
        retrieved=datetime(2026, 1, 1, tzinfo=UTC),
    )
    printing = extract_html(page).printing
    return printing.headline, printing.body


STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "A crane that was to lift the new piles has blocked the old quay of Tolland since Monday, the harbour said.",
        "The crane's owner spoke of a broken winch. Ships have to use the small basin until it has been repaired.",
        "Fishermen say that the way to the small basin takes them two hours, and that nobody had told them of it.",
    )
)


@pytest.mark.parametrize(
    "line",
    [
        "<td>Broken winch: crane blocks old quay</td></tr><tr><td>15/01/2008</td>",
        "<td class=articletitle>Broken winch: crane blocks old quay Monday January 7 2008 09:43</td>",
        "<td><b>Broken winch: crane blocks old quay</b></td></tr><tr><td>By Mira Tolland</td>",
    ],
)
@pytest.mark.parametrize("head", ["<title>Tolland Harbour Courier (English)</title>", "<title>SuperTides</title>", ""])
def test_the_line_right_above_the_text_where_the_titles_name_the_outlet_alone(line: str, head: str) -> None:
    found, body = story_headline(f"<table><tr>{line}</tr><tr><td>{STORY}</td></tr></table>", head)
    assert found == "Broken winch: crane blocks old quay"
    assert body[0].startswith("A crane that was to lift")


def test_a_line_of_words_that_the_text_lacks_is_it_where_its_class_says_so() -> None:
    lines = "<div class=storyheadline>Nothing but waiting</div><div>By Mira Tolland</div>"
    assert story_headline(lines + STORY, "<title>SuperTides</title>")[0] == "Nothing but waiting"


def test_a_title_whose_words_the_text_repeats_stays_it() -> None:
    head = "<title>Crane blocks the old quay of Tolland</title>"
    assert story_headline(f"<div>News from the harbour</div>{STORY}", head)[0] == "Crane blocks the old quay of Tolland"


def test_a_subhead_of_the_text_is_not_taken_for_a_short_headline() -> None:
    head = "<title>History - Tolland harbour</title>"
    assert story_headline(f"<h1>The harbour</h1><h2>A crane on the old quay of Tolland</h2>{STORY}", head)[0] == (
        "The harbour"
    )


def test_an_h1_of_other_words_is_it_where_the_text_repeats_them() -> None:
    head = ld("Why ships have to wait")
    assert story_headline(f"<h1>Broken winch: crane has blocked harbour quay</h1>{STORY}", head)[0] == (
        "Broken winch: crane has blocked harbour quay"
    )
    assert story_headline(f"<h1>All that you want to know today</h1>{STORY}", head)[0] == "Why ships have to wait"


def test_a_byline_in_the_same_line_is_no_part_of_it() -> None:
    line = "<table><tr><td><font size=5>Broken winch: crane blocks old quay</font><br>By Mira Tolland</td></tr></table>"
    assert story_headline(line + STORY, "<title>SuperTides</title>")[0] == "Broken winch: crane blocks old quay"


@pytest.mark.parametrize("tag", ["h1", "h2"])
def test_a_kicker_in_an_element_of_the_heading_is_left_out_where_the_title_has_another(tag: str) -> None:
    heading = f"<{tag}><span>Harbour of Vessa</span><span>Crane blocks the old quay</span></{tag}>"
    assert headline(heading + LONG, "<title>Harbour: Crane blocks the old quay</title>") == "Crane blocks the old quay"


def test_a_kicker_that_the_title_has_as_well_stays() -> None:
    heading = "<h1><span>Harbour of Vessa: </span><span>Crane blocks the old quay</span></h1>"
    title = "Harbour of Vessa: Crane blocks the old quay"
    assert headline(heading + LONG, f"<title>{title}</title>") == title


@pytest.mark.parametrize("end", ["“", "”"])
def test_a_quoted_sentence_of_the_text_is_no_headline(end: str) -> None:
    opening = (
        "<p>Das Bad in Vessa öffnet im Herbst wieder, teilte die Verwaltung am Mittwoch im Ausschuss der Stadt mit.</p>"
    )
    quoted = f"„Das Bad in Vessa öffnet im Herbst wieder, teilte die Verwaltung mit.{end}"
    html = f"<html><head><title>Artikel</title></head><body>{opening}<p>{quoted}</p>{LONG}"
    url = "https://www.harbour-courier.example/news/quay"
    page = Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=datetime(2026, 1, 1, tzinfo=UTC))
    assert extract_html(page).printing.headline != quoted
