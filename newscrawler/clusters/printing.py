"""How much of a wire text a story prints, and what it changed."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawler.clusters.runs import runs_of, words_of
from newscrawler.clusters.texts import Text

__all__ = ["Printed", "printed"]

_KEPT = 0.5
"""Part of a paragraph's runs that must be printed; below it the paragraph was cut or written anew."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One story of a cluster beside the lead's text."""

    share: float
    """Part of the lead's text that the story prints, 0 to 1."""
    headlineRewritten: bool
    paragraphsCut: int
    """Paragraphs of the lead that the story does not print."""
    ownWords: int
    """Words of the story in paragraphs that are not the lead's."""


def printed(lead: Text, other: Text) -> Printed:
    """Return how much of the lead's text ``other`` prints, and what it changed."""
    theirs = set(runs_of(words_of(" ".join(other.paragraphs))))
    ours = set(runs_of(words_of(" ".join(lead.paragraphs))))
    return Printed(
        share=len(ours & theirs) / len(ours) if ours else 0.0,
        headlineRewritten=words_of(lead.headline) != words_of(other.headline),
        paragraphsCut=sum(not _is_in(paragraph, theirs) for paragraph in lead.paragraphs),
        ownWords=sum(len(words_of(paragraph)) for paragraph in other.paragraphs if not _is_in(paragraph, ours)),
    )


def _is_in(paragraph: str, runs: set[str]) -> bool:
    """Return whether a paragraph is among the runs of a text; one that is shorter than a run counts as printed."""
    own = runs_of(words_of(paragraph))
    return not own or sum(run in runs for run in own) >= _KEPT * len(own)
