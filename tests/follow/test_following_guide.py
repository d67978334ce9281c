"""docs/following.md: its commands that choose outlets are followed in their order, and its other commands exist."""

from __future__ import annotations

import argparse
import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from scrapy.settings import Settings

from newscrawler.commands import _following
from newscrawler.spiders.japantoday import JapanTodaySpider
from newscrawler.spiders.theguardian import TheGuardianSpider
from newscrawler.storage.outlets import followed

GUIDE = (Path(__file__).parents[2] / "docs" / "following.md").read_text()

SPIDERS = {each.name: each for each in (JapanTodaySpider, TheGuardianSpider)}


def commands() -> list[list[str]]:
    """Return the words of each ``scrapy`` command of the guide, from its blocks and its lines."""
    blocks = re.findall(r"^```console\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    lines = [line.partition("#")[0] for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(scrapy [a-z][^`]*)`", GUIDE)
    words = (shlex.split(line) for line in lines)
    return [each[each.index("scrapy") + 1 :] for each in words if "scrapy" in each]


def test_an_operator_who_follows_the_guide_chooses_outlets(
    database: Database[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    _following.add_options(parser)
    parser.add_argument("words", nargs="*")
    followed_then: list[list[str]] = []
    for words in commands():
        if words[0] != "outlets" or words[1:] == ["list"]:
            continue
        opts = parser.parse_intermixed_args(words[1:])
        if words[1:3] == ["add", "japantoday"] and any(each.name == "japantoday" for each in followed(database)):
            # The guide shows two ways to add the same outlet.
            _following.act(database, ["remove", "japantoday"], opts, SPIDERS)
        _following.act(database, opts.words, opts, SPIDERS)
        followed_then.append([f"{each.name} {each.state}" for each in followed(database)])
    told = capsys.readouterr().out
    assert "nothing was added" in told
    assert "at most 600 an hour" in told
    assert followed_then[0] == [], "--dry-run adds nothing"
    assert followed_then[1] == ["japantoday active"]
    assert followed_then[-3:] == [
        ["granitepost.example active", "japantoday paused"],
        ["granitepost.example active", "japantoday active"],
        ["granitepost.example active"],
    ]


def test_the_other_commands_of_the_guide_have_the_options_that_it_names() -> None:
    others = [words for words in commands() if words[0] not in {"outlets", "crawl"}]
    assert {words[0] for words in others} >= {"coverage", "crawls", "frontier", "alerts"}
    for name, *options in others:
        parser = argparse.ArgumentParser()
        command = import_module(f"newscrawler.commands.{name}").Command()
        command.settings = Settings()
        command.add_options(parser)
        known = {option for action in parser._actions for option in action.option_strings}
        assert {each for each in options if each.startswith("--")} <= known, (name, options)


def test_the_guide_starts_the_crawl_that_never_ends() -> None:
    crawls = [words for words in commands() if words[0] == "crawl"]
    assert crawls
    assert all(words[1] == "follow" for words in crawls)
    named = [word.removeprefix("outlets=").split(",") for words in crawls for word in words if "outlets=" in word]
    assert all(name in SPIDERS for names in named for name in names)
