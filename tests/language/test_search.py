from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from newscrawler.language.search import PLAIN, _stem, base, distinct, folded, parse, rule_of, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Harbor Ferries, at last!", "harbor ferries at last"),
        ("Café Ünal, Ærø, Łódź, Straße", "cafe unal aero lodz strasse"),
        ("Japan’s plan; l'élection d’O'Neil", "japan plan election neil"),
        ("COVID-19 rose 3.5 % to 39,000", "covid 19 rose 3 5 to 39 000"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full width"),
        ("Ёж и мой", "еж и мой"),
        ("कठिन हिन्दी", "कठिन हिन्दी"),
        ("العَرَبِيَّة", "العربية"),
        ("soft\u00adhyphen", "softhyphen"),
        # Pairs of characters
        ("東京株式 市場", "東京 京株 株式 市場"),
        ("水の都 水", "水の の都 水"),
        ("ｶﾅ・テスト", "カナ テス スト"),
        ("한국어", "한국 국어"),
        ("สวัสดี", "สว วั ัส สด ดี"),
        ("covid感染症", "covid 感染 染症"),
        ("", ""),
        ("!? … —", ""),
    ],
)
def test_words_of_a_text(text: str, found: str) -> None:
    assert list(words(folded(text))) == found.split()


def test_a_word_has_one_form_however_it_is_typed() -> None:
    typed = ["Élection", "E\u0301LECTION", "election", "ＥＬＥＣＴＩＯＮ"]
    assert {word for text in typed for word in words(folded(text))} == {"election"}


def test_texts_are_indexed_in_base_forms_of_their_language() -> None:
    assert distinct(["The ferries are running", "She runs a ferry"], "english")[0] == [
        *("the", "ferri", "are", "run", "she", "a")
    ]
    assert distinct(["ferries", "ferry"], PLAIN)[0] == ["ferries", "ferry"]
    assert base("hauser", "german") == base("haus", "german")


def test_threads_that_look_words_up_at_the_same_time_get_the_forms_of_their_own_words() -> None:
    beginnings = [
        first + second for first in ("", "un", "re", "over") for second in ("nation", "walk", "hope", "agree")
    ]
    asked = [begin + end for begin in beginnings for end in ("ally", "ings", "edly", "nesses", "izations", "fulness")]
    asked = [f"{letter}{word}" for letter in "bcdfgkmprt" for word in asked]
    _stem.cache_clear()
    right = {word: base(word, "english") for word in asked}
    _stem.cache_clear()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            parts = [asked[part:] + asked[:part] for part in range(0, len(asked), len(asked) // 4)]
            found = list(threads.map(lambda part: {word: base(word, "english") for word in part}, parts))
    finally:
        sys.setswitchinterval(usual)
    assert all(each == right for each in found)
    assert {word: base(word, "english") for word in asked} == right


def test_rules_by_language() -> None:
    assert rule_of("en-GB") == rule_of("EN_us") == "english"
    assert rule_of("nb") == "norwegian"
    assert rule_of(None) == rule_of("ja") == rule_of("tlh") == PLAIN


def test_a_rule_that_cannot_be_followed_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"base forms \(klingon\) that snowballstemmer"):
        base("word", "klingon")


def test_a_text_with_very_many_words_is_cut_and_counted() -> None:
    found, left = distinct([" ".join(f"w{number}" for number in range(6_000))], PLAIN)
    assert (len(found), left) == (5_000, 1_000)
    assert found[0] == "w0"


def test_a_query_is_words_and_phrases() -> None:
    query = parse('harbor "Night Buses" harbor')
    assert query.words == ("harbor", "night", "buses")
    assert query.is_in(["Trials of night-buses", "at the harbor"])
    assert query.is_in(["NIGHT  BUSES"])
    assert not query.is_in(["the night, and the buses"])
    assert not query.is_in(["fortnight buses", "night busesare"])
    assert not query.is_in(["night", "buses"]), "not across paragraphs"
    assert parse("“night buses”").is_in(["night buses"])


def test_a_run_of_characters_is_a_phrase_by_itself() -> None:
    query = parse("東京市場")
    assert query.is_in(["東京市場は"])
    assert not query.is_in(["東京の京市と市場"])
    assert parse("東京").phrases == ()


def test_a_phrase_may_mix_scripts() -> None:
    assert parse('"covid感染"').is_in(["COVID 感染"])
    assert not parse('"covid感染"').is_in(["covids感染"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no word"),
        ('" … "', "has no word"),
        ("a" * 501, "501 characters; the limit is 500"),
        (" ".join(f"w{n}" for n in range(17)), "17 words; the limit is 16"),
        ("水", "single character '水'; search for two or more"),
    ],
)
def test_a_query_that_cannot_be_answered(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse(text)
