"""scrapyd does not start where others could send it code, tried with the real scrapyd and deploy/scrapyd.conf."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from scrapyd.config import Config
from scrapyd.exceptions import ConfigError

from newscrawler.scrapyd.credentials import kept_or_made
from newscrawler.scrapyd.exposure import refuse_exposure
from tests.support.forking import Forked

ROOT = Path(__file__).parents[2]
BOTH = {"SCRAPYD_USERNAME": "ops", "SCRAPYD_PASSWORD": "pw"}


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1", "localhost", ""])
def test_on_loopback_nobody_has_to_set_a_password(address: str) -> None:
    refuse_exposure(Config({"bind_address": address}), {})
    refuse_exposure(Config({"bind_address": address}), BOTH)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "crawler-1", "::ffff:192.0.2.7"])
def test_on_any_other_address_somebody_must(address: str) -> None:
    for config, environment in (({"bind_address": address}, {}), ({}, {"SCRAPYD_BIND_ADDRESS": address})):
        with pytest.raises(ConfigError, match=f"would listen on {address}"):
            refuse_exposure(Config(config), environment)
    refuse_exposure(Config({"bind_address": address}), BOTH)
    refuse_exposure(Config({"bind_address": address, "username": "ops", "password": "pw"}), {})


@pytest.mark.parametrize("half", list(BOTH))
def test_half_of_a_password_is_none(half: str) -> None:
    """scrapyd itself would drop authentication in silence."""
    with pytest.raises(ConfigError, match=f"{half} is not set"):
        refuse_exposure(Config({}), {name: value for name, value in BOTH.items() if name != half})


@contextmanager
def scrapyd(
    tmp_path: Path, uri: str, database: Database[Any], **environment: str
) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """scrapyd as an operator starts it, in a folder with deploy/scrapyd.conf."""
    folder = tmp_path / "deploy"
    folder.mkdir()
    shutil.copy(ROOT / "deploy/scrapyd.conf", folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "MONGODB_URI": uri, "MONGODB_DATABASE": database.name, "SCRAPYD_HTTP_PORT": str(port), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    process = Forked(
        [sys.executable, "-m", "scrapyd", "--pidfile="],
        cwd=folder, env={**os.environ, **own, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield port, process
    finally:
        process.terminate()
        process.communicate(timeout=240)


def status(port: int, process: subprocess.Popen[str], authorization: str | None = None) -> int:
    """HTTP status of the API, once it answers."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/daemonstatus.json")
    if authorization:
        request.add_header("Authorization", "Basic " + base64.b64encode(authorization.encode()).decode())
    deadline = time.monotonic() + 240
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.live
def test_the_real_scrapyd_refuses_a_public_address_without_a_password(
    tmp_path: Path, mongo_uri: str, database: Database[Any]
) -> None:
    with scrapyd(tmp_path, mongo_uri, database, SCRAPYD_BIND_ADDRESS="0.0.0.0") as (port, process):
        said, _ = process.communicate(timeout=240)
        assert process.returncode != 0
        assert "scrapyd would listen on 0.0.0.0, which other machines can reach" in said
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)


@pytest.mark.live
def test_the_real_scrapyd_asks_for_the_password_of_its_environment(
    tmp_path: Path, mongo_uri: str, database: Database[Any]
) -> None:
    with scrapyd(tmp_path, mongo_uri, database, **BOTH) as (port, process):
        assert status(port, process) == 401
        assert status(port, process, "ops:wrong") == 401
        assert status(port, process, "ops:pw") == 200


@pytest.mark.live
def test_as_shipped_it_answers_on_loopback_and_nowhere_else_with_a_password_of_its_own(
    tmp_path: Path, mongo_uri: str, database: Database[Any]
) -> None:
    with scrapyd(tmp_path, mongo_uri, database, NEWSCRAWLER_VAR=str(tmp_path / "var")) as (port, process):
        assert status(port, process) == 401
        made = kept_or_made(tmp_path / "var")
        assert status(port, process, f"{made.username}:{made.password}") == 200
        listening = [
            line.split()[1]
            for table in ("/proc/net/tcp", "/proc/net/tcp6")
            for line in Path(table).read_text().splitlines()[1:]
            if line.split()[3] == "0A" and int(line.split()[1].rpartition(":")[2], 16) == port
        ]
        assert listening == [f"0100007F:{port:04X}"]
