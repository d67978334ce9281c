"""The rules one by one, where a reader would ask "and what of …?"."""

import pytest

from newscrawler.dedupe import normalise_byline, normalise_headline, story_key


@pytest.mark.parametrize(
    ("headline", "normal"),
    [
        ("UPDATE 2-RPT-Tokyo stocks ‘edge’ higher – The Harbor Light", "tokyo stocks edge higher"),
        ("U.S.'s North Korea envoy to visit Japan, S Korea next week", "us's north korea envoy to visit japan s korea next week"),
        ("Oil up 1.5% to $1,500.50; gas at -5", "oil up 1.5 % to $ 1500.50 gas at minus 5"),
        ("Disney+ & Norvex merge", "disney plus and norvex merge"),
        ("５日続伸　東京株", "5日続伸東京株"),
        ("Harbor: «on ferme»… — News — Harbor Times", "harbor on ferme"),
        ("UPDATE 1", "update 1"),
        ("Home - Japan Today", "home japan today"),
        ("FACTBOX-The river pact", "factbox the river pact"),
        ("Đường sắt nối hai thành phố mở lại", "đường sắt nối hai thành phố mở lại"),
        ("Nguyễn family reopens café in old town", "nguyen family reopens cafe in old town"),
        ("Съёмки закончены", "съемки закончены"),
    ],
)  # fmt: skip
def test_headline(headline: str, normal: str) -> None:
    assert normalise_headline(headline) == normal


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By David Brunnstrom", ("david brunnstrom",)),
        ("BY PHIL STEWART & DAVID BRUNNSTROM, REUTERS", ("david brunnstrom", "phil stewart")),
        ("By ANN LEE and BO CHEN Associated Press Writers", ("ann lee", "bo chen")),
        ("Reporting by Ann Lee in Tokyo; Editing by Bo Chen", ("ann lee",)),
        ("By Harbor Light Staff Writers", ()),
        ("By The Associated Press", ()),
        ("William Post", ("william post",)),
        ("Mara Quill, Washington Post", ("mara quill",)),
        ("John E Smith", ("john e smith",)),
        ("José Ortega y Gasset", ("jose ortega y gasset",)),
        ("Di Wu", ("di wu",)),
        ("Mara Quill @maraquill", ("mara quill",)),
        ("", ()),
        (" , ", ()),
    ],
)
def test_byline(byline: str, people: tuple[str, ...]) -> None:
    assert normalise_byline(byline) == people


def test_a_missing_part_counts_as_an_empty_one() -> None:
    assert story_key(None, None) == story_key("", " ")
    assert story_key("Ferry runs aground", None) == story_key("Ferry runs aground", "Reuters Staff")
    assert story_key("Ferry runs aground", None) != story_key("Ferry runs aground", "Mara Quill")


def test_a_name_is_not_taken_for_the_end_of_the_headline() -> None:
    assert story_key("Ferry runs aground", "Mara Quill") != story_key("Ferry runs aground mara quill", None)


def test_stored_keys_stay_valid() -> None:
    """These keys are stored. A rule that changes a key needs a migration of all stored keys, not a new number here."""
    assert story_key("Harbor ferry runs aground, 3 injured", "Mara Quill") == "8082366e4671c08d8517a268b2406aea"
    assert story_key("台風12号、九州に上陸へ", None) == "bf856577ec3bad884a50218e925652fb"
