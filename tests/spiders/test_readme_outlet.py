"""The outlet that the README shows works as it is printed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import XmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.test import get_crawler

from newscrawler.extensions.spider_loader import FaultTolerantSpiderLoader

ROOT = Path(__file__).parents[2]
SNIPPET = re.compile(r"```python\n# (newscrawler/spiders/(\w+)\.py)\n(.*?)```", re.S)
FEED = b"""<rss version="2.0"><channel><title>The Larch Valley News</title><link>https://larchvalley.example/</link>
<item><title>Crane blocks the old quay</title><link>https://larchvalley.example/2026/11/quay/</link></item></channel></rss>"""


def project(**changed: object) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawler.settings")
    settings.setdict(changed, priority="cmdline")
    return settings


@pytest.fixture
def printed() -> tuple[str, str]:
    """The name and the text of the README's spider file."""
    found = SNIPPET.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(found) == 1
    _, name, text = found[0]
    return name, text


def test_it_is_loaded_and_reads_its_feed(
    printed: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, text = printed
    package = tmp_path / "readme_spiders"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = get_spider_loader(project(SPIDER_MODULES=["readme_spiders"]))
    assert isinstance(found, FaultTolerantSpiderLoader)
    assert (found.faults, found.list()) == ({}, [name])
    kind = found.load(name)
    spider: Any = kind.from_crawler(get_crawler(kind))
    [visit, request] = spider.parse_feed(XmlResponse("https://larchvalley.example/feed/", body=FEED))
    assert request.url == "https://larchvalley.example/2026/11/quay/"
    assert [each.url for each in visit.links] == [request.url]


def test_it_passes_the_linter_and_the_formatter(printed: tuple[str, str]) -> None:
    name, text = printed
    ruff = [sys.executable, "-m", "ruff"]
    place = ["--stdin-filename", str(ROOT / "newscrawler" / "spiders" / f"{name}.py")]
    for command in (["check", *place, "-"], ["format", "--check", *place, "-"]):
        ran = subprocess.run([*ruff, *command], input=text, capture_output=True, text=True, cwd=ROOT, timeout=240)
        assert ran.returncode == 0, ran.stdout + ran.stderr
