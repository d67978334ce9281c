"""Messages name the program that the user has started."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawler.program import commands_module, program

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


@pytest.mark.parametrize(
    ("started", "module"),
    [
        (["/opt/venv/bin/scrapy", "stories", "--limit", "5"], "newscrawler.commands.stories"),
        (["/site-packages/scrapy/__main__.py", "--nolog", "crawl", "stories"], "newscrawler.commands.crawl"),
        (["/opt/venv/bin/newscrawler", "doctor"], "newscrawler.commands.doctor"),
        (["/site-packages/newscrawler/__main__.py", "tail"], "newscrawler.commands.tail"),
        (["/site-packages/newscrawler/scrapyd/runner.py", "crawl", "outlet"], "newscrawler.commands.crawl"),
        # Help, a command of Scrapy's own, a command that there is not, a module of ours that is no command.
        (["/opt/venv/bin/scrapy"], "newscrawler.commands"),
        (["/opt/venv/bin/scrapy", "-h"], "newscrawler.commands"),
        (["/opt/venv/bin/scrapy", "list"], "newscrawler.commands"),
        (["/opt/venv/bin/scrapy", "../settings"], "newscrawler.commands"),
        (["/opt/venv/bin/scrapy", "_asking"], "newscrawler.commands"),
        # A program that runs commands of its own choice.
        (["/home/user/nightly.py", "crawl"], "newscrawler.commands"),
        ([], "newscrawler.commands"),
    ],
)
def test_a_process_imports_the_command_that_it_was_started_for(
    started: list[str], module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", started)
    assert commands_module() == module


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
