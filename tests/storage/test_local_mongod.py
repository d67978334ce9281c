"""The local mongod: started once, shared, outlives its starter, comes back after kill -9."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawler.storage import StorageError, connect
from newscrawler.storage.local import mongod as local_mongod
from tests.support.forking import Forked

pytestmark = pytest.mark.live

ENSURE = "import sys; from pathlib import Path; from newscrawler.storage.local import mongod as m; "


@pytest.fixture
def var_dir() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="newscrawler-test-"))
    yield made
    local_mongod.stop(made)
    shutil.rmtree(made)


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return Forked([sys.executable, "-c", ENSURE + code, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def test_several_processes_that_ask_at_once_share_one(var_dir: Path) -> None:
    asking = [python("print(m.ensure(Path(sys.argv[1])))", var_dir) for _ in range(4)]
    answers = {process.communicate(timeout=120)[0] for process in asking}
    assert answers == {local_mongod.uri(var_dir) + "\n"}
    assert local_mongod.status(var_dir).primary


def test_it_outlives_a_killed_starter_and_has_no_terminal(var_dir: Path) -> None:
    starter = python("m.ensure(Path(sys.argv[1])); print(flush=True); import time; time.sleep(60)", var_dir)
    assert starter.stdout is not None
    starter.stdout.readline()
    starter.kill()
    starter.communicate()
    found = local_mongod.status(var_dir)
    assert found.primary
    assert found.pid is not None
    assert os.getsid(found.pid) != os.getsid(0)


def test_only_its_owner_reaches_it(var_dir: Path) -> None:
    local_mongod.ensure(var_dir)
    pid = local_mongod.status(var_dir).pid
    assert stat.S_IMODE((var_dir / "mongo").stat().st_mode) == 0o700
    assert stat.S_IMODE((var_dir / "mongo" / "mongod.sock").stat().st_mode) == 0o700
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            inodes.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            assert line.split()[9] not in inodes, "mongod has a TCP socket"


def test_after_kill_9_it_is_started_again_with_what_it_had_acknowledged(var_dir: Path) -> None:
    with connect(local_mongod.ensure(var_dir)) as client:
        client["x"]["y"].insert_one({"_id": 1})
        first = local_mongod.status(var_dir).pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        with connect(local_mongod.ensure(var_dir)) as again:
            assert again["x"]["y"].find_one() == {"_id": 1}
    assert local_mongod.status(var_dir).pid != first


def test_a_foreign_process_with_the_old_process_id_is_left_alone(var_dir: Path) -> None:
    local_mongod.ensure(var_dir)
    local_mongod.stop(var_dir)
    foreign = subprocess.Popen(["sleep", "60"])
    try:
        (var_dir / "mongo" / "mongod.pid").write_text(str(foreign.pid))
        assert not local_mongod.status(var_dir).running
        assert not local_mongod.stop(var_dir)
        local_mongod.ensure(var_dir)
        assert foreign.poll() is None
    finally:
        foreign.kill()
        foreign.wait()


def test_a_clean_stop_and_a_second_one(var_dir: Path) -> None:
    assert not local_mongod.stop(var_dir)
    local_mongod.ensure(var_dir)
    assert local_mongod.stop(var_dir)
    assert not local_mongod.stop(var_dir)
    assert not local_mongod.status(var_dir).running


def test_a_moved_directory_keeps_its_data(var_dir: Path) -> None:
    old = var_dir / "old"
    with connect(local_mongod.ensure(old)) as client:
        client["x"]["y"].insert_one({"_id": 1})
    local_mongod.stop(old)
    old.rename(var_dir / "new")
    try:
        with connect(local_mongod.ensure(var_dir / "new")) as client:
            assert client["x"]["y"].find_one() == {"_id": 1}
    finally:
        local_mongod.stop(var_dir / "new")


def test_a_path_that_is_too_long_for_a_socket_has_it_elsewhere_as_private(var_dir: Path) -> None:
    deep = var_dir / ("d" * 60) / ("e" * 60)
    try:
        with connect(local_mongod.ensure(deep)) as client:
            assert client.admin.command("ping")["ok"] == 1
        sockets = list(Path(tempfile.gettempdir()).glob(f"newscrawler-{os.getuid()}-*/mongod.sock"))
        assert sockets
        assert all(stat.S_IMODE(socket.parent.stat().st_mode) == 0o700 for socket in sockets)
    finally:
        local_mongod.stop(deep)


def test_a_server_that_stopped_answering_is_named(var_dir: Path) -> None:
    uri = local_mongod.ensure(var_dir)
    local_mongod.stop(var_dir)
    began = time.monotonic()
    with pytest.raises(StorageError, match="scrapy mongo start"):
        connect(uri)
    # PyMongo by itself would look for a server for 30 s.
    assert time.monotonic() - began < 20


def test_without_a_binary_the_remedy_is_named(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(importlib.metadata, "distribution", none)
    with pytest.raises(StorageError, match=r"install MongoDB .* set MONGODB_URI"):
        local_mongod.ensure(var_dir)


def test_data_that_cannot_be_opened_is_an_error_with_the_logs_place(var_dir: Path) -> None:
    data = var_dir / "mongo" / "data"
    data.mkdir(parents=True)
    (data / "storage.bson").write_bytes(b"not bson")
    with pytest.raises(StorageError, match=r"mongod did not start: .*mongod\.log"):
        local_mongod.ensure(var_dir)
