"""The dedupe key: one hash for the normalised headline and byline."""

from __future__ import annotations

from hashlib import blake2b

from newscrawler.dedupe.byline import normalise_byline
from newscrawler.dedupe.headline import normalise_headline

__all__ = ["story_key"]


def story_key(headline: str | None, byline: str | None) -> str:
    """Key of a story: 32 hex digits (BLAKE2b, 128 bits), the same on every machine and in every run.

    The day is not in it: which printing of a recurring headline a copy belongs to is
    :func:`~newscrawler.dedupe.choose_occurrence`'s question. Never raises; a missing headline counts as an empty one
    (validation lets none through).
    """
    parts = [normalise_headline(headline or ""), *normalise_byline(byline or "")]
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
