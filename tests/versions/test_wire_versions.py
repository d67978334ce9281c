"""Versions of a wire text, as desks label them, in their order across outlets; all headlines made up."""

from __future__ import annotations

import pytest

from newscrawler.language.wiremarks import note_kind, read_wire_version
from newscrawler.versions import order_of


@pytest.mark.parametrize(
    ("headline", "kind", "number"),
    [
        ("UPDATE 2-Ferry leaves harbour", "update", 2),
        ("CORRECTED-Ferry leaves harbour", "correction", None),
        ("CORRECTED-UPDATE 1-Ferry leaves harbour", "correction", 1),
        ("CORRECTED-(OFFICIAL)-Ferry leaves harbour", "correction", None),
        ("REFILE-Ferry leaves harbour", "refile", None),
        ("RPT-UPDATE 3-Ferry leaves harbour", "update", 3),
        ("WRAPUP 3-Ferry leaves harbour", "wrapup", 3),
        ("URGENT - Ferry leaves harbour", "flash", None),
        ("EU--Ferry, 1st Ld-Writethru", "lead", 1),
        ("(2nd LD) Ferry leaves harbour", "lead", 2),
        ("2ND LD: Ferry leaves harbour", "lead", 2),
        ("(LEAD) Ferry leaves harbour", "lead", None),
        ("(LEAD 3) Ferry leaves harbour", "lead", 3),
        ("ZUSAMMENFASSUNG 2: Fähre verlässt Hafen", "wrapup", 2),
        ("EILMELDUNG: Fähre verlässt Hafen", "flash", None),
        ("BERICHTIGUNG: Fähre verlässt Hafen", "correction", None),
        ("ACTUALIZA 2-El transbordador zarpa", "update", 2),
        ("(AMPLIACIÓN) El transbordador zarpa", "update", None),
        ("RECTIFICATIF: le bac quitte le port", "correction", None),
        ("Исправление: паром ушёл", "correction", None),
        ("【訂正】フェリーが出港", "correction", None),
        ("更新：渡轮离港", "update", None),
        ("(2보) 여객선 출항", "update", 2),
        ("(종합2보) 여객선 출항", "wrapup", 2),
        ("[정정] 여객선 출항", "correction", None),
        ("KILL: Ferry leaves harbour", "withdrawal", None),
    ],
)
def test_labels_of_desks(headline: str, kind: str, number: int | None) -> None:
    found = read_wire_version(headline)
    assert found is not None
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry leaves harbour",
        "Update-proof phones sell well",
        "Lead-free paint for ferries",
        "Flash-flood hits harbour",
        "Corrections officer hurt",
        "Updates on the ferry in Vessa",
        "Lead 2-1 slips away in Vessa",
        "UPDATE 2",
        "",
    ],
)
def test_headlines_without_a_label(headline: str) -> None:
    assert read_wire_version(headline) is None


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("(Corrects name of the ferry in paragraph 3)", "correction"),
        ("(Clarifies in paragraph 2 that the ferry is white)", "clarification"),
        ("Eds: Updates with the mayor's words.", "update"),
        ("Korrektur: In einer früheren Fassung war die Fähre grün.", "correction"),
    ],
)
def test_the_desk_may_say_it_in_its_note(note: str, kind: str) -> None:
    found = read_wire_version("Ferry leaves harbour", note)
    assert found is not None
    assert found.kind == kind


def test_a_note_that_warns_of_the_text_is_no_version() -> None:
    assert note_kind("Editor's note: this story tells of violence.") == "note"
    assert read_wire_version("Ferry leaves harbour", "Editor's note: this story tells of violence.") is None


def test_versions_are_ordered_across_outlets() -> None:
    printed = [
        "URGENT - Ferry leaves harbour",
        "Ferry leaves harbour",
        "CORRECTED-Ferry leaves harbour",
        "UPDATE 1-Ferry leaves harbour",
        "CORRECTED-UPDATE 1-Ferry leaves harbour",
        "(2nd LD) Ferry leaves harbour",
        "UPDATE 10-Ferry leaves harbour",
        "KILL: Ferry leaves harbour",
    ]
    mixed = printed[::2] + printed[1::2]
    assert sorted(mixed, key=lambda headline: order_of(read_wire_version(headline))) == printed
