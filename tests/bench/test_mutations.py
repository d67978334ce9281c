"""Changes of markup that leave what a reader sees: the tool that measures whether the engine reads structure."""

from __future__ import annotations

import re

import pytest

from bench.mutations import CHANGES, mutated, own_pages

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="a" content="b"><title>Quay</title></head><body>
<nav class="top menu"><a href="/">Home</a></nav><main id="story"><h1 class="top">The quay is closed</h1>
<div class="text depth-1"><p>The harbour board closed it on Monday.</p><p>Ships wait outside.</p></div></main>
<aside role="complementary"><div>Weather</div></aside><footer>Imprint</footer></body></html>"""
TOLD = "The quay is closed The harbour board closed it on Monday. Ships wait outside."


def words(html: str) -> list[str]:
    return re.sub(r"<[^>]+>", " ", html).split()


@pytest.mark.parametrize("change", CHANGES)
def test_no_word_is_lost_or_added_and_a_seed_gives_one_page(change: str) -> None:
    pages = {mutated(PAGE, change, seed, TOLD) for seed in range(12)}
    assert mutated(PAGE, change, 3, TOLD) == mutated(PAGE, change, 3, TOLD)
    assert len(pages) > 1
    for page in pages:
        assert sorted(words(page)) == sorted(words(PAGE))
        text = " ".join(words(page))
        assert "The quay is closed The harbour board closed it on Monday. Ships wait outside." in text


def test_a_name_is_renamed_everywhere_alike_and_keeps_its_number() -> None:
    page = mutated(PAGE, "all names", 1, TOLD)
    name = re.search(r'<h1 class="(\w+)"', page)
    assert name is not None
    assert re.search(rf'<nav class="{name[1]} \w+"', page)
    assert re.search(r'<div class="\w+ \w+1"', page)
    for word in ("top", "menu", "story", "depth"):
        assert f'"{word}' not in page


def test_own_pages_are_stories_and_comment_sections() -> None:
    pages = own_pages()
    assert {page.kind for page in pages} == {"articles", "comments"}
    assert len({page.name for page in pages}) >= 30
