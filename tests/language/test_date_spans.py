"""Dates as parts of a line."""

import pytest

from newscrawler.language.dates.spans import is_date, without_date_at_end


@pytest.mark.parametrize(
    "line", ["November 11, 2012", "Thursday, 1 November 2012", "Mo., 5. März 2021, 18:30 Uhr", "2021年3月5日"]
)
def test_a_line_is_nothing_but_a_date(line: str) -> None:
    assert is_date(line)


@pytest.mark.parametrize(
    "line", ["Morning of March 5, 2021", "Quay closes in 2021", "Crane", "5 March 2021: crane blocks the quay"]
)
def test_a_line_with_other_words_is_more_than_a_date(line: str) -> None:
    assert not is_date(line)


@pytest.mark.parametrize(
    "tail",
    [
        " Monday January 7 2019 09:43 IST",
        " 11/01/2019 - 2:35:41 PM",
        " Thursday, 10, January, 2019, 09:14",
        ", 30. Dezember 2019",
    ],
)
def test_the_date_at_the_end_is_cut_off(tail: str) -> None:
    assert without_date_at_end("Crane blocks the quay" + tail) == "Crane blocks the quay"


@pytest.mark.parametrize("line", ["On 5 March 2021 the quay closed for a week", "Crane blocks the quay"])
def test_a_line_without_a_date_at_its_end_stays(line: str) -> None:
    assert without_date_at_end(line) == line
