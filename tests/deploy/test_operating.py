"""docs/operating.md, followed word for word on one machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import newsroom
from newscrawler.storage import connect
from newscrawler.storage.runs import runs
from newscrawler.storage.suppression import PRIVATE
from tests.support.clones import clone
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/operating.md").read_text("utf-8")
DATABASES = ("newscrawler", "restored")
"""Where the guide stores, and where it restores a backup to."""

PATIENCE = 1_800
"""Seconds: a minute and a half on an idle machine."""


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def uri(mongo_uri: str) -> Iterator[str]:
    """The tests' MongoDB, without the guide's databases, roles and users before and after."""
    with connect(mongo_uri) as client:

        def clear() -> None:
            for name in (*DATABASES, PRIVATE):
                client[name].command("dropAllUsersFromDatabase")
                client[name].command("dropAllRolesFromDatabase")
            for name in DATABASES:
                client.drop_database(name)

        clear()
        yield mongo_uri
        clear()


@pytest.fixture
def followed(uri: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Output of the guide's blocks, and the content of the store after them."""
    home = Path(tempfile.mkdtemp(prefix="newscrawler-guide-"))
    place = home / "newscrawler"
    clone(place)
    try:
        with newsroom.start() as room:
            filled_in = {
                "MONGODB_URI": uri,
                "MONGO_ADMIN_URI": uri,
                "MONGO_ADMIN_PASSWORD": "not used here",
                "NEWSCRAWLER_CRAWLER_PASSWORD": "a",
                "NEWSCRAWLER_CONSUMER_PASSWORD": "b",
                "NEWSCRAWLER_CONTACT": "https://plainpress.example/crawler",
                "SCRAPYD_USERNAME": "newscrawler",
                "SCRAPYD_PASSWORD": "a password",
                "NEWSCRAWLER_FRONTIER": "local",
                "NEWSCRAWLER_ALERT_WEBHOOK": "",
                "NEWSCRAWLER_SERVE_HOSTS": "",
                "NEWSCRAWLER_SERVE_HTTPS": "",
                "NEWSCRAWLER_AUTHOR_NAMES": "plain",
                "NEWSCRAWLER_AUTHOR_KEY": "",
                "NEWSCRAWLER_FETCH_ALLOW": "",
                "NEWSCRAWLER_OBEY_RESERVATIONS": "",
                # The outlets are served from here, and nobody has to be spared.
                **room.environment,
            }
            # The file that the guide has filled in names at least these.
            example = set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy/env.example").read_text(), re.MULTILINE))
            assert example <= set(filled_in)
            (place / "deploy/.env").write_text("".join(f"{name}='{value}'\n" for name, value in filled_in.items()))
            script = "set -euo pipefail\n" + "".join(
                f"echo '### {number}'\n{block}" for number, block in enumerate(blocks("sh"), 1)
            )
            # Several tests may run on a machine; that the guide says 6800 is no word of it.
            configuration = place / "scrapy.cfg"
            for asked in ("6800", "6801", "6802"):
                port = free_port()
                script = script.replace(asked, str(port))
                configuration.write_text(configuration.read_text().replace(asked, str(port)))
            kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
            done = subprocess.run(
                [sys.executable, str(ROOT / ".ci/leftovers.py"), "bash", "-c", script],
                cwd=place, env=kept, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE,
                check=False,
            )  # fmt: skip
        logs = "".join(path.read_text(errors="replace")[-3000:] for path in sorted(place.glob("var/scrapyd/*.log")))
        assert done.returncode == 0, f"{done.stdout}\n{logs}"
        with connect(uri) as client:
            there = {
                "runs": list(runs(client["newscrawler"])),
                "eggs": client["newscrawler"]["eggs"].count_documents({}),
                "copies": list(client["newscrawler"]["copies"].find().sort("_id")),
                "restored": list(client["restored"]["copies"].find().sort("_id")),
                "roles": {role["role"] for role in client["newscrawler"].command("rolesInfo", 1)["roles"]},
                "jobs": list(client["newscrawler"]["jobs"].find()),
                "schedules": client["newscrawler"]["schedules"].count_documents({}),
                "nodes": list(client["newscrawler"]["nodes"].find()),
            }
        yield done.stdout, there
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.live
def test_every_block_does_what_the_guide_says(followed: tuple[str, dict[str, Any]]) -> None:
    said, there = followed
    assert said.count("\n### ") + said.startswith("### ") == len(blocks("sh"))
    assert "FAIL" not in said
    assert there["roles"] == {"newscrawlerCrawler", "newscrawlerConsumer"}
    assert there["eggs"] == 2
    assert '"versions"' in said
    assert sorted(run.spider for run in there["runs"]) == ["japantoday"] * 3
    assert all(run.exitCode == 0 for run in there["runs"])
    assert all(run.job for run in there["runs"])
    assert [job["state"] for job in there["jobs"]] == ["finished"] * 3
    assert there["copies"] == there["restored"] != []
    assert there["schedules"] == 0
    assert all(node["stopped"] for node in there["nodes"])
    assert "restored and compared" in said
    assert "nothing is wrong" in said


def test_the_guide_says_what_is_not_run() -> None:
    assert "**not run here**" in GUIDE
    assert len(blocks("sh")) + len(blocks("console")) == len(re.findall(r"^```\w+$", GUIDE, re.MULTILINE))
    for block in blocks("sh"):
        assert not re.search(r"\b(systemctl|docker|kubectl)\b", block)


def test_what_the_guide_links_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target


def test_an_operators_page_fits_a_page() -> None:
    assert len(GUIDE.split()) < 1800
