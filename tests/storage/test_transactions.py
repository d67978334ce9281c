"""The time that a transaction of the writer may take."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newscrawler.storage._writes import in_transaction, transaction_time
from tests.support.ports import free_port


@pytest.mark.parametrize(("patience_ms", "seconds"), [(300, 3), (8_000, 8), (30_000, 20)])
def test_it_is_what_the_client_waits_for_a_server_within_limits(patience_ms: int, seconds: float) -> None:
    with MongoClient[dict[str, Any]](serverSelectionTimeoutMS=patience_ms, connect=False) as client:
        assert transaction_time(client) == seconds


def test_a_transaction_is_given_up_where_no_server_answers() -> None:
    address = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true&serverSelectionTimeoutMS=100"
    with MongoClient[dict[str, Any]](address) as client, pytest.raises(PyMongoError):
        in_transaction(client["news"], lambda session: client["news"]["copies"].insert_one({}, session=session))
