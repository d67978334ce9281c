"""Pages of docs/collections, and the names in them."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "collections"


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def named(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))
