"""Functions that build the tables of words from the data files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newscrawler.language.dates.folding import joined

__all__ = ["ago", "by_word", "halves", "primary"]


def primary(language: str | None) -> str:
    """Return the language of a tag, without country and script."""
    return (language or "").replace("_", "-").partition("-")[0].lower()


def by_word(*tables: Mapping[str, list[str]]) -> dict[str, dict[int, list[str]]]:
    """Return word → number → languages, for lists of words by language."""
    found: dict[str, dict[int, list[str]]] = {}
    for table in tables:
        for language, numbered in table.items():
            for number, words in enumerate(numbered, 1):
                for word in filter(None, words.split("|")):
                    found.setdefault(word, {}).setdefault(number, []).append(primary(language))
    return found


def halves(printed: Mapping[str, Any], cldr: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return word for a part of the day → language → ``am``, ``pm``, ``night`` or ``noon``."""
    found: dict[str, dict[str, str]] = {}
    for table in (printed, cldr):
        for kind in ("am", "pm", "night", "noon"):
            for language, words in table["halves"].get(kind, {}).items():
                for word in words.split("|"):
                    found.setdefault(joined(word), {}).setdefault(primary(language), kind)
    return found


def ago(printed: Mapping[str, Any], cldr: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Return phrase for a duration → unit and number; the number is 0 if the phrase has one in digits."""
    found: dict[str, tuple[str, int]] = {}
    for table in (printed, cldr):
        for unit, languages in table["ago"].items():
            for patterns in languages.values():
                for pattern in patterns.split("|"):
                    number, bare, words = pattern.rpartition("=")
                    found.setdefault(words, (unit, int(number) if bare else 0))
    for old, new in printed["instead"].items():
        for words in [words for words in found if old in words]:
            found.setdefault(words.replace(old, new), found[words])
    return found
