"""Addresses are joined as ``urllib`` joins them, by whatever way."""

from __future__ import annotations

from urllib.parse import urljoin

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.urls import joined
from tests.support.soak import times

PIECES = st.sampled_from(
    ["http://", "https://", "HTTP://", "//", "/", ".", "..", "a", "B.example", "-", "?", "#", ";", "=", "&", "%20", "@", ":80", " ", "\n", "é"]
)  # fmt: skip
BASES = ("https://a.example/b/c?d#e", "http://a.example", "ftp://a.example/b", "about:blank", "")


@given(st.lists(PIECES, max_size=9).map("".join), st.sampled_from(["", "http://", "https://x", "https://x/y"]))
@settings(max_examples=times(150, 2_000), deadline=None)
def test_joined_as_urllib_does(rest: str, start: str) -> None:
    for base in BASES:
        try:
            expected = urljoin(base, (start + rest).strip())
        except ValueError:
            expected = None
        assert joined(base, start + rest) == expected
