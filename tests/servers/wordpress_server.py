"""A real WordPress 6.1 with PHP 8.2 and MariaDB on loopback, from Debian's own packages.

The packages are downloaded and unpacked once under ``var/servers/`` of the project; nothing is installed. A server has
its own empty database in a directory of its own.
"""

from __future__ import annotations

import getpass
import http.client
import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.servers.starting import HOME, made_once, started
from tests.support.ports import free_port

__all__ = ["WordPress", "running"]

_OURS = Path(__file__).parent / "wordpress"
_PHP = ("cli", "common", "mysql", "mbstring", "xml", "curl", "opcache")
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


def _installed() -> Path:
    """Where the packages are unpacked, with the document root as ``docroot``."""
    root = HOME / "wordpress" / "root"
    with made_once(HOME / "wordpress", " ".join((*_PROGRAMS, *_FILES))) as missing:
        if missing:
            _unpack(HOME / "wordpress" / "packages", root)
        # Ours are small and change: laid anew at every start.
        shutil.copy(_OURS / "wp-config.php", root / "docroot" / "wp-config.php")
        shutil.copytree(_OURS / "mu-plugins", root / "docroot/wp-content/mu-plugins", dirs_exist_ok=True)
    return root


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
    done: Counter[str] = field(default_factory=Counter)
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
            self.done["replied" if parent else "posted"] += 1
            return int((answer.headers["Location"] or "").rpartition("#comment-")[2])
        finally:
            connection.close()

    def seed(self, post: int, comments: list[tuple[str, str, int | None]]) -> list[int]:
        """Add many comments by WordPress's own function: text, author, and index of the parent in this list."""
        ids: list[int] = self.do(("seeded", post, comments))[0]
        self.done["seeded"] += len(ids) - 1  # itself is one
        return ids

    def do(self, *operations: tuple[Any, ...]) -> list[Any]:
        """Operations of ``operations.php``, in order, in one process; returns what each gave."""
        script = [*self.php, _OURS / "operations.php"]
        sent = json.dumps(operations)
        ran = subprocess.run(script, input=sent, env=self.environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
        answers: list[Any] = json.loads(ran.stdout.splitlines()[-1])
        for operation in operations:
            self.done[str(operation[0])] += 1
        return answers

    def rows(self, post: int) -> dict[str, dict[str, Any]]:
        """Return the rows of a post's comments in its own database, by id, with moderated and trashed comments."""
        return {row["comment_ID"]: row for row in self.do(("rows", post))[0]}

    def rest(self, *, offered: bool) -> None:
        """Switch the REST API off for readers, as some outlets do, or on."""
        self.do(("option", "tests_rest", "on" if offered else "off"))


@contextmanager
def running(site: str) -> Iterator[WordPress]:
    """A WordPress for one site, freshly set up."""
    root = _installed()
    port = free_port()
    extensions = next((root / "usr/lib/php").glob("20*"))
    php: list[str | Path] = [root / "usr/bin/php8.2", "-n", "-d", f"extension_dir={extensions}"]
    php += [part for name in _EXTENSIONS for part in ("-d", f"extension={name}.so")]
    # Without it every request compiles all of WordPress anew, which takes seven times as long as what it asks for.
    php += ["-d", "zend_extension=opcache.so"]
    # Not the test's directory: a socket's path may not be longer than 107 characters.
    with tempfile.TemporaryDirectory(prefix="wordpress-") as name:
        directory = Path(name)
        environment = {
            **os.environ,
            "LD_LIBRARY_PATH": str(root / "usr/lib/x86_64-linux-gnu"),
            "WORDPRESS_SOCKET": str(directory / "db.sock"),
            "WORDPRESS_SITE": site,
            "WORDPRESS_ROOT": str(root / "docroot"),
            "PHP_CLI_SERVER_WORKERS": "4",
        }
        wordpress = WordPress(port=port, site=site, php=php, environment=environment)
        server = [*php, "-S", f"127.0.0.1:{port}", "-t", root / "docroot", _OURS / "router.php"]
        with _database(root, directory, environment):
            wordpress.do(("install",))
            with started(server, directory / "php.log", port, environment=environment):
                yield wordpress


@contextmanager
def _database(root: Path, directory: Path, environment: dict[str, str]) -> Iterator[None]:
    data, user = directory / "data", f"--user={getpass.getuser()}"
    install = [root / "usr/bin/mariadb-install-db", "--no-defaults", f"--basedir={root}/usr", f"--datadir={data}", user]
    install += ["--auth-root-authentication-method=normal", "--skip-test-db"]
    made = subprocess.run(install, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    command = [root / "usr/sbin/mariadbd", "--no-defaults", f"--basedir={root}/usr", f"--datadir={data}", user]
    command += [f"--lc-messages-dir={root}/usr/share/mysql", f"--socket={environment['WORDPRESS_SOCKET']}"]
    command += ["--skip-networking", f"--pid-file={directory}/db.pid"]
    with started(command, directory / "db.log", Path(environment["WORDPRESS_SOCKET"]), environment=environment):
        yield
