"""``printed`` says how much of a wire text a story prints and what it changed."""

import pytest

from newscrawler.clusters import Printed, printed
from tests.clusters.stories import FERRY, prose, text

WIRE = prose(60, 10)


def test_the_same_text_is_printed_whole() -> None:
    assert printed(text("a", FERRY, headline="Ferry"), text("b", FERRY, headline="FERRY")) == Printed(1.0, False, 0, 0)


def test_cut_paragraphs_and_own_words_are_counted() -> None:
    own = prose(61, 1)
    assert printed(text("a", WIRE), text("b", (*WIRE[:6], *own))) == Printed(0.6, True, 4, 30)


def test_an_edited_word_is_one_own_word() -> None:
    edited = (WIRE[0].replace(WIRE[0].split()[15], "elsewhere", 1), *WIRE[1:])
    found = printed(text("a", WIRE), text("b", edited))
    assert (found.paragraphsCut, found.ownWords) == (0, 1)
    assert found.share > 0.99


def test_captions_count_for_nothing() -> None:
    caption = "FILE - The ferry lies on the reef outside the harbour of Halvard. (AP Photo/Mara Quill)"
    found = printed(text("a", (caption, *WIRE)), text("b", (*WIRE, caption.replace("ferry", "ship"))))
    assert (found.share, found.paragraphsCut, found.ownWords) == (1.0, 0, 0)


@pytest.mark.parametrize("headlines", [("", "Ferry"), ("Ferry", ""), ("", "")])
def test_whether_a_headline_was_rewritten_is_unknown_without_both(headlines: tuple[str, str]) -> None:
    lead, other = (text(id_, FERRY, headline=headline) for id_, headline in zip("ab", headlines, strict=True))
    assert printed(lead, other).headlineRewritten is None


def test_nothing_of_an_empty_lead_is_printed() -> None:
    assert printed(text("a", ()), text("b", FERRY)).share == 0.0


def test_letters_of_a_script_without_spaces_count_as_half_a_word() -> None:
    lead = text("a", ("春野町の港の外で水曜日、乗客を乗せた連絡船が浅瀬に乗り上げた。",))
    other = text("b", (*lead.paragraphs, "けが人はいなかった。"))
    assert printed(lead, other).ownWords == 4
