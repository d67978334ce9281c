"""Pages that list something list all of it: rooms, folders, extras and commands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCRAPYS_OWN = {"crawl", "genspider"}
"""Commands that Scrapy has too, which the list need not name."""


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def section(page: str, heading: str) -> str:
    """Return the text from a heading to the next one of its level."""
    level = heading.partition(" ")[0]
    return (ROOT / page).read_text().partition(f"\n{heading}\n")[2].partition(f"\n{level} ")[0]


def first_cells(text: str) -> set[str]:
    """Return the names in backticks in the first column of a table."""
    return {name for line in re.findall(r"^\| ([^|]*) \|", text, re.M) for name in re.findall(r"`([^`]+)`", line)}


def test_the_page_about_the_architecture_has_the_rooms_of_the_contract() -> None:
    (contract,) = (each for each in project()["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    rooms = {room.strip() for layer in contract["layers"] for room in layer.split("|")}
    assert first_cells(section("docs/architecture.md", "## Rooms and layers")) == rooms


def test_the_readme_has_the_folders_of_the_package() -> None:
    folders = {each.parent.name for each in (ROOT / "newscrawler").glob("*/__init__.py")}
    listed = {
        name.removeprefix("newscrawler/").strip("/") for name in first_cells(section("README.md", "## How it is built"))
    }
    assert folders <= listed, folders - listed
    assert listed - folders == {"newsroom", "bench"}


def test_the_page_about_installation_has_the_extras() -> None:
    listed = {name.strip("[]") for name in first_cells(section("docs/install.md", "## As a package"))}
    assert listed == set(project()["project"]["optional-dependencies"])


def test_the_readme_has_the_commands() -> None:
    commands = {each.stem for each in (ROOT / "newscrawler/commands").glob("[a-z]*.py")}
    named = set(re.findall(r"^    scrapy (\w+)", (ROOT / "README.md").read_text(), re.M))
    assert commands - SCRAPYS_OWN <= named, commands - named
    assert named <= commands, named - commands
