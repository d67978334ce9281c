"""Ranges in pyproject.toml and pins in requirements.txt."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OURS = "newscrawler"


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def ranges() -> dict[str, Requirement]:
    """Return the requirements of the base and the extras, without references to other extras."""
    declared = project()
    lines = [
        *declared["dependencies"],
        *(line for extra in declared["optional-dependencies"].values() for line in extra),
    ]
    return {canonicalize_name(each.name): each for each in map(Requirement, lines) if each.name != OURS}


def pins() -> dict[str, Requirement]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    stripped = [line.partition("  #")[0].strip() for line in lines]
    found = [Requirement(line) for line in stripped if line and not line.startswith("#")]
    return {canonicalize_name(each.name): each for each in found}


def test_the_same_packages_are_pinned_as_have_a_range() -> None:
    assert set(pins()) == set(ranges())


@pytest.mark.parametrize("name", sorted(ranges()))
def test_each_pin_lies_in_its_range(name: str) -> None:
    pin, allowed = pins()[name], ranges()[name]
    assert {each.operator for each in allowed.specifier} & {">=", "<"}
    if name == "setuptools":
        # Not pinned: an upper bound keeps pkg_resources, which is all that scrapyd needs of it.
        assert pin.specifier == allowed.specifier
        return
    (exact,) = pin.specifier
    assert exact.operator == "=="
    assert exact.version in allowed.specifier
    assert str(pin.marker or "") == str(allowed.marker or "")


def test_all_has_every_other_extra() -> None:
    extras = project()["optional-dependencies"]
    (everything,) = (Requirement(line) for line in extras["all"])
    assert everything.name == OURS
    # [reader] is the base, which every installation has.
    assert everything.extras == set(extras) - {"all", "reader"}


def test_whoever_reads_needs_no_crawler() -> None:
    declared = project()
    assert declared["optional-dependencies"]["reader"] == []
    assert [Requirement(line).name for line in declared["dependencies"]] == ["pymongo"]
