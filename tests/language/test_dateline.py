import pytest

from newscrawler.language.datelines import parse_dateline


@pytest.mark.parametrize(
    ("paragraph", "located", "date", "agency"),
    [
        ("WASHINGTON (AP) — The bill passed.", "WASHINGTON", None, "AP"),
        ("TOKYO, Aug 17 (Reuters) - Shares rose.", "TOKYO", "Aug 17", "Reuters"),
        ("TOKYO, Nov. 3 (Kyodo) -- Shares rose.", "TOKYO", "Nov. 3", "Kyodo"),
        ("NEW DELHI, 12 Nov (AFP) - Rain fell.", "NEW DELHI", "12 Nov", "AFP"),
        ("Berlin (dpa) - Der Zug kam.", "Berlin", None, "dpa"),
        ("Bogotá, 12 nov (EFE).- La ministra.", "Bogotá", "12 nov", "EFE"),
        ("PARIS (AFP) – Le train est parti.", "PARIS", None, "AFP"),
        ("［東京　１７日　ロイター］ - 株価は上昇した。", "東京", "１７日", "Reuters"),
        ("【ワシントン共同】大統領は", "ワシントン", None, "Kyodo"),
        ("OSAKA — The fair opened.", "OSAKA", None, None),
        ("(Reuters) - Shares rose.", None, None, "Reuters"),
    ],
)
def test_dateline(paragraph: str, located: str | None, date: str | None, agency: str | None) -> None:
    found = parse_dateline(paragraph)
    assert found is not None
    assert (found.dateline.located if found.dateline else None) == located
    assert (found.dateline.date if found.dateline else None) == date
    assert found.agency == agency


@pytest.mark.parametrize(
    "paragraph",
    [
        "The minister told Reuters (AP was not there) that he would resign.",
        "Shares rose in Tokyo - and fell in Seoul.",
        "NATO and the EU said on Friday they would meet.",
        "The International Monetary Fund (IMF) said on Friday",
        "",
    ],
)
def test_no_dateline(paragraph: str) -> None:
    assert parse_dateline(paragraph) is None
