"""Directories on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["clone_of", "var_dir"]


def clone_of(package: Path) -> Path | None:
    """Return the clone that a package ``newscrawler`` is part of, None for an installed one.

    :param package: directory of the package
    """
    clone = package.parent
    return clone if (clone / "scrapy.cfg").is_file() and (clone / "pyproject.toml").is_file() else None


def var_dir(environment: Mapping[str, str], package: Path) -> Path:
    """Return the directory of the local database, the spool and the tokens (``VAR_DIR``).

    It is, in this order: ``NEWSCRAWLER_VAR``; ``var/`` in a clone; for an installed package, which must not write
    into the interpreter's directories, ``$XDG_DATA_HOME/newscrawler`` or ``~/.local/share/newscrawler``; ``var/`` in
    the working directory for a user without a home.

    :param environment: environment variables
    :param package: directory of the package ``newscrawler``
    """
    if named := environment.get("NEWSCRAWLER_VAR"):
        return Path(named)
    if (clone := clone_of(package)) is not None:
        return clone / "var"
    # The XDG specification says that a relative path is ignored.
    data = Path(environment.get("XDG_DATA_HOME", ""))
    if data.is_absolute():
        return data / "newscrawler"
    try:
        return Path("~/.local/share/newscrawler").expanduser()
    except RuntimeError:
        return Path.cwd() / "var"
