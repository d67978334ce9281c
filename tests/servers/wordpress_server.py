"""A real WordPress 6.1 with PHP 8.2 and MariaDB on loopback, from Debian's own packages.

The packages are downloaded and unpacked once under ``var/servers/`` of the project; nothing is installed. A server has
its own empty database in a directory of its own.
"""

from __future__ import annotations

import fcntl
import getpass
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

__all__ = ["WordPress", "installed", "running"]

_HOME = Path(__file__).parents[2] / "var" / "servers" / "wordpress"
_OURS = Path(__file__).parent / "wordpress"
_PHP = ("cli", "common", "mysql", "mbstring", "xml", "curl")
_PROGRAMS = (*(f"php8.2-{part}" for part in _PHP), "mariadb-server-core", "mariadb-client-core", "mariadb-common")
_THEMES = ("wordpress-theme-twentytwentyone", "wordpress-theme-twentytwentythree")
_FILES = ("wordpress", *_THEMES, "mariadb-server", "libphp-phpmailer")
_EXTENSIONS = (
    "mysqlnd",
    "ctype",
    "curl",
    "dom",
    "iconv",
    "mbstring",
    "mysqli",
    "simplexml",
    "tokenizer",
    "xml",
    "xmlreader",
)


def installed() -> Path:
    """Where the packages are unpacked, with the document root as ``docroot``."""
    _HOME.mkdir(parents=True, exist_ok=True)
    done, wanted = _HOME / "installed.txt", " ".join((*_PROGRAMS, *_FILES))
    with (_HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text(encoding="utf-8") != wanted:
            done.unlink(missing_ok=True)
            _unpack(_HOME / "packages", _HOME / "root")
            done.write_text(wanted, encoding="utf-8")
        # Ours are small and change: laid anew at every start.
        docroot = _HOME / "root" / "docroot"
        shutil.copy(_OURS / "wp-config.php", docroot / "wp-config.php")
        shutil.copytree(_OURS / "mu-plugins", docroot / "wp-content/mu-plugins", dirs_exist_ok=True)
    return _HOME / "root"


def _unpack(packages: Path, root: Path) -> None:
    for directory in (packages, root):
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
    try:
        _download(packages)
    except subprocess.CalledProcessError:
        subprocess.run(["apt-get", "update", "-qq"], check=True, stdout=subprocess.DEVNULL)
        _download(packages)
    for package in packages.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, root], check=True)
    shutil.rmtree(packages)

    def gone(directory: str, names: list[str]) -> list[str]:
        # Links into packages that no comment needs: scripts, fonts, the certificates of the machine.
        return [name for name in names if not (Path(directory) / name).exists()]

    shutil.copytree(root / "usr/share/wordpress", root / "docroot", ignore=gone)


def _download(packages: Path) -> None:
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "download", "-q", *_PROGRAMS, *_FILES], cwd=packages, **quiet)
    if os.geteuid() != 0:
        return  # what apt would install is root's to ask
    # The libraries that this machine does not have.
    (packages / "partial").mkdir(exist_ok=True)
    needs = ["apt-get", "install", "-qq", "-y", "--download-only", "--no-install-recommends"]
    subprocess.run([*needs, "-o", f"Dir::Cache::archives={packages}", *_PROGRAMS], **quiet)


@dataclass
class WordPress:
    """The server through its public form, and WordPress's own functions for what moderators do."""

    port: int
    site: str
    php: list[str | Path]
    environment: dict[str, str]
    directory: Path
    done: dict[str, int] = field(default_factory=dict)
    """How many operations of each kind WordPress carried out."""

    def comment(self, post: int, text: str, author: str, parent: int = 0) -> int:
        """A reader's comment through the form under the story; returns its id."""
        form = {
            "comment": text,
            "author": author,
            "email": "reader@plainpress.example",
            "comment_post_ID": post,
            "comment_parent": parent,
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": urlsplit(self.site).netloc}
        try:
            connection.request("POST", "/wp-comments-post.php", urlencode(form), headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 302, (answer.status, body[-1500:])
            self._count("replied" if parent else "posted")
            return int((answer.headers["Location"] or "").rpartition("#comment-")[2])
        finally:
            connection.close()

    def do(self, *operations: tuple[Any, ...]) -> list[Any]:
        """Operations of ``operations.php``, in order, in one process; returns what each gave."""
        script = [*self.php, _OURS / "operations.php"]
        sent = json.dumps(operations)
        ran = subprocess.run(script, input=sent, env=self.environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
        answers: list[Any] = json.loads(ran.stdout.splitlines()[-1])
        for operation in operations:
            self._count(str(operation[0]))
        return answers

    def rows(self, post: int) -> dict[str, dict[str, Any]]:
        """What its own database holds of a post's comments, by id; moderated and trashed ones too."""
        return {row["comment_ID"]: row for row in self.do(("rows", post))[0]}

    def rest(self, *, offered: bool) -> None:
        """Switch the REST API off for readers, as some outlets do, or on."""
        self.do(("option", "tests_rest", "on" if offered else "off"))

    def _count(self, kind: str) -> None:
        self.done[kind] = self.done.get(kind, 0) + 1


@contextmanager
def running(site: str) -> Iterator[WordPress]:
    """A WordPress for one site, freshly set up."""
    root = installed()
    # Not the test's directory: a socket's path may not be longer than 107 characters.
    directory = Path(tempfile.mkdtemp(prefix="wordpress-"))
    port = _free_port()
    libraries = root / "usr/lib/x86_64-linux-gnu"
    environment = {
        **os.environ,
        "LD_LIBRARY_PATH": str(libraries),
        "WORDPRESS_SOCKET": str(directory / "db.sock"),
        "WORDPRESS_SITE": site,
        "WORDPRESS_ROOT": str(root / "docroot"),
        "PHP_CLI_SERVER_WORKERS": "4",
    }
    extensions = next((root / "usr/lib/php").glob("20*"))
    php: list[str | Path] = [root / "usr/bin/php8.2", "-n", "-d", f"extension_dir={extensions}"]
    php += [part for name in _EXTENSIONS for part in ("-d", f"extension={name}.so")]
    processes: list[subprocess.Popen[bytes]] = []
    wordpress = WordPress(port=port, site=site, php=php, environment=environment, directory=directory)
    try:
        processes.append(_database(root, directory, environment))
        wordpress.do(("install",))
        with (directory / "php.log").open("wb") as log:
            command = [*php, "-S", f"127.0.0.1:{port}", "-t", root / "docroot", _OURS / "router.php"]
            # Its workers are children of it: a group of their own, so that they end with it.
            server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        processes.append(server)
        _wait(server, lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close(), directory / "php.log")
        yield wordpress
    finally:
        for process in reversed(processes):
            _end(process)
        shutil.rmtree(directory, ignore_errors=True)


def _database(root: Path, directory: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    data, log_path, user = directory / "data", directory / "db.log", f"--user={getpass.getuser()}"
    install = [root / "usr/bin/mariadb-install-db", "--no-defaults", f"--basedir={root}/usr", f"--datadir={data}", user]
    install += ["--auth-root-authentication-method=normal", "--skip-test-db"]
    made = subprocess.run(install, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    command = [root / "usr/sbin/mariadbd", "--no-defaults", f"--basedir={root}/usr", f"--datadir={data}", user]
    command += [f"--lc-messages-dir={root}/usr/share/mysql", f"--socket={environment['WORDPRESS_SOCKET']}"]
    command += ["--skip-networking", f"--pid-file={directory}/db.pid"]
    with log_path.open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)

    def connect() -> None:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(environment["WORDPRESS_SOCKET"])

    _wait(server, connect, log_path)
    return server


def _wait(server: subprocess.Popen[bytes], connect: Callable[[], None], log: Path) -> None:
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            connect()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{server.args} does not answer:\n{log.read_text()[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, 15)
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
    except ProcessLookupError:
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
