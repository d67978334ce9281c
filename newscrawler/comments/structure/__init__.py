"""Structural extraction: comments in the page itself, on any site. Names are tried first, then repetition."""

from newscrawler.comments.structure.section import Structure, read_structure, structure_of

__all__ = ["Structure", "read_structure", "structure_of"]
