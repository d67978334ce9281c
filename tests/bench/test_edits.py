"""A slice of ``make edits``: pages of real markup, edited as outlets do, through extraction and store."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

from bench.edit_templates import ASIDE, TEMPLATES
from bench.edits import EDITS, run


def test_the_templates_differ() -> None:
    assert len(TEMPLATES) == 40
    assert len({template.language for template in TEMPLATES}) == 8
    assert len({template.language for template in TEMPLATES[-ASIDE:]}) >= 6
    assert len({template.shell for template in TEMPLATES}) == len(TEMPLATES)


@pytest.mark.parametrize("number", [0, 5, 16])
def test_each_kind_of_edit_is_told_and_furniture_is_not(database: Database[dict[str, Any]], number: int) -> None:
    score = run(database, [number], stories=len(EDITS), refetches=1)
    assert (score.edits, score.refetches) == (10, 10)
    assert score.wrong == []
