"""``newscrawler/meta.py`` is the one list of our keys of ``Request.meta``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import newscrawler
from newscrawler import meta

PACKAGE = Path(newscrawler.__file__).parent
SCRAPY = {
    "dont_obey_robotstxt",
    "download_latency",
    "download_maxsize",
    "download_slot",
    "download_timeout",
    "handle_httpstatus_list",
    "max_retry_times",
    "proxy",
    "redirect_urls",
    "retry_times",
}
"""Keys of Scrapy 2.19 that the package reads or writes (Scrapy's documentation, "Request.meta special keys")."""


def keys_written_as_strings() -> Iterator[tuple[str, str]]:
    """Yield ``(file, key)`` for each string that is a key of something called ``meta``: ``request.meta["key"]``."""
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if ".meta" in source else ():
            holder: ast.expr | None = None
            key: ast.expr | None = None
            match node:
                case ast.Subscript(value=holder, slice=key):
                    pass
                case ast.Call(func=ast.Attribute(value=holder, attr="get" | "pop" | "setdefault"), args=[key, *_]):
                    pass
            if (
                isinstance(holder, ast.Attribute)
                and holder.attr == "meta"
                and isinstance(key, ast.Constant)
                and isinstance(key.value, str)
            ):
                owner = ast.unparse(holder.value)
                if owner in {"request", "response", "output", "mapped", "keyed"}:
                    yield str(path.relative_to(PACKAGE)), key.value


def test_no_module_writes_a_key_of_ours_as_a_string() -> None:
    found = list(keys_written_as_strings())
    assert found, "the search finds nothing at all"
    assert [(path, key) for path, key in found if key not in SCRAPY] == []


def test_each_key_is_listed_and_named_once() -> None:
    values = [getattr(meta, name) for name in meta.__all__]
    assert len(set(values)) == len(values)
    assert not SCRAPY & set(values)
