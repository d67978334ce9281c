"""Which lines inside and at the edges of the right box are text: one small page for each kind."""

from __future__ import annotations

import pytest

from tests.extraction.test_body import HEADLINE, PARAGRAPHS, body_of

FIRST, SECOND, THIRD, FOURTH = PARAGRAPHS


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def body_with(inside: str) -> list[str]:
    """What a story has beside its paragraphs, with something after the second."""
    found = body_of(f"<h1>{HEADLINE}</h1><div class=article-body>{p(FIRST, SECOND)}{inside}{p(THIRD, FOURTH)}</div>")
    assert found[:2] == [FIRST, SECOND]
    assert found[-2:] == [THIRD, FOURTH]
    return found[2:-2]


@pytest.mark.parametrize(
    "line",
    [
        "<p>___</p>",
        "<h2>* * *</h2>",
        "<p>•••</p>",
        "<div>—</div>",
        "<p>[gallery ids='12,13' link='file']</p>",
        "<p>[knob href='/boat' size='wide']Tell us about your boat[/knob]</p>",
        "<p>[/vc_column]</p>",
        "<p>{{ad_slot_2}}</p>",
        "<p>&lt;img src='/pixel.gif' width='1'/&gt;</p>",
        "<div>&lt;iframe src='https://player.example/1'&gt;&lt;/iframe&gt;</div>",
    ],
)
def test_signs_and_markup_that_is_printed_are_no_paragraphs(line: str) -> None:
    assert body_with(line) == []


@pytest.mark.parametrize("line", ["[laughs]", "[The captain coughs.]", "<code>npm install</code>"])
def test_words_in_brackets_and_code_are_text(line: str) -> None:
    assert len(body_with(f"<p>{line}</p>")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "<p>DON'T MISS:<br><b>Levy rises again <a href=/1>[BOARD]</a></b><br><b>Why herring stay away <a href=/2>[FISH]</a></b></p>",
        "<p>[Related: <a href=/4>The board, its money and the sea: a short history of dredging in Vessa</a>]</p>",
        "<p>Lesen Sie auch: <a href=/1>Der Hafen von Vessa, seine Schulden und das Meer – eine kurze Geschichte</a></p>",
        "<p><b>Leia também:</b> <a href=/1>O porto de Vessa, as suas dívidas e o mar</a></p>",
        "<p>Baca juga: <a href=/1>Pelabuhan Vessa, utangnya dan lautnya dalam sejarah singkat kota ini</a></p>",
        "<p>Читайте также: <a href=/1>Порт Вессы, его долги и море: короткая история углубления дна</a></p>",
        "<p>関連記事：<a href=/1>島の船が九日ぶりに戻り、港には朝から多くの人が集まった</a></p>",
        "<p>(MORE: <a href=/1>Shafts That Broke Before This One</a>)</p>",
    ],
)
def test_a_label_with_a_colon_and_links_leads_on_to_other_stories(line: str) -> None:
    assert body_with(line) == []


def test_a_sentence_behind_a_label_is_text() -> None:
    line = "More: the <a href=/b>board</a> met twice this week. It will meet again before the ice is gone."
    assert len(body_with(f"<p>{line}</p>")) == 1


class TestBoxesThatAsk:
    @pytest.mark.parametrize(
        "words",
        [
            ("Join for free to go on reading", "One free account opens this text.", "Write to our editors."),
            ("Jetzt kostenlos registrieren", "Mit einem Konto lesen Sie weiter.", "Jederzeit kündbar."),
            ("Créez votre compte", "Cet article est réservé aux abonnés.", "Sans engagement."),
            ("Regístrate gratis", "Para seguir leyendo necesitas una cuenta.", "Todo en un solo lugar."),
            ("会員登録すると続きが読めます", "無料会員は月五本まで読めます。", "編集部に手紙を書けます。"),
        ],
    )
    def test_a_box_that_asks_for_an_account_goes_with_its_list(self, words: tuple[str, str, str]) -> None:
        head, text, gain = words
        box = f"<h3>{head}</h3><p>{text}</p><ul><li>{gain}</li><li>{gain} {gain}</li></ul>"
        assert body_with(f"<section class=k7><div class=k8>{box}</div></section>") == []

    def test_the_notice_in_place_of_a_player_goes(self) -> None:
        notice = (
            "To show this video we need your consent: the provider stores personal data, also in third countries, as "
            "it says in its terms. You can revoke it at any time by the switch at the foot of the page. "
        ) * 2
        assert body_with(f"<div class=slot><div><div>Here is a video</div><div>{notice}</div></div></div>") == []

    def test_a_story_about_accounts_stays(self) -> None:
        text = "Islanders had to create an account before they could buy a ticket, and sign in to continue to the pier."
        assert body_with(f"<p>{text}</p>") == [text]


class TestSubheads:
    @pytest.mark.parametrize(
        "markup", ['<div class="zt">{}</div>', "<div><span>{}</span></div>", '<section class="q"><b>{}</b></section>']
    )
    def test_lines_of_one_shape_over_paragraphs_are_subheads(self, markup: str) -> None:
        inside = markup.format("Who owns the barn?") + p(f"{SECOND[:70]} again.") + markup.format("The key of the barn")
        assert body_with(inside)[::2] == ["Who owns the barn?", "The key of the barn"]

    def test_one_line_that_is_called_a_subhead_is_one(self) -> None:
        assert body_with('<div class="zwischentitel">Der Schlüssel</div>') == ["Der Schlüssel"]

    def test_the_same_line_again_and_again_is_none(self) -> None:
        call = '<div class="zt">Try our app today</div>'
        assert body_with(f"{call}<p>{SECOND[:70]} again.</p>{call}") == [f"{SECOND[:70]} again."]

    @pytest.mark.parametrize("name", ["toc-1", "widget-title", "more", "ticker"])
    def test_a_heading_with_a_class_of_asides_stays(self, name: str) -> None:
        assert body_with(f'<h3 class="{name}">The key of the barn</h3>') == ["The key of the barn"]


class TestFigures:
    LONG = "Plan of the dock: 1, the ramp; 2, the barn; 3, the crane; 4, the office of the harbour master. " * 7

    @pytest.mark.parametrize("markup", ["<figcaption>{}</figcaption>", "<figcaption><p>{}</p></figcaption>"])
    def test_a_caption_may_be_of_any_length(self, markup: str) -> None:
        assert body_with(f"<figure><img src=/1.jpg>{markup.format(self.LONG)}</figure>") == []

    def test_a_quotation_in_a_figure_is_text_and_its_caption_is_not(self) -> None:
        quotation = "It was under the hay, and it had been oiled every spring."
        figure = (
            f"<figure><blockquote><p>{quotation}</p></blockquote><figcaption>Ada Quist, widow</figcaption></figure>"
        )
        assert body_with(figure) == [quotation]

    def test_a_table_in_a_figure_is_text(self) -> None:
        table = "<table><tr><td>Year</td><td>Ferries</td></tr><tr><td>1961</td><td>One</td></tr></table>"
        assert body_with(f'<figure class="wp-block-table">{table}</figure>') == ["Year", "Ferries", "1961", "One"]


@pytest.mark.parametrize(
    "note",
    [
        "Please enable JavaScript to view this video.",
        "This slideshow requires JavaScript.",
        "Bitte aktivieren Sie JavaScript, um die Karte zu sehen.",
        "Your browser does not support the audio element.",
    ],
)
def test_a_note_that_a_script_or_a_player_is_missing_goes(note: str) -> None:
    assert body_with(f"<p>{note}</p>") == []


def test_headings_with_links_that_head_prose_of_the_story_stay() -> None:
    names = ("Astra", "Boundary", "Red Barn")
    entries = "".join(f"<h2><a href=/{n}>{n}</a></h2><p>{SECOND[:80]}, at the {n}.</p>" for n in names)
    assert body_with(entries)[::2] == list(names)


def test_a_last_line_that_announces_a_video_goes() -> None:
    assert body_of(f"<h1>{HEADLINE}</h1><div>{p(*PARAGRAPHS, 'See how the ramp came down:')}</div>") == list(PARAGRAPHS)


def test_cells_stay_whatever_a_class_calls_their_column() -> None:
    rows = "".join(f'<tr><td class="date">{day} May</td><td class="author">Ole Marsh</td></tr>' for day in (1, 2, 3))
    assert len(body_with(f'<table class="p-data-table">{rows}</table>')) == 6


@pytest.mark.parametrize(
    "around", ["{}", '<div class="video-container">{}</div>', '<div class="twitter-embed">{}</div>']
)
def test_a_quoted_post_is_text(around: str) -> None:
    post = (
        '<blockquote class="twitter-tweet"><p>The shaft is in my barn and has been there all along.</p>'
        '— Ada Quist (@adaquist) <a href="/1">April 15, 2024</a></blockquote>'
    )
    assert body_with(around.format(post)) == [
        "The shaft is in my barn and has been there all along.",
        "— Ada Quist (@adaquist) April 15, 2024",
    ]


class TestEnds:
    def test_lines_of_data_at_the_end_stay(self) -> None:
        lines = ["Tin futures: 31,240.5; -0.4%", "Rapeseed: 441.25; +1.1%", "Copper: 8,512.0; +0.5%"]
        assert body_of(f"<h1>{HEADLINE}</h1><div>{p(*PARAGRAPHS, *lines)}</div>") == [*PARAGRAPHS, *lines]

    def test_a_name_at_the_end_goes(self) -> None:
        assert body_of(f"<h1>{HEADLINE}</h1><div>{p(*PARAGRAPHS, 'Ole Marsh')}</div>") == list(PARAGRAPHS)

    def test_names_and_towns_below_letters_are_lines_of_their_own(self) -> None:
        signatures = [("Ada Quist", "Fernhaven"), ("Rune Mollen", "Corona Bay"), ("Ole Marsh", "Lake Tarn")]
        letters = zip(PARAGRAPHS, signatures, strict=False)
        main = "".join(f"<p>{text}</p><p><i>{name}<br>{town}</i></p>" for text, (name, town) in letters)
        expected = [line for text, lines in zip(PARAGRAPHS, signatures, strict=False) for line in (text, *lines)]
        assert body_of(f"<h1>Letters</h1><div>{main}</div>") == expected

    def test_a_break_within_a_sentence_is_a_space(self) -> None:
        assert body_with("<p>Two hundred islanders<br>stood on the quay of<br>Vessa and sang.</p>") == [
            "Two hundred islanders stood on the quay of Vessa and sang."
        ]

    def test_a_box_with_a_line_of_rights_goes_as_a_whole(self) -> None:
        box = p("No part of this page may be printed or passed on.", "© 2026 The Tarn Tidings Ltd.")
        assert body_of(f"<h1>{HEADLINE}</h1><div>{p(*PARAGRAPHS)}<div class=z2>{box}</div></div>") == list(PARAGRAPHS)


class TestLead:
    LEAD = "Nine weeks of rowing boats have come to an end on the Isle of Tarn, to the regret of those who rowed."

    @pytest.mark.parametrize(
        "line",
        [
            "By <a href=/a>Ada Quist</a>, <a href=/b>Bo Mollen</a> on Monday, April 15th, 2024 at 11:08 a.m.",
            "Von Ada Quist und Bo Mollen, veröffentlicht am 15. April 2024 um 11:08 Uhr.",
            "Ada Quist | Publié le 15/04/2024 à 11h08, mis à jour le 16/04/2024 à 9h15.",
        ],
    )
    def test_a_line_with_writer_and_time_is_none(self, line: str) -> None:
        main = f"<article><header><h1>{HEADLINE}</h1><p class=meta-line>{line}</p></header><div class=text>{p(*PARAGRAPHS)}</div></article>"
        assert body_of(main) == list(PARAGRAPHS)

    @pytest.mark.parametrize(
        "caption",
        [
            '<figure><img src="/1.jpg"><figcaption class="font--subhead">The ferry seen from the barn of the engineer. (Tarn Board)</figcaption></figure>',
            '<div class="lead-picture"><figure><p class="dek">The ferry seen from the barn of the engineer on Monday.</p></figure></div>',
        ],
    )
    def test_a_caption_is_none(self, caption: str) -> None:
        assert body_of(
            f"<article><h1>{HEADLINE}</h1>{caption}<div class=text>{p(*PARAGRAPHS)}</div></article>"
        ) == list(PARAGRAPHS)

    def test_a_lead_that_is_printed_for_phones_too_comes_once(self) -> None:
        main = (
            f"<header><h1>{HEADLINE}</h1><div class=dek>{self.LEAD}</div></header>"
            f"<section><div class=abstract>{self.LEAD}</div><div class=text>{p(*PARAGRAPHS)}</div></section>"
        )
        assert body_of(main) == [self.LEAD, *PARAGRAPHS]


def test_first_sentences_with_a_class_of_their_own_and_a_link_stay() -> None:
    said = "<p class=speakable><a href=/q>Captain Ada Quist of Vessa</a> sails again to the Isle of Tarn on Thursday.</p><p class=speakable>The <a href=/f>ferry has a new shaft</a>, which lay in a barn for years.</p>"
    main = f"<h1>{HEADLINE}</h1><div>{said}{p(*PARAGRAPHS)}</div>"
    assert body_of(main)[:2] == [
        "Captain Ada Quist of Vessa sails again to the Isle of Tarn on Thursday.",
        "The ferry has a new shaft, which lay in a barn for years.",
    ]


class TestEdges:
    def test_a_short_sentence_above_the_first_prose_is_text(self) -> None:
        lines = ["It is back.", "Nobody drowned, then."]
        assert body_of(f"<h1>{HEADLINE}</h1><div>{p(*lines, *PARAGRAPHS)}</div>") == [*lines, *PARAGRAPHS]

    @pytest.mark.parametrize("line", ["By Ole Marsh.", "Published 15 April 2024, 11:08.", "Ferries"])
    def test_a_byline_a_time_or_a_kicker_above_it_is_none(self, line: str) -> None:
        assert body_of(f"<h1>{HEADLINE}</h1><div>{p(line, *PARAGRAPHS)}</div>") == list(PARAGRAPHS)

    def test_what_is_called_the_authors_below_the_text_is_about_the_author(self) -> None:
        about = "Ada Quist has lived on the island since the old ship was launched. She keeps bees, and a diary. " * 3
        main = f'<div class=text>{p(*PARAGRAPHS)}<div class="author-card"><p>{about}</p></div></div>'
        assert body_of(f"<h1>{HEADLINE}</h1>{main}") == list(PARAGRAPHS)

    def test_a_caption_beside_its_picture_is_no_lead(self) -> None:
        picture = "<div class=k1><img src=/1.jpg><div>Islanders on the quay of Vessa saw the ferry come in on Thursday.</div></div>"
        assert body_of(f"<div><h1>{HEADLINE}</h1>{picture}<div class=k2>{p(*PARAGRAPHS)}</div></div>") == list(
            PARAGRAPHS
        )

    @pytest.mark.parametrize(
        "line",
        [
            "Ada Quist can be reached at ada@tidings.example.",
            "— Contact Tidings writer Ole Marsh at ole@tidings.example.",
            "For all that is new on the island, sign up for our newsletters.",
            "Follow us on the island's own network at tarn.example.",
            "Jetzt den Newsletter der Insel abonnieren und nichts verpassen.",
            "Inscrivez-vous à la newsletter de l'île, chaque samedi matin.",
        ],
    )
    def test_a_last_line_that_speaks_to_the_reader_goes(self, line: str) -> None:
        assert body_of(f"<h1>{HEADLINE}</h1><div>{p(*PARAGRAPHS, line)}</div>") == list(PARAGRAPHS)

    def test_the_same_words_in_the_middle_are_reporting(self) -> None:
        line = "The harbour master can be reached at the barn, and follow him on foot if you must."
        assert (
            body_of(f"<h1>{HEADLINE}</h1><div>{p(FIRST, line, *PARAGRAPHS[1:], FIRST[:70], SECOND[:70])}</div>")[1]
            == line
        )

    @pytest.mark.parametrize(
        "title", ["<div class=tools><h4>Article tools</h4></div>", "<h3>The Associated Press</h3>"]
    )
    def test_the_title_of_a_box_above_the_text_goes(self, title: str) -> None:
        assert body_of(f"<h1>{HEADLINE}</h1><div>{title}{p(*PARAGRAPHS)}</div>") == list(PARAGRAPHS)

    def test_a_teaser_of_two_headings_goes(self) -> None:
        assert body_with("<div class=promo2><h4>History</h4><h2>Ship found in the ice of the sound</h2></div>") == []


class TestNamesAreHints:
    SENTENCE = "The key of the barn hung on a nail behind the stove for sixty years, and nobody asked for it."

    @pytest.mark.parametrize("name", ["print", "more", "ticker", "widget", "tools", "date", "published", "meta"])
    def test_a_sentence_in_a_paragraph_stays_whatever_its_class(self, name: str) -> None:
        assert body_with(f'<p class="{name}">{self.SENTENCE}</p>') == [self.SENTENCE]

    @pytest.mark.parametrize("line", ["Published on 15 April 2024", "Monday"])
    def test_a_date_with_the_class_of_dates_goes(self, line: str) -> None:
        assert body_with(f'<p class="date">{line}</p>') == []

    def test_the_heading_of_a_box_goes_with_its_text(self) -> None:
        call = "Sign up for our weekly newsletter and get the island in your inbox every Saturday."
        assert body_with(f"<div class=k5><h3>The Tarn letter</h3><p>{call}</p></div>") == []
