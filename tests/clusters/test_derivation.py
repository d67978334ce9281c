"""Clusters follow from links, whatever the order."""

import itertools

from newscrawler.clusters import Cluster, Link, Text, derive, link
from tests.clusters.stories import BUDGET, FERRY, text


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
