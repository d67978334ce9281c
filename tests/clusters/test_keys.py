"""Keys: stories that share text share keys, and only those."""

from newscrawler.clusters import keys_of
from tests.clusters.stories import BUDGET, FERRY, text


def test_keys_are_sorted_and_fit_into_a_signed_64_bit_integer() -> None:
    keys = keys_of(text("a", FERRY + BUDGET))
    assert len(keys) >= 3
    assert list(keys) == sorted(set(keys))
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_keys_depend_on_the_words_alone() -> None:
    typeset = tuple(paragraph.upper().replace(" - ", " — ") for paragraph in FERRY)
    assert keys_of(text("a", FERRY)) == keys_of(text("b", typeset, headline="Other", byline="Ann Lee"))


def test_a_text_and_its_beginning_share_keys_and_other_texts_share_none() -> None:
    whole = set(keys_of(text("a", FERRY + BUDGET)))
    assert set(keys_of(text("b", FERRY))) <= whole
    assert not set(keys_of(text("c", FERRY))) & set(keys_of(text("d", BUDGET)))


def test_a_text_that_is_shorter_than_a_run_has_no_keys() -> None:
    assert keys_of(text("a", ("Four words and no",))) == ()
    assert keys_of(text("a", ())) == ()
