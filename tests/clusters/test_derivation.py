"""Clusters follow from links, whatever the order."""

import itertools
import random

import pytest

from newscrawler.clusters import Cluster, Link, Text, derive, link
from tests.clusters.stories import BUDGET, FERRY, prose, text


def links_of(texts: list[Text]) -> list[Link]:
    return [found for a, b in itertools.combinations(texts, 2) if (found := link(a, b))]


def test_copies_and_excerpts_are_one_cluster_and_other_stories_are_none() -> None:
    texts = [text("a", FERRY), text("b", FERRY[:2]), text("c", FERRY), text("d", BUDGET)]
    assert derive(texts, links_of(texts), ()) == [Cluster("a", ("a", "b", "c"))]


def test_the_order_of_texts_and_links_does_not_matter() -> None:
    texts = [text("a", FERRY), text("b", FERRY[:2]), text("c", FERRY[:4]), text("d", BUDGET), text("e", BUDGET[:3])]
    links = links_of(texts)
    assert derive(texts[::-1], links[::-1], ()) == derive(texts, links, ())


def test_a_link_that_was_cut_joins_nothing() -> None:
    texts = [text("a", FERRY), text("b", FERRY)]
    assert derive(texts, links_of(texts), [("b", "a")]) == []


def test_a_link_to_a_story_that_is_not_given_is_ignored() -> None:
    texts = [text("a", FERRY), text("b", FERRY)]
    assert derive(texts[:1], links_of(texts), ()) == []


def test_the_two_ends_of_a_chain_of_updates_are_not_joined() -> None:
    """Each version keeps six of ten paragraphs of the one before: the first and the last have nothing in common."""
    paragraphs = prose(20, 30)
    versions = [text(f"v{n}", paragraphs[4 * n : 4 * n + 10]) for n in range(5)]
    found = derive(versions, links_of(versions), ())
    assert [cluster.stories for cluster in found] == [("v0", "v1", "v2"), ("v3", "v4")]


def test_an_update_joins_what_is_printed_most() -> None:
    paragraphs = prose(21, 20)
    first, middle, last = paragraphs[:10], paragraphs[4:14], paragraphs[8:18]
    texts = [text("a", first), text("b", middle), text("c", middle), text("d", last)]
    assert [cluster.stories for cluster in derive(texts, links_of(texts), ())] == [("a", "b", "c", "d")]


def test_a_digest_without_a_name_joins_none_of_its_stories() -> None:
    """Its neighbours tell: two stories whose openings it prints share nothing."""
    first, second = prose(24, 12), prose(25, 12)
    digest = (*first[:5], *second[:5])
    texts = [text("a", first[:5]), text("b", first), text("c", second), text("d", digest)]
    assert [cluster.stories for cluster in derive(texts, links_of(texts), ())] == [("a", "b")]


def test_three_sentences_of_three_stories_make_a_digest() -> None:
    stories = [prose(40 + n, 10) for n in range(3)]
    digest = tuple(story[0] for story in stories)
    texts = [text(f"{n}", story) for n, story in enumerate(stories)] + [text("d", digest), text("t", stories[0][:1])]
    assert [cluster.stories for cluster in derive(texts, links_of(texts), ())] == [("0", "t")]


def test_copies_of_a_digest_are_one_cluster() -> None:
    digest = (*prose(24, 5), *prose(25, 5))
    texts = [text("a", prose(24, 12)), text("b", prose(25, 12)), text("c", digest), text("d", digest)]
    assert [cluster.stories for cluster in derive(texts, links_of(texts), ())] == [("c", "d")]


def test_a_late_version_that_keeps_the_first_opening_is_no_digest() -> None:
    first, late = prose(26, 6), prose(27, 6)
    texts = [text("a", first), text("b", (*late, *first)), text("c", (*late, *first[:5])), text("d", late[:1])]
    assert [cluster.stories for cluster in derive(texts, links_of(texts), ())] == [("a", "b", "c", "d")]


def test_stories_of_two_agencies_are_not_joined_by_a_version_that_names_none() -> None:
    first, last = prose(28, 10), (*prose(28, 10)[4:], *prose(29, 4))
    of_one = [text(f"a{n}", first, agency=agency) for n, agency in enumerate(("NWA", "NWA", None))]
    of_other = [text(f"b{n}", last, agency=agency) for n, agency in enumerate(("AP", "AP", None))]
    texts = of_one + of_other
    assert [cluster.stories for cluster in derive(texts, links_of(texts), ())] == [
        ("a0", "a1", "a2"),
        ("b0", "b1", "b2"),
    ]


def test_two_stories_that_were_cut_stay_apart_whatever_else_connects_them() -> None:
    texts = [text("a", FERRY), text("b", FERRY), text("c", FERRY), text("d", FERRY[:4])]
    found = derive(texts, links_of(texts), [("a", "d")])
    assert [cluster.stories for cluster in found] == [("a", "b", "c")]


def test_a_cut_holds_against_updates_too() -> None:
    first, last = prose(28, 10), (*prose(28, 10)[4:], *prose(29, 4))
    texts = [text("a", first), text("b", last), text("c", last)]
    assert [cluster.stories for cluster in derive(texts, links_of(texts), [("a", "c")])] == [("b", "c")]


@pytest.mark.parametrize("seed", range(5))
def test_clusters_of_a_busy_day_are_the_same_in_every_order(seed: int) -> None:
    rng = random.Random(seed)
    stories = [prose(30 + n, 8) for n in range(6)]
    texts = [
        text(
            f"{number}-{copy}",
            tuple(rng.sample(story, rng.randint(3, 8))),
            headline=f"One of {number} stories of today",
        )
        for number, story in enumerate(stories)
        for copy in range(4)
    ]
    links = links_of(texts)
    cuts = [("0-0", "0-1"), ("3-2", "3-0")]
    expected = derive(texts, links, cuts)
    for _ in range(5):
        assert derive(rng.sample(texts, len(texts)), rng.sample(links, len(links)), rng.sample(cuts, 2)) == expected
