"""Tables of words by language, loaded from ``language/data``, and the patterns that expressions are built from.

A file holds tables, a table one list of words for each language; a language is added by adding its line. Words are
written in the notation of regular expressions, so that ``comments?`` stands for both numbers, with one difference: a
group ``(a|b)`` never captures. ``any`` holds signs and words that belong to no single language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from newscrawler.expressions import expression
from newscrawler.guarded import caseless

__all__ = ["Table", "load", "read_data", "spellings"]

_GROUP = expression(r"(?<!\\)\((?!\?)")
_UNSPACED = expression("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that do not put a space on both sides of a word."""

_REPEATS = frozenset("?*+{")
"""Signs behind a letter that may be missing or come several times."""

_LOADED: dict[str, Table] = {}
"""Tables that were read, by name of the file."""


class Table:
    """The tables of one data file.

    :ivar used: names of the tables that a module has asked for; a test holds that every table is used
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.by_language: dict[str, dict[str, list[str]]] = read_data(name)
        self.used: set[str] = set()

    def words(self, *tables: str) -> tuple[str, ...]:
        """Return the words of all languages, each once; long ones first, so that a phrase goes before its first
        word.
        """
        return tuple(sorted(dict.fromkeys(self._words(tables)), key=len, reverse=True))

    def pattern(self, *tables: str) -> str:
        """Return alternatives that match each word, longer ones first, without a group around them."""
        return _alternatives(self.words(*tables))

    def bounded(self, *tables: str) -> str:
        r"""Return a group of the words, each a whole word (``\b``) where its script puts spaces between words."""
        words = self.words(*tables)
        spaced = _alternatives([word for word in words if _is_spaced(word)])
        unspaced = _alternatives([word for word in words if not _is_spaced(word)])
        if not spaced:
            return f"(?:{unspaced})"
        return rf"(?:\b(?:{spaced})\b|{unspaced})" if unspaced else rf"(?:\b(?:{spaced})\b)"

    def spellings(self, *tables: str) -> tuple[str, ...]:
        """Return every spelling of the words, as the look before a guarded expression needs them."""
        return tuple(dict.fromkeys(each for word in self.words(*tables) for each in spellings(word)))

    def hints(self, *tables: str) -> tuple[str, ...]:
        """Return parts of words of which every word contains at least one, for :meth:`Guarded.on_hints`."""
        found: list[str] = []
        for spelling in sorted(self.spellings(*tables), key=len):
            if not any(hint in spelling for hint in found):
                found.append(spelling)
        return tuple(found)

    def _words(self, tables: tuple[str, ...]) -> Iterator[str]:
        for table in tables:
            self.used.add(table)
            for words in self.by_language[table].values():
                yield from words


def _alternatives(words: Sequence[str]) -> str:
    """Return one alternative for each run of words that may begin with the same letter, in an order that matches alike.

    At each place of a text an expression tries its alternatives one by one: 170 words begin with 25 letters.
    """
    runs: list[dict[str, list[str]]] = [{}]
    for word in words:
        word = _GROUP.sub("(?:", word)
        if _begins_with_letter(word) and not _has_choice(word):
            runs[-1].setdefault(word[0], []).append(word[1:])
        else:
            # It may match where others do, so that it stays between those before it and those behind it.
            runs += [{"": [word]}, {}]
    return "|".join(_grouped(letter, rests) for run in runs for letter, rests in run.items())


def _grouped(letter: str, rests: Sequence[str]) -> str:
    return letter + rests[0] if len(rests) == 1 else f"{letter}(?:{'|'.join(rests)})"


def _begins_with_letter(word: str) -> bool:
    """Return whether a word begins with one letter, which equals no other where case is ignored."""
    return word[0].isalpha() and caseless(word[0]) == word[0] and word[1:2] not in _REPEATS


def _has_choice(word: str) -> bool:
    """Return whether a word is several words, without a group around them."""
    return "|" in word and any("|" in part for part in re.split(r"\([^()]*\)", word))


def _is_spaced(word: str) -> bool:
    return (word[0].isalpha() or word[0] in "([\\") and not _UNSPACED.search(word)


def read_data(name: str) -> dict[str, Any]:
    """Return the content of ``language/data/NAME.toml``.

    :raises FileNotFoundError: there is no such file
    """
    return tomllib.loads((files("newscrawler.language") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def load(name: str) -> Table:
    """Return the tables of ``language/data/NAME.toml``; each file is read once.

    :raises FileNotFoundError: there is no such file
    """
    if name not in _LOADED:
        _LOADED[name] = Table(name)
    return _LOADED[name]


def spellings(word: str) -> list[str]:
    """Return all that a word of a table stands for: ``comments?`` is ``comment`` and ``comments``.

    :raises ValueError: the word stands for more than a choice of letters, such as ``\\w+``
    """
    found, rest = _choices(word)
    if rest:
        raise ValueError(f"{word!r} has a bracket too many")
    return found


def _choices(word: str) -> tuple[list[str], str]:
    """Return the spellings up to a closing bracket, and what stands behind it."""
    finished: list[str] = []
    begun = [""]
    while word and word[0] != ")":
        if word[0] == "|":
            finished, begun, word = finished + begun, [""], word[1:]
            continue
        parts, word = _part(word)
        if word[:1] == "?":
            parts, word = [*parts, ""], word[1:]
        begun = [start + part for start in begun for part in parts]
    return finished + begun, word


def _part(word: str) -> tuple[list[str], str]:
    """Return the spellings of the first letter, set or group, and what stands behind it."""
    if word[0] == "(":
        parts, rest = _choices(word[1:])
        if not rest:
            raise ValueError(f"{word!r} lacks a bracket")
        return parts, rest[1:]
    if word[0] == "[":
        letters, _, rest = word[1:].partition("]")
        return list(letters), rest
    if word[0] == "\\" and not word[1:2].isalnum():
        return [word[1]], word[2:]
    if word[0] in "\\.*+{^$":
        raise ValueError(f"{word!r} stands for more than a choice of letters")
    return [word[0]], word[1:]
