"""Pages as the themes of content systems print them: WordPress, Drupal, Ghost, portals, tables of 2003, galleries, …"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawler.extraction import extract_html
from newscrawler.html.page import Page
from tests.support.theme_pages import THEMES, Theme

WITHOUT_AUTHOR = {"wix"}
"""The page credits somebody, and the engine does not see it: a wrong name would be worse."""
WITHOUT_DAY = {"listicle"}


@pytest.mark.parametrize(("name", "theme"), THEMES.items(), ids=THEMES)
def test_a_theme_is_read(name: str, theme: Theme) -> None:
    page = Page(
        f"https://outlet.example/news/{name}",
        theme.html.encode(),
        content_type="text/html; charset=utf-8",
        retrieved=datetime(2026, 11, 20, tzinfo=UTC),
    )
    found = extract_html(page)
    printing = found.printing
    day = found.day or printing.datePublished
    assert printing.headline == theme.headline
    assert found.credited == ([] if name in WITHOUT_AUTHOR else theme.authors)
    assert (day.isoformat()[:10] if day else None) == (None if name in WITHOUT_DAY else theme.day)
    apart = set(theme.apart)
    assert [text for text in printing.body if text not in apart] == [
        " ".join(text.split()) for text in theme.body if text not in apart
    ]
