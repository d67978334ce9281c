"""Near-duplicate signatures of bodies: 64 one-bit minimum hashes over word shingles.

One-permutation, one-bit minwise hashing: each shingle's hash picks one of 64 bins, each bin keeps its smallest hash,
and the signature keeps one bit of that. Two bodies that share the part J of their shingles (Jaccard) differ in about
``32 · (1 − J)`` bits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from zlib import crc32

from newscrawler.dedupe.folding import UNSPACED

__all__ = ["body_signature", "distance", "near_identical"]

_BITS = 64
_ALL = (1 << _BITS) - 1
_SHINGLE = 3
_SHINGLE_UNSPACED = 5
_LEAST_SHINGLES = 40
_MOST_BITS_APART = 11

_UNSPACED_LETTER = re.compile(f"[{UNSPACED}\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]")
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‛ʼ´`'", ""),
        **dict.fromkeys("“”„«»‹›–—―−…•·\u00a0\u2009\u202f、。，．：；！？「」『』（）・", " "),
    }
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
_SPACES = bytes(c if chr(c).isalnum() or c >= 0x80 else 0x20 for c in range(256))


def body_signature(paragraphs: Sequence[str]) -> int | None:
    """Signature of a body as a *signed* 64-bit integer (what BSON's int64 holds); None when too short to say."""
    hashes = _shingles(" ".join(paragraphs))
    if len(hashes) < _LEAST_SHINGLES:
        return None
    bins: dict[int, int] = {}
    for hashed in sorted(hashes, reverse=True):
        bins[hashed & 63] = hashed
    signature = 0
    for position in range(_BITS):
        step = 0
        while (position + step) % _BITS not in bins:
            step += 1
        signature |= (bins[(position + step) % _BITS] >> 6 & 1) << position
    return signature - (1 << _BITS) if signature >> (_BITS - 1) else signature


def near_identical(a: int | None, b: int | None) -> bool:
    """Whether two signatures are of the same text but for a cut, an addition or typography; False when one is None."""
    return a is not None and b is not None and distance(a, b) <= _MOST_BITS_APART


def distance(a: int, b: int) -> int:
    """Bits in which two signatures differ: 0 for the same text, about 32 for unrelated ones."""
    return ((a ^ b) & _ALL).bit_count()


def _shingles(text: str) -> set[int]:
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY)
        if len(_UNSPACED_LETTER.findall(text)) * 2 > len(text):
            letters = "".join(letter for letter in text if letter.isalnum())
            return {
                _mixed(crc32(letters[i : i + _SHINGLE_UNSPACED].encode("utf-8", "surrogatepass")))
                for i in range(len(letters) - _SHINGLE_UNSPACED + 1)
            }
    words = text.encode("utf-8", "surrogatepass").translate(_SPACES, b"'").split()
    return {_mixed(crc32(b" ".join(words[i : i + _SHINGLE]))) for i in range(len(words) - _SHINGLE + 1)}


def _mixed(hashed: int) -> int:
    """CRC-32 is linear; a multiplication makes its bits independent enough to order by."""
    hashed = hashed * 0x9E3779B97F4A7C15 & _ALL
    return hashed ^ hashed >> 29
