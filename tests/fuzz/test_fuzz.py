"""A few hundred inputs of each target without a crash; ``make fuzz`` draws others and prints how to repeat a crash."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.seeds import write_seeds

ROOT = Path(__file__).resolve().parents[2]
RUNS, SEED = 300, 20_261_124
"""The same inputs at each run, however fast the machine is: a run that draws others fails by chance for changes that
have nothing to do with it."""
TARGETS = ("page", "comments", "dump", "lists", "archive")


def test_every_target_has_seeds(tmp_path: Path) -> None:
    corpora = write_seeds(tmp_path)
    assert set(corpora) == set(TARGETS)
    assert all(len(list(folder.iterdir())) >= 3 for folder in corpora.values())


@pytest.mark.live
def test_a_short_run_without_a_crash(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel here; requirements-dev.txt pins it")
    # The search for slow inputs is tests/security/test_slow_inputs.py.
    chosen = [option for name in TARGETS for option in ("--target", name)]
    ended = subprocess.run(
        [sys.executable, "-m", "fuzz", "--runs", str(RUNS), "--seed", str(SEED), *chosen],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "NEWSCRAWLER_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    executed = [int(number.replace(",", "")) for number in re.findall(r"([\d,]+) executions in", ended.stdout)]
    assert len(executed) == len(TARGETS)
    assert all(number >= RUNS for number in executed)
