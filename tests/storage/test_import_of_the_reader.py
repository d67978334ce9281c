"""``from newscrawler.storage import Reader`` needs pymongo alone, and the names that moved are still found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import newscrawler.storage

REFUSED = (
    *("scrapy", "twisted", "scrapyd", "parsel", "itemloaders", "itemadapter", "w3lib", "queuelib", "protego"),
    *("playwright", "scrapy_playwright", "lxml", "selectolax", "nh3", "tldextract", "requests", "warcio", "wcwidth"),
)
"""Distributions that a consumer of the data need not install, by the names that are imported."""

HOOK = f"""
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {REFUSED!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Refuse())
"""

ROOT = Path(newscrawler.storage.__file__).parents[2]


def run(code: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, *options, "-c", HOOK + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_hook_refuses() -> None:
    code = "try:\n    import scrapy\nexcept ModuleNotFoundError as error:\n    print(error)"
    assert run(code) == "No module named 'scrapy'\n"


def test_the_reader_needs_pymongo_alone() -> None:
    code = (
        "from newscrawler.storage import Reader, connect, traverse\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[1:])))"
    )
    assert run(code) == "[]\n"


def test_reading_does_not_import_what_writes() -> None:
    code = "from newscrawler.storage import Reader\nprint([name for name in sys.modules if name.startswith('newscrawler.')])"
    loaded = set(eval(run(code)))  # a list of texts that this test printed
    assert "newscrawler.storage.reader" in loaded
    assert not loaded & {"newscrawler.storage.writer", "newscrawler.storage._batch", "newscrawler.dedupe"}


def test_every_public_name_is_found_without_scrapy() -> None:
    code = (
        "import newscrawler.storage as storage\n"
        "print([name for name in storage.__all__ if getattr(storage, name, None) is None])"
    )
    assert run(code) == "[]\n"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"newscrawler\.storage.*'nothing'"):
        newscrawler.storage.nothing  # noqa: B018 - the access is what is tried


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("walk", "newscrawler.storage.reader.traverse"),
        ("writer_for", "newscrawler.writer_registry.writer_for"),
        ("declared_trust", "newscrawler.writer_registry.declared_trust"),
    ],
)
def test_a_former_name_is_an_alias_that_warns(old: str, new: str) -> None:
    with pytest.warns(DeprecationWarning, match=rf"newscrawler\.storage\.{old} is now {new}.*0\.3"):
        found = getattr(newscrawler.storage, old)
    assert f"{found.__module__}.{found.__name__}" == new
