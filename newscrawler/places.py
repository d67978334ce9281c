"""Places on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["var_dir"]


def var_dir(environment: Mapping[str, str], package: Path) -> Path:
    """Return the directory of the local database, the spool and the tokens (``VAR_DIR``).

    ``NEWSCRAWLER_VAR`` names it. Unset, a clone keeps it in the clone, as ``var/``. An installed package must not write beside
    itself, into the interpreter's own directories: it uses ``$XDG_DATA_HOME/newscrawler``, which is
    ``~/.local/share/newscrawler`` where that variable is not set, and ``var/`` in the working directory for a user without a
    home.

    :param package: directory of the package ``newscrawler``
    """
    if named := environment.get("NEWSCRAWLER_VAR"):
        return Path(named)
    clone = package.parent
    if (clone / "scrapy.cfg").is_file() and (clone / "pyproject.toml").is_file():
        return clone / "var"
    # The XDG specification has a path that is not absolute ignored.
    data = Path(environment.get("XDG_DATA_HOME", ""))
    if data.is_absolute():
        return data / "newscrawler"
    try:
        return Path("~/.local/share/newscrawler").expanduser()
    except RuntimeError:
        return Path.cwd() / "var"
