"""The package as it is installed, apart from its clone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawler.places import var_dir

ROOT = Path(__file__).parents[2]
PRINT = "from newscrawler import settings; print(settings.__file__); print(settings.VAR_DIR)"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of packages into which the build backend has put ours, from a copy of what it is built from."""
    folder = tmp_path_factory.mktemp("installed")
    sources, packages = folder / "sources", folder / "lib" / "site-packages"
    sources.mkdir()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "newscrawler"):
        if (ROOT / name).exists():
            (sources / name).symlink_to(ROOT / name)
    build = [sys.executable, "setup.py", "--quiet", "build", "--build-base", "build", "--build-lib", str(packages)]
    ran = subprocess.run(build, cwd=sources, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return packages


def run(installed: Path, home: Path, **more: str) -> list[str]:
    environment = {name: os.environ[name] for name in ("PATH",)} | {"PYTHONPATH": str(installed), "HOME": str(home)}
    ran = subprocess.run(
        [sys.executable, "-c", PRINT], cwd=home, env=environment | more, capture_output=True, text=True, timeout=240
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_it_keeps_its_data_outside_of_the_installation(installed: Path, tmp_path: Path) -> None:
    file, place = run(installed, tmp_path)
    assert Path(file).is_relative_to(installed)
    assert Path(place) == tmp_path / ".local" / "share" / "newscrawler"
    assert run(installed, tmp_path, XDG_DATA_HOME="/srv/data")[1] == "/srv/data/newscrawler"
    assert run(installed, tmp_path, NEWSCRAWLER_VAR="/srv/news")[1] == "/srv/news"


def test_it_brings_all_that_is_no_python_too(installed: Path) -> None:
    ours = {path.relative_to(ROOT) for path in (ROOT / "newscrawler").rglob("*") if path.is_file()}
    wanted = {path for path in ours if "__pycache__" not in path.parts and path.suffix not in (".pyc", ".c", ".so")}
    missing = {str(path) for path in wanted if not (installed / path).exists()}
    assert missing == set()


def test_a_clone_keeps_its_data_in_the_clone() -> None:
    assert var_dir({}, ROOT / "newscrawler") == ROOT / "var"


def test_a_relative_data_home_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert var_dir({"XDG_DATA_HOME": "data"}, tmp_path / "x") == tmp_path / ".local" / "share" / "newscrawler"
