"""Site-independent reading of comments that are in the page: names first, then what repeats."""

from newscrawler.comments.structure.section import Structure, read_structure, structure_of

__all__ = ["Structure", "read_structure", "structure_of"]
