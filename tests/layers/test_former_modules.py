"""Modules that moved are still imported under their former names, for one version."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from newscrawler.comments.protocol import ParseResult
from newscrawler.renamed import FORMER_MODULES


@pytest.mark.parametrize(("former", "new"), sorted(FORMER_MODULES.items()))
def test_a_former_module_gives_the_same_objects_and_names_the_new_one(former: str, new: str) -> None:
    sys.modules.pop(former, None)
    with pytest.warns(DeprecationWarning, match=f"{former} is now {new}; the old name is removed in 0.3"):
        old = importlib.import_module(former)
    there = importlib.import_module(new)
    assert getattr(there, "__all__", None)
    assert all(getattr(old, name) is getattr(there, name) for name in there.__all__)


def test_a_script_of_before_runs() -> None:
    script = (
        "from newscrawler.page import Page\n"
        "from newscrawler.storage import local_mongod\n"
        "from newscrawler.discovery.archives import read_archive\n"
        "print(Page.__module__, local_mongod.ensure.__module__, read_archive.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=240, check=True)
    assert done.stdout.split() == ["newscrawler.html.page", "newscrawler.storage.local.mongod", "read_archive"]


def test_a_module_that_never_was_is_not_found() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"newscrawler\.pages_of_old"):
        importlib.import_module("newscrawler.pages_of_old")


def test_a_former_attribute_is_read_under_the_new_name() -> None:
    result = ParseResult(requests=[], cumulative=True)
    with pytest.warns(DeprecationWarning, match=r"ParseResult\.whole is now cumulative"):
        assert result.whole is True
