"""What changed between two visits of one copy, and what a reader would not call a change."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawler.items import Block, Copy
from newscrawler.versions import Change, changed_lines, compare, is_flip_flop
from tests.versions.printed import PARAGRAPHS, edited, printed

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def kind(after: dict[str, Any], before: dict[str, Any] | None = None, **options: Any) -> str | None:
    change = compare(printed() if before is None else before, after, **options)
    return None if change is None else change.kind


# --- no change ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('The mayor said: "We know" - and left.', "The mayor said: “We know” — and left."),
        ("Smith &amp; Sons sold it.", "Smith & Sons sold it."),
        ("It  was\u00a0late…", "It was late..."),
        ("Le maire a dit « non » hier.", "Le maire a dit “non” hier."),
        ("„Nein“, sagte sie.", "»Nein«, sagte sie."),
        ("From 2010–2015 it ran.", "From 2010-2015 it ran."),
        ("台風は 2026 年に来た。", "台風は2026年に来た。"),
        ("市長は「いいえ」と言った。", "市長は“いいえ”と言った。"),
        ("１２人が乗っていた。", "12人が乗っていた。"),
        ("Cafe\u0301 closed.", "Café closed."),
        ("co\u00adoperate now", "cooperate now"),
    ],
)
def test_typography_is_no_change(before: str, after: str) -> None:
    assert compare(printed(before), printed(after)) is None


@pytest.mark.parametrize(
    "line",
    [
        "1,234 shares · 56 comments",
        "Updated 5 minutes ago",
        "Aktualisiert vor 3 Stunden",
        "Mis à jour il y a 5 minutes",
        "最終更新：2026年11月20日 14時05分",
        "閲覧数 1,234",
        "コメント 12件　3,456 シェア",
        "阅读 12345",
        "조회 1,234",
        "Reading time: 4 min",
        "READ MORE: Harbour opens after two years",
        "Lire aussi : Le port rouvre",
        "Lesen Sie auch: Der Hafen öffnet wieder",
        "あわせて読みたい：港が再開",
        "Читайте также: Порт открыт",
        "Advertisement",
        "Anzeige",
        "Sponsored by Olde Shipping",
    ],
)
def test_furniture_that_comes_or_goes_is_no_change(line: str) -> None:
    with_it = printed(*PARAGRAPHS[:2], line, *PARAGRAPHS[2:])
    assert compare(printed(), with_it) is None
    assert compare(with_it, printed()) is None


@pytest.mark.parametrize(
    "line",
    [
        "The death toll rose to 12.",
        "12 people died",
        "Related to the crash, police said",
        "Ad revenue fell",
        "Opinion polls: the mayor is ahead",
        "Analysis: the sea was calm",
    ],
)
def test_a_sentence_that_looks_like_furniture_is_text(line: str) -> None:
    assert kind(printed(*PARAGRAPHS, line)) == "update"


def test_lines_that_other_pages_of_the_outlet_show_are_no_change() -> None:
    before, after = printed(*PARAGRAPHS, "Port budget passes"), printed(*PARAGRAPHS, "New bridge for Vessa")
    assert changed_lines(before, after) == {"Port budget passes", "New bridge for Vessa"}
    assert compare(before, after, furniture={"Port budget passes", "New bridge for Vessa"}) is None
    assert kind(after, before, furniture={"Port budget passes"}) == "update"


def test_a_time_of_modification_alone_is_no_change() -> None:
    assert compare(printed(dateModified=NOON), printed(dateModified=NOON + timedelta(hours=1))) is None


def test_the_same_time_in_another_form_is_no_change() -> None:
    exact = printed(datePublished=NOON, datePublishedPrecision="exact")
    day = printed(datePublished=NOON - timedelta(hours=12), datePublishedPrecision="day")
    relative = printed(datePublished=NOON + timedelta(hours=1), datePublishedPrecision="relative")
    assert [compare(one, other) for one in (exact, day, relative) for other in (exact, day, relative)] == [None] * 9


def test_another_order_of_a_section_or_byline_is_no_change() -> None:
    assert compare(printed(section="World, Asia"), printed(section="Asia, World")) is None
    assert compare(printed(byline="Ada Quist, Ole Marsh"), printed(byline="Ole Marsh, Ada Quist")) is None


# --- kinds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ferry", "fery"),
        ("the crew", "the teh crew".replace("the ", "", 1)),
        ("people on", "poeple on"),
        ("the port office", "the the port office"),
        ("Nobody was hurt, the", "Nobody was hurt the"),
        ("mayor", "Mayor"),
        ("board. It", "board It"),
        ("in the evening", "inthe evening"),
    ],
)
def test_spelling_is_a_typo(old: str, new: str) -> None:
    after = edited(old, new)
    assert (kind(after), kind(printed(), after)) == ("typo", "typo")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("40 people", "43 people"),
        ("It was late", "It was not late"),
        ("Nobody was hurt", "Two were hurt"),
        ("on Monday", "on Sunday"),
        ("1962", "1963"),
    ],
)
def test_other_words_are_text(old: str, new: str) -> None:
    assert kind(edited(old, new)) == "text"


def test_a_word_that_stands_elsewhere_is_no_misspelling() -> None:
    before = printed("The boats were seen by the coast. Boats sank.", "The goats were safe. Goats swim.")
    after = printed("The goats were seen by the coast. Boats sank.", "The goats were safe. Goats swim.")
    assert kind(after, before) == "text"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("今日は雨でした。", "今日は雨でした。", None),
        ("消防によると二人がけがをした。", "消防によると三人がけがをした。", "text"),
        ("市長は気嫌が悪かった。", "市長は機嫌が悪かった。", "typo"),
        ("船は港を出た。", "船は港を出た。市長は「安全だ」と述べた。", "update"),
        ("เรือออกจากท่าเมื่อวันจันทร์ มีผู้โดยสารสี่สิบคน", "เรือออกจากท่าเมื่อวันจันทร์ มีผู้โดยสารห้าสิบคน", "text"),
    ],
)
def test_scripts_without_spaces(old: str, new: str, expected: str | None) -> None:
    rest = "市の港は一九六二年に開かれた。"
    assert kind(printed(new, rest), printed(old, rest)) == expected


def test_a_new_paragraph_is_an_update() -> None:
    change = compare(printed(), printed(*PARAGRAPHS, "Divers found the anchor on Tuesday."))
    assert change is not None
    assert (change.kind, change.added, change.removed, change.wordsAdded) == ("update", 1, 0, 7)
    assert [(edit.kind, edit.after) for edit in change.edits] == [("added", "Divers found the anchor on Tuesday.")]


def test_a_paragraph_that_goes_is_text() -> None:
    change = compare(printed(), printed(*PARAGRAPHS[:2]))
    assert change is not None
    assert (change.kind, change.removed, change.added) == ("text", 2, 0)


def test_paragraphs_that_change_places_are_moved() -> None:
    change = compare(printed(), printed(PARAGRAPHS[0], PARAGRAPHS[2], PARAGRAPHS[1], PARAGRAPHS[3]))
    assert change is not None
    assert (change.kind, change.moved, change.added, change.removed, change.edited) == ("text", 1, 0, 0, 0)


def test_a_repeated_line_counts_each_time() -> None:
    assert kind(printed("Yes", "No", "No"), printed("Yes", "No", "Yes")) is not None


def test_the_headline_alone() -> None:
    change = compare(printed(), printed(headline="Vessa sees its ferry off"))
    assert change is not None
    assert (change.kind, change.headline, change.edits) == ("headline", True, ())
    assert kind(printed(headline="Fery leaves Vessa")) == "typo"


def test_going_back_to_an_earlier_headline_is_a_flip_flop() -> None:
    before, after = printed(headline="Vessa sees its ferry off"), printed()
    seen = ["Ferry leaves Vessa", "Vessa sees its ferry off"]
    assert is_flip_flop(before, after, seen)
    assert compare(before, after, headlines=seen) is None
    with_text = compare(before, printed(*PARAGRAPHS, "More is known now."), headlines=seen)
    assert with_text is not None
    assert (with_text.kind, with_text.headline) == ("update", False)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Correction: the line opened in 1962.", "correction"),
        ("An earlier version of this story misstated the year in which the line opened.", "correction"),
        ("(Corrects year in fourth paragraph)", "correction"),
        ("Clarification: the line opened to passengers in 1962.", "clarification"),
        ("In einer früheren Fassung hieß es fälschlich, die Linie bestehe seit 1926.", "correction"),
        ("Une version précédente de cet article indiquait par erreur 1926.", "correction"),
        ("Una versión anterior de esta nota indicaba por error 1926.", "correction"),
        ("В предыдущей версии был ошибочно указан 1926 год.", "correction"),
        ("この記事の以前の版では、開業の年に誤りがありました。", "correction"),
        ("This story has been updated to add the mayor's words.", "update"),
    ],
)
def test_a_note_says_what_a_change_is(note: str, expected: str) -> None:
    change = compare(edited("1962", "1926"), printed(*PARAGRAPHS, note))
    assert change is not None
    assert (change.kind, change.silent) == (expected, False)


def test_a_wire_version_says_what_a_change_is() -> None:
    first = printed(headline="UPDATE 1-Ferry leaves Vessa")
    assert kind(printed(headline="UPDATE 2-Ferry leaves Vessa"), first) == "update"
    assert kind(printed(headline="CORRECTED-UPDATE 1-Ferry leaves Vessa"), first) == "correction"


def test_a_withdrawal_and_its_end() -> None:
    assert kind(printed(pubStatus="canceled")) == "kill"
    assert kind(printed(), printed(pubStatus="canceled")) == "restored"
    assert kind(printed(), printed(gone={"at": NOON, "status": 404})) == "restored"


def test_a_byline_or_a_date_alone_is_text_with_the_field_named() -> None:
    change = compare(printed(byline="Ada Quist"), printed(byline="Ole Marsh", datePublished=NOON))
    assert change is not None
    assert (change.kind, change.fields) == ("text", ("byline", "datePublished"))


# --- silence ------------------------------------------------------------------------------------------------------


def test_a_change_without_note_or_time_is_silent() -> None:
    later = NOON + timedelta(hours=1)
    silent = {
        name: compare(before, after).silent  # type: ignore[union-attr]
        for name, before, after in [
            ("nothing stated", printed(), edited("40", "43")),
            ("same time", printed(dateModified=NOON), edited("40", "43", dateModified=NOON)),
            ("new time", printed(dateModified=NOON), edited("40", "43", dateModified=later)),
            ("first time", printed(), edited("40", "43", dateModified=later)),
        ]
    }
    assert silent == {"nothing stated": True, "same time": True, "new time": False, "first time": False}


# --- forms and limits ---------------------------------------------------------------------------------------------


def test_items_and_documents_compare_alike() -> None:
    item = Copy(
        url="https://outlet.example/ferry",
        outlet="outlet.example",
        retrieved=NOON,
        headline="Ferry leaves Vessa",
        blocks=[Block(text=text) for text in PARAGRAPHS],
    )
    assert compare(item, printed()) is None
    old = {"headline": "Ferry leaves Vessa", "body": list(PARAGRAPHS)}
    assert compare(old, item) is None


def test_a_stored_change_is_read_again() -> None:
    change = compare(printed(), printed(*PARAGRAPHS, "Divers found the anchor."))
    assert change is not None
    again = Change.of(change.stored)
    assert again.stored == change.stored
    assert again.edits == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a. " * 60_000, "b. " * 60_000),
        ("x" * 500_000, "x" * 499_999 + "y"),
        (" ".join(f"w{n}." for n in range(30_000)), " ".join(f"w{n}." for n in range(30_000, 0, -1))),
        ("ab " * 100_000, "ba " * 100_000),
        ("東" * 300_000, "京" * 300_000),
        ("'" * 300_000, '"' * 299_999),
        (". " * 150_000, "! " * 150_000),
    ],
)
def test_a_hostile_text_is_compared_in_bounded_time(before: str, after: str) -> None:
    started = time.process_time()
    compare(printed(before), printed(after))
    # A long story takes some 10 ms; the bound allows a slow machine and still finds a square.
    assert time.process_time() - started < 20


def test_an_edit_behind_the_limit_of_letters_is_not_lost() -> None:
    long = ["Nothing happened in Vessa today. " * 3_000] * 5
    assert kind(printed(*long, "The end is near."), printed(*long, "The end is here.")) in ("text", "update", "typo")
