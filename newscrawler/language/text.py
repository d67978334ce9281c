"""Text as it is compared: white space folded, what cannot be seen removed."""

from __future__ import annotations

from newscrawler.expressions import expression

__all__ = ["MARKS", "UNSPACED", "UNSPACED_AND_LAO", "UNSPACED_OF_ALL", "collapse", "fold"]

UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Thai, kana, Han and Hangul as the inside of a character class: scripts whose texts and names have few spaces or
none."""
UNSPACED_AND_LAO = UNSPACED + "\u0e80-\u0eff"
"""The same with Lao."""
UNSPACED_OF_ALL = UNSPACED_AND_LAO + "\u1000-\u109f\u1780-\u17ff"
"""The same with Lao, Burmese and Khmer: all scripts whose runs of words are counted in letters."""
MARKS = "\u0300-\u036f\u0900-\u0963\u0966-\u0dff"
"""Marks that belong to the letter before them, as the inside of a character class: accents, and vowel signs of the
scripts of India, with their letters."""

_INVISIBLE = expression("[\u00ad\u200b\u2060\ufeff\x00]")


def fold(text: str | None) -> str:
    """Whitespace, NBSP included, folded to single spaces; zero-width spaces and soft hyphens gone.

    Zero-width joiners stay: Persian and Indic words and emoji need them.
    """
    text = (text or "").strip()
    if text.isprintable() and "  " not in text:
        return text  # as in ``collapse``; invisible characters are not printable
    if text.isascii():
        if "\x00" in text:
            text = text.replace("\x00", "")
    elif "\u00ad" in text or "\u200b" in text or "\u2060" in text or "\ufeff" in text or "\x00" in text:
        # Looking first is a quarter of the time: hardly any line has one.
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def collapse(text: str) -> str:
    """Return the text with runs of white space as single spaces, and without white space at its ends.

    Most texts need no change after their ends are stripped. A space is the only printable white space, so two checks
    find these texts. They take little more than half the time of ``" ".join(text.split())``.
    """
    text = text.strip()
    return text if text.isprintable() and "  " not in text else " ".join(text.split())
