"""``scrapy probe`` and ``scrapy genspider`` as typed, in a copy of this clone, against an outlet on loopback."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawler.commands._probing import MOST_PAGES
from newscrawler.commands._spider_file import Declarations, spider_text
from newscrawler.spiders.syndication import SyndicationSpider
from tests.support.clones import clone
from tests.support.forking import run
from tests.support.granite_post import HOME, STORIES, serving_granite_post
from tests.support.loopback import serving

PATIENCE = 600
"""Seconds: many times what any command here takes, however many others run."""


class Here:
    """A copy of this clone, and the outlet."""

    def __init__(self, place: Path, host_map: str, asked: list[str]) -> None:
        self.place = place
        self.spiders = place / "newscrawler/spiders"
        self.asked = asked
        self._environment = {**os.environ, "NEWSCRAWLER_HOST_MAP": host_map}

    def run(
        self, *arguments: str, code: int = 0, module: str = "scrapy", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        words, given = [module, *arguments], self._environment | environment
        if module == "scrapy":
            done = run(words, cwd=self.place, env=given, timeout=PATIENCE)
        else:
            done = subprocess.run(
                [sys.executable, "-m", *words],
                cwd=self.place, env=given, capture_output=True, text=True, timeout=PATIENCE, check=False,
            )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def scrapy(self, *arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        fast = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
        return self.run(*arguments, *fast, code=code, **environment)

    def passes_the_tools(self, name: str) -> None:
        file = str(self.spiders / f"{name}.py")
        self.run("check", file, module="ruff")
        self.run("format", "--check", file, module="ruff")

    def has_sound_types(self, name: str) -> None:
        self.run("--strict", str(self.spiders / f"{name}.py"), module="mypy")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    place = tmp_path_factory.mktemp("clone")
    clone(place)
    with serving_granite_post() as (host_map, asked):
        yield Here(place, host_map, asked)


@pytest.mark.live
def test_it_prints_what_it_found_and_asks_for_no_more_than_it_says(here: Here) -> None:
    here.asked.clear()
    found = json.loads(here.scrapy("probe", HOME, "--json").stdout)
    assert [source["url"] for source in found["feeds"]] == [f"{HOME}feed.xml"]
    assert [(source["url"], source["sitemaps"]) for source in found["sitemaps"]] == [
        (f"{HOME}sitemap.xml", 2),
        (f"{HOME}news.xml", None),
    ]
    assert {source["url"]: source["trouble"] is None for source in found["sections"]} == {
        f"{HOME}world": True,
        f"{HOME}business": False,
        f"{HOME}harbour": True,
    }
    assert found["stories"] == list(STORIES)
    assert found["story_url"]["value"] == r"^https?://[^/]+/[^/?]+/[^/?]*[-_.]\d{4,}/?$"
    assert found["languages"] == ["en-CA"]
    assert found["time_zone"]["value"] is None
    assert found["comment_platform"] == {"value": "isso", "why": "seen on 2 of 2 stories"}
    assert found["crawl_delay"] == 0.05
    assert found["forbidden"] == []
    assert found["pages"] == len(here.asked) - here.asked.count("/robots.txt") <= MOST_PAGES
    assert found["requests"] == len(here.asked)
    assert not [path for path in here.asked if path.startswith(("/search", "/talk"))]


@pytest.mark.live
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "needs the outlet's start page"),
        (("granitepost.example",), 2, "'granitepost.example' has no scheme; write it as https://granitepost.example"),
        (("ftp://granitepost.example/",), 2, "is not an http(s) URL"),
        ((HOME, "more"), 2, "'more' is not an argument"),
        ((HOME, "--write", "Granite-Post"), 2, "'Granite-Post' is no spider's name"),
        ((HOME, "--write", "class"), 2, "'class' is no spider's name"),
        ((HOME, "--write", "../granite"), 2, "is no spider's name"),
        ((HOME, "--write", "japantoday"), 2, "there is a spider 'japantoday' already"),
        ((HOME, "--write", "syndication"), 2, "there is a spider 'syndication' already"),
        ((f"{HOME}nosuch",), 1, f"{HOME}nosuch: HTTP 404"),
        ((f"{HOME}search",), 1, f"robots.txt of granitepost.example forbids {HOME}search"),
        ((f"{HOME}report.pdf",), 1, "content type application/pdf is not a page; probe the outlet's front page"),
        (("http://127.0.0.1:1/",), 1, "http://127.0.0.1:1/: "),
    ],
)
def test_bad_input_gets_one_line(arguments: tuple[str, ...], code: int, says: str, here: Here) -> None:
    before = sorted(here.spiders.glob("*.py"))
    done = here.scrapy("probe", *arguments, code=code)
    errors = [line for line in done.stderr.splitlines() if not line.startswith("scrapy probe: asks ")]
    assert (done.stdout, len(errors)) == ("", 1), done.stderr
    assert says in errors[0]
    assert sorted(here.spiders.glob("*.py")) == before


@pytest.mark.live
def test_a_page_that_leads_nowhere_is_told_and_nothing_is_written(here: Here) -> None:
    with serving(lambda path: (200 if path == "/" else 404, "<p>Scripts bring this page.</p>")) as address:
        environment = {"NEWSCRAWLER_HOST_MAP": f"emptypress.example={address}"}
        done = here.scrapy("probe", "https://emptypress.example/", "--write", "emptypress", code=1, **environment)
    assert "Nothing to crawl was found: are the stories brought by scripts" in done.stdout
    assert not (here.spiders / "emptypress.py").exists()


@pytest.mark.live
def test_what_it_writes_passes_the_tools_and_crawls(here: Here) -> None:
    here.scrapy("probe", HOME, "--write", "granitepost")
    here.passes_the_tools("granitepost")
    here.has_sound_types("granitepost")
    assert "granitepost" in here.run("list").stdout.split()
    written = (here.spiders / "granitepost.py").read_text()
    assert f'feeds = ("{HOME}feed.xml",)' in written
    assert f'sitemaps = ("{HOME}news.xml",)' in written
    assert 'comment_platforms = ("isso",)' in written
    again = here.scrapy("probe", HOME, "--write", "granitepost", code=2)
    assert "there is a spider 'granitepost' already" in again.stderr
    assert (here.spiders / "granitepost.py").read_text() == written
    # The tests of a clone with a new outlet, as `make check` runs them
    here.run("-q", "tests/outlets", "tests/spiders", "-m", "not live", module="pytest")


@pytest.mark.live
def test_genspider_writes_an_outlet_and_no_template_of_scrapy(here: Here) -> None:
    here.scrapy("genspider", "granite_post", "granitepost.example")
    here.passes_the_tools("granite_post")
    written = (here.spiders / "granite_post.py").read_text()
    assert "class GranitePostSpider(SyndicationSpider):" in written
    assert f'sections = ("{HOME}",)' in written
    for arguments, says in (
        (("granite_post", HOME), "there is a spider 'granite_post' already"),
        (("-t", "crawl", "other", HOME), "'-t' is not an argument of this command"),
        (("other", "ftp://granitepost.example"), "is not an http(s) URL"),
        (("other",), "needs a name and a start page"),
    ):
        assert says in here.scrapy("genspider", *arguments, code=2).stderr


@pytest.mark.live
def test_an_own_package_takes_the_file(here: Here) -> None:
    own = here.place / "ourpapers"
    own.mkdir()
    (own / "__init__.py").touch()
    here.scrapy("genspider", "ourpaper", HOME, "-s", "NEWSPIDER_MODULE=ourpapers")
    assert (own / "ourpaper.py").exists()
    listed = here.run("list", NEWSCRAWLER_SPIDER_MODULES="ourpapers").stdout.split()
    assert {"ourpaper", "japantoday"} <= set(listed)
    refused = here.scrapy("genspider", "ourpaper", HOME, "-s", "NEWSPIDER_MODULE=nosuch", code=2)
    assert "NEWSPIDER_MODULE 'nosuch' is no package that can be imported" in refused.stderr


@pytest.mark.live
def test_an_installation_is_not_written_into(here: Here, tmp_path: Path) -> None:
    shutil.copytree(here.place / "newscrawler", tmp_path / "newscrawler")
    for arguments in (("genspider", "ourpaper", HOME), ("savefixture", "outlet", HOME)):
        ran = subprocess.run(
            [sys.executable, "-m", "newscrawler", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
        assert "newscrawler is installed here" in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["newscrawler"]
    assert not (tmp_path / "newscrawler/spiders/ourpaper.py").exists()


def declared(text: str, folder: Path) -> type[SyndicationSpider]:
    path = folder / "written.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("written", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kind = module.GraniteSpider
    assert issubclass(kind, SyndicationSpider)
    return kind


def test_what_an_address_holds_is_never_code(tmp_path: Path) -> None:
    hostile = 'https://granitepost.example/")\nimport os\n\\"#{x}\u202e'
    text = spider_text("granite", Declarations(outlet="granitepost.example", made_by="scrapy probe", feeds=(hostile,)))
    assert len(text.splitlines()) == 11
    [feed] = declared(text, tmp_path).feeds
    assert feed.isascii()
    assert feed.startswith("https://granitepost.example/%22)")


@pytest.mark.parametrize("number", [0, 1, 2, 9])
def test_any_number_of_declarations_is_written_as_the_formatter_wants_it(number: int, tmp_path: Path) -> None:
    urls = tuple(f"{HOME}section-{each}/feed.xml" for each in range(number))
    made = Declarations(
        outlet="granitepost.example", made_by="scrapy probe", time_zone="Asia/Tokyo", feeds=urls, sections=urls[:1],
        story_url=r"^https?://[^/]+/\d{4}/[^/?]*-[^/?]*/?$", comment_platforms=("isso",),
        archive_sitemaps=urls[:1], archive_page=HOME + "archive/{year}/{month}/{day}",
    )  # fmt: skip
    text = spider_text("granite", made)
    kind = declared(text, tmp_path)
    assert (kind.feeds, kind.sections, kind.story_url) == (urls, urls[:1], made.story_url)
    assert (kind.archive_sitemaps, kind.archive_page) == (urls[:1], made.archive_page)
    for command in (["check"], ["format", "--check"]):
        subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", "newscrawler/spiders/granite.py", "-"],
            input=text, text=True, check=True, capture_output=True, timeout=240,
        )  # fmt: skip
