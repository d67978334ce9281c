"""Keys by which a story finds others that may print the same text: a sample of hashes of its runs, and its headline.

A run is a key by its own hash alone, so that two texts that share a run sample it both or neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from zlib import crc32

from newscrawler.clusters.limits import (
    HEADLINE_WORDS,
    LEAST_KEYS,
    LEAST_PART,
    OPENING_KEYS,
    OPENING_PARAGRAPHS,
    OPENING_RUNS,
    SAMPLED,
)
from newscrawler.clusters.reading import without_captions
from newscrawler.clusters.runs import first_runs, runs_of, words_of
from newscrawler.clusters.texts import Text

__all__ = ["is_candidate", "keys_of"]


def keys_of(text: Text) -> tuple[int, ...]:
    """Return the keys of a text, sorted: signed 64-bit integers, as BSON's int64 holds them. Empty for a text that is
    shorter than a run and has no headline.

    A headline is as many keys as candidates must have in common: versions of one story under one headline are compared
    however little of the first is left in the last.
    """
    runs = list(map(str.encode, runs_of(_words(text.paragraphs))))
    sampled = {run for run, number in zip(runs, map(crc32, runs), strict=True) if number % SAMPLED == 0}
    opening = first_runs(_words(without_captions(text.paragraphs[:OPENING_PARAGRAPHS])), OPENING_RUNS)
    sampled |= set(sorted(set(map(str.encode, opening)), key=crc32)[:OPENING_KEYS])
    headline = words_of(text.headline)
    if len(headline) >= HEADLINE_WORDS:
        sampled |= {f"{number}: {' '.join(headline)}".encode() for number in range(LEAST_KEYS)}
    return tuple(sorted(map(_key, sampled)))


def is_candidate(common: int, keys: int, others: int) -> bool:
    """Return whether two stories are to be compared by their keys in common.

    :param keys: number of keys of one story
    :param others: number of keys of the other
    """
    return common >= LEAST_KEYS or common * LEAST_PART >= min(keys, others) > 0


def _words(paragraphs: Iterable[str]) -> list[str]:
    return words_of(" ".join(paragraphs))


def _key(run: bytes) -> int:
    """Return the hash of a run. The sample is drawn by another hash, so that all bits of a key still vary."""
    return int.from_bytes(blake2b(run, digest_size=8).digest(), "little", signed=True)
