"""Store of the app, as endpoints use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pymongo.database import Database
from starlette.requests import Request

from newscrawler.storage.connection import Settings
from newscrawler.storage.reader import Reader

__all__ = ["Store", "store"]


@dataclass(frozen=True, slots=True)
class Store:
    """Database of the app, its read API, and the settings."""

    database: Database[dict[str, Any]]
    reader: Reader
    settings: Settings


def store(request: Request) -> Store:
    """Return the store that this request is about."""
    found: Store = request.app.state.store
    return found
