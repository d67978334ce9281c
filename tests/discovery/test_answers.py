"""Answers that are not the page: what shows it, and what never may."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newscrawler.discovery.address_words import bearing, ids_of, same_story_address, slug_of
from newscrawler.discovery.answers import (
    Answer,
    addresses_needed,
    hides_stored,
    is_doubtful,
    is_elsewhere,
    is_stored_text,
    said_of_itself,
    same_text,
)
from newscrawler.language.standins import stand_in_kind

SITE = "https://granitepost.example"
QUAY = f"{SITE}/2026/11/20/quay-wall-gives-way-after-storm"
BEES = f"{SITE}/2026/11/20/volunteers-count-bees-on-the-roof"
CONSENT = "We and those whom we trust keep small files on your device, so that pages and counts fit you."
STORY = "The wall of the old quay gave way on Friday night, and three boats were lost before the morning came."


def answer(asked: str = QUAY, headline: str = "Choose how we count you", **given: Any) -> Answer:
    return Answer(**{"asked": asked, "url": asked, "headline": headline, "text": CONSENT, **given})


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("Your cookie settings", "consent"),
        ("Ihre Cookie-Einstellungen", "consent"),
        ("Just a moment...", "robot"),
        ("Доступ ограничен", "robot"),
        ("This content is not available in your region", "region"),
        ("Page introuvable", "gone"),
        ("お探しのページは見つかりませんでした", "gone"),
        ("Inicie sesión", "login"),
        ("Quay wall gives way after storm", None),
    ],
)
def test_a_page_may_say_what_it_is(headline: str, kind: str | None) -> None:
    assert stand_in_kind(headline) == kind


@pytest.mark.parametrize(
    "of_a_story",
    [
        {"announced": "Your cookie settings, explained"},
        {"asked": f"{SITE}/2026/11/20/your-cookie-settings-explained"},
        {"is_dated": True},
        {"is_signed": True},
        {"text": f"{CONSENT}\n" * 40},
    ],
)
def test_a_story_about_cookies_is_a_story(of_a_story: dict[str, Any]) -> None:
    assert said_of_itself(answer(headline="Your cookie settings")) == "consent"
    assert said_of_itself(answer(**{"headline": "Your cookie settings", **of_a_story})) is None


@pytest.mark.parametrize(
    ("given", "doubtful"),
    [
        ({}, True),
        ({"asked": BEES}, True),  # one word in common
        ({"headline": "Quay wall gives way"}, False),
        ({"headline": "Storm takes the old quay"}, False),
        ({"headline": "Three boats lost in the harbour", "announced": "Three boats are lost"}, False),
        ({"headline": "Three boats lost in the harbour"}, True),
        # Nothing to compare: then a date or an author shows a story.
        ({"asked": f"{SITE}/n/4411"}, True),
        ({"asked": f"{SITE}/n/4411", "is_dated": True}, False),
        ({"asked": f"{SITE}/n/4411", "is_signed": True}, False),
        ({"headline": "Стена набережной рухнула", "is_dated": True}, False),
        ({"announced": "Read more", "asked": f"{SITE}/n/4411", "is_dated": True}, False),
    ],
)
def test_doubt_needs_a_headline_of_something_else(given: dict[str, Any], doubtful: bool) -> None:
    assert is_doubtful(answer(**given)) is doubtful


@pytest.mark.parametrize(
    "other",
    [
        f"{SITE}/harbour/quay-wall-gives-way-after-storm",
        f"https://m.granitepost.example{QUAY.removeprefix(SITE)}",
        f"{QUAY}?from=front",
        f"{QUAY}.amp",
    ],
)
def test_one_story_at_two_addresses_is_no_stand_in(other: str) -> None:
    assert same_story_address(QUAY, other)
    assert not same_text(answer(QUAY), answer(other))


def test_numbers_tell_stories_apart() -> None:
    assert same_story_address(f"{SITE}/n/441199", f"{SITE}/harbour/quay-441199.html")
    assert not same_story_address(f"{SITE}/briefing-of-the-day-441199", f"{SITE}/briefing-of-the-day-441200")
    assert not same_story_address(f"{SITE}/2026/11/20/morning-briefing", f"{SITE}/2026/11/19/morning-briefing")
    assert ids_of(f"{SITE}/2026/11/20/x") == frozenset()


def test_the_same_page_may_differ_in_numbers() -> None:
    one, other = answer(text=f"{CONSENT} Ray 8f3c11"), answer(BEES, text=f"{CONSENT} Ray 77ab20")
    assert same_text(one, other)
    assert not same_text(one, answer(BEES, text=STORY))


def test_date_and_author_ask_for_a_third_address() -> None:
    assert addresses_needed(answer()) == 2
    assert addresses_needed(answer(is_dated=True, is_signed=True)) == 3


def test_a_redirect_to_another_page_is_no_story() -> None:
    login = f"{SITE}/account/enter"
    assert is_elsewhere(answer(url=login))
    assert not is_elsewhere(answer(url=QUAY + ".html"))
    assert not is_elsewhere(answer(url=login, headline="Quay wall gives way"))
    assert not is_elsewhere(answer(url=login, is_dated=True))


def test_stored_text_is_hidden_by_nothing_but_the_story() -> None:
    stored = ("Quay wall gives way after storm", (STORY, STORY.upper()))
    assert hides_stored(answer(), *stored, is_repeated=False)
    assert not hides_stored(answer(text=STORY), *stored, is_repeated=False)
    assert not hides_stored(answer(headline="After the storm: a quay gives way"), *stored, is_repeated=False)
    rewritten = answer(is_dated=True, is_signed=True)
    assert not hides_stored(rewritten, *stored, is_repeated=False)
    assert hides_stored(rewritten, *stored, is_repeated=True)
    assert not hides_stored(answer(), None, (), is_repeated=True)


def test_the_store_knows_the_text_too() -> None:
    assert is_stored_text(answer(QUAY), BEES, "Choose how we count you", (CONSENT,))
    assert not is_stored_text(answer(QUAY), f"{SITE}/x/quay-wall-gives-way-after-storm", None, (CONSENT,))


WORDS = st.lists(
    st.sampled_from(["harbour", "quay", "storm", "bees", "roof", "tram", "drum", "museum", "market", "winter"]),
    min_size=3,
)


@given(WORDS, st.booleans(), st.booleans(), st.text(max_size=200))
def test_a_headline_of_its_address_is_never_in_doubt(
    words: list[str], is_dated: bool, is_signed: bool, text: str
) -> None:
    given = answer(f"{SITE}/2026/{'-'.join(words)}", " ".join(words), text=text, is_dated=is_dated, is_signed=is_signed)
    assume(len(set(words)) > 1)
    assert not is_doubtful(given)
    assert not is_elsewhere(given)
    assert said_of_itself(given) is None


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert bearing(one, other) in {"same", "other", "unknown"}
    assert bearing(one, one) in {"same", "unknown"}


@given(st.from_regex(r"https://a\.example/[a-z0-9/%?=&.-]{0,60}", fullmatch=True))
def test_an_address_is_its_own_storys(url: str) -> None:
    assert same_story_address(url, url)
    slug_of(url)
