"""A faulty spider file breaks its own spiders, with one clear line, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newscrawler.extensions.spider_loader import FaultTolerantSpiderLoader

ROOT = Path(__file__).parents[2]
SOUND = """from newscrawler.spiders.syndication import SyndicationSpider


class Sound(SyndicationSpider):
    name = "sound"
    outlet = "sound.example"
"""


def project(**changed: object) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawler.settings")
    settings.setdict(changed, priority="cmdline")
    return settings


def loader(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> FaultTolerantSpiderLoader:
    """Load a package of spiders in which ``sound`` stands after the faulty file."""
    package = f"spiders_of_{folder.name.replace('-', '_')}"
    (folder / package).mkdir()
    for name, text in {"__init__": "", "sound": SOUND, **files}.items():
        (folder / package / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.chdir(folder)
    found = get_spider_loader(project(SPIDER_MODULES=[package]))
    assert isinstance(found, FaultTolerantSpiderLoader)
    return found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "class A(SyndicationSpider):\n    name = 'a'\n",
            "a.py, line 1: NameError: name 'SyndicationSpider' is not defined",
        ),
        ("\nclass A(:\n", "a.py, line 2: SyntaxError: invalid syntax"),
        ("import no_such_thing\n", "a.py, line 1: ModuleNotFoundError: No module named 'no_such_thing'"),
        ("from newscrawler.items import Nothing\n", "a.py, line 1: ImportError: cannot import name 'Nothing'"),
        ("import re\n\nre.compile('(')\n", "a.py, line 3: PatternError: missing ), unterminated subpattern"),
        ("raise ValueError('two\\nlines')\n", "a.py, line 1: ValueError: two lines"),
        ("import sys\nsys.exit(3)\n", "a.py, line 2: SystemExit: 3"),
        ("{}['feeds']\n", "a.py, line 1: KeyError: 'feeds'"),
    ],
)
def test_one_line_names_the_file_and_the_error(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = loader(tmp_path, monkeypatch, a=text)
    assert found.list() == ["sound"]
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert says.replace("PatternError", "PatternError" if sys.version_info >= (3, 13) else "error") in told[0]
    assert told[0].endswith("a are skipped until it is fixed")
    assert list(found.faults.values()) == [told[0].removeprefix("scrapy: ")]


def test_it_is_told_once_in_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = loader(tmp_path, monkeypatch, a="1 / 0\n")
    again = type(found)(Settings({"SPIDER_MODULES": found.spider_modules}))
    assert again.faults == found.faults
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_package_of_spiders_within_is_loaded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = loader(tmp_path, monkeypatch)
    inner = tmp_path / found.spider_modules[0] / "more"
    inner.mkdir()
    (inner / "__init__.py").write_text("")
    (inner / "deep.py").write_text(SOUND.replace('"sound"', '"deep"'))
    assert sorted(type(found)(Settings({"SPIDER_MODULES": found.spider_modules})).list()) == ["deep", "sound"]


def test_the_spiders_of_the_package_are_all_sound() -> None:
    found = get_spider_loader(project())
    assert isinstance(found, FaultTolerantSpiderLoader)
    assert found.faults == {}


@pytest.mark.live
def test_commands_go_on_beside_a_faulty_file(tmp_path: Path) -> None:
    package = tmp_path / "strangers"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "broken.py").write_text("class Broken(SyndicationSpider):\n    name = 'broken'\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    scrapy = [sys.executable, "-m", "scrapy"]
    modules = ["-s", "SPIDER_MODULES=newscrawler.spiders,strangers"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*scrapy, *arguments, *modules], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )

    listed = run("list")
    assert listed.returncode == 0
    assert {"archive", "japantoday", "outlet"} <= set(listed.stdout.split())
    assert listed.stderr.count("\n") == 1
    assert "broken.py, line 1: NameError: name 'SyndicationSpider' is not defined" in listed.stderr
    asked = run("crawl", "broken")
    assert asked.returncode == 2
    assert "broken.py, line 1: NameError" in asked.stderr
    assert "scrapy crawl: there is no spider 'broken'; choose from: apnews, archive, " in asked.stderr
    assert "Traceback" not in asked.stderr
