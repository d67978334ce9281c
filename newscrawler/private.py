"""Directories and files that only their owner can read: spools, tokens, backups, passwords."""

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
"""Most bytes that :func:`read_private` reads. Passwords and tokens have fewer than 1 KB."""


class NotPrivateError(OSError):
    """Another user could have read or written a directory or file; the message names it and the remedy."""


def private_directory(path: Path) -> Path:
    """Make a directory with mode 0700, or set that mode on an existing directory.

    Missing parent directories are made with the same mode; existing parents are not changed.

    :raises NotPrivateError: it belongs to another user, or others may write to it and may have put files there
    :raises OSError: it cannot be made
    """
    make_directory(path)
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        found = path.stat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotPrivateError(f"{path} is not a directory; move it away")
    if found.st_uid != os.geteuid():
        raise NotPrivateError(f"{path} belongs to another user (uid {found.st_uid}); use your own directory")
    if found.st_mode & _OTHERS_WRITE:
        raise NotPrivateError(
            f"other users may write to {path}; remove files that are not yours, then run: chmod 700 {path}"
        )
    if found.st_mode & _OTHERS:
        path.chmod(0o700)
    return path


def make_directory(path: Path) -> None:
    """Make a directory and its missing parents with mode 0700; :meth:`Path.mkdir` uses the default mode for parents."""
    for each in reversed([each for each in (path, *path.parents) if not each.exists()]):
        # Another process of this user may make it at the same time.
        each.mkdir(mode=0o700, exist_ok=True)


def open_private(path: Path, flags: int) -> int:
    """Open a file of this user that no other user may write to. Return its descriptor.

    :param flags: flags of :func:`os.open`
    :raises NotPrivateError: it is a link or a pipe, belongs to another user, or others may write to it
    :raises FileNotFoundError: it does not exist
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
    """Return the text of a file of this user that no other user may write to.

    :raises NotPrivateError: see :func:`open_private`
    :raises FileNotFoundError: it does not exist
    """
    with os.fdopen(open_private(path, os.O_RDONLY), "rb") as file:
        return file.read().decode()


def read_private(path: Path) -> str:
    """Return the text of a file that only this user can read.

    :raises NotPrivateError: see :func:`open_private`, or others may read it
    :raises FileNotFoundError: it does not exist
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
    """Write a file with mode 0600 atomically; replace an existing file."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_private_once(path: Path, text: str) -> bool:
    """Write a file with mode 0600 atomically unless it exists. Return whether this call wrote it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(descriptor)
        # Unlike a rename, a hard link never replaces the file of a faster process.
        path.hardlink_to(name)
    except FileExistsError:
        return False
    finally:
        Path(name).unlink()
    return True
