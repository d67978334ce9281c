"""Sentences of a text, in scripts with and without spaces and full stops.

Both versions of a text are cut in the same way, so a cut at an abbreviation does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newscrawler.versions.folding import folded, words_of
from newscrawler.versions.limits import LETTERS, SENTENCES

__all__ = ["Sentence", "sentences_of"]

_END = re.compile(
    # A full stop ends a sentence before a space; the stops of other scripts end one by themselves.
    r"(?<=[.!?…])[\"'’”»)\]]{0,3}\s+(?![a-zà-ÿа-я])|(?<=[。！？｡।॥؟۔။៕።])[」』”’\"'）)]{0,3}\s*(?![」』”’）)])"
)
_ABBREVIATION = re.compile(r"(?:^|[\s(\"'“‘])(?:[A-ZÀ-ÞА-Я][a-zà-ÿа-я]{0,2}|[A-Z]\.(?:[A-Z]\.)*[A-Z])\.$")
"""``Mr.``, ``Gen.``, ``J.``, ``U.S.``: a capital and at most two small letters."""
_THAI = re.compile("[\u0e00-\u0eff\u1780-\u17ff]")
_PHRASE = 40
"""Letters after which a space ends a phrase of a script that has no full stop."""
_BEFORE = 12
"""Characters before a full stop in which an abbreviation is looked for."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its place."""

    text: str
    """As printed."""
    key: str
    """Folded: equal for sentences that a reader takes for one."""
    words: tuple[str, ...]


def sentences_of(paragraphs: Iterable[str]) -> list[Sentence]:
    """Return the sentences of paragraphs in order; a text beyond the limits ends in one long sentence."""
    found: list[Sentence] = []
    room = LETTERS
    rest: list[str] = []
    for paragraph in paragraphs:
        room -= len(paragraph)
        if room < 0 or len(found) >= SENTENCES or rest:
            rest.append(paragraph)
            continue
        for text in _cut(paragraph):
            key = folded(text)
            if key:
                found.append(Sentence(text, key, tuple(words_of(key))))
    if len(found) > SENTENCES:
        rest = [each.text for each in found[SENTENCES:]] + rest
        del found[SENTENCES:]
    if rest:
        key = folded(" ".join(rest))
        found.append(Sentence(" ".join(rest), key, (key,)))
    return found


def _cut(paragraph: str) -> Iterator[str]:
    """Yield the sentences of one paragraph."""
    start = 0
    for end in _END.finditer(paragraph):
        if _ABBREVIATION.search(paragraph[max(start, end.start() - _BEFORE) : end.start()]):
            continue
        yield from _phrases(paragraph[start : end.end()].strip())
        start = end.end()
    yield from _phrases(paragraph[start:].strip())


def _phrases(sentence: str) -> Iterator[str]:
    """Yield the phrases of a sentence whose script parts them by spaces alone; any other sentence whole."""
    if len(sentence) <= _PHRASE or _THAI.search(sentence) is None:
        yield sentence
        return
    phrase = ""
    for part in sentence.split(" "):
        phrase = f"{phrase} {part}" if phrase else part
        if len(phrase) >= _PHRASE:
            yield phrase
            phrase = ""
    if phrase:
        yield phrase
