"""Name and id of a node."""

from __future__ import annotations

import os
import secrets
import socket

from scrapyd.config import Config

__all__ = ["new_node_id", "node_name"]


def node_name(config: Config) -> str:
    """Return the node's name for people: scrapyd's ``node_name``, by default the host name."""
    name: str = config.get("node_name", socket.gethostname())
    return name


def new_node_id(config: Config) -> str:
    """Return an id for one run of one scrapyd process, so that leases of an earlier run are not taken for its own."""
    return f"{node_name(config)}:{os.getpid()}:{secrets.token_hex(4)}"
