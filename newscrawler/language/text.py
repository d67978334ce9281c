"""Text as it is compared: white space folded, what cannot be seen removed."""

from __future__ import annotations

import re

__all__ = ["fold"]

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00]")


def fold(text: str | None) -> str:
    """Whitespace, NBSP included, folded to single spaces; zero-width spaces and soft hyphens gone.

    Zero-width joiners stay: Persian and Indic words and emoji need them.
    """
    text = text or ""
    if text.isascii():
        if "\x00" in text:
            text = text.replace("\x00", "")
    elif "\u00ad" in text or "\u200b" in text or "\u2060" in text or "\ufeff" in text or "\x00" in text:
        # Looking first is a quarter of the time: hardly any line has one.
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())
