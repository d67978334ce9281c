"""User name and password of scrapyd's API, required on loopback too, because the API runs code.

The environment or scrapyd.conf names them. If neither does, the first node on a machine generates a random password
and keeps it in ``<VAR_DIR>/scrapyd/credentials`` for every node and command of that user. The file is a shell script,
so that ``set -a; . var/scrapyd/credentials; set +a`` gives the password to scrapyd-client and curl.
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
"""Random bytes of a generated password. 192 bits cannot be guessed, so failed logins are not limited."""

_LINES = re.compile(r"SCRAPYD_USERNAME=([^\s:]+)\nSCRAPYD_PASSWORD=(\S+)\n?")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and its password."""

    username: str
    password: str = field(repr=False)

    def match(self, username: bytes, password: bytes) -> bool:
        """Compare in constant time: the duration reveals neither a matching prefix nor the password's length."""
        return hmac.compare_digest(_digest(username, password), _digest(self.username.encode(), self.password.encode()))


def configured(config: Config, environment: Mapping[str, str]) -> Credentials | None:
    """Return the credentials of the environment or scrapyd.conf, or None if neither names them.

    ``SCRAPYD_USERNAME`` and ``SCRAPYD_PASSWORD`` take precedence over scrapyd.conf, as in scrapyd.

    :raises ConfigError: only one of the two is set; scrapyd itself would then require no password
    """
    username = environment.get("SCRAPYD_USERNAME") or config.get("username", "")
    password = environment.get("SCRAPYD_PASSWORD") or config.get("password", "")
    if bool(username) != bool(password):
        lacking = "SCRAPYD_PASSWORD" if username else "SCRAPYD_USERNAME"
        raise ConfigError(
            f"{lacking} is not set, and scrapyd would require no password at all: set both; on loopback set neither, "
            "and a password is generated"
        )
    return Credentials(username, password) if password else None


def credentials_file(var_dir: Path) -> Path:
    """Return the path of the generated credentials."""
    return var_dir / "scrapyd" / "credentials"


def kept_or_made(var_dir: Path) -> Credentials:
    """Return the credentials that are kept below a VAR_DIR; generate them at the first call.

    :raises ConfigError: other users can read the file or its directory, it cannot be written, or its content is not
        valid
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
            f"the password of scrapyd cannot be kept: {error}; fix that, or set "
            "SCRAPYD_USERNAME and SCRAPYD_PASSWORD in its environment"
        ) from error
    if found is None:
        raise ConfigError(f"{path} does not hold SCRAPYD_USERNAME=… and SCRAPYD_PASSWORD=…; remove it to get a new one")
    return Credentials(*found.groups())


def _digest(username: bytes, password: bytes) -> bytes:
    # A user name contains no colon (RFC 7617), so the joined pair is unambiguous.
    return hashlib.sha256(username + b":" + password).digest()
