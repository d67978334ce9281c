"""Where scrapyd may listen: beyond this machine only with a password that its operator has set. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from scrapyd.config import Config
from scrapyd.exceptions import ConfigError

from newscrawler.scrapyd.credentials import configured

__all__ = ["bind_address", "is_loopback", "refuse_exposure"]


def bind_address(config: Config, environment: Mapping[str, str]) -> str:
    """Return the address that scrapyd listens on, as scrapyd finds it; empty for a Unix socket alone."""
    return environment.get("SCRAPYD_BIND_ADDRESS") or str(config.get("bind_address", "127.0.0.1"))


def refuse_exposure(config: Config, environment: Mapping[str, str]) -> None:
    """Keep scrapyd from starting beyond loopback with a password that nobody chose.

    :raises ConfigError: the address is not loopback and no password is set, or there is only half of one
    """
    address = bind_address(config, environment)
    if configured(config, environment) is None and not is_loopback(address):
        raise ConfigError(
            f"scrapyd would listen on {address}, which others can reach, and runs any code that it is sent: set "
            "SCRAPYD_USERNAME and SCRAPYD_PASSWORD in its environment, or bind_address = 127.0.0.1"
        )


def is_loopback(address: str) -> bool:
    """Say whether only this machine reaches an address; any name but localhost may come to resolve to another."""
    # Empty: no TCP at all, a Unix socket's permissions decide
    if address in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
