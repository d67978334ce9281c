"""Addresses that scrapyd may listen on: other than loopback only with a password that the operator has set. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from scrapyd.config import Config
from scrapyd.exceptions import ConfigError

from newscrawler.hosts import is_loopback
from newscrawler.scrapyd.credentials import configured

__all__ = ["bind_address", "refuse_exposure"]


def bind_address(config: Config, environment: Mapping[str, str]) -> str:
    """Return the address that scrapyd listens on, by scrapyd's own rules; empty if it listens on a Unix socket only."""
    return environment.get("SCRAPYD_BIND_ADDRESS") or str(config.get("bind_address", "127.0.0.1"))


def refuse_exposure(config: Config, environment: Mapping[str, str]) -> None:
    """Refuse to start scrapyd on an address that others can reach unless the operator has set a password.

    :raises ConfigError: the address is not loopback and no password is set, or only one of user name and password is
    """
    address = bind_address(config, environment)
    if configured(config, environment) is None and not is_loopback(address):
        raise ConfigError(
            f"scrapyd would listen on {address}, which other machines can reach, and it runs any code sent to it: set "
            "SCRAPYD_USERNAME and SCRAPYD_PASSWORD in its environment, or bind_address = 127.0.0.1"
        )
