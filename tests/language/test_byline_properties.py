"""Properties of any byline."""

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.language.bylines import parse_byline, starts_byline
from tests.support.soak import times

# Pieces that bylines are made of, put together in any order.
PIECES = st.sampled_from(
    ["By", "by", "Von", "von", "Di", "Da", "Par", "Por", "Ann", "Lee", "BO", "CHEN", "Müller", "O'Neil", "J.R.", "Jr.", "Reuters", "AFP", "dpa", "dpa/lnw", "The", "Associated", "Press", "Staff", "Writer", "Editor", "Correspondent", "and", "und", "et", "y", "e", "&", ",", ";", "|", "/", "·", "•", "(", ")", ":", ".", "with", "reporting", "Reporting", "Compiled", "compiled", "Editing", "by", "in", "Tokyo", "for", "the", "Courier", "Text:", "Fotos:", "mit", "avec", "@annlee", "ann@courier.example", "記者", "记者", "山田太郎", "張三", "李四", "、", "・", "ジョン", "スミス", "기자", "홍길동", "共同通信", "新华社", "12", "2026", "Redaktion"]
)  # fmt: skip
LINES = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=8).map("".join)
)


@given(LINES)
@settings(max_examples=times(100, 2_000), deadline=None)
def test_no_line_raises_and_every_field_is_clean(line: str) -> None:
    starts_byline(line)
    byline = parse_byline(line)
    if byline is None:
        return
    assert byline.printed == byline.printed.strip() != ""
    assert len(set(byline.authors)) == len(byline.authors)
    assert all(name and name == name.strip() and any(map(str.isalpha, name)) for name in byline.authors)


@given(LINES)
@settings(max_examples=times(100, 2_000), deadline=None)
def test_the_printed_line_parses_to_itself(line: str) -> None:
    byline = parse_byline(line)
    assert byline is None or parse_byline(byline.printed) == byline


@given(LINES)
@settings(max_examples=times(100, 2_000), deadline=None)
def test_the_authors_parse_to_themselves(line: str) -> None:
    byline = parse_byline(line)
    if byline is not None and byline.authors:
        again = parse_byline(", ".join(byline.authors))
        assert again is not None
        assert again.authors == byline.authors
