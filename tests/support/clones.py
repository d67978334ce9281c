"""Copies of this clone, for tests that write into one or follow a guide there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

__all__ = ["ROOT", "clone"]

ROOT = Path(__file__).parents[2]

STAMP = ".requirements-installed"
"""Written by `make venv` when the environment is whole."""

MYPY_CACHE = ".mypy_cache"
"""Results of `make check`, if it has run here: without them mypy takes ten seconds of processor time for one file."""


def clone(place: Path) -> None:
    """Copy this tree like `git clone`, with the changes of the working copy, and link an environment into it."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
            _copy_bytecode(name, place)
    (place / ".venv").symlink_to(sys.prefix)
    # `make venv` there must find this environment as it is, and not install into what others use meanwhile.
    if (installed := Path(sys.prefix) / STAMP).exists():
        for requirements in place.glob("requirements*.txt"):
            when = min(requirements.stat().st_mtime, installed.stat().st_mtime)
            os.utime(requirements, (when, when))
    if (ROOT / MYPY_CACHE).is_dir():
        shutil.copytree(ROOT / MYPY_CACHE, place / MYPY_CACHE)


def _copy_bytecode(name: str, place: Path) -> None:
    """Copy what Python has compiled of a module: it is right for a copy of the same time and size."""
    if name.endswith(".py"):
        compiled = Path(cache_from_source(name))
        if (ROOT / compiled).is_file():
            (place / compiled).parent.mkdir(exist_ok=True)
            shutil.copy2(ROOT / compiled, place / compiled)
