"""Text from the web on a terminal: aligned, wrapped and harmless."""

from datetime import UTC, datetime

import pytest

from newscrawler.commands._terminal import cut, date, one_line, printable, table, votes, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("東京", 4), ("ｶﾅ", 2), ("Ａ", 2), ("e\u0301", 1), ("–", 1), ("", 0)],
)
def test_a_wide_character_takes_two_columns_and_a_mark_none(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("emoji", "columns"),
    [
        ("👩\u200d🚀", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("👍🏽", 2),
        ("❤\ufe0f", 2),
        ("❤", 1),
        ("🇯🇵", 2),
        ("1\ufe0f\u20e3", 2),
    ],
)
def test_an_emoji_of_several_characters_takes_its_columns_once_and_is_never_cut_apart(emoji: str, columns: int) -> None:
    assert width(emoji) == columns
    assert width(f"a{emoji}b") == columns + 2
    assert cut(f"ab{emoji}cdef", 4 + columns) == f"ab{emoji}c…"
    for room in range(2, 8):
        shown = cut(emoji * 5, room)
        assert width(shown) <= room
        assert shown.removesuffix("…").replace(emoji, "") == ""
    lines = list(wrap(emoji * 60, 24))
    assert all(width(line) <= 24 for line in lines)
    assert all(line.replace(emoji, "") == "" for line in lines)
    assert "".join(lines) == emoji * 60


def test_a_cut_text_fits_its_room_and_shows_that_it_was_cut() -> None:
    assert cut("Tokyo stocks close higher", 12) == "Tokyo stock…"
    assert cut("東京株式市場", 8) == "東京株…"
    assert cut("東京株式市場", 12) == "東京株式市場"


def test_wrapping_breaks_at_spaces_and_fills_the_line() -> None:
    text = "one two three four five six seven eight nine ten"
    assert list(wrap(text, 24, indent="  ")) == ["  one two three four", "  five six seven eight", "  nine ten"]


def test_wrapping_breaks_between_wide_characters_but_not_before_closing_marks() -> None:
    text = "東京株式市場は続伸した。輸出関連株が買われ、投資家の期待が高まった。"
    lines = list(wrap(text, 24))
    assert "".join(lines) == text
    assert all(width(line) <= 24 for line in lines)
    assert not any(line[0] in "。、" for line in lines)


def test_a_word_longer_than_the_line_is_broken() -> None:
    lines = list(wrap("see https://japantoday.com/category/national/a-long-slug here", 24))
    assert all(width(line) <= 24 for line in lines)
    assert "".join(lines).replace(" ", "") == "seehttps://japantoday.com/category/national/a-long-slughere"


def test_an_empty_text_wraps_to_nothing() -> None:
    assert list(wrap("", 40)) == []


def test_escape_sequences_and_direction_overrides_do_not_reach_the_terminal() -> None:
    assert printable("a\x1b[2J\x07b\u202ec\u2066d\x9be") == "a[2Jbcde"
    assert one_line("two\nlines\tand \x1b]0;title\x07") == "two lines and ]0;title"
    assert one_line("\ud800") == ""


def test_what_scripts_and_emoji_need_to_be_joined_stays() -> None:
    assert printable("نمی\u200cخواهم 👩\u200d🚀") == "نمی\u200cخواهم 👩\u200d🚀"


def test_columns_are_aligned_and_the_last_takes_what_is_left() -> None:
    rows = [("KEY", "N", "HEADLINE"), ("a", "10", "東京株式市場、終値は続伸、投資家の期待"), ("bbbb", "1", "Short")]
    assert list(table(rows, right=frozenset({1}), room=32)) == [
        "KEY    N  HEADLINE",
        "a     10  東京株式市場、終値は…",
        "bbbb   1  Short",
    ]
    assert "東京株式市場、終値は続伸、投資家の期待" in list(table(rows, right=frozenset({1}), room=None))[1]


@pytest.mark.parametrize(
    ("up", "down", "score", "shown"),
    [
        (6, 0, 6, "▲6 ▼0"),
        (0, 0, 0, "▲0 ▼0"),
        (6, None, None, "▲6 ▼–"),
        (None, None, -2, "score -2"),
        (None, None, None, "score –"),
        (6, 1, 4, "▲6 ▼1 score 4"),
    ],
)
def test_an_unknown_count_is_never_shown_as_zero(
    up: int | None, down: int | None, score: int | None, shown: str
) -> None:
    assert votes(up, down, score) == shown


@pytest.mark.parametrize("offset", [-10, -5, 0, 9, 12, 13])
def test_a_day_is_shown_as_the_outlet_printed_it_although_it_is_stored_in_utc(offset: int) -> None:
    midnight = datetime.fromisoformat(f"2026-11-20T00:00:00{offset:+03d}:00").astimezone(UTC)
    assert date(midnight, "day") == "2026-11-20"


def test_dates_are_shown_as_far_as_they_are_known() -> None:
    at = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert date(at, "exact") == "2026-11-20 08:30"
    assert date(at, "relative") == "about 2026-11-20 08:30"
    assert date(None, None) == "–"
