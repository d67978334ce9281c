"""``printed`` says how much of a wire text a story prints and what it changed."""

from newscrawler.clusters import Printed, printed
from tests.clusters.stories import FERRY, text


def test_the_same_text_is_printed_whole() -> None:
    assert printed(text("a", FERRY, headline="Ferry"), text("b", FERRY, headline="FERRY")) == Printed(1.0, False, 0, 0)


def test_cut_paragraphs_and_own_words_are_counted() -> None:
    own = "Our reporter saw the passengers walk home over the quay in the early morning hours."
    found = printed(text("a", FERRY), text("b", (*FERRY[:3], own)))
    assert 0.5 < found.share < 0.7
    assert found.headlineRewritten
    assert (found.paragraphsCut, found.ownWords) == (2, len(own.split()))
