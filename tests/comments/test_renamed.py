"""Old names of ``newscrawler.comments`` work for one version and say what the new name is."""

from __future__ import annotations

import pytest

import newscrawler.comments as comments


@pytest.mark.parametrize(
    ("old", "new"), [("Ask", "PlatformRequest"), ("Reading", "ThreadProgress"), ("AnswerError", "ResponseError")]
)
def test_an_old_name_is_the_new_class_and_warns(old: str, new: str) -> None:
    with pytest.warns(DeprecationWarning, match=f"{old} is now {new}"):
        assert getattr(comments, old) is getattr(comments, new)


def test_an_unknown_name_stays_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Bogus'"):
        _ = comments.Bogus
