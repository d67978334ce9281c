"""Start ``python -m MODULE`` or ``python -c CODE`` as a fork of a process that has imported the crawler already.

A crawl spends a second of processor time on its imports and a third of a second on a small outlet; the tests start some
hundred crawls. Each :class:`Forked` is a process of its own and a child of the test's process, with the command line,
environment, directory and files that it is given. It can be killed, stopped and awaited as any other.

One process in each test process imports the crawler and forks when it is asked. It has no threads, no connections and
no reactor, and it has not read the project's settings, which the environment changes. A start that differs in what
Python or a module reads once (see ``_READ_ONCE``) is an ordinary start, and so is every start outside Linux.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib
import io
import json
import os
import re
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scrapy.utils.misc import walk_modules_iter

__all__ = ["Forked", "bare_environment", "run"]

ROOT = Path(__file__).parents[2]

_PR_SET_CHILD_SUBREAPER = 36
"""Makes the orphans of this process's children its own children, so that it can wait for them."""

_READ_ONCE = ("PYTHON", "LD_", "NEWSCRAWLER_CALENDAR_TIME_SCALE")
"""Beginnings of variables that are read when Python starts or when a module is imported."""

_LONGEST = 200_000
"""Bytes of a request: a command line and an environment. Linux takes 212,992 at once."""

_SETTINGS = "newscrawler.settings"

_CLASS = re.compile(r"(?:newscrawler|scrapy)\.[\w.]+\.[A-Z]\w+")
"""Dotted name of a class in a setting, without what stands only for an older name."""

_CWD, _ENVIRONMENT, _PIPES = 4, 5, slice(9, 15)
"""Places of the arguments of :meth:`subprocess.Popen._execute_child` (Python 3.11 to 3.14), counted after ``args``."""

_CHILDS = (0, 3, 5)
"""The child's ends among the pipes: standard input, output and error. -1 stands for a file that both share."""

_PID = 20
"""Bytes that hold a process id."""


class Forked(subprocess.Popen[str]):
    """``subprocess.Popen`` of a command ``[sys.executable, "-m", MODULE, …]`` or ``[…, "-c", CODE, …]``, faster."""

    def _execute_child(self, args: list[str], *given: Any) -> None:
        environment = dict(os.environ if given[_ENVIRONMENT] is None else given[_ENVIRONMENT])
        if not sys.platform.startswith("linux") or args[0] != sys.executable or args[1] not in ("-m", "-c"):
            return super()._execute_child(args, *given)  # type: ignore[misc, no-any-return]
        server = _server(_home(Path(given[_CWD] or Path.cwd())))
        if _read_once(environment) != server.read_once:
            return super()._execute_child(args, *given)  # type: ignore[misc, no-any-return]
        pipes = given[_PIPES]
        files = [own if pipe == -1 else pipe for own, pipe in enumerate(pipes[index] for index in _CHILDS)]
        job = {
            "words": [str(word) for word in args[1:]],
            "directory": str(given[_CWD] or Path.cwd()),
            "environment": environment,
        }
        try:
            self.pid = server.fork(job, files)
            self._child_created = True
        finally:
            self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]
        return None


def run(
    words: Sequence[str],
    *,
    timeout: float,
    given: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m WORDS…`` to its end, in the project's directory or another one.

    :param given: written to its standard input
    """
    command = [sys.executable, "-m", *words]
    out = subprocess.PIPE
    with Forked(command, cwd=cwd, env=env, stdin=out, stdout=out, stderr=out, text=True) as process:
        try:
            said, complained = process.communicate(given, timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, said, complained)


def bare_environment() -> dict[str, str]:
    """Return an environment without settings of the crawler, of a proxy or of the person who runs the tests."""
    return {**_read_once({**os.environ}), "PATH": "/usr/bin:/bin"}


class _Server:
    """The process that forks, from outside. It ends with this process."""

    def __init__(self, home: Path) -> None:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.read_once = _read_once(dict(os.environ))
        self._asking = threading.Lock()
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, __file__, str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, cwd=home, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )

    def fork(self, job: dict[str, Any], files: list[int]) -> int:
        """Return the process id of a new child of this process."""
        message = json.dumps(job).encode()
        assert len(message) < _LONGEST, f"too long to start a process: {job['words']}"
        with self._asking:
            socket.send_fds(self._connection, [message], files)
            answer = self._connection.recv(_PID)
        assert answer, "the process that forks has ended; what it said stands above"
        return int(answer)


_server = functools.cache(_Server)


def _home(directory: Path) -> Path:
    """Return the folder whose newscrawler ``python -m`` in that directory imports: a copy of this clone, or this one."""
    return directory.resolve() if (directory / "newscrawler/__init__.py").exists() else ROOT


def _read_once(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_READ_ONCE) and name != "PYTHONPATH"}


def _imported() -> None:
    """Import all that a crawl uses; forget the settings, which each crawl reads from its own environment."""
    settings = {
        **vars(importlib.import_module("scrapy.settings.default_settings")),
        **vars(importlib.import_module(_SETTINGS)),
    }
    for package in (*settings["SPIDER_MODULES"], "scrapy.commands", "newscrawler.commands"):
        list(walk_modules_iter(package))
    classes = {path.rpartition(".")[0] for path in _dotted(settings)}
    for name in ("scrapy.cmdline", "newscrawler.scrapyd.app", *sorted(classes)):
        importlib.import_module(name)
    del sys.modules[_SETTINGS]
    del sys.modules["newscrawler"].settings  # type: ignore[attr-defined]
    # A reactor belongs to one process.
    assert "twisted.internet.reactor" not in sys.modules


def _dotted(value: Any) -> Iterator[str]:
    """Yield the dotted names of classes in values of settings."""
    if isinstance(value, str):
        if _CLASS.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        yield from _dotted([*value, *value.values()])
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _dotted(each)


def _serve(connection: socket.socket) -> dict[str, Any] | None:
    """Fork for each request. Returns in each fork with what it is to do, and with None when no more are wanted."""
    while True:
        message, files, _, _ = socket.recv_fds(connection, _LONGEST, 3)
        if not message:
            return None
        read, write = os.pipe()
        between = os.fork()
        if not between:
            parent = os.getpid()
            child = os.fork()
            if child:
                # The child's parent ends: the next process above that takes orphans is the test's.
                os.write(write, str(child).encode())
                os._exit(0)
            while os.getppid() == parent:
                time.sleep(0.001)
            _take_files(files)
            connection.close()
            os.close(read)
            os.close(write)
            return dict(json.loads(message))
        os.waitpid(between, 0)
        connection.send(os.read(read, _PID))
        for each in (read, write, *files):
            os.close(each)


def _take_files(files: list[int]) -> None:
    for own, file in enumerate(files):
        os.dup2(file, own)
        os.close(file)
    # Those of the server may hold something back that nobody ever reads.
    through = sys.stdout.write_through
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    sys.stdout = _written(1, errors="strict", write_through=through)
    sys.stderr = _written(2, errors="backslashreplace", write_through=through, line_buffering=True)


def _written(file: int, *, write_through: bool, **how: Any) -> io.TextIOWrapper:
    binary = open(file, "wb", buffering=0 if write_through else -1, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(binary, encoding="utf-8", write_through=write_through, **how)


def _run(job: dict[str, Any]) -> None:
    """Do what ``python -m`` or ``python -c`` does."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(job["directory"])
    os.environ.clear()
    os.environ.update(job["environment"])
    time.tzset()
    kind, program, *arguments = job["words"]
    sys.argv = [program if kind == "-m" else kind, *arguments]
    sys.path[0] = job["directory"] if kind == "-m" else ""
    # Python puts them there when it starts.
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[1:1] = [each for each in given if each and each not in sys.path]
    if kind == "-m":
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(program, "<string>", "exec"), vars(main))


if __name__ == "__main__":
    # Ctrl-C is for the tests, and for what they have started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path[0] = str(Path.cwd())
    _imported()
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        wanted = _serve(asked)
    if wanted is not None:
        _run(wanted)
