"""Former names of modules, public classes and functions, kept for one version (docs/versioning.md)."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["FORMER_MODULES", "find_former_modules", "former_attribute", "renamed"]

FORMER_MODULES = {
    "newscrawler.charsets": "newscrawler.html.charsets",
    "newscrawler.comments.coral": "newscrawler.comments.platforms.coral",
    "newscrawler.comments.disqus": "newscrawler.comments.platforms.disqus",
    "newscrawler.comments.flat": "newscrawler.html.flat",
    "newscrawler.comments.guardian": "newscrawler.comments.platforms.guardian",
    "newscrawler.comments.hypertext": "newscrawler.comments.platforms.hypertext",
    "newscrawler.comments.hypertext_pages": "newscrawler.comments.platforms.hypertext_pages",
    "newscrawler.comments.isso": "newscrawler.comments.platforms.isso",
    "newscrawler.comments.japantoday": "newscrawler.comments.platforms.japantoday",
    "newscrawler.comments.openweb": "newscrawler.comments.platforms.openweb",
    "newscrawler.comments.platform": "newscrawler.comments.protocol",
    "newscrawler.comments.viafoura": "newscrawler.comments.platforms.viafoura",
    "newscrawler.comments.wordpress": "newscrawler.comments.platforms.wordpress",
    "newscrawler.comments.wordpress_pages": "newscrawler.comments.platforms.wordpress_pages",
    "newscrawler.discovery.archives": "newscrawler.archives",
    "newscrawler.downloader.addresses": "newscrawler.addresses",
    "newscrawler.extraction.html": "newscrawler.extraction.article",
    "newscrawler.extraction.outline": "newscrawler.html.outline",
    "newscrawler.extraction.structured": "newscrawler.html.structured",
    "newscrawler.extraction.textdump": "newscrawler.textdumps.story",
    "newscrawler.hrefs": "newscrawler.urls",
    "newscrawler.page": "newscrawler.html.page",
    "newscrawler.storage.local_mongod": "newscrawler.storage.local.mongod",
    "newscrawler.storage.local_replica_set": "newscrawler.storage.local.replica_set",
}
"""Former name of a module → its name since 0.2. Outlets' files and scripts of operators may import them."""


def renamed(package: str, name: str, table: Mapping[str, str]) -> Any:
    """Return the object that a former name of a package means, with a ``DeprecationWarning``; for ``__getattr__``.

    The module is imported when a name is used, because it may import the package.

    :param table: former name → name that replaces it, with its module unless that is the package itself
    :raises AttributeError: the package never had this name
    """
    if name not in table:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    message = f"{package}.{name} is now {table[name]}; the old name is removed in 0.3"
    # The caller of __getattr__, which calls this function
    warnings.warn(message, DeprecationWarning, stacklevel=3)
    module, _, new = table[name].rpartition(".")
    return getattr(importlib.import_module(module or package), new)


def former_attribute(owner: str, old: str, new: str) -> property:
    """Return a property that reads an attribute under its former name, with a ``DeprecationWarning``."""

    def read(self: object) -> Any:
        warnings.warn(f"{owner}.{old} is now {new}; the old name is removed in 0.3", DeprecationWarning, stacklevel=2)
        return getattr(self, new)

    return property(read)


class _FormerModules(MetaPathFinder, Loader):
    """Imports a module under its former name: the same objects, with a ``DeprecationWarning``."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in FORMER_MODULES else None

    def exec_module(self, module: ModuleType) -> None:
        new = FORMER_MODULES[module.__name__]
        message = f"{module.__name__} is now {new}; the old name is removed in 0.3"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        there = importlib.import_module(new)
        module.__dict__.update((name, value) for name, value in vars(there).items() if not name.startswith("__"))
        module.__dict__["__getattr__"] = partial(getattr, there)
        module.__doc__ = there.__doc__


def find_former_modules() -> None:
    """Make former module names importable. It may be called more than once."""
    if not any(isinstance(finder, _FormerModules) for finder in sys.meta_path):
        sys.meta_path.append(_FormerModules())
