"""A class, or the tag ``button``, is no reason to cut a sentence in two."""

from __future__ import annotations

import pytest

from newscrawler.extraction import extract_html
from tests.extraction.test_body import PARAGRAPHS, body_of, page

FIRST = PARAGRAPHS[0]


def body_with(paragraph: str) -> list[str]:
    """The body of a story with a paragraph of other markup among its paragraphs."""
    others = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return body_of(f"<h1>Ferry</h1><div class=article-body>{others}<p>{paragraph}</p><p>{FIRST[:60]} too.</p></div>")[
        4:-1
    ]


@pytest.mark.parametrize(
    "word",
    [
        '<a class="ticker" href="/q">Tarn Lines</a>',
        '<a class="searchLink" href="/s">Tarn Lines</a>',
        '<span class="tooltip">Tarn Lines</span>',
        '<span class="social more print">Tarn Lines</span>',
        '<em class="credit">Tarn Lines</em>',
        '<button class="glossary">Tarn Lines</button>',
        '<span class="sponsor"><a href="/x">Tarn Lines</a></span>',
        '<span class="term"><a href="/x">Tarn Lines</a><button aria-label="Watch"><svg></svg></button></span>',
        '<span class="tooltip">Tarn Lines<span class="tooltip-text">A company of two ships.</span></span>',
        '<a class="ticker" href="/q">Tarn Lines</a><button>Follow</button>',
        '<span class="person"><a href="/p">Tarn Lines</a><span><a href="/1">The company that never sank a boat</a> '
        '<a href="/2">Who owns the barn on the island of Tarn</a> <a href="/3">MORE</a></span></span>',
        'Tarn <span style="position:absolute;clip:rect(0 0 0 0);width:1px;height:1px">, opens new tab</span>Lines',
        'Tarn <span style="position: absolute; left: -9999px">(external)</span>Lines',
        'Tarn <span style="font-size:0">(external) </span>Lines',
        'Tarn <span class="srOnly">(external) </span>Lines',
        'Tarn <span class="VisuallyHidden_root__x1">(external) </span>Lines',
        'Tarn <span class="show-for-sr">(external) </span>Lines',
    ],
)
def test_an_inline_element_within_a_sentence_does_not_break_it(word: str) -> None:
    before, after = "Nobody at the quay had expected to hear from", "of the old shaft that lay in the barn."
    assert body_with(f"{before} {word} {after}") == [f"{before} Tarn Lines {after}"]


@pytest.mark.parametrize(
    "sentence",
    [
        'The town of <a class="NavNode" href="/t">Vessa</a> has two quays and a barn.',
        'She wrote on <a class="social-link" href="/t">her page</a> that the key was hers.',
    ],
)
def test_a_short_sentence_stays_whole_too(sentence: str) -> None:
    assert len(body_with(sentence)) == 1


def test_an_element_of_the_role_tooltip_leaves_the_sentence() -> None:
    term = '<span class="tooltip">Ada Quist<span role="tooltip">Born in Vessa in 1961.</span></span>'
    assert body_with(f"The widow of the engineer, {term}, kept the key for many years.") == [
        "The widow of the engineer, Ada Quist, kept the key for many years."
    ]


def test_the_first_words_of_a_sentence_may_have_a_class_of_asides() -> None:
    text = "has run the ferry since the spring of 1961, and it has never sunk a boat."
    assert body_with(f'<a class="ticker" href="/q">Tarn Lines</a> {text}') == [f"Tarn Lines {text}"]


def test_a_sentence_in_a_script_without_spaces_stays_whole() -> None:
    whole = "島の船（Vessa）が戻ったと港の人は話した。九日ぶりに運航を再開した。"
    assert body_with(whole.replace("Vessa", '<a class="searchLink" href="/s">Vessa</a>')) == [whole]


@pytest.mark.parametrize(
    "aside",
    ['<a class="more" href="/m">Read more</a>', '<span class="share">Share</span>', "<button>Follow</button>"],
)
def test_an_inline_aside_behind_a_finished_sentence_is_left_out(aside: str) -> None:
    text = "The barn belongs to the widow of the last engineer, who kept the key."
    assert body_with(f"{text} {aside}") == [text]


def test_names_and_words_side_by_side_are_no_list_of_links() -> None:
    text = "The key was kept by <span><a href='/1'>Ada Quist</a> <a href='/2'>the younger</a></span> until the spring."
    assert body_with(text) == ["The key was kept by Ada Quist the younger until the spring."]


def test_readings_beside_ruby_characters_are_left_out_of_headline_and_text() -> None:
    ruby = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>"
    text = f"{ruby}の船が戻ったと町の人は話した。九日ぶりに運航を再開した船には、朝から多くの人が乗った。"
    story = f"<h1>{ruby}の船が戻る</h1><div><p>{text}</p><p>{text}二度目だ。</p></div>"
    printing = extract_html(page(story, title="港の船が戻る")).printing
    assert printing.headline == "港の船が戻る"
    assert "みなと" not in "".join(printing.body)
    assert printing.body[0].startswith("港の船が戻った")
