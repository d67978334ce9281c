"""Share of a wire text that a story prints, and what the story changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newscrawler.clusters.limits import RUN_WORDS
from newscrawler.clusters.reading import read
from newscrawler.clusters.runs import count_words, run_spans, words_of
from newscrawler.clusters.texts import Text

__all__ = ["Printed", "printed"]

_KEPT = 0.5
"""Part of a paragraph's words that must be printed. Below it, the paragraph was cut or written anew."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One story of a cluster beside the lead's text. Captions are left out of both."""

    share: float
    """Part of the lead's words that the story prints in runs of five, 0 to 1."""
    headlineRewritten: bool | None
    """Whether the headline has other words than the lead's. None: one of them has no headline."""
    paragraphsCut: int
    """Paragraphs of the lead that the story does not print. Labels of less than five words do not count."""
    ownWords: int
    """Words of the story that are not the lead's."""


def printed(lead: Text, other: Text) -> Printed:
    """Return how much of the lead's text ``other`` prints, and what it changed."""
    wire = _Words(read(lead).paragraphs)
    copy = _Words(read(other).paragraphs)
    in_copy, in_wire = wire.printed_in(copy), copy.printed_in(wire)
    words = count_words(wire.words)
    kept = count_words([word for word, is_printed in zip(wire.words, in_copy, strict=True) if is_printed])
    return Printed(
        share=round(kept / words, 3) if words else 0.0,
        headlineRewritten=_differ(words_of(lead.headline), words_of(other.headline)),
        paragraphsCut=sum(_is_cut(flags, words) for flags, words in wire.paragraphs(in_copy)),
        ownWords=count_words([word for word, is_printed in zip(copy.words, in_wire, strict=True) if not is_printed]),
    )


class _Words:
    """The words of a text, and where its paragraphs and runs are."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self._split = [words_of(paragraph) for paragraph in paragraphs]
        self.words = [word for words in self._split for word in words]
        self._runs = {" ".join(self.words[start:end]): None for start, end in run_spans(self.words)}

    def printed_in(self, other: _Words) -> list[bool]:
        """Return for each word whether a run that holds it is in the other text."""
        flags = [False] * len(self.words)
        for start, end in run_spans(self.words):
            if " ".join(self.words[start:end]) in other._runs:
                flags[start:end] = [True] * (end - start)
        return flags

    def paragraphs(self, flags: list[bool]) -> Iterator[tuple[list[bool], list[str]]]:
        """Yield the flags and words of each paragraph."""
        start = 0
        for words in self._split:
            yield flags[start : start + len(words)], words
            start += len(words)


def _is_cut(flags: list[bool], words: list[str]) -> bool:
    return count_words(words) >= RUN_WORDS and sum(flags) < _KEPT * len(flags)


def _differ(words: list[str], others: list[str]) -> bool | None:
    return words != others if words and others else None
