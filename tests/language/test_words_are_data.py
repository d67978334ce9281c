"""Words of human languages are data of the language room: no module outside it types them again in a rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import newscrawler
from newscrawler.language.agencies import AGENCIES
from newscrawler.language.dates.words import month_names
from newscrawler.language.tables import Table, spellings

ROOT = Path(newscrawler.__file__).parent
OWN_ROOM = ("language",)
MARKUP = {
    "html/roles.py": "words of class and id names",
    "html/page.py": "words of class and id names",
    "comments/structure/blocks.py": "words of ids",
    "comments/js_detection.py": "words of class and id names",
}
"""Modules that look for words in what machines read."""
LETTERS = {
    "commands/_terminal.py": "marks that begin no line",
    "dedupe/folding.py": "letters that are folded",
    "discovery/address_words.py": "letters that are folded",
    "dedupe/signature.py": "alphabets without spaces",
    "storage/needles.py": "alphabets without spaces",
    "guarded.py": "letters that are folded",
}
"""Modules that deal in letters and not in words."""
DATE_SIGNS = "年月日時"
"""Beside digits they are signs of a date, as the dot is."""
CHARACTER_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]")
ESCAPED = re.compile(r"\\[a-zA-Z]")


def modules() -> list[str]:
    """Paths of the modules outside the language room."""
    names = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))
    return [name for name in names if not name.startswith(OWN_ROOM)]


@cache
def strings_of(module: str) -> list[str]:
    """String literals of a module, docstrings left out."""
    return list(literals(ast.parse((ROOT / module).read_text("utf-8"))))


def literals(tree: ast.Module) -> Iterator[str]:
    prose: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        prose |= {id(line.value) for line in body if isinstance(line, ast.Expr)} if isinstance(body, list) else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def foreign_words() -> set[str]:
    """Words that only one who types a rule for readers of other languages writes."""
    words = Table("words")
    found = {
        spelling.casefold()
        for table in ("comments", "comment", "answers", "say", "closed_word", "like", "button", "published", "modified")
        for language, entries in words.by_language[table].items()
        for entry in entries
        if language != "en" and "\\w" not in entry
        for spelling in spellings(entry)
    }
    found |= {name for language in ("de", "fr", "es", "it", "pl", "tr") for name in month_names(language)}
    # The agencies' own names are keys too: of their outlets in the store's rules of trust.
    found |= {name.casefold() for own, names in AGENCIES.items() for name in names.full if " " in name and name != own}
    # Words that are English too, or names of anything.
    return {word for word in found if len(word) > 4} - set(month_names("en")) - {"photo", "august", "april"}


def is_foreign(letter: str) -> bool:
    return letter.isalpha() and not letter.isascii()


def is_listed(name: str, *lists: dict[str, str]) -> bool:
    return any(name in each for each in lists)


def test_no_letters_of_other_alphabets_are_typed() -> None:
    """Outside character classes, which say of what alphabet a text is."""
    typed = {
        name: [string for string in strings_of(name) if set(filter(is_foreign, bare(string))) - set(DATE_SIGNS)]
        for name in modules()
        if not is_listed(name, LETTERS)
    }
    assert {name: strings for name, strings in typed.items() if strings} == {}


def bare(string: str) -> str:
    return "" if string.isascii() else ESCAPED.sub(" ", CHARACTER_CLASS.sub("", string))


def test_no_words_of_the_tables_are_typed() -> None:
    typed = {name: words_in(strings_of(name)) for name in modules() if not is_listed(name, MARKUP, LETTERS)}
    assert {name: words for name, words in typed.items() if words} == {}


def words_in(strings: list[str]) -> list[str]:
    text = "\n".join(strings).casefold()
    return [word for word in FOREIGN if word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


FOREIGN = foreign_words()


def test_the_words_looked_for_are_many() -> None:
    assert {"kommentare", "commentaires", "januar", "the associated press", "geschlossen"} <= FOREIGN
    assert len(FOREIGN) > 150


@pytest.mark.parametrize("listed", [*MARKUP, *LETTERS])
def test_every_exception_is_needed(listed: str) -> None:
    """An exception that is no longer needed is removed from the list."""
    strings = strings_of(listed)
    letters = any(is_foreign(letter) for string in strings for letter in CHARACTER_CLASS.sub("", string))
    assert letters or words_in(strings)
