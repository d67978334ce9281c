"""Words of human languages are data of the language room: no module outside it types them again in a rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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


def modules() -> Iterator[tuple[str, list[str]]]:
    """Each module outside the language room with its string literals, docstrings left out."""
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(OWN_ROOM):
            continue
        yield name, list(literals(ast.parse(path.read_text("utf-8"))))


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


MODULES = list(modules())


@pytest.mark.parametrize("name", [name for name, _ in MODULES if not is_listed(name, LETTERS)])
def test_no_letters_of_other_alphabets_are_typed(name: str) -> None:
    """Outside character classes, which say of what alphabet a text is."""
    typed = next(strings for each, strings in MODULES if each == name)
    bare = (ESCAPED.sub(" ", CHARACTER_CLASS.sub("", string)) for string in typed)
    assert [string for string in bare if set(filter(is_foreign, string)) - set(DATE_SIGNS)] == []


@pytest.mark.parametrize("name", [name for name, _ in MODULES if not is_listed(name, MARKUP, LETTERS)])
def test_no_words_of_the_tables_are_typed(name: str) -> None:
    typed = next(strings for each, strings in MODULES if each == name)
    text = "\n".join(typed).casefold()
    assert [word for word in FOREIGN if word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)] == []


FOREIGN = foreign_words()


def test_the_words_looked_for_are_many() -> None:
    assert {"kommentare", "commentaires", "januar", "the associated press", "geschlossen"} <= FOREIGN
    assert len(FOREIGN) > 150


@pytest.mark.parametrize("listed", [*MARKUP, *LETTERS])
def test_every_exception_is_needed(listed: str) -> None:
    """An exception that is no longer needed is removed from the list."""
    strings = [string for name, typed in MODULES if name == listed for string in typed]
    text = "\n".join(strings).casefold()
    words = any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in FOREIGN if word in text)
    assert words or any(is_foreign(letter) for string in strings for letter in CHARACTER_CLASS.sub("", string))
