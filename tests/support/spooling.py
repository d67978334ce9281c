"""A writer that soon gives a dead server up, and pages for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newscrawler.storage.local import mongod as local_mongod
from tests.support.wire_items import page, paragraphs


def impatient(var_dir: Path) -> str:
    """Another spelling than the local mongod's own, so that the writer treats it as somebody else's server."""
    return local_mongod.ensure(var_dir).replace("serverSelectionTimeoutMS=3000", "serverSelectionTimeoutMS=1000")


def pages(number: int) -> list[Any]:
    url = f"https://a.example/{number}"
    return page(url, comments=5, headline=f"Ferry {number} returns", body=paragraphs(f"f{number}"))
