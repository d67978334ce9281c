"""A node's name and identity."""

from __future__ import annotations

import os
import secrets
import socket

from scrapyd.config import Config

__all__ = ["new_node_id", "node_name"]


def node_name(config: Config) -> str:
    """What people call this node: scrapyd's ``node_name``, by default the host's."""
    name: str = config.get("node_name", socket.gethostname())
    return name


def new_node_id(config: Config) -> str:
    """Of one run of one scrapyd: what an earlier one of the same name left behind is not its own."""
    return f"{node_name(config)}:{os.getpid()}:{secrets.token_hex(4)}"
