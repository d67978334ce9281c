"""The threat model names tests that exist: a line of `docs/security.md` that nothing holds is a promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "security.md"
NAMED = sorted(set(re.findall(r"`((?:tests/)?[\w/]*test_\w+\.py)(?:::(\w+))?`", DOCUMENT.read_text("utf-8"))))


def test_each_threat_names_a_test() -> None:
    rows = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| ")]
    threats = [row for row in rows if not row.endswith("| test |")]
    assert len(threats) > 30
    assert [row for row in threats if ".py" not in row.rsplit("|", 2)[1]] == []


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_named_test_exists(file: str, test: str) -> None:
    path = ROOT / file if "/" in file else Path(__file__).parent / file
    assert path.is_file()
    assert not test or re.search(rf"^(?:async )?def {test}\(", path.read_text("utf-8"), re.M)
