"""Messages name the program that the user has started."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawler.program import program

COMMANDS = Path(__file__).parents[2] / "newscrawler" / "commands"
NAMES = sorted(path.stem for path in COMMANDS.glob("[a-z]*.py"))


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    program.cache_clear()
    yield
    program.cache_clear()


@pytest.mark.parametrize(
    ("started", "named"),
    [
        ("/opt/venv/bin/newscrawler", "newscrawler"),
        ("/opt/venv/lib/python3.11/site-packages/newscrawler/__main__.py", "newscrawler"),
        ("/opt/venv/bin/scrapy", "scrapy"),
        ("/opt/venv/lib/python3.11/site-packages/scrapy/__main__.py", "scrapy"),
        ("", "scrapy"),
    ],
)
def test_the_program_that_was_started_is_named(started: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [started])
    assert program() == named


@pytest.mark.parametrize("name", sorted(path.name for path in COMMANDS.glob("*.py")))
def test_no_message_of_a_command_says_scrapy_of_its_own(name: str) -> None:
    tree = ast.parse((COMMANDS / name).read_text("utf-8"))
    # Docstrings, and the names of makers that are written into spiders' files, are for whoever reads a file.
    exempt = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    exempt |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "made_by"}
    typed = re.compile(rf"\bscrapy (?:{'|'.join(NAMES)})\b")
    said = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in exempt
    ]
    assert [text for text in said if typed.search(text) and '"""``scrapy' not in text] == []
