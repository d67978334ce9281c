"""A language is added by adding its words to the data: the tables are well formed, and each is read."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from importlib.resources import files

import pytest

import newscrawler
from newscrawler.language import tables
from newscrawler.language.tables import Table, load, spellings
from tests.support.soak import times

BCP_47 = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Z]{2}|\d{3}))?$")
"""Language, script and region of a tag; ``any`` is a tag of this form too, which our tables use for signs."""


@pytest.fixture(scope="module", autouse=True)
def everything_imported() -> None:
    for module in pkgutil.walk_packages(newscrawler.__path__, "newscrawler."):
        if not module.name.startswith(("newscrawler.scrapyd.", "newscrawler.commands.", "newscrawler.spiders.")):
            importlib.import_module(module.name)


def by_language() -> list[str]:
    """Files that hold tables of words by language, as :class:`Table` reads them."""
    names = (file.name for file in (files("newscrawler.language") / "data").iterdir())
    others = {"agencies.toml", "cldr.toml", "given_names.toml", "printed.toml", "search.toml", "zones.toml"}
    return sorted(name.removesuffix(".toml") for name in names if name not in others)


@pytest.mark.parametrize("name", by_language())
def test_every_table_is_lists_of_words_by_language(name: str) -> None:
    for table, languages in load(name).by_language.items():
        assert re.compile(Table(name).pattern(table)), f"{name}: [{table}]"
        assert languages, f"{name}: [{table}] is empty"
        for language, words in languages.items():
            assert BCP_47.match(language), f"{name}: [{table}] {language} is no BCP 47 tag"
            assert words, f"{name}: [{table}] {language} is empty"
            assert len(words) == len(set(words)), f"{name}: [{table}] {language} holds a word twice"
            for word in words:
                assert word == unicodedata.normalize("NFC", word).strip(), f"{name}: [{table}] {language}: {word!r}"


@pytest.mark.parametrize("name", by_language())
def test_every_table_is_used(name: str) -> None:
    table = load(name)
    assert set(table.by_language) - table.used == set()


def test_no_group_of_a_table_captures() -> None:
    for name in by_language():
        for table in load(name).by_language:
            assert re.compile(Table(name).pattern(table)).groups == 0


def test_a_language_is_added_by_adding_its_words() -> None:
    table = Table("words")
    before = re.compile(table.bounded("comments"), re.I)
    assert not before.search("3 Szłōnzki")
    table.by_language["comments"]["szl"] = ["szłōnzki"]
    assert re.compile(table.bounded("comments"), re.I).search("3 Szłōnzki")


@pytest.mark.parametrize(
    ("word", "all_spellings"),
    [
        ("comments?", {"comment", "comments"}),
        ("ha (detto|scritto)", {"ha detto", "ha scritto"}),
        ("napisał\\(?a?\\)?", {"napisał" + end for end in ("", "(", "a", ")", "(a", "(a)", "a)", "()")}),
        ("написал[аи]?", {"написал", "написала", "написали"}),
        ("a(b|c(d)?)e", {"abe", "ace", "acde"}),
    ],
)
def test_spellings(word: str, all_spellings: set[str]) -> None:
    assert set(spellings(word)) == all_spellings
    assert all(re.fullmatch(word, spelling) for spelling in all_spellings)


@pytest.mark.parametrize("word", ["\\w+", "a.b", "a*", "(a"])
def test_what_is_no_choice_of_letters_has_no_spellings(word: str) -> None:
    with pytest.raises(ValueError, match=r"stands for more|bracket"):
        spellings(word)


def test_words_are_whole_words_only_where_spaces_part_them() -> None:
    table = Table("words")
    table.by_language["x"] = {"en": ["up", "(a|b)c"], "ja": ["更新"], "any": ["©"]}
    expression = re.compile(table.bounded("x"))
    assert expression.search("an up")
    assert not expression.search("cups")
    assert expression.search("bc")
    assert not expression.search("bcd")
    assert expression.search("最終更新日")
    assert expression.search("© 2024")


def told(word: str) -> list[str]:
    """All spellings of a word; the word itself where it stands for more than a choice of letters."""
    try:
        return spellings(word)
    except ValueError:
        return [word]


@pytest.mark.parametrize("flags", [re.I, 0][: times(1, 2)])
@pytest.mark.parametrize("name", by_language())
def test_words_with_the_same_first_letter_share_an_alternative_and_match_as_alone(name: str, flags: int) -> None:
    for table in load(name).by_language:
        words = Table(name).words(table)
        alone = re.compile("|".join(re.sub(r"(?<!\\)\((?!\?)", "(?:", word) for word in words), flags)
        text = " ".join(each for word in words for spelling in told(word) for each in (spelling, spelling.upper()))
        together = re.compile(Table(name).pattern(table), flags)
        assert [found.span() for found in together.finditer(text)] == [found.span() for found in alone.finditer(text)]


def test_alternatives_are_shared_only_where_no_other_word_may_match_between() -> None:
    table = Table("words")
    table.by_language["x"] = {"en": ["up", "(a|b)c", "ups", "acd", "u", "o?k"]}
    assert table.pattern("x") == "(?:a|b)c|ups|acd|o?k|u(?:p|)"


def test_a_file_is_read_once() -> None:
    assert load("words") is tables.load("words")
