"""The files that a stranger looks for first, and the metadata of the package."""

from __future__ import annotations

import re
import subprocess
import sys
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

import newscrawler

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")


@pytest.fixture(scope="module")
def metadata(tmp_path_factory: pytest.TempPathFactory) -> Message:
    """Metadata that the build backend makes of pyproject.toml."""
    base = tmp_path_factory.mktemp("metadata")
    egg_info = [sys.executable, "setup.py", "--quiet", "egg_info", "--egg-base", str(base)]
    ran = subprocess.run(egg_info, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return message_from_string((base / "newscrawler.egg-info" / "PKG-INFO").read_text(encoding="utf-8"))


def test_the_metadata_name_licence_authors_and_readme(metadata: Message) -> None:
    assert metadata["Version"] == newscrawler.__version__
    assert metadata["License"] == "BSD-3-Clause"
    assert metadata["Author"] == "newscrawler developers"
    assert "scrapy" in metadata["Keywords"].split(",")
    assert "License :: OSI Approved :: BSD License" in metadata.get_all("Classifier", [])
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "## Add an outlet" in str(metadata)
    assert "LICENSE" in metadata.get_all("License-File", [])


def test_the_licence_is_the_one_that_the_metadata_name() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("BSD 3-Clause License\n")


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files_that_are_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", (ROOT / name).read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(.+?)\]", text, re.M)
    assert versions[0] == "Unreleased"
    assert newscrawler.__version__ in versions
    sections = set(re.findall(r"^### (.+)$", text, re.M))
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_hooks_run_what_make_check_runs() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    for command in re.findall(
        r"\$\(BIN\)/(ruff check|ruff format|mypy)", (ROOT / "Makefile").read_text(encoding="utf-8")
    ):
        assert f"entry: .venv/bin/{command}" in hooks
