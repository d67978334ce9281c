"""Authors of a story: names from structured data, from elements that state an author, and from printed bylines."""

from newscrawler.extraction.authors.find import Credits, find_credits

__all__ = ["Credits", "find_credits"]
