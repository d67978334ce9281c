"""Text as versions compare it: typography folded away, letters, case and punctuation kept."""

from __future__ import annotations

import html
import re
import unicodedata

from newscrawler.language.text import UNSPACED_OF_ALL

__all__ = ["folded", "is_unspaced", "words_of"]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]")
_QUOTE = re.compile(
    '["`\u00b4\u2018-\u201f\u2032\u2033\u2039\u203a\u00ab\u00bb\u02bc'
    "\u300c-\u300f\u301d-\u301f\uff02\uff07\ufe41-\ufe44]"
)
"""Every quotation mark and apostrophe is one sign: a desk that changes its style of quotation changes no story."""
_HYPHENS = str.maketrans({"\u2026": "...", "\u2010": "-", "\u2011": "-", "\u2212": "-", "\ufe63": "-", "\uff0d": "-"})
_DASH = re.compile(r"\s*(?:[\u2012-\u2015\u2e3a\u2e3b]|(?<!-)-{2,3}(?!-)|(?<=\s)-(?=\s))\s*")
_RANGE = re.compile(r"(?<=\d)\s*[\u2012-\u2015]\s*(?=\d)")
_QUOTE_RUN = re.compile(r"'{2,}")
_INSIDE = re.compile(r"(?<=[\u00ab\u2039\u201e])\s+|\s+(?=[\u00bb\u203a])")
_SPACE_BEFORE = re.compile(r"\s+(?=[,;:!?.%)\]])|(?<=[(\[])\s+")
_AROUND_UNSPACED = re.compile(rf"\s+(?=[{UNSPACED_OF_ALL}])|(?<=[{UNSPACED_OF_ALL}])\s+")
_UNSPACED_LETTER = re.compile(f"[{UNSPACED_OF_ALL}]")
_HANGUL_OR_THAI = re.compile("[\u0e00-\u0e7f\uac00-\ud7af]")
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[{UNSPACED_OF_ALL}]|[^\W{UNSPACED_OF_ALL}_]+(?:'[^\W\d_]+)*|[^\w\s]")


def folded(text: str) -> str:
    """Return a text in which forms of quotes, dashes, spaces, entities and letters are one.

    >>> folded("“Well&nbsp;–  yes”, she said…")
    "'Well - yes', she said..."
    """
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
        text = _INSIDE.sub("", text)
        text = _RANGE.sub("-", text)
    text = _QUOTE.sub("'", _DASH.sub(" - ", text).translate(_HYPHENS))
    if not text.isascii():
        text = _QUOTE.sub("'", unicodedata.normalize("NFKC", text).translate(_HYPHENS))
        if _UNSPACED_LETTER.search(text) and not _HANGUL_OR_THAI.search(text):
            text = _AROUND_UNSPACED.sub("", text)
    text = _QUOTE_RUN.sub("'", text)
    return " ".join(_SPACE_BEFORE.sub("", text).split())


def words_of(text: str) -> list[str]:
    """Return the words, numbers and marks of a folded text; each letter of a script without spaces is a word."""
    return _WORD.findall(text)


def is_unspaced(word: str) -> bool:
    """Return whether a word is one letter of a script that prints no spaces between words."""
    return len(word) == 1 and _UNSPACED_LETTER.match(word) is not None
