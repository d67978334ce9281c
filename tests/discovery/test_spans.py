"""Days that addresses of sitemaps, archive pages and stories state."""

from __future__ import annotations

from datetime import date

import pytest

from newscrawler.discovery.spans import Span, day_of_address, span_of_address, spans_of

SITE = "https://quay.example"


def month(year: int, number: int, last: int) -> Span:
    return Span(date(year, number, 1), date(year, number, last))


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ("/sitemap-2026-01-05.xml", Span(date(2026, 1, 5), date(2026, 1, 5))),
        ("/sitemaps/2026/1/5", Span(date(2026, 1, 5), date(2026, 1, 5))),
        ("/sitemap_20260105.xml.gz", Span(date(2026, 1, 5), date(2026, 1, 5))),
        ("/sitemap.xml?yyyy=2026&mm=01&dd=05", Span(date(2026, 1, 5), date(2026, 1, 5))),
        ("/sitemap.xml?date=2026-01-05", Span(date(2026, 1, 5), date(2026, 1, 5))),
        ("/sitemap-2024-02.xml", month(2024, 2, 29)),
        ("/sitemap/2025/12.xml", month(2025, 12, 31)),
        ("/sitemap-202602.xml", month(2026, 2, 28)),
        ("/sitemap.xml?year=2026&month=2", month(2026, 2, 28)),
        ("/archive/2025/sitemap.xml", Span(date(2025, 1, 1), date(2025, 12, 31))),
        ("/sitemap-2025.xml", Span(date(2025, 1, 1), date(2025, 12, 31))),
        ("/post-sitemap2024.xml", None),
        ("/wp-sitemap-posts-post-1.xml", None),
        ("/sitemap-2026-02-31.xml", None),
        ("/sitemap.xml?yyyy=2026&mm=13", None),
        ("/sitemap.xml?y=new&m=2", None),
        ("/sitemap.xml?y=9999&m=12", None),
        (f"/sitemap.xml?y={'9' * 40}", None),
        ("/sitemap-120260105.xml", None),
    ],
)
def test_a_sitemap_lists_the_days_that_its_address_states(path: str, span: Span | None) -> None:
    assert span_of_address(SITE + path) == span


def test_numbers_of_sitemaps_are_no_years() -> None:
    numbered = [f"{SITE}/sitemap-{number}.xml" for number in (1, 2, 2024, 2025)]
    monthly = [f"{SITE}/news/2026-{number:02}.xml" for number in (1, 2)]
    assert spans_of([*numbered, *monthly]) == {monthly[0]: month(2026, 1, 31), monthly[1]: month(2026, 2, 28)}


def test_years_are_years_where_all_of_a_kind_are() -> None:
    assert set(spans_of([f"{SITE}/sitemap-2024.xml", f"{SITE}/sitemap-2025.xml"])) == {
        f"{SITE}/sitemap-2024.xml",
        f"{SITE}/sitemap-2025.xml",
    }


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/01/05/bridge-closed", date(2026, 1, 5)),
        ("/news/20260105-bridge-closed", date(2026, 1, 5)),
        ("/news/2026-1-5/bridge", date(2026, 1, 5)),
        ("/2026/01/bridge-closed", None),
        ("/news/the-class-of-2026", None),
        ("/news/bridge-closed-12026010512", None),
        ("/2026/02/30/bridge-closed", None),
    ],
)
def test_a_story_is_from_the_day_that_its_address_states(path: str, day: date | None) -> None:
    assert day_of_address(SITE + path) == day


def test_spans_share_days_or_none() -> None:
    january = month(2026, 1, 31)
    assert january.within(Span(date(2025, 12, 20), date(2026, 1, 2))) == Span(date(2026, 1, 1), date(2026, 1, 2))
    assert january.within(month(2026, 2, 28)) is None
    assert date(2026, 1, 31) in january
    assert date(2026, 2, 1) not in january
    assert len(january.days()) == 31
    with pytest.raises(ValueError, match="lies before"):
        Span(date(2026, 1, 2), date(2026, 1, 1))
