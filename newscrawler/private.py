"""Directories and files that only their owner reads: spools, tokens, backups, passwords. Imports nothing of ours."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

__all__ = [
    "NotPrivateError",
    "make_directory",
    "open_private",
    "private_directory",
    "read_own",
    "read_private",
    "write_private",
    "write_private_once",
]

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_LONGEST_FILE = 64 * 1024
"""Bytes that :func:`read_private` reads: passwords and tokens are below 1 KB."""


class NotPrivateError(OSError):
    """A directory or file in which another user could have written or read; the message names it and the remedy."""


def private_directory(path: Path) -> Path:
    """Make a directory of this user's with mode 0700, or set that mode on the one that is there.

    Directories above it are made with the same mode where they are missing, and left as they are otherwise.

    :raises NotPrivateError: it belongs to another user, or others may write to it, so that they may have put files there
    :raises OSError: it cannot be made
    """
    make_directory(path)
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        found = path.stat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotPrivateError(f"{path} is not a directory; move it away")
    if found.st_uid != os.geteuid():
        raise NotPrivateError(f"{path} belongs to another user (uid {found.st_uid}); use a directory of yours")
    if found.st_mode & _OTHERS_WRITE:
        raise NotPrivateError(
            f"other users may write to {path}; look at what is in it, remove what is not yours, then run: chmod 700 {path}"
        )
    if found.st_mode & _OTHERS:
        path.chmod(0o700)
    return path


def make_directory(path: Path) -> None:
    """Make a directory, and those above it that are missing, with mode 0700; :meth:`Path.mkdir` leaves the latter to all."""
    for each in reversed([each for each in (path, *path.parents) if not each.exists()]):
        # Another process of this user may make it at the same time
        each.mkdir(mode=0o700, exist_ok=True)


def open_private(path: Path, flags: int) -> int:
    """Open a file that this user made and no other may write to; return its descriptor.

    :param flags: of :func:`os.open`
    :raises NotPrivateError: it is a link, a pipe, another user's, or others may write to it
    :raises FileNotFoundError: it is not there
    """
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotPrivateError(f"{path} is a symbolic link; remove it") from None
        raise
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
        os.close(descriptor)
        raise NotPrivateError(f"{path} is not a file of this user (uid {os.geteuid()}); remove it")
    if found.st_mode & _OTHERS_WRITE:
        os.close(descriptor)
        raise NotPrivateError(
            f"{path} has mode {stat.S_IMODE(found.st_mode):04o}: others may have written it; remove it"
        )
    return descriptor


def read_own(path: Path) -> str:
    """Return the text of a file that this user made and no other may write to.

    :raises NotPrivateError: as :func:`open_private`
    :raises FileNotFoundError: it is not there
    """
    with os.fdopen(open_private(path, os.O_RDONLY), "rb") as file:
        return file.read().decode()


def read_private(path: Path) -> str:
    """Return the text of a file that only this user can read.

    :raises NotPrivateError: as :func:`open_private`, or others may read it
    :raises FileNotFoundError: it is not there
    """
    descriptor = open_private(path, os.O_RDONLY)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if found.st_mode & _OTHERS:
            raise NotPrivateError(
                f"{path} has mode {stat.S_IMODE(found.st_mode):04o}: other users may have read or changed it; remove it"
            )
        return file.read(_LONGEST_FILE).decode()


def write_private(path: Path, text: str) -> None:
    """Write a file with mode 0600 in place of the one that is there, whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_private_once(path: Path, text: str) -> bool:
    """Write a file with mode 0600 unless it is there, whole or not at all. Return whether this call wrote it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(descriptor)
        # Unlike a rename, a link never replaces the file of a process that was faster
        path.hardlink_to(name)
    except FileExistsError:
        return False
    finally:
        Path(name).unlink()
    return True
