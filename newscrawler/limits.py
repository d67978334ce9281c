"""Limits on what one page, feed or answer may hand to the rest of the product, in one place.

A limit that only one module needs is defined in that module; a limit on which several modules must agree is defined
here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

__all__ = [
    "CLOCK_SKEW",
    "COUNT_DIGITS",
    "FRAGMENT_CHARACTERS",
    "MAX_COMMENT_CHARACTERS",
    "MAX_ENCODINGS",
    "MAX_PAGE_BYTES",
    "MAX_URL_LENGTH",
    "grouped_number",
    "stated_number",
    "whole_number",
]

CLOCK_SKEW = timedelta(minutes=5)
"""Difference that the clocks of two machines may have, by the customary tolerance of Kerberos. A time of retrieval
or archiving that lies farther ahead is wrong, and anything stored under it would block every later visit."""

MAX_PAGE_BYTES = 10_000_000
"""Bytes of a page, feed, sitemap, archived record or answer, content encodings undone. A news page is below 1 MB,
and the largest seen has 3 MB; a sitemap of 50,000 addresses, the most that the standard allows, takes 5 to 10 MB.
Measured: 15 MB of text take 265 MB to extract, and 32 pages may be in flight: with 10 MB each a crawl stays below
600 MB."""

MAX_ENCODINGS = 2
"""Content encodings of one answer. Some servers compress twice; each further encoding takes as long as the first."""

MAX_COMMENT_CHARACTERS = 200_000
"""Characters of a comment's text. The longest real ones stay below 20,000; MongoDB's limit is 16 MB for a document."""

MAX_URL_LENGTH = 2_083
"""Characters of an address. The longest that Internet Explorer sent, and so the longest that sites ever relied on;
sitemaps allow 2,048."""

FRAGMENT_CHARACTERS = 2_000
"""Characters (or bytes, before decoding) of a bad page, answer, record or item that quarantine keeps: an operator sees
from them which kind of answer it was. The page itself can be fetched again."""

COUNT_DIGITS = 9
"""Digits of a number that a page may state: no thread has a billion comments, and the store's counters are 32 bits."""

_LARGEST = 10**COUNT_DIGITS - 1
_LINE = 200
"""Characters of a line that holds one number and what it counts; a longer text is not a number."""

_MINUSES = ("-", "\u2212")


def whole_number(text: str | None, *, longest: int = COUNT_DIGITS) -> int | None:
    """Return the number that ``text`` consists of, or None unless it is 1 to ``longest`` ASCII digits.

    Surrounding white space is ignored; signs and grouping are the caller's to remove. ``int()`` is not for text of a
    page: it raises on ``²``, which ``str.isdigit`` accepts, and on more than 4,300 digits.
    """
    text = (text or "").strip()
    return int(text) if len(text) <= longest and text.isascii() and text.isdigit() else None


def grouped_number(text: str | None) -> int | None:
    """Return the one number of a line, ``1,234 comments`` or ``−12 345``; None unless it has 1 to 9 digits.

    Everything but digits and a minus before them is passed over. Digits of other scripts count as they do in ASCII.
    """
    text = (text or "").strip()
    if len(text) > _LINE:
        return None
    number = whole_number("".join(str(int(letter)) for letter in text if letter.isdecimal()))
    return -number if number is not None and text.startswith(_MINUSES) else number


def stated_number(value: Any) -> int | None:
    """Return the count that a JSON value states, as a number or as text; None unless it has at most 9 digits."""
    if isinstance(value, str):
        return whole_number(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_LARGEST <= value <= _LARGEST else None
