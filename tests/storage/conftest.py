from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database


@pytest.fixture
def prepared(database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    return database
