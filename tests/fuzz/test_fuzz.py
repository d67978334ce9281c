"""A few seconds of fuzzing without a crash; ``make fuzz`` runs longer and prints how to repeat a crash."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.seeds import write_seeds

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 12


def test_every_target_has_seeds(tmp_path: Path) -> None:
    corpora = write_seeds(tmp_path)
    assert set(corpora) == {"page", "comments", "dump", "lists", "archive"}
    assert all(len(list(folder.iterdir())) >= 3 for folder in corpora.values())


@pytest.mark.live
def test_a_short_run_without_a_crash(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel here; requirements-dev.txt pins it")
    ended = subprocess.run(
        [sys.executable, "-m", "fuzz", "--seconds", str(SECONDS)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "NEWSCRAWLER_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    executed = [int(number.replace(",", "")) for number in re.findall(r"([\d,]+) executions in", ended.stdout)]
    assert len(executed) == 5
    # On a machine that does nothing else it is a thousand a second.
    assert all(number > 50 for number in executed)
