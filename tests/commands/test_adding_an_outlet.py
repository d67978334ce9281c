"""docs/adding-an-outlet.md, followed word for word, with an outlet of the tests' own on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, get_origin, get_type_hints

import pytest
from pymongo.database import Database

from newscrawler.extraction import Selectors
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.storage import connect
from tests.support.clones import ROOT, clone
from tests.support.granite_post import STORIES, serving_granite_post

GUIDE = (ROOT / "docs/adding-an-outlet.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(sh|python|text)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (newscrawler/spiders/\w+\.py)(, as written)?\n(.*)", re.DOTALL)
PATIENCE = 600
"""Seconds: a minute and a half on an idle machine."""


def script() -> str:
    """The blocks as one shell script: commands are run; files are written, or compared if the guide says so."""
    lines = ["set -euo pipefail"]
    for number, (kind, text) in enumerate(BLOCKS, 1):
        if kind == "sh":
            lines.append(f"echo '### {number}'\n{text}")
        elif kind == "python":
            found = FILE.fullmatch(text)
            assert found, f"block {number} does not name its file"
            path, is_compared, content = found.groups()
            lines.append(f"{'diff -' if is_compared else 'cat >'} {path} <<'PYTHON'\n{content}PYTHON")
    return "\n".join(lines)


@dataclass
class Followed:
    """Output of the guide's blocks, content of the store after them, and the clone they ran in."""

    said: str
    copies: dict[str, dict[str, Any]]
    comments: int
    quarantined: int
    asked: list[str]
    place: Path


@pytest.fixture(scope="module")
def followed(mongo_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    place = tmp_path_factory.mktemp("guide")
    clone(place)
    # Nobody has to be spared here: a second between two requests is no word of the guide.
    settings = place / "newscrawler/settings.py"
    text = settings.read_text("utf-8")
    for delay in ("DOWNLOAD_DELAY", "AUTOTHROTTLE_START_DELAY"):
        assert f"\n{delay} = 1.0\n" in text
        text = text.replace(f"\n{delay} = 1.0\n", f"\n{delay} = 0.05\n")
    settings.write_text(text, "utf-8")
    name = f"test-guide-{os.getpid()}"
    kept = {each: os.environ[each] for each in ("PATH", "HOME", "LANG") if each in os.environ}
    with serving_granite_post() as (host_map, asked), connect(mongo_uri) as client:
        given = {
            **kept,
            "MONGODB_URI": mongo_uri,
            "MONGODB_DATABASE": name,
            "NEWSCRAWLER_HOST_MAP": host_map,
            "NEWSCRAWLER_VAR": str(place / "var"),
        }
        try:
            done = subprocess.run(
                [sys.executable, str(ROOT / ".ci/leftovers.py"), "bash", "-c", script()],
                cwd=place, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE,
                check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout
            stored: Database[dict[str, Any]] = client[name]
            yield Followed(
                said=done.stdout,
                copies={copy["_id"]: copy for copy in stored["copies"].find()},
                comments=stored["comments"].count_documents({}),
                quarantined=stored["quarantine"].count_documents({}),
                asked=asked,
                place=place,
            )
        finally:
            client.drop_database(name)


@pytest.mark.live
def test_every_block_is_run_and_prints_what_the_guide_says(followed: Followed) -> None:
    assert followed.said.count("### ") == sum(kind == "sh" for kind, _ in BLOCKS)
    printed = {line.rstrip() for line in followed.said.splitlines()}
    promised = [line.rstrip() for kind, text in BLOCKS if kind == "text" for line in text.splitlines()]
    assert [line for line in promised if line not in printed] == []
    assert "Traceback" not in followed.said


@pytest.mark.live
def test_the_outlet_is_stored_with_what_was_declared(followed: Followed) -> None:
    assert set(followed.copies) == set(STORIES)
    assert {tuple(copy["authors"]) for copy in followed.copies.values()} == {("Mara Quill", "Osric Penn")}
    assert followed.copies[STORIES[0]]["datePublished"].isoformat() == "2026-11-20T13:30:00+00:00"
    assert (followed.comments, followed.quarantined) == (2 * len(STORIES), 0)


@pytest.mark.live
def test_what_robots_txt_forbids_was_not_asked_for(followed: Followed) -> None:
    assert not [path for path in followed.asked if path.startswith("/search")]


@pytest.mark.live
def test_the_file_passes_the_tools(followed: Followed) -> None:
    file = "newscrawler/spiders/granitepost.py"
    for command in (["ruff", "check", file], ["ruff", "format", "--check", file], ["mypy", "--strict", file]):
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=followed.place,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_tables_name_everything_that_may_be_declared() -> None:
    hints = get_type_hints(SyndicationSpider)
    own = SyndicationSpider.__annotations__
    declared = {"name"} | {name for name in own if get_origin(hints[name]) is ClassVar}
    named = {
        name
        for row in re.findall(
            r"^\| (`\w+`(?:, `\w+`)*) \|", GUIDE.partition("## What may be declared")[2], re.MULTILINE
        )
        for name in re.findall(r"\w+", row)
    }
    assert named == declared | {field.name for field in fields(Selectors)}
