"""Rewrite the expected items of a case, for ``--rewrite``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def is_rewritten(case: Path, asked: str | None) -> bool:
    """Whether ``--rewrite`` speaks of the case: None is no ``--rewrite``, an empty name is all of them."""
    return asked is not None and asked in ("", case.parent.name, f"{case.parent.name}/{case.name}")


def _rewrite(expected: Path, items: list[dict[str, Any]]) -> None:
    text = json.dumps(items, ensure_ascii=False, indent=1) + "\n"
    before = expected.read_text(encoding="utf-8") if expected.exists() else None
    if text == before:
        return
    expected.write_text(text, encoding="utf-8")
    pytest.fail(
        f"{expected} was {'written' if before is None else 'changed'}: read it (git diff), then run without --rewrite",
        pytrace=False,
    )
