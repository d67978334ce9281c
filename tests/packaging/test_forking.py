"""Processes that are forked for the tests behave as processes that are started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.forking import ROOT, Forked

TOLD = """
import os, sys, pathlib
print(os.getpid(), os.getppid(), os.getcwd(), os.environ["ONLY"], len(os.environ), sys.argv[1:], __name__, flush=True)
print("complaint", file=sys.stderr)
pathlib.Path("stored").write_text(sys.stdin.read())
raise SystemExit(int(sys.argv[1]))
"""

SLEEPS = "import time; print('asleep', flush=True); time.sleep(600)"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A directory with modules, in which they are run."""
    (tmp_path / "told.py").write_text(TOLD)
    (tmp_path / "sleeps.py").write_text(SLEEPS)
    (tmp_path / "fails.py").write_text("raise ValueError('a mistake')")
    return tmp_path


def started(directory: Path, *words: str, **environment: str) -> Forked:
    return Forked(
        [sys.executable, "-m", *words],
        cwd=directory,
        env={
            **environment,
            **{name: value for name, value in os.environ.items() if name.startswith(("PYTHON", "LD_"))},
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.live
@pytest.mark.parametrize("starts_anew", [False, True])
def test_it_has_the_words_directory_environment_files_and_status_that_it_is_given(
    modules: Path, starts_anew: bool
) -> None:
    anew = {"PYTHONDEVMODE": ""} if starts_anew else {}
    process = started(modules, "told", "7", "häuser", ONLY="this", **anew)
    log, _ = process.communicate("written to it", timeout=240)
    told, complaint = log.splitlines()
    assert told.split()[:2] == [str(process.pid), str(os.getpid())]
    assert str(modules) in told
    assert "this" in told
    assert told.endswith("['7', 'häuser'] __main__")
    assert complaint == "complaint"
    assert (modules / "stored").read_text() == "written to it"
    assert process.returncode == 7


@pytest.mark.live
def test_it_runs_code_that_is_given_as_a_word(modules: Path) -> None:
    code = "import sys, told_of\nprint(sys.argv, __name__)"
    (modules / "told_of.py").touch()
    with Forked([sys.executable, "-c", code, "a"], cwd=modules, stdout=subprocess.PIPE, text=True) as process:
        assert process.communicate(timeout=240)[0] == "['-c', 'a'] __main__\n"


@pytest.mark.live
def test_a_mistake_ends_it_with_a_traceback(modules: Path) -> None:
    process = started(modules, "fails")
    log, _ = process.communicate(timeout=240)
    assert log.startswith("Traceback (most recent call last):")
    assert log.endswith("ValueError: a mistake\n")
    assert process.returncode == 1


@pytest.mark.live
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_alone(modules: Path, number: signal.Signals) -> None:
    one, other = started(modules, "sleeps"), started(modules, "sleeps")
    for process in (one, other):
        assert process.stdout is not None
        assert process.stdout.readline() == "asleep\n"
    one.send_signal(number)
    assert one.wait(60) == -number
    assert other.poll() is None
    other.kill()
    assert other.wait(60) == -signal.SIGKILL
    for process in (one, other):
        process.communicate()


@pytest.mark.live
def test_a_crawl_reads_its_settings_from_its_own_environment() -> None:
    for name in ("one", "another"):
        given = {**os.environ, "MONGODB_DATABASE": name}
        process = Forked(
            [sys.executable, "-m", "scrapy", "settings", "--get", "MONGODB_DATABASE"],
            cwd=ROOT,
            env=given,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.communicate(timeout=240)[0] == f"{name}\n"
        assert process.returncode == 0
