"""Expressions that are compiled when they are first used are the expressions that they say."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys

import pytest

import newscrawler.language
from newscrawler.expressions import expression


def test_it_has_the_methods_of_a_compiled_expression() -> None:
    late, plain = expression(r"(?P<number>\d+) comments?", re.I), re.compile(r"(?P<number>\d+) comments?", re.I)
    text = "3 Comments, 1 comment"
    assert late.findall(text) == plain.findall(text) == ["3", "1"]
    assert [each.group("number") for each in late.finditer(text)] == ["3", "1"]
    assert late.sub("-", text) == late.subn("-", text)[0] == "-, -"
    assert late.split("a 3 comments b") == plain.split("a 3 comments b")
    assert late.search(text)
    assert not late.match(" 3 comments")
    assert late.fullmatch("3 comments")
    assert (late.pattern, late.flags, late.groups, late.groupindex) == (
        plain.pattern, plain.flags, plain.groups, plain.groupindex,
    )  # fmt: skip


def test_a_mistake_is_told_when_it_is_used() -> None:
    late = expression("(")
    with pytest.raises(re.error, match="unterminated subpattern"):
        late.search("")


def test_every_expression_of_the_language_room_can_be_compiled() -> None:
    """Found here, and not by the page that uses it first."""
    names = [each.name for each in pkgutil.walk_packages(newscrawler.language.__path__, "newscrawler.language.")]
    late = [
        value
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if type(value) is type(expression(""))
    ]
    assert len(late) > 100
    for each in late:
        assert re.compile(each.pattern, each.flags).flags == each.flags, each.pattern


def test_a_reader_of_the_store_compiles_no_words() -> None:
    """It reads no page; what its modules import must not cost it a third of its start."""
    code = "import newscrawler.storage, newscrawler.language.bylines as b; print(vars(b._ROLE).keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["dict_keys(['pattern',", "'flags'])"]
