"""``make cluster``: start a whole cluster on this machine, crawl the demo newsroom, show the result, stop the cluster.

The cluster has a replica set of three members and three scrapyd nodes, which share queue, history, eggs and schedules.
An egg is deployed with scrapyd-client, and crawls are started by ``schedule.json`` and by a schedule. Everything
listens on loopback or Unix sockets. All files are below ``var/cluster``; the data is kept for the next run.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import newsroom
from newscrawler.scrapyd.credentials import kept_or_made
from newscrawler.storage.local import replica_set as local_replica_set
from newsroom import PLAINPRESS

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parent.parent
_HOME = Path(os.environ.get("NEWSCRAWLER_VAR") or _ROOT / "var") / "cluster"
_NODES = 3
_DEPLOYED = ("newscrawler", "pyproject.toml", "setup.py", "README.md", "scrapy.cfg")
"""Files and folders that an egg is built from."""

_UNHURRIED = {"AUTOTHROTTLE_ENABLED": "0", "DOWNLOAD_DELAY": "0"}
"""No delays: the demo newsroom is used by this process alone."""

_PATIENCE = 240.0
"""Seconds to wait for a step that takes 10 s on an idle machine."""


def main() -> int:
    """Run the demonstration and return its exit status: 0 when every crawl finished and everything was stopped."""
    _HOME.mkdir(parents=True, exist_ok=True)
    with newsroom.start() as room:
        _say(f"the demo newsroom serves four outlets, of which three are crawled, on {room.address}")
        credentials = kept_or_made(_HOME)
        with _mongodb() as uri:
            environment = {
                **os.environ,
                **room.environment,
                "MONGODB_URI": uri,
                "MONGODB_DATABASE": "cluster",
                "NEWSCRAWLER_VAR": str(_HOME),
                "NEWSCRAWLER_CONTACT": "the demo newsroom's own crawler",
                # scrapyd-client needs the password too, and does not read the file.
                "SCRAPYD_USERNAME": credentials.username,
                "SCRAPYD_PASSWORD": credentials.password,
            }
            with _scrapyd(environment) as ports:
                return _crawl(ports, environment)


def _crawl(ports: list[int], environment: dict[str, str]) -> int:
    _deploy(ports[0], environment)
    _say("one crawl is asked of each node, and one of a schedule:")
    wanted: list[tuple[str, dict[str, str]]] = [("harborlight", {}), ("outlet", {"url": f"https://{PLAINPRESS}/"})]
    jobs = []
    settings = [("setting", f"{name}={value}") for name, value in _UNHURRIED.items()]
    for port, (spider, arguments) in zip(ports, wanted, strict=False):
        fields = [("project", "newscrawler"), ("spider", spider), *arguments.items(), *settings]
        jobs.append(str(_ask(port, "schedule.json", environment, fields)["jobid"]))
        _say(f"  schedule.json on port {port}: {spider}, job {jobs[-1]}")
    options = [part for name, value in _UNHURRIED.items() for part in ("--setting", f"{name}={value}")]
    _scrapy(environment, "schedule", "add", "hourly", "0 * * * *", "japantoday", "--replace", *options)
    _scrapy(environment, "schedule", "run", "hourly")
    listed = _await_jobs(ports[-1], environment, len(wanted) + 1)
    _say(f"all jobs as the node on port {ports[-1]} lists them (listjobs.json):")
    for job in listed:
        print(f"    {job['spider']:<12} on {job.get('node')}: {job.get('outcome')}, {job.get('reason')}", flush=True)
    for title, words in (
        ("what each crawl did (scrapy crawls)", ("crawls", "--limit", "5")),
        ("what is stored (scrapy stories)", ("stories", "--limit", "8")),
        ("what is wrong (scrapy alerts)", ("alerts",)),
    ):
        print(f"\ncluster: {title}\n", flush=True)
        _scrapy(environment, *words)
    _scrapy(environment, "schedule", "remove", "hourly")
    failed = [job["spider"] for job in listed if job.get("outcome") != "finished" or job.get("exit_code")]
    if failed:
        print(f"cluster: failed: {', '.join(failed)}; logs are in {_HOME}", file=sys.stderr)
    return 1 if failed else 0


@contextmanager
def _mongodb() -> Iterator[str]:
    _say("starting a MongoDB replica set of three, on Unix sockets that only you can open")
    uri = local_replica_set.ensure(_HOME)
    try:
        yield uri
    finally:
        _say(f"\ncluster: {local_replica_set.stop(_HOME)} mongods stopped; the data stays in {os.path.relpath(_HOME)}")


@contextmanager
def _scrapyd(environment: dict[str, str]) -> Iterator[list[int]]:
    nodes: list[tuple[int, subprocess.Popen[bytes]]] = []
    try:
        for number in range(1, _NODES + 1):
            folder = _HOME / f"node-{number}"
            folder.mkdir(exist_ok=True)
            port = _free_port()
            configuration = (_ROOT / "deploy/scrapyd.conf").read_text()
            changes = f"node_name = node-{number}\nhttp_port = {port}\nmax_proc = 1\n"
            # An option that was printed once is not printed again.
            kept = [line for line in configuration.splitlines() if not line.startswith("http_port")]
            (folder / "scrapyd.conf").write_text("\n".join(kept) + "\n" + changes)
            with (folder / "scrapyd.log").open("wb") as log:
                nodes.append((port, _node(folder, environment, log)))
        for port, process in nodes:
            _await_node(port, process, environment)
        _say(f"three scrapyd nodes on loopback, ports {', '.join(str(port) for port, _ in nodes)}, with a password")
        yield [port for port, _ in nodes]
    finally:
        for _, process in nodes:
            process.terminate()
        ends = [process.wait(_PATIENCE) for _, process in nodes]
        _say(f"{len(ends)} scrapyd nodes stopped")


def _node(folder: Path, environment: dict[str, str], log: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "scrapyd", "--pidfile="]
    paths = environment | {"PYTHONPATH": str(_ROOT)}
    # In its own process group: Ctrl-C reaches this process alone, which stops each node once.
    return subprocess.Popen(
        command, cwd=folder, env=paths, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )


def _await_node(port: int, process: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            _ask(port, "daemonstatus.json", environment)
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(
                    f"cluster: a scrapyd node does not answer: {error}; see {_HOME}/node-*/scrapyd.log"
                ) from None
            time.sleep(0.1)


def _deploy(port: int, environment: dict[str, str]) -> None:
    checkout = _HOME / "checkout"
    shutil.rmtree(checkout, ignore_errors=True)
    checkout.mkdir()
    for name in _DEPLOYED:
        if (_ROOT / name).is_dir():
            shutil.copytree(_ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(_ROOT / name, checkout)
    target = checkout / "scrapy.cfg"
    target.write_text(target.read_text().replace("127.0.0.1:6800", f"127.0.0.1:{port}"))
    _say("scrapyd-client deploy")
    client = Path(sys.executable).with_name("scrapyd-client")
    done = subprocess.run(
        [str(client), "deploy"], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or '"status": "ok"' not in done.stdout:
        raise SystemExit(f"cluster: scrapyd-client deploy failed:\n{done.stdout}{done.stderr}")


def _await_jobs(port: int, environment: dict[str, str], number: int) -> list[dict[str, Any]]:
    """Return the jobs of this run, from any node that answers. The history also holds jobs of earlier runs."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        listed = _ask(port, "listjobs.json", environment)
        if not listed["pending"] and not listed["running"]:
            return sorted(listed["finished"], key=lambda job: str(job["end_time"]))[-number:]
        if time.monotonic() > deadline:
            raise SystemExit(f"cluster: jobs are not over after {_PATIENCE:.0f} s; logs are in {_HOME}")
        time.sleep(0.5)


def _ask(
    port: int, service: str, environment: dict[str, str], fields: list[tuple[str, str]] | None = None
) -> dict[str, Any]:
    body = urlencode(fields).encode() if fields else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{service}", data=body)
    who = f"{environment['SCRAPYD_USERNAME']}:{environment['SCRAPYD_PASSWORD']}"
    request.add_header("Authorization", "Basic " + b64encode(who.encode()).decode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
    if told.get("status") != "ok":
        raise SystemExit(f"cluster: {service}: {told.get('message', told)}")
    return told


def _scrapy(environment: dict[str, str], *words: str) -> None:
    subprocess.call([sys.executable, "-m", "scrapy", *words], cwd=_ROOT, env=environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _say(what: str) -> None:
    print(what if what.startswith("\n") else f"cluster: {what}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ncluster: interrupted; everything is stopped", file=sys.stderr)
        sys.exit(130)
