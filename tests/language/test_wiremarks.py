"""Versions, editorial notes and withdrawals, in a dozen languages; all made up."""

import pytest

from newscrawler.language.wiremarks import note_kind, read_wire_marks

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


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Ferry", ["This article has been taken down because it did not meet our standards.", "Contact the editors."]),
        ("STORY REMOVED", ["We regret the error."]),
        ("BC-Vessa-Ferry, KILL", BODY),
        ("RETRACTED: Ferry leaves harbour", BODY),
        ("Ferry leaves harbour (Withdrawn)", BODY),
        ("This story has been retracted", BODY),
        ("Ferry", ["EDITORS: Please kill the story slugged Vessa-Ferry. It is wrong."]),
        ("Ferry", ["Mandatory kill: the ferry never left."]),
        ("Ferry", ["Editor's note: We have retracted this article, as the ferry never left."]),
        ("Fähre", ["Dieser Artikel wurde auf Wunsch der Agentur gelöscht."]),
        ("ZURÜCKGEZOGEN: Fähre verlässt Hafen", BODY),
        ("Bac", ["Cet article a été supprimé après vérification."]),
        ("Transbordador", ["Este artículo ha sido eliminado."]),
        ("Traghetto", ["Questo articolo è stato rimosso."]),
        ("Barco", ["Esta matéria foi removida."]),
        ("Veerboot", ["Dit artikel is ingetrokken."]),
        ("Паром", ["Этот материал снят с публикации."]),
        ("フェリー", ["本記事は撤回いたしました。"]),
        ("渡轮", ["该文章已删除。"]),
        ("여객선", ["본 기사는 삭제되었습니다."]),
        ("عبارة", ["تم سحب هذا الخبر لعدم دقته."]),
    ],
)
def test_withdrawn_by_its_own_words(headline: str, body: list[str]) -> None:
    assert read_wire_marks(headline, body).pubStatus == "canceled"


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Withdrawn drug returns to Vessa pharmacies", BODY),
        ("Kill-switch is tested on the ferry", BODY),
        ("Police open fire in harbour, kill two", BODY),
        ("Anulación de un contrato millonario en el puerto", BODY),
        ("Retraction of the ferry's ramp takes an hour", BODY),
        ("Ferry maker recalls 300 engines", ["The engines were withdrawn on Monday.", *BODY]),
        ("Ledger retracts a report about the ferry", ["The Ledger has retracted its report on the ferry.", *BODY]),
        ("Man is found", ["This story of a man who was killed began at sea.", *BODY]),
        ("Klage", ["Die Klage gegen den Hafen wurde zurückgezogen.", *BODY]),
        ("訴訟", ["原告は訴えを取り下げた。"]),
        ("渡轮", ["公司撤回了申请。"]),
    ],
)
def test_a_story_about_a_withdrawal_is_not_withdrawn(headline: str, body: list[str]) -> None:
    assert read_wire_marks(headline, body).pubStatus == "usable"


@pytest.mark.parametrize(
    "line",
    [
        "Clarification: The ferry runs on weekdays.",
        "This story has been updated to clarify that the ferry runs on weekdays.",
        "Klarstellung: Die Fähre fährt nur werktags.",
        "Précision : le bac circule en semaine.",
        "Precisión: el transbordador circula entre semana.",
        "【補足】フェリーは平日に運航します。",
    ],
)
def test_a_clarification_is_told_by_its_note(line: str) -> None:
    assert note_kind(line) == "clarification"
