"""The words that dedupe keys are bound to do not change with what extraction learns."""

from __future__ import annotations

import hashlib

import pytest

from newscrawler.dedupe import byline, normalise_byline, story_key


def test_the_connectives_are_those_that_stored_keys_were_made_with() -> None:
    words = "\n".join((byline._SEPARATOR.pattern, byline._SHORT_CONJUNCTION.pattern))
    assert (
        hashlib.sha256(words.encode()).hexdigest() == "463161ea51e89ea5c8c1d56dc3835dfe93ce6864234056ec685baa28c1970896"
    ), "a change of keys needs a migration: docs/dedupe.md"


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Ann Lee with Bo Chen", ("ann lee", "bo chen")),
        ("Ann Lee oraz Bo Chen", ("ann lee", "bo chen")),
        ("Ann Lee ve Bo Chen", ("ann lee", "bo chen")),
        # Extraction has learned these two; keys must not.
        ("Ann Lee sowie Bo Chen", ("ann lee sowie bo chen",)),
        ("Ann Lee dan Bo Chen", ("ann lee dan bo chen",)),
    ],
)
def test_people_of_keys_stay_as_they_were(line: str, people: tuple[str, ...]) -> None:
    assert normalise_byline(line) == people


def test_a_key_stays_to_the_letter() -> None:
    assert (
        story_key("Crane blocks the old quay", "By Ann Lee and Bo Chen, Reuters") == "f1bc92e3d024a0f2ec3673e7f4fe7ecc"
    )
