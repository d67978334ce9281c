"""Regular expressions behind a pre-filter that is faster than they are.

Most lines of a page contain nothing that an expression matches, and most expressions have words that every match
contains. Looking for those words first takes a tenth of the time. The pre-filter must let through every text that the
expression matches; ``tests/extraction/test_guards.py`` checks this for every :class:`Guarded` of the package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from newscrawler.expressions import expression

__all__ = ["Guarded", "caseless"]

Mode = Literal["search", "match", "fullmatch"]

_ALSO = {
    number: folded
    # Latin, Greek, Cyrillic and their extensions: no other script has letters of this kind.
    for number in range(0x80, 0x2130)
    if len(folded := chr(number).casefold()) == 1 and folded != chr(number).lower()
} | {ord("ı"): "i"}
"""Lower-case letters that are another form of a letter: ``ſ``, ``ς``, ``ϐ``."""
_FOLDS_TO_LETTER = "\u0345"
"""The one mark that folds to a letter, where an expression may want none."""
_HAS_ODD = re.compile(f"[{''.join(map(chr, _ALSO))}]")


class Guarded:
    """A regular expression and its pre-filter.

    :param may_match: returns False only for texts that the expression does not match
    :param mode: the method by which the expression is used, which the property test repeats
    :param given: brings any text into the form in which the callers hand it over, such as with its white space
        collapsed
    """

    __slots__ = ("given", "may_match", "mode", "pattern")

    def __init__(
        self,
        pattern: re.Pattern[str],
        may_match: Callable[[str], bool],
        *,
        mode: Mode = "search",
        given: Callable[[str], str] = str,
    ) -> None:
        self.pattern = pattern
        self.may_match = may_match
        self.mode: Mode = mode
        self.given = given

    @classmethod
    def on_hints(cls, pattern: re.Pattern[str], hints: Iterable[str], *, given: Callable[[str], str] = str) -> Guarded:
        """Guard an expression by parts of words of which every match contains at least one.

        The pre-filter ignores case where the expression does: a text with a part is then searched with its case
        folded, as by :meth:`folded`.
        """
        if not pattern.flags & re.IGNORECASE:
            exact = tuple(hints)
            return cls(pattern, lambda text: any(map(text.__contains__, exact)), given=given)
        return cls(pattern, _holds_any([caseless(hint) for hint in hints], _folded(pattern)), given=given)

    @classmethod
    def folded(cls, source: str, *, mode: Mode = "search", given: Callable[[str], str] = str) -> Guarded:
        """Guard an expression that ignores case by itself: it is asked first of the text with its case folded.

        Letters that are compared as they are let an expression pass over alternatives several times as fast.

        :param source: in lower case, escapes such as ``\\W`` apart
        """
        pattern = expression(source, re.I)
        folded = _folded(pattern)
        return cls(
            pattern,
            lambda text: getattr(folded, mode)(caseless(text)) is not None or _FOLDS_TO_LETTER in text,
            mode=mode,
            given=given,
        )

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text) if self.may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text) if self.may_match(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.pattern.fullmatch(text) if self.may_match(text) else None

    def found(self, text: str) -> list[re.Match[str]]:
        """Return all matches in the text, in order."""
        return list(self.pattern.finditer(text)) if self.may_match(text) else []

    def split(self, text: str) -> list[str]:
        """Split as :meth:`re.Pattern.split` does; the expression must have no groups."""
        return self.pattern.split(text) if self.may_match(text) else [text]

    def without(self, text: str) -> str:
        """Return the text without the matches of the expression."""
        return self.pattern.sub("", text) if self.may_match(text) else text


def _folded(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return an expression for texts whose case is folded, instead of one that ignores case."""
    # A capital in ASCII may be an escape.
    source = "".join(letter if letter.isascii() else caseless(letter) for letter in pattern.pattern)
    return expression(source, pattern.flags & ~re.IGNORECASE)


def _holds_any(hints: list[str], sought: re.Pattern[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a text has one of the hints, and what is looked for, with its case folded.

    :param hints: folded as the text
    """
    plain = tuple(hint for hint in hints if hint.isascii())

    def holds(text: str) -> bool:
        folded = caseless(text)
        # Many lines are ASCII, and half of the hints have other letters.
        if not any(map(folded.__contains__, plain if folded.isascii() else hints)):
            return False
        return sought.search(folded) is not None or _FOLDS_TO_LETTER in text

    return holds


def caseless(text: str) -> str:
    """Fold the case of a text as ``re.IGNORECASE`` compares letters.

    ``İ``, ``ı`` and ``i`` are the same letter, and so are ``ſ`` and ``s``. The length does not change.
    """
    if text.isascii():
        return text.lower()
    folded = text.replace("İ", "i").lower()
    return folded.translate(_ALSO) if _HAS_ODD.search(folded) else folded
