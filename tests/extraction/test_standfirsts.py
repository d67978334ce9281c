"""Standfirsts and titles of a few words, and lines that print again what the page has said."""

from __future__ import annotations

import pytest

from newscrawler.extraction import extract_html
from tests.extraction.test_body import HEADLINE, PARAGRAPHS, body_of, page
from tests.extraction.test_lines_of_the_text import body_with, p

PICTURE = '<img src="/ferry.jpg" width="800" height="500">'
LONG_CAPTION = (
    "Islanders wait on the quay of Vessa for the first ferry in nine weeks, on Thursday morning. The brass band of the "
    "fire brigade had played since five, and the school of the island had the day off. The ship carries two hundred "
    "people and forty cars, and it was sold out for each of its six crossings until Sunday evening, the harbour master "
    "said. Behind the band stands the barn in which the second shaft lay."
)


def below_headline(*lines: str) -> str:
    return f"<header><h1>{HEADLINE}</h1>{''.join(lines)}</header><div class=text>{p(*PARAGRAPHS)}</div>"


class TestStandfirst:
    @pytest.mark.parametrize(
        "line",
        [
            "<p class=dek>Still rowing, naturally.</p>",
            '<div class="entry-subheadline">No more blisters for anybody.</div>',
            '<div class="byline-social"><p class="strapline">Two hundred on the quay.</p></div>',
            '<h2 class="detail__subheader">Nine weeks of rowing end</h2>',
        ],
    )
    def test_a_few_words_are_one_where_their_element_says_so(self, line: str) -> None:
        assert len(body_of(below_headline(line))) == len(PARAGRAPHS) + 1

    @pytest.mark.parametrize(
        "line",
        [
            "<p class=description>Two hundred on the quay.</p>",
            "<p class=dek>Vessa, 15 April 2024</p>",
            "<p class=dek>Ferries</p>",
            "<p class=dek>FILE - The ferry to the Isle of Tarn leaves the quay of Vessa in the spring of last year.</p>",
        ],
    )
    def test_a_vague_class_a_day_a_kicker_and_a_caption_make_none(self, line: str) -> None:
        assert body_of(below_headline(line)) == list(PARAGRAPHS)

    @pytest.mark.parametrize("before", ["Harbours of the north: ", "On the quays of Vessa and in the barns of Tarn, "])
    def test_the_headline_with_words_around_it_is_none(self, before: str) -> None:
        again = f"{before}{HEADLINE}, after all those weeks of rowing."
        assert body_of(below_headline(f"<h2>{again}</h2>")) == list(PARAGRAPHS)

    def test_one_that_begins_like_the_first_paragraph_and_goes_on_otherwise_is_one(self) -> None:
        lead = PARAGRAPHS[0][:85] + " after a winter of rowing boats."
        assert body_of(below_headline(f"<p class=dek>{lead}</p>")) == [lead, *PARAGRAPHS]
        assert body_of(below_headline(f"<p class=dek>{PARAGRAPHS[0][:100]}</p>")) == list(PARAGRAPHS)


POINTS = ("The ferry sails again after nine weeks in dry dock", "A second shaft was found in a barn of an engineer")


def between_headline_and_byline(*items: str) -> str:
    points = "".join(f"<li>{item}</li>" for item in items)
    byline = "<p class=author-line>By Ada Quist</p><p class=byline-section>Published: 11:08, 15 April 2024</p>"
    main = f"<div class=body-main><div>{p(*PARAGRAPHS)}</div></div>"
    return f"<div class=article-wide><h1>{HEADLINE}</h1><ul>{points}</ul>{byline}{main}</div>"


def test_points_above_the_byline_are_text() -> None:
    assert body_of(between_headline_and_byline(*POINTS)) == [*POINTS, *PARAGRAPHS]


@pytest.mark.parametrize("items", [("Share", "Print", "Save"), tuple(f"<a href=/{n}>{POINTS[0]}</a>" for n in "ab")])
def test_tools_and_links_above_the_byline_are_not(items: tuple[str, ...]) -> None:
    assert body_of(between_headline_and_byline(*items)) == list(PARAGRAPHS)


class TestTitleInTheText:
    TITLE = "The ferry to Tarn, its shaft and a barn in Vessa"

    def test_a_title_set_as_a_paragraph_above_the_first_one_is_text(self) -> None:
        main = f"<h1>{HEADLINE}</h1><div>{p(self.TITLE, *PARAGRAPHS)}</div>"
        assert body_of(main) == [self.TITLE, *PARAGRAPHS]

    @pytest.mark.parametrize(
        "line", ["By Ada Quist and Bo Mollen of the Tarn Tidings", "Monday, April 15, in the 61st year of the Tidings"]
    )
    def test_a_byline_and_a_line_with_a_day_are_not(self, line: str) -> None:
        assert body_of(f"<h1>{HEADLINE}</h1><div>{p(line, *PARAGRAPHS)}</div>") == list(PARAGRAPHS)

    def test_sentences_in_large_type_at_the_end_are_no_heading(self) -> None:
        last = "The council decides in May. " * 5 + "Until then the old engine has to do, says the captain."
        main = f"<h1>{HEADLINE}</h1><div>{p(*PARAGRAPHS)}<h4>{last}</h4></div>"
        assert body_of(main) == [*PARAGRAPHS, last]
        assert body_of(main.replace(last, "More of the harbour")) == list(PARAGRAPHS)


class TestRepeatedWords:
    SAID = "nobody alive had known that a second one lay in a barn"

    @pytest.mark.parametrize("tags", ["<div class=pull-quote><p>“{}”</p></div>", "<aside class=zitat>{}.</aside>"])
    def test_a_pull_quote_that_repeats_words_of_a_paragraph_goes(self, tags: str) -> None:
        assert body_with(tags.format(self.SAID)) == []

    def test_a_quotation_of_other_words_stays(self) -> None:
        said = "We knew of one shaft only, and that was the broken one."
        assert body_with(f"<blockquote class=pull-quote>{said}</blockquote>") == [said]

    def test_a_quotation_without_a_class_stays_though_it_repeats(self) -> None:
        assert body_with(f"<blockquote>{self.SAID}</blockquote>") == [self.SAID]


class TestCaptionBesideAPicture:
    def test_a_long_one_is_no_paragraph(self) -> None:
        assert body_with(f"<div class=wp-caption>{PICTURE}<p class=wp-caption-text>{LONG_CAPTION}</p></div>") == []

    def test_captions_with_numbers_in_their_classes_are_none_however_many_there_are(self) -> None:
        captions = "".join(
            f"<div class='wp-caption attachment_{n}'>{PICTURE}<p class='wp-caption-text caption-{n}'>{text}</p></div>"
            for n, text in enumerate((*PARAGRAPHS[2:], LONG_CAPTION[:200]))
        )
        main = f"<h1>{HEADLINE}</h1><div class=entry>{p(*PARAGRAPHS[:2])}{captions}</div>"
        assert body_of(main) == list(PARAGRAPHS[:2])

    def test_a_text_of_several_paragraphs_is_the_storys_whatever_its_box_is_called(self) -> None:
        box = f"<div class=caption>{PICTURE}{p(LONG_CAPTION, LONG_CAPTION[::-1])}</div>"
        assert body_with(box) != []


class TestParts:
    def test_linked_headings_over_an_address_and_prose_are_the_entries_of_a_list(self) -> None:
        names = ("Astra", "Boundary", "Red Barn")
        entries = "".join(
            f"<h2><a href=/{name}>{name}</a></h2><h3>{count} Quay Road, Vessa</h3><p>{PARAGRAPHS[1][:80]}, at {name}.</p>"
            for count, name in enumerate(names)
        )
        assert body_with(entries)[::3] == list(names)

    def test_a_gallery_between_two_parts_of_the_body_does_not_end_it(self) -> None:
        parts = [
            f"<div class=post-body>{p(*PARAGRAPHS[:3])}</div>",
            f"<div class=post-body><h2>Fares</h2>{p(PARAGRAPHS[3])}</div>",
        ]
        gallery = "<section class=slides>The ferry in pictures</section>"
        found = extract_html(page(f"<article><h1>{HEADLINE}</h1>{gallery.join(parts)}</article>")).printing.body
        assert found == [*PARAGRAPHS[:3], "Fares", PARAGRAPHS[3]]

    def test_boxes_of_one_class_with_numbers_are_the_story_where_they_hold_most_of_the_prose(self) -> None:
        boxes = "".join(f'<div class="section TOC_TITLE_{n}"><p>{text}</p></div>' for n, text in enumerate(PARAGRAPHS))
        foot = f"<div>{p('The Tidings are printed in Vessa, and the islanders read them. ' * 4)}</div>"
        assert body_of(f"<h1>{HEADLINE}</h1><div>{boxes}</div>{foot}")[:4] == list(PARAGRAPHS)
