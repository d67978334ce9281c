"""The encoding of a page's bytes: guessed where none is declared, and corrected where the bytes disprove it."""

from __future__ import annotations

import re
from codecs import utf_8_decode

import cchardet

from newscrawler.html.charsets import resolve_encoding

__all__ = ["guess_encoding", "has_escapes", "is_utf8", "proven_encoding"]

_LANGUAGE_WITHIN = 2048
"""Bytes at the beginning of a page in which its language is searched."""
_META_WITHIN = 4096
"""Bytes at the beginning of a page in which its declaration is searched."""
_CHUNK = 32_768
"""Bytes that are validated at a time."""
_LANGUAGE = re.compile(rb"<html[^>]{0,400}?\slang=[\"']?([a-zA-Z]{2})(?![a-zA-Z])")
# Multi-byte encodings have invalid sequences, so text that decodes without error is almost certainly in that encoding.
_LEGACY: dict[bytes, tuple[str, ...]] = {
    b"ja": ("iso2022_jp", "euc_jp", "cp932"),
    b"ko": ("cp949",),
    b"zh": ("gb18030", "big5"),
    **dict.fromkeys((b"ru", b"uk", b"be", b"bg", b"sr", b"mk"), ("cp1251",)),
    **dict.fromkeys((b"pl", b"cs", b"sk", b"hu", b"hr", b"sl", b"ro"), ("cp1250",)),
    b"el": ("cp1253",),
    b"tr": ("cp1254",),
    b"he": ("cp1255",),
    b"ar": ("cp1256",),
    **dict.fromkeys((b"lt", b"lv", b"et"), ("cp1257",)),
    b"vi": ("cp1258",),
    b"th": ("cp874",),
}
"""Encodings that pages in a language were written in before UTF-8."""
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w-]{2,20})", re.I)
_WIDE = ("utf-16", "utf-32")
_WIDE_WITHIN = 64
"""Bytes at the beginning of a page among which UTF-16 and UTF-32 have a NUL: markup begins with ASCII letters."""
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b$(")
"""Sequences with which ISO-2022-JP begins double-byte text. No other text has an escape character."""
_ESCAPED_CHARSETS = ("iso2022_jp", "iso2022_jp_2004", "iso2022_kr")
_MOSTLY_UTF8 = 4
"""A page is UTF-8 with errors where it has more than this many times as many valid sequences as invalid bytes: a cut
excerpt, or a comment in an older charset. Text in another charset has few sequences that are valid by chance (at most
one for two invalid bytes in EUC-JP, measured)."""
_OF_PAGES = ("cp125", "cp874", "cp9", "iso8859", "koi8", "euc", "gb", "big5", "shift", "tis")
"""Beginnings of the encodings of pages. The detector also knows those of DOS and the old Macintosh, which it suggests
for a few odd letters."""
_FEW = 1 / 20
"""Share of the bytes that may be undecodable in a suggested encoding."""
_WORD_BEYOND_ASCII = re.compile(rb"[^\s\x00-/<=>]{0,40}[\x80-\xff][^\s\x00-/<=>]{0,40}")
_SAMPLE = 200_000
"""Bytes of a page that are looked at for its charset."""
_DEFAULT = "cp1252"
"""The charset of most pages that declare none and are not UTF-8 (WHATWG Encoding: the default of most locales)."""


def guess_encoding(body: bytes) -> str:
    """Return the encoding of a page that declares none.

    UTF-8 where the bytes are UTF-8, except for a few; else an older encoding of the page's language that can decode
    it; else the one that the letters suggest (uchardet); else windows-1252.
    """
    escaped = _escaped(body)
    if escaped:
        return escaped
    if is_utf8(body) or _is_mostly_utf8(body):
        return "utf-8"
    language = _LANGUAGE.search(body, 0, _LANGUAGE_WITHIN)
    for encoding in _LEGACY.get(language[1].lower(), ()) if language else ():
        if _decodes(body, encoding):
            return encoding
    return _suggested(body) or _DEFAULT


def proven_encoding(body: bytes, declared: str) -> str:
    """Return the declared encoding, unless the bytes prove another.

    Text in another encoding is almost never valid UTF-8 beyond ASCII. A page that declares UTF-8 in its HTTP header
    and has hardly a valid sequence beyond ASCII comes from a server that adds the header to old files; then the page's
    ``<meta>`` decides. A declaration that can be read as ASCII disproves UTF-16 and UTF-32.
    """
    if declared.startswith(_WIDE):
        return declared if b"\0" in body[:_WIDE_WITHIN] else guess_encoding(body)
    escaped = _escaped(body)
    if escaped or body.isascii():
        return escaped or declared
    if is_utf8(body):
        return "utf-8"
    if declared != "utf-8" and _decodes(body, declared):
        return declared
    own = _encoding_of_meta(body)
    if own and own != declared and _decodes(body, own):
        return own
    if declared == "utf-8" and not _is_mostly_utf8(body):
        return guess_encoding(body)
    return declared


def has_escapes(body: bytes) -> bool:
    """Return whether a page has sequences of ISO-2022-JP or ISO-2022-KR, though all its bytes are ASCII."""
    return b"\x1b" in body and any(escape in body for escape in _ESCAPES)


def _escaped(body: bytes) -> str | None:
    """Return the encoding of text that escape sequences mark; None where there is none."""
    if not has_escapes(body):
        return None
    return next((encoding for encoding in _ESCAPED_CHARSETS if _decodes(body, encoding)), None)


def _is_mostly_utf8(body: bytes) -> bool:
    text = body[:_SAMPLE].decode("utf-8", "replace")
    invalid = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - invalid > _MOSTLY_UTF8 * invalid


def _suggested(body: bytes) -> str | None:
    """Return the encoding that the frequency of letters and letter pairs suggests, of those that pages are written in.

    Markup and ASCII words are left out: they say nothing, and an English page with a few accents would count as ASCII.
    """
    words = b" ".join(_WORD_BEYOND_ASCII.findall(body[:_SAMPLE]))
    found = cchardet.detect(words)["encoding"]
    encoding = resolve_encoding(found) if found else None
    if encoding is None or not encoding.startswith(_OF_PAGES):
        return None
    # Too many errors: the letters are those of this encoding by chance.
    errors = words.decode(encoding, "replace").count("\ufffd")
    return encoding if errors < _FEW * len(words) else None


def _encoding_of_meta(body: bytes) -> str | None:
    """Return the encoding that a page declares itself, unless it is Unicode, which the bytes disprove."""
    meta = _META_CHARSET.search(body, 0, _META_WITHIN)
    own = resolve_encoding(meta[1].decode("ascii")) if meta else None
    return None if own is None or own.startswith(("utf-8", "utf-16")) else own


def is_utf8(body: bytes) -> bool:
    """Return whether all bytes are UTF-8; ASCII is."""
    try:
        _check_utf8(body)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _check_utf8(body: bytes) -> None:
    """Validate in chunks: decoding the whole page allocates fresh memory and takes 1.5 times as long (measured).

    :raises UnicodeDecodeError: when the bytes are not UTF-8
    """
    at, view = 0, memoryview(body)
    while at < len(body):
        end = at + _CHUNK
        at += utf_8_decode(view[at:end], "strict", end >= len(body))[1]
