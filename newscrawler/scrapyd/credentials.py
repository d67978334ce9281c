"""User name and password that scrapyd asks for, on loopback too, because its API runs code.

The environment or scrapyd.conf names them; where neither does, the first node on a machine makes a random password and
keeps it in ``<VAR_DIR>/scrapyd/credentials``, for every node and command of that user. The file is a piece of shell, so
that ``set -a; . var/scrapyd/credentials; set +a`` gives the password to scrapyd-client and curl.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scrapyd.config import Config
from scrapyd.exceptions import ConfigError

from newscrawler.private import private_directory, read_private, write_private_once

__all__ = ["Credentials", "configured", "credentials_file", "kept_or_made"]

_USERNAME = "newscrawler"

_PASSWORD_BYTES = 24
"""Random bytes of a password that is made here: 192 bits, so guessing needs no limit of tries."""

_LINES = re.compile(r"SCRAPYD_USERNAME=([^\s:]+)\nSCRAPYD_PASSWORD=(\S+)\n?")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and its password."""

    username: str
    password: str = field(repr=False)

    def match(self, username: bytes, password: bytes) -> bool:
        """Compare in a time that tells nothing of how much is right, nor how long the password is."""
        return hmac.compare_digest(_digest(username, password), _digest(self.username.encode(), self.password.encode()))


def configured(config: Config, environment: Mapping[str, str]) -> Credentials | None:
    """Return the credentials of the environment or scrapyd.conf; None where neither names them.

    As scrapyd does, ``SCRAPYD_USERNAME`` and ``SCRAPYD_PASSWORD`` go before scrapyd.conf.

    :raises ConfigError: only one of the two is set, where scrapyd itself would ask for no password
    """
    username = environment.get("SCRAPYD_USERNAME") or config.get("username", "")
    password = environment.get("SCRAPYD_PASSWORD") or config.get("password", "")
    if bool(username) != bool(password):
        lacking = "SCRAPYD_PASSWORD" if username else "SCRAPYD_USERNAME"
        raise ConfigError(
            f"{lacking} is not set, and scrapyd would ask for no password at all: set both, or neither on loopback, "
            "where a password is then made"
        )
    return Credentials(username, password) if password else None


def credentials_file(var_dir: Path) -> Path:
    """Return where the password is kept that was made here."""
    return var_dir / "scrapyd" / "credentials"


def kept_or_made(var_dir: Path) -> Credentials:
    """Return the credentials that are kept below a VAR_DIR; the first call makes them.

    :raises ConfigError: the file or its directory is not this user's alone, cannot be written, or is not understood
    """
    path = credentials_file(var_dir)
    try:
        private_directory(path.parent)
        if not path.exists():
            made = f"SCRAPYD_USERNAME={_USERNAME}\nSCRAPYD_PASSWORD={secrets.token_urlsafe(_PASSWORD_BYTES)}\n"
            write_private_once(path, made)
        found = _LINES.fullmatch(read_private(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"no password can be kept for scrapyd, which runs code for whoever reaches it: {error}; or set "
            "SCRAPYD_USERNAME and SCRAPYD_PASSWORD in its environment"
        ) from error
    if found is None:
        raise ConfigError(f"{path} does not hold SCRAPYD_USERNAME=… and SCRAPYD_PASSWORD=…; remove it to get a new one")
    return Credentials(*found.groups())


def _digest(username: bytes, password: bytes) -> bytes:
    # No user name contains a colon (RFC 7617), so the pair cannot be split in two ways
    return hashlib.sha256(username + b":" + password).digest()
