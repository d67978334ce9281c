"""The story's paragraphs: which part of the page holds them, and which of its lines belong to the story."""

from newscrawler.extraction.body.find import BodyFound, find_body
from newscrawler.extraction.body.kinds import typed, typed_blocks

__all__ = ["BodyFound", "find_body", "typed", "typed_blocks"]
