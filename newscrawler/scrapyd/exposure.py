"""Who may reach scrapyd: its API runs code, so without a password it listens to this machine only. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from scrapyd.config import Config
from scrapyd.exceptions import ConfigError

__all__ = ["refuse_exposure"]


def refuse_exposure(config: Config, environment: Mapping[str, str]) -> None:
    """Keep scrapyd from starting where anybody could deploy an egg, which is code.

    As scrapyd does, the environment (``SCRAPYD_BIND_ADDRESS``, ``SCRAPYD_USERNAME``, ``SCRAPYD_PASSWORD``) goes before
    scrapyd.conf.

    :raises ConfigError: the address is not loopback and there is no password, or there is only half of one
    """
    address = environment.get("SCRAPYD_BIND_ADDRESS") or config.get("bind_address", "127.0.0.1")
    username = environment.get("SCRAPYD_USERNAME") or config.get("username", "")
    password = environment.get("SCRAPYD_PASSWORD") or config.get("password", "")
    if bool(username) != bool(password):
        lacking = "SCRAPYD_PASSWORD" if username else "SCRAPYD_USERNAME"
        raise ConfigError(
            f"{lacking} is not set, and scrapyd would ask for no password at all: set both, or neither on loopback"
        )
    if not password and not _is_loopback(address):
        raise ConfigError(
            f"scrapyd would listen on {address}, which others can reach, and run any code that they send: set "
            "SCRAPYD_USERNAME and SCRAPYD_PASSWORD in its environment, or bind_address = 127.0.0.1"
        )


def _is_loopback(address: str) -> bool:
    # Empty: no TCP at all, a Unix socket's permissions decide
    if address in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        # Another name: what it resolves to may change
        return False
