"""How often Python looks for cycles is the project's decision, and a mistake in it is told by name."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from scrapy.utils.project import get_project_settings
from scrapy.utils.test import get_crawler

from newscrawler.extensions.gc_thresholds import GcThresholds


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_every_crawl_of_the_project_sets_them() -> None:
    settings = get_project_settings()
    assert "newscrawler.extensions.gc_thresholds.GcThresholds" in settings["EXTENSIONS"]
    gc.set_threshold(700, 10, 10)
    GcThresholds.from_crawler(get_crawler(settings_dict={"GC_THRESHOLDS": settings["GC_THRESHOLDS"]}))
    assert gc.get_threshold() == settings["GC_THRESHOLDS"]


@pytest.mark.parametrize("given", ["10000", "10000,20", "10000,20,many", ""])
def test_three_numbers_or_a_clear_error(given: str) -> None:
    with pytest.raises(ValueError, match=r"GC_THRESHOLDS=.*three numbers"):
        GcThresholds.from_crawler(get_crawler(settings_dict={"GC_THRESHOLDS": given}))
