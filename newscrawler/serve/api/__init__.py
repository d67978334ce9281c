"""The HTTP API: each module has its ROUTES, and this package adds them up."""

from __future__ import annotations

from starlette.routing import BaseRoute

__all__ = ["ROUTES"]

ROUTES: list[BaseRoute] = []
