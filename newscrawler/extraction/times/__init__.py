"""Times at which a story was published and last changed: what the page states for machines, reconciled with what it
prints."""

from newscrawler.extraction.times.find import Times, find_times

__all__ = ["Times", "find_times"]
