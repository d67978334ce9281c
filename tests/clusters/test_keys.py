"""Keys: stories that share text share keys, and only those."""

import pytest

from newscrawler.clusters import is_candidate, keys_of
from tests.clusters.stories import BUDGET, FERRY, prose, text


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


def test_a_headline_alone_makes_two_stories_candidates() -> None:
    a = text("a", FERRY, headline="Ferry runs aground at Halvard")
    b = text("b", BUDGET, headline="FERRY RUNS AGROUND AT HALVARD")
    common = set(keys_of(a)) & set(keys_of(b))
    assert is_candidate(len(common), len(keys_of(a)), len(keys_of(b)))


def test_a_teaser_has_keys_of_its_opening() -> None:
    """A sample of every 16th run would often leave none of so few."""
    teasers = [(text("a", prose(seed, 9)), text("b", prose(seed, 1))) for seed in range(100, 140)]
    assert all(len(set(keys_of(whole)) & set(keys_of(teaser))) >= 1 for whole, teaser in teasers)


def test_a_label_makes_no_candidates() -> None:
    a, b = text("a", FERRY, headline="News"), text("b", BUDGET, headline="News")
    assert not set(keys_of(a)) & set(keys_of(b))


@pytest.mark.parametrize(
    ("common", "keys", "others", "expected"),
    [(3, 40, 40, True), (2, 40, 40, False), (1, 4, 40, True), (1, 40, 13, False), (0, 0, 40, False), (0, 4, 4, False)],
)
def test_few_keys_need_fewer_in_common(common: int, keys: int, others: int, expected: bool) -> None:
    assert is_candidate(common, keys, others) is expected
