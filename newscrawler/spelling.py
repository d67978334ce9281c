"""One text in several spellings: composed and decomposed letters, and the escapes of HTML, JSON and addresses."""

from __future__ import annotations

import html
import re
from unicodedata import normalize
from urllib.parse import unquote

__all__ = ["composed", "decoded", "spelled"]

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")


def composed(text: str) -> str:
    """Return the text with composed letters (NFC): ``é`` is one character, however it was typed."""
    return text if text.isascii() else normalize("NFC", text)


def spelled(text: str) -> tuple[str, ...]:
    """Return the text as it is, composed, and decomposed, each once."""
    return (text,) if text.isascii() else tuple(dict.fromkeys((text, composed(text), normalize("NFD", text))))


def decoded(text: str) -> str:
    """Return the text as people read it: entities, ``\\u00e9`` and ``%C3%A9`` undone, letters composed."""
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text and _ESCAPE.search(text):
        text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
        # Characters beyond the first plane are two escapes.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "%" in text:
        text = unquote(text)
    return composed(text)
