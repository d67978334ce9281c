"""A real Mezzanine 6.1 on loopback, from PyPI in its own environment: server-rendered threads with relative times.

The environment is made once, under ``var/servers/`` of the project; a server lives in a directory that the test gives.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from tests.servers.starting import HOME, python_environment, started
from tests.support.ports import free_port

__all__ = ["Mezzanine", "running"]

_REQUIREMENTS = Path(__file__).with_name("mezzanine-requirements.txt")
_OPERATIONS = Path(__file__).parent / "mezzanine" / "operations.py"
_SETTINGS = """
DEBUG = False
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "comments.db", "OPTIONS": {"timeout": 60}}}
RATINGS_RANGE = [-1, 1]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = ["SITE"]
# As in production: without it every comment's templates are read from disk anew.
TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", TEMPLATES[0]["OPTIONS"]["loaders"])]
"""


@dataclass
class Mezzanine:
    """The server through its public forms, and its own models for what moderators do."""

    port: int
    site: str
    operations: subprocess.Popen[str]
    done: Counter[str] = field(default_factory=Counter)
    """How many operations of each kind were carried out."""
    _forms: dict[str, dict[str, str]] = field(default_factory=dict)
    _cookies: dict[str, str] = field(default_factory=dict)

    def comment(self, path: str, text: str, author: str, parent: int | None = None) -> int:
        """A reader's comment through the form under the story; returns its id."""
        if path not in self._forms:
            self._forms[path] = _fields(self.page(path), "form#comment")
        answered = {"replied_to": str(parent)} if parent else {}
        sent = {**self._forms[path], "name": author, "email": "reader@plainpress.example", "comment": text, **answered}
        location = self._post("/comment/", sent)
        self.done["replied" if parent else "posted"] += 1
        found = re.search(r"#comment-(\d+)", location)
        assert found, location
        return int(found.group(1))

    def seed(self, post: int, comments: list[tuple[str, str, int | None, int]]) -> list[int]:
        """Add many comments by its models: text, author, index of the parent in this list, and seconds ago."""
        ids: list[int] = self.do(("seeded", post, comments))[0]
        self.done["seeded"] += len(ids) - 1  # itself is one
        return ids

    def rate(self, path: str, votes: list[tuple[int, bool]]) -> None:
        """Ratings by the little forms under comments, each by another reader: they are told apart by a cookie."""
        page = self.page(path)
        for comment, up in votes:
            fields = _fields(page, f"#comment-{comment} .rating form")
            assert fields["object_pk"] == str(comment)
            self._cookies.pop("mezzanine-rating", None)
            self._post("/rating/", {**fields, "value": "1" if up else "-1"})
            self.done["rated up" if up else "rated down"] += 1

    def do(self, *operations: tuple[Any, ...]) -> list[Any]:
        """Operations of ``operations.py``, in order; returns what each gave."""
        assert self.operations.stdin is not None
        assert self.operations.stdout is not None
        self.operations.stdin.write(json.dumps(operations) + "\n")
        self.operations.stdin.flush()
        line = self.operations.stdout.readline()
        assert line, "Mezzanine's operations ended"
        answers: list[Any] = json.loads(line)
        for name, *_ in operations:
            self.done[str(name)] += 1
        return answers

    def rows(self, post: int) -> dict[str, dict[str, Any]]:
        """Return the rows of a post's comments in the server's own database, by id."""
        return {str(row["id"]): row for row in self.do(("rows", post))[0]}

    def page(self, path: str) -> LexborHTMLParser:
        status, _, body = self._call("GET", path, None)
        assert status == 200, (status, path)
        return LexborHTMLParser(body)

    def _post(self, path: str, fields: dict[str, str]) -> str:
        status, headers, body = self._call("POST", path, urlencode(fields))
        assert status == 302, (status, path, re.sub(rb"\s+", b" ", body)[:1500])
        return headers["Location"] or ""

    def _call(self, method: str, path: str, body: str | None) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        headers = {"Host": urlsplit(self.site).netloc, "X-Forwarded-Proto": "https", "Referer": self.site + "/"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for value in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = value.partition("=")
                if name == "csrftoken":
                    self._cookies[name] = rest.split(";")[0]
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


def _fields(page: LexborHTMLParser, form: str) -> dict[str, str]:
    """Values of the first form that the selector matches, but for what a reader fills in."""
    node = page.css_first(form, default=None)
    assert node is not None, form
    inputs = (each.attributes for each in node.css("input[type=hidden], input[name=honeypot]"))
    return {each["name"] or "": each.get("value") or "" for each in inputs}


@contextmanager
def running(directory: Path, site: str) -> Iterator[Mezzanine]:
    """A Mezzanine for one site, with an empty database in ``directory``."""
    programs = python_environment(HOME / "mezzanine", _REQUIREMENTS)
    directory.mkdir(parents=True, exist_ok=True)
    quiet: dict[str, Any] = {"check": True, "capture_output": True, "text": True}
    subprocess.run([programs / "mezzanine-project", "outlet", directory], cwd=directory, **quiet)
    with (directory / "outlet/local_settings.py").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS.replace("SITE", site))
    python: list[str | Path] = [programs / "python", "-W", "ignore"]
    subprocess.run([*python, "manage.py", "createdb", "--noinput", "--nodata"], cwd=directory, **quiet)
    port, log = free_port(), directory / "mezzanine.log"
    command = [*python, "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    with (
        started(command, log, port, directory=directory),
        subprocess.Popen(
            [*python, _OPERATIONS], cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as operations,
    ):
        # It ends when its input does, which is when the body is left.
        mezzanine = Mezzanine(port=port, site=site, operations=operations)
        mezzanine.do(("site", urlsplit(site).netloc))
        yield mezzanine
