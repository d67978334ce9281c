"""Bylines as outlets of many languages print them."""

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page

PROSE = {
    "zh": "港口管理局星期一宣布，北岸码头将关闭十一个星期，由潜水员更换被一月风暴松动的木桩，货物改由较小的港池装卸。",
    "ja": "港湾局は月曜日、北岸壁を十一週間閉鎖すると発表した。一月の嵐で緩んだ木杭を潜水士が取り換え、貨物は小さな港に回される。",
    "ko": "항만청은 월요일 북쪽 부두를 십일 주 동안 폐쇄한다고 밝혔다. 일월 폭풍으로 느슨해진 말뚝을 잠수부들이 교체한다.",
    "ar": "أعلنت هيئة الميناء يوم الاثنين إغلاق الرصيف الشمالي أحد عشر أسبوعا ريثما يستبدل الغواصون الأوتاد الخشبية.",
    "he": "רשות הנמל הודיעה ביום שני על סגירת הרציף הצפוני למשך אחד עשר שבועות עד שצוללנים יחליפו את כלונסאות העץ.",
    "ru": "Управление порта сообщило в понедельник о закрытии северного причала на одиннадцать недель, пока водолазы меняют сваи.",
    "el": "Η λιμενική αρχή ανακοίνωσε τη Δευτέρα ότι η βόρεια προβλήτα θα μείνει κλειστή έντεκα εβδομάδες για επισκευές.",
    "th": "การท่าเรือประกาศเมื่อวันจันทร์ว่าจะปิดท่าเทียบเรือด้านเหนือเป็นเวลาสิบเอ็ดสัปดาห์ ระหว่างที่นักดำน้ำเปลี่ยนเสาเข็มไม้",
}
LATIN = (
    "Portmyndigheten meddelade i måndags att norra kajen stängs i elva veckor medan dykare byter ut pålarna av trä, "
    "som stormarna i januari hade lossat, och att lasten går över den mindre hamnen så länge."
)


def authors(
    language: str, above: str = "", below: str = "", *, head: str = "", first: str = "", last: str = ""
) -> list[str]:
    """Return the authors of a page with lines above and below its text, and notes in its first and last paragraph."""
    prose = PROSE.get(language, LATIN)
    text = f"<p>{first}{prose}</p>" + f"<p>{prose}</p>" * 4 + f"<p>{prose}{last}</p>"
    title = prose[:14]
    html = (
        f"<html lang={language}><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{above}{text}{below}</article></body></html>"
    )
    page = Page(
        "https://www.courier.example/news/quay",
        html.encode(),
        content_type="text/html; charset=utf-8",
        retrieved=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return extract_html(page).printing.authors


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("zh", "作者：王小明", ["王小明"]),
        ("zh", "来源：海港日报 2026-01-01 作者：王小明 李丽", ["王小明", "李丽"]),
        ("zh", "记者 王小明 李丽", ["王小明", "李丽"]),
        ("zh", "本报记者 王小明", ["王小明"]),
        ("zh", "文/王小明", ["王小明"]),
        ("zh", "文丨王小明", ["王小明"]),
        ("zh", "撰文：王小明 编辑：李丽", ["王小明"]),
        ("zh", "2026年1月1日 09:08 来源：海港日报 编辑：李丽", []),
        ("zh", "责任编辑：李丽", []),
        ("ja", "文：山田太郎", ["山田太郎"]),
        ("ja", "取材・文：山田 太郎", ["山田 太郎"]),
        ("ja", "山田太郎記者", ["山田太郎"]),
        ("ko", "홍길동 기자", ["홍길동"]),
        ("ko", "홍길동·김영희 기자 hong@courier.example", ["홍길동", "김영희"]),
        ("ko", "글 홍길동", ["홍길동"]),
        ("ko", "홍길동 기자 입력 2026.01.01 10:15", ["홍길동"]),
        ("ko", "입력 2026.01.01 10:15 | 홍길동 기자", ["홍길동"]),
        ("ko", "기자명 홍길동", ["홍길동"]),
        ("zh", "文、图/王小明 李丽", ["王小明", "李丽"]),
        ("zh", "<span>2026-01-01</span><span>来源：海港日报</span><span>作者：王小明</span>", ["王小明"]),
        ("ru", "Автор Иван Сомов", ["Иван Сомов"]),
        ("ru", "Подготовил Иван Сомов", ["Иван Сомов"]),
        ("ar", "بقلم: أحمد المنصور", ["أحمد المنصور"]),
        ("ar", "كتب أحمد المنصور", ["أحمد المنصور"]),
        ("he", "מאת: דנה לוין", ["דנה לוין"]),
        ("ru", "Автор: Иван Сомов", ["Иван Сомов"]),
        ("ru", "Текст: Иван Сомов, Анна Белая", ["Иван Сомов", "Анна Белая"]),
        ("uk", "Автор: Ірина Коваль", ["Ірина Коваль"]),
        ("bg", "От Иван Сомов", ["Иван Сомов"]),
        ("el", "Του Γιάννη Σταμάτη", ["Γιάννη Σταμάτη"]),
        ("el", "Γράφει ο Γιάννης Σταμάτης", ["Γιάννης Σταμάτης"]),
        ("tr", "Yazar: Selma Karsin", ["Selma Karsin"]),
        ("tr", "Haber: Selma Karsin / ANKARA", ["Selma Karsin"]),
        ("vi", "Tác giả: Nguyễn Thị Lan", ["Nguyễn Thị Lan"]),
        ("th", "โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("id", "Penulis: Budi Santosa", ["Budi Santosa"]),
        ("id", "Oleh Budi Santosa", ["Budi Santosa"]),
        ("pl", "Autor: Anna Nowacka", ["Anna Nowacka"]),
        ("pl", "Oprac. Anna Nowacka", ["Anna Nowacka"]),
        ("cs", "Napsala: Anna Nowacka", ["Anna Nowacka"]),
        ("hu", "Szerző: Kis Anna", ["Kis Anna"]),
        ("ro", "Autor: Ion Lungu", ["Ion Lungu"]),
        ("hr", "Piše: Ana Horvat", ["Ana Horvat"]),
        ("nl", "Door Jan de Wit", ["Jan de Wit"]),
        ("sv", "Text: Bertil Orn Foto: Anna Weil", ["Bertil Orn"]),
        ("da", "Af Bertil Orn", ["Bertil Orn"]),
        ("fi", "Teksti: Aino Salo", ["Aino Salo"]),
        ("fr", "Par Anne Roux et Luc Petit avec AFP", ["Anne Roux", "Luc Petit"]),
        ("es", "Por Ana Ruiz y Luis Prado", ["Ana Ruiz", "Luis Prado"]),
        ("pt", "Por Ana Ruiz e Luis Prado, g1", ["Ana Ruiz", "Luis Prado"]),
        ("it", "di Anna Rossi e Luca Bruni", ["Anna Rossi", "Luca Bruni"]),
        ("de", "Von Anna Weil und Fritz Orn", ["Anna Weil", "Fritz Orn"]),
    ],
)  # fmt: skip
def test_lines_that_name_authors(language: str, line: str, names: list[str]) -> None:
    assert authors(language, f"<p>{line}</p>") == names


@pytest.mark.parametrize(
    ("language", "first", "last", "names"),
    [
        ("zh", "本报讯（记者 王小明 通讯员 李丽）", "", ["王小明"]),
        ("zh", "据海港社电（记者王小明、李丽）", "", ["王小明", "李丽"]),
        ("zh", "", "（海港日报记者 王小明）", ["王小明"]),
        ("zh", "记者在港口看到，", "", []),
        ("ko", "(서울=바다통신) 홍길동 기자 = ", "", ["홍길동"]),
        ("ko", "", " 홍길동 기자 hong@courier.example", ["홍길동"]),
        ("ja", "", "（政治部・山田太郎記者）", ["山田太郎"]),
        ("ja", "", "（共同）", []),
    ],
)
def test_reporters_named_inside_the_text(language: str, first: str, last: str, names: list[str]) -> None:
    assert authors(language, first=first, last=last) == names


def test_the_reporter_who_is_printed_stands_before_the_account_of_the_metadata() -> None:
    head = '<meta name="author" content="李丽">'
    assert authors("zh", "<p>记者 王小明</p>", head=head) == ["王小明"]
