"""Credits and captions of pictures: they say nothing of who wrote the text."""

from __future__ import annotations

import re

from newscrawler.expressions import expression
from newscrawler.guarded import Guarded
from newscrawler.language.tables import load

__all__ = ["CREDIT", "PICTURES", "depicts", "is_picture_credit", "starts_as_caption", "starts_with_picture"]

_WORDS = load("credits")
PICTURES = _WORDS.pattern("picture", "illustration")
"""Pattern of the words for pictures of all kinds; case is to be ignored."""
_PICTURE = Guarded.folded(_WORDS.bounded("picture"))
_CAPTION = expression(rf"(?:{_WORDS.pattern('caption')})", re.I)
_STARTS = expression(rf"(?:{PICTURES})\b", re.I)
_DEPICTING = expression(rf"\W*(?:{_WORDS.pattern('figure', 'credit_label', 'depicting')})\b", re.I)
_CREDIT_LINE = expression(
    rf"(?:{_WORDS.pattern('picture_label')})\s?[:：]\s?[^.!?]{{2,70}}$"
    rf"|©\s?[^.!?]{{2,60}}$|(?:{_WORDS.pattern('picture_agency')})\W{{0,3}}$|^[(（\[]?"
    rf"(?:{_WORDS.pattern('credit_label')})\s?[:：]"
    rf"|^(?:{_WORDS.pattern('figure')})(?: \d+)?\s?:|^(?:©|\([cC]\)|Copyright\b).{{2,100}}$"
)
_SIGNS = ("©", "(c)", "(C)", "Copyright", *_WORDS.words("picture_agency_word"))
_LABELS = _WORDS.hints("picture_label", "credit_label", "figure")
"""Before a colon; parts of words, so that one stands for several."""

# Each alternative has one of the signs or words; the expression takes ten times as long as looking for them.
CREDIT = Guarded(
    _CREDIT_LINE,
    lambda text: (
        any(map(text.__contains__, _SIGNS)) or ((":" in text or "：" in text) and any(map(text.__contains__, _LABELS)))
    ),
)
"""A picture's credit at the end of a line, or a line that is one."""


def is_picture_credit(text: str) -> bool:
    """Return whether a line credits a picture: ``AP Photo/Mara Quill``, ``写真：共同``."""
    return bool(_PICTURE.search(text))


def starts_as_caption(text: str) -> bool:
    """Return whether a paragraph begins as a caption: ``FILE -``, ``In this July 2017 file photo``."""
    return bool(_CAPTION.match(text.lstrip()))


def starts_with_picture(text: str) -> bool:
    """Return whether a line begins with a word for pictures: ``Fotos: Ann Lee``."""
    return bool(_STARTS.match(text))


def depicts(text: str) -> bool:
    """Return whether a line begins as one that tells what a picture shows, or where it is from: ``Abbildung 3``,
    ``Quelle:``.
    """
    return bool(_DEPICTING.match(text))
