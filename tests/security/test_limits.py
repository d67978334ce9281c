"""Numbers that pages state go through one bounded parser."""

import pytest

from newscrawler.limits import COUNT_DIGITS, whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), (" 7\n", 7), ("9" * COUNT_DIGITS, 999_999_999)])
def test_a_number_is_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", [None, "", "²", "٣", "1" * (COUNT_DIGITS + 1), "1" * 5_000, "-1", "+1", "1_000", "1.5", "x"]
)
def test_anything_else_is_none(text: str | None) -> None:
    assert whole_number(text) is None
