"""Spellings of one text: composed and decomposed letters, and the escapes of HTML, JSON and URLs."""

from __future__ import annotations

import html
import re
from unicodedata import normalize
from urllib.parse import unquote

__all__ = ["composed", "decoded", "spelled"]

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")


def composed(text: str) -> str:
    """Return the text with composed letters (NFC): ``é`` is one character, in any spelling."""
    return text if text.isascii() else normalize("NFC", text)


def spelled(text: str) -> tuple[str, ...]:
    """Return the different spellings of a text: as given, composed, decomposed."""
    return (text,) if text.isascii() else tuple(dict.fromkeys((text, composed(text), normalize("NFD", text))))


def decoded(text: str) -> str:
    """Return the text without escapes (entities, ``\\u00e9``, ``%C3%A9``) and with composed letters."""
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text and _ESCAPE.search(text):
        text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
        # Characters beyond the basic plane are written as two escapes.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "%" in text:
        text = unquote(text)
    return composed(text)
