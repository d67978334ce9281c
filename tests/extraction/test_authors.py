"""Authors of a page, and the places that name them."""

import json
from datetime import UTC, datetime

import pytest

from newscrawler.extraction import ExtractedArticle, extract_html
from newscrawler.html.page import Page

PROSE = "<p>" + "The harbour master said that the quay would stay closed until the crane had been lifted. " * 3 + "</p>"
TEXT = PROSE * 4


def found(body: str = "", head: str = "", *, author: object = None, above: str = "") -> ExtractedArticle:
    """Extract a page with ``body`` after its headline; the text comes last unless ``body`` contains it."""
    if author is not None:
        data = {"@type": "NewsArticle", "headline": "Crane blocks the old quay", "author": author}
        head += f'<script type="application/ld+json">{json.dumps(data)}</script>'
    site = '<meta property="og:site_name" content="Harbour Courier">'
    text = "" if PROSE in body else TEXT
    html = (
        f"<html><head><title>Crane blocks the old quay</title>{site}{head}</head>"
        f"<body>{above}<h1>Crane blocks the old quay</h1>{body}{text}</body></html>"
    )
    url = "https://www.harbour-courier.example/news/quay"
    page = Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=datetime(2026, 1, 1, tzinfo=UTC))
    return extract_html(page)


def person(name: str, **more: str) -> dict[str, str]:
    return {"@type": "Person", "name": name, **more}


def organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


# --- who is a person ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "people"),
    [
        ("Mara Quill", ["Mara Quill"]),
        ("Mara Quill, Bo Lindqvist and Tomás Rey", ["Mara Quill", "Bo Lindqvist", "Tomás Rey"]),
        ("Mara Quill und Bo Lindqvist", ["Mara Quill", "Bo Lindqvist"]),
        ("Mara Quill et Bo Lindqvist", ["Mara Quill", "Bo Lindqvist"]),
        ("By Mara Quill", ["Mara Quill"]),
        ("Mara Quill | Harbour Courier", ["Mara Quill"]),
        ("Mara Quill, Harbour Courier", ["Mara Quill"]),
        ("Mara Quill for Harbour Courier", ["Mara Quill"]),
        ("Mara Quill (Brüssel)", ["Mara Quill"]),
        ("Dr. Mara Quill, PhD", ["Dr. Mara Quill"]),
        ("Quill, Mara", ["Mara Quill"]),
        ("MARA QUILL", ["MARA QUILL"]),
        ("Ludwig van der Aa", ["Ludwig van der Aa"]),
        ("Autor:in: Mara Quill", ["Mara Quill"]),
        ("山田太郎", ["山田太郎"]),
        ("ジョン・スミス", ["ジョン・スミス"]),
        ("https://www.harbour-courier.example/staff/7", []),
    ],
)
def test_names_in_one_line(stated: str, people: list[str]) -> None:
    assert found(author=stated).printing.authors == people


@pytest.mark.parametrize(
    "stated",
    ["Harbour Courier", "Harbour Courier Berlin", "harbour-courier.example", "Newsroom", "Redaktion", "Sports Desk"],
)
def test_outlets_and_desks_are_no_people(stated: str) -> None:
    assert found(author=stated).printing.authors == []
    assert found('<p class="byline">By Mara Quill</p>', author=stated).printing.authors == ["Mara Quill"]


@pytest.mark.parametrize(
    "text", ["1 Min Read", "Dec 1st 2026", "Share", "Twitter", "Photo by Bo Lindqvist", "Paid Content", "21 de Abril"]
)
def test_what_templates_put_into_an_authors_element_is_no_name(text: str) -> None:
    assert found(f'<div class="byline">{text}</div>').credited == []


def test_an_agency_is_credited_beside_people_but_is_no_author() -> None:
    page = found('<p class="byline">By Mara Quill, Reuters</p>', author=[person("Mara Quill"), organisation("Reuters")])
    assert page.printing.authors == ["Mara Quill"]
    assert page.credited == ["Mara Quill", "Reuters"]
    assert page.printing.agency == "Reuters"


def test_a_desk_is_credited_where_no_person_is() -> None:
    page = found(head='<meta name="author" content="Reuters Editorial">')
    assert page.printing.authors == []
    assert page.credited == ["Reuters Editorial"]


# --- which place is believed -----------------------------------------------------------------------------------------


def test_the_owner_in_the_metadata_stands_behind_what_is_printed_twice() -> None:
    head = '<meta name="author" content="Quay Holdings"><meta property="article:author" content="Mara Quill">'
    assert found('<p class="byline">By <a rel="author">Mara Quill</a></p>', head).printing.authors == ["Mara Quill"]


def test_a_persons_names_stated_apart() -> None:
    stated = [
        {"@type": "Person", "givenName": "Mara", "familyName": "Quill"},
        {"@type": "Person", "name": "Bo Lindqvist"},
    ]
    assert found(author=stated).printing.authors == ["Mara Quill", "Bo Lindqvist"]


def test_an_author_in_the_data_and_another_on_the_page() -> None:
    body = "".join(
        f"<address><a rel=author href='/{name[0]}'>{name}</a></address>" for name in ("Bo Lindqvist", "Mara Quill")
    )
    assert found(body, author=person("Mara Quill")).printing.authors == ["Bo Lindqvist", "Mara Quill"]
    assert found(body, author=person("Cy Oh")).printing.authors == ["Cy Oh"]
    assert found(TEXT * 4 + body, author=person("Mara Quill")).printing.authors == ["Mara Quill"]


@pytest.mark.parametrize("stated", ["Staff and news service reports", "HCN Staff Report"])
def test_a_desks_phrase_is_one_credit(stated: str) -> None:
    page = found(author=person(stated))
    assert (page.printing.authors, page.credited) == ([], [stated])


def test_an_element_that_names_the_outlet_credits_it() -> None:
    page = found("<div class=author>Harbour Courier</div>")
    assert (page.printing.authors, page.credited) == ([], ["Harbour Courier"])


def test_metadata_that_names_the_first_of_two() -> None:
    head = '<meta name="author" content="Mara Quill">'
    body = '<p class="byline">By <a rel="author">Mara Quill</a> and <a rel="author">Bo Lindqvist</a></p>'
    assert found(body, head).printing.authors == ["Mara Quill", "Bo Lindqvist"]


@pytest.mark.parametrize("login", ["maraquill", "mquill", "m.quill2", "quillm", "quill.mara"])
def test_a_login_is_written_out_as_printed(login: str) -> None:
    assert found('<p class="author">Mara Quill</p>', author=login).printing.authors == ["Mara Quill"]


def test_an_administrators_account_is_no_author() -> None:
    account = person("Hana C", url="https://www.harbour-courier.example/author/admin/")
    assert found('<p class="byline">By Mara Quill</p>', author=account).printing.authors == ["Mara Quill"]


def test_an_editor_is_no_author() -> None:
    body = '<div class="author-2">Mara Quill</div>' + TEXT + '<div class="info-author">Editor : Bo Lindqvist</div>'
    assert found(body, author=person("Bo Lindqvist")).printing.authors == ["Mara Quill"]


def test_metas_with_the_value_in_the_wrong_attribute() -> None:
    assert found(head='<meta name="author" value="Mara Quill">').printing.authors == ["Mara Quill"]


@pytest.mark.parametrize(
    "author",
    [
        [{"@type": ["Person", "Organization"], "name": "Mara Quill"}],
        {"@type": "Person", "name": {"@type": "Person", "name": "Mara Quill"}},
        person("<a href='/x'>Mara Quill</a>"),
        person("&lt;b&gt;Mara Quill&lt;/b&gt;"),
        {"@type": "Person", "name": ["Mara Quill"]},
        {"@type": "Person", "name": {"@value": "Mara Quill", "@language": "en"}},
        {"@list": [{"@type": "Person", "name": "Mara Quill"}]},
    ],
)
def test_shapes_of_the_author_in_structured_data(author: object) -> None:
    assert found(author=author).printing.authors == ["Mara Quill"]


def test_metadata_with_links() -> None:
    names = "By <a href='/q'>Mara Quill</a>, Bo Lindqvist, <a href='/o'>Cy Oh</a> and Ada Rem"
    page = found(head=f'<meta property="og:author" content="{names}">')
    assert page.printing.authors == ["Mara Quill", "Bo Lindqvist", "Cy Oh", "Ada Rem"]
    assert page.printing.byline == "Mara Quill, Bo Lindqvist, Cy Oh and Ada Rem"


@pytest.mark.parametrize(
    "account", ["204417", "admin", "webmaster", "editor3", "Staff Reporter", "desk@courier.example"]
)
def test_accounts_and_numbers_are_no_authors(account: str) -> None:
    head = f'<meta name="author" content="{account}">'
    assert found(head=head).printing.authors == []
    assert found("<p>By Mara Quill</p>", head).printing.authors == ["Mara Quill"]


def test_the_printed_byline_stands_before_an_account_and_the_owner_in_the_metadata() -> None:
    assert found("<p>by Mara Quill</p>", author="KatrinS").printing.authors == ["Mara Quill"]
    head = '<meta name="author" content="Bo Lindqvist"><meta name="dc.creator" content="Bo Lindqvist">'
    assert found("<p>By Mara Quill</p>", head).printing.authors == ["Mara Quill"]
    assert found("<p>By Mara Quill</p>", author="Bo Lindqvist").printing.authors == ["Bo Lindqvist"]


def test_a_reviewer_is_no_author_beside_one() -> None:
    body = (
        '<div itemprop="author" itemscope><span>By <a href="/a"><span itemprop="name">Mara Quill</span></a></span> '
        '<span>Reviewed by <a href="/b">Bo Lindqvist</a></span></div>'
    )
    assert found(body).printing.authors == ["Mara Quill"]


def test_microdata() -> None:
    body = '<span itemprop="author" itemscope><link itemprop="url" href="/m"><link itemprop="name" content="Mara Quill"></span>'
    assert found(body).printing.authors == ["Mara Quill"]


# --- where it is printed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<p>By Mara Quill</p>",
        "<p>Von Mara Quill, dpa</p>",
        "<p>3 May 2026, 10:00 | By Mara Quill</p>",
        "<p>Text: Mara Quill</p>",
        "<p>Autorin/Autor Mara Quill</p>",
        "<h4>Autor</h4><p><a href='/m'>Mara Quill</a>,</p>",
        "<byline>Von Mara Quill, dpa</byline>",
        '<div class="teaser-cat"><span>von Mara Quill</span></div>',
        '<div class="author teaser-box">Mara Quill</div>',
        '<div class="byline"><span class="brand">Business</span> von Mara Quill</div>',
        TEXT + "<p>Auteur : Mara Quill</p>",
        TEXT + "<p>Mara Quill</p>",
        TEXT + "<p>(Mara Quill)</p>",
        "<p>Text von Mara Quill Illustration von Bo Lindqvist</p>",
        "<p>Text: Mara Quill, Fotos: Bo Lindqvist</p>",
        "<p>Text und Fotos: Mara Quill</p>",
        "<p>Words by Mara Quill. Photography by Bo Lindqvist.</p>",
        "<p>Eine Kolumne von Mara Quill</p>",
        "<p>Ein Gastkommentar von Mara Quill</p>",
        "<p>A cura di Mara Quill</p>",
        "<p>Propos recueillis par Mara Quill</p>",
        "<p>Tekst: Mara Quill</p>",
        "<p>Submitted by Mara Quill on Mon, 11/02/2026</p>",
        "<p>By Mara Quill <a href='mailto:x'>mquill@harbour-courier.example</a></p>",
        TEXT + "<p>Die Fragen stellte Mara Quill.</p>",
        TEXT + "<p><em>Mara Quill is a reporter at the Harbour Courier.</em></p>",
        TEXT + "<h4>Zur Person</h4><p>Mara Quill ist Wirtschaftsredakteurin in Vessa.</p>",
        "<p><a href='/author/mara-quill'>Mara Quill</a> 2 May 2026</p>",
        "<div class=redakteur>Mara Quill</div>",
        "<div class=author><p>Mara Quill</p><p>Wirtschaftsredakteurin</p></div>",
        "<div class=author>3 May 2026 / <a rel=tag href='/thema/hafen'>Hafen Vessa</a> / <a href=/m>Mara Quill</a></div>",
        "<h3>By Mara Quill - Managing Editor</h3>",
        "<div>posted on 2026-05-03 23:30 EST by Mara Quill</div>",
        "<div class=date>3 May 2026 10:15 a.m. by Mara Quill</div>",
        "<p>By Mara Quill, Courier Staff Writer</p>",
        "<p>Photos and story by Mara Quill</p>",
        "<p class=author>Mara Quill, Chief Technology Officer and Head of Ferries</p>",
        "<p class=author>Bo Lindqvist as told to Mara Quill</p>",
        "<p class=byline>3 May 2026 · Mara Quill on behalf of the pilots</p>",
    ],
)
def test_printed_lines_that_name_the_author(body: str) -> None:
    assert found(body).printing.authors == ["Mara Quill"]


@pytest.mark.parametrize(
    "body",
    [
        "<p>By <a href='/m'>Mara Quill</a> Courier Business Desk</p>",
        "<p>By Mara Quill<br>Vessa Post-Gazette<br>Tuesday, January 15</p>",
        "<p>By <a href='/contributor/mara'>Mara Quill</a> &nbsp; <a href='/print'>View In Digital Edition</a></p>",
        "<div>On 3 May 2026<span>By <a href='/author/m'>Mara Quill</a></span><span>In <a href='/category/sea'>Sea</a></span></div>",
        "<div class=byline>By <a href=/m>Mara Quill</a> (<a href=/m/contact>Contact</a>)<br>3 May 2026</div>",
        "<div class=byline>By <a href=/m>Mara Quill</a> <a href='/rss.xml'>RSS feed</a></div>",
        "<div class=byline><a href=/features>Features</a> / 1 day ago / by <span>Mara Quill</span></div>",
        "<div class=author>Mara Quill <a href='https://social.example/m'>@mquill</a> <span>11:57AM</span></div>",
        "<a class=author href=/m>Mara Quill <span class=title>Editor</span></a>",
        "<div class=dateAndAuthor><span>Dec 17, 2025</span><span>Mara Quill</span></div>",
        "<div class=byline>Heard on <a href=/show>Morning Tide</a> <a href=/m>Mara Quill</a></div>",
        "<div class=author>By<a href=/m>Mara Quill</a></div>",
        "<div class=author><span>von</span><button>Mara Quill</button><button>Folgen</button></div>",
        "<address class=name><a rel=author href=/m><span class=firstname>Mara</span> <span class=lastname>Quill</span></a></address>",
        "<div class=byline>Curator: <b>Mara Quill</b></div>",
        "<div class=byline>[Mara Quill, Harbour Courier]</div>",
        "<div class=byline>Mara Quill of The Morning Tide</div>",
        "<p>Newsroom — By Mara Quill, Vessa</p>",
        "<div class=author><span>Author</span><a href=/m>Mara Quill</a></div>"
        "<div class=author><span>Reviewer</span><a href=/b>Bo Lindqvist</a></div>",
        "<div class=meta>Date: 3.5.2026<br>Author: Mara Quill<br>Source: Vessa Net</div>",
    ],
)
def test_elements_end_a_name_where_the_text_alone_does_not(body: str) -> None:
    assert found(body).printing.authors == ["Mara Quill"]


@pytest.mark.parametrize(
    "body",
    [
        "<ul class=authors><li><a href=/m>Mara Quill</a></li><li><a href=/b>Bo Lindqvist</a></li></ul>",
        "<div class=byline><span class=name>Mara Quill</span> <span class=name>Bo Lindqvist</span></div>",
        "<p>By <a href=/m>Mara Quill</a> and <a href=/b>Bo Lindqvist</a> Tuesday</p>",
        "<p class=byline>By <b>Mara Quill</b> <i>and</i> <b>Bo Lindqvist</b></p>",
        "<p class=byline>By <a href=/m>Mara Quill</a>, Bo Lindqvist, Vessa</p>",
        "<p><b>Mara Quill</b><br><b>Bo Lindqvist</b></p>",
        f"<div><p><strong>Mara Quill and Bo Lindqvist</strong></p>{TEXT}</div>",
    ],
)
def test_two_authors_in_elements_of_their_own(body: str) -> None:
    assert found(body).printing.authors == ["Mara Quill", "Bo Lindqvist"]


@pytest.mark.parametrize(
    "body",
    [
        "<div class=row><span style='float:left'>Selma Karsin &nbsp;|</span> <span>05.04.2026 - Update : 06.04.2026</span></div>",
        "<div>05.04.2026</div><div>Selma Karsin</div>",
        "<div><b>Selma Karsin</b></div><div>Co-Founder &amp; Director</div><div>Updated on 23 Apr 2026</div>",
        "<p>Selma Karsin • 5 April 2026 • 4 min read</p>",
        "<h4>Fishermen say that the detour adds two hours to each of their trips, and that a day is what buyers pay for.</h4>"
        "<div>Selma Karsin | 05.04.2026</div>",
        "<div class=t-meta><a href='/about/editors/selma-karsin/'>Selma Karsin</a><span>, <a href='/x'>@karsin</a></span></div>",
        "<p><a href='/staff/selma-karsin'>Selma Karsin</a></p>",
        "<p><i>Selma Karsin</i></p>",
        "<p class=meta>Selma Karsin<br>Staff Reporter</p>",
        "<div><span>Selma Karsin</span>, <span>Senior Political Correspondent</span></div><div>5 May 2026</div>",
        "<p>Selma Karsin for The Harbour Courier</p><p>5 May 2026</p>",
        "<p>Selma Karsin, 05.04.2026, 10:15 Uhr</p>",
        "<p>Selma Karsin 5 maggio 2026</p>",
        f"<div>{TEXT}</div><p>— Selma Karsin</p>",
        f"<div>{TEXT}</div><p>Selma Karsin/dpa</p>",
        "<p><a href='https://www.harbour-courier.example/people/7'>Selma Karsin</a> · 1h ago</p>",
    ],
)
def test_names_that_nothing_calls_the_authors_but_their_place(body: str) -> None:
    assert found(body).printing.authors == ["Selma Karsin"]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Real Estate | 05.04.2026</p>",
        "<p>Washington DC | 05.04.2026</p>",
        "<p>Port Ellin, 5 April 2026</p>",
        "<div><a href='/section/harbour'>Selma Harbour</a> | 05.04.2026</div>",
        "<p>Selma Karsin welcomes the repair</p><p>05.04.2026</p>",
        "<div class=dateline>SELMA, Wash. —</div>",
        "<p>Selma Efe EFE | 05.04.2026</p>",
        TEXT + "<p>Sampled In</p>",
        TEXT + "<p>Fog Song (CC BY)</p>",
        TEXT + "<div><a href='/people/'>The Latest Photos</a></div>",
    ],
)
def test_what_stands_in_the_place_of_a_byline_and_is_no_name(body: str) -> None:
    assert found(body).printing.authors == []


@pytest.mark.parametrize(
    "line", ["<p class=credit>COAPA</p>", "<div class=credits>Reuters</div>", "<p class=source>AP</p>"]
)
def test_an_agency_alone_in_a_credit_line_is_credited(line: str) -> None:
    page = found(f"<div>{line}</div>")
    assert (page.printing.authors, page.credited) == ([], [line[line.index(">") + 1 : line.index("</")]])
    assert found(f"<figure><img src=c.jpg>{line}</figure>").credited == []


def test_a_byline_with_its_time_is_no_paragraph() -> None:
    page = found(
        "<p>By <a href=/m>Mara Quill</a>, <a href=/b>Bo Lindqvist</a> on Monday, April 15th, 2026 at 11:08 a.m.</p>"
    )
    assert page.printing.body[0].startswith("The harbour master")
    assert page.printing.byline == "Mara Quill, Bo Lindqvist"
    assert page.printing.authors == ["Mara Quill", "Bo Lindqvist"]
    kept = found("<p>By Christmas Eve 2025 the quay had lost forty of its piles to the storms.</p>")
    assert kept.printing.body[0].startswith("By Christmas")


def test_a_byline_in_the_first_paragraph() -> None:
    text = PROSE.replace("<p>", "<p>By Mara Quill<br>Vessa, Jan 13 (IANS): ", 1)
    assert found(text + TEXT).printing.authors == ["Mara Quill"]
    assert (
        found(PROSE.replace("<p>", "<p>By Mara Quill standards, it was a calm night. ") + TEXT).printing.authors == []
    )


def test_two_authors_with_a_slash_at_the_head_of_the_text() -> None:
    body = "<p><em>…as crews cry foul</em></p><p><strong>Mathilda Sebus/Mohal Phakel</strong></p>"
    assert found(body, '<meta name="author" content="Harbour Courier">').printing.authors == [
        "Mathilda Sebus",
        "Mohal Phakel",
    ]


def personal(above: str = "", footer: str = "", url: str = "https://blog.example/quay") -> list[str]:
    """Return the authors of a page without a site's name."""
    html = f"<title>Crane</title><body>{above}<article><h1>Crane blocks the old quay</h1>{TEXT}</article>{footer}"
    page = Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=datetime(2026, 1, 1, tzinfo=UTC))
    return extract_html(page).printing.authors


def test_the_owner_of_a_personal_site_is_its_author() -> None:
    line = "<p>Fog</p>" * 5 + "<footer>© 2026 Mara Quill. This site is open source.</footer>"
    assert personal("<header><h2>Mara Quill</h2></header>", line) == ["Mara Quill"]
    assert personal(footer=line, url="https://maraquill.example/quay") == ["Mara Quill"]
    assert personal(footer="<p>© 2026 Mara Quill</p>") == ["Mara Quill"]
    assert personal(footer=line) == []
    assert personal(footer="<footer>© 2026 Maraquill Media Group</footer>", url="https://maraquill.example/quay") == []
    assert personal("<p>By Bo Lindqvist</p>", line, "https://maraquill.example/quay") == ["Bo Lindqvist"]


def test_who_only_contributed_is_no_author() -> None:
    body = "<div class=byline><p>By Mara Quill</p><p>Contributions from</p><p>Bo Lindqvist</p></div>"
    assert found(body).printing.authors == ["Mara Quill"]


def test_who_only_contributed_is_no_author_where_the_data_lists_both() -> None:
    body = "<div class=byline><div>By Mara Quill</div><div>Contributions from</div><div>Bo Lindqvist</div></div>"
    assert found(body, author=[person("Mara Quill"), person("Bo Lindqvist")]).credited == ["Mara Quill"]


def test_the_outlet_is_not_credited_beside_its_people() -> None:
    assert found(author="Mara Quill and Bo Lindqvist, The Harbour Courier").credited == ["Mara Quill", "Bo Lindqvist"]


def test_sections_behind_the_date_of_a_byline() -> None:
    assert found("<p>Posted by Mara Quill, 06/01/2026 Business, Small Business</p>").printing.authors == ["Mara Quill"]


def test_the_bylines_of_teasers_above_the_headline_are_other_stories() -> None:
    teasers = "".join(
        f"<div><h2><a href=/{n}>Fog over the bay closes the port for a day</a></h2><p>By Bo Lindqvist 3 May</p></div>"
        for n in "abc"
    )
    assert found("<div class=author>ByMara Quill</div>", above=teasers).printing.authors == ["Mara Quill"]
    assert found(above=teasers + "<p>Opinion</p>").printing.authors == []


@pytest.mark.parametrize("line", ["著者：山田太郎", "記者 / 山田太郎", "文：山田太郎"])
def test_printed_lines_in_japanese(line: str) -> None:
    assert found(f"<div>{line}</div>").printing.authors == ["山田太郎"]


@pytest.mark.parametrize(
    "body",
    [
        TEXT
        + '<a href="/other"><div class="card"><p>Fog over the bay</p><span class="author">Bo Lindqvist</span></div></a>',
        TEXT + '<div class="comments"><span class="author">Bo Lindqvist</span><p>So it goes.</p></div>',
        '<figure><img src="c.jpg"><figcaption><span class="author">Bo Lindqvist</span></figcaption></figure>' + TEXT,
        TEXT + "<p>(more to come)</p><p>Bo Lindqvist is a fisherman and has two ships.</p>",
        f"<div class=story>{TEXT}</div><div class=cards>{'<p><a href=/fog>Fog over the bay</a></p>' * 5}<p>Bo Lindqvist is a reporter here.</p></div>",
        "<aside><a href='/author/bo'>Bo Lindqvist</a></aside>" + TEXT + "<a href='/author/cy'>All of our authors</a>",
        "<div class=author>3 May 2026 / <a rel=tag href='/thema/hafen'>Hafen</a> / <a href='/thema/kran'>Kran</a></div>"
        + TEXT,
        "<p>The old quay was built by Bo Lindqvist and his brothers, who had come from the north with two ships and a dog.</p>"
        + TEXT,
    ],
)
def test_names_that_are_not_the_authors(body: str) -> None:
    assert found(body).printing.authors == []


def test_authors_of_other_stories_stand_behind_the_one_near_the_headline() -> None:
    others = "".join(f'<div><p>Another story</p><a rel="author">{name}</a></div>' for name in ("Bo Lindqvist", "Cy Oh"))
    body = f'<p><a rel="author">Mara Quill</a></p>{TEXT}{"<p>Fog over the bay</p>" * 14}{others}'
    assert found(body).printing.authors == ["Mara Quill"]


@pytest.mark.parametrize(
    "element", ['<span class="author">Bo Lindqvist</span>', '<span class="byline">By Bo Lindqvist</span>']
)
def test_a_printed_author_far_below_the_text_is_another_storys(element: str) -> None:
    assert (
        found(
            TEXT + "<h3>More news</h3>" + "<div><a href='/fog'>Fog over the bay</a></div>" * 14 + element
        ).printing.authors
        == []
    )


# --- the byline as printed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "head", "byline", "agency"),
    [
        ('<p class="byline">By Mara Quill, Reuters</p>', "", "Mara Quill, Reuters", "Reuters"),
        ('<p class="byline">By <a class="author">Mara Quill</a>, Reuters</p>', "", "Mara Quill, Reuters", "Reuters"),
        ("<p>By The Associated Press</p>", "", "The Associated Press", "AP"),
        ('<p class="byline">By Mara Quill<br>3 May 2026, 10:00 Share</p>', "", "Mara Quill", None),
        ('<p class="byline">1 Min Read</p>', '<meta name="author" content="Reuters Editorial">', "Reuters Editorial", "Reuters"),
        ('<p class="byline">Harbour Courier</p>', "", None, None),
        ('<p class="author">Fog over the bay</p>', '<meta name="author" content="Mara Quill">', "Mara Quill", None),
    ],
)  # fmt: skip
def test_the_byline_is_the_line_that_names_those_credited(
    body: str, head: str, byline: str | None, agency: str | None
) -> None:
    printing = found(body, head).printing
    assert printing.byline == byline
    assert printing.agency == agency


@pytest.mark.parametrize("joining", ["AND", "and", "UND", "&"])
def test_linked_names_are_joined_in_any_case(joining: str) -> None:
    line = f'<p class="author-name">BY <a>Mara Quill</a> {joining} <a>Bo Lindqvist</a></p>'
    assert found(line).credited == ["Mara Quill", "Bo Lindqvist"]


@pytest.mark.parametrize("signature", ["(Mara Quill)", "[Mara Quill]"])
def test_a_name_in_brackets_of_any_kind_signs_the_text(signature: str) -> None:
    assert found(f"<div>{TEXT}<p>{signature}</p></div>").credited == ["Mara Quill"]


@pytest.mark.parametrize("line", ["Anna Weil, Osvik Brandel", "Osvik Brandel, Anna Weil"])
def test_a_line_that_nothing_calls_a_byline_is_read_whole_or_not_at_all(line: str) -> None:
    """Of one of the two no table knows the given name: one author of two would be a wrong byline."""
    html = (
        '<!doctype html><html lang="en"><head><title>The quay is closed</title></head><body><article>'
        f'<h1>The quay is closed</h1><p class="scribe">{line}</p><p class="stamp">20 November 2026, 09:30</p>'
        f'<div class="text">{TEXT}</div></article></body></html>'
    )
    page = Page(
        "https://x.example/1", html.encode(), content_type="text/html", retrieved=datetime(2026, 11, 24, tzinfo=UTC)
    )
    assert extract_html(page).printing.authors in ([], line.split(", "))
