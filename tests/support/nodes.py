"""Real scrapyd processes on loopback that share one database, and a small project for them to run."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pymongo.database import Database

from tests.support.forking import Forked
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]

LEASE = 12.0
"""Seconds: a machine with ten times the load it should have may take seconds for a renewal."""

PATIENCE = 300.0
"""Seconds that a condition gets: a crawl takes two to start here, and ten on a machine that others load."""

CREDENTIALS = {"SCRAPYD_USERNAME": "ops", "SCRAPYD_PASSWORD": "of the tests: 100 %"}

Found = TypeVar("Found")


def until(found: Callable[[], Found], what: str, *, patience: float = PATIENCE) -> Found:
    """The first true answer."""
    deadline = time.monotonic() + patience
    while True:
        answer = found()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {patience:.0f} s: {what}"
        time.sleep(0.1)


def basic(username: str | None = None, password: str | None = None) -> str:
    """An ``Authorization`` header, by default of the tests' own user."""
    pair = f"{username or CREDENTIALS['SCRAPYD_USERNAME']}:{password or CREDENTIALS['SCRAPYD_PASSWORD']}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


@dataclass
class Node:
    """One scrapyd."""

    name: str
    directory: Path
    environment: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> Node:
        self.launch()
        until(lambda: self.answers() or self.ended(), f"{self.name} answers")
        assert not self.ended(), self.log()
        return self

    def launch(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        options = {
            "application": "newscrawler.scrapyd.app.application",
            "http_port": self.port,
            "node_name": self.name,
            "poll_interval": 0.5,
            "max_proc": 1,
            "job_lease": LEASE,
            "job_retry_delay": 0.1,
            "logs_dir": "logs",
            **self.options,
        }
        lines = ["[scrapyd]", *(f"{name} = {value}" for name, value in options.items())]
        (self.directory / "scrapyd.conf").write_text("\n".join(lines) + "\n")
        with (self.directory / "scrapyd.log").open("ab") as log:
            self.process = Forked(
                [sys.executable, "-m", "scrapyd", "--pidfile="],
                cwd=self.directory,
                env={**os.environ, **CREDENTIALS, "PYTHONPATH": str(ROOT), **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def answers(self) -> bool:
        try:
            return self.get("daemonstatus.json")["status"] == "ok"
        except OSError:
            return False

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def log(self) -> str:
        return (self.directory / "scrapyd.log").read_text(errors="replace")

    def get(self, service: str, **query: str) -> dict[str, Any]:
        return self._ask(f"{service}?{urllib.parse.urlencode(query)}", None)

    def post(self, service: str, data: list[tuple[str, str]] | None = None, **fields: Any) -> dict[str, Any]:
        pairs = [*(data or []), *((name, str(value)) for name, value in fields.items())]
        return self._ask(service, urllib.parse.urlencode(pairs).encode())

    def page(self, path: str) -> str:
        return self.send(path, None, {"Authorization": basic()}).decode()

    def status(self, path: str, headers: dict[str, str], body: bytes | None = None, method: str | None = None) -> int:
        """HTTP status of an answer to exactly these headers, so without a password unless they carry it."""
        try:
            self.send(path, body, headers, method)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def send(self, path: str, body: bytes | None, headers: dict[str, str], method: str | None = None) -> bytes:
        address = f"http://127.0.0.1:{self.port}/{path}"
        request = urllib.request.Request(address, data=body, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=240) as answer:
            return bytes(answer.read())

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        return dict(json.loads(self.send(path, body, {"Authorization": basic(), **(headers or {})})))

    def deploy(self, project: str, version: str, egg: bytes) -> dict[str, Any]:
        """As scrapyd-client uploads an egg."""
        edge = "egg-edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in (("project", project), ("version", version))
        ]
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="egg"; filename="project.egg"\r\n\r\n'.encode()
            + egg
            + f"\r\n--{edge}--\r\n".encode()
        )
        content = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        answer = self._ask("addversion.json", b"".join(parts), content)
        assert answer["status"] == "ok", answer
        return answer

    def schedule(self, spider: str, project: str = "toy", **fields: Any) -> str:
        answer = self.post("schedule.json", project=project, spider=spider, **fields)
        assert answer["status"] == "ok", answer
        return str(answer["jobid"])

    def signal(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.wait()

    def stop(self) -> None:
        self.signal(signal.SIGTERM)
        self.wait()

    def wait(self) -> int:
        assert self.process
        return self.process.wait(PATIENCE)


@dataclass
class Cluster:
    """Nodes on one database."""

    database: Database[dict[str, Any]]
    environment: dict[str, str]
    directory: Path
    nodes: list[Node] = field(default_factory=list)

    @classmethod
    @contextmanager
    def made(cls, uri: str, database: Database[dict[str, Any]], **environment: str) -> Iterator[Cluster]:
        """A cluster in a folder of its own, whose nodes have these variables too."""
        # Not pytest's directory, which is inside none of ours: a node must not find this project's scrapy.cfg above it
        directory = Path(tempfile.mkdtemp(prefix="newscrawler-nodes-"))
        own = {
            "MONGODB_URI": uri,
            "MONGODB_DATABASE": database.name,
            "NEWSCRAWLER_VAR": str(directory / "var"),
            "NEWSCRAWLER_CONTACT": "tests@plainpress.example",
        }
        cluster = cls(database, own | environment, directory)
        try:
            yield cluster
        finally:
            cluster.close()
            shutil.rmtree(directory, ignore_errors=True)

    def node(self, *, start: bool = True, **options: Any) -> Node:
        name = f"n{len(self.nodes) + 1}"
        node = Node(name, self.directory / name, dict(self.environment), options)
        self.nodes.append(node)
        return node.start() if start else node

    def jobs(self, **query: Any) -> list[dict[str, Any]]:
        return list(self.database["jobs"].find(query))

    def job(self, job: str) -> dict[str, Any]:
        found = self.jobs(job=job)
        assert len(found) == 1
        return found[0]

    def all_over(self) -> bool:
        return not self.database["jobs"].count_documents({"state": {"$in": ["pending", "running"]}})

    def close(self) -> None:
        for node in self.nodes:
            if node.process is not None and not node.ended():
                node.signal(signal.SIGCONT)
                node.signal(signal.SIGTERM)
        for node in self.nodes:
            if node.process is not None:
                try:
                    node.process.wait(60)
                except subprocess.TimeoutExpired:
                    node.kill()
        until(lambda: not crawls_under(self.directory), "no crawl outlives its node")


def crawls_under(directory: Path) -> list[int]:
    """Process ids of crawls whose node has its directory there; each crawl names its log in its command line."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                here = (folder / "cwd").readlink().is_relative_to(directory)
                words = (folder / "cmdline").read_bytes()
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if here and b"newscrawler.scrapyd.runner" in words and state != "Z":
                found.append(int(folder.name))
    return found


TOY_SPIDERS = '''
import asyncio, os, signal
from pymongo import MongoClient
from scrapy import Spider

class Work(Spider):
    """Stores `items` items, `pace` seconds apart, with each time at which one was stored, and by which process."""
    async def start(self):
        self.client = MongoClient(os.environ["MONGODB_URI"], w="majority")
        self.store = self.client[os.environ["MONGODB_DATABASE"]]
        self.store["runs"].insert_one({"job": self._job, "pid": os.getpid(), "version": VERSION})
        for n in range(int(getattr(self, "items", 5))):
            once = {"pid": os.getpid(), "at": "$$NOW"}
            count = {"$add": [{"$ifNull": ["$stored", 0]}, 1]}
            times = {"$concatArrays": [{"$ifNull": ["$times", []]}, [once]]}
            change = [{"$set": {"stored": count, "times": times}}]
            self.store["work"].update_one({"_id": f"{self._job}/{n}"}, change, upsert=True)
            await asyncio.sleep(float(getattr(self, "pace", 0.05)))
            await self.step(n)
        self.client.close()
        return
        yield

    async def step(self, n):
        pass

class Steady(Work):
    name = "steady"

class Crashing(Work):
    """Dies of a signal in its first `crashes` runs."""
    name = "crashing"
    async def step(self, n):
        if n == 2 and self.store["runs"].count_documents({"job": self._job}) <= int(getattr(self, "crashes", 99)):
            os.kill(os.getpid(), getattr(signal, getattr(self, "sig", "SIGKILL")))

class Leaving(Work):
    """Ends with an exit code of its own."""
    name = "leaving"
    async def step(self, n):
        if n == 2:
            os._exit(int(self.code))

class Deaf(Work):
    """Does not stop when told to."""
    name = "deaf"
    async def step(self, n):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
'''

TOY_SETTINGS = """
SPIDER_MODULES = ["toy.spiders"]
LOG_LEVEL = "INFO"
TELNETCONSOLE_ENABLED = False
# The spiders ask for nothing. What is needed to ask takes half of the processor time of a start.
DOWNLOAD_HANDLERS_BASE = {}
DOWNLOADER_MIDDLEWARES_BASE = {}
SPIDER_MIDDLEWARES_BASE = {}
"""


def toy_egg(version: str, spiders: str = TOY_SPIDERS) -> bytes:
    """A project of spiders whose every step is in the database."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as egg:
        egg.writestr("toy/__init__.py", "")
        egg.writestr("toy/settings.py", TOY_SETTINGS)
        egg.writestr("toy/spiders.py", f"VERSION = {version!r}\n{spiders}")
        egg.writestr("EGG-INFO/PKG-INFO", "Metadata-Version: 1.0\nName: toy\nVersion: 1.0\n")
        egg.writestr("EGG-INFO/entry_points.txt", "[scrapy]\nsettings = toy.settings\n")
        egg.writestr("EGG-INFO/top_level.txt", "toy\n")
    return file.getvalue()
