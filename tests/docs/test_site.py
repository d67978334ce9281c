"""The documentation site: what it generates from the code, and what ends a strict build."""

from __future__ import annotations

import bisect
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.cmdline import _get_commands_from_module

from newscrawler import limits, settings
from tools.site.commands_page import commands_page
from tools.site.hooks import PUBLIC
from tools.site.settings_page import settings_page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PROSE = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def too_long(page: Path) -> list[str]:
    """Lines that need scrolling in the source; tables, code and lines of one long address are not prose."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    apart = re.compile(r"\||    |<!--|.*\]\(\S{60,}\)")
    return [line for line in text.splitlines() if len(line) > 120 and not apart.match(line)]


def test_every_setting_is_described() -> None:
    page = settings_page(ROOT / "newscrawler" / "settings.py")
    headed = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^### (.+)$", page, re.M))))
    assert headed == {name for name in vars(settings) if name.isupper() and not hasattr(limits, name)}


def test_settings_are_grouped_as_in_their_file() -> None:
    source = (ROOT / "newscrawler" / "settings.py").read_text("utf-8")
    page = settings_page(ROOT / "newscrawler" / "settings.py")
    assert len(re.findall(r"^## ", page, re.M)) == 1 + source.count("\n# --- ")
    # A title that is wrapped has its dashes in the reason below it.
    assert "----" not in page
    assert "Explained in [frontier](../frontier.md)." in page


def test_a_setting_has_its_value_its_variable_and_its_reason() -> None:
    page = settings_page(ROOT / "newscrawler" / "settings.py")
    section = page.partition("### `CHROMIUM`")[2].partition("###")[0]
    assert "environment: `NEWSCRAWLER_CHROMIUM`" in section
    assert "incomplete" in section
    delay = page.partition("`DOWNLOAD_DELAY`: ")[2].partition("\n")[0]
    assert delay == "`1.0`; Scrapy's default: `0`"


def test_every_command_is_described_with_its_own_options() -> None:
    page = commands_page()
    commands = _get_commands_from_module("newscrawler.commands", inproject=True)
    assert set(re.findall(r"^## (\w+)$", page, re.M)) == set(commands)
    stories = page.partition("\n## stories\n")[2].partition("\n## ")[0]
    assert "`--agency" in stories
    assert "--loglevel" not in stories  # an option of every command stands at the end, once
    assert page.count("`--loglevel") == 1


def test_every_public_module_has_names_to_describe() -> None:
    described = {module for modules in PUBLIC.values() for module in modules}
    for module in described:
        assert __import__(module, fromlist=["__all__"]).__all__


def test_the_page_on_versions_names_each_public_module() -> None:
    (row,) = (line for line in (DOCS / "versioning.md").read_text("utf-8").splitlines() if line.startswith("| Python"))
    promised = set(re.findall(r"`(newscrawler[\w.]*)", row.split("|")[2]))
    described = {module for modules in PUBLIC.values() for module in modules}
    assert described == promised


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    pages = {page.name for page in DOCS.glob("*.md")} - {"README.md"}
    assert {name for name in pages if f"({name})" not in index} == set()


def test_lines_of_prose_have_at_most_120_characters() -> None:
    assert {named(page): long for page in PROSE if (long := too_long(page))} == {}


def begins_one_of(words: list[str], beginning: str) -> bool:
    """Return whether one of the sorted words begins so."""
    place = bisect.bisect_left(words, beginning)
    return place < len(words) and words[place].startswith(beginning)


def test_the_glossary_names_what_there_is() -> None:
    """The last column of its tables: classes, collections, settings, fields and files."""
    text = (DOCS / "glossary.md").read_text("utf-8")
    in_use = text.partition("## Reserved words")[0]
    cells = [row.rsplit("|", 2)[1] for row in in_use.splitlines() if row.startswith("| **")]
    code = sorted(
        {word for path in (ROOT / "newscrawler").rglob("*.py") for word in re.findall(r"\w+", path.read_text("utf-8"))}
    )
    missing = []
    for name in re.findall(r"`([^`]+)`", " ".join(cells)):
        if "/" in name and "…" not in name:
            found = (ROOT / "newscrawler" / name).exists()
        else:
            found = all(begins_one_of(code, word) for word in re.findall(r"\w+", name))
        if not found:
            missing.append(name)
    assert missing == []


def test_the_glossary_explains_each_word_once() -> None:
    """A word with two meanings says of what it is: *key* (of a story), *key* (of a text)."""
    explained = re.findall(
        r"^\| (\*\*[^|]*) \|", (DOCS / "glossary.md").read_text("utf-8").partition("## Reserved")[0], re.M
    )
    names = [name for each in explained for name in re.findall(r"\*\*[^*]+\*\*(?: \([^)]*\))?", each)]
    assert sorted(names) == sorted(set(names))


BROKEN = {
    "[gone](nowhere.md)": "nowhere.md",
    "[gone](glossary.md#no-such-word)": "no-such-word",
    "[gone](../newscrawler/nothing.py)": "nothing.py",
    "`newscrawler/nothing_at_all.py`": "nothing_at_all.py",
}
"""Links and names in a page, and what a warning about each says."""


@pytest.mark.live
class TestStrictBuild:
    """A build that is ended by its warnings has made all pages; that one without them passes, ``make check`` shows."""

    @pytest.fixture(scope="module")
    def built(self, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
        """A copy of the clone in which one page is broken, and the build there."""
        clone = tmp_path_factory.mktemp("clone")
        for name in ("docs", "tools", "newscrawler"):
            shutil.copytree(ROOT / name, clone / name)
        for name in ("mkdocs.yml", "pyproject.toml", "scrapy.cfg", *(page.name for page in ROOT.glob("*.md"))):
            shutil.copy(ROOT / name, clone)
        # What pages name is there by name; only the pages' own folder is changed here.
        for name in ("tests", "bench", "deploy", "newsroom", "fuzz", "Makefile", "LICENSE", "requirements.txt"):
            (clone / name).symlink_to(ROOT / name)
        with (clone / "docs/tutorial.md").open("a", encoding="utf-8") as page:
            page.writelines(f"\nSee {link}.\n" for link in BROKEN)
        command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
        ran = subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=600, check=False)
        return clone, ran

    def test_every_page_is_made(self, built: tuple[Path, Any]) -> None:
        site = built[0] / "var/site"
        made = {str(page.relative_to(site)) for page in site.rglob("*.html")}
        for page in DOCS.rglob("*.md"):
            place = page.relative_to(DOCS).with_suffix(".html")
            assert str(place.with_name("index.html") if place.stem == "README" else place) in made
        api = (site / "reference/api/storage.html").read_text("utf-8")
        assert 'id="newscrawler.storage.Reader.stories"' in api
        assert ":class:`" not in api

    def test_a_broken_link_or_name_ends_it_and_nothing_else(
        self, built: tuple[Path, subprocess.CompletedProcess[str]]
    ) -> None:
        ran = built[1]
        assert ran.returncode != 0
        assert f"Aborted with {len(BROKEN)} warnings" in ran.stderr + ran.stdout
        assert [told for told in BROKEN.values() if told not in ran.stderr + ran.stdout] == []
