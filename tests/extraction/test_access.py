"""Whether a page prints its whole text: statements, words and boxes, each alone and against a text that is whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawler.extraction import extract_html
from newscrawler.extraction.access import Access, access_fields
from newscrawler.html.page import Page
from newscrawler.language.teasers import asks_to_subscribe, says_rest_is_missing

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HEADLINE = "Ferry to Tarn runs again after nine weeks in dock"
PARAGRAPHS = [
    "The ferry to the Isle of Tarn sailed again on Thursday morning, nine weeks after a cracked shaft had put it into dry dock.",
    "Some two hundred islanders stood on the quay of Vessa, and the brass band of the fire brigade played until the ramp was up.",
    *(
        f"The shaft of 19{year} had been cast by hand, the harbour master said, and nobody alive had known that another one "
        f"lay in barn number {year}, under hay that had been carried there before the war and never been moved again."
        for year in range(30, 44)
    ),
]
WHOLE, TEASER = len(PARAGRAPHS), 2
NOT_FREE: dict[str, Any] = {"isAccessibleForFree": False}
PART = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}
LINE = "Subscribe now to continue reading."


def access(
    paragraphs: int, *, below: str = "", above: str = "", data: dict[str, Any] | None = None, text: str | None = None
) -> Access:
    stated = {"@type": "NewsArticle", "headline": HEADLINE, **(data or {})}
    printed = text if text is not None else "".join(f"<p>{each}</p>" for each in PARAGRAPHS[:paragraphs])
    html = (
        f"<title>{HEADLINE}</title><script type=application/ld+json>{json.dumps(stated)}</script><main>{above}"
        f"<h1>{HEADLINE}</h1><div class=story>{printed}{below}</div></main>"
    )
    page = Page("https://outlet.example/tarn", html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    return extract_html(page).access


def test_a_page_that_says_nothing_is_whole() -> None:
    assert access(WHOLE) == access(TEASER) == Access(None, None)


@pytest.mark.parametrize("false", [False, "False", "false", "http://schema.org/False"])
def test_a_metered_page_that_prints_its_text_is_whole(false: Any) -> None:
    assert access(WHOLE, data={"isAccessibleForFree": false}) == Access(False, None)
    assert access(WHOLE, data={"isAccessibleForFree": false}, below=f"<div>{LINE}</div>") == Access(False, None)


@pytest.mark.parametrize(
    ("stated", "paragraphs", "below"),
    [
        ({"wordCount": 900}, 4, ""),
        ({}, TEASER, ""),
        ({}, 4, f"<div class=x1><p>{LINE}</p></div>"),
        ({"hasPart": PART}, 4, '<div class="paid"></div>'),
        ({"hasPart": [PART]}, 4, '<div class="paid">Offers load here.</div>'),
    ],
    ids=["more words are counted", "brief", "a wall below", "an empty part", "a part without its text"],
)
def test_a_page_that_is_not_free_and_cut_is_partial(stated: dict[str, Any], paragraphs: int, below: str) -> None:
    assert access(paragraphs, data={**NOT_FREE, **stated}, below=below) == Access(False, "stated")


def test_a_text_that_ends_in_an_ellipsis_is_cut() -> None:
    cut = "".join(f"<p>{each}</p>" for each in [*PARAGRAPHS[:4], "The second one, which lay in the barn, was of the…"])
    assert access(0, text=cut, data=NOT_FREE) == Access(False, "stated")
    assert access(0, text=cut).partial is None


def test_the_part_that_is_not_free_holds_the_text() -> None:
    inside = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[2:5])
    text = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><div class=paid>{inside}</div>"
    assert access(0, text=text, data={**NOT_FREE, "hasPart": PART, "wordCount": 9_000}) == Access(False, None)


def test_a_part_whose_class_is_nowhere_decides_nothing() -> None:
    assert access(WHOLE, data={**NOT_FREE, "hasPart": PART}) == Access(False, None)
    assert access(TEASER, data={**NOT_FREE, "hasPart": {**PART, "cssSelector": "..::("}}) == Access(False, "stated")


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        "Already a subscriber? Log in to keep reading",
        "This article is only available to subscribers.",
        "Create a free account to read the full story",
        "Jetzt abonnieren und weiterlesen",
        "Dieser Artikel ist nur für Abonnenten.",
        "Cet article est réservé aux abonnés.",
        "Contenido exclusivo para suscriptores",
        "Articolo riservato agli abbonati",
        "Dit artikel is alleen voor abonnees",
        "Logg inn for å lese hele saken",
        "Zaloguj się, aby czytać dalej",
        "Материал доступен только по подписке",
        "この記事は有料会員限定です",
        "登录后继续阅读全文",
        "로그인 후 전문을 볼 수 있습니다",
    ],
)
def test_the_words_of_a_wall_below_a_teaser(line: str) -> None:
    assert asks_to_subscribe(line)
    assert access(TEASER, below=f"<div><p>{line}</p></div>") == Access(None, "wall")
    assert (
        access(TEASER, below=f'<div class="paywall-offer"><h3>{line}</h3><button>Go</button></div>').partial == "wall"
    )
    assert access(WHOLE, below=f"<div><p>{line}</p></div>") == Access(None, None)


@pytest.mark.parametrize(
    "line",
    [
        "Il vous reste 62 % de cet article à lire.",
        "残り 1,234文字",
        "The rest of this article is for subscribers only.",
    ],
)
def test_words_that_count_what_is_missing_hold_for_a_long_text_too(line: str) -> None:
    assert says_rest_is_missing(line)
    assert access(WHOLE, below=f"<div><p>{line}</p></div>") == Access(None, "wall")


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our newsletter and never miss a ferry",
        "Log in to comment",
        "Continue reading about the barn below",
        "You must be logged in to post a comment.",
        "Read more stories like this one",
    ],
)
def test_other_calls_are_no_wall(line: str) -> None:
    assert not asks_to_subscribe(line)
    assert access(TEASER, below=f'<div class="subscribe-box"><p>{line}</p></div>') == Access(None, None)


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="paywall" hidden>{LINE}</div>',
        f'<div class="paywall" style="display: none">{LINE}</div>',
        f'<dialog class="paywall">{LINE}</dialog>',
    ],
)
def test_a_wall_that_is_hidden_hides_nothing(box: str) -> None:
    assert access(TEASER, below=box) == Access(None, None)


def test_a_template_above_the_text_is_no_wall() -> None:
    assert access(TEASER, above=f'<div class="premium-template"><p>{LINE}</p></div>') == Access(None, None)


def test_what_is_stated_to_be_free_is_whole() -> None:
    assert access(TEASER, data={"isAccessibleForFree": True}, below=f"<p>{LINE}</p>") == Access(True, None)


def test_the_fields_of_a_copy() -> None:
    assert access_fields(Access(False, "stated")) == {
        "representation": "partial",
        "partialReason": "stated",
        "isAccessibleForFree": False,
    }
    assert access_fields(Access(None, None))["representation"] == "full"
