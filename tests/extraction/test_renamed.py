"""Old names of ``newscrawler.extraction`` work for one version and say what the new name is."""

from __future__ import annotations

import pytest

from newscrawler import extraction


def test_an_old_name_is_the_new_class_and_warns() -> None:
    with pytest.warns(DeprecationWarning, match="Found is now ExtractedArticle"):
        assert extraction.Found is extraction.ExtractedArticle


def test_an_unknown_name_stays_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Bogus'"):
        _ = extraction.Bogus
