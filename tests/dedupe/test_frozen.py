"""The words that dedupe keys are bound to do not change with what extraction learns."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.resources import files

import pytest

from newscrawler.dedupe import body_signature, byline, normalise_byline, story_key
from newscrawler.language import frozen
from tests.support import syndicated_pairs

_CHANGED = "a change of keys needs a new version of the snapshot and a migration: docs/dedupe.md"


def test_the_snapshot_is_the_one_that_stored_keys_were_made_with() -> None:
    assert frozen.KEY_VERSION == 1
    snapshot = (files(frozen.__name__) / "v1.toml").read_bytes()
    assert hashlib.sha256(snapshot).hexdigest() == "88e13b7cc253266433c5b3f7a0123180dbadab03cba66ab41c6ef531453e4e02", (
        _CHANGED
    )


def test_keys_of_the_generated_pairs_stay_as_they_are_stored() -> None:
    keys = hashlib.sha256()
    for generate in (syndicated_pairs.merging, syndicated_pairs.differing):
        for pair in generate(11):
            for printing in (pair.one, pair.other):
                keys.update(story_key(printing.headline, printing.byline).encode())
    assert keys.hexdigest() == "d2e2a53a68aa8bc87227ca8cb2bf246673fb9dd4d9190cec89ab07ace722d555", _CHANGED


def test_signatures_stay_as_they_are_stored() -> None:
    text = [
        f"Ferry number {number} left the old quay at {number % 24} o'clock with {number * 7} on board."
        for number in range(60)
    ]
    assert (body_signature(text), body_signature(["船は古い岸壁を出た。" * 20])) == (
        -5730052527193789051,
        567453618544836608,
    ), _CHANGED


def test_dedupe_reads_no_table_that_grows() -> None:
    code = (
        "import sys, newscrawler.dedupe; print(*sorted(name for name in sys.modules if name.startswith('newscrawler')))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rooms = {".".join(name.split(".")[:3]) for name in loaded if name.startswith("newscrawler.language.")}
    assert rooms == {"newscrawler.language.frozen"}
    assert not any(
        name.startswith(("newscrawler.extraction", "newscrawler.html", "newscrawler.comments")) for name in loaded
    )


def test_the_connectives_are_those_that_stored_keys_were_made_with() -> None:
    words = "\n".join((byline._SEPARATOR.pattern, byline._SHORT_CONJUNCTION.pattern))
    assert (
        hashlib.sha256(words.encode()).hexdigest() == "463161ea51e89ea5c8c1d56dc3835dfe93ce6864234056ec685baa28c1970896"
    ), _CHANGED


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
