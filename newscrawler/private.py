"""Directories and files that only their owner reads: spools, tokens, backups, passwords. Imports nothing of ours."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

__all__ = ["NotPrivateError", "private_directory", "read_private", "write_private_once"]

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
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        # Another process of this user may make it at the same time
        each.mkdir(mode=0o700, exist_ok=True)
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


def read_private(path: Path) -> str:
    """Return the text of a file that only this user can read.

    :raises NotPrivateError: it is not a regular file, belongs to another user, or others may read or write it
    :raises FileNotFoundError: it is not there
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise NotPrivateError(f"{path} is not a file of this user (uid {os.geteuid()}); remove it")
        if found.st_mode & _OTHERS:
            raise NotPrivateError(
                f"{path} has mode {stat.S_IMODE(found.st_mode):04o}: other users may have read or changed it; remove it"
            )
        return file.read(_LONGEST_FILE).decode()


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
