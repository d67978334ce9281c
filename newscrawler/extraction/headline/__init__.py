"""The headline: what the page prints, what it states for machines and what its title says, reconciled."""

from newscrawler.extraction.headline.above import headline_above_text
from newscrawler.extraction.headline.find import find_headline, find_with_block, tidied
from newscrawler.extraction.headline.printed import printed_headline
from newscrawler.extraction.headline.titles import title_for_sharing

__all__ = [
    "find_headline",
    "find_with_block",
    "headline_above_text",
    "printed_headline",
    "tidied",
    "title_for_sharing",
]
