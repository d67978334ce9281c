"""Who may read and operate, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from tests.support.serving import Served, serving


@pytest.fixture
def served(database: Database[dict[str, Any]]) -> Iterator[Served]:
    with serving(database) as server:
        yield server


def test_the_probe_needs_no_token(served: Served) -> None:
    assert served.get("/healthz").data == b"ok\n"


def test_on_loopback_everybody_reads_until_a_token_is_issued(served: Served) -> None:
    assert served.get("/api/nothing").status == 404
    token = served.token("read")
    assert served.get("/api/nothing", token=token).status == 404


def test_a_wrong_token_is_refused(served: Served) -> None:
    answer = served.get("/api/nothing", token="ncr_" + "A" * 43)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="newscrawler"'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.data)["status"] == 401


def test_a_forged_host_is_refused(served: Served) -> None:
    assert served.get("/healthz", headers={"Host": "evil.example"}).status == 403
