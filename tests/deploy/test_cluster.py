"""``make cluster``: started, crawled, shown, and nothing left running."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.live
def test_make_cluster_crawls_and_leaves_nothing_running() -> None:
    # A short path: a socket's may not be long.
    var = Path(tempfile.mkdtemp(prefix="newscrawler-cluster-"))
    try:
        done = subprocess.run(
            [sys.executable, ".ci/leftovers.py", sys.executable, "-m", "newsroom.cluster"],
            cwd=ROOT, env={**os.environ, "NEWSCRAWLER_VAR": str(var)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=900, check=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(var, ignore_errors=True)
    assert done.returncode == 0, done.stdout
    assert "left behind" not in done.stdout
    assert done.stdout.count(": finished, finished") == 3, done.stdout
    assert "3 scrapyd nodes stopped" in done.stdout
    assert "3 mongods stopped" in done.stdout
    assert "nothing is wrong" in done.stdout
    # As the outlet prints it whose copy leads the story: with capitals, or without.
    assert "museum returns drum" in done.stdout.lower()
