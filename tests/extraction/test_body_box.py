"""Choice of the box: which part of a page holds the story, on small pages of every kind that misleads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HEADLINE = "Salt works of Orrin to close after two centuries"
STORY = [
    "The salt works of Orrin will boil their last brine in May, the owners told the ninety people who work there on Tuesday.",
    "Heating the pans costs more than the salt brings in, said the manager, Tilda Varr, whose grandfather had built the big chimney.",
    "The town council wants to keep the boiling house as a museum and has asked the province for half of the money.",
]
EXCERPTS = [
    "A committee of nine villages has drawn up a plan for a bridge over the sound, but the ferry's owner says that it will never be built.",
    "The last beekeeper of the upper valley sells honey by lottery, because the dry summer has left her with forty jars for six hundred customers.",
    "Divers have raised a bell from the wreck of a mail steamer, and three parishes on two shores now claim that it was cast for their tower.",
    "The night train to the coast is to run again from April, with sleeping cars that the railway had sold to a circus and has bought back.",
    "After eleven hours of debate the council has turned down the covered stadium, and the club says that it will look for a field elsewhere.",
]
TITLES = [f"What became of the plan in the {place} valley" for place in ("upper", "lower", "long", "dry", "green")]


def body_of(main: str, head: str = "", language: str = "en") -> list[str]:
    html = f"<html lang={language}><head><title>{HEADLINE}</title>{head}</head><body>{main}</body></html>"
    page = Page(
        "https://salt.example/2026/works", html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW
    )
    return extract_html(page).printing.body


def paragraphs(texts: list[str] = STORY) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def teasers(pattern: str) -> str:
    return "".join(pattern.format(title=title, text=text) for title, text in zip(TITLES, EXCERPTS, strict=True))


TEASERS = [
    '<h3><a href="/a">{title}</a></h3><p>{text}</p>',
    '<div class=k2><h4><a href="/a">{title}</a></h4><div>Rolf Tamm</div><div>17 April</div><div>{text}</div></div>',
    '<dt><a href="/a">{title}</a></dt><dd>{text}</dd>',
    '<div class=q><div><a href="/a">{title}</a></div><div>{text}</div></div>',
    "<tr><td><b><a href=/a>{title}</a></b></td></tr><tr><td>{text}</td></tr>",
]


@pytest.mark.parametrize("pattern", TEASERS, ids=["h3", "card", "definition list", "div", "table"])
@pytest.mark.parametrize("names", ["class=main", "class=x1"])
def test_teasers_with_excerpts_are_not_the_story_however_much_text_they_have(pattern: str, names: str) -> None:
    wrapped = {"<dt": "<dl>{}</dl>", "<tr": "<table>{}</table>"}.get(pattern[:3], "<div>{}</div>").format(
        teasers(pattern)
    )
    below = f"<div {names}><h1>{HEADLINE}</h1><div class=t>{paragraphs()}</div><div class=r>{wrapped}</div></div>"
    above = f"<div {names}><div class=r>{wrapped}</div><h1>{HEADLINE}</h1><div class=t>{paragraphs()}</div></div>"
    assert body_of(below) == STORY
    assert body_of(above) == STORY


def test_a_round_up_of_linked_headings_is_the_story_where_nothing_else_is() -> None:
    body = body_of(f"<h1>{HEADLINE}</h1><div>{teasers('<h3><a href=/a>{title}</a></h3><p>{text}</p>')}</div>")
    assert [text for text in body if text in EXCERPTS] == EXCERPTS


def test_one_linked_subhead_is_a_part_of_the_story() -> None:
    main = f"<div><h1>{HEADLINE}</h1>{paragraphs(STORY[:2])}<h3><a href=/m>The museum in the boiling house</a></h3><p>{STORY[2]}</p></div>"
    assert [text for text in body_of(main) if text in STORY] == STORY


def test_text_above_the_printed_headline_is_not_the_story() -> None:
    above = "".join(f"<p>{text}</p>" for text in EXCERPTS)
    assert (
        body_of(f"<div><div class=v>{above}</div><h1>{HEADLINE}</h1><div class=t>{paragraphs()}</div></div>") == STORY
    )


def test_a_headline_at_the_foot_does_not_hide_the_story_above_it() -> None:
    main = f"<div class=t>{paragraphs()}</div><div class=f><h1>{HEADLINE}</h1><p>Printed in the town of Orrin since 1871, by hand.</p></div>"
    assert [text for text in body_of(main) if text in STORY] == STORY


def test_the_foot_of_the_page_is_not_the_story_where_it_has_more_text_than_a_brief() -> None:
    foot = (
        "Readers who have a question or a request reach the desk by telephone, by letter or at the counter in the market street. "
        * 3
    )
    main = f"<div class=a><h1>{HEADLINE}</h1><div class=b><div class=c>{STORY[0]} {STORY[1]}</div></div></div><div class=z><div>{foot}</div></div>"
    assert body_of(main) == [" ".join(STORY[:2])]


def test_the_box_that_is_called_the_body_is_taken_inside_one_with_standing_text() -> None:
    standing = "The Orrin Post is read in nine villages and one lighthouse, and it has been printed on the same press since the year of the flood."
    main = f"<div class=m><h1>{HEADLINE}</h1><div itemprop=articleBody>{paragraphs()}</div><div><p>{standing}</p></div></div>"
    assert body_of(main) == STORY


CONCEALED = {
    "template in a script": "<h1>{headline}</h1><div class=post><script type='text/template'><div>By Ada Lund</div>{text}</script></div>",
    "template of a blog system": "<h1>{headline}</h1><script type='text/x-blog-template'><div>{text}</div></script>",
    "template element": "<h1>{headline}</h1><div><template><article>{text}</article></template></div>",
    "noscript that is never closed": "<noscript><div><img src=/x.gif><div><h1>{headline}</h1>{text}",
    "noscript around the text": "<h1>{headline}</h1><div class=lazy><noscript>{text}</noscript></div>",
    "widget": '<div class="widget-area widget"><h1>{headline}</h1><div class=slot>{text}</div></div>',
    "form around the page": "<form method=post action=/x.aspx id=Form1><div>{headline}</div><div class=box>{text}</div></form>",
}


@pytest.mark.parametrize("layout", CONCEALED.values(), ids=CONCEALED.keys())
def test_text_that_an_element_conceals_is_read_where_the_page_shows_none(layout: str) -> None:
    menu = "".join(f"<li><a href=/{n}>Month number {n} of the archive</a></li>" for n in range(12))
    for text in (paragraphs(), "<br><br>".join(STORY)):
        body = body_of(layout.format(headline=HEADLINE, text=text) + f"<ul>{menu}</ul>")
        assert [line for line in body if line in STORY] == STORY


def test_a_template_is_not_the_story_where_the_page_shows_one_or_where_it_has_gaps() -> None:
    other = f"<script type='text/template'>{paragraphs(EXCERPTS)}</script><noscript>{paragraphs(EXCERPTS)}</noscript>"
    assert body_of(f"<h1>{HEADLINE}</h1><div>{paragraphs()}</div>{other}") == STORY
    gaps = "".join(f"<p>{{{{name}}}} {text}</p>" for text in EXCERPTS)
    assert body_of(f"<h1>{HEADLINE}</h1><script type='text/x-handlebars'>{gaps}</script>") == []


def test_the_list_of_a_widget_is_not_the_story_of_a_page_without_one() -> None:
    listed = "".join(f'<li><a href="/s/{n}">{title}</a></li>' for n, title in enumerate(TITLES * 4))
    assert body_of(f'<h1>{HEADLINE}</h1><div class="widget"><ul>{listed}</ul></div>') == []


CARDS = '<li class="item n{n}"><a href="/s"><h3>{title}</h3></a><div class=dek><p>{text}</p><p>{more}</p></div></li>'


def test_cards_with_several_paragraphs_of_other_stories_are_not_the_story() -> None:
    listed = "".join(
        CARDS.format(n=n, title=title, text=EXCERPTS[n], more=EXCERPTS[n - 1]) for n, title in enumerate(TITLES)
    )
    main = f"<div id=site><article><h1>{HEADLINE}</h1>{paragraphs()}</article><div><ul>{listed}</ul></div></div>"
    assert body_of(main) == STORY


@pytest.mark.parametrize("hiding", ["style='display:none'", "hidden", "class=sr-only"])
def test_a_hidden_twin_for_machines_does_not_bring_the_story_twice(hiding: str) -> None:
    twin = f"<div {hiding} itemscope><div itemprop=articleBody>{' '.join(STORY)}</div></div>"
    shown = f"<h1>{HEADLINE}</h1><div class=post-content>{paragraphs()}</div>"
    assert body_of(f"<div>{shown}{twin}{twin}</div>") == STORY
    assert body_of(f"<div>{twin}{shown}</div>")[-3:] == STORY


def test_a_story_that_the_page_unfolds_is_the_story_though_its_beginning_is_shown() -> None:
    more = "".join(f"<p>{text}</p>" for text in (*STORY, *EXCERPTS))
    folded = f"<h1>{HEADLINE}</h1><p>{STORY[0]}</p><div class=hidden><div class=article-body>{more}</div></div>"
    assert [text for text in body_of(folded) if text in EXCERPTS] == EXCERPTS


def test_a_column_named_after_comments_is_the_story_where_it_holds_the_body() -> None:
    main = f"<h1>{HEADLINE}</h1><div class='column column--commentisfree comment'><div itemprop=articleBody>{paragraphs()}</div></div>"
    assert body_of(main) == STORY
    thread = f"<div class=comments><div class=post-body>{' '.join(EXCERPTS)}</div></div>"
    assert body_of(f"<h1>{HEADLINE}</h1><div>{paragraphs()}</div>{thread}") == STORY


def test_a_story_of_short_list_items_below_headings_is_not_only_its_standfirst() -> None:
    names = [f"{first} {last} of Orrin" for first in ("Tilda", "Nils", "Ada") for last in ("Varr", "Quay", "Lund")]
    lists = "".join(f"<h2>{prize}</h2><ul>{''.join(f'<li>{name}</li>' for name in names)}</ul>" for prize in TITLES[:2])
    standfirst = (
        "<header><p class=standfirst>The salt makers of the coast gave their prizes on Friday night.</p></header>"
    )
    body = body_of(f"<article><div><h1>{HEADLINE}</h1>{standfirst}</div><div>{lists}</div></article>")
    assert [line for line in body if line in names] == names * 2


def test_a_line_of_rights_and_a_line_above_the_headline_are_not_the_story() -> None:
    brief = "架空湾で四日の朝に強い揺れがあり、気象台は沿岸の町に海から離れるよう呼びかけた。震源は浅く、規模は六を超えるとみられる。"
    notice = "架空新聞の文章と写真は許可なく写したり配ったりできません。権利はすべて当社と書き手にあり、法律で守られています。"
    foot = f"<div><div><p>{notice}</p><p>Copyright © Kakuu Shimbun. Nothing may be printed or sent on without our consent.</p></div></div>"
    assert body_of(
        f"<div><h1>青波県で強い揺れ</h1><div><p>{brief}</p><p>青波県：高浜町</p></div></div>{foot}", language="ja"
    )[:1] == [brief]
    pixel = '&lt;img height="1" width="1" style="display:none" src="http://b.stats.example/p?c1=2&amp;amp;c2=15743189&amp;amp;cj=1"/&gt;'
    assert body_of(f"{pixel}<h1>{HEADLINE}</h1>{paragraphs()}") == STORY


def records(pattern: str) -> str:
    names = ("Nils", "Ada", "Tor", "Ines", "Per")
    return "".join(pattern.format(name=name, text=text) for name, text in zip(names, EXCERPTS, strict=True))


@pytest.mark.parametrize("heading", ["<h2>Comments</h2>", "<div>5 comments</div>", "<h3>Kommentare (5)</h3>"])
@pytest.mark.parametrize(
    "pattern",
    [
        "<p>{text}</p><p class=posted>Posted by: {name} | Mar 26, 2007 2:01:23 PM</p>",
        "<p class=story>{text}<br><br>Posted by {name} on January 6, 2008 1:41 PM</p>",
    ],
)
def test_words_of_readers_below_their_heading_are_not_the_story(heading: str, pattern: str) -> None:
    main = f"<div><h1>{HEADLINE}</h1>{paragraphs()}{heading}{records(pattern)}</div>"
    assert body_of(main) == STORY


def test_a_subhead_or_a_button_that_says_comments_does_not_end_the_story() -> None:
    button = f"<div><h1>{HEADLINE}</h1><div>Comments</div>{paragraphs()}<p>Printed on 6 January 2008.</p></div>"
    assert body_of(button)[:3] == STORY
    subhead = f"<div><h1>{HEADLINE}</h1><p>{STORY[0]}</p><h2>Comments</h2><p>{STORY[1]}</p><p>{STORY[2]}</p></div>"
    assert [line for line in body_of(subhead) if line in STORY] == STORY


def test_text_right_in_the_container_is_not_part_of_a_section_with_other_stories_inside_it() -> None:
    section = (
        "<table><tr><td><h3>Related stories</h3><p><a href=/a>What became of the bell of the steamer</a></p></table>"
    )
    main = f"<h1>{HEADLINE}</h1><div class=content><p>{STORY[0]}</p>{section}{STORY[1]}<br><br>{STORY[2]}</div>"
    assert body_of(main) == STORY


def test_paragraphs_of_the_storys_class_outside_the_headlines_box_are_the_story() -> None:
    begin = f"<div><h1>{HEADLINE}</h1><div class=a><p class=txt>{STORY[0]}</p><p class=txt>{STORY[1]}</p></div></div>"
    rest = f"<div class=b><p class=txt>{STORY[2]}</p></div>"
    assert body_of(f"<div class=page>{begin}{rest}</div>") == STORY


@pytest.mark.parametrize("wrapped", range(len(STORY)))
def test_a_wrapper_without_a_name_around_one_paragraph_takes_nothing_out_of_the_story(wrapped: int) -> None:
    parts = [
        f"<div><p>{text[:90]}.</p></div>" if n == wrapped else f"<p>{text}</p>" for n, text in enumerate(STORY * 3)
    ]
    body = body_of(f"<h1>{HEADLINE}</h1><div class=text>{''.join(parts)}</div>")
    assert f"{STORY[wrapped][:90]}." in body


def test_a_line_of_the_text_that_prints_the_title_does_not_hide_what_stands_above_it() -> None:
    above = [f"{text[:90].rstrip(' ,')}." for text in EXCERPTS]
    body = body_of(f"<div class=t>{paragraphs(above)}<p><b>{HEADLINE}</b></p><p>{STORY[0]}</p></div>")
    assert [text for text in body if text in above] == above


def test_components_that_stand_in_no_line_are_boxes() -> None:
    text = "\n".join(f"<x-par>{text}</x-par>" for text in STORY)
    promos = "".join(f"<x-promo><x-title>{title}</x-title><x-par>{title}.</x-par></x-promo>" for title in TITLES)
    story = f"<x-story><x-title>{HEADLINE}</x-title><x-by>Rolf Tamm</x-by><x-text>{text}</x-text></x-story>"
    assert body_of(f"<x-app>{story}<x-list>{promos}</x-list></x-app>") == STORY


def test_a_component_within_a_line_is_words_of_it() -> None:
    linked = STORY[0].replace("Orrin", "<x-link>Orrin</x-link>")
    assert body_of(f"<h1>{HEADLINE}</h1><div><div>{linked}</div>{paragraphs(STORY[1:])}</div>") == STORY
    whole = f"<p><x-text>{STORY[0]}</x-text></p>{paragraphs(STORY[1:])}"
    assert body_of(f"<h1>{HEADLINE}</h1><div>{whole}</div>") == STORY
