"""Keys by which a story finds others that may print the same text: a sample of hashes of its runs.

A run is a key by its own hash alone, so that two texts that share a run sample it both or neither.
"""

from __future__ import annotations

from hashlib import blake2b
from zlib import crc32

from newscrawler.clusters.limits import SAMPLED
from newscrawler.clusters.runs import runs_of, words_of
from newscrawler.clusters.texts import Text

__all__ = ["keys_of"]


def keys_of(text: Text) -> tuple[int, ...]:
    """Return the keys of a text, sorted: signed 64-bit integers, as BSON's int64 holds them. Empty for a text that is
    shorter than a run.
    """
    runs = map(str.encode, runs_of(words_of(" ".join(text.paragraphs))))
    return tuple(sorted({_key(run) for run in runs if crc32(run) % SAMPLED == 0}))


def _key(run: bytes) -> int:
    """Return the hash of a run. The sample is drawn by another hash, so that all bits of a key still vary."""
    return int.from_bytes(blake2b(run, digest_size=8).digest(), "little", signed=True)
