"""The user's own page, as a plain-text dump. It is read from where it lies and not part of this repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.rights import parse_rights
from newscrawler.textdumps import read_text_dump

SAMPLE = Path(__file__).parents[3] / "shared/samples/japantoday/000_014dc91f1d9f4961.txt"


@pytest.fixture(scope="module")
def sample() -> str:
    if not SAMPLE.exists():
        pytest.skip(f"the user's sample is not here: {SAMPLE}")
    return SAMPLE.read_text(encoding="utf-8")


def test_story_of_the_sample(sample: str) -> None:
    dump = read_text_dump(sample)
    story = dump.printing
    assert story.headline == sample.split("\n", 1)[0]
    assert story.byline == "David Brunnstrom"
    assert story.authors == ["David Brunnstrom"]
    assert story.agency == "Reuters"
    assert story.copyrightHolder == "Thomson Reuters"
    assert story.copyrightNotice == "© (c) Copyright Thomson Reuters 2019."
    assert story.copyrightYear == 2019
    assert dump.publisher == "GPlusMedia Inc."
    assert len(story.body) == 13
    assert all(paragraph in sample for paragraph in story.body)


def test_comments_of_the_sample(sample: str) -> None:
    dump = read_text_dump(sample)
    counters = [(c.score, c.upvoteCount, c.downvoteCount) for c in dump.comments]
    assert counters == [(6, 6, 0), (3, 3, 0), (-1, 0, 1), (0, 0, 0), (0, 0, 0), (1, 1, 0)]
    assert all(paragraph in sample for comment in dump.comments for paragraph in comment.text.split("\n\n"))
    assert dump.leftover is None


def test_every_line_of_the_sample_is_accounted_for(sample: str) -> None:
    """No login, Facebook, advertising or rights line is in body or comments, and nothing else was left out."""
    dump = read_text_dump(sample)
    kept = [*dump.printing.body, *(p for c in dump.comments for p in c.text.split("\n\n"))]
    assert not [line for line in kept if boilerplate_kind(line) or parse_rights(line)]
    words = r"\b(?:log ?in|facebook|register|registration|copyright|advertis\w+|trending|newsletter|account)\b"
    assert not [line for line in kept if re.search(words, line, re.I)]
    lines = [line.strip() for line in sample.split("\n") if line.strip()]
    dropped = [
        line for line in lines if line not in kept and line not in (dump.printing.headline, "By David Brunnstrom")
    ]
    counters = [line for line in dropped if re.fullmatch(r"-?\d+ \( \+\d+ / -\d+ \)", line)]
    assert len(counters) == 6
    assert all(boilerplate_kind(line) or parse_rights(line) for line in dropped if line not in counters)
