"""The benchmark's pages are what its figures rest on: as varied and as dense in markup as real ones."""

import gzip
import json
import statistics

import pytest
from selectolax.lexbor import LexborHTMLParser

from bench import corpus
from bench.corpus import Corpus, Story

SAMPLE = 150
# Of the evaluation pages of 60 to 150 KB, 5th and 95th percentile (see the module's docstring).
ELEMENTS_PER_KB = (4.27, 13.41)


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return corpus.plan()


@pytest.fixture(scope="module")
def pages(stories: list[Story]) -> list[str]:
    return [corpus.page(stories, index) for index in range(SAMPLE)]


@pytest.fixture(scope="module")
def densities(pages: list[str]) -> list[float]:
    return [len(LexborHTMLParser(page).css("*")) / (len(page.encode()) / 1000) for page in pages]


def test_there_are_two_thousand_stories_or_more_and_no_two_are_the_same(stories: list[Story]) -> None:
    assert len(stories) >= 2_000
    for field in ("headline", "path", "number"):
        assert len({getattr(story, field) for story in stories}) == len(stories)


def test_pages_are_between_60_and_150_kb(pages: list[str]) -> None:
    sizes = [len(page.encode()) for page in pages]
    assert min(sizes) >= 60_000
    assert max(sizes) <= 150_000
    assert 85_000 < statistics.mean(sizes) < 105_000


def test_elements_per_kb_lie_in_the_range_of_the_evaluation_pages(densities: list[float]) -> None:
    assert min(densities) >= ELEMENTS_PER_KB[0]
    assert max(densities) <= ELEMENTS_PER_KB[1]


def test_elements_per_kb_are_spread_like_those_of_the_evaluation_pages(densities: list[float]) -> None:
    low, median, high = statistics.quantiles(densities, n=4)
    assert low == pytest.approx(5.62, abs=0.7)
    assert median == pytest.approx(7.50, abs=0.9)
    assert high == pytest.approx(9.75, abs=1.1)


def test_pages_compress_like_the_evaluation_pages(pages: list[str]) -> None:
    """Padding would show here: repeated filler compresses to a few per cent."""
    ratios = [len(gzip.compress(page.encode(), 6)) / len(page.encode()) for page in pages]
    assert min(ratios) > 0.154
    assert max(ratios) < 0.294


def test_bodies_are_distinct_and_stand_in_one_of_the_outlets_two_markups(pages: list[str]) -> None:
    bodies = set()
    kinds = set()
    for page in pages:
        tree = LexborHTMLParser(page)
        for selector in ("div[itemprop=articleBody] > p", "div.text-large.mb-40 > p"):
            if paragraphs := tree.css(selector):
                kinds.add(selector)
                bodies.add(" ".join(paragraph.text() for paragraph in paragraphs))
                assert 7 <= len(paragraphs) <= 24  # byline and rights line included
    assert len(kinds) == 2
    assert len(bodies) == len(pages)


def test_page_states_the_route_and_the_count_of_its_comments(stories: list[Story], pages: list[str]) -> None:
    for story, page in zip(stories[:20], pages[:20], strict=True):
        tree = LexborHTMLParser(page)
        assert tree.css_first("article h1").text() == story.headline
        assert tree.css_first("[itemprop=commentCount]").text() == str(story.comments)
        data = json.loads(tree.css_first("#comments-js").attributes["data-json"] or "")
        assert data["route"]["popular"].endswith(f"/rest.api/article/{story.number}/comment?order=popular")


def test_comment_answers_have_0_to_40_distinct_rows(stories: list[Story]) -> None:
    assert {min(s.comments for s in stories), max(s.comments for s in stories)} == {0, 40}
    assert 6 <= statistics.mean(story.comments for story in stories) <= 10
    for story in stories[:50]:
        answer = json.loads(corpus.comment_answer(story))
        rows = answer["comments"]
        assert answer["length"] == len(rows) == story.comments
        assert len({row["comment_id"] for row in rows}) == len(rows)
        assert all(row["rating"] == row["positive_rating"] - row["negative_rating"] for row in rows)


def test_the_same_seed_writes_the_same_bytes_and_another_seed_other_ones(
    stories: list[Story], pages: list[str]
) -> None:
    assert corpus.plan() == stories
    assert corpus.page(stories, 7) == pages[7]
    assert corpus.comment_answer(stories[7]) == corpus.comment_answer(stories[7])
    assert corpus.page(stories, 7, seed=corpus.SEED + 1) != pages[7]


def test_prepared_corpus_is_kept_and_read_back(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    first = corpus.prepare(tmp_path, count=30)
    assert "writing 30 pages" in capsys.readouterr().out
    again = corpus.prepare(tmp_path, count=30)
    assert capsys.readouterr().out == ""
    assert isinstance(again, Corpus)
    documents = {document.path: document for document in again.documents()}
    assert again.stories == first.stories == corpus.plan(30)
    # robots.txt, the lists, and a page and a comment answer of each story
    assert len(documents) == 1 + len(again.lists) + 2 * 30
    assert gzip.decompress(documents[again.stories[3].path].body).decode() == corpus.page(again.stories, 3)
