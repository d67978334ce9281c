"""Counts as pages print them are read as the numbers that they stand for, and nothing else is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.language.counts import COUNT, read_count


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("+3", 3),
        ("-12", -12),
        ("−12", -12),
        ("- 4", -4),
        ("1,234", 1234),
        ("1.234", 1234),
        ("1\xa0234", 1234),
        ("1’234", 1234),
        ("8.3k", 8300),
        ("8,3 K", 8300),
        ("-1.2k", -1200),
        ("1.234k", 1234),
        ("1,2 тыс.", 1200),
        ("3 Tsd.", 3000),
        ("2,5 mil", 2500),
        ("1.2万", 12_000),
        ("3만", 30_000),
        ("1,5 Mio.", 1_500_000),
        ("1億", 100_000_000),
    ],
)
def test_a_count_is_read(printed: str, number: int) -> None:
    assert read_count(printed) == number
    assert re.fullmatch(COUNT, printed, re.I)


@pytest.mark.parametrize(
    "printed", ["", "k", "²", "1,2,3", "1.5", "5 m", "3 d", "8 kisses", "3:20", "1234567890", "99999999k"]
)
def test_a_time_a_word_or_a_number_beyond_nine_digits_is_no_count(printed: str) -> None:
    assert read_count(printed) is None


@given(st.integers(-999_999_999, 999_999_999))
def test_every_number_is_read_plain_and_grouped(number: int) -> None:
    assert read_count(str(number)) == number
    assert read_count(f"{number:,}") == number
    assert read_count(f"{number:,}".replace(",", "\u202f")) == number
