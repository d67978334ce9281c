"""Failures as clients are told them."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import AutoReconnect, OperationFailure

from newscrawler.serve.errors import failure
from newscrawler.storage.runs import runs_page


def test_a_missing_right_is_not_told_as_a_server_that_does_not_answer() -> None:
    refused = failure(OperationFailure("not authorized on news to execute command", 13))
    assert (refused.status, refused.title) == (500, "Store refuses")
    assert "lacks a right" in refused.detail
    assert failure(AutoReconnect("connection closed")).status == 503


@pytest.mark.parametrize("after", ["9", "2026-11-20", "2026-11-20T10:00+00:00", "2026-11-20T10:00~a", "+~a", "x" * 500])
def test_what_is_no_place_in_the_list_of_runs_is_named(database: Database[dict[str, Any]], after: str) -> None:
    with pytest.raises(ValueError, match="is no place in the list of runs; take the one that a page gives"):
        runs_page(database, {}, after=after, limit=5)
