"""Links: the exact comparison of two texts."""

from newscrawler.clusters import link
from tests.clusters.stories import BUDGET, FERRY, text


def test_the_same_text_under_another_headline_is_a_copy() -> None:
    found = link(text("a", FERRY), text("b", FERRY))
    assert found is not None
    assert (found.a, found.b, found.kind, found.containment) == ("a", "b", "copy", 1.0)


def test_the_order_of_the_two_texts_does_not_matter() -> None:
    short, long = text("b", FERRY[:2]), text("a", FERRY)
    assert link(short, long) == link(long, short)


def test_the_beginning_of_a_text_is_its_excerpt() -> None:
    found = link(text("a", FERRY), text("b", FERRY[:2]))
    assert found is not None
    assert found.kind == "excerpt"


def test_texts_without_a_sentence_in_common_have_no_link() -> None:
    assert link(text("a", FERRY), text("b", BUDGET)) is None


def test_a_text_has_no_link_to_itself() -> None:
    assert link(text("a", FERRY), text("a", FERRY)) is None


def test_a_text_without_paragraphs_has_no_link() -> None:
    assert link(text("a", ()), text("b", FERRY)) is None
    assert link(text("a", ("", " ")), text("b", ())) is None
