"""Three real mongods on one machine: what is acknowledged outlives the primary."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawler.storage import connect
from newscrawler.storage.local import replica_set as local_replica_set


@pytest.fixture
def var_dir() -> Iterator[Path]:
    # Not pytest's own directory: its path can be longer than a socket's may be.
    var_dir = Path(tempfile.mkdtemp(prefix="newscrawler-test-"))
    yield var_dir
    local_replica_set.stop(var_dir)
    shutil.rmtree(var_dir, ignore_errors=True)


@pytest.mark.live
def test_writes_go_on_when_the_primary_is_killed_and_it_comes_back(var_dir: Path) -> None:
    uri = local_replica_set.ensure(var_dir)
    with connect(uri) as client:
        numbers = client["test"]["numbers"]
        numbers.insert_one({"_id": 1})
        [primary] = [member for member in local_replica_set.statuses(var_dir) if member.primary]
        assert primary.pid is not None
        os.kill(primary.pid, signal.SIGKILL)
        numbers.insert_one({"_id": 2})
        assert numbers.distinct("_id") == [1, 2]

    assert local_replica_set.ensure(var_dir) == uri
    members = local_replica_set.statuses(var_dir)
    assert [member.running for member in members] == [True, True, True]
    assert [member.primary for member in members].count(True) == 1
    assert local_replica_set.stop(var_dir) == 3
    assert not any(member.running for member in local_replica_set.statuses(var_dir))
