"""A paragraph about the writer is no part of the story, and a paragraph about a namesake is."""

from __future__ import annotations

import pytest

from newscrawler.extraction.body.biographies import with_biographies_apart
from newscrawler.items import Block

STORY = (
    "The mill stood still for nine days, and nobody in the valley had flour.",
    "On the tenth day the wheel turned again, at first slowly.",
    "The miller said that the river had brought a tree.",
)


def kinds(author: str, *texts: str) -> list[str]:
    """Return the kinds of the last blocks of a story of this author that ends with these paragraphs."""
    blocks = [Block(kind="paragraph", text=text) for text in (*STORY, *texts)]
    return [str(block.kind) for block in with_biographies_apart(blocks, [author])][len(STORY) :]


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("Orla Quist", "Orla Quist covers rivers and mills for the Vell Courier."),
        ("Orla Quist", "Orla Quist, who grew up in the valley, is a reporter at the Vell Courier."),
        ("Orla Quist", "Orla Quist (@orlaq) has written about water since 2011."),
        ("Jens Aldermann", "Jens Aldermann ist freier Autor und lebt am Fluss."),
        ("Maud Perrelle", "Maud Perrelle est journaliste au Courrier de Vell."),
    ],
)
def test_a_last_paragraph_about_what_the_writer_does_is_a_note_and_so_is_what_follows(author: str, text: str) -> None:
    assert kinds(author, text) == ["note"]
    assert kinds(author, text, "More of the valley is in our archive.") == ["note", "note"]


@pytest.mark.parametrize(
    "text",
    [
        "Orla Quist, who speaks for the millers, put the loss at 96 sacks. The bakers had none.",
        "Orla Quist of the bakers said that bread would be dear until May.",
        "Orla Quist: I have never seen such a tree.",
        "Orla Quist",
    ],
)
def test_a_paragraph_about_somebody_of_the_writers_name_stays_in_the_story(text: str) -> None:
    rest = "The village paid for the repair."
    assert kinds("Orla Quist", text, rest, rest) == ["paragraph"] * 3


def test_somebody_who_was_named_before_is_no_news_at_the_end() -> None:
    named = "Beside the wheel stood Orla Quist with a saw."
    assert kinds("Orla Quist", named, "Orla Quist is a carpenter.") == ["paragraph"] * 2
