"""Old names of ``newscrawler.extraction`` work for one version and say what the new name is."""

from __future__ import annotations

import pytest

from newscrawler import extraction, textdumps


def test_an_old_name_is_the_new_class_and_warns() -> None:
    with pytest.warns(DeprecationWarning, match=r"Found is now newscrawler\.extraction\.ExtractedArticle"):
        assert extraction.Found is extraction.ExtractedArticle


@pytest.mark.parametrize("name", ["DumpComment", "TextDump", "read_text_dump"])
def test_a_moved_name_leads_to_its_new_package_and_warns(name: str) -> None:
    with pytest.warns(DeprecationWarning, match=rf"{name} is now newscrawler\.textdumps\.{name}.*0\.3"):
        assert getattr(extraction, name) is getattr(textdumps, name)


def test_an_unknown_name_stays_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Bogus'"):
        _ = extraction.Bogus
