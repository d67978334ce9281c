"""Deduplication of wire stories: headline and byline key, body signatures, occurrences in time. Pure functions."""

from newscrawler.dedupe.byline import normalise_byline
from newscrawler.dedupe.headline import normalise_headline
from newscrawler.dedupe.key import story_key
from newscrawler.dedupe.occurrence import Occurrence, choose_occurrence
from newscrawler.dedupe.signature import body_signature, near_identical

__all__ = [
    "Occurrence",
    "body_signature",
    "choose_occurrence",
    "near_identical",
    "normalise_byline",
    "normalise_headline",
    "story_key",
]
