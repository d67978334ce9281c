"""Which of a page's lines are the story: one small page for each rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page, PageError

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HEADLINE = "Ferry to Tarn runs again after nine weeks in dock"
PARAGRAPHS = (
    "The ferry to the Isle of Tarn sailed again on Thursday morning, nine weeks after a cracked shaft had put it into dry dock.",
    "Some two hundred islanders stood on the quay of Vessa, and the brass band of the fire brigade played until the ramp was up.",
    "The shaft had been cast in 1961, the harbour master said, and nobody alive had known that a second one lay in a barn.",
    "Fares stay as they were until spring, when the council will decide whether the ship deserves a new engine as well.",
)


def page(main: str, *, title: str = HEADLINE, head: str = "") -> Page:
    html = f"<html><head><title>{title}</title>{head}</head><body>{main}</body></html>"
    return Page("https://outlet.example/tarn", html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)


def body_of(main: str, **head: str) -> list[str]:
    return extract_html(page(main, **head)).printing.body


def story(*parts: str) -> str:
    """The four paragraphs, each in a wrapper of one kind, with something after the second."""
    wrapped = [f'<div class="block text"><p>{text}</p></div>' for text in PARAGRAPHS]
    return f"<h1>{HEADLINE}</h1><div id=main>{''.join(wrapped[:2])}{''.join(parts)}{''.join(wrapped[2:])}</div>"


def test_paragraphs_keep_their_order_and_subheads_lists_quotes_and_tables_stay() -> None:
    inside = (
        "<h2>A barn on Tarn</h2><blockquote>It was under the hay, and it had been oiled.</blockquote>"
        "<ul><li>Length: six metres</li><li>Weight: two tonnes</li></ul>"
        "<table><tr><th>Year</th><th>Passengers</th></tr><tr><td>2025</td><td>81,400</td></tr></table>"
    )
    assert body_of(story(inside)) == [
        *PARAGRAPHS[:2],
        "A barn on Tarn",
        "It was under the hay, and it had been oiled.",
        "Length: six metres",
        "Weight: two tonnes",
        "Year",
        "Passengers",
        "2025",
        "81,400",
        *PARAGRAPHS[2:],
    ]


@pytest.mark.parametrize(
    "inset",
    [
        '<div class="zq1"><div>Ein Klick genügt, und das Video lädt.</div></div>',
        '<section class="k-poll"><p>Will you sail this winter?</p><div>Yes, of course.</div></section>',
        '<div class="item promo"><h3>Sail along</h3><p>Win two tickets.</p></div>',
    ],
    ids=["player", "poll", "call"],
)
def test_a_small_box_built_unlike_the_paragraphs_wrappers_is_left_out(inset: str) -> None:
    assert body_of(story(inset)) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "kept",
    [
        '<div class="crosshead"><h2>A barn on Tarn</h2></div>',
        '<div class="quote"><div>It was under the hay, and it had been oiled.</div></div>',
        '<div class="facts"><ul><li>Length: six metres</li></ul></div>',
        '<div class="block text n77"><p>The band is older than the ship.</p></div>',
    ],
    ids=["subhead", "quote", "list", "numbered wrapper"],
)
def test_a_box_of_another_kind_stays_where_it_is_a_part_of_the_text(kept: str) -> None:
    assert len(body_of(story(kept))) == 5


def test_a_box_of_another_kind_with_much_text_stays() -> None:
    text = "The barn belongs to the widow of the last engineer, who kept the key and told the council nothing. " * 4
    assert body_of(story(f'<div class="long"><p>{text}</p></div>'))[2] == text.strip()


class TestLead:
    LEAD = "Nine weeks of rowing boats have come to an end on the Isle of Tarn, to the regret of those who rowed."

    def test_a_box_between_headline_and_text_that_calls_itself_a_teaser_and_a_lead(self) -> None:
        lead = f'<header><div class="teaser-text intro"><p>{self.LEAD}</p></div></header>'
        assert body_of(f"<h1>{HEADLINE}</h1>{lead}" + story().partition("</h1>")[2])[0] == self.LEAD

    def test_what_the_page_says_of_itself_is_found_in_whatever_box_it_is_printed(self) -> None:
        head = f'<meta name="description" content="{self.LEAD}">'
        main = f'<h1>{HEADLINE}</h1><div class="banner"><p>{self.LEAD}</p></div>' + story().partition("</h1>")[2]
        assert body_of(main, head=head)[0] == self.LEAD

    def test_a_picture_credit_within_the_leads_box_is_none(self) -> None:
        lead = f'<div class="intro"><p class="copyright">A picture by the fire brigade of Vessa itself</p><p>{self.LEAD}</p></div>'
        assert body_of(f"<h1>{HEADLINE}</h1>{lead}" + story().partition("</h1>")[2])[0] == self.LEAD

    def test_a_lead_of_several_paragraphs(self) -> None:
        second = "The shaft broke at sea, and so the islanders rowed."
        lead = f'<div class="preamble"><p>{self.LEAD}</p><p>{second}</p></div>'
        text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 3)
        assert body_of(f"<h1>{HEADLINE}</h1>{lead}<div class=text>{text}</div>")[:2] == [self.LEAD, second]

    def test_a_lead_that_goes_on_where_the_first_paragraph_stops(self) -> None:
        lead = f"{PARAGRAPHS[0]} {self.LEAD} {self.LEAD}"
        main = f'<h1>{HEADLINE}</h1><div class="top"><h2>{lead}</h2></div>' + story().partition("</h1>")[2]
        assert body_of(main)[0] == lead

    def test_a_headline_set_below_the_lead(self) -> None:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[1:])
        main = f'<div class="x"><p>Tarn</p><p>{PARAGRAPHS[0]}</p><h2>{HEADLINE}</h2>{text}</div>'
        assert body_of(main) == list(PARAGRAPHS)


class TestCaptions:
    def test_a_class_of_a_caption_around_long_text_names_the_text_beside_a_picture(self) -> None:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        assert body_of(f'<h1>{HEADLINE}</h1><div class="image-text">{text}</div>') == list(PARAGRAPHS)

    @pytest.mark.parametrize(
        "caption",
        [
            "<figure><figcaption>The ferry in dock.</figcaption></figure>",
            '<div class="block text"><p class="picture">The ferry in dock, seen from the barn.</p></div>',
            '<div class="block text"><p>Figure 4: Passengers by year, in thousands.</p></div>',
            '<div class="block text"><p>Titelbild: Vessa Fire Brigade</p></div>',
            '<div class="block text"><p>© 2026 The Tarn Tidings Ltd.</p></div>',
        ],
    )
    def test_a_caption_or_credit_goes(self, caption: str) -> None:
        assert body_of(story(caption)) == list(PARAGRAPHS)


class TestWholePage:
    def test_a_widget_that_holds_the_story_is_read(self) -> None:
        text = "<br><br>".join(PARAGRAPHS * 3)
        assert body_of(f'<div class="widget"><h2>{HEADLINE}</h2><div>{text}</div></div>')

    def test_a_storys_own_categories_say_nothing_of_its_box(self) -> None:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        side = "".join(f"<p>{paragraph} And so on.</p>" for paragraph in PARAGRAPHS * 2)
        names = "post-7 type-post status-publish category-news tag-comments"
        assert body_of(f"<div class='{names}'>{text}</div><div class='related'>{side}</div>") == list(PARAGRAPHS)

    def test_where_nothing_is_dense_the_box_that_says_so_is_the_body(self) -> None:
        main = (
            f'<h1>{HEADLINE}</h1><div class="entry-content"><p>Ferry back</p><p>Band played</p><p>Fares stay.</p></div>'
        )
        assert "Fares stay." in body_of(main)

    def test_what_shows_on_some_screens_is_read_and_what_shows_on_demand_is_not(self) -> None:
        summary = "<p>A summary that a machine wrote of the ferry's return to the Isle of Tarn after nine weeks.</p>"
        text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        shown = f'<div class="hidden md:block">{text}</div>'
        asked = f'<div class="card hidden aria-expanded:block">{summary}</div>'
        assert body_of(f"<h1>{HEADLINE}</h1>{asked}{shown}") == list(PARAGRAPHS)


class TestLoginWall:
    FORM = "<form><input name=user><input type=password name=key><button>Go</button></form>"

    def test_a_page_that_asks_to_log_in(self) -> None:
        with pytest.raises(PageError, match="login wall"):
            body_of(f"<h1>Log in to continue</h1><p>{PARAGRAPHS[0]}</p>{self.FORM}", title="Log in to continue")

    def test_a_form_and_next_to_no_text(self) -> None:
        with pytest.raises(PageError, match="login wall"):
            body_of(f"<h1>{HEADLINE}</h1><p>The ferry sailed again on Thursday.</p>{self.FORM}")

    def test_an_undated_brief_beside_a_form_is_a_story(self) -> None:
        assert len(body_of(f"<h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{self.FORM}")) == 2


class TestLinks:
    """Links lead to other stories, unless what they stand in says otherwise."""

    def test_a_list_is_links_or_text_as_a_whole(self) -> None:
        links = (
            "<ul><li><a href=/a>Barn on Tarn gets a plaque</a></li><li>Also: <a href=/b>Band gets a drum</a></li></ul>"
        )
        assert body_of(story(links)) == list(PARAGRAPHS)
        text = "<ul><li><a href=/ship>MV Tarn</a></li><li>Length: six metres, without the ramp and the flag</li></ul>"
        assert body_of(story(text))[2:4] == ["MV Tarn", "Length: six metres, without the ramp and the flag"]

    def test_a_table_too(self) -> None:
        table = "<table><tr><td><a href=/t>Tarn</a></td><td>81,400 passengers</td></tr></table>"
        assert body_of(story(table))[2:4] == ["Tarn", "81,400 passengers"]

    def test_a_heading_over_nothing_but_links_goes_with_them(self) -> None:
        more = (
            "<h3>Seen elsewhere</h3><p><a href=/a>Barn on Tarn gets a plaque from the council</a></p><h3>The shaft</h3>"
        )
        assert body_of(story(more)) == [*PARAGRAPHS[:2], "The shaft", *PARAGRAPHS[2:]]

    def test_a_subhead_that_links_within_the_page_is_one(self) -> None:
        assert "The shaft" in body_of(story('<h3><a href="#top">The shaft</a></h3>'))

    def test_a_line_of_a_class_of_its_own_that_leads_elsewhere(self) -> None:
        line = '<p class="nota">Write to <a href=mailto:a>desk@tarn.example</a> about ships.</p>'
        assert body_of(story(line)) == list(PARAGRAPHS)

    def test_a_box_under_a_heading_of_other_stories_takes_no_paragraph_with_it(self) -> None:
        inner = "<div><div>Most read</div><article><a href=/a>Barn on Tarn gets a plaque</a></article></div>"
        assert body_of(story(f'<div class="block text">{inner}<p>{PARAGRAPHS[3]}</p></div>'))[2] == PARAGRAPHS[3]


class TestBoxes:
    def test_boxes_of_one_kind_side_by_side_are_one_text(self) -> None:
        texts = ("".join(f"<p>{text}</p>" for text in PARAGRAPHS), f"<p>{PARAGRAPHS[0]} Again.</p>")
        main = f"<h1>{HEADLINE}</h1><main>" + "".join(f'<div class="part">{text}</div>' for text in texts) + "</main>"
        side = "".join(f"<div><a href=/{n}>Another story of the day, number {n}</a></div>" for n in range(30))
        assert body_of(main.replace("</main>", side + "</main>")) == [*PARAGRAPHS, f"{PARAGRAPHS[0]} Again."]

    def test_what_wraps_a_headings_words_is_the_heading(self) -> None:
        assert body_of(story('<div class="sub"><h2 class="x"><div>The shaft</div></h2></div>'))[2] == "The shaft"

    def test_a_widget_that_is_a_quotation_is_the_storys(self) -> None:
        quote = '<div class="widget quote"><h6>"It had been oiled," said the widow of the engineer.</h6></div>'
        assert len(body_of(story(quote))) == 5

    def test_a_form_is_not_the_story(self) -> None:
        terms = "I agree that the newsletter is sent to me, that my address is kept, and that I may take it all back."
        assert body_of(story(f"<form><p>{terms}</p><input name=mail></form>")) == list(PARAGRAPHS)


def test_what_is_said_to_screen_readers_within_a_line_goes_and_the_line_stays_whole() -> None:
    line = 'The <a href=/x>shaft<span class="ds-vh"> (opens in a new window)</span></a> was oiled every spring.'
    assert body_of(story(f"<p>{line}</p>"))[2] == "The shaft was oiled every spring."


class TestStatedForMachines:
    def test_a_text_that_comes_by_script_is_taken_from_what_the_page_states(self) -> None:
        text = "\\n".join(PARAGRAPHS)
        data = f'{{"@type": "NewsArticle", "headline": "{HEADLINE}", "articleBody": "{text}"}}'
        head = f'<script type="application/ld+json">{data}</script>'
        assert body_of(f"<h1>{HEADLINE}</h1><div id=app></div>", head=head) == list(PARAGRAPHS)

    def test_what_the_page_prints_goes_first(self) -> None:
        data = f'{{"@type": "NewsArticle", "headline": "{HEADLINE}", "articleBody": "{PARAGRAPHS[0]}"}}'
        head = f'<script type="application/ld+json">{data}</script>'
        assert body_of(story(), head=head) == list(PARAGRAPHS)


class TestSeveralStories:
    OTHER = "The bridge at Lund was closed again, and nobody could say for how long it would stay that way."

    def test_a_story_below_the_story_is_another_one(self) -> None:
        own = f"<article><h1>{HEADLINE}</h1>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "</article>"
        other = f"<div><article><h1>Bridge closed</h1>{f'<p>{self.OTHER}</p>' * 9}</article></div>"
        assert body_of(f"<main>{own}{other}</main>") == list(PARAGRAPHS)

    def test_posts_of_a_live_blog_are_the_storys(self) -> None:
        posts = "".join(f"<article><h1>Update {n}</h1><p>{text}</p></article>" for n, text in enumerate(PARAGRAPHS))
        for page in (
            f"<main><article><h1>{HEADLINE}</h1>{posts}</article></main>",
            f"<main><article><h1>{HEADLINE}</h1></article>{posts}</main>",
        ):
            assert [text for text in body_of(page) if text in PARAGRAPHS] == list(PARAGRAPHS)


def test_lines_below_the_text_that_are_no_text() -> None:
    for line in (
        "Follow The Lund Echo on Twitter and Instagram @lundecho and on Facebook @lundecho.",
        "Check out more of the Echo's stories by signing up to our free weekly newsletter",
        "Updated on 17.01.2021.",
        "(Credit: Mara Quill / Echo)",
    ):
        assert body_of(story(f"<p>{line}</p>")) == list(PARAGRAPHS)
    for line in (
        "Follow the road on the left bank until the bridge comes into sight.",
        "He will sign up for the navy.",
    ):
        assert line in body_of(story(f"<p>{line}</p>"))
