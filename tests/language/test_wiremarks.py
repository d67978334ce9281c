"""Versions, editorial notes and withdrawals, in a dozen languages; all made up."""

import pytest

from newscrawler.language.wiremarks import read_wire_marks

BODY = [f"Paragraph {n} of a story about the harbour of Vessa and the ferry that left it." for n in range(6)]


@pytest.mark.parametrize(
    ("headline", "version"),
    [
        ("UPDATE 2-Ferry leaves harbour", 2),
        ("CORRECTED-UPDATE 1-Ferry leaves harbour", 1),
        ("WRAPUP 3-Ferry leaves harbour", 3),
        ("(2nd LD) Ferry leaves harbour", 2),
        ("(LEAD 3) Ferry leaves harbour", 3),
        ("ROUNDUP 2: Fähre verlässt Hafen", 2),
        ("ZUSAMMENFASSUNG 1-Fähre verlässt Hafen", 1),
        ("ACTUALIZA 2-El transbordador zarpa", 2),
        ("ATUALIZA 1-Barco deixa porto", 1),
        ("(2보) 여객선 출항", 2),
        ("(종합3보) 여객선 출항", 3),
        ("Ferry leaves harbour", None),
        ("Update: ferry leaves harbour", None),
        ("Update 2024: what the ferry did", None),
        (None, None),
    ],
)
def test_version(headline: str | None, version: int | None) -> None:
    assert read_wire_marks(headline, BODY).version == version


@pytest.mark.parametrize(
    "note",
    [
        "(Corrects name of the ferry in paragraph 3)",
        "(Refiles to fix typo in headline)",
        "This story has been corrected to say that the ferry is white.",
        "Editor's note: the ferry's owner advertises here.",
        "(Berichtigt wurde der Name der Fähre.)",
        "Korrektur: In einer früheren Fassung war die Fähre grün.",
        "Dieser Artikel wurde aktualisiert.",
        "(Corrige le nom du bac au 3e paragraphe)",
        "Rectificatif: le bac est blanc.",
        "(Corrige nombre del transbordador en tercer párrafo)",
        "Fe de erratas: el transbordador es blanco.",
        "(Rettifica il nome del traghetto)",
        "(Corrige nome do barco no terceiro parágrafo)",
        "Errata: o barco é branco.",
        "Rättelse: färjan är vit.",
        "(Исправлено название парома в третьем абзаце)",
        "【訂正】三段落目の船名を改めました。",
        "更正：渡轮的名称有误。",
        "[정정] 세 번째 문단의 배 이름을 바로잡습니다.",
    ],
)
def test_editorial_note_at_either_end(note: str) -> None:
    for body in ([note, *BODY], [*BODY, note]):
        marks = read_wire_marks("Ferry leaves harbour", body)
        assert marks.edNote == note
        assert marks.pubStatus == "usable"
    assert read_wire_marks("Ferry leaves harbour", [*BODY, note, *BODY]).edNote is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "Correctional officers left the harbour with the ferry.",
        "Corrected for inflation" + ", the ferry cost a fortune, and then it cost another" * 10,
        "Refilesystems Inc. bought the ferry.",
        "The correction of the course took an hour.",
        "Aktualisierungen gibt es keine.",
        "訂正印を押した書類が港に届いた。",
    ],
)
def test_what_is_no_note(paragraph: str) -> None:
    assert read_wire_marks("Ferry leaves harbour", [paragraph, *BODY]).edNote is None


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        (
            "Ferry leaves harbour",
            ["The Vessa story about a ferry has been withdrawn. There will be no substitute story."],
        ),
        ("KILL - Ferry leaves harbour", BODY),
        ("Ferry leaves harbour - story withdrawn", BODY),
        ("Ferry", ["VESSA (AP) — This story has been withdrawn."]),
        ("Fähre", ["Diese Meldung wurde zurückgezogen. Bitte verwenden Sie sie nicht."]),
        ("Bac", ["Cette dépêche est annulée."]),
        ("Transbordador", ["Esta noticia ha sido retirada por contener errores."]),
        ("Traghetto", ["La notizia è stata ritirata."]),
        ("Barco", ["Esta notícia foi retirada."]),
        ("Паром", ["Данное сообщение отозвано."]),
        ("フェリー", ["この記事は取り消します。".replace("取り消します", "取り消しとします")]),
        ("渡轮", ["本稿件已撤回，请勿使用。"]),
        ("여객선", ["이 기사는 취소되었습니다."]),
    ],
)
def test_withdrawn(headline: str, body: list[str]) -> None:
    assert read_wire_marks(headline, body).pubStatus == "canceled"


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Paper withdraws story about ferry", ["The story about the ferry was withdrawn on Monday.", *BODY]),
        ("Troops withdrawn", BODY),
        ("Ferry leaves harbour", BODY),
        ("Killing of ferryman shocks town", BODY),
    ],
)
def test_a_report_of_a_withdrawal_is_not_withdrawn(headline: str, body: list[str]) -> None:
    assert read_wire_marks(headline, body).pubStatus == "usable"
