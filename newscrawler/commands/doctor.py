"""``scrapy doctor``: checks whether this machine and these settings can crawl and store; each finding has a remedy."""

from __future__ import annotations

import argparse
import configparser
import http.client
import importlib.metadata
import os
import platform
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from packaging.requirements import InvalidRequirement, Requirement
from pymongo.database import Database
from pymongo.errors import PyMongoError
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.utils.conf import get_config

from newscrawler.addresses import AllowList
from newscrawler.alerts.evaluation import firing
from newscrawler.alerts.rules import Limits
from newscrawler.commands._asking import NoCrawl, nothing_else, one_line_errors
from newscrawler.commands._terminal import one_line
from newscrawler.extras import MissingExtraError, need
from newscrawler.program import program
from newscrawler.storage import spool
from newscrawler.storage.connection import connect, masked, resolve_uri
from newscrawler.storage.errors import StorageError
from newscrawler.storage.local import mongod as local_mongod
from newscrawler.storage.migrations import SCHEMA_VERSION
from newscrawler.storage.plain import as_json
from newscrawler.storage.runs import server_time

if TYPE_CHECKING:
    from scrapyd.config import Config

__all__ = ["Command", "Finding"]

_PYTHON = (3, 11)
_REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements.txt"

_MONGODB = 6
"""Major version of MongoDB that the tests use. Older versions may work but are not tested."""

_DISK_WARN = 5 * 1024**3
"""Bytes: about the size of a million stories with their comments."""

_DISK_FAIL = 512 * 1024**2
"""Bytes: mongod keeps up to three journal files of 100 MB and stops without space for them."""

_LEDGER = timedelta(days=1)
"""Time before now whose coverage is reported, as by ``scrapy coverage``."""

_SCRAPYD = "newscrawler.scrapyd.app.application"

_SCRAPYD_SECONDS = 3.0
"""Seconds for an answer. A node answers within milliseconds; a firewall may drop the request."""

_SCRAPYD_ANSWER = 10_000
"""Most bytes of an answer that are read; scrapyd's answers have fewer than 200."""


_REMOTE_CONTROL = "scrapy.extensions.remote_control.RemoteControl"

Level = Literal["ok", "warn", "FAIL"]

_WATCHED: tuple[tuple[str, bool, Level, str], ...] = (
    ("TELNETCONSOLE_ENABLED", False, "FAIL", "runs code sent over telnet"),
    ("ROBOTSTXT_OBEY", True, "FAIL", "outlets' robots.txt is not obeyed"),
    ("DOWNLOAD_VERIFY_CERTIFICATES", True, "warn", "an impostor's page would be stored as the outlet's"),
)
"""Settings with the value that is safe, how bad another value is, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Result of one check."""

    level: Level
    what: str
    found: str
    remedy: str | None = None
    """Action for the operator, or None."""


def _ok(what: str, found: str) -> Finding:
    return Finding(level="ok", what=what, found=found)


def _warning(what: str, found: str, remedy: str | None = None) -> Finding:
    return Finding(level="warn", what=what, found=found, remedy=remedy)


def _failure(what: str, found: str, remedy: str | None = None) -> Finding:
    return Finding(level="FAIL", what=what, found=found, remedy=remedy)


class Command(NoCrawl, ScrapyCommand):
    """Check the machine, the store and the settings."""

    def syntax(self) -> str:
        return "[--json]"

    def short_desc(self) -> str:
        return "Check the machine, the store and the settings"

    def long_desc(self) -> str:
        return (
            "Prints one line per finding: ok, warn or FAIL, and the remedy. Starts the local mongod if MONGODB_URI "
            "is not set. Exit code 1: there is a FAIL."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON document per line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with one_line_errors(self):
            nothing_else(args)
            for finding in _findings(self.settings):
                if finding.level == "FAIL":
                    self.exitcode = 1
                print(_json(finding) if opts.json else _line(finding), flush=True)


def _json(finding: Finding) -> str:
    # "mend" was the name of "remedy" in version 0.1; it is removed in 0.3.
    return as_json({**asdict(finding), "mend": finding.remedy})


def _line(finding: Finding) -> str:
    remedy = f" — {one_line(finding.remedy)}" if finding.remedy else ""
    return f"{finding.level:<4}  {finding.what:<12}  {one_line(finding.found)}{remedy}"


def _findings(settings: BaseSettings) -> Iterator[Finding]:
    yield _python()
    yield from _packages(_REQUIREMENTS)
    yield _var_dir(Path(settings["VAR_DIR"]))
    yield from _mongodb(settings)
    yield _spool(Path(settings["VAR_DIR"]) / "spool")
    yield _chromium(Path(settings["CHROMIUM"]))
    yield from _scrapyd(Path(settings["VAR_DIR"]))
    yield from _settings(settings)


def _python() -> Finding:
    found = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < _PYTHON:
        return _failure("python", found, "newscrawler needs Python 3.11 or later")
    return _ok("python", found)


def _packages(pinned: Path) -> Iterator[Finding]:
    try:
        lines = pinned.read_text("utf-8").splitlines()
    except OSError:
        # Installed as an egg or a wheel, whose installer checks its requirements.
        yield _ok("packages", "installed without requirements.txt, so versions are not compared")
        return
    remedy = f"run: {sys.executable} -m pip install -r {pinned}"
    count, wrong = 0, False
    for line in lines:
        requirement = _requirement(line)
        if requirement is None:
            continue
        count += 1
        try:
            installed = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong = True
            yield _failure("packages", f"{requirement} is not installed", remedy)
            continue
        if not requirement.specifier.contains(installed, prereleases=True):
            wrong = True
            found = f"{requirement.name} {installed} is installed, {requirement.specifier} is pinned"
            yield _warning("packages", found, remedy)
    if not wrong:
        yield _ok("packages", f"all {count} pinned requirements are installed")


def _requirement(line: str) -> Requirement | None:
    text = line.partition("#")[0].strip()
    if not text or text.startswith("-"):
        return None
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return None
    return requirement if requirement.marker is None or requirement.marker.evaluate() else None


def _var_dir(path: Path) -> Finding:
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".doctor"
        probe.write_text("")
        probe.unlink()
        free = shutil.disk_usage(path).free
    except OSError as error:
        return _failure(
            "disk", f"{path} cannot be written: {error.strerror}", "set NEWSCRAWLER_VAR to another directory"
        )
    found = f"{free / 1024**3:,.1f} GiB free in {path}"
    if free < _DISK_FAIL:
        return _failure("disk", found, "free space: mongod stops without space for its journal")
    if free < _DISK_WARN:
        return _warning("disk", found, "a million stories need about 5 GiB")
    return _ok("disk", found)


def _mongodb(settings: BaseSettings) -> Iterator[Finding]:
    if settings.get("MONGODB_URI"):
        where = masked(settings["MONGODB_URI"])
    else:
        var_dir = Path(settings["VAR_DIR"])
        where = f"the local mongod under {var_dir}"
        try:
            yield _ok("mongod", str(local_mongod.binary()))
        except StorageError as error:
            yield _failure("mongod", str(error))
        if not local_mongod.status(var_dir).running:
            where += ", started by this check"
    try:
        with connect(resolve_uri(settings)) as client:
            yield from _server(client[settings["MONGODB_DATABASE"]], where)
    except StorageError as error:
        yield _failure("mongodb", str(error))
    except PyMongoError as error:
        yield _failure("mongodb", f"{where}: {error}", "check that the user may read and write there")


def _server(database: Database[dict[str, Any]], where: str) -> Iterator[Finding]:
    version = str(database.client.server_info()["version"])
    found = f"{version}, {where}"
    if int(version.partition(".")[0]) < _MONGODB:
        yield _warning("mongodb", found, f"run MongoDB {_MONGODB}.0 or later, which newscrawler is tested with")
    else:
        yield _ok("mongodb", found)
    hello = database.client.admin.command("hello")
    if "setName" in hello:
        members = len(hello.get("hosts", ()))
        alone = ", no failover" if members == 1 else ""
        yield _ok("replica set", f"{hello['setName']}, {members} data-bearing{alone}")
    else:
        yield _ok("replica set", "a sharded cluster")
    started = time.monotonic()
    try:
        # Acknowledged by the journals of the majority, like every write of a crawl.
        database["meta"].replace_one({"_id": "doctor"}, {"_id": "doctor", "at": datetime.now(UTC)}, upsert=True)
    except PyMongoError as error:
        yield _failure(
            "writes",
            f"a write to {database.name} was not acknowledged by the majority: {error}",
            "check that most members are up and the user may write",
        )
        return
    took = (time.monotonic() - started) * 1000
    yield _ok("writes", f"acknowledged by the majority in {took:.0f} ms")
    yield _schema(database)
    yield _ledger(database)
    yield _alerts(database)


def _ledger(database: Database[dict[str, Any]]) -> Finding:
    since = server_time(database) - _LEDGER
    outlets = len(database["coverage"].distinct("_id.outlet", {"_id.hour": {"$gte": since}}))
    gaps = database["gaps"].count_documents({"at": {"$gte": since}})
    found = f"outlets visited in the last day: {outlets:,}; gaps in their lists: {gaps:,}"
    remedy = f"run: {program()} coverage --gaps" if gaps else None
    return Finding(level="warn" if gaps else "ok", what="coverage", found=found, remedy=remedy)


def _alerts(database: Database[dict[str, Any]]) -> Finding:
    try:
        found = firing(database, Limits())
    except PyMongoError as error:
        return _warning("alerts", f"cannot be evaluated: {error}", "check that the user may read there")
    if not found:
        return _ok("alerts", "no alert about crawls, outlets, jobs or nodes")
    return _warning(
        "alerts",
        f"firing: {found[0].message}" + (f" and {len(found) - 1} more" if len(found) > 1 else ""),
        f"run: {program()} alerts",
    )


def _schema(database: Database[dict[str, Any]]) -> Finding:
    schema = database["meta"].find_one({"_id": "schema"})
    if schema is None:
        return _ok("schema", f"{database.name} is not prepared yet; the first crawl prepares it")
    found = f"version {schema['version']} in {database.name}"
    if schema["version"] > SCHEMA_VERSION >= schema.get("writers", schema["version"]):
        found += f", newer than this newscrawler's {SCHEMA_VERSION}, which may still write"
        return _warning("schema", found, "update newscrawler before the next version")
    if schema["version"] > SCHEMA_VERSION:
        remedy = f"this newscrawler knows version {SCHEMA_VERSION}: update it, or name another MONGODB_DATABASE"
        return _failure("schema", found, remedy)
    if schema["version"] < SCHEMA_VERSION:
        remedy = f"the next crawl brings it to version {SCHEMA_VERSION}"
        return _warning("schema", found, remedy)
    return _ok("schema", found)


def _spool(directory: Path) -> Finding:
    try:
        spool.refuse_foreign(directory)
    except StorageError as error:
        return _failure("spool", str(error))
    files = spool.waiting(directory)
    if not files:
        return _ok("spool", "empty")
    found = f"{files} {'file' if files == 1 else 'files'} in {directory}: items that MongoDB did not accept yet"
    return _warning("spool", found, "the next crawl that reaches MongoDB stores them")


def _remote_control(settings: BaseSettings) -> Finding:
    """Report whether a crawl loads Scrapy's remote control: its setting alone, without the extension, does nothing."""
    if settings.get_component_priority_dict_with_base("EXTENSIONS").get(_REMOTE_CONTROL) is None:
        return _ok("settings", "Scrapy's remote control is not loaded")
    if not settings.getbool("REMOTE_CONTROL_ENABLED"):
        return _ok("settings", "Scrapy's remote control is loaded, and is off")
    return _failure(
        "settings",
        "Scrapy's remote control is on: it runs code sent over HTTP",
        f'set EXTENSIONS["{_REMOTE_CONTROL}"] = None',
    )


def _exceptions(entries: list[str]) -> Finding:
    """Report the operator's exceptions of the guard of addresses."""
    try:
        AllowList.read(entries)
    except ValueError as error:
        return _failure("settings", str(error), "correct NEWSCRAWLER_FETCH_ALLOW (docs/operating.md)")
    if not entries:
        return _ok("settings", "FETCH_ALLOW is empty; crawls reach the public network only")
    return _warning(
        "settings",
        f"FETCH_ALLOW lets any page send requests to {', '.join(entries)}",
        "list only your own outlets, with their ports",
    )


def _chromium(path: Path) -> Finding:
    try:
        need("browser", "playwright", "scrapy_playwright")
    except MissingExtraError as error:
        return _warning("chromium", str(error))
    if not os.access(path, os.X_OK):
        return _warning(
            "chromium",
            f"{path} does not exist; threads that need a browser will be incomplete",
            "run: apt-get install chromium, or set NEWSCRAWLER_CHROMIUM to its path",
        )
    return _ok("chromium", str(path))


def _scrapyd(var_dir: Path) -> Iterator[Finding]:
    try:
        need("scrapyd", "scrapyd")
    except MissingExtraError:
        yield _ok("scrapyd", "not installed; crawls by hand do not need it")
        return
    # Imported late: crawls by hand work without scrapyd.
    from scrapyd.config import Config
    from scrapyd.exceptions import ConfigError

    from newscrawler.scrapyd.credentials import credentials_file

    try:
        config = Config()
        yield _scrapyd_password(config, credentials_file(var_dir))
        addresses = _scrapyd_addresses(config)
    except (configparser.Error, ConfigError, ValueError) as error:
        yield _failure("scrapyd", str(error))
        return
    for address in addresses:
        yield _scrapyd_asks(address)


def _scrapyd_password(config: Config, kept: Path) -> Finding:
    """Check the password of a scrapyd that would be started here. Its own errors name their remedies."""
    from newscrawler.scrapyd.credentials import configured
    from newscrawler.scrapyd.exposure import refuse_exposure

    application = config.get("application", "")
    given = configured(config, os.environ)
    if application != _SCRAPYD:
        return Finding(
            level="warn" if given else "FAIL",
            what="scrapyd",
            found=f"scrapyd.conf: application = {application}, which "
            + ("accepts requests of any Host and Origin" if given else "runs code for everybody who reaches it"),
            remedy=f"set application = {_SCRAPYD}",
        )
    refuse_exposure(config, os.environ)
    if given:
        return _ok("scrapyd", "requires the password of its environment or scrapyd.conf")
    try:
        others = kept.stat().st_mode & 0o077
    except (FileNotFoundError, NotADirectoryError):
        return _ok("scrapyd", f"generates a password at its first start, in {kept}")
    except PermissionError:
        others = 0
    if others:
        return _failure(
            "scrapyd",
            f"{kept}: other users may have read scrapyd's password",
            "remove the file and start scrapyd again, which generates a new password",
        )
    return _ok("scrapyd", f"requires the password in {kept}")


def _scrapyd_addresses(config: Config) -> list[str]:
    """Return the URLs of the scrapyd that would be started here, and of the deploy targets in scrapy.cfg."""
    from newscrawler.scrapyd.exposure import bind_address

    host = bind_address(config, os.environ)
    host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    port = int(os.environ.get("SCRAPYD_HTTP_PORT") or config.getint("http_port", "6800"))
    found = [f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"]
    project = get_config()
    for section in project.sections():
        if section.partition(":")[0] == "deploy" and project.has_option(section, "url"):
            found.append(project.get(section, "url", raw=True).rstrip("/"))
    return list(dict.fromkeys(found))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _scrapyd_asks(address: str) -> Finding:
    """Send a request without a password, as an attacker would."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(f"{address}/daemonstatus.json", timeout=_SCRAPYD_SECONDS) as answer:
            status, is_scrapyd = answer.status, b'"node_name"' in answer.read(_SCRAPYD_ANSWER)
    except urllib.error.HTTPError as error:
        status, is_scrapyd = error.code, False
        error.close()
    except (OSError, http.client.HTTPException):
        return _ok("scrapyd", f"nothing answers at {masked(address)}")
    if is_scrapyd:
        return _failure(
            "scrapyd",
            f"the scrapyd at {masked(address)} answers without a password: anybody who reaches it can run code",
            f"stop it; start it with application = {_SCRAPYD} (docs/jobs.md)",
        )
    if status in (401, 403):
        return _ok("scrapyd", f"the scrapyd at {masked(address)} requires a password")
    return _warning("scrapyd", f"the server at {masked(address)} is not scrapyd (HTTP {status})")


def _settings(settings: BaseSettings) -> Iterator[Finding]:
    if settings.get("CONTACT"):
        yield _ok("contact", settings["USER_AGENT"])
    else:
        yield _warning(
            "contact",
            "outlets cannot contact the operator of this crawl",
            "set NEWSCRAWLER_CONTACT to a mail address or a page",
        )
    yield _remote_control(settings)
    for name, wanted, level, risk in _WATCHED:
        if settings.getbool(name) is wanted:
            yield _ok("settings", f"{name} is {wanted}")
        else:
            yield Finding(
                level=level, what="settings", found=f"{name} is {not wanted}: {risk}", remedy=f"set {name} = {wanted}"
            )
    yield _exceptions(settings.getlist("FETCH_ALLOW"))
    if host_map := settings.getdict("HOST_MAP"):
        yield _warning(
            "settings",
            f"HOST_MAP serves {', '.join(sorted(host_map))} from elsewhere",
            "unset NEWSCRAWLER_HOST_MAP to crawl the outlets themselves",
        )
