"""Pages in the charsets of the world, declared rightly, wrongly, twice or not at all."""

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page

TEXTS = {
    "shift_jis": (
        "ja",
        "フェリーは月曜日に港を出たが、見送る人は一人もいなかったと港湾局は発表した。船長は語らなかった。",
    ),
    "euc-jp": (
        "ja",
        "フェリーは月曜日に港を出たが、見送る人は一人もいなかったと港湾局は発表した。船長は語らなかった。",
    ),
    "euc-kr": (
        "ko",
        "여객선은 월요일 항구를 떠났지만 배웅하는 사람은 아무도 없었다고 항만 당국이 밝혔다. 선장은 말이 없었다.",
    ),
    "gb18030": ("zh", "渡轮星期一离开了港口，港务局说没有一个人前来送行，船长也没有对记者说什么。渡轮今后不会再回来。"),
    "big5": ("zh", "渡輪星期一離開了港口，港務局說沒有一個人前來送行，船長也沒有對記者說什麼。渡輪今後不會再回來。"),
    "windows-1251": (
        "ru",
        "Паром вышел из гавани в понедельник, и, по словам портовых властей, его никто не провожал. Капитан молчал.",
    ),
    "iso-8859-2": (
        "pl",
        "Prom odpłynął z portu w poniedziałek i nikt go nie żegnał, poinformował zarząd portu. Kapitan milczał, załoga też.",
    ),
    "windows-1252": (
        "fr",
        "Le bac a quitté le port lundi et personne n’était là pour le voir partir, a déclaré l’autorité portuaire. « Fini ».",
    ),
    "windows-1253": (
        "el",
        "Το πλοίο έφυγε από το λιμάνι τη Δευτέρα και κανείς δεν ήταν εκεί για να το δει, ανακοίνωσε το λιμεναρχείο.",
    ),
    "utf-8": (
        "de",
        "Die Fähre verließ den Hafen am Montag, und niemand war da, der es sah, teilte die Hafenbehörde mit – „Schluß“.",
    ),
}
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _html(charset: str, *, meta: str | None = None, lang: bool = True) -> str:
    language, text = TEXTS[charset]
    stated = f'<meta charset="{meta}">' if meta else ""
    tag = f'<html lang="{language}">' if lang else "<html>"
    return f"<!doctype html>{tag}<head>{stated}<title>{text[:12]}</title></head><body><h1>{text[:12]}</h1><p>{text}</p><p>{text}</p></body></html>"


def _body(data: bytes, content_type: str | None) -> list[str]:
    page = Page("https://outlet.example/1", data, content_type=content_type, retrieved=NOW)
    return extract_html(page).printing.body


def _wanted(charset: str) -> list[str]:
    return [TEXTS[charset][1]] * 2


@pytest.mark.parametrize("charset", TEXTS)
def test_declared_in_the_header(charset: str) -> None:
    assert _body(_html(charset).encode(charset), f"text/html; charset={charset}") == _wanted(charset)


@pytest.mark.parametrize("charset", TEXTS)
def test_declared_in_the_page(charset: str) -> None:
    assert _body(_html(charset, meta=charset).encode(charset), "text/html") == _wanted(charset)


@pytest.mark.parametrize("charset", [charset for charset in TEXTS if charset != "utf-8"])
def test_header_says_utf8_and_the_page_knows_better(charset: str) -> None:
    data = _html(charset, meta=charset).encode(charset)
    page = Page("https://outlet.example/1", data, content_type="text/html; charset=utf-8", retrieved=NOW)
    assert extract_html(page).printing.body == _wanted(charset)
    assert page.mislabelled is not None
    assert page.mislabelled.startswith("utf-8, but is ")


@pytest.mark.parametrize("charset", TEXTS)
def test_utf8_under_every_other_label(charset: str) -> None:
    data = _html(charset, meta=charset).encode("utf-8")
    assert _body(data, f"text/html; charset={charset}") == _wanted(charset)
    assert _body(data, None) == _wanted(charset)


@pytest.mark.parametrize(
    "charset", ["shift_jis", "euc-jp", "euc-kr", "gb18030", "windows-1251", "windows-1252", "windows-1253", "utf-8"]
)
def test_not_declared_at_all(charset: str) -> None:
    assert _body(_html(charset).encode(charset), "text/html") == _wanted(charset)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("charset", ["gb18030", "utf-8", "windows-1251"])
def test_utf16_with_and_without_a_mark(charset: str, encoding: str) -> None:
    data = _html(charset).encode(encoding)
    declared = (
        None if encoding == "utf-16" else f"text/html; charset={encoding.replace('-le', 'le').replace('-be', 'be')}"
    )
    assert _body(data, declared) == _wanted(charset)


@pytest.mark.parametrize(
    "declared", [None, "text/html; charset=utf-8", "text/html; charset=iso-8859-1", "text/html; charset=nonsense"]
)
def test_utf8_with_its_mark_goes_before_every_declaration(declared: str | None) -> None:
    assert _body(_html("utf-8", meta="iso-8859-2").encode("utf-8-sig"), declared) == _wanted("utf-8")


def test_bytes_that_are_broken_in_one_place_cost_one_character() -> None:
    data = _html("utf-8").encode().replace("Fähre".encode(), b"F\xe4hre", 1)
    paragraphs = _body(data, "text/html; charset=utf-8")
    assert len(paragraphs) == 2
    assert "verließ den Hafen" in paragraphs[0]


def test_lone_surrogates_and_nuls_do_not_reach_the_text() -> None:
    data = _html("utf-8").replace("Hafen", "Ha\ud800fen\x00").encode("utf-8", "surrogatepass")
    paragraphs = _body(data, "text/html; charset=utf-8")
    assert paragraphs
    for paragraph in paragraphs:
        paragraph.encode("utf-8")
        assert "\x00" not in paragraph


UNDECLARED = ("shift_jis", "euc-jp", "euc-kr", "gb18030", "big5", "windows-1251", "windows-1252", "windows-1253")


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=utf-8"])
@pytest.mark.parametrize("charset", UNDECLARED)
def test_a_page_without_charset_and_language_is_read_by_its_letters(charset: str, content_type: str) -> None:
    _, text = TEXTS[charset]
    assert _body(_html(charset, lang=False).encode(charset), content_type) == [text, text]


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=utf-8"])
@pytest.mark.parametrize("lang", [True, False])
def test_escape_sequences_leave_no_doubt(content_type: str, lang: bool) -> None:
    _, text = TEXTS["shift_jis"]
    assert _body(_html("shift_jis", lang=lang).encode("iso2022_jp"), content_type) == [text, text]


@pytest.mark.parametrize("word", ["lundi", "Fini"])
def test_a_byte_of_another_charset_spoils_one_letter(word: str) -> None:
    _, text = TEXTS["windows-1252"]
    at = f" {word}".encode()
    html = _html("windows-1252", lang=False).encode("utf-8").replace(at, at + b"\xe9", 1)
    assert _body(html, "text/html") == [text.replace(word, f"{word}\ufffd"), text]


@pytest.mark.parametrize("stated", ["utf-16", "utf-16le", "utf-32"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_declaration_that_reads_as_ascii_is_not_utf_16(stated: str, charset: str) -> None:
    _, text = TEXTS[charset]
    assert _body(_html(charset, meta=stated).encode(charset), "text/html") == [text, text]


def test_utf_16_is_still_read() -> None:
    _, text = TEXTS["windows-1251"]
    assert _body(_html("windows-1251").encode("utf-16"), "text/html") == [text, text]
    assert _body(_html("windows-1251").encode("utf-16-le"), "text/html; charset=utf-16le") == [text, text]
