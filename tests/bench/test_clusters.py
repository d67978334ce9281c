"""The adapter of the clusters, and what compares them with other ways."""

import random
from typing import Any

import pytest

from bench import clusters as comparison
from bench.evaluation_clusters import clusters, text_of
from newscrawler.clusters import links
from tests.clusters.stories import prose


def article(id_: str, paragraphs: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    unknown = dict.fromkeys(("headline", "byline", "published", "publishedRaw", "url"))
    place = {"id": id_, "set": "own", "kind": "article", "publisher": f"{id_}.example"}
    return {**unknown, **place, "seen": "2026-03-04T12:00:00+00:00", "paragraphs": list(paragraphs), **fields}


FERRY, BUDGET = prose(70, 10), prose(71, 10)
ARTICLES = [
    article("a", FERRY, headline="Ferry runs aground off Halvard"),
    article("b", FERRY[:3], headline="Nobody hurt as ferry hits reef"),
    article("c", BUDGET),
    article("d", (*FERRY[4:], *prose(72, 3))),
    article("e", BUDGET[:8]),
    article("f", prose(73, 5)),
]


def test_the_adapter_finds_the_clusters_in_every_order() -> None:
    for seed in range(5):
        shuffled = random.Random(seed).sample(ARTICLES, len(ARTICLES))
        assert clusters(iter(shuffled)) == {"a": "a", "b": "a", "d": "a", "c": "c", "e": "c"}


@pytest.mark.parametrize(
    ("published", "precision"), [(None, None), ("2026-03-04", "day"), ("2026-03-04T10:30", "local")]
)
def test_a_time_without_a_zone_is_a_local_clock(published: str | None, precision: str | None) -> None:
    assert text_of(article("a", FERRY, published=published)).precision == precision


def test_agency_and_place_are_read_as_extraction_reads_them() -> None:
    found = text_of(article("a", ("HALVARD (AP) — " + FERRY[0], *FERRY[1:])))
    assert (found.agency, found.dateline) == ("AP", "HALVARD")


def test_pairs_give_a_partition() -> None:
    found = comparison.joined([("a", "b"), ("c", "d"), ("b", "e")])
    assert found["a"] == found["b"] == found["e"] != found["c"] == found["d"]


def test_a_cut_is_changed_for_a_while_only() -> None:
    before = links._VERSION_RUNS
    with comparison.changed(links, "_VERSION_RUNS", 1.1):
        assert round(before * 1.1) == links._VERSION_RUNS
    assert before == links._VERSION_RUNS


def test_every_cut_of_the_table_exists() -> None:
    assert all(getattr(module, name) for module, name in comparison.CUTS)
