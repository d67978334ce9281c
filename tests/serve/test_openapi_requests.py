"""Requests that a program nobody here wrote makes of the OpenAPI document, and its judgement of the answers.

``make soak`` lets it try many more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from tests.support.demo_store import fill
from tests.support.serving import serving
from tests.support.soak import SOAK

EXAMPLES = 300 if SOAK else 5
"""Requests for each operation that are drawn; those of the boundaries of each parameter come on top."""

SEED = "15"

CONFIGURATION = """
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "414", "422", "431"]
"""
"""Statuses that refuse what is not as the document says: an address may also be too long for the server."""

KNOWN = """
[[operations]]
include-operation-id = {operation}
parameters = {{ "path.id" = {id} }}
"""
"""An id that is stored, for an address that nothing leads to."""


@pytest.mark.live
def test_no_request_of_the_document_breaks_the_server_and_every_answer_is_as_described(
    database: Database[dict[str, Any]], tmp_path: Path
) -> None:
    fill(database)
    held = database["comments"].find_one()["thread"]
    known = "".join(
        KNOWN.format(operation=json.dumps(operation), id=json.dumps(held)) for operation in ("thread", "comments")
    )
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION + known)
    with serving(database) as server:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                *("run", f"{server.url}/api/openapi.json", "--seed", SEED, "--max-examples", str(EXAMPLES)),
                "--generation-deterministic",
                # A cursor of the right form may be one that nobody gave, and two filters may exclude each other.
                *("--exclude-checks", "positive_data_acceptance"),
                # What waits for events answers late, and a stream of them does not end: they have tests of their own.
                *("--exclude-path-regex", "^/api/feed"),
            ],
            cwd=tmp_path,
            env={**os.environ, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=1_800 if SOAK else 300,
            check=False,
        )
    told = "\n".join(line[:300] for line in done.stdout.splitlines())
    assert done.returncode == 0, told
    assert "Selected: 2" in done.stdout, told
