"""Folded and collapsed text, held to the plain version."""

from __future__ import annotations

import re
import sys

from hypothesis import given
from hypothesis import strategies as st

from newscrawler.language.text import collapse, fold

_INVISIBLE = "\u00ad\u200b\u2060\ufeff\x00"
_TEXTS = st.text(st.one_of(st.sampled_from(f"ab \t\n\xa0\u3000\u2028\x85\x1c\u200d{_INVISIBLE}"), st.characters()))


def test_no_white_space_but_the_space_is_printable() -> None:
    """Hold the claim that lets most texts through unread, for all characters of this Python."""
    printable = [sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isspace() and sign.isprintable()]
    assert printable == [" "]
    assert not any(map(str.isprintable, _INVISIBLE))


@given(_TEXTS)
def test_collapse_is_the_plain_version(text: str) -> None:
    assert collapse(text) == " ".join(text.split())


@given(_TEXTS)
def test_fold_is_the_plain_version(text: str) -> None:
    assert fold(text) == " ".join(re.sub(f"[{_INVISIBLE}]", "", text).split())


def test_fold_of_nothing_is_empty() -> None:
    assert fold(None) == fold("") == fold(" \u200b\xa0 ") == ""
