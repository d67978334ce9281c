import pytest

from newscrawler.language.rights import Rights, parse_rights


@pytest.mark.parametrize(
    ("line", "holder", "year"),
    [
        ("© (c) Copyright Thomson Reuters 2019.", "Thomson Reuters", 2019),
        ("©2019 GPlusMedia Inc.", "GPlusMedia Inc.", 2019),
        ("© 2026 AFP", "AFP", 2026),
        ("© KYODO", "KYODO", None),
        ("Copyright 2026 The Associated Press. All rights reserved.", "The Associated Press", 2026),
        ("(c) 2024-2026 Harbor Light Media Ltd.", "Harbor Light Media Ltd.", 2026),
        ("Copyright © 2026 dpa - Deutsche Presse-Agentur", "dpa - Deutsche Presse-Agentur", 2026),
    ],
)
def test_rights_line_states_holder_and_year(line: str, holder: str, year: int | None) -> None:
    assert parse_rights(line) == Rights(notice=line, holder=holder, year=year)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The court ruled that the copyright had expired in 2019.",
        "Copyright " + "law was debated at length in the upper house on Tuesday, " * 6,
        "2019",
        "The (c) option was chosen.",
    ],
)
def test_other_lines_are_no_rights_lines(line: str) -> None:
    assert parse_rights(line) is None
