"""A wheel, installed into environments of its own: with ``[reader]`` alone, and with everything.

``[reader]`` is installed from the index, as a stranger does it. The half gigabyte of everything is not fetched and
unpacked again: the packages that pyproject.toml leads to, and no others, are linked from the environment of the tests,
which has them from the index, and pip must find with them all that the wheel asks for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pymongo.database import Database

import newscrawler
from newscrawler.items import Copy
from newscrawler.pipelines.dedupe import DedupePipeline
from newscrawler.storage import write_batch

ROOT = Path(__file__).parents[2]
PARTS = ("pyproject.toml", "setup.py", "README.md", "LICENSE")
PATIENCE = 540.0
"""Seconds for an installation, which takes half a minute where pip has the packages in its cache."""

CRAWLING = (
    *("alerts", "archives", "commands", "comments", "discovery", "downloader", "extensions", "extraction"),
    *("frontier", "html", "pipelines", "runs", "spiders", "textdumps"),
)
"""Packages that [reader] does not bring the requirements of."""

FOREIGN = {
    "scrapy.cfg": "[settings]\ndefault = foreign.settings\n",
    "foreign/__init__.py": "",
    "foreign/settings.py": "BOT_NAME = 'foreign'\nSPIDER_MODULES = ['foreign.spiders']\n",
    "foreign/spiders/__init__.py": (
        "from scrapy import Spider\n\n\nclass Their(Spider):\n    name = 'theirs'\n\n"
        "    async def start(self):\n        return\n        yield\n"
    ),
}


@dataclass
class Installation:
    """A virtual environment, and a folder outside of the clone in which its programs run."""

    home: Path
    folder: Path

    def run(self, program: str, *args: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
        ran = subprocess.run(
            [str(self.home / "bin" / program), *args],
            cwd=self.folder,
            env=environment | more,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert not check or ran.returncode == 0, ran.stdout + ran.stderr
        return ran


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources."""
    sources, built = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        shutil.copy(ROOT / name, sources)
    shutil.copytree(ROOT / "newscrawler", sources / "newscrawler", ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-deps", "--wheel-dir", str(built), str(sources))
    (found,) = built.glob("*.whl")
    return found


def pip(*args: str, home: Path | None = None) -> None:
    """Run the pip of the tests' environment, for another environment if one is named."""
    other = ("--python", str(home / "bin" / "python")) if home else ()
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *other, *args]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def empty(place: Path) -> Installation:
    """An environment without any package, not even pip."""
    home, folder = place / "venv", place / "elsewhere"
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True, timeout=PATIENCE)
    return Installation(home, folder)


def declared() -> Iterator[Requirement]:
    """Requirements of the base and of every extra, as pyproject.toml declares them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for lines in (project["dependencies"], *project["optional-dependencies"].values()):
        yield from (each for each in map(Requirement, lines) if each.name != "newscrawler")


def needed() -> dict[str, Distribution]:
    """What these requirements lead to, directly or not, as it is installed here."""
    found: dict[str, Distribution] = {}
    looked_at: set[tuple[str, str]] = set()
    waiting = [(each, "") for each in declared()]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found[name] = distribution(name)
        for each in {"", *requirement.extras}:
            if (name, each) not in looked_at:
                looked_at.add((name, each))
                waiting += [(Requirement(line), each) for line in found[name].requires or ()]
    return found


def link(found: Iterable[Distribution], home: Path) -> None:
    """Put packages that are installed here into another environment, with their programs."""
    (site,) = home.glob("lib/python*/site-packages")
    for each in found:
        for top in {path.parts[0] for path in each.files or ()} - {"..", "__pycache__"}:
            if not (site / top).exists():
                (site / top).symlink_to(each.locate_file(top))
        for program in each.entry_points.select(group="console_scripts"):
            script = home / "bin" / program.name
            script.write_text(
                f"#!{home}/bin/python\nimport sys\nfrom {program.module} import {program.attr}\n"
                f"sys.exit({program.attr}())\n"
            )
            script.chmod(0o755)


@pytest.fixture(scope="module")
def reader(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    found = empty(tmp_path_factory.mktemp("reader"))
    # Python compiles what is imported.
    pip("install", "--no-compile", f"{wheel}[reader]", home=found.home)
    return found


@pytest.fixture(scope="module")
def everything(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    found = empty(tmp_path_factory.mktemp("everything"))
    link(needed().values(), found.home)
    pinned = ("--constraint", str(ROOT / "requirements.txt"))
    pip("install", "--no-compile", "--no-index", *pinned, f"{wheel}[all]", home=found.home)
    return found


@pytest.fixture
def filled(database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    copy = Copy(
        url="https://japantoday.com/category/world/quake",
        outlet="japantoday.com",
        retrieved=at,
        headline="Quake Shakes Sunomi",
        byline="Oona Delacroix",
        authors=["Oona Delacroix"],
        agency="Reuters",
        body=["A quake shook Sunomi on Friday."],
        datePublished=at,
        datePublishedPrecision="exact",
    )
    write_batch(database, [DedupePipeline().process_item(copy)])
    return database


def read_example(uri: str, name: str) -> str:
    """README's example of the read API, with this database in the place of its placeholder."""
    (example,) = (
        code for code in re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
        if "newscrawler.storage" in code
    )  # fmt: skip
    assert example.count('"mongodb://…"') == example.count('"newscrawler"') == 1
    return example.replace('"mongodb://…"', repr(uri)).replace('"newscrawler"', repr(name))


@pytest.mark.live
class TestReaderAlone:
    def test_it_brings_the_database_driver_and_no_crawler(self, reader: Installation) -> None:
        listing = "from importlib.metadata import distributions as all_; print(*(each.name.lower() for each in all_()))"
        names = set(reader.run("python", "-c", listing).stdout.split())
        assert names == {"newscrawler", "pymongo", "dnspython"}

    def test_the_example_of_the_readme_prints_what_is_stored(
        self, reader: Installation, filled: Database[Any], mongo_uri: str
    ) -> None:
        ran = reader.run("python", "-c", read_example(mongo_uri, filled.name))
        assert ran.stdout == "2026-11-20 09:30:00+00:00 Quake Shakes Sunomi ('japantoday.com',)\n"
        assert ran.stderr == ""

    def test_the_program_names_the_extra_that_it_needs(self, reader: Installation) -> None:
        ran = reader.run("newscrawler", "stories", check=False)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr == (
            "newscrawler: not installed: scrapy; this part of newscrawler needs the extra [crawl], "
            "install it with: pip install 'newscrawler[crawl]'\n"
        )

    @pytest.mark.parametrize("asked", [(), ("--help",), ("help",)])
    def test_the_help_names_the_commands_and_the_extra(self, reader: Installation, asked: tuple[str, ...]) -> None:
        ran = reader.run("newscrawler", *asked)
        _, usage, commands, remedy = ran.stdout.split("\n\n")
        assert usage == "usage: newscrawler COMMAND [options] [arguments]"
        modules = (ROOT / "newscrawler" / "commands").glob("[a-z]*.py")
        assert commands == f"commands: {', '.join(sorted(module.stem for module in modules))}"
        assert remedy == "They need the extra [crawl], install it with: pip install 'newscrawler[crawl]'\n"
        assert ran.stderr == ""

    @pytest.mark.parametrize("package", CRAWLING)
    def test_a_package_that_crawls_names_the_extra_too(self, reader: Installation, package: str) -> None:
        ran = reader.run("python", "-c", f"import newscrawler.{package}", check=False)
        last = ran.stderr.splitlines()[-1]
        assert last.startswith("newscrawler.extras.MissingExtraError: not installed: ")
        assert last.endswith("needs the extra [crawl], install it with: pip install 'newscrawler[crawl]'")


@pytest.mark.live
class TestEverything:
    def test_stories_are_shown_outside_of_the_clone(
        self, everything: Installation, filled: Database[Any], mongo_uri: str
    ) -> None:
        where = {"MONGODB_URI": mongo_uri, "MONGODB_DATABASE": filled.name}
        ran = everything.run("newscrawler", "stories", **where)
        assert "Quake Shakes Sunomi" in ran.stdout
        assert everything.run("python", "-m", "newscrawler", "stories", **where).stdout == ran.stdout

    def test_messages_name_the_program_that_was_started(
        self, everything: Installation, database: Database[Any], mongo_uri: str
    ) -> None:
        ran = everything.run("newscrawler", "stories", MONGODB_URI=mongo_uri, MONGODB_DATABASE=database.name)
        assert ran.stderr == (
            "newscrawler stories: nothing is stored yet; start a crawl, for example: newscrawler crawl japantoday\n"
        )

    def test_a_local_mongod_starts_and_stops(self, everything: Installation, tmp_path: Path) -> None:
        # Not pytest's own directory: its path can be longer than a socket's may be.
        var_dir = Path("/tmp") / f"newscrawler-wheel-{os.getpid()}"
        try:
            assert "runs" in everything.run("newscrawler", "mongo", "start", NEWSCRAWLER_VAR=str(var_dir)).stdout
        finally:
            everything.run("newscrawler", "mongo", "stop", NEWSCRAWLER_VAR=str(var_dir))
            shutil.rmtree(var_dir, ignore_errors=True)

    def test_the_list_of_commands_has_ours_and_those_of_scrapy(self, everything: Installation) -> None:
        ran = everything.run("newscrawler", "--help")
        named = {line.split()[0] for line in ran.stdout.splitlines() if line.startswith("  ")}
        assert {"crawl", "stories", "mongo", "doctor", "erase", "list", "shell"} <= named
        assert everything.run("newscrawler").stdout == ran.stdout

    def test_exit_codes_are_those_of_scrapy(self, everything: Installation) -> None:
        unknown = everything.run("newscrawler", "crawl", "nobody", check=False)
        assert unknown.returncode == 2
        assert unknown.stderr.splitlines()[-1].startswith(
            "newscrawler crawl: there is no spider 'nobody'; choose from: "
        )
        mistyped = everything.run("newscrawler", "storeis", check=False)
        assert (mistyped.returncode, mistyped.stderr) == (
            2,
            "newscrawler: no command 'storeis'; did you mean stories?\n",
        )

    def test_another_scrapy_project_is_not_disturbed(self, everything: Installation, tmp_path: Path) -> None:
        for name, text in FOREIGN.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        foreign = Installation(everything.home, tmp_path)
        theirs = foreign.run("scrapy").stdout
        assert "active project: foreign" in theirs
        assert not re.search(r"^  (?:stories|quarantine|mongo|doctor) ", theirs, re.M)
        assert foreign.run("scrapy", "list").stdout == "theirs\n"
        assert foreign.run("scrapy", "crawl", "theirs").returncode == 0
        # The program runs newscrawler there as everywhere.
        assert "japantoday" in foreign.run("newscrawler", "list").stdout.split()

    def test_an_outlet_of_the_working_directory_is_listed_with_those_that_ship(
        self, everything: Installation, tmp_path: Path
    ) -> None:
        (tmp_path / "our_outlets").mkdir()
        (tmp_path / "our_outlets" / "__init__.py").touch()
        (tmp_path / "our_outlets" / "granitepost.py").write_text(
            "from newscrawler.spiders.syndication import SyndicationSpider\n\n\n"
            "class GranitePostSpider(SyndicationSpider):\n    name = 'granitepost'\n    outlet = 'granitepost.example'\n"
        )
        here = Installation(everything.home, tmp_path)
        listed = here.run("newscrawler", "list", NEWSCRAWLER_SPIDER_MODULES="our_outlets").stdout.split()
        assert {"granitepost", "japantoday"} <= set(listed)

    def test_the_version_is_that_of_the_package(self, everything: Installation) -> None:
        assert everything.run("newscrawler", "--version").stdout == f"newscrawler {newscrawler.__version__}\n"
