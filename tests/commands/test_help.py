"""The help of every command has the same headings on a terminal of any width."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.commands import ScrapyHelpFormatter
from scrapy.settings import Settings

from newscrawler import commands

NAMES = [module.name for module in pkgutil.iter_modules(commands.__path__) if not module.name.startswith("_")]

UNDERLINED = re.compile(r"^(.+)\n[=-]{3,}$", re.M)

HEADINGS = {"Usage", "Options", "Global Options", "Log Level (Default"}
"""The last is Scrapy's own mistake, in the help of ``--loglevel`` on narrow terminals: it makes a heading of a wrapped
line that ends with a colon."""


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_help_becomes_a_heading(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = importlib.import_module(f"newscrawler.commands.{name}").Command()
    command.settings = Settings()
    parser = ScrapyArgumentParser(
        formatter_class=ScrapyHelpFormatter,
        usage=f"scrapy {name} {command.syntax()}",
        conflict_handler="resolve",
        description=command.long_desc(),
    )
    command.add_options(parser)
    for width in range(40, 161):
        monkeypatch.setenv("COLUMNS", str(width))
        headings = {heading.strip() for heading in UNDERLINED.findall(parser.format_help())}
        assert headings - HEADINGS == set(), f"at {width} columns"
        assert {"Usage", "Options"} <= headings, f"at {width} columns"
