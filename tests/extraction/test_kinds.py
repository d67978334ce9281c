"""Kinds of the blocks of a story: one small page for each rule. A kind never changes which texts are there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.extraction.body import BodyFound, typed_blocks
from newscrawler.html.outline import read_outline
from newscrawler.html.page import Page
from newscrawler.items import APART, Block, Copy, body_of
from newscrawler.language.asides import heads_key_points, is_credit_line, is_note
from newscrawler.pipelines.boilerplate import clean
from newscrawler.textdumps import read_text_dump

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HEADLINE = "Ferry to Tarn runs again after nine weeks in dock"
PARAGRAPHS = (
    "The ferry to the Isle of Tarn sailed again on Thursday morning, nine weeks after a cracked shaft had put it into dry dock.",
    "Some two hundred islanders stood on the quay of Vessa, and the brass band of the fire brigade played until the ramp was up.",
    "The shaft had been cast in 1961, the harbour master said, and nobody alive had known that a second one lay in a barn.",
    "Fares stay as they were until spring, when the council will decide whether the ship deserves a new engine as well.",
)
LEAD = "The islanders of Tarn waited nine weeks for their ferry, which sails again since Thursday."


def blocks(*, above: str = "", before: str = "", between: str = "", after: str = "", head: str = "") -> list[Block]:
    """Blocks of a page with four paragraphs: below the headline, before the first, after the second, after the last."""
    first, rest = (f"<p>{'</p><p>'.join(part)}</p>" for part in (PARAGRAPHS[:2], PARAGRAPHS[2:]))
    text = f"<div class=story>{before}{first}{between}{rest}{after}</div>"
    html = f"<html><head><title>{HEADLINE}</title>{head}</head><body><h1>{HEADLINE}</h1>{above}{text}</body></html>"
    page = Page("https://outlet.example/tarn", html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    printing = extract_html(page).printing
    assert printing.body == body_of(printing.blocks)
    return printing.blocks


def kinds(**parts: str) -> dict[str, str]:
    """Kinds of all blocks that are not the four paragraphs, by their texts."""
    found = blocks(**parts)
    assert [block.text for block in found if block.text in PARAGRAPHS] == list(PARAGRAPHS)
    assert all(block.kind == "paragraph" for block in found if block.text in PARAGRAPHS)
    return {block.text: block.kind for block in found if block.text not in PARAGRAPHS}


def test_running_text_is_paragraphs() -> None:
    assert kinds() == {}


@pytest.mark.parametrize(
    "parts",
    [
        {"above": f"<p class=standfirst>{LEAD}</p>"},
        {"above": f'<div class="article__lead">{LEAD}</div>'},
        {"above": f"<div><p>{LEAD}</p></div>", "head": f'<meta name=description content="{LEAD}">'},
        {"before": f'<p class="chapeau">{LEAD}</p>'},
    ],
    ids=["standfirst", "lead", "as described", "inside the box"],
)
def test_a_summary_above_the_text_is_a_lead(parts: dict[str, str]) -> None:
    assert kinds(**parts) == {LEAD: "lead"}


@pytest.mark.parametrize(
    "heading",
    ["<h2>{}</h2>", "<h4>{}</h4>", "<p><strong>{}</strong></p>", "<p><b>{}</b></p>"],
)
@pytest.mark.parametrize("text", ["A barn on Tarn", "Who pays for the engine?", "Überfahrt im Winter"])
def test_a_heading_between_paragraphs_is_a_subhead(heading: str, text: str) -> None:
    assert kinds(between=heading.format(text)) == {text: "subhead"}


def test_items_of_a_list_are_of_the_list() -> None:
    items = (
        "<ul><li>Length: six metres</li><li><p>Weight: two tonnes</p></li></ul><dl><dt>Cast</dt><dd>in 1961</dd></dl>"
    )
    assert kinds(between=items) == dict.fromkeys(
        ["Length: six metres", "Weight: two tonnes", "Cast", "in 1961"], "list"
    )


@pytest.mark.parametrize(
    "box",
    ["<blockquote>{}</blockquote>", "<blockquote><p>{}</p></blockquote>", '<div class="pull-quote"><p>{}</p></div>'],
)
def test_a_quotation_that_is_set_apart_is_a_quote(box: str) -> None:
    text = "It was under the hay, and somebody had oiled it every winter since the war."
    assert kinds(between=box.format(text)) == {text: "quote"}


@pytest.mark.parametrize(
    ("text", "by"),
    [
        (
            "She sails! We heard her horn at six.",
            "— Ada Quist (@adaquist) <a href=https://post.example/1>May 5, 2026</a>",
        ),
        ("Sie fährt wieder, und zwar pünktlich.", "– Ole Marsh (@ole.marsh.post.example) <a href=/2>5. Mai 2026</a>"),
        ("Voilà le bac de Tarn, enfin.", "<a href=https://post.example/3>Une publication de Rune (@rune_m)</a>"),
    ],
)
def test_a_quotation_signed_by_an_account_is_a_post(text: str, by: str) -> None:
    html = f"<p>{PARAGRAPHS[0]}</p><blockquote><p>{text}</p>{by}</blockquote><p>{PARAGRAPHS[1]}</p>".encode()
    page = Page("https://outlet.example/", html, content_type="text/html; charset=utf-8", retrieved=NOW)
    printed = read_outline(page).blocks
    found = typed_blocks(BodyFound(None, printed), printed)
    assert [block.kind for block in found] == ["paragraph", "post", "post", "paragraph"]


@pytest.mark.parametrize("box", ["<div class=zq1><p>{}</p><p>{}</p></div>", "<figure><div><p>{}</p>{}</div></figure>"])
def test_a_box_that_ends_with_a_signature_is_a_post(box: str) -> None:
    said = "She sails! We heard her horn at six, and the whole quay came out to wave."
    by = "— Ada Quist (@adaquist) <a href=https://post.example/1>May 5, 2026</a>"
    html = f"<p>{PARAGRAPHS[0]}</p>{box.format(said, by)}<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>".encode()
    page = Page("https://outlet.example/", html, content_type="text/html; charset=utf-8", retrieved=NOW)
    outline = read_outline(page)
    found = typed_blocks(BodyFound(outline.boxes[0], outline.blocks), outline.blocks)
    assert [block.kind for block in found] == ["paragraph", "post", "post", "paragraph", "paragraph"]


def test_a_quotation_that_mentions_an_account_without_a_link_is_a_quote() -> None:
    text = "Ask @adaquist, who has kept the key of the barn since her aunt left the island."
    assert kinds(between=f"<blockquote>{text}</blockquote>") == {text: "quote"}


def test_cells_are_of_a_table_and_a_table_that_lays_out_the_page_is_none() -> None:
    table = "<table><tr><th>Year</th><th>Passengers</th></tr><tr><td>2025</td><td>81,400</td></tr></table>"
    assert kinds(between=table) == dict.fromkeys(["Year", "Passengers", "2025", "81,400"], "table")
    cells = "".join(f"<tr><td>{text}</td></tr>" for text in PARAGRAPHS)
    html = f"<h1>{HEADLINE}</h1><p>Vessa, on a Thursday in May</p><table>{cells}</table>".encode()
    page = Page("https://outlet.example/", html, content_type="text/html; charset=utf-8", retrieved=NOW)
    assert {block.kind for block in extract_html(page).printing.blocks if block.text in PARAGRAPHS} == {"paragraph"}


@pytest.mark.parametrize(
    "note",
    [
        "(Corrects the year in paragraph three)",
        "This story was first published by the Vessa Gazette.",
        "Anmerkung der Redaktion: Das Baujahr wurde berichtigt.",
    ],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_note_stands_apart_from_the_body(note: str, where: str) -> None:
    assert kinds(**{where: f"<p>{note}</p>"}) == {note: "note"}


def test_a_sentence_like_a_note_in_the_middle_is_text() -> None:
    text = "This story was first told in the Vessa Gazette, whose editor keeps every clipping in a biscuit tin."
    assert kinds(between=f"<p>{text}</p><p>{text}</p>" + "<p>So it goes, the editor said on the quay.</p>" * 2)[
        text
    ] == ("paragraph")


@pytest.mark.parametrize(
    "credit",
    [
        "(Reporting by Ada Quist in Vessa and Ole Marsh in Tarn; Editing by Rune Mollen)",
        "Reporting by Ada Quist; Additional reporting by Ole Marsh",
        "© 2026 Vessa Gazette. All rights reserved.",
        "(Reuters)",
    ],
)
def test_a_line_of_names_is_a_credit(credit: str) -> None:
    assert credit not in body_of(blocks(after=f"<p>{credit}</p>"))
    assert is_credit_line(credit)


@pytest.mark.parametrize(
    "text",
    [
        "Reporting by the Gazette found that the harbour board had known of the crack since the spring of last year.",
        "Editing by hand takes the crew of the film two more weeks, the director said.",
        "Sources: the board, the bank and the union all wanted the same and could not agree on it.",
    ],
)
def test_a_sentence_that_begins_like_a_credit_is_text(text: str) -> None:
    assert not is_credit_line(text)


KEY_POINTS = "<ul><li>The ferry to Tarn sails again.</li><li>Fares stay as they are until spring.</li></ul>"
POINTS = ["The ferry to Tarn sails again.", "Fares stay as they are until spring."]


def test_a_text_whose_first_heading_says_in_brief_is_text() -> None:
    found = blocks(above="", before="<h3>In brief</h3>")
    assert [block.text for block in found if block.kind == "paragraph"] == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=zq1><div>Key points</div>{KEY_POINTS}</div>",
        f"<div><h3>À retenir</h3>{KEY_POINTS}</div>",
        f"<div><p>Das Wichtigste in Kürze:</p>{KEY_POINTS}</div>",
        f'<div class="article-takeaways">{KEY_POINTS}</div>',
        f"<div class=zq1><h4>In brief</h4><p>{POINTS[0]}</p><p>{POINTS[1]}</p></div>",
    ],
)
def test_key_points_above_the_text_are_a_note(box: str) -> None:
    found = blocks(before=box)
    assert body_of(found) == list(PARAGRAPHS)
    assert [block.text for block in found if block.kind == "note"][-2:] == POINTS


def test_a_list_below_a_paragraph_is_text_whatever_its_heading_says() -> None:
    found = kinds(between=f"<h3>Key points</h3>{KEY_POINTS}")
    assert [found[text] for text in POINTS] == ["list", "list"]


@pytest.mark.parametrize("line", ["Key Points", "TL;DR", "Puntos clave:", "要点", "À retenir"])
def test_headings_of_key_points(line: str) -> None:
    assert heads_key_points(line)


def test_a_story_that_is_nothing_but_a_note_keeps_its_text() -> None:
    """A withdrawal is often one sentence."""
    note = "Correction: the story about the ferry to Tarn of Thursday was wrong, and the Gazette has taken it back."
    html = f"<h1>{HEADLINE}</h1><div class=story><p>{note}</p></div>".encode()
    page = Page("https://outlet.example/", html, content_type="text/html; charset=utf-8", retrieved=NOW)
    assert extract_html(page).printing.body == [note]


def test_a_declared_body_and_a_text_dump_are_paragraphs() -> None:
    dump = read_text_dump("\n\n".join([HEADLINE, "By Ada Quist", *PARAGRAPHS]))
    assert dump.printing.blocks == [Block(text=text) for text in PARAGRAPHS]
    assert dump.printing.body == list(PARAGRAPHS)


def test_the_pipeline_keeps_blocks_and_body_in_step() -> None:
    note = "(Corrects the year in paragraph three)"
    copy = Copy(
        url="https://outlet.example/tarn",
        outlet="outlet.example",
        retrieved=NOW,
        headline=HEADLINE,
        edNote=note,
        blocks=[
            Block(kind="note", text=note),
            Block(text=f"VESSA, May 5 (Reuters) - {PARAGRAPHS[0]}"),
            Block(text="Follow us on Facebook"),
            Block(kind="quote", text=PARAGRAPHS[1]),
            Block(text="© 2026 Thomson Reuters. All rights reserved."),
        ],
    )
    clean(copy)
    assert [(block.kind, block.text) for block in copy.blocks] == [
        ("note", note),
        ("paragraph", PARAGRAPHS[0]),
        ("quote", PARAGRAPHS[1]),
        ("credit", "© 2026 Thomson Reuters. All rights reserved."),
    ]
    assert copy.body == list(PARAGRAPHS[:2])
    assert copy.copyrightHolder == "Thomson Reuters"
    assert copy.dateline is not None


def test_the_rule_of_the_body_leaves_out_notes_and_credits_alone() -> None:
    assert {"note", "credit"} == APART
    given = [
        Block(kind=kind, text=kind) for kind in ("lead", "list", "note", "post", "table", "credit", "subhead", "quote")
    ]  # type: ignore[arg-type]
    assert body_of(given) == ["lead", "list", "post", "table", "subhead", "quote"]


def test_notes_and_credits_are_told_by_whole_lines() -> None:
    assert is_note("Editor's note: the year was corrected.")
    assert not is_note("Noted editors came to the funeral.")


# --- boxes, labels and lines around the text, in other wrappers and languages ---------------------------------------


def test_a_heading_that_is_called_the_lead_is_the_lead() -> None:
    assert kinds(before=f'<h3 class="lead">{LEAD}</h3>') == {LEAD: "lead"}


@pytest.mark.parametrize("label", ["PUB", "Publicidade", "Pubblicità", "Annons", "Reklama", "Реклама", "광고", "广告"])
def test_the_label_of_an_advertisement_is_no_subhead(label: str) -> None:
    assert kinds(between=f'<div data-block="x"><span>{label}</span></div>') == {}


@pytest.mark.parametrize(
    "box",
    [
        "<h4>Sign up to our Harbour Letter</h4><p>What the quay talks about, every Friday before the first boat leaves.</p>"
        "<span>The letter is free and you can leave whenever you like.</span>",
        "<p>Recevez notre lettre du port chaque vendredi dans votre boîte mail.</p>",
        "<p>Recibe cada viernes la carta del puerto en tu correo, con las mareas de la semana.</p>",
        "<p>Get the Harbour Letter delivered to your inbox, with the tides of the week and a picture of the fleet.</p>",
    ],
)
def test_a_box_that_offers_a_newsletter_is_left_out(box: str) -> None:
    assert kinds(between=f'<div class="nl-x">{box}</div>') == {}
    assert kinds(after=f'<div class="nl-x">{box}</div>') == {}


@pytest.mark.parametrize(
    "line",
    [
        "Follow Una Brack at www.chirp.example/unabrack",
        "Receba as notícias do porto no seu e-mail. Insira o seu endereço.",
        "한별이 기자 han@star.example",
    ],
)
def test_a_last_line_on_how_to_reach_somebody_is_left_out(line: str) -> None:
    assert kinds(after=f"<p>{line}</p>") == {}


@pytest.mark.parametrize("line", ["编辑：木易", "责任编辑: 林小舟", "來源：港口日報", "文：港野 渚"])
def test_a_label_and_a_name_at_the_end_are_a_credit(line: str) -> None:
    assert kinds(after=f"<p>{line}</p>") == {line: "credit"}


def test_a_line_that_ends_with_a_german_quotation_is_a_paragraph() -> None:
    long = f"{PARAGRAPHS[2]} „Und {PARAGRAPHS[3]}“"
    texts = [block.text for block in blocks(after=f"<p>{long}<br>&nbsp;&nbsp;Die Kosten trägt das Land.</p>")]
    assert texts[-2:] == [long, "Die Kosten trägt das Land."]


def test_a_label_before_a_sentence_is_text() -> None:
    assert not is_credit_line("记者：渡轮为什么停了九个星期？船长说，轴断了。")


def test_a_name_and_a_time_below_the_lead_are_no_text() -> None:
    assert kinds(before=f"<p>{LEAD}</p><p>Una Brack<br>30 ago, 2021 - 11:12</p>") == {LEAD: "paragraph"}
